package account_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/sourcegraph/conc"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/account"
	"heygen-mcp/heygenapi"
	"heygen-mcp/heygenapi/heygentest"
	"heygen-mcp/internal/mcptest"
)

func credential(t *testing.T, secret string) heygenapi.Credential {
	t.Helper()
	c, err := heygenapi.APIKey(secret)
	require.NoError(t, err)
	return c
}

func TestWithoutACredential(t *testing.T) {
	t.Parallel()
	accounts, err := account.New(heygenapi.Credential{})
	require.NoError(t, err)
	_, err = accounts.Get(t.Context())
	require.ErrorIs(t, err, account.ErrNoCredential)
	_, err = accounts.Get(account.WithCredential(t.Context(), heygenapi.Credential{}))
	require.ErrorIs(t, err, account.ErrNoCredential)
}

// TestEachCredentialHasItsOwn account, and always the same.
func TestEachCredentialHasItsOwn(t *testing.T) {
	t.Parallel()
	accounts, err := account.New(credential(t, "sk_fallback"))
	require.NoError(t, err)
	fallback, err := accounts.Get(t.Context())
	require.NoError(t, err)
	ada := account.WithCredential(t.Context(), credential(t, "sk_ada"))
	first, err := accounts.Get(ada)
	require.NoError(t, err)
	again, err := accounts.Get(account.WithCredential(t.Context(), credential(t, " sk_ada\n")))
	require.NoError(t, err)
	assert.Same(t, first, again)
	assert.NotSame(t, first, fallback)
	assert.NotSame(t, first.Catalog, fallback.Catalog)
	assert.NotEqual(t, first.ID, fallback.ID)
	assert.NotContains(t, first.ID, "ada")

	token, err := heygenapi.BearerToken("sk_ada")
	require.NoError(t, err)
	bearer, err := accounts.Get(account.WithCredential(t.Context(), token))
	require.NoError(t, err)
	assert.NotSame(t, first, bearer, "the same words as a token are another credential")
}

func TestManyAtOnceShareOne(t *testing.T) {
	t.Parallel()
	accounts, err := account.New(credential(t, "sk_one"))
	require.NoError(t, err)
	got := make([]*account.Account, 50)
	var wg conc.WaitGroup
	for i := range got {
		wg.Go(func() {
			a, err := accounts.Get(t.Context())
			assert.NoError(t, err)
			got[i] = a
		})
	}
	wg.Wait()
	for _, a := range got {
		assert.Same(t, got[0], a)
	}
}

// TestAccountsAreBounded makes more accounts than are kept: the least recently
// used go, and come back fresh.
func TestAccountsAreBounded(t *testing.T) {
	t.Parallel()
	accounts, err := account.New(heygenapi.Credential{})
	require.NoError(t, err)
	get := func(i int) *account.Account {
		a, err := accounts.Get(account.WithCredential(t.Context(), credential(t, fmt.Sprintf("sk_%d", i))))
		require.NoError(t, err)
		return a
	}
	first, second := get(0), get(1)
	for i := range 300 {
		assert.Same(t, second, get(1))
		get(i + 2)
	}
	assert.NotSame(t, first, get(0))
}

// TestAnAccountReachesHeyGenByItsCredential, and by no other.
func TestAnAccountReachesHeyGenByItsCredential(t *testing.T) {
	t.Parallel()
	heygen := mcptest.HeyGen(t, heygentest.WithAPIKeys("sk_ada"))
	accounts, err := account.New(credential(t, "sk_fallback"), heygenapi.WithBaseURL(heygen.URL))
	require.NoError(t, err)
	ada, err := accounts.Get(account.WithCredential(t.Context(), credential(t, "sk_ada")))
	require.NoError(t, err)
	_, err = ada.API.GetCurrentUser(t.Context())
	require.NoError(t, err)
	fallback, err := accounts.Get(t.Context())
	require.NoError(t, err)
	_, err = fallback.API.GetCurrentUser(t.Context())
	require.True(t, heygenapi.IsUnauthorized(err), "%v", err)
}

func TestSightings(t *testing.T) {
	t.Parallel()
	accounts, err := account.New(credential(t, "sk_one"))
	require.NoError(t, err)
	a, err := accounts.Get(t.Context())
	require.NoError(t, err)
	at := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	s := a.States
	assert.False(t, s.Known("v"))
	assert.Equal(t, at, s.Observe("v", "processing 10", at))
	assert.True(t, s.Known("v"))
	assert.Equal(t, at, s.Observe("v", "processing 10", at.Add(time.Minute)), "it has not moved since")
	assert.Equal(t, at.Add(2*time.Minute), s.Observe("v", "processing 20", at.Add(2*time.Minute)))
	s.Forget("v")
	assert.False(t, s.Known("v"))
}
