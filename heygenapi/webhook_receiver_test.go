package heygenapi_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sourcegraph/conc/pool"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi"
)

var dawn = time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)

func secretsOf(secrets ...string) heygenapi.WebhookSecrets {
	return func(context.Context) ([]string, error) { return secrets, nil }
}

// inbox is a receiver behind a real HTTP server.
type inbox struct {
	url string

	mu      sync.Mutex
	secrets []string
	events  []heygenapi.Event
	fault   error
}

func (b *inbox) take(_ context.Context, e heygenapi.Event) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.fault == nil {
		b.events = append(b.events, e)
	}
	return b.fault
}

func (b *inbox) all() []heygenapi.Event {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]heygenapi.Event(nil), b.events...)
}

func (b *inbox) set(f func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	f()
}

func openInbox(t *testing.T, now func() time.Time) *inbox {
	t.Helper()
	b := &inbox{}
	receiver := heygenapi.NewWebhookReceiver(func(context.Context) ([]string, error) {
		b.mu.Lock()
		defer b.mu.Unlock()
		return append([]string(nil), b.secrets...), nil
	}, now)
	srv := httptest.NewServer(receiver.Handler(b.take))
	t.Cleanup(srv.Close)
	b.url = srv.URL
	return b
}

const goodBody = `{"event_type":"live_avatar.success","event_data":{"avatar_id":"a"}}`

func mac(secret, body string) string {
	h := hmac.New(sha256.New, []byte(secret))
	_, _ = io.WriteString(h, body)
	return hex.EncodeToString(h.Sum(nil))
}

// delivered is a request with headers set, one name and one value after the other.
func delivered(t testing.TB, body string, header ...string) *http.Request {
	t.Helper()
	req := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/hook", strings.NewReader(body))
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	return req
}

func TestDeliveriesThatAreNotBelieved(t *testing.T) {
	t.Parallel()
	at := func(d time.Duration) string { return strconv.FormatInt(dawn.Add(d).Unix(), 10) }
	timed := func(body string, d time.Duration) []string {
		return []string{"Heygen-Signature", mac("whsec_a", body), "Heygen-Timestamp", at(d)}
	}
	alone := func(body string) []string { return []string{"Signature", mac("whsec_a", body)} }
	large := `{"event_type":"` + strings.Repeat("a", 1<<20) + `"}`
	for name, c := range map[string]struct {
		want   heygenapi.WebhookRefusal
		status int
		body   string
		header []string
	}{
		"good":                     {"", 200, goodBody, timed(goodBody, 0)},
		"good, signature alone":    {"", 200, goodBody, alone(goodBody)},
		"good, in capitals":        {"", 200, goodBody, []string{"Signature", strings.ToUpper(mac("whsec_b", goodBody))}},
		"good, one of the two":     {"", 200, goodBody, append(alone(goodBody), "Heygen-Signature", mac("whsec_x", goodBody))},
		"just in time":             {"", 200, goodBody, timed(goodBody, -5*time.Minute)},
		"a little ahead":           {"", 200, goodBody, timed(goodBody, 5*time.Minute)},
		"of an unknown type":       {"", 200, `{"event_type":"new.thing"}`, alone(`{"event_type":"new.thing"}`)},
		"no signature":             {heygenapi.RefusedForged, 401, goodBody, nil},
		"empty signature":          {heygenapi.RefusedForged, 401, goodBody, []string{"Signature", ""}},
		"wrong secret":             {heygenapi.RefusedForged, 401, goodBody, []string{"Heygen-Signature", mac("whsec_x", goodBody)}},
		"empty secret":             {heygenapi.RefusedForged, 401, goodBody, []string{"Heygen-Signature", mac("", goodBody)}},
		"not hex":                  {heygenapi.RefusedForged, 401, goodBody, []string{"Signature", strings.Repeat("z", 64)}},
		"half a signature":         {heygenapi.RefusedForged, 401, goodBody, []string{"Signature", mac("whsec_a", goodBody)[:32]}},
		"another body":             {heygenapi.RefusedForged, 401, strings.Replace(goodBody, `"a"`, `"b"`, 1), timed(goodBody, 0)},
		"cut short":                {heygenapi.RefusedForged, 401, goodBody[:20], timed(goodBody, 0)},
		"stale":                    {heygenapi.RefusedStale, 401, goodBody, timed(goodBody, -5*time.Minute-time.Second)},
		"from the future":          {heygenapi.RefusedStale, 401, goodBody, timed(goodBody, 5*time.Minute+time.Second)},
		"no time":                  {heygenapi.RefusedStale, 401, goodBody, append(alone(goodBody), "Heygen-Timestamp", "now")},
		"at the end of time":       {heygenapi.RefusedStale, 401, goodBody, append(alone(goodBody), "Heygen-Timestamp", "9223372036854775807")},
		"not JSON":                 {heygenapi.RefusedUnreadable, 400, "{", alone("{")},
		"no event":                 {heygenapi.RefusedUnreadable, 400, "{}", alone("{}")},
		"empty":                    {heygenapi.RefusedUnreadable, 400, "", alone("")},
		"data that is no object":   {heygenapi.RefusedUnreadable, 400, `{"event_type":"a","event_data":[]}`, alone(`{"event_type":"a","event_data":[]}`)},
		"too large, though signed": {heygenapi.RefusedTooLarge, 413, large, alone(large)},
	} {
		receiver := heygenapi.NewWebhookReceiver(secretsOf("", "whsec_a", "whsec_b"), func() time.Time { return dawn })
		event, err := receiver.Receive(delivered(t, c.body, c.header...))
		if c.want == "" {
			require.NoError(t, err, name)
			assert.NotEmpty(t, event.Type, name)
			receiver.Forget(event)
		} else {
			refused, ok := errors.AsType[*heygenapi.WebhookError](err)
			require.True(t, ok, "%s: %v", name, err)
			assert.Equal(t, c.want, refused.Reason, name)
			assert.NotContains(t, err.Error(), "whsec", name)
		}
		taken := 0
		rec := httptest.NewRecorder()
		receiver.Handler(func(context.Context, heygenapi.Event) error { taken++; return nil }).ServeHTTP(rec, delivered(t, c.body, c.header...))
		assert.Equal(t, c.status, rec.Code, name)
		assert.Equal(t, c.want == "", taken == 1, name)
	}
}

func TestBodyThatEndsEarlyIsUnreadable(t *testing.T) {
	t.Parallel()
	receiver := heygenapi.NewWebhookReceiver(secretsOf("whsec_a"), nil)
	req := delivered(t, "", "Signature", mac("whsec_a", goodBody[:30]))
	req.Body = io.NopCloser(io.MultiReader(strings.NewReader(goodBody[:30]), brokenReader{}))
	_, err := receiver.Receive(req)
	refused, ok := errors.AsType[*heygenapi.WebhookError](err)
	require.True(t, ok)
	assert.Equal(t, heygenapi.RefusedUnreadable, refused.Reason)
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
}

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func TestSecretsThatCannotBeHad(t *testing.T) {
	t.Parallel()
	cause := errors.New("the vault is closed")
	receiver := heygenapi.NewWebhookReceiver(func(context.Context) ([]string, error) { return nil, cause }, nil)
	_, err := receiver.Receive(delivered(t, goodBody, "Signature", mac("whsec_a", goodBody)))
	require.ErrorIs(t, err, cause)
	rec := httptest.NewRecorder()
	receiver.Handler(nil).ServeHTTP(rec, delivered(t, goodBody))
	assert.Equal(t, http.StatusServiceUnavailable, rec.Code, "so that HeyGen tries again")
}

func TestRepeatsAreDropped(t *testing.T) {
	t.Parallel()
	receiver := heygenapi.NewWebhookReceiver(secretsOf("whsec_a"), nil)
	other := strings.Replace(goodBody, `"a"`, `"b"`, 1)
	for _, c := range []struct {
		body, id string
		repeated bool
	}{
		{goodBody, "evt_1", false}, {goodBody, "evt_1", true}, {other, "evt_1", true}, {goodBody, "evt_2", false},
		{goodBody, "", false}, {goodBody, "", true}, {other, "", false},
	} {
		event, err := receiver.Receive(delivered(t, c.body, "Signature", mac("whsec_a", c.body), "Heygen-Event-Id", c.id))
		assert.Equal(t, heygenapi.EventLiveAvatarSuccess, event.Type)
		if !c.repeated {
			require.NoError(t, err, "%s %s", c.id, c.body)
			continue
		}
		refused, ok := errors.AsType[*heygenapi.WebhookError](err)
		require.True(t, ok, "%s %s", c.id, c.body)
		assert.Equal(t, []any{heygenapi.RefusedRepeated, http.StatusOK}, []any{refused.Reason, refused.Status()})
	}
}

func TestRepeatsAtOnceAreTakenOnce(t *testing.T) {
	t.Parallel()
	box := openInbox(t, nil)
	box.secrets = []string{"whsec_a"}
	p := pool.New().WithMaxGoroutines(8).WithErrors()
	for range 40 {
		p.Go(func() error {
			req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, box.url, strings.NewReader(goodBody))
			if err != nil {
				return err
			}
			req.Header.Set("Signature", mac("whsec_a", goodBody))
			res, err := http.DefaultClient.Do(req)
			if err != nil {
				return err
			}
			if res.StatusCode != http.StatusOK {
				err = errors.New(res.Status)
			}
			return errors.Join(err, res.Body.Close())
		})
	}
	require.NoError(t, p.Wait())
	assert.Len(t, box.all(), 1)
}

func TestHandlerOfOtherMethods(t *testing.T) {
	t.Parallel()
	handler := heygenapi.NewWebhookReceiver(secretsOf(), nil).Handler(nil)
	for method, want := range map[string]int{"OPTIONS": 200, "GET": 405, "PUT": 405, "HEAD": 405, "POST": 401} {
		rec := httptest.NewRecorder()
		handler.ServeHTTP(rec, httptest.NewRequestWithContext(t.Context(), method, "/hook", http.NoBody))
		assert.Equal(t, want, rec.Code, method)
	}
}

func TestEventThatPanicsComesAgain(t *testing.T) {
	t.Parallel()
	receiver := heygenapi.NewWebhookReceiver(secretsOf("whsec_a"), nil)
	req := func() *http.Request { return delivered(t, goodBody, "Signature", mac("whsec_a", goodBody)) }
	assert.Panics(t, func() {
		receiver.Handler(func(context.Context, heygenapi.Event) error { panic("oh") }).ServeHTTP(httptest.NewRecorder(), req())
	})
	_, err := receiver.Receive(req())
	assert.NoError(t, err)
}

// FuzzWebhook looks for a signed body that the receiver cannot cope with.
func FuzzWebhook(f *testing.F) {
	for _, body := range []string{
		goodBody, goodBody[:30], "", "null", "[]", `{"event_type":1}`, `{"event_type":"a","event_data":null}`, `{"event_type":"a","event_data":{"callback_id":7}}`,
		`{"event_type":"avatar_video.success","event_data":{"video_id":"v","url":null}}`, `{"event_type":"video_translate.fail","event_data":{"message":{}}}`, "\xff",
	} {
		f.Add(body, "1793610000", "evt_1")
	}
	f.Add(goodBody, "-1", "")
	f.Fuzz(func(t *testing.T, body, at, id string) {
		receiver := heygenapi.NewWebhookReceiver(secretsOf("whsec_a"), func() time.Time { return dawn })
		req := delivered(t, body, "Signature", mac("whsec_a", body), "Heygen-Timestamp", at, "Heygen-Event-Id", id)
		event, err := receiver.Receive(req)
		if err != nil {
			refused, ok := errors.AsType[*heygenapi.WebhookError](err)
			require.True(t, ok)
			require.NotEqual(t, heygenapi.RefusedForged, refused.Reason)
			return
		}
		require.NotEmpty(t, event.Type)
		require.True(t, json.Valid(event.Data))
		fields, err := event.Fields()
		require.NoError(t, err)
		if text, ok := fields["callback_id"].(string); ok {
			require.Equal(t, text, event.CallbackID)
		}
		if v, err := event.Video(); err == nil {
			require.NotEmpty(t, v.VideoID)
		}
		if v, err := event.Translation(); err == nil {
			require.NotEmpty(t, v.TranslationID)
		}
	})
}
