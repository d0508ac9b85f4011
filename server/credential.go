package server

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"net/http"
	"strings"

	"heygen-mcp/account"
	"heygen-mcp/heygenapi"
	"heygen-mcp/heygenapi/liveavatar"
)

// keyHeader is where callers put their HeyGen API key, as HeyGen has it.
const keyHeader = "X-Api-Key"

// liveKeyHeader is where callers put their key of LiveAvatar, a product of its
// own that HeyGen's key does not open.
const liveKeyHeader = "X-LiveAvatar-Key"

// keyPrefix tells HeyGen's API keys from OAuth access tokens.
const keyPrefix = "sk_"

type callerKey struct{}

// withCaller gives a context whose calls use the credential. Without one they
// use the server's own, if it has one.
func withCaller(ctx context.Context, credential heygenapi.Credential) context.Context {
	ctx = context.WithValue(ctx, callerKey{}, credential)
	if credential.IsZero() {
		return ctx
	}
	return account.WithCredential(ctx, credential)
}

// callerOf is the credential that the request brought; the zero value is one
// that brought none.
func callerOf(ctx context.Context) heygenapi.Credential {
	credential, _ := ctx.Value(callerKey{}).(heygenapi.Credential)
	return credential
}

// gate decides who may call, and on whose account.
type gate struct {
	// token is the digest of the bearer token that callers must present,
	// where protected.
	token     [sha256.Size]byte
	protected bool
	// shared is true of a server whose own keys are for callers too.
	shared bool
	// ownKeyOnly is true of a server with a HeyGen key that is not for callers.
	ownKeyOnly bool
}

func (s *Server) newGate(o HTTPOptions) *gate {
	g := &gate{token: sha256.Sum256([]byte(o.AuthToken)), protected: o.AuthToken != "", shared: o.SharedKey}
	if !o.SharedKey && s.env != nil && s.env.Accounts != nil {
		_, err := s.env.Accounts.Get(context.Background())
		g.ownKeyOnly = err == nil
	}
	return g
}

// admit gives the request's HeyGen credential, which may be none: lists need
// none, and calls answer with how to get one.
func (g *gate) admit(h http.Header) (heygenapi.Credential, *refusal) {
	credential, refused := g.identify(h)
	if refused == nil && credential.IsZero() && g.ownKeyOnly {
		return credential, refuse(http.StatusUnauthorized, "send your HeyGen API key as %s: this server's own key is not shared", keyHeader).challenging("")
	}
	return credential, refused
}

// admitLive gives a context whose calls use the LiveAvatar key that the request
// brought. Without one they have none, unless the server's own is shared.
func (g *gate) admitLive(ctx context.Context, h http.Header) (context.Context, *refusal) {
	value, refused := single(h, liveKeyHeader)
	if refused != nil {
		return ctx, refused
	}
	key, err := liveavatar.NewKey(value)
	switch {
	case err == nil:
		return account.WithLiveKey(ctx, key), nil
	case !errors.Is(err, liveavatar.ErrNoKey):
		return ctx, refuse(http.StatusBadRequest, "the key in %s holds characters that no key has: copy it anew", liveKeyHeader)
	case g.shared:
		return ctx, nil
	default:
		return account.WithLiveKey(ctx, liveavatar.Key{}), nil
	}
}

func (g *gate) identify(h http.Header) (heygenapi.Credential, *refusal) {
	bearer, refused := bearerToken(h)
	if refused != nil {
		return heygenapi.Credential{}, refused
	}
	key, refused := headerCredential(h, keyHeader, heygenapi.APIKey)
	if refused != nil {
		return heygenapi.Credential{}, refused
	}
	if g.protected {
		return key, g.checkToken(bearer)
	}
	fromBearer, refused := parseCredential("Authorization", bearer, func(value string) (heygenapi.Credential, error) {
		if strings.HasPrefix(value, keyPrefix) {
			return heygenapi.APIKey(value)
		}
		return heygenapi.BearerToken(value)
	})
	switch {
	case refused != nil:
		return heygenapi.Credential{}, refused
	case fromBearer.IsZero():
		return key, nil
	case key.IsZero() || key == fromBearer:
		return fromBearer, nil
	default:
		return heygenapi.Credential{}, refuse(http.StatusBadRequest, "%s and Authorization hold different HeyGen credentials: send one", keyHeader)
	}
}

// checkToken compares digests, so that neither length nor content shows in the
// time it takes.
func (g *gate) checkToken(bearer string) *refusal {
	if bearer == "" {
		return refuse(http.StatusUnauthorized, "this server wants its token as Authorization: Bearer TOKEN; the HeyGen API key goes in %s", keyHeader).challenging("")
	}
	given := sha256.Sum256([]byte(bearer))
	if subtle.ConstantTimeCompare(given[:], g.token[:]) != 1 {
		return refuse(http.StatusUnauthorized, "the token in Authorization is not this server's; the HeyGen API key goes in %s", keyHeader).challenging("invalid_token")
	}
	return nil
}

// bearerToken is the token of the Authorization header, if there is one.
func bearerToken(h http.Header) (string, *refusal) {
	value, refused := single(h, "Authorization")
	if refused != nil || value == "" {
		return "", refused
	}
	kind, token, _ := strings.Cut(value, " ")
	if !strings.EqualFold(kind, "Bearer") {
		return "", refuse(http.StatusBadRequest, "Authorization must be of the form Bearer TOKEN")
	}
	return strings.TrimSpace(token), nil
}

func headerCredential(h http.Header, header string, parse func(string) (heygenapi.Credential, error)) (heygenapi.Credential, *refusal) {
	value, refused := single(h, header)
	if refused != nil {
		return heygenapi.Credential{}, refused
	}
	return parseCredential(header, value, parse)
}

// parseCredential takes an empty value, and what a host left unset, for none.
func parseCredential(header, value string, parse func(string) (heygenapi.Credential, error)) (heygenapi.Credential, *refusal) {
	if value == "" {
		return heygenapi.Credential{}, nil
	}
	credential, err := parse(value)
	switch {
	case errors.Is(err, heygenapi.ErrNoCredential):
		return heygenapi.Credential{}, nil
	case err != nil:
		return heygenapi.Credential{}, refuse(http.StatusBadRequest, "the credential in %s holds characters that no credential has: copy it anew", header)
	default:
		return credential, nil
	}
}

// single is the header's value, refused where it comes twice and differs:
// which one counts would be a guess.
func single(h http.Header, header string) (string, *refusal) {
	values := h.Values(header)
	for _, other := range values {
		if other != values[0] {
			return "", refuse(http.StatusBadRequest, "%s is given twice with different values", header)
		}
	}
	return strings.TrimSpace(h.Get(header)), nil
}
