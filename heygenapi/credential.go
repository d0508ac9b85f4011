package heygenapi

import (
	"errors"
	"fmt"
	"net/http"

	"heygen-mcp/heygenapi/internal/wire"
)

// ErrNoCredential is returned for a credential that is empty, or that a host
// left as an unexpanded ${...}.
var ErrNoCredential = errors.New("heygenapi: no credential")

// masked keeps a secret out of what is printed.
type masked = wire.Secret

// Credential is an API key or an OAuth access token. It is comparable, and
// prints as its fingerprint only.
type Credential struct {
	masked

	bearer bool
}

// APIKey makes a credential from a pasted API key, without the white space and
// invisible characters that such keys often carry.
func APIKey(s string) (Credential, error) { return clean(s, false) }

// BearerToken makes a credential from an OAuth access token.
func BearerToken(s string) (Credential, error) { return clean(s, true) }

func clean(s string, bearer bool) (Credential, error) {
	secret, err := wire.Clean(s)
	switch {
	case errors.Is(err, wire.ErrNoSecret):
		return Credential{}, ErrNoCredential
	case err != nil:
		return Credential{}, fmt.Errorf("heygenapi: %w", err)
	default:
		return Credential{masked: secret, bearer: bearer}, nil
	}
}

// set puts the credential into exactly one header.
func (c Credential) set(h http.Header) {
	if c.bearer {
		h.Set("Authorization", "Bearer "+wire.Reveal(c.masked))
		return
	}
	h.Set("X-Api-Key", wire.Reveal(c.masked))
}
