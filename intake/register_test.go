package intake_test

import (
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"github.com/sourcegraph/conc"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi"
	"heygen-mcp/heygenapi/heygentest"
	"heygen-mcp/intake"
	"heygen-mcp/jobs"
)

const endpointsPath = "/v3/webhooks/endpoints"

func (b *bench) endpoints() []heygenapi.Webhook {
	b.t.Helper()
	page, err := b.acct.API.ListWebhooks(b.t.Context(), heygenapi.PageOptions{})
	require.NoError(b.t, err)
	return page.Items
}

// TestARestartUsesTheKeptSecret, and registers nothing again.
func TestARestartUsesTheKeptSecret(t *testing.T) {
	t.Parallel()
	b := registered(t, simulated(t))
	secret := b.secret()
	require.NoError(t, b.intake.Register(t.Context(), b.acct))
	assert.Equal(t, secret, b.secret())
	require.Len(t, b.endpoints(), 1)
	assert.Equal(t, b.public+"/webhooks/heygen", b.endpoints()[0].URL)
	assert.Equal(t, 1, b.requests(http.MethodPost, endpointsPath))
}

// TestALostSecretIsRotated: HeyGen tells a secret once. An endpoint of just now
// may be another process's; an old one is not.
func TestALostSecretIsRotated(t *testing.T) {
	t.Parallel()
	for name, now := range map[string]func() time.Time{"just now": nil, "long ago": func() time.Time { return time.Now().AddDate(0, 1, 0) }} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, simulated(t, heygentest.WithSignatureHeader(heygentest.SignatureAlone)), now)
			made, err := b.acct.API.CreateWebhook(t.Context(), heygenapi.WebhookRequest{URL: b.intake.URL()})
			require.NoError(t, err)
			require.NoError(t, b.intake.Register(t.Context(), b.acct))
			assert.NotEqual(t, made.Secret, b.secret())
			require.Len(t, b.endpoints(), 1)
			assert.Equal(t, made.ID, b.endpoints()[0].ID)
			b.deliverEvent(http.StatusOK)
		})
	}
}

// TestANewKeyKeepsTheEndpoint: it is the account's, not the key's.
func TestANewKeyKeepsTheEndpoint(t *testing.T) {
	t.Parallel()
	heygen := simulated(t)
	b := registered(t, heygen)
	secret := b.secret()
	b.acct = account(t, heygen, "sk_the_next_key")
	require.NoError(t, b.intake.Register(t.Context(), b.acct))
	kept, err := b.ledger.Endpoints(t.Context(), b.intake.URL())
	require.NoError(t, err)
	require.Len(t, kept, 2)
	for _, e := range kept {
		assert.Equal(t, secret, e.Secret)
	}
	b.deliverEvent(http.StatusOK)
}

// TestReplicasRegisterOne, with a ledger each and at the same moment.
func TestReplicasRegisterOne(t *testing.T) {
	t.Parallel()
	b := newBench(t, simulated(t), nil)
	secrets := make([]string, 4)
	var replicas conc.WaitGroup
	for n := range secrets {
		ledger := ledgerAt(t, filepath.Join(t.TempDir(), "ledger.db"))
		replica := intake.New(intake.Options{Ledger: ledger, PublicURL: b.public})
		t.Cleanup(func() { replica.Close(t.Context()) })
		replicas.Go(func() {
			if !assert.NoError(t, replica.Register(t.Context(), b.acct)) {
				return
			}
			kept, err := ledger.Endpoints(t.Context(), replica.URL())
			if assert.NoError(t, err) && assert.Len(t, kept, 1) {
				secrets[n] = kept[0].Secret
			}
		})
	}
	replicas.Wait()
	assert.Len(t, b.endpoints(), 1)
	assert.NotEmpty(t, secrets[0])
	for _, secret := range secrets {
		assert.Equal(t, secrets[0], secret)
	}
}

// TestADeletedEndpointIsMadeAnew, though HeyGen answers the same request with
// the deleted one for a day.
func TestADeletedEndpointIsMadeAnew(t *testing.T) {
	t.Parallel()
	b := registered(t, simulated(t))
	first := b.endpoints()[0]
	require.NoError(t, b.acct.API.DeleteWebhook(t.Context(), first.ID))
	require.NoError(t, b.intake.Register(t.Context(), b.acct))
	require.Len(t, b.endpoints(), 1)
	assert.NotEqual(t, first.ID, b.endpoints()[0].ID)
	b.deliverEvent(http.StatusOK)
}

func TestAFailureToRegisterSaysWhy(t *testing.T) {
	t.Parallel()
	heygen := simulated(t)
	b := newBench(t, heygen, nil)
	refused := account(t, heygen, "sk_invalid")
	err := b.intake.Register(t.Context(), refused)
	require.True(t, heygenapi.IsUnauthorized(err), "%v", err)
	assert.ErrorContains(t, err, "webhook endpoint")
	kept, err := b.ledger.Endpoints(t.Context(), "")
	require.NoError(t, err)
	assert.Equal(t, []jobs.Endpoint(nil), kept)
}
