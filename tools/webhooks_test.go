package tools_test

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/account"
	"heygen-mcp/heygenapi"
	"heygen-mcp/heygenapi/heygentest"
	"heygen-mcp/tools/files"
	"heygen-mcp/tools/kit"
)

type webhookAnswer struct {
	EndpointID   string   `json:"endpoint_id"`
	URL          string   `json:"url"`
	Events       []string `json:"events"`
	Status       string   `json:"status"`
	Secret       string   `json:"secret"`
	SecretStored bool     `json:"secret_stored"`
	Warnings     []string `json:"warnings"`
	Next         string   `json:"next"`
}

// publicly makes the tools believe that HeyGen is far away.
func publicly(e *kit.Env) { e.Fetch = files.NewFetcher("") }

// keeping gives the tools a store of secrets in a new folder, and a log.
func keeping(t *testing.T) (setting, *account.WebhookSecrets, *bytes.Buffer) {
	t.Helper()
	store, log := account.NewWebhookSecrets(filepath.Join(t.TempDir(), "secrets")), &bytes.Buffer{}
	return withEnv(func(e *kit.Env) {
		publicly(e)
		e.Secrets = store
		e.Log = slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	}), store, log
}

func stored(t *testing.T, store *account.WebhookSecrets) map[string]string {
	t.Helper()
	credential, err := heygenapi.APIKey(key)
	require.NoError(t, err)
	kept, err := store.Of(credential.Fingerprint())
	require.NoError(t, err)
	return kept
}

func (b *bench) webhooks() []webhookAnswer {
	b.t.Helper()
	var listed struct{ Items []webhookAnswer }
	b.call("list_webhooks", map[string]any{}, &listed)
	return listed.Items
}

const hook = "https://hooks.example.com/heygen"

// TestWebhookFromBeginningToEnd: the secret is told once, stored, replaced and
// forgotten, and is in no log.
func TestWebhookFromBeginningToEnd(t *testing.T) {
	t.Parallel()
	kept, store, log := keeping(t)
	b := newBench(t, kept)
	var made webhookAnswer
	b.call("create_webhook", map[string]any{"url": hook, "events": []string{"avatar_video.success", "batch.finished"}}, &made)
	assert.True(t, strings.HasPrefix(made.Secret, "whsec_"))
	assert.True(t, made.SecretStored)
	assert.Empty(t, made.Warnings)
	assert.Contains(t, made.Next, "does not tell it again")
	assert.Equal(t, map[string]string{made.EndpointID: made.Secret}, stored(t, store))

	listed := b.webhooks()
	require.Len(t, listed, 1)
	assert.Equal(t, []string{"avatar_video.success", "batch.finished"}, listed[0].Events)
	assert.Empty(t, listed[0].Secret)
	assert.True(t, listed[0].SecretStored)

	var changed webhookAnswer
	b.call("update_webhook", map[string]any{"endpoint_id": made.EndpointID, "url": hook + "/2", "events": []string{"batch.finished"}}, &changed)
	assert.Equal(t, hook+"/2", changed.URL)
	assert.Equal(t, []string{"batch.finished"}, changed.Events)
	assert.True(t, changed.SecretStored)

	var rotated webhookAnswer
	b.call("rotate_webhook_secret", map[string]any{"endpoint_id": made.EndpointID}, &rotated)
	assert.NotEqual(t, made.Secret, rotated.Secret)
	assert.Equal(t, map[string]string{made.EndpointID: rotated.Secret}, stored(t, store))

	var gone struct{ Deleted bool }
	b.call("delete_webhook", map[string]any{"endpoint_id": made.EndpointID}, &gone)
	assert.True(t, gone.Deleted)
	assert.Empty(t, stored(t, store))
	assert.Empty(t, b.webhooks())
	assert.NotEmpty(t, log.String())
	assert.NotContains(t, log.String(), "whsec_")
}

// TestAnEndpointThatIsGoneIsForgotten although someone else removed it.
func TestAnEndpointThatIsGoneIsForgotten(t *testing.T) {
	t.Parallel()
	kept, store, _ := keeping(t)
	b := newBench(t, kept)
	credential, err := heygenapi.APIKey(key)
	require.NoError(t, err)
	require.NoError(t, store.Keep(credential.Fingerprint(), "ep_gone", "whsec_old"))
	assert.Equal(t, "endpoint_id", b.refused("delete_webhook", map[string]any{"endpoint_id": "ep_gone"}).Field)
	assert.Empty(t, stored(t, store))
}

// TestSecretsOverHTTPAreShownOnly: there the disk is not the caller's.
func TestSecretsOverHTTPAreShownOnly(t *testing.T) {
	t.Parallel()
	b := newBench(t, withEnv(func(e *kit.Env) { e.Files = nil }))
	var made webhookAnswer
	b.call("create_webhook", map[string]any{"url": hook}, &made)
	assert.NotEmpty(t, made.Secret)
	assert.False(t, made.SecretStored)
	require.Len(t, made.Warnings, 1)
	assert.Contains(t, made.Warnings[0], "keeps no secrets")
	assert.Empty(t, made.Events, "which stands for all")
}

// brokenStore is a disk that takes nothing.
type brokenStore struct{}

var errDisk = errors.New("no space left on device")

func (brokenStore) Keep(string, string, string) error {
	return fmt.Errorf("writing the secret: %w", &os.PathError{Op: "write", Path: "/home/ada/secrets", Err: errDisk})
}
func (brokenStore) Forget(string, string) error { return errDisk }
func (brokenStore) Of(string) (map[string]string, error) {
	return nil, errDisk
}

// TestASecretThatCannotBeStored is shown nevertheless, with a warning.
func TestASecretThatCannotBeStored(t *testing.T) {
	t.Parallel()
	b := newBench(t, withEnv(func(e *kit.Env) { e.Secrets = brokenStore{} }))
	var made, rotated webhookAnswer
	b.call("create_webhook", map[string]any{"url": hook}, &made)
	assert.NotEmpty(t, made.Secret)
	assert.False(t, made.SecretStored)
	require.Len(t, made.Warnings, 1)
	assert.Contains(t, made.Warnings[0], "no space left on device")
	assert.NotContains(t, made.Warnings[0], "/home/ada")
	b.call("rotate_webhook_secret", map[string]any{"endpoint_id": made.EndpointID}, &rotated)
	assert.NotEmpty(t, rotated.Secret)
	assert.Contains(t, rotated.Warnings[0], "could not be stored")
	require.Len(t, b.webhooks(), 1)
	var gone webhookAnswer
	b.call("delete_webhook", map[string]any{"endpoint_id": made.EndpointID}, &gone)
	assert.Contains(t, gone.Warnings[0], "could not be removed")
}

// TestAddressesThatHeyGenCannotReach are warned of, where HeyGen is far away.
func TestAddressesThatHeyGenCannotReach(t *testing.T) {
	t.Parallel()
	far := newBench(t, withEnv(publicly))
	near := newBench(t)
	for address, says := range map[string]string{
		"https://localhost/x": "private network", "https://127.0.0.1:8080": "private network", "https://192.168.1.4/x": "private network",
		"https://[::1]/x": "private network", "https://printer.local": "private network", "https://intranet/x": "private network",
		"http://hooks.example.com/x": "plain http", "https://hooks.example.com/x": "", "https://8.8.8.8/x": "",
	} {
		var made webhookAnswer
		far.call("create_webhook", map[string]any{"url": address}, &made)
		assert.NotEmpty(t, made.EndpointID, address)
		warned := strings.Join(made.Warnings, " ")
		if says == "" {
			assert.NotContains(t, warned, "url is", address)
			continue
		}
		assert.Contains(t, warned, says, address)
		near.call("create_webhook", map[string]any{"url": address}, &made)
		assert.NotContains(t, strings.Join(made.Warnings, " "), says, "the sandbox reaches %s", address)
	}
}

// TestAnEndpointIsMadeOnce although HeyGen's answer is lost: the replayed answer
// still has the secret.
func TestAnEndpointIsMadeOnce(t *testing.T) {
	t.Parallel()
	lost := func(path string) setting {
		return withHeyGen(heygentest.WithFault(heygentest.Fault{Method: "POST", Path: path, Times: 1, Kind: heygentest.FaultDropAfter}))
	}
	b := newBench(t, lost("/v3/webhooks/endpoints"), lost("/v3/webhooks/endpoints/*/rotate-secret"))
	var made, rotated webhookAnswer
	b.call("create_webhook", map[string]any{"url": hook}, &made)
	assert.NotEmpty(t, made.Secret)
	assert.Len(t, b.webhooks(), 1)
	b.call("rotate_webhook_secret", map[string]any{"endpoint_id": made.EndpointID}, &rotated)
	assert.NotEmpty(t, rotated.Secret)
}

func TestEventsAreListedWithoutLinks(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for _, id := range []string{"v1", "v2"} {
		_, err := b.heygen.Emit("avatar_video.success", map[string]any{
			"video_id": id, "url": "https://files.example.com/v.mp4?signature=secret", "callback_id": strings.Repeat("c", 200), "seconds": 12, "nested": map[string]any{"x": 1},
		})
		require.NoError(t, err)
	}
	_, err := b.heygen.Emit("batch.finished", map[string]any{"batch_id": "b1"})
	require.NoError(t, err)
	type page struct {
		Items []struct {
			EventID   string         `json:"event_id"`
			EventType string         `json:"event_type"`
			EventData map[string]any `json:"event_data"`
			CreatedAt string         `json:"created_at"`
		}
		Types []struct {
			EventType   string `json:"event_type"`
			Description string
		}
		NextCursor string `json:"next_cursor"`
	}
	var all, rest, one, kinds page
	b.call("list_webhook_events", map[string]any{"limit": 2}, &all)
	require.Len(t, all.Items, 2)
	assert.Equal(t, "batch.finished", all.Items[0].EventType, "the newest first")
	b.call("list_webhook_events", map[string]any{"limit": 2, "cursor": all.NextCursor}, &rest)
	require.Len(t, rest.Items, 1)
	assert.Equal(t, map[string]any{"video_id": "v1", "callback_id": strings.Repeat("c", 80) + "…", "seconds": 12.0}, rest.Items[0].EventData)
	assert.NotEmpty(t, rest.Items[0].CreatedAt)
	b.call("list_webhook_events", map[string]any{"event_type": "avatar_video.success", "entity_id": "v2"}, &one)
	require.Len(t, one.Items, 1)
	assert.Equal(t, "v2", one.Items[0].EventData["video_id"])
	b.call("list_webhook_events", map[string]any{"types": true}, &kinds)
	assert.Len(t, kinds.Types, 30)
	assert.Empty(t, kinds.Items)
}
