package heygentest_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi/heygentest"
)

func TestTheFirstPageSaysWhatThisIs(t *testing.T) {
	t.Parallel()
	s := open(t, heygentest.WithBalance(12.5), heygentest.WithConcurrency(3))
	page := s.send(http.MethodGet, "/", nil)
	require.Equal(t, http.StatusOK, page.status)
	assert.Equal(t, "text/html; charset=utf-8", page.header.Get("Content-Type"))
	for _, says := range []string{"Simulated HeyGen", "not HeyGen", s.url + "/v3", "$12.50", "<dd>3</dd>"} {
		assert.Contains(t, string(page.raw), says)
	}
	assert.Equal(t, http.StatusNotFound, s.send(http.MethodGet, "/elsewhere", nil).status)
}

// TestConsentIsGivenOnItsPage once, within a day, whoever the person is.
func TestConsentIsGivenOnItsPage(t *testing.T) {
	t.Parallel()
	s := open(t)
	file := obj{"type": "url", "url": "https://files.example/a.mp4"}
	group := s.ok(http.MethodPost, "/v3/avatars", obj{"type": "digital_twin", "name": "<b>Bob", "file": file})["avatar_group"].(obj)["id"].(string)
	s.clock.Advance(time.Hour)
	ask := func(body obj) string {
		return s.ok(http.MethodPost, "/v3/avatars/"+group+"/consent", body)["url"].(string)
	}
	late := ask(obj{})
	s.clock.Advance(25 * time.Hour)
	assert.Equal(t, http.StatusGone, s.send(http.MethodPost, late, nil).status)
	assert.Equal(t, "pending_consent", s.ok(http.MethodGet, "/v3/avatars/"+group, nil)["status"])

	link := ask(obj{"reroute_url": "https://shop.example/?a=1&b=2"})
	page := s.send(http.MethodGet, link, nil)
	require.Equal(t, http.StatusOK, page.status)
	assert.Contains(t, string(page.raw), "May &lt;b&gt;Bob be used?")
	assert.Equal(t, "pending", s.ok(http.MethodGet, "/v3/avatars/"+group, nil)["consent_status"], "to look is not to consent")
	done := s.send(http.MethodPost, link, nil)
	require.Equal(t, http.StatusOK, done.status)
	assert.Contains(t, string(done.raw), `href="https://shop.example/?a=1&amp;b=2"`)
	got := s.ok(http.MethodGet, "/v3/avatars/"+group, nil)
	assert.Equal(t, []any{"approved", "completed"}, []any{got["consent_status"], got["status"]})
	assert.Equal(t, http.StatusGone, s.send(http.MethodPost, link, nil).status, "once")
	assert.Equal(t, http.StatusGone, s.send(http.MethodGet, s.url+"/consent/none", nil).status)
	for _, both := range []obj{{"consent_video": file, "consent_text": "Yes"}, {"consent_video": file, "reroute_url": "https://shop.example"}, {"consent_text": "<b>"}} {
		s.send(http.MethodPost, "/v3/avatars/"+group+"/consent", both)
		assert.Contains(t, s.send(http.MethodPost, "/v3/avatars/"+group+"/consent", both).failure(), "400 invalid_parameter consent_")
	}
}

// TestWhatPeopleHoldLastsInRealTime however fast the clock runs.
func TestWhatPeopleHoldLastsInRealTime(t *testing.T) {
	t.Parallel()
	// A minute of real time is more than a year of this clock.
	s := open(t, heygentest.WithClock(heygentest.NewSpeedClock(1e6)))
	place := s.ok(http.MethodPost, "/v3/assets/direct-uploads", announcement(picture()))
	assert.InDelta(t, 3600, place["expires_in_seconds"], 0)
	voice := s.list("/v3/voices?limit=1")[0]
	first := s.ok(http.MethodPost, "/v3/videos", spoken(t), "Idempotency-Key", "a")
	began := s.ok(http.MethodGet, "/v3/videos/"+first["video_id"].(string), nil)["created_at"].(float64)
	require.Eventually(t, func() bool {
		made := s.ok(http.MethodPost, "/v3/videos", spoken(t))["video_id"].(string)
		return s.ok(http.MethodGet, "/v3/videos/"+made, nil)["created_at"].(float64)-began > 26*3600
	}, 10*time.Second, 20*time.Millisecond)
	assert.Equal(t, http.StatusOK, s.put(place, picture()).status)
	assert.Equal(t, http.StatusOK, s.send(http.MethodGet, voice["preview_audio_url"].(string), nil).status)
	assert.Equal(t, first, s.ok(http.MethodPost, "/v3/videos", spoken(t), "Idempotency-Key", "a"))
}
