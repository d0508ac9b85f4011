package heygentest_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi/heygentest"
)

// mailbox is a receiver that keeps what it is sent.
type mailbox struct {
	url    string
	answer http.HandlerFunc

	mu   sync.Mutex
	mail []letter
	more chan struct{}
}

type letter struct {
	method string
	header http.Header
	raw    []byte
	kind   string
	data   obj
}

func openMailbox(t testing.TB) *mailbox {
	t.Helper()
	m := &mailbox{more: make(chan struct{}, 1000), answer: func(http.ResponseWriter, *http.Request) {}}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		raw, err := io.ReadAll(r.Body)
		assert.NoError(t, err)
		l := letter{method: r.Method, header: r.Header, raw: raw}
		if r.Method == http.MethodPost {
			var body struct {
				Type string `json:"event_type"`
				Data obj    `json:"event_data"`
			}
			assert.NoError(t, json.Unmarshal(raw, &body), string(raw))
			l.kind, l.data = body.Type, body.Data
		}
		m.mu.Lock()
		m.mail = append(m.mail, l)
		answer := m.answer
		m.mu.Unlock()
		m.more <- struct{}{}
		answer(w, r)
	}))
	t.Cleanup(srv.Close)
	m.url = srv.URL + "/hook"
	return m
}

func (m *mailbox) answering(f http.HandlerFunc) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.answer = f
}

// posts takes the events that came, and leaves the box empty.
func (m *mailbox) posts() []letter {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []letter
	for _, l := range m.mail {
		if l.method == http.MethodPost {
			out = append(out, l)
		}
	}
	m.mail = nil
	return out
}

func (m *mailbox) kinds() []string {
	var out []string
	for _, l := range m.posts() {
		out = append(out, l.kind)
	}
	return out
}

// subscribe makes an endpoint and gives its path and secret.
func (s *sandbox) subscribe(m *mailbox, pairs ...any) (path, secret string) {
	s.t.Helper()
	e := s.ok(http.MethodPost, endpointsPath, with(obj{"url": m.url}, pairs...))
	return endpointsPath + "/" + e["endpoint_id"].(string), e["secret"].(string)
}

func (s *sandbox) emit(kind string, data obj) string {
	s.t.Helper()
	id, err := s.Emit(kind, data)
	require.NoError(s.t, err)
	return id
}

func macOf(secret string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(body)
	return hex.EncodeToString(mac.Sum(nil))
}

func TestDeliveriesAreSigned(t *testing.T) {
	t.Parallel()
	for _, header := range []heygentest.SignatureHeader{heygentest.SignatureTimed, heygentest.SignatureAlone} {
		s, m := open(t, heygentest.WithPlainWebhooks(), heygentest.WithSignatureHeader(header)), openMailbox(t)
		path, secret := s.subscribe(m)
		id := s.emit("live_avatar.success", obj{"avatar_id": "a", "name": "<Ann & Bob>"})
		s.Deliver(t.Context())
		got := m.posts()
		require.Len(t, got, 1)
		assert.JSONEq(t, `{"event_type":"live_avatar.success","event_data":{"avatar_id":"a","name":"<Ann & Bob>"}}`, string(got[0].raw))
		assert.Equal(t, macOf(secret, got[0].raw), got[0].header.Get(string(header)))
		assert.Equal(t, "application/json", got[0].header.Get("Content-Type"))
		if header == heygentest.SignatureTimed {
			assert.Equal(t, "1793610000", got[0].header.Get("Heygen-Timestamp"), "the clock's seconds")
			assert.Equal(t, id, got[0].header.Get("Heygen-Event-Id"))
		} else {
			assert.Empty(t, got[0].header.Get("Heygen-Signature")+got[0].header.Get("Heygen-Timestamp")+got[0].header.Get("Heygen-Event-Id"))
		}
		fresh := s.ok(http.MethodPost, path+"/rotate-secret", nil)["secret"].(string)
		s.emit("live_avatar.success", nil)
		s.Deliver(t.Context())
		got = m.posts()
		require.Len(t, got, 1)
		assert.Equal(t, macOf(fresh, got[0].raw), got[0].header.Get(string(header)))
	}
}

func TestFastClocksSignWithRealTime(t *testing.T) {
	t.Parallel()
	s, m := open(t, heygentest.WithPlainWebhooks(), heygentest.WithClock(heygentest.NewSpeedClock(1e6))), openMailbox(t)
	s.subscribe(m)
	s.emit("live_avatar.success", nil)
	s.Deliver(t.Context())
	got := m.posts()
	require.Len(t, got, 1)
	var sent json.Number
	require.NoError(t, json.Unmarshal([]byte(got[0].header.Get("Heygen-Timestamp")), &sent))
	seconds, err := sent.Int64()
	require.NoError(t, err)
	assert.WithinDuration(t, time.Now(), time.Unix(seconds, 0), 5*time.Minute)
}

func TestEndpointsGetWhatTheyWant(t *testing.T) {
	t.Parallel()
	s, all, some, one := open(t, heygentest.WithPlainWebhooks()), openMailbox(t), openMailbox(t), openMailbox(t)
	s.subscribe(all)
	path, _ := s.subscribe(some, "events", []string{"live_avatar.fail"})
	s.subscribe(one, "entity_id", "b")
	s.emit("live_avatar.success", obj{"avatar_id": "a"})
	s.emit("live_avatar.fail", obj{"avatar_id": "b"})
	s.Deliver(t.Context())
	assert.Equal(t, []string{"live_avatar.success", "live_avatar.fail"}, all.kinds(), "in order")
	assert.Equal(t, []string{"live_avatar.fail"}, some.kinds())
	assert.Equal(t, []string{"live_avatar.fail"}, one.kinds())
	s.emit("live_avatar.fail", nil)
	s.ok(http.MethodDelete, path, nil)
	s.Deliver(t.Context())
	assert.Empty(t, some.kinds(), "a deleted endpoint gets nothing more")
	s.Deliver(t.Context())
	assert.Len(t, all.kinds(), 1, "and nothing comes twice")
}

func TestProbeGoesFirst(t *testing.T) {
	t.Parallel()
	s, m := open(t, heygentest.WithPlainWebhooks()), openMailbox(t)
	m.answering(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodOptions {
			w.WriteHeader(http.StatusMethodNotAllowed)
		}
	})
	s.subscribe(m)
	s.emit("live_avatar.success", nil)
	s.Deliver(t.Context())
	require.Len(t, m.mail, 2)
	assert.Equal(t, []string{"OPTIONS", "POST"}, []string{m.mail[0].method, m.mail[1].method}, "an answer of any kind blocks nothing")
	m.posts()
	s.Deliver(t.Context())
	assert.Empty(t, m.mail, "one probe is enough")
}

func TestSlowProbeIsGivenUp(t *testing.T) {
	t.Parallel()
	s, m := open(t, heygentest.WithPlainWebhooks()), openMailbox(t)
	m.answering(func(_ http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodOptions {
			s.clock.Advance(1100 * time.Millisecond)
			<-r.Context().Done()
		}
	})
	s.subscribe(m)
	s.emit("live_avatar.success", nil)
	s.Deliver(t.Context())
	assert.Equal(t, []string{"live_avatar.success"}, m.kinds())
	assert.Equal(t, "no answer within 1s", s.Deliveries()[0].Problem)
}

func TestDeliveriesAreRetriedForADay(t *testing.T) {
	t.Parallel()
	s, m := open(t, heygentest.WithPlainWebhooks()), openMailbox(t)
	m.answering(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) })
	s.subscribe(m)
	id := s.emit("live_avatar.success", nil)
	for range 2 {
		s.Deliver(t.Context())
	}
	got := s.Deliveries()[1]
	assert.Equal(t, heygentest.Delivery{
		EventID: id, EventType: "live_avatar.success", EndpointID: got.EndpointID, Method: "POST", URL: m.url, State: heygentest.DeliveryPending,
		Attempts: 1, LastStatus: 500, Problem: "the answer is not 2xx", Due: morning.Add(30 * time.Second),
	}, got)
	s.clock.Advance(29 * time.Second)
	s.Deliver(t.Context())
	assert.Len(t, m.kinds(), 1)
	var pauses []time.Duration
	for s.Deliveries()[1].State == heygentest.DeliveryPending {
		pause := s.Deliveries()[1].Due.Sub(s.clock.Now())
		pauses = append(pauses, pause)
		s.clock.Advance(pause)
		s.Deliver(t.Context())
		require.Len(t, m.kinds(), 1)
	}
	assert.Equal(t, []time.Duration{time.Second, time.Minute, 2 * time.Minute, 4 * time.Minute}, pauses[:4])
	assert.Equal(t, time.Hour, pauses[len(pauses)-1])
	last := s.Deliveries()[1]
	assert.Equal(t, heygentest.DeliveryGivenUp, last.State)
	assert.Greater(t, last.Attempts, 24)
	s.clock.Advance(48 * time.Hour)
	s.Deliver(t.Context())
	assert.Empty(t, m.kinds())
}

func TestRetriesEndWithSuccess(t *testing.T) {
	t.Parallel()
	s, m := open(t, heygentest.WithPlainWebhooks()), openMailbox(t)
	_, secret := s.subscribe(m)
	m.answering(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
	})
	id := s.emit("live_avatar.success", nil)
	s.Deliver(t.Context())
	require.Len(t, m.posts(), 1, "a redirect is not followed, and no success")
	m.answering(func(_ http.ResponseWriter, r *http.Request) {
		s.clock.Advance(11 * time.Second)
		<-r.Context().Done()
	})
	s.clock.Advance(30 * time.Second)
	s.Deliver(t.Context())
	require.Len(t, m.posts(), 1)
	assert.Equal(t, "no answer within 10s", s.Deliveries()[1].Problem)
	m.answering(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusAccepted) })
	s.clock.Advance(time.Minute)
	s.Deliver(t.Context())
	got := m.posts()
	require.Len(t, got, 1)
	assert.Equal(t, id, got[0].header.Get("Heygen-Event-Id"), "a retry is the same event")
	assert.Equal(t, macOf(secret, got[0].raw), got[0].header.Get("Heygen-Signature"))
	assert.Equal(t, heygentest.DeliveryDone, s.Deliveries()[1].State)
	assert.Equal(t, 3, s.Deliveries()[1].Attempts)
}

func TestNobodyThere(t *testing.T) {
	t.Parallel()
	s, m := open(t, heygentest.WithPlainWebhooks()), openMailbox(t)
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	s.ok(http.MethodPost, endpointsPath, obj{"url": gone.URL + "/secret-path"})
	s.subscribe(m)
	s.emit("live_avatar.success", nil)
	s.Deliver(t.Context())
	assert.Len(t, m.kinds(), 1, "others are not held up")
	lost := s.Deliveries()[2]
	assert.Equal(t, []any{heygentest.DeliveryPending, "no answer", 0}, []any{lost.State, lost.Problem, lost.LastStatus})
}

func TestOnlyLoopbackIsSentTo(t *testing.T) {
	t.Parallel()
	for address, sent := range map[string]bool{
		"https://hooks.example/a": false, "https://10.0.0.1/": false, "https://127.0.0.1.example/": false, "https://[::ffff:10.0.0.1]/": false,
		"https://0.0.0.0/": false, "https://169.254.169.254/": false,
		"http://127.0.0.9:1/": true, "http://[::1]:1/": true, "http://LOCALHOST:1/": true, "http://[::ffff:127.0.0.1]:1/": true,
	} {
		s := open(t, heygentest.WithPlainWebhooks())
		s.ok(http.MethodPost, endpointsPath, obj{"url": address})
		assert.Equal(t, sent, s.Deliveries()[0].State != heygentest.DeliveryNotSent, address)
	}
	m := openMailbox(t)
	s := open(t, heygentest.WithPlainWebhooks(), heygentest.WithDeliveryTo(func(u *url.URL) bool { return u.Path != "/hook" }))
	s.subscribe(m)
	s.emit("live_avatar.success", nil)
	s.Deliver(t.Context())
	assert.Empty(t, m.mail)
	assert.Len(t, s.list("/v3/webhooks/events"), 1, "it happened all the same")
}

func TestServerThatListensDeliversByItself(t *testing.T) {
	t.Parallel()
	clock := heygentest.NewManualClock(morning)
	server, err := heygentest.Start(heygentest.WithPlainWebhooks(), heygentest.WithClock(clock))
	require.NoError(t, err)
	s, m := &sandbox{Server: server, t: t, url: server.URL}, openMailbox(t)
	id := s.video(with(spoken(t), "callback_url", m.url, "callback_id", "mine"))
	clock.Advance(time.Hour)
	<-m.more
	got := m.posts()
	require.Len(t, got, 1)
	assert.Equal(t, []any{id, "mine"}, []any{got[0].data["video_id"], got[0].data["callback_id"]})
	assert.True(t, strings.HasPrefix(got[0].data["url"].(string), s.url))
	s.emit("live_avatar.success", nil)
	s.subscribe(m)
	s.emit("live_avatar.fail", nil)
	<-m.more
	<-m.more
	assert.Equal(t, []string{"live_avatar.fail"}, m.kinds(), "a probe, and what came after it")
	s.Close()
}
