package heygentest_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"heygen-mcp/heygenapi/heygentest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// talk starts a session and gives its path.
func (s *sandbox) talk(body obj) string {
	s.t.Helper()
	return "/v3/video-agents/" + s.ok(http.MethodPost, "/v3/video-agents", body)["session_id"].(string)
}

// thinking starts a session that tells its video later.
func (s *sandbox) thinking(body obj) string {
	s.t.Helper()
	for {
		made := s.ok(http.MethodPost, "/v3/video-agents", body)
		path := "/v3/video-agents/" + made["session_id"].(string)
		if made["video_id"] == nil {
			return path
		}
		s.ok(http.MethodPost, path+"/stop", obj{})
	}
}

func TestChatStopsForAnswers(t *testing.T) {
	t.Parallel()
	s := open(t)
	path := s.talk(obj{"prompt": "A 30 second film about lighthouses", "mode": "chat", "orientation": "portrait"})
	status := func() string { return s.ok(http.MethodGet, path, nil)["status"].(string) }
	assert.Equal(t, "thinking", status())
	s.refused("400 invalid_parameter", http.MethodPost, path, obj{"message": "Hurry up"})
	s.clock.Advance(2 * time.Minute)

	asked := s.ok(http.MethodGet, path, nil)
	require.Equal(t, "waiting_for_input", asked["status"])
	messages := items(asked["messages"])
	require.Len(t, messages, 3)
	assert.Equal(t, "user", messages[2]["role"], "the newest come first")
	assert.Equal(t, "resource", messages[0]["type"])
	resource := messages[0]["resource_ids"].([]any)[0].(string)
	got := s.ok(http.MethodGet, path+"/resources/"+resource, nil)
	assert.Equal(t, http.StatusOK, s.send(http.MethodGet, got["url"].(string), nil).status)
	s.refused("404 not_found", http.MethodGet, path+"/resources/none", nil)
	s.clock.Advance(time.Hour)
	assert.Equal(t, "waiting_for_input", status(), "it really stops")

	assert.NotEmpty(t, s.ok(http.MethodPost, path, obj{"message": "Sailors, and friendly"})["run_id"])
	assert.Equal(t, "thinking", status())
	s.clock.Advance(2 * time.Minute)
	assert.Equal(t, "reviewing", status())
	assert.Nil(t, s.ok(http.MethodGet, path, nil)["video_id"])
	s.ok(http.MethodPost, path, obj{"message": "Go ahead"})
	assert.Equal(t, "generating", status())
	s.clock.Advance(time.Hour)
	done := s.ok(http.MethodGet, path, nil)
	require.Equal(t, "completed", done["status"], "one look after a leap of the clock")
	assert.InDelta(t, 100, done["progress"], 0)
	v := s.ok(http.MethodGet, "/v3/videos/"+done["video_id"].(string), nil)
	assert.Equal(t, "completed", v["status"])
	assert.InDelta(t, 30, v["duration"], 0.1)
	assert.Equal(t, v["id"], s.list(path + "/videos")[0]["id"])
	require.Len(t, s.Charges(), 1)
	assert.InDelta(t, 30*0.0333, s.Charges()[0].USD, 0.001)

	s.ok(http.MethodPost, path, obj{"message": "Shorter, please"})
	assert.Equal(t, "thinking", status(), "a finished chat takes revisions")
	s.clock.Advance(time.Hour)
	revised := s.ok(http.MethodGet, path, nil)
	assert.Equal(t, "completed", revised["status"])
	assert.NotEqual(t, done["video_id"], revised["video_id"])
	assert.Equal(t, "Your video is ready.", items(revised["messages"])[0]["content"])
	for range 20 {
		s.ok(http.MethodPost, path, obj{"message": "Once more"})
		s.clock.Advance(time.Hour)
	}
	assert.Len(t, s.ok(http.MethodGet, path, nil)["messages"], 40, "at most")
}

// TestGenerateTellsTheVideoAtOnceOrLater: clients have to cope with both.
func TestGenerateTellsTheVideoAtOnceOrLater(t *testing.T) {
	t.Parallel()
	s := open(t, heygentest.WithConcurrency(100))
	at := map[bool]int{}
	for range 20 {
		made := s.ok(http.MethodPost, "/v3/video-agents", obj{"prompt": "A film about tides"})
		id, told := made["video_id"].(string)
		at[told]++
		if told {
			s.ok(http.MethodGet, "/v3/videos/"+id, nil)
		}
	}
	assert.Positive(t, at[true])
	assert.Positive(t, at[false])
}

func TestGenerateRunsThrough(t *testing.T) {
	t.Parallel()
	s := open(t, heygentest.WithConcurrency(100))
	path := s.thinking(obj{"prompt": "A film about tides"})
	seen, last := []string{}, -1.0
	for range 200 {
		now := s.ok(http.MethodGet, path, nil)
		if status := now["status"].(string); len(seen) == 0 || seen[len(seen)-1] != status {
			seen = append(seen, status)
		}
		require.GreaterOrEqual(t, now["progress"], last, "progress never goes back")
		last = now["progress"].(float64)
		s.clock.Advance(3 * time.Second)
	}
	assert.Equal(t, []string{"thinking", "generating", "completed"}, seen)
	assert.NotEmpty(t, s.list("/v3/video-agents"))
}

func TestSessionsFailStallAndStop(t *testing.T) {
	t.Parallel()
	s := open(t, heygentest.WithConcurrency(100))
	failing, stalling, stopped := s.thinking(obj{"prompt": "[[FAIL]] film"}), s.thinking(obj{"prompt": "[[stall]] film"}), s.thinking(obj{"prompt": "A film"})
	s.clock.Advance(100 * time.Second)
	assert.Equal(t, "generating", s.ok(http.MethodGet, stopped, nil)["status"])
	s.ok(http.MethodPost, stopped+"/stop", obj{})
	s.clock.Advance(24 * time.Hour)
	assert.Equal(t, "failed", s.ok(http.MethodGet, failing, nil)["status"])
	assert.Equal(t, "thinking", s.ok(http.MethodGet, stalling, nil)["status"])
	assert.Equal(t, "failed", s.ok(http.MethodGet, stopped, nil)["status"])
	assert.Empty(t, s.Charges(), "nothing of this is paid")
}

func TestAgentRules(t *testing.T) {
	t.Parallel()
	s := open(t, heygentest.WithConcurrency(100))
	a := obj{"prompt": "A film"}
	link := obj{"type": "url", "url": "https://files.example/a.png"}
	for _, c := range []struct {
		want string
		body obj
	}{
		{"400 invalid_parameter prompt", obj{}},
		{"400 invalid_parameter prompt", obj{"prompt": strings.Repeat("a", 10001)}},
		{"400 invalid_parameter mode", with(a, "mode", "dream")},
		{"400 invalid_parameter orientation", with(a, "orientation", "round")},
		{"400 invalid_parameter style_id", with(a, "style_id", "none")},
		{"400 invalid_parameter files", with(a, "files", times(21, link))},
		{"400 download_failed files.0.url", with(a, "files", []obj{{"type": "url", "url": "https://files.example/page.html"}})},
		{"400 invalid_parameter files.1.media_type", with(a, "files", []obj{link, {"type": "base64", "media_type": "text/html", "data": "PGI+"}})},
		{"404 asset_not_found files.0.asset_id", with(a, "files", []obj{{"type": "asset_id", "asset_id": "none"}})},
		{"404 avatar_not_found avatar_id", with(a, "avatar_id", "none")},
		{"404 voice_not_found voice_id", with(a, "voice_id", "none")},
	} {
		s.refused(c.want, http.MethodPost, "/v3/video-agents", c.body)
	}
	s.refused("404 not_found", http.MethodGet, "/v3/video-agents/none", nil)
}

func TestStylesAreFilteredByTag(t *testing.T) {
	t.Parallel()
	s := open(t, heygentest.WithConcurrency(100))
	tag := people().Styles[0].Tags[0]
	found := s.list("/v3/video-agents/styles?limit=100&tag=" + tag)
	require.NotEmpty(t, found)
	assert.Less(t, len(found), len(people().Styles))
	for _, style := range found {
		assert.Contains(t, style["tags"], tag)
	}
}
