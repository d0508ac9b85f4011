package intake_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi"
	"heygen-mcp/heygenapi/heygentest"
	"heygen-mcp/intake"
)

// deliverEvent has HeyGen tell of something, and waits for the answer.
func (b *bench) deliverEvent(want int) {
	b.t.Helper()
	id, err := b.heygen.Emit("live_avatar.success", map[string]any{"avatar_id": "a"})
	require.NoError(b.t, err)
	require.Eventually(b.t, func() bool {
		for _, d := range b.heygen.Deliveries() {
			if d.EventID == id && d.Attempts > 0 {
				return d.LastStatus == want
			}
		}
		return false
	}, 10*time.Second, 10*time.Millisecond)
}

// TestADeliveryMakesTheWatcherLook, in either way of signing, with hardly a
// request for the state.
func TestADeliveryMakesTheWatcherLook(t *testing.T) {
	t.Parallel()
	for _, header := range []heygentest.SignatureHeader{heygentest.SignatureTimed, heygentest.SignatureAlone} {
		t.Run(string(header), func(t *testing.T) {
			t.Parallel()
			b := registered(t, simulated(t, heygentest.WithSignatureHeader(header)))
			e := b.video("Hello from the webhook.", nil)
			b.completed(e.ID)
			looks := b.requests(http.MethodGet, "/v3/videos")
			assert.LessOrEqual(t, looks, 4, "it was told, not asked")
			assert.Equal(t, 1, b.requests(http.MethodPost, endpointsPath))
		})
	}
}

func sign(secret, body string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	_, _ = mac.Write([]byte(body))
	return hex.EncodeToString(mac.Sum(nil))
}

// TestWhatIsRefused: nothing but what HeyGen signed a moment ago, once.
func TestWhatIsRefused(t *testing.T) {
	t.Parallel()
	b := registered(t, simulated(t))
	const body = `{"event_type":"avatar_video.success","event_data":{"video_id":"v"}}`
	genuine := sign(b.secret(), body)
	at := func(age time.Duration) string { return strconv.FormatInt(time.Now().Add(-age).Unix(), 10) }
	tests := []struct {
		name   string
		path   string
		body   string
		header map[string]string
		want   int
	}{
		{"unsigned", intake.Path, body, nil, 401},
		{"forged", intake.Path, body, map[string]string{"Heygen-Signature": sign("whsec_guessed", body)}, 401},
		{"signed with nothing", intake.Path, body, map[string]string{"Heygen-Signature": sign("", body)}, 401},
		{"another body", intake.Path, strings.Replace(body, `"v"`, `"w"`, 1), map[string]string{"Heygen-Signature": genuine}, 401},
		{"stale", intake.Path, body, map[string]string{"Heygen-Signature": genuine, "Heygen-Timestamp": at(time.Hour)}, 401},
		{"of the future", intake.Path, body, map[string]string{"Heygen-Signature": genuine, "Heygen-Timestamp": at(-time.Hour)}, 401},
		{"no event", intake.Path, `[]`, map[string]string{"Heygen-Signature": sign(b.secret(), `[]`)}, 400},
		{"too large", intake.Path, strings.Repeat("x", 2<<20), map[string]string{"Heygen-Signature": genuine}, 413},
		{"genuine", intake.Path, body, map[string]string{"Heygen-Signature": genuine, "Heygen-Timestamp": at(0), "Heygen-Event-Id": "evt_1"}, 200},
		{"repeated", intake.Path, body, map[string]string{"Signature": genuine, "Heygen-Event-Id": "evt_1"}, 200},
		{"signed, at the callbacks' place", intake.CallbackPath, body, map[string]string{"Signature": genuine, "Heygen-Event-Id": "evt_2"}, 200},
		{"forged, at the callbacks' place", intake.CallbackPath, body, map[string]string{"Signature": sign("whsec_guessed", body)}, 401},
		{"a callback of nobody", intake.CallbackPath, `{"event_type":"lipsync.success","event_data":{"lipsync_id":"l","callback_id":"7"}}`, nil, 401},
		{"a callback without its id", intake.CallbackPath, body, nil, 401},
		{"a callback that is no JSON", intake.CallbackPath, "hello", nil, 401},
		{"a callback with an id as long as a book", intake.CallbackPath, `{"callback_id":"` + strings.Repeat("x", 500) + `"}`, nil, 401},
	}
	for _, test := range tests {
		assert.Equal(t, test.want, b.post(test.path, test.body, test.header), test.name)
	}
}

func TestProbes(t *testing.T) {
	t.Parallel()
	b := newBench(t, simulated(t), nil)
	for _, path := range []string{intake.Path, intake.CallbackPath} {
		status, _ := b.send(http.MethodOptions, path, "", nil)
		assert.Equal(t, http.StatusOK, status)
		status, header := b.send(http.MethodGet, path, "", nil)
		assert.Equal(t, http.StatusMethodNotAllowed, status)
		assert.Equal(t, "OPTIONS, POST", header.Get("Allow"))
	}
	assert.Equal(t, http.StatusNotFound, b.post(intake.Path+"/other", "", nil))
}

// TestACallbackMakesTheWatcherLook: it is not signed, and so proves nothing but
// that it is worth a look.
func TestACallbackMakesTheWatcherLook(t *testing.T) {
	t.Parallel()
	b := newBench(t, simulated(t), nil)
	e := b.video("Hello from the callback.", func(v *heygenapi.AvatarVideo) {
		v.CallbackURL, v.CallbackID = b.intake.CallbackURL(), `odd "id" 100%`
	})
	b.completed(e.ID)
	assert.LessOrEqual(t, b.requests(http.MethodGet, "/v3/videos"), 4)
	// What is over was told of: HeyGen need not tell again.
	assert.Equal(t, http.StatusOK, b.post(intake.CallbackPath, `{"callback_id":"`+e.ID+`"}`, nil))
	assert.Equal(t, http.StatusOK, b.post(intake.CallbackPath, `{"callback_id":"odd \"id\" 100%"}`, nil))
}

// TestAFalseCallbackBelievesNothing: the job is looked at, and goes on.
func TestAFalseCallbackBelievesNothing(t *testing.T) {
	t.Parallel()
	b := newBench(t, simulated(t, heygentest.WithClock(heygentest.NewManualClock(time.Now()))), nil)
	e := b.video("Not yet.", func(v *heygenapi.AvatarVideo) { v.CallbackID = "1" })
	told := `{"event_type":"avatar_video.success","event_data":{"video_id":"` + e.IDs()[0] + `","url":"https://evil.example","callback_id":"1"}}`
	require.Equal(t, http.StatusOK, b.post(intake.CallbackPath, told, nil))
	require.Eventually(t, func() bool { return b.requests(http.MethodGet, "/v3/videos") > 0 }, 10*time.Second, 10*time.Millisecond, "it is looked up")
	found, err := b.ledger.Find(t.Context(), b.acct.ID, e.ID)
	require.NoError(t, err)
	assert.Equal(t, "accepted", string(found[0].State))
}

// TestCallbacksAreBounded: whoever sends them without a signature.
func TestCallbacksAreBounded(t *testing.T) {
	t.Parallel()
	now := time.Now()
	b := newBench(t, simulated(t), func() time.Time { return now })
	statuses := map[int]int{}
	for range 120 {
		statuses[b.post(intake.CallbackPath, `{"callback_id":"guess"}`, nil)]++
	}
	assert.Equal(t, map[int]int{http.StatusUnauthorized: 100, http.StatusTooManyRequests: 20}, statuses)
}
