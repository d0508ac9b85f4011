package heygenapi

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"unicode"
)

// ErrNoCredential is returned for a credential that is empty, or that a host
// left as an unexpanded ${...}.
var ErrNoCredential = errors.New("heygenapi: no credential")

// Credential is an API key or an OAuth access token. It is comparable, and
// prints as its fingerprint only.
type Credential struct {
	secret string
	bearer bool
}

// APIKey makes a credential from a pasted API key, without the white space and
// invisible characters that such keys often carry.
func APIKey(s string) (Credential, error) { return clean(s, false) }

// BearerToken makes a credential from an OAuth access token.
func BearerToken(s string) (Credential, error) { return clean(s, true) }

func clean(s string, bearer bool) (Credential, error) {
	s = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp) {
			return -1
		}
		return r
	}, s)
	if s == "" || (strings.HasPrefix(s, "${") && strings.HasSuffix(s, "}")) {
		return Credential{}, ErrNoCredential
	}
	for i, r := range s {
		if r > unicode.MaxASCII {
			return Credential{}, fmt.Errorf("heygenapi: the credential has a character at position %d that no key has; copy it again", i+1)
		}
	}
	return Credential{secret: s, bearer: bearer}, nil
}

// IsZero is true for no credential.
func (c Credential) IsZero() bool { return c.secret == "" }

// IsBearer is true for an OAuth access token.
func (c Credential) IsBearer() bool { return c.bearer }

// Fingerprint names the credential in logs: 12 hex digits of its SHA-256.
func (c Credential) Fingerprint() string {
	if c.IsZero() {
		return "none"
	}
	sum := sha256.Sum256([]byte(c.secret))
	return hex.EncodeToString(sum[:6])
}

// String prints the fingerprint.
func (c Credential) String() string { return "credential " + c.Fingerprint() }

// GoString prints the fingerprint.
func (c Credential) GoString() string { return c.String() }

// Format prints the fingerprint whatever the verb.
func (c Credential) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(c.String())) }

// LogValue logs the fingerprint.
func (c Credential) LogValue() slog.Value { return slog.StringValue(c.String()) }

// MarshalText writes the fingerprint.
func (c Credential) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// set puts the credential into exactly one header.
func (c Credential) set(h http.Header) {
	if c.bearer {
		h.Set("Authorization", "Bearer "+c.secret)
		return
	}
	h.Set("X-Api-Key", c.secret)
}
