package heygentest_test

import (
	"context"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/sourcegraph/conc/pool"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi/heygentest"
)

// bare is a simulated HeyGen without anything between it and the client, for
// answers that break.
func bare(t testing.TB, opts ...heygentest.Option) *sandbox {
	t.Helper()
	clock := heygentest.NewManualClock(morning)
	s, err := heygentest.Start(append([]heygentest.Option{heygentest.WithClock(clock)}, opts...)...)
	require.NoError(t, err)
	t.Cleanup(s.Close)
	return &sandbox{Server: s, t: t, clock: clock, url: s.URL}
}

func TestFaultsOfRequests(t *testing.T) {
	t.Parallel()
	for kind, want := range map[heygentest.FaultKind]string{
		heygentest.FaultFail500: "500 internal_error", heygentest.Fault429: "429 rate_limit_exceeded",
		heygentest.Fault502HTML: "502", heygentest.FaultHTML: "200",
	} {
		s := bare(t, heygentest.WithFault(heygentest.Fault{Path: "/v3/videos/*", Skip: 1, Times: 1, Kind: kind}))
		s.refused("404 not_found", http.MethodGet, "/v3/videos/a", nil)
		s.ok(http.MethodGet, me, nil)
		got := s.refused(want, http.MethodGet, "/v3/videos/a", nil)
		s.refused("404 not_found", http.MethodGet, "/v3/videos/a", nil)
		if kind == heygentest.Fault429 {
			assert.Equal(t, "1", got.header.Get("Retry-After"))
		}
		if got.body == nil {
			assert.Contains(t, got.header.Get("Content-Type"), "text/html", kind)
		}
	}
}

func TestBrokenConnections(t *testing.T) {
	t.Parallel()
	for kind, c := range map[heygentest.FaultKind]struct {
		done bool
		want error
	}{
		heygentest.FaultDrop:      {false, io.EOF},
		heygentest.FaultDropAfter: {true, io.EOF},
		heygentest.FaultCutBody:   {true, io.ErrUnexpectedEOF},
	} {
		s := bare(t, heygentest.WithFault(heygentest.Fault{Method: http.MethodPost, Times: 1, Kind: kind}))
		// A key that is sent twice shows whether the work was done.
		_, err := s.try(http.MethodPost, "/v3/videos", spoken(t), "Idempotency-Key", "once", "Connection", "close")
		require.ErrorIs(t, err, c.want, kind)
		assert.Equal(t, c.done, len(s.list("/v3/videos")) == 1, kind)
		s.ok(http.MethodPost, "/v3/videos", spoken(t), "Idempotency-Key", "once")
		assert.Len(t, s.list("/v3/videos"), 1, kind)
	}
}

func TestCutAnswerHasItsHead(t *testing.T) {
	t.Parallel()
	s := bare(t, heygentest.WithFault(heygentest.Fault{Kind: heygentest.FaultCutBody}))
	a, err := s.try(http.MethodGet, me, nil)
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
	assert.Equal(t, http.StatusOK, a.status)
	assert.NotEmpty(t, a.raw)
}

func TestMagicWords(t *testing.T) {
	t.Parallel()
	s := bare(t)
	say := func(word string) obj { return with(spoken(t), "script", script+" [["+word+"]]") }
	s.refused("429 rate_limit_exceeded", http.MethodPost, "/v3/videos", say("429"))
	s.refused("500 internal_error", http.MethodPost, "/v3/videos", say("500"))
	assert.Contains(t, string(s.send(http.MethodPost, "/v3/videos", say("HTML")).raw), "<h1>")
	_, err := s.try(http.MethodPost, "/v3/videos", say("cut"))
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)

	failing, stalling, late := s.video(say("FAIL")), s.video(say("stall")), s.video(say("late-url"))
	s.clock.Advance(time.Hour)
	get := func(id string) obj { return s.ok(http.MethodGet, "/v3/videos/"+id, nil) }
	assert.Equal(t, []any{"failed", "render_failed"}, []any{get(failing)["status"], get(failing)["failure_code"]})
	assert.Equal(t, "processing", get(stalling)["status"])
	for range 2 {
		v := get(late)
		assert.Equal(t, []any{"completed", nil}, []any{v["status"], v["video_url"]})
	}
	assert.NotNil(t, get(late)["video_url"])
	assert.Len(t, s.Charges(), 2, "the late one, and the one whose answer was cut")
}

func TestIdempotencyReplays(t *testing.T) {
	t.Parallel()
	s := open(t)
	key := []string{"Idempotency-Key", "order:1.a-B_2"}
	first := s.ok(http.MethodPost, "/v3/videos", spoken(t), key...)
	assert.Equal(t, first, s.ok(http.MethodPost, "/v3/videos", obj{"type": "nonsense"}, key...), "whatever the body")
	assert.Len(t, s.list("/v3/videos"), 1)
	s.ok(http.MethodPost, "/v3/video-translations", dubbing(), key...)
	assert.Len(t, s.list("/v3/video-translations"), 1, "keys belong to their endpoint")
	clip := s.ok(http.MethodPost, "/v3/ai-clipping", clipping(), key...)
	assert.Equal(t, clip, s.ok(http.MethodPost, "/v3/ai-clipping", clipping(), key...))
	s.clock.Advance(25 * time.Hour)
	assert.NotEqual(t, first, s.ok(http.MethodPost, "/v3/videos", spoken(t), key...), "for 24 hours")
	s.refused("400 invalid_parameter Idempotency-Key", http.MethodPost, "/v3/videos", spoken(t), "Idempotency-Key", "a b")

	// What was refused may be tried again.
	s.refused("400 invalid_parameter type", http.MethodPost, "/v3/videos", obj{}, "Idempotency-Key", "again")
	s.ok(http.MethodPost, "/v3/videos", spoken(t), "Idempotency-Key", "again")
}

func TestWhereKeysDoNotCount(t *testing.T) {
	t.Parallel()
	s := open(t)
	key := []string{"Idempotency-Key", "one"}
	for path, body := range map[string]obj{"/v3/video-agents": {"prompt": "A film"}, "/v3/voices/speech": {"text": "Hi", "voice_id": voiceID(t, starfish)}, "/v3/background-removals": cutting()} {
		assert.NotEqual(t, s.ok(http.MethodPost, path, body, key...), s.ok(http.MethodPost, path, body, key...), path)
	}
	assert.Len(t, s.list("/v3/video-agents"), 2)
}

func TestDuplicateInFlightIsRefused(t *testing.T) {
	t.Parallel()
	s := bare(t)
	held := with(spoken(t), "title", "[[timeout]]")
	ctx, giveUp := context.WithCancel(t.Context())
	waiting := &sandbox{Server: s.Server, t: contextT{t, ctx}, url: s.url}
	p := pool.New()
	var gaveUp error
	p.Go(func() {
		for gaveUp == nil {
			_, gaveUp = waiting.try(http.MethodPost, "/v3/videos", held, "Idempotency-Key", "k")
		}
	})
	// Whichever comes first holds the key. This one lets go of it soon.
	require.Eventually(t, func() bool {
		short, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		a, err := (&sandbox{Server: s.Server, t: contextT{t, short}, url: s.url}).try(http.MethodPost, "/v3/videos", held, "Idempotency-Key", "k")
		return err == nil && a.failure() == "409 request_in_progress"
	}, 10*time.Second, time.Millisecond)
	giveUp()
	p.Wait()
	require.ErrorIs(t, gaveUp, context.Canceled)
	require.Eventually(t, func() bool {
		return s.send(http.MethodPost, "/v3/videos", spoken(t), "Idempotency-Key", "k").status == http.StatusOK
	}, 10*time.Second, time.Millisecond, "the key is free again")
	assert.Len(t, s.list("/v3/videos"), 1)
}

// contextT is a test whose requests end with a context.
type contextT struct {
	testing.TB
	ctx context.Context //nolint:containedctx // It stands in for the test's own.
}

func (c contextT) Context() context.Context { return c.ctx }

func TestDownloadsBreakToo(t *testing.T) {
	t.Parallel()
	s := bare(t)
	id := s.video(spoken(t))
	s.clock.Advance(time.Hour)
	link := s.ok(http.MethodGet, "/v3/videos/"+id, nil)["video_url"].(string)
	whole := s.send(http.MethodGet, link, nil)
	s.AddFault(heygentest.Fault{Path: "/_media/video/*", Times: 1, Kind: heygentest.FaultCutBody})
	cut, err := s.try(http.MethodGet, link, nil)
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
	assert.Equal(t, whole.raw[:len(whole.raw)/2], cut.raw)
	s.AddFault(heygentest.Fault{Path: "/_media/video/*", Times: 1, Kind: heygentest.Fault502HTML})
	assert.Equal(t, http.StatusBadGateway, s.send(http.MethodGet, link, nil).status)
	assert.Equal(t, whole.raw, s.send(http.MethodGet, link, nil).raw)
}
