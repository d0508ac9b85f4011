package liveavatar_test

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi/liveavatar"
)

const secret = "la_very_secret"

// turn plays one request.
type turn func(http.ResponseWriter)

func says(status int, body string) turn {
	return func(w http.ResponseWriter) {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// drops closes the connection without an answer, cuts in the middle of it.
func drops(http.ResponseWriter) { panic(http.ErrAbortHandler) }

func cuts(w http.ResponseWriter) {
	w.Header().Set("Content-Length", "1000")
	_, _ = io.WriteString(w, `{"code":1000`)
	_ = http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler)
}

type sent struct {
	request, body, key, authorization, agent string
}

// script plays one turn after the other, the last for ever.
type script struct {
	play []turn

	mu   sync.Mutex
	sent []sent
}

func (s *script) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	s.mu.Lock()
	s.sent = append(s.sent, sent{r.Method + " " + r.URL.RequestURI(), string(body), r.Header.Get("X-Api-Key"), r.Header.Get("Authorization"), r.UserAgent()})
	n := len(s.sent)
	s.mu.Unlock()
	s.play[min(n, len(s.play))-1](w)
}

func (s *script) requests() []sent {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sent
}

func newClient(t testing.TB, base string, options ...liveavatar.Option) *liveavatar.Client {
	t.Helper()
	key, err := liveavatar.NewKey(" " + secret + "\n")
	require.NoError(t, err)
	quick := liveavatar.WithRetry(liveavatar.Retry{Max: 3, BaseDelay: time.Millisecond, MaxDelay: 2 * time.Millisecond, MaxRetryAfter: time.Second})
	client, err := liveavatar.New(key, append([]liveavatar.Option{liveavatar.WithBaseURL(base), liveavatar.WithUserAgent("test/1"), quick}, options...)...)
	require.NoError(t, err)
	return client
}

func scripted(t testing.TB, s *script, options ...liveavatar.Option) *liveavatar.Client {
	t.Helper()
	srv := httptest.NewServer(s)
	t.Cleanup(srv.Close)
	return newClient(t, srv.URL, options...)
}

// TestShapes holds what is sent and read to LiveAvatar's docs.
func TestShapes(t *testing.T) {
	t.Parallel()
	s := &script{play: []turn{
		says(200, `{"code":1000,"data":{"session_id":"s","session_token":"t"},"message":"ok"}`),
		says(201, `{"code":1000,"data":{"session_id":"s","livekit_url":"wss://x","livekit_client_token":"lk","max_session_duration":60},"message":"ok"}`),
		says(200, `{"code":1000,"data":null,"message":"ok"}`),
		says(200, `{"code":1000,"data":null,"message":"ok"}`),
		says(200, `{"code":1000,"data":{"session_active":true,"transcript_data":[{"role":"user","transcript":"Hi","absolute_timestamp":17,"relative_timestamp":1.5}],"next_timestamp":18},"message":"ok"}`),
		says(200, `{"code":1000,"data":{"credits_left":12.5},"message":"ok"}`),
		says(200, `{"code":1000,"data":{"count":3,"next":"https://x?page=2","previous":null,"results":[{"id":"a","name":"Ada","default_voice":{"id":"v","name":"Vi"}}]},"message":"ok"}`),
		says(200, `{"code":1000,"data":[{"id":"a","name":"Ada"}],"message":"ok"}`),
		says(200, `{"code":1000,"data":{"results":[{"id":"v","language":"English"}]},"message":"ok"}`),
	}}
	c, ctx := scripted(t, s), t.Context()
	session, err := c.CreateSession(ctx, liveavatar.SessionRequest{Mode: liveavatar.Full, AvatarID: "a", Persona: &liveavatar.Persona{VoiceID: "v", ContextID: "c", Language: "en"}, Sandbox: true})
	require.NoError(t, err)
	assert.Equal(t, liveavatar.Session{ID: "s", Token: "t"}, session)
	room, err := c.StartSession(ctx, session.Token)
	require.NoError(t, err)
	assert.Equal(t, liveavatar.Room{SessionID: "s", URL: "wss://x", ClientToken: "lk", MaxSeconds: 60}, room)
	require.NoError(t, c.KeepAlive(ctx, session))
	require.NoError(t, c.StopSession(ctx, liveavatar.Session{ID: "s"}))
	said, err := c.Transcript(ctx, "../s", 17)
	require.NoError(t, err)
	assert.Equal(t, liveavatar.Transcript{Active: true, Next: 18, Lines: []liveavatar.Line{{Role: "user", Text: "Hi", At: 17, Seconds: 1.5}}}, said)
	credits, err := c.Credits(ctx)
	require.NoError(t, err)
	assert.InDelta(t, 12.5, credits, 0)
	own, err := c.ListAvatars(ctx, liveavatar.PageOptions{Page: 2, Size: 1})
	require.NoError(t, err)
	assert.Equal(t, liveavatar.Page[liveavatar.Avatar]{Total: 3, More: true, Items: []liveavatar.Avatar{{ID: "a", Name: "Ada", DefaultVoice: &liveavatar.Voice{ID: "v", Name: "Vi"}}}}, own)
	public, err := c.ListPublicAvatars(ctx, liveavatar.PageOptions{})
	require.NoError(t, err)
	assert.Equal(t, 1, public.Total, "a bare list is all there is")
	voices, err := c.ListVoices(ctx, liveavatar.PageOptions{})
	require.NoError(t, err)
	assert.Equal(t, liveavatar.Page[liveavatar.Voice]{Total: 1, Items: []liveavatar.Voice{{ID: "v", Language: "English"}}}, voices)

	byKey := func(request, body string) sent {
		return sent{request: request, body: body, key: secret, agent: "test/1"}
	}
	byToken := func(request, body string) sent {
		return sent{request: request, body: body, authorization: "Bearer t", agent: "test/1"}
	}
	assert.Equal(t, []sent{
		byKey("POST /v1/sessions/token", `{"mode":"FULL","avatar_id":"a","avatar_persona":{"voice_id":"v","context_id":"c","language":"en"},"is_sandbox":true}`),
		byToken("POST /v1/sessions/start", ""),
		byToken("POST /v1/sessions/keep-alive", `{"session_id":"s"}`),
		byKey("POST /v1/sessions/stop", `{"session_id":"s"}`),
		byKey("GET /v1/sessions/..%2Fs/transcript?start_timestamp=17", ""),
		byKey("GET /v1/users/credits", ""),
		byKey("GET /v1/avatars?page=2&page_size=1", ""),
		byKey("GET /v1/avatars/public", ""),
		byKey("GET /v1/voices", ""),
	}, s.requests())
}

// TestOnlyReadsAreRepeated: a session that is started twice costs twice.
func TestOnlyReadsAreRepeated(t *testing.T) {
	t.Parallel()
	fine := says(200, `{"code":1000,"data":{"credits_left":1},"message":"ok"}`)
	for name, c := range map[string]struct {
		fault               turn
		repeated, uncertain bool
	}{
		"dropped":         {drops, true, true},
		"cut":             {cuts, true, true},
		"500":             {says(500, `{"code":500,"message":"no"}`), true, true},
		"html 502":        {says(502, "<html>"), true, true},
		"429":             {says(429, `{"code":429,"message":"no"}`), true, false},
		"429, a long one": {func(w http.ResponseWriter) { w.Header().Set("Retry-After", "60"); says(429, `{}`)(w) }, false, false},
		"401":             {says(401, `{"code":401,"message":"no"}`), false, false},
		"402":             {says(402, `{"code":402,"message":"no"}`), false, false},
		"422":             {says(422, `{"code":422,"message":"no"}`), false, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &script{play: []turn{c.fault, c.fault, fine}}
			_, err := scripted(t, s).Credits(t.Context())
			if c.repeated {
				require.NoError(t, err)
				assert.Len(t, s.requests(), 3)
			} else {
				require.Error(t, err)
				assert.Len(t, s.requests(), 1)
			}
			s = &script{play: []turn{c.fault}}
			_, err = scripted(t, s).StartSession(t.Context(), "t")
			require.Error(t, err)
			assert.Len(t, s.requests(), 1)
			assert.Equal(t, c.uncertain, liveavatar.Uncertain(err), "%v", err)
		})
	}
	t.Run("nobody listens", func(t *testing.T) {
		t.Parallel()
		listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
		require.NoError(t, err)
		require.NoError(t, listener.Close())
		_, err = newClient(t, "http://"+listener.Addr().String()).StartSession(t.Context(), "t")
		require.True(t, liveavatar.IsUnavailable(err), "%v", err)
		assert.False(t, liveavatar.Uncertain(err), "it was never sent")
	})
}

func TestErrors(t *testing.T) {
	t.Parallel()
	for status, is := range map[int]func(error) bool{
		401: liveavatar.IsUnauthorized, 402: liveavatar.IsInsufficientCredit, 404: liveavatar.IsNotFound, 409: liveavatar.IsConflict,
		422: liveavatar.IsInvalid, 400: liveavatar.IsInvalid, 429: liveavatar.IsRateLimited, 503: liveavatar.IsUnavailable,
	} {
		s := &script{play: []turn{func(w http.ResponseWriter) {
			w.Header().Set("X-Request-ID", "r")
			w.Header().Set("Retry-After", "7")
			says(status, fmt.Sprintf(`{"code":%d,"data":null,"message":"because"}`, status*10))(w)
		}}}
		_, err := scripted(t, s).StartSession(t.Context(), "t")
		require.True(t, is(err), "%d: %v", status, err)
		var refused *liveavatar.Error
		require.ErrorAs(t, err, &refused)
		assert.Equal(t, []any{"start session", status, status * 10, "because", "r", 7 * time.Second},
			[]any{refused.Op, refused.StatusCode, refused.Code, refused.Message, refused.RequestID, refused.RetryAfter})
	}
}

func TestKeys(t *testing.T) {
	t.Parallel()
	for _, unset := range []string{"", " \n", "${user_config.key}"} {
		key, err := liveavatar.NewKey(unset)
		require.ErrorIs(t, err, liveavatar.ErrNoKey)
		_, err = liveavatar.New(key)
		require.ErrorIs(t, err, liveavatar.ErrNoKey)
	}
	_, err := liveavatar.NewKey("la_é")
	require.ErrorContains(t, err, "position 4")
	assert.NotContains(t, err.Error(), "la_")
	key, err := liveavatar.NewKey(secret)
	require.NoError(t, err)
	raw, err := json.Marshal(map[string]any{"key": key})
	require.NoError(t, err)
	assert.NotContains(t, string(raw)+fmt.Sprintf("%v %+v %#v %s %x", key, key, key, []any{key}, key), "very")
	assert.Contains(t, key.String(), key.Fingerprint())
	for _, bad := range []string{"", "api.liveavatar.com", "http://api.liveavatar.com", "https://user:pw@host"} {
		_, err := liveavatar.New(key, liveavatar.WithBaseURL(bad))
		require.ErrorContains(t, err, "base address", bad)
		assert.NotContains(t, err.Error(), "pw")
	}
}

// TestNothingSecretLeaves: neither logs nor errors have the key, a token or what
// was sent, and a redirect does not lead the key away.
func TestNothingSecretLeaves(t *testing.T) {
	t.Parallel()
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		assert.Fail(t, "the redirect was followed")
	}))
	t.Cleanup(elsewhere.Close)
	var log strings.Builder
	talk := liveavatar.WithLogger(slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})))
	s := &script{play: []turn{
		says(422, `{"code":422,"message":"avatar my-avatar is none"}`), drops,
		func(w http.ResponseWriter) { w.Header().Set("Location", elsewhere.URL); w.WriteHeader(307) },
	}}
	c := scripted(t, s, talk)
	_, err := c.CreateSession(t.Context(), liveavatar.SessionRequest{Mode: liveavatar.Lite, AvatarID: "my-avatar"})
	require.Error(t, err)
	_, err = c.StartSession(t.Context(), "my-token")
	require.Error(t, err)
	_, moved := c.Credits(t.Context())
	require.ErrorContains(t, moved, "307")
	told := log.String() + err.Error() + moved.Error()
	for _, word := range []string{secret, "my-token", "my-avatar", "127.0.0.1/"} {
		assert.NotContains(t, told, word)
	}
	assert.Contains(t, log.String(), `"status":422`)
	assert.Contains(t, log.String(), "start session")
}
