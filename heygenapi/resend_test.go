package heygenapi_test

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi"
)

// TestResend: what was sent can be sent again, byte by byte and under its key.
func TestResend(t *testing.T) {
	t.Parallel()
	var bodies, keys, paths []string
	client := scripted(t, func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		assert.NoError(t, err)
		bodies, keys, paths = append(bodies, string(body)), append(keys, r.Header.Get("Idempotency-Key")), append(paths, r.URL.EscapedPath())
		_, _ = w.Write([]byte(`{"data":{"video_id":"v1"}}`))
	})
	var sent heygenapi.SentRequest
	_, err := client.GenerateFromTemplate(t.Context(), "a b/c", heygenapi.TemplateRequest{Title: "T"},
		heygenapi.IdempotencyKey("k1"), heygenapi.BeforeSending(func(r heygenapi.SentRequest) error {
			assert.Empty(t, bodies, "it is told before anything leaves")
			sent = r
			return nil
		}))
	require.NoError(t, err)
	raw, err := client.Resend(t.Context(), sent, "k1")
	require.NoError(t, err)
	assert.JSONEq(t, `{"video_id":"v1"}`, string(raw))
	require.Len(t, bodies, 2)
	assert.JSONEq(t, bodies[0], bodies[1])
	assert.Equal(t, []string{"k1", "k1"}, keys)
	assert.Equal(t, paths[0], paths[1])
}

// TestBeforeSendingMayRefuse: then nothing is sent.
func TestBeforeSendingMayRefuse(t *testing.T) {
	t.Parallel()
	client := scripted(t, func(http.ResponseWriter, *http.Request) { assert.Fail(t, "nothing is sent") })
	no := errors.New("over the budget")
	refuse := heygenapi.BeforeSending(func(heygenapi.SentRequest) error { return no })
	_, err := client.CreateVideo(t.Context(), heygenapi.AvatarVideo{AvatarID: "a", SpeechInput: heygenapi.SpeechInput{Script: "Hi"}}, refuse)
	require.ErrorIs(t, err, no)
	_, err = client.CreateVideoAgent(t.Context(), heygenapi.VideoAgentRequest{Prompt: "Hi"}, refuse)
	require.ErrorIs(t, err, no)
	for _, r := range []heygenapi.SentRequest{{}, {Method: "GET", Path: "/v3/videos", Body: json.RawMessage(`{}`)}, {Method: "POST", Path: "/v1/videos", Body: json.RawMessage(`{}`)}, {Method: "POST", Path: "/v3/videos"}} {
		_, err := client.Resend(t.Context(), r, "k")
		require.ErrorContains(t, err, "cannot be sent again")
	}
}
