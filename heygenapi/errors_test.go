package heygenapi_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi"
)

func TestErrorsTellAll(t *testing.T) {
	t.Parallel()
	client := scripted(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Request-ID", "req-1")
		w.Header().Set("Retry-After", "3600")
		w.WriteHeader(http.StatusTooManyRequests)
		_, _ = w.Write([]byte(`{"error":{"code":"quota_exceeded","message":"Too many","param":"script","doc_url":"https://docs/x"}}`))
	})
	err := keyedCreate(t.Context(), client)
	got, ok := errors.AsType[*heygenapi.Error](err)
	require.True(t, ok, "%v", err)
	assert.Equal(t, "create video", got.Op)
	assert.Equal(t, []any{429, "quota_exceeded", "Too many", "script", "https://docs/x", "req-1", time.Hour},
		[]any{got.StatusCode, got.Code, got.Message, got.Param, got.DocURL, got.RequestID, got.RetryAfter})
	assert.Equal(t, "create video: HeyGen answered 429 quota_exceeded (script): Too many [request req-1]", err.Error())
}

func TestErrorsByKind(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		status int
		code   string
		is     func(error) bool
	}{
		"unauthorized": {401, "unauthorized", heygenapi.IsUnauthorized},
		"no credit":    {402, "insufficient_credit", heygenapi.IsInsufficientCredit},
		"forbidden":    {403, "forbidden", heygenapi.IsForbidden},
		"not found":    {404, "avatar_not_found", heygenapi.IsNotFound},
		"conflict":     {409, "resource_conflict", heygenapi.IsConflict},
		"in progress":  {409, "request_in_progress", heygenapi.IsInProgress},
		"not ready":    {409, "resource_not_ready", heygenapi.IsNotReady},
		"too large":    {413, "payload_too_large", heygenapi.IsPayloadTooLarge},
		"limited":      {429, "rate_limit_exceeded", heygenapi.IsRateLimited},
		"unavailable":  {503, "unavailable", heygenapi.IsUnavailable},
	}
	once := heygenapi.WithRetry(heygenapi.Retry{})
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := readVideo(t.Context(), scripted(t, (&turns{play: []turn{refuses(c.status, c.code)}}).ServeHTTP, once))
			require.Error(t, err)
			assert.True(t, c.is(err), "%v", err)
			assert.False(t, c.is(errors.New("another")))
			assert.False(t, c.is(nil))
		})
	}
}

// TestUnusableAnswers are clear errors, never a panic or an empty success.
func TestUnusableAnswers(t *testing.T) {
	t.Parallel()
	once := heygenapi.WithRetry(heygenapi.Retry{})
	cases := map[string]struct {
		answer turn
		reason string
	}{
		"html":           {says(200, "<html>Sign in</html>"), "is not the JSON expected"},
		"empty":          {says(200, ""), "is not the JSON expected"},
		"another shape":  {says(200, `{"data":[1,2]}`), "is not the JSON expected"},
		"cut":            {cuts, "was cut short"},
		"html of a 502":  {says(502, "<html>Bad gateway</html>"), "HeyGen answered 502: bad gateway"},
		"no words":       {says(403, ""), "HeyGen answered 403: forbidden"},
		"far too large":  {floods, "is larger than 16 MB"},
		"never answered": {drops, "no answer from HeyGen"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := readVideo(t.Context(), scripted(t, (&turns{play: []turn{c.answer}}).ServeHTTP, once))
			require.ErrorContains(t, err, c.reason)
			require.ErrorContains(t, err, "get video")
			assert.NotContains(t, err.Error(), "127.0.0.1")
		})
	}
	t.Run("an empty answer to a deletion is a deletion", func(t *testing.T) {
		t.Parallel()
		require.NoError(t, naturalDelete(t.Context(), scripted(t, (&turns{play: []turn{says(204, "")}}).ServeHTTP, once)))
	})
}

// floods answers without an end.
func floods(w http.ResponseWriter) {
	piece := []byte(strings.Repeat(" ", 1<<20))
	for range 18 {
		if _, err := w.Write(piece); err != nil {
			return
		}
	}
}

// TestWhatHeyGenAddsStaysReadable serves members and values that nobody knows.
func TestWhatHeyGenAddsStaysReadable(t *testing.T) {
	t.Parallel()
	body := `{"data":{"id":"v","status":"polishing","mood":"sunny","created_at":1793000000.5,"completed_at":"2026-11-02T09:00:00Z"},"more":1}`
	client := scripted(t, (&turns{play: []turn{says(200, body)}}).ServeHTTP)
	video, err := client.GetVideo(t.Context(), "v")
	require.NoError(t, err)
	assert.Equal(t, heygenapi.Status("polishing"), video.Status)
	assert.JSONEq(t, `"sunny"`, string(video.Extra["mood"]))
	assert.Len(t, video.Extra, 1)
	assert.EqualValues(t, 1793000000, video.CreatedAt.Unix())
	assert.Equal(t, 2026, video.CompletedAt.Year())
}
