package wire

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"unicode"
)

// ErrNoSecret is returned for a value that is empty, or that a host left as an
// unexpanded ${...}.
var ErrNoSecret = errors.New("no credential")

// Secret is a key or token. It is comparable, and prints as its fingerprint
// only; [Reveal] is the one way to its value.
type Secret struct{ value string }

// Clean makes a secret of a pasted value, without the white space and invisible
// characters that pasted keys often carry.
func Clean(s string) (Secret, error) {
	s = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp) {
			return -1
		}
		return r
	}, s)
	if s == "" || (strings.HasPrefix(s, "${") && strings.HasSuffix(s, "}")) {
		return Secret{}, ErrNoSecret
	}
	for i, r := range s {
		if r > unicode.MaxASCII {
			return Secret{}, fmt.Errorf("the credential has a character at position %d that no key has; copy it again", i+1)
		}
	}
	return Secret{value: s}, nil
}

// Reveal gives the value, for the header of a request.
func Reveal(s Secret) string { return s.value }

// IsZero is true for no secret.
func (s Secret) IsZero() bool { return s.value == "" }

// Fingerprint names the secret in logs: 12 hex digits of its SHA-256.
func (s Secret) Fingerprint() string {
	if s.IsZero() {
		return "none"
	}
	sum := sha256.Sum256([]byte(s.value))
	return hex.EncodeToString(sum[:6])
}

// String prints the fingerprint.
func (s Secret) String() string { return "credential " + s.Fingerprint() }

// GoString prints the fingerprint.
func (s Secret) GoString() string { return s.String() }

// Format prints the fingerprint whatever the verb.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(s.String())) }

// LogValue logs the fingerprint.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText writes the fingerprint.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }
