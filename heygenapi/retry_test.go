package heygenapi_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi"
)

// The four kinds of calls, each by one operation.
func readVideo(ctx context.Context, c *heygenapi.Client) error {
	_, err := c.GetVideo(ctx, "v")
	return err
}

func keyedCreate(ctx context.Context, c *heygenapi.Client) error {
	_, err := c.CreateVideo(ctx, heygenapi.AvatarVideo{AvatarID: "a", SpeechInput: heygenapi.SpeechInput{Script: "Hello."}})
	return err
}

func unkeyedCreate(ctx context.Context, c *heygenapi.Client) error {
	_, err := c.CreateVideoAgent(ctx, heygenapi.VideoAgentRequest{Prompt: "A greeting."})
	return err
}

func naturalDelete(ctx context.Context, c *heygenapi.Client) error { return c.DeleteVideo(ctx, "v") }

// TestRepeats counts the requests that each kind of call makes for each way to
// fail: what may be paid for is sent again only where HeyGen did not act, or
// replays its answer.
func TestRepeats(t *testing.T) {
	t.Parallel()
	fine := says(http.StatusOK, `{"data":{}}`)
	calls := map[string]func(context.Context, *heygenapi.Client) error{"read": readVideo, "keyed": keyedCreate, "unkeyed": unkeyedCreate, "natural": naturalDelete}
	cases := map[string]struct {
		fault turn
		// once names the calls that are not repeated.
		once []string
	}{
		"429":              {fault: refuses(429, "rate_limit_exceeded")},
		"429 and a pause":  {fault: after("0.001", refuses(429, "quota_exceeded"))},
		"429, a long one":  {fault: after("3600", refuses(429, "quota_exceeded")), once: []string{"read", "keyed", "unkeyed", "natural"}},
		"500":              {fault: refuses(500, "internal_error"), once: []string{"unkeyed"}},
		"502 of a gateway": {fault: says(502, "<html>Bad gateway</html>"), once: []string{"unkeyed"}},
		"503 and a pause":  {fault: after("0", refuses(503, "unavailable")), once: []string{"unkeyed"}},
		"dropped":          {fault: drops, once: []string{"unkeyed"}},
		"cut":              {fault: cuts, once: []string{"unkeyed"}},
		"in flight":        {fault: refuses(409, "request_in_progress"), once: []string{"read", "unkeyed", "natural"}},
		"conflict":         {fault: refuses(409, "resource_conflict"), once: []string{"read", "keyed", "unkeyed", "natural"}},
		"400":              {fault: refuses(400, "invalid_parameter"), once: []string{"read", "keyed", "unkeyed", "natural"}},
		"401":              {fault: refuses(401, "unauthorized"), once: []string{"read", "keyed", "unkeyed", "natural"}},
		"402":              {fault: refuses(402, "insufficient_credit"), once: []string{"read", "keyed", "unkeyed", "natural"}},
		"404":              {fault: refuses(404, "not_found"), once: []string{"read", "keyed", "unkeyed", "natural"}},
	}
	for name, c := range cases {
		for kind, call := range calls {
			t.Run(name+"/"+kind, func(t *testing.T) {
				t.Parallel()
				s := &turns{play: []turn{c.fault, c.fault, fine}}
				err := call(t.Context(), scripted(t, s.ServeHTTP))
				if !slices.Contains(c.once, kind) {
					require.NoError(t, err)
					assert.Len(t, s.sent(), 3)
				} else {
					require.Error(t, err)
					assert.Len(t, s.sent(), 1)
				}
				keys := s.sent()
				for _, key := range keys {
					assert.Equal(t, keys[0], key, "every attempt carries the same key")
					assert.Equal(t, kind == "keyed", key != "")
				}
			})
		}
	}
}

func TestRepeatsEnd(t *testing.T) {
	t.Parallel()
	s := &turns{play: []turn{refuses(500, "internal_error")}}
	err := readVideo(t.Context(), scripted(t, s.ServeHTTP))
	refused, ok := errors.AsType[*heygenapi.Error](err)
	require.True(t, ok, "%v", err)
	assert.Equal(t, 500, refused.StatusCode)
	assert.Len(t, s.sent(), 4, "one and three more")
}

func TestAGivenKeyIsSent(t *testing.T) {
	t.Parallel()
	s := &turns{play: []turn{says(200, `{"data":{"video_id":"v"}}`)}}
	client := scripted(t, s.ServeHTTP)
	video := heygenapi.AvatarVideo{AvatarID: "a", SpeechInput: heygenapi.SpeechInput{Script: "Hello."}}
	_, err := client.CreateVideo(t.Context(), video, heygenapi.IdempotencyKey("order-7:1"))
	require.NoError(t, err)
	_, err = client.CreateVideo(t.Context(), video)
	require.NoError(t, err)
	_, err = client.CreateVideo(t.Context(), video)
	require.NoError(t, err)
	keys := s.sent()
	assert.Equal(t, "order-7:1", keys[0])
	assert.NotEqual(t, keys[1], keys[2], "each call has a key of its own")
	for _, bad := range []string{"ä", "two words", string(make([]byte, 256))} {
		_, err = client.CreateVideo(t.Context(), video, heygenapi.IdempotencyKey(bad))
		require.ErrorContains(t, err, "idempotency key")
	}
	assert.Len(t, s.sent(), 3)
}

// TestUncertain tells the outcomes that nobody knows from those that are known.
func TestUncertain(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		fault     turn
		uncertain bool
	}{
		"dropped":  {drops, true},
		"cut":      {cuts, true},
		"500":      {refuses(500, "internal_error"), true},
		"html 502": {says(502, "<html>"), true},
		"html 200": {says(200, "<html>"), true},
		"429":      {refuses(429, "rate_limit_exceeded"), false},
		"402":      {refuses(402, "insufficient_credit"), false},
		"400":      {refuses(400, "invalid_parameter"), false},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := scripted(t, (&turns{play: []turn{c.fault}}).ServeHTTP)
			err := unkeyedCreate(t.Context(), client)
			require.Error(t, err)
			assert.Equal(t, c.uncertain, heygenapi.Uncertain(err), "%v", err)
			assert.False(t, heygenapi.Uncertain(readVideo(t.Context(), client)), "a look changes nothing")
		})
	}
	t.Run("nobody listens", func(t *testing.T) {
		t.Parallel()
		listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
		require.NoError(t, err)
		require.NoError(t, listener.Close())
		err = unkeyedCreate(t.Context(), newClient(t, "http://"+listener.Addr().String()))
		require.Error(t, err)
		assert.False(t, heygenapi.Uncertain(err), "it was never sent")
		assert.True(t, heygenapi.IsUnavailable(err))
	})
}

// TestAnEarlierAttemptIsNotForgotten: the last word is a refusal to try, and
// the first attempt may have been acted on all the same.
func TestAnEarlierAttemptIsNotForgotten(t *testing.T) {
	t.Parallel()
	t.Run("limited", func(t *testing.T) {
		t.Parallel()
		client := scripted(t, (&turns{play: []turn{drops, refuses(429, "rate_limit_exceeded")}}).ServeHTTP)
		err := keyedCreate(t.Context(), client)
		require.True(t, heygenapi.IsRateLimited(err), "%v", err)
		assert.True(t, heygenapi.Uncertain(err))
	})
	t.Run("refused", func(t *testing.T) {
		t.Parallel()
		client := scripted(t, (&turns{play: []turn{drops, refuses(402, "insufficient_credit")}}).ServeHTTP)
		err := keyedCreate(t.Context(), client)
		require.True(t, heygenapi.IsInsufficientCredit(err), "%v", err)
		assert.False(t, heygenapi.Uncertain(err), "the first would have been replayed")
	})
	t.Run("the circuit opens", func(t *testing.T) {
		t.Parallel()
		s := &turns{play: []turn{refuses(500, "internal_error")}}
		client := scripted(t, s.ServeHTTP, heygenapi.WithBreaker(heygenapi.Breaker{Failures: 1, Delay: time.Hour}))
		err := keyedCreate(t.Context(), client)
		require.ErrorIs(t, err, heygenapi.ErrCircuitOpen)
		assert.True(t, heygenapi.Uncertain(err))
		assert.False(t, heygenapi.Uncertain(readVideo(t.Context(), client)))
		assert.Len(t, s.sent(), 1)
	})
	for name, test := range map[string]struct {
		play turn
		told func(error) bool
	}{
		"the caller gives up in the pause": {refuses(500, "internal_error"), heygenapi.IsUnavailable},
		"the caller gives up before the answer": {
			hangs,
			func(err error) bool { return errors.Is(err, context.Canceled) },
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				s := &turns{play: []turn{test.play}}
				client := newClient(t, "http://127.0.0.1", heygenapi.WithHTTPClient(&http.Client{Transport: inProcess{s}}),
					heygenapi.WithTimeouts(heygenapi.Timeouts{Read: time.Hour, Write: time.Hour}),
					heygenapi.WithRetry(heygenapi.Retry{Max: 1, BaseDelay: time.Hour, MaxDelay: time.Hour}))
				ended := make(chan error)
				go func() { ended <- keyedCreate(ctx, client) }()
				synctest.Wait() // nothing goes on any more
				cancel()
				err := <-ended
				require.True(t, test.told(err), "%v", err)
				assert.True(t, heygenapi.Uncertain(err))
				assert.Len(t, s.sent(), 1)
			})
		})
	}
}

func TestADeadUpstreamIsLeftAlone(t *testing.T) {
	t.Parallel()
	s := &turns{play: []turn{refuses(500, "internal_error")}}
	client := scripted(t, s.ServeHTTP,
		heygenapi.WithRetry(heygenapi.Retry{}), heygenapi.WithBreaker(heygenapi.Breaker{Failures: 3, Delay: time.Hour}))
	for range 3 {
		require.NotErrorIs(t, readVideo(t.Context(), client), heygenapi.ErrCircuitOpen)
	}
	err := keyedCreate(t.Context(), client)
	require.ErrorIs(t, err, heygenapi.ErrCircuitOpen)
	assert.True(t, heygenapi.IsUnavailable(err))
	assert.False(t, heygenapi.Uncertain(err), "nothing was sent")
	assert.Len(t, s.sent(), 3)
}

func TestRefusalsDoNotOpenTheCircuit(t *testing.T) {
	t.Parallel()
	s := &turns{play: []turn{refuses(404, "not_found")}}
	client := scripted(t, s.ServeHTTP, heygenapi.WithBreaker(heygenapi.Breaker{Failures: 2, Delay: time.Hour}))
	for range 6 {
		require.True(t, heygenapi.IsNotFound(readVideo(t.Context(), client)))
	}
	assert.Len(t, s.sent(), 6)
}

// TestACallerWhoGivesUp is neither repeated nor held against HeyGen.
func TestACallerWhoGivesUp(t *testing.T) {
	t.Parallel()
	reached, release := make(chan struct{}), make(chan struct{})
	s := &turns{play: []turn{func(http.ResponseWriter) { close(reached); <-release }, says(200, `{"data":{}}`)}}
	client := scripted(t, s.ServeHTTP, heygenapi.WithBreaker(heygenapi.Breaker{Failures: 1, Delay: time.Hour}))
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-reached; cancel() }()
	err := keyedCreate(ctx, client)
	close(release)
	require.ErrorIs(t, err, context.Canceled)
	assert.True(t, heygenapi.Uncertain(err), "it was sent")
	require.NoError(t, readVideo(t.Context(), client), "the circuit is closed")
	assert.Len(t, s.sent(), 2)
}

// lastByte calls a function when an answer has been read to its end.
type lastByte struct {
	http.RoundTripper
	read func()
}

func (l lastByte) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := l.RoundTripper.RoundTrip(r)
	if err == nil {
		resp.Body = ended{resp.Body, l.read}
	}
	return resp, err
}

type ended struct {
	io.ReadCloser
	tell func()
}

func (e ended) Read(p []byte) (int, error) {
	n, err := e.ReadCloser.Read(p)
	if err != nil {
		e.tell()
	}
	return n, err
}

// TestACallerWhoGivesUpAsTheAnswerIsThere gets it: what HeyGen has made is not
// to be forgotten, nor what it has refused.
func TestACallerWhoGivesUpAsTheAnswerIsThere(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer  turn
		refused int
	}{
		"made":    {answer: says(http.StatusOK, `{"data":{"video_id":"v"}}`)},
		"refused": {answer: says(http.StatusTooManyRequests, `{"error":{"code":"rate_limit_exceeded"}}`), refused: http.StatusTooManyRequests},
		"failed":  {answer: says(http.StatusInternalServerError, `{}`), refused: http.StatusInternalServerError},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithCancel(t.Context())
			client := scripted(t, c.answer.serve, heygenapi.WithHTTPClient(&http.Client{Transport: lastByte{http.DefaultTransport, cancel}}))
			made, err := client.CreateVideo(ctx, heygenapi.AvatarVideo{AvatarID: "a", SpeechInput: heygenapi.SpeechInput{Script: "Hello."}})
			if c.refused == 0 {
				require.NoError(t, err)
				assert.Equal(t, "v", made.VideoID)
				return
			}
			refusal, ok := errors.AsType[*heygenapi.Error](err)
			require.True(t, ok, "%v", err)
			assert.Equal(t, c.refused, refusal.StatusCode)
			assert.Equal(t, c.refused >= 500, heygenapi.Uncertain(err))
		})
	}
}

func TestAnAttemptHasATimeout(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	s := &turns{play: []turn{func(http.ResponseWriter) { <-release }}}
	client := scripted(t, s.ServeHTTP, heygenapi.WithTimeouts(heygenapi.Timeouts{Write: time.Millisecond}))
	err := unkeyedCreate(t.Context(), client)
	close(release)
	require.ErrorIs(t, err, context.DeadlineExceeded)
	assert.True(t, heygenapi.Uncertain(err) || len(s.sent()) == 0)
}

// TestOneLimitForAllCalls spends the burst with one call and stops the next.
func TestOneLimitForAllCalls(t *testing.T) {
	t.Parallel()
	s := &turns{play: []turn{says(200, `{"data":{}}`)}}
	client := scripted(t, s.ServeHTTP, heygenapi.WithRateLimit(0.001, 1))
	require.NoError(t, readVideo(t.Context(), client))
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	err := keyedCreate(ctx, client)
	require.Error(t, err, "the next is due after the caller's deadline")
	assert.False(t, heygenapi.Uncertain(err), "nothing was sent")
	assert.Len(t, s.sent(), 1)
}
