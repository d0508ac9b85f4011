package account_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/account"
	"heygen-mcp/heygenapi/liveavatar"
)

func liveKey(t *testing.T, secret string) liveavatar.Key {
	t.Helper()
	key, err := liveavatar.NewKey(secret)
	require.NoError(t, err)
	return key
}

func TestWithoutALiveKey(t *testing.T) {
	t.Parallel()
	var none *account.LiveAccounts
	_, err := none.Get(t.Context())
	require.ErrorIs(t, err, account.ErrNoLiveKey)
	lives, err := account.NewLiveAccounts(liveavatar.Key{})
	require.NoError(t, err)
	_, err = lives.Get(t.Context())
	require.ErrorIs(t, err, account.ErrNoLiveKey)
	own, err := account.NewLiveAccounts(liveKey(t, "la_own"))
	require.NoError(t, err)
	_, err = own.Get(account.WithLiveKey(t.Context(), liveavatar.Key{}))
	require.ErrorIs(t, err, account.ErrNoLiveKey, "the server's own is not for a caller without one")
}

// TestEachLiveKeyHasItsOwn account, and its sessions with it.
func TestEachLiveKeyHasItsOwn(t *testing.T) {
	t.Parallel()
	lives, err := account.NewLiveAccounts(liveKey(t, "la_own"))
	require.NoError(t, err)
	own, err := lives.Get(t.Context())
	require.NoError(t, err)
	ada, err := lives.Get(account.WithLiveKey(t.Context(), liveKey(t, "la_ada")))
	require.NoError(t, err)
	again, err := lives.Get(account.WithLiveKey(t.Context(), liveKey(t, " la_ada\n")))
	require.NoError(t, err)
	assert.Same(t, ada, again)
	assert.NotSame(t, ada, own)
	assert.NotSame(t, ada.API, own.API)
	ada.Remember(liveavatar.Session{ID: "s", Token: "t"})
	assert.Equal(t, liveavatar.Session{ID: "s", Token: "t"}, ada.Session("s"))
	assert.Equal(t, liveavatar.Session{ID: "s"}, own.Session("s"))
	ada.Forget("s")
	assert.Empty(t, ada.Session("s").Token)
}
