package heygentest_test

import (
	"encoding/base64"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi/heygentest/media"
)

func cutting(pairs ...any) obj {
	return with(obj{"video": obj{"type": "url", "url": "https://files.example/talk.mp4"}}, pairs...)
}

// cut starts a background removal and gives its path.
func (s *sandbox) cut(body obj) string {
	s.t.Helper()
	return "/v3/background-removals/" + s.ok(http.MethodPost, "/v3/background-removals", body)["id"].(string)
}

func TestBackgroundRemovalGoesThroughItsStatuses(t *testing.T) {
	t.Parallel()
	s := open(t)
	path := s.cut(cutting("title", "Talk"))
	get := func() obj { return s.ok(http.MethodGet, path, nil) }
	assert.Equal(t, []any{"pending", obj{}}, []any{get()["status"], get()["layers"]})
	s.clock.Advance(time.Minute)
	assert.Equal(t, "processing", get()["status"])
	s.clock.Advance(time.Hour)
	done := get()
	assert.Equal(t, []any{"completed", 30.0, nil}, []any{done["status"], done["duration"], done["error"]})
	assert.InDelta(t, morning.Add(90*time.Second).Unix(), done["completed_at"], 0)
	layers := done["layers"].(obj)
	require.Len(t, layers, 3)
	for name, kind := range map[string]string{"foreground": "video/webm", "mask": "video/mp4", "background": "video/mp4"} {
		got := s.send(http.MethodGet, layers[name].(string), nil)
		assert.Equal(t, http.StatusOK, got.status, name)
		assert.Equal(t, kind, got.header.Get("Content-Type"), name)
		assert.InDelta(t, 30, mp4Seconds(t, got.raw), 0.05, name)
	}
	require.Len(t, s.Charges(), 1)
	charge := s.Charges()[0]
	assert.Equal(t, []any{"background_removal", 30.0, 0.0}, []any{charge.Product, charge.Seconds, charge.USD})
	s.clock.Advance(2 * time.Hour)
	assert.Equal(t, http.StatusForbidden, s.send(http.MethodGet, layers["mask"].(string), nil).status, "expired")
}

func TestLayersAreThoseWanted(t *testing.T) {
	t.Parallel()
	s := open(t)
	clip, err := media.MP4("1:1", 4.2)
	require.NoError(t, err)
	inline := obj{"type": "base64", "media_type": "video/mp4", "data": base64.StdEncoding.EncodeToString(clip)}
	path := s.cut(cutting("video", inline, "layers", []string{"mask"}))
	s.clock.Advance(time.Hour)
	done := s.ok(http.MethodGet, path, nil)
	assert.InDelta(t, 4.2, done["duration"], 0.01)
	require.Len(t, done["layers"], 1)
	assert.InDelta(t, 4.2, s.seconds(done["layers"].(obj)["mask"]), 0.05)
	layer := s.cut(cutting("video", obj{"type": "url", "url": done["layers"].(obj)["mask"]}))
	asset := s.cut(cutting("video", obj{"type": "asset_id", "asset_id": s.upload("talk.mp4", clip)}))
	s.clock.Advance(time.Hour)
	for _, path := range []string{asset, layer} {
		assert.InDelta(t, 4.2, s.ok(http.MethodGet, path, nil)["duration"], 0.01)
	}
}

func TestRequestIDIsTheKey(t *testing.T) {
	t.Parallel()
	s := open(t)
	first := s.cut(cutting("request_id", "r1"))
	assert.Equal(t, first, s.cut(cutting("request_id", "r1", "title", "Another")))
	assert.NotEqual(t, first, s.cut(cutting("request_id", "r2")))
	assert.NotEqual(t, s.cut(cutting()), s.cut(cutting()), "without one, each request is a job")
	s.clock.Advance(time.Hour)
	assert.Equal(t, "completed", s.ok(http.MethodPost, "/v3/background-removals", cutting("request_id", "r1"))["status"], "it answers the job as it is")
	assert.Len(t, s.list("/v3/background-removals"), 4)
	assert.Len(t, s.Charges(), 4)
}

func TestBackgroundRemovalIsDeleted(t *testing.T) {
	t.Parallel()
	s := open(t)
	done, stopped := s.cut(cutting("request_id", "r")), ""
	s.clock.Advance(time.Hour)
	layer := s.ok(http.MethodGet, done, nil)["layers"].(obj)["mask"].(string)
	stopped = s.cut(cutting())
	for _, path := range []string{done, stopped} {
		assert.Equal(t, true, s.ok(http.MethodDelete, path, nil)["deleted"])
		assert.Equal(t, []any{"deleted", obj{}}, []any{s.ok(http.MethodGet, path, nil)["status"], s.ok(http.MethodGet, path, nil)["layers"]})
	}
	assert.Equal(t, http.StatusNotFound, s.send(http.MethodGet, layer, nil).status)
	assert.Empty(t, s.list("/v3/background-removals"))
	assert.Equal(t, done, s.cut(cutting("request_id", "r")), "a lost answer that comes late starts nothing")
	s.clock.Advance(time.Hour)
	assert.Len(t, s.Charges(), 1)
}

func TestBackgroundRemovalRules(t *testing.T) {
	t.Parallel()
	s := open(t)
	for _, c := range []struct {
		want string
		body obj
	}{
		{"400 invalid_parameter video", cutting("video", nil)},
		{"400 invalid_parameter video.data", cutting("video", obj{"type": "base64", "media_type": "video/mp4", "data": "?"})},
		{"400 download_failed video.url", cutting("video", obj{"type": "url", "url": "https://files.example/page.html"})},
		{"404 asset_not_found video.asset_id", cutting("video", obj{"type": "asset_id", "asset_id": "none"})},
		{"400 invalid_parameter layers", cutting("layers", []string{"../etc"})},
		{"400 invalid_parameter request_id", cutting("request_id", 7)},
	} {
		s.refused(c.want, http.MethodPost, "/v3/background-removals", c.body)
	}
	s.refused("404 not_found", http.MethodGet, "/v3/background-removals/none", nil)
	s.refused("404 not_found", http.MethodDelete, "/v3/background-removals/none", nil)
	failing, stalling := s.cut(cutting("title", "[[fail]]")), s.cut(cutting("title", "[[stall]]"))
	s.clock.Advance(time.Hour)
	got := s.ok(http.MethodGet, failing, nil)
	assert.Equal(t, "failed", got["status"])
	assert.NotEmpty(t, got["error"])
	assert.Equal(t, "processing", s.ok(http.MethodGet, stalling, nil)["status"])
	assert.Empty(t, s.Charges())
}
