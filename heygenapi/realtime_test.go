package heygenapi_test

import (
	"io"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi"
)

// TestRealtimeShapes holds the requests to HeyGen's guides: the reference has
// no real-time streams.
func TestRealtimeShapes(t *testing.T) {
	t.Parallel()
	type sent struct{ method, path, body string }
	requests := make(chan sent, 1)
	client := scripted(t, func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		assert.NoError(t, err)
		requests <- sent{r.Method, r.URL.Path, string(body)}
		_, _ = w.Write([]byte(`{"data":{"stream_id":"s","status":"pending","ok":true,"buffered_bytes":12}}`))
	})
	for want, request := range map[string]heygenapi.RealtimeRequest{
		`{"type":"tts","avatar_id":"a","voice_id":"v","text":"Hello."}`:                         heygenapi.RealtimeSpeech{AvatarID: "a", VoiceID: "v", Text: "Hello."},
		`{"type":"audio","avatar_id":"a","audio":{"type":"asset_id","asset_id":"x"}}`:           heygenapi.RealtimeAudio{AvatarID: "a", Audio: heygenapi.MediaAsset{AssetID: "x"}},
		`{"type":"audio","avatar_id":"a","audio":{"type":"url","url":"https://example.com/a"}}`: heygenapi.RealtimeAudio{AvatarID: "a", Audio: heygenapi.MediaURL{URL: "https://example.com/a"}},
		`{"type":"text_stream","avatar_id":"a","voice_id":"v","text":"He"}`:                     heygenapi.RealtimeTextStream{AvatarID: "a", VoiceID: "v", Text: "He"},
		`{"type":"text_stream","avatar_id":"a"}`:                                                heygenapi.RealtimeTextStream{AvatarID: "a"},
	} {
		stream, err := client.CreateRealtimeStream(t.Context(), request)
		require.NoError(t, err)
		assert.Equal(t, "s", stream.ID)
		got := <-requests
		assert.Equal(t, "POST /v3/avatar-realtime", got.method+" "+got.path)
		assert.JSONEq(t, want, got.body)
	}
	appended, err := client.AppendRealtimeText(t.Context(), "s", "llo.", true)
	require.NoError(t, err)
	assert.True(t, appended.OK)
	assert.Equal(t, 12, appended.BufferedBytes)
	got := <-requests
	assert.Equal(t, "POST /v3/avatar-realtime/s/text", got.method+" "+got.path)
	assert.JSONEq(t, `{"delta":"llo.","final":true}`, got.body)
}

// TestPlaylist reads the address by either name.
func TestPlaylist(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`{"data":{"stream_id":"s","status":"streaming","hls_url":"https://example.com/a.m3u8"}}`: "https://example.com/a.m3u8",
		`{"data":{"stream_id":"s","status":"ready","url":"https://example.com/b.m3u8"}}`:         "https://example.com/b.m3u8",
		`{"data":{"stream_id":"s","status":"pending"}}`:                                          "",
	} {
		stream, err := scripted(t, says(http.StatusOK, body).serve).GetRealtimeStream(t.Context(), "s")
		require.NoError(t, err)
		assert.Equal(t, want, stream.Playlist())
		assert.False(t, stream.Status.Final())
	}
}

func TestProblem(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"error", "error_message"} {
		stream, err := scripted(t, says(http.StatusOK, `{"data":{"stream_id":"s","status":"error","`+name+`":"broke off"}}`).serve).GetRealtimeStream(t.Context(), "s")
		require.NoError(t, err)
		assert.Equal(t, "broke off", stream.Problem())
		assert.True(t, stream.Status.Failed())
	}
}

// TestOpenShapes reads what the reference gives no form.
func TestOpenShapes(t *testing.T) {
	t.Parallel()
	removal, err := scripted(t, says(http.StatusOK,
		`{"data":{"id":"r","status":"completed","layers":{"person":"https://example.com/p.webm","background":{"url":"https://example.com/b.mp4"},"odd":7}}}`).serve).
		GetBackgroundRemoval(t.Context(), "r")
	require.NoError(t, err)
	assert.Equal(t, map[string]string{"person": "https://example.com/p.webm", "background": "https://example.com/b.mp4"}, removal.LayerURLs())
	assert.JSONEq(t, "7", string(removal.Layers["odd"]), "what is not known stays readable")

	for body, id := range map[string]string{`{"data":{"ai_clipping_id":"c"}}`: "c", `{"data":{"job_id":"j"}}`: "j", `{"data":{"id":"i","status":"pending"}}`: "i"} {
		job, err := scripted(t, says(http.StatusOK, body).serve).CreateClipping(t.Context(), heygenapi.ClippingRequest{Video: heygenapi.MediaAsset{AssetID: "a"}})
		require.NoError(t, err)
		assert.Equal(t, id, job)
	}

	page, err := scripted(t, says(http.StatusOK, `{"data":[{"event_id":"e","event_type":"ai_clipping.success","event_data":{"job_id":"j","odd":[1]}}]}`).serve).
		ListWebhookEvents(t.Context(), heygenapi.ListWebhookEventsOptions{})
	require.NoError(t, err)
	assert.JSONEq(t, `{"job_id":"j","odd":[1]}`, string(page.Items[0].Data))
}
