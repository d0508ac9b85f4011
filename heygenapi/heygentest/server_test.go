package heygentest_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/sourcegraph/conc/iter"
	"github.com/sourcegraph/conc/pool"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi/heygentest"
)

const me = "/v3/users/me"

func TestCredentials(t *testing.T) {
	t.Parallel()
	s := open(t)
	for name, c := range map[string]struct {
		want   string
		header []string
	}{
		"key":             {"200", []string{"X-Api-Key", "sk_1"}},
		"token":           {"200", []string{"X-Api-Key", "", "Authorization", "Bearer ya29"}},
		"none":            {"401 unauthorized", []string{"X-Api-Key", ""}},
		"both":            {"401 unauthorized", []string{"Authorization", "Bearer ya29"}},
		"key as token":    {"401 unauthorized", []string{"X-Api-Key", "", "Authorization", "Bearer sk_1"}},
		"other scheme":    {"401 unauthorized", []string{"X-Api-Key", "", "Authorization", "Basic abc"}},
		"key not known":   {"401 authentication_failed", []string{"X-Api-Key", "sk_invalid"}},
		"token not known": {"401 authentication_failed", []string{"X-Api-Key", "", "Authorization", "Bearer invalid"}},
	} {
		assert.Equal(t, c.want, s.send(http.MethodGet, me, nil, c.header...).failure(), name)
	}
	only := open(t, heygentest.WithAPIKeys("sk_only"))
	only.refused("401 authentication_failed", http.MethodGet, me, nil)
	only.ok(http.MethodGet, me, nil, "X-Api-Key", "sk_only")
	for _, r := range append(s.Requests(), only.Requests()...) {
		assert.NotContains(t, fmt.Sprint(r.Header), "sk_", "no credential is kept")
	}
}

func TestBillingTypes(t *testing.T) {
	t.Parallel()
	for billing, field := range map[string]string{"wallet": "wallet", "subscription": "subscription", "usage_based": "usage_based"} {
		s := open(t, heygentest.WithBillingType(billing))
		got := s.ok(http.MethodGet, me, nil)
		assert.Equal(t, billing, got["billing_type"])
		assert.NotNil(t, got[field])
		for _, other := range []string{"wallet", "subscription", "usage_based"} {
			assert.Equal(t, other != field, got[other] == nil, "%s of %s", other, billing)
		}
	}
}

func TestEmptyWalletStartsNothing(t *testing.T) {
	t.Parallel()
	s := open(t, heygentest.WithBalance(0))
	for path, body := range map[string]obj{
		"/v3/videos": spoken(t), "/v3/videos/batches": {"videos": []obj{spoken(t)}}, "/v3/video-agents": {"prompt": "A film"},
		"/v3/video-translations": dubbing(), "/v3/video-translations/batches": {"video_translations": []obj{dubbing()}},
		"/v3/lipsyncs": lipsyncing(), "/v3/lipsyncs/batches": {"lipsyncs": []obj{lipsyncing()}}, "/v3/ai-clipping": clipping(),
		"/v3/background-removals": cutting(), "/v3/video-translations/proofreads": proofreading(),
		"/v3/voices/speech": {"text": "Hi", "voice_id": voiceID(t, starfish)}, "/v3/avatars": {"type": "prompt", "name": "A", "prompt": "B"},
	} {
		s.refused("402 insufficient_credit", http.MethodPost, path, body)
	}
	open(t, heygentest.WithBalance(0), heygentest.WithBillingType("subscription")).video(spoken(t))
}

func TestWhatIsNotThere(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.refused("404 not_found", http.MethodGet, "/v3/nothing", nil)
	s.refused("404 not_found", http.MethodPut, "/v3/videos", obj{})
	for _, old := range []string{"/v1/video_status.get", "/v2/avatars"} {
		a := s.refused("410 gone", http.MethodGet, old, nil)
		assert.Contains(t, string(a.raw), "2026-10-31")
	}
	s.refused("400 invalid_parameter", http.MethodPost, "/v3/videos", "{")
	s.refused("400 invalid_parameter", http.MethodPost, "/v3/videos", `["a"]`)
}

func TestPagesAreCapped(t *testing.T) {
	t.Parallel()
	s := open(t)
	for _, c := range []struct {
		path        string
		usual, most int
	}{
		{"/v3/avatars?", 20, 50}, {"/v3/avatars/looks?", 20, 50}, {"/v3/voices?", 20, 100}, {"/v3/video-agents/styles?", 20, 100},
		{"/v3/templates?", 10, 100}, {"/v3/assets/search?query=a&type=icon&", 20, 50},
		{"/v3/brand-glossaries?", 10, 100}, {"/v3/audio/sounds?query=upbeat&min_score=0.1&", 10, 50},
	} {
		first := s.send(http.MethodGet, c.path, nil)
		assert.Len(t, first.body["data"], c.usual, c.path)
		assert.Equal(t, true, first.body["has_more"], c.path)
		for _, limit := range []string{"0", "-1", "many", fmt.Sprint(c.most + 1)} {
			s.refused("400 invalid_parameter limit", http.MethodGet, c.path+"limit="+limit, nil)
		}
		s.send(http.MethodGet, fmt.Sprintf("%slimit=%d", c.path, c.most), nil)
		s.refused("400 invalid_parameter token", http.MethodGet, c.path+"token=bogus", nil)
	}
}

func TestPagesGiveEverythingOnce(t *testing.T) {
	t.Parallel()
	s := open(t)
	seen, token := map[string]bool{}, ""
	for {
		page := s.send(http.MethodGet, "/v3/avatars/looks?limit=50"+token, nil)
		for _, l := range items(page.body["data"]) {
			id := l["id"].(string)
			require.False(t, seen[id], "twice: %s", id)
			seen[id] = true
		}
		if page.body["has_more"] != true {
			assert.Nil(t, page.body["next_token"])
			break
		}
		token = "&token=" + page.body["next_token"].(string)
	}
	assert.Len(t, seen, len(people().Looks))
	assert.GreaterOrEqual(t, len(seen), 1200)
}

func TestJobsAtOnceAreLimited(t *testing.T) {
	t.Parallel()
	s := open(t, heygentest.WithConcurrency(7))
	s.video(spoken(t))
	s.dub(dubbing())
	s.talk(obj{"prompt": "A film"})
	s.lipsync(lipsyncing())
	s.clip(clipping())
	s.cut(cutting())
	s.proofread(proofreading())
	for path, body := range map[string]obj{
		"/v3/videos": spoken(t), "/v3/video-translations": dubbing(), "/v3/video-agents": {"prompt": "A film"}, "/v3/lipsyncs": lipsyncing(),
		"/v3/ai-clipping": clipping(), "/v3/background-removals": cutting(), "/v3/video-translations/proofreads": proofreading(),
	} {
		s.refused("429 rate_limit_exceeded", http.MethodPost, path, body)
	}
	s.clock.Advance(time.Hour)
	s.video(spoken(t))
}

func TestRequestsAMinuteAreLimited(t *testing.T) {
	t.Parallel()
	s := open(t, heygentest.WithRateLimit(2))
	s.ok(http.MethodGet, me, nil)
	s.clock.Advance(20 * time.Second)
	s.ok(http.MethodGet, me, nil)
	a := s.refused("429 rate_limit_exceeded", http.MethodGet, me, nil)
	assert.Equal(t, "40", a.header.Get("Retry-After"))
	s.clock.Advance(41 * time.Second)
	s.ok(http.MethodGet, me, nil)
}

func TestRequestsAreSeen(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.refused("400 invalid_parameter type", http.MethodPost, "/v3/videos?a=b", `{"title":"x"}`)
	seen := s.Requests()
	require.Len(t, seen, 1)
	r := seen[0]
	assert.Equal(t, []any{"POST", "/v3/videos", "a=b", `{"title":"x"}`, 400, morning}, []any{r.Method, r.Path, r.Query, string(r.Body), r.Status, r.Time})
}

// TestClientsAtOnce is for the race detector.
func TestClientsAtOnce(t *testing.T) {
	t.Parallel()
	s := open(t, heygentest.WithConcurrency(1000))
	p := pool.New().WithMaxGoroutines(8)
	for i := range 40 {
		p.Go(func() {
			id := s.video(with(spoken(t), "title", fmt.Sprint(i)))
			page := s.ok(http.MethodGet, "/v3/videos/"+id, nil)["video_page_url"].(string)
			s.clock.Advance(20 * time.Second)
			s.send(http.MethodGet, page, nil)
			s.list("/v3/videos")
			s.Balance()
			s.Requests()
			s.AddFault(heygentest.Fault{Path: "/none", Kind: heygentest.FaultFail500})
		})
	}
	p.Wait()
	s.clock.Advance(time.Hour)
	assert.Len(t, s.Charges(), 40)
	ids := map[string]bool{}
	for _, c := range s.Charges() {
		ids[c.ID] = true
	}
	assert.Len(t, ids, 40)
}

func TestSeedsAndClocks(t *testing.T) {
	t.Parallel()
	first := func(opts ...heygentest.Option) any {
		return open(t, opts...).list("/v3/avatars/looks?limit=1")[0]["id"]
	}
	assert.Equal(t, first(), first())
	assert.NotEqual(t, first(), first(heygentest.WithSeed(2)))

	step := heygentest.NewStepClock(morning, 10*time.Second)
	s := open(t, heygentest.WithClock(step))
	s.ok(http.MethodGet, me, nil)
	s.ok(http.MethodGet, me, nil)
	assert.Equal(t, 20*time.Second, step.Now().Sub(morning))
	before := time.Now()
	fast := heygentest.NewSpeedClock(1e6)
	assert.Eventually(t, func() bool { return fast.Now().Sub(before) > time.Minute }, 5*time.Second, time.Millisecond)
}

func TestServeEndsWithItsContext(t *testing.T) {
	t.Parallel()
	ln, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	s := heygentest.New()
	ended := make(chan error, 1)
	p := pool.New()
	p.Go(func() { ended <- s.Serve(ctx, ln) })
	res := get(t, "http://"+ln.Addr().String()+"/v3/none")
	assert.Equal(t, http.StatusUnauthorized, res)
	cancel()
	require.NoError(t, <-ended)
	p.Wait()
	assert.Error(t, s.Serve(t.Context(), ln), "the listener is closed")
}

func get(t testing.TB, address string) int {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, http.NoBody)
	require.NoError(t, err)
	res, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	return res.StatusCode
}

func TestStartIsOnItsOwnPort(t *testing.T) {
	t.Parallel()
	servers := iter.Map([]int{1, 2}, func(*int) *heygentest.Server {
		s, err := heygentest.Start()
		assert.NoError(t, err)
		return s
	})
	assert.NotEqual(t, servers[0].URL, servers[1].URL)
	for _, s := range servers {
		assert.Equal(t, http.StatusUnauthorized, get(t, s.URL+me))
		s.Close()
	}
}
