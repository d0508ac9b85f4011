package heygenapi_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi"
	"heygen-mcp/internal/contract"
)

// once are the POSTs that HeyGen would act on a second time, or may.
var once = []string{
	"POST /v3/video-agents", "POST /v3/video-agents/{session_id}", "POST /v3/voices", "POST /v3/voices/speech", "POST /v3/voices/clone", "POST /v3/avatar-realtime",
	"POST /v3/avatar-realtime/{stream_id}/text",
}

// failing answers everything with 500 and counts the attempts of each operation.
type failing struct {
	t        *testing.T
	contract *contract.Contract

	mu   sync.Mutex
	keys map[string][]string
}

func (f *failing) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	op, err := f.contract.Find(r.Method, r.URL.Path)
	if assert.NoError(f.t, err) {
		f.mu.Lock()
		f.keys[op.Name()] = append(f.keys[op.Name()], r.Header.Get("Idempotency-Key"))
		f.mu.Unlock()
	}
	w.WriteHeader(http.StatusInternalServerError)
}

// TestWhatIsSentAgain calls every operation on a HeyGen that fails: those that
// carry a key are repeated with it, those that could be paid twice are not
// repeated, and whatever changes nothing a second time is.
func TestWhatIsSentAgain(t *testing.T) {
	t.Parallel()
	f := &failing{t: t, contract: contract.Load(t), keys: map[string][]string{}}
	srv := httptest.NewServer(f)
	t.Cleanup(srv.Close)
	client := newClient(t, srv.URL, heygenapi.WithBreaker(heygenapi.Breaker{Failures: 1 << 20, Delay: time.Hour}),
		heygenapi.WithRetry(heygenapi.Retry{Max: 1, BaseDelay: time.Microsecond, MaxDelay: time.Millisecond}))
	for name, call := range (filler{t: t, branches: branches()}).calls(client) {
		_, err := call(t.Context())
		require.Error(t, err, name)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, op := range f.contract.Operations {
		keys := f.keys[op.Name()]
		require.NotEmpty(t, keys, "%s was not called", op.Name())
		assert.Equal(t, op.Keyed, keys[0] != "", "%s and the idempotency key", op.Name())
		if slices.Contains(once, op.Name()) {
			assert.Len(t, keys, 1, "%s was sent twice", op.Name())
			continue
		}
		require.Zero(t, len(keys)%2, "%s was sent %d times", op.Name(), len(keys))
		assert.Equal(t, keys[0], keys[1], "%s: the repetition has the first one's key", op.Name())
	}
}

// TestRealtimeIsSentOnce: HeyGen would start a second stream, and speak a text
// twice.
func TestRealtimeIsSentOnce(t *testing.T) {
	t.Parallel()
	for name, call := range map[string]func(context.Context, *heygenapi.Client) error{
		"create": func(ctx context.Context, c *heygenapi.Client) error {
			_, err := c.CreateRealtimeStream(ctx, heygenapi.RealtimeSpeech{AvatarID: "a", Text: "Hello."})
			return err
		},
		"append": func(ctx context.Context, c *heygenapi.Client) error {
			_, err := c.AppendRealtimeText(ctx, "s", "Hello.", false)
			return err
		},
	} {
		for fault, play := range map[string]turn{"500": refuses(500, "internal_error"), "dropped": drops, "cut": cuts} {
			t.Run(name+"/"+fault, func(t *testing.T) {
				t.Parallel()
				s := &turns{play: []turn{play}}
				err := call(t.Context(), scripted(t, s.ServeHTTP))
				require.True(t, heygenapi.Uncertain(err), "%v", err)
				assert.Equal(t, []string{""}, s.sent(), "one attempt, without a key")
			})
		}
	}
}

// TestABackgroundRemovalIsToldByItsRequestID, which every attempt has, and
// which is a new one for each call that gives none.
func TestABackgroundRemovalIsToldByItsRequestID(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var bodies []string
	client := scripted(t, func(w http.ResponseWriter, r *http.Request) {
		var b strings.Builder
		_, err := io.Copy(&b, r.Body)
		assert.NoError(t, err)
		mu.Lock()
		bodies = append(bodies, b.String())
		n := len(bodies)
		mu.Unlock()
		if n == 1 {
			drops(w)
		}
		says(http.StatusOK, `{"data":{"id":"r","status":"pending"}}`)(w)
	})
	request := heygenapi.BackgroundRemovalRequest{Video: heygenapi.MediaAsset{AssetID: "a"}}
	for range 2 {
		made, err := client.CreateBackgroundRemoval(t.Context(), request)
		require.NoError(t, err)
		assert.Equal(t, "r", made.ID)
	}
	request.RequestID = "order-7"
	_, err := client.CreateBackgroundRemoval(t.Context(), request)
	require.NoError(t, err)
	mu.Lock()
	defer mu.Unlock()
	require.Len(t, bodies, 4)
	assert.Contains(t, bodies[0], `"request_id":"`)
	assert.Equal(t, bodies[0], bodies[1], "the repetition")
	assert.NotEqual(t, bodies[1], bodies[2], "another call")
	assert.Contains(t, bodies[3], `"request_id":"order-7"`)
}
