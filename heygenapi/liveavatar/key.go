package liveavatar

import (
	"errors"
	"fmt"

	"heygen-mcp/heygenapi/internal/wire"
)

// ErrNoKey is returned for a key that is empty, or that a host left as an
// unexpanded ${...}.
var ErrNoKey = errors.New("liveavatar: no key")

// masked keeps a secret out of what is printed.
type masked = wire.Secret

// Key is a LiveAvatar API key. It is comparable, and prints as its fingerprint
// only.
type Key struct{ masked }

// NewKey makes a key from a pasted one, without the white space and invisible
// characters that such keys often carry.
func NewKey(s string) (Key, error) {
	secret, err := wire.Clean(s)
	switch {
	case errors.Is(err, wire.ErrNoSecret):
		return Key{}, ErrNoKey
	case err != nil:
		return Key{}, fmt.Errorf("liveavatar: %w", err)
	default:
		return Key{masked: secret}, nil
	}
}
