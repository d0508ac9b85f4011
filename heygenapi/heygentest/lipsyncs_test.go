package heygentest_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi/heygentest"
	"heygen-mcp/heygenapi/heygentest/media"
)

func lipsyncing(pairs ...any) obj {
	return with(obj{
		"video": obj{"type": "url", "url": "https://files.example/talk.mp4"}, "audio": obj{"type": "url", "url": "https://files.example/talk.wav"},
	}, pairs...)
}

// lipsync starts a lipsync and gives its path.
func (s *sandbox) lipsync(body obj) string {
	s.t.Helper()
	return "/v3/lipsyncs/" + s.ok(http.MethodPost, "/v3/lipsyncs", body)["lipsync_id"].(string)
}

// seconds is how long a downloaded MP4 says that it lasts.
func (s *sandbox) seconds(link any) float64 {
	s.t.Helper()
	got := s.send(http.MethodGet, link.(string), nil)
	require.Equal(s.t, http.StatusOK, got.status)
	return mp4Seconds(s.t, got.raw)
}

func TestLipsyncGoesThroughItsStatuses(t *testing.T) {
	t.Parallel()
	s := open(t)
	path := s.lipsync(lipsyncing("enable_caption", true, "callback_id", "mine", "title", "Dub"))
	status := func() string { return s.ok(http.MethodGet, path, nil)["status"].(string) }
	assert.Equal(t, "pending", status())
	s.clock.Advance(time.Minute)
	assert.Equal(t, "running", status())
	assert.Empty(t, s.Charges())
	s.clock.Advance(20 * time.Minute)
	done := s.ok(http.MethodGet, path, nil)
	assert.Equal(t, []any{"completed", "mine", "Dub", nil}, []any{done["status"], done["callback_id"], done["title"], done["failure_message"]})
	assert.InDelta(t, 30, done["duration"], 0.01)
	assert.InDelta(t, 30, s.seconds(done["video_url"]), 0.05)
	captions := s.send(http.MethodGet, done["caption_url"].(string), nil)
	assert.Equal(t, "application/x-subrip", captions.header.Get("Content-Type"))
	_, err := media.ParseSRT(captions.raw)
	require.NoError(t, err)
	require.Len(t, s.Charges(), 1)
	charge := s.Charges()[0]
	assert.Equal(t, "lipsync/speed", charge.Product)
	assert.InDelta(t, 0.0333*30, charge.USD, 0.0001)
	assert.Equal(t, done, s.list("/v3/lipsyncs")[0])
}

func TestLipsyncKeepsTheLengthOfItsSource(t *testing.T) {
	t.Parallel()
	s := open(t)
	id := s.video(with(spoken(t), "aspect_ratio", "9:16"))
	clip, err := media.MP4("16:9", 12.4)
	require.NoError(t, err)
	asset := s.upload("talk.mp4", clip)
	s.clock.Advance(time.Hour)
	v := s.ok(http.MethodGet, "/v3/videos/"+id, nil)
	own := s.lipsync(lipsyncing("video", obj{"type": "url", "url": v["video_url"]}))
	uploaded := s.lipsync(lipsyncing("video", obj{"type": "asset_id", "asset_id": asset}, "mode", "precision"))
	part := s.lipsync(lipsyncing("start_time", 10, "end_time", 16.5))
	s.clock.Advance(time.Hour)
	get := func(path string) obj { return s.ok(http.MethodGet, path, nil) }
	assert.InDelta(t, v["duration"], get(own)["duration"], 0.01)
	assert.NotNil(t, get(own)["caption_url"], "captions always come")
	assert.InDelta(t, 12.4, get(uploaded)["duration"], 0.01)
	assert.Equal(t, "talk.mp4", get(uploaded)["title"])
	assert.InDelta(t, 6.5, get(part)["duration"], 0.01)
	assert.InDelta(t, 0.0667*12.4, s.Charges()[2].USD, 0.001)
	again := s.dub(dubbing("video", obj{"type": "url", "url": get(part)["video_url"]}))
	s.clock.Advance(time.Hour)
	assert.InDelta(t, 6.5, get(again)["duration"], 0.01, "a result is a source too")
}

func TestLipsyncRules(t *testing.T) {
	t.Parallel()
	s := open(t)
	for _, c := range []struct {
		want string
		body obj
	}{
		{"400 invalid_parameter video", lipsyncing("video", nil)},
		{"400 invalid_parameter audio", lipsyncing("audio", nil)},
		{"400 invalid_parameter audio.type", lipsyncing("audio", obj{"type": "base64", "media_type": "audio/wav", "data": "AA=="})},
		{"400 download_failed video.url", lipsyncing("video", obj{"type": "url", "url": "https://vimeo.com/1"})},
		{"404 asset_not_found audio.asset_id", lipsyncing("audio", obj{"type": "asset_id", "asset_id": "none"})},
		{"400 invalid_parameter mode", lipsyncing("mode", "turbo")},
		{"400 invalid_parameter end_time", lipsyncing("start_time", 9, "end_time", 3)},
		{"400 invalid_parameter callback_url", lipsyncing("callback_url", "hook")},
	} {
		s.refused(c.want, http.MethodPost, "/v3/lipsyncs", c.body)
	}
	assert.Empty(t, s.list("/v3/lipsyncs"))
}

func TestLipsyncIsRenamedAndDeleted(t *testing.T) {
	t.Parallel()
	s := open(t)
	path := s.lipsync(lipsyncing())
	assert.Equal(t, "New name", s.ok(http.MethodPatch, path, obj{"title": "New name"})["title"])
	s.refused("400 invalid_parameter title", http.MethodPatch, path, obj{})
	s.ok(http.MethodDelete, path, nil)
	for _, method := range []string{http.MethodGet, http.MethodDelete} {
		s.refused("404 not_found", method, path, nil)
	}
	s.refused("404 not_found", http.MethodPatch, path, obj{"title": "T"})
	s.clock.Advance(time.Hour)
	assert.Empty(t, s.Charges())
}

func TestLipsyncsByKeyAreReplayed(t *testing.T) {
	t.Parallel()
	s := open(t)
	for path, body := range map[string]obj{"/v3/lipsyncs": lipsyncing(), "/v3/lipsyncs/batches": {"lipsyncs": times(2, lipsyncing())}} {
		first := s.ok(http.MethodPost, path, body, "Idempotency-Key", "k")
		assert.Equal(t, first, s.ok(http.MethodPost, path, body, "Idempotency-Key", "k"))
	}
	assert.Len(t, s.list("/v3/lipsyncs"), 3)
}

func TestLipsyncsInBatches(t *testing.T) {
	t.Parallel()
	s := open(t, heygentest.WithConcurrency(2))
	made := s.ok(http.MethodPost, "/v3/lipsyncs/batches", obj{"title": "Four", "lipsyncs": []obj{
		lipsyncing(), lipsyncing("audio", obj{"type": "asset_id", "asset_id": "none"}), lipsyncing("title", "[[fail]]"), lipsyncing()}})
	path := "/v3/lipsyncs/batches/" + made["batch_id"].(string)
	s.clock.Advance(10 * time.Second)
	assert.Equal(t, obj{"processing": 2.0, "failed": 1.0, "queued": 1.0}, s.ok(http.MethodGet, path, nil)["counts_by_status"])
	assert.Nil(t, items(s.ok(http.MethodGet, path, nil)["items"])[3]["video_id"], "what waits has no id yet")
	for range 3 {
		s.clock.Advance(time.Hour)
		s.ok(http.MethodGet, path, nil)
	}
	got := s.ok(http.MethodGet, path, nil)
	assert.Equal(t, "completed", got["status"])
	assert.Equal(t, obj{"completed": 2.0, "failed": 2.0}, got["counts_by_status"])
	assert.Equal(t, "lipsync_failed", items(got["items"])[2]["error"].(obj)["code"])
	waiting := items(got["items"])[3]["video_id"].(string)
	states := s.list("/v3/lipsyncs/statuses?lipsync_ids=" + waiting + ",none&batch_ids=" + made["batch_id"].(string))
	require.Len(t, states, 6)
	assert.Equal(t, []any{"completed", "not_found"}, []any{states[0]["status"], states[1]["status"]})
	s.refused("400 invalid_parameter lipsync_ids", http.MethodGet, "/v3/lipsyncs/statuses?lipsync_ids="+strings.Repeat("x,", 101), nil)
	s.refused("400 invalid_parameter lipsyncs", http.MethodPost, "/v3/lipsyncs/batches", obj{"lipsyncs": times(101, lipsyncing())})
	assert.Len(t, s.Charges(), 2)
}

func TestLipsyncsFailAndStall(t *testing.T) {
	t.Parallel()
	s := open(t)
	failing, stalling := s.lipsync(lipsyncing("title", "[[fail]]")), s.lipsync(lipsyncing("title", "[[stall]]"))
	s.clock.Advance(time.Hour)
	got := s.ok(http.MethodGet, failing, nil)
	assert.Equal(t, "failed", got["status"])
	assert.NotEmpty(t, got["failure_message"])
	assert.Equal(t, "running", s.ok(http.MethodGet, stalling, nil)["status"])
	assert.Empty(t, s.Charges())
}
