package heygentest_test

import (
	"bytes"
	"encoding/binary"
	"image/png"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi/heygentest/media"
)

func clipping(pairs ...any) obj {
	return with(obj{"video": obj{"type": "url", "url": "https://files.example/podcast.mp4"}, "title": "Podcast"}, pairs...)
}

// clip starts a clipping and gives its path.
func (s *sandbox) clip(body obj) string {
	s.t.Helper()
	made := s.ok(http.MethodPost, "/v3/ai-clipping", body)
	path := "/v3/ai-clipping/" + made["ai_clipping_id"].(string)
	assert.Equal(s.t, "pending", s.ok(http.MethodGet, path, nil)["status"])
	return path
}

// mp4Seconds reads the length in an MP4's movie header.
func mp4Seconds(t testing.TB, file []byte) float64 {
	t.Helper()
	_, after, found := bytes.Cut(file, []byte("mvhd"))
	require.True(t, found)
	return float64(binary.BigEndian.Uint32(after[16:])) / float64(binary.BigEndian.Uint32(after[12:]))
}

func TestClippingGoesThroughItsStatuses(t *testing.T) {
	t.Parallel()
	s := open(t)
	path := s.clip(clipping("callback_id", "mine", "input_language", "English", "output_settings", obj{"duration_types": []string{"30", "180"}, "prompt": "The funny parts"}))
	first := s.ok(http.MethodGet, path, nil)
	assert.InDelta(t, 0, first["progress"], 0)
	assert.Nil(t, first["source_duration"])
	before := 0.0
	for range 7 {
		s.clock.Advance(time.Minute)
		got := s.ok(http.MethodGet, path, nil)
		assert.Equal(t, "running", got["status"])
		assert.Greater(t, got["progress"], before)
		assert.Less(t, got["progress"], 100.0)
		assert.Empty(t, got["clips"])
		before = got["progress"].(float64)
	}
	s.clock.Advance(time.Hour)
	done := s.ok(http.MethodGet, path, nil)
	assert.Equal(t, []any{"completed", "mine", "English", 100.0, 600.0}, []any{done["status"], done["callback_id"], done["input_language"], done["progress"], done["source_duration"]})
	clips := items(done["clips"])
	require.Len(t, clips, 2)
	short, long, score := 0, 0, 100.0
	for _, c := range clips {
		length := c["duration_seconds"].(float64)
		switch {
		case length >= 24 && length <= 30:
			short++
		case length >= 144 && length <= 180:
			long++
		}
		assert.LessOrEqual(t, c["virality_score"], score, "the most promising first")
		score = c["virality_score"].(float64)
		assert.NotEmpty(t, c["title"])
		assert.InDelta(t, length, s.seconds(c["video_url"]), 0.05)
	}
	assert.Equal(t, []int{1, 1}, []int{short, long})
	require.Len(t, s.Charges(), 1)
	assert.Equal(t, "ai_clipping", s.Charges()[0].Product)
	assert.InDelta(t, 2*0.15, s.Charges()[0].USD, 0.0001)
	assert.Equal(t, done["clips"].([]any)[0].(obj)["id"], items(s.list("/v3/ai-clipping")[0]["clips"])[0]["id"])
}

func TestClipsHaveTheWantedShape(t *testing.T) {
	t.Parallel()
	for shape, portrait := range map[string]bool{"portrait": true, "landscape": false, "square": false} {
		s := open(t)
		path := s.clip(clipping("output_settings", obj{"aspect_ratio": shape}))
		s.clock.Advance(time.Hour)
		c := items(s.ok(http.MethodGet, path, nil)["clips"])[0]
		assert.Equal(t, shape, c["aspect_ratio"])
		thumbnail, err := png.Decode(bytes.NewReader(s.send(http.MethodGet, c["thumbnail_url"].(string), nil).raw))
		require.NoError(t, err)
		size := thumbnail.Bounds()
		assert.Equal(t, portrait, size.Dy() > size.Dx(), shape)
		want, err := media.MP4(map[string]string{"portrait": "9:16", "landscape": "16:9", "square": "1:1"}[shape], c["duration_seconds"].(float64))
		require.NoError(t, err)
		assert.Equal(t, want, s.send(http.MethodGet, c["video_url"].(string), nil).raw)
	}
}

func TestShortSourceIsOneClip(t *testing.T) {
	t.Parallel()
	s := open(t)
	file, err := media.MP4("16:9", 12.4)
	require.NoError(t, err)
	path := s.clip(clipping("video", obj{"type": "asset_id", "asset_id": s.upload("talk.mp4", file)}, "title", nil, "output_settings", obj{"duration_types": []string{"180", "long"}}))
	s.clock.Advance(time.Hour)
	done := s.ok(http.MethodGet, path, nil)
	assert.Equal(t, "talk.mp4", done["title"])
	assert.InDelta(t, 12.4, done["source_duration"], 0.01)
	clips := items(done["clips"])
	require.Len(t, clips, 1)
	assert.LessOrEqual(t, clips[0]["duration_seconds"], 12.41)
	again := s.lipsync(lipsyncing("video", obj{"type": "url", "url": clips[0]["video_url"]}))
	s.clock.Advance(time.Hour)
	assert.InDelta(t, clips[0]["duration_seconds"], s.ok(http.MethodGet, again, nil)["duration"], 0.01)
}

func TestClippingRules(t *testing.T) {
	t.Parallel()
	s := open(t)
	for _, c := range []struct {
		want string
		body obj
	}{
		{"400 invalid_parameter video", clipping("video", nil)},
		{"400 invalid_parameter video.type", clipping("video", obj{"type": "base64", "media_type": "video/mp4", "data": "AA=="})},
		{"400 download_failed video.url", clipping("video", obj{"type": "url", "url": "https://youtu.be/1"})},
		{"400 invalid_parameter output_settings.prompt", clipping("output_settings", obj{"prompt": strings.Repeat("ä", 501)})},
		{"400 invalid_parameter output_settings.aspect_ratio", clipping("output_settings", obj{"aspect_ratio": "9:16"})},
		{"400 invalid_parameter output_settings.duration_types.0", clipping("output_settings", obj{"duration_types": []string{"45"}})},
	} {
		s.refused(c.want, http.MethodPost, "/v3/ai-clipping", c.body)
	}
	s.clip(clipping("output_settings", obj{"prompt": strings.Repeat("ä", 500)}))
	s.refused("404 not_found", http.MethodGet, "/v3/ai-clipping/none", nil)
	s.refused("404 not_found", http.MethodDelete, "/v3/ai-clipping/none", nil)
}

func TestClippingIsCancelledThenRemoved(t *testing.T) {
	t.Parallel()
	s := open(t)
	path := s.clip(clipping())
	s.clock.Advance(4 * time.Minute)
	s.ok(http.MethodDelete, path, nil)
	s.clock.Advance(time.Hour)
	got := s.ok(http.MethodGet, path, nil)
	assert.Equal(t, "cancelled", got["status"])
	assert.InDelta(t, 50, got["progress"], 1)
	assert.Empty(t, got["clips"])
	assert.Empty(t, s.Charges())
	s.ok(http.MethodDelete, path, nil)
	s.refused("404 not_found", http.MethodGet, path, nil)
	assert.Empty(t, s.list("/v3/ai-clipping"))
}

func TestClippingsFailAndStall(t *testing.T) {
	t.Parallel()
	s := open(t)
	failing := s.clip(clipping("title", "[[fail]]"))
	stalling := s.clip(clipping("output_settings", obj{"prompt": "the best [[stall]]"}))
	s.clock.Advance(time.Hour)
	got := s.ok(http.MethodGet, failing, nil)
	assert.Equal(t, []any{"failed", 50.0}, []any{got["status"], got["progress"]})
	assert.NotEmpty(t, got["failure_message"])
	got = s.ok(http.MethodGet, stalling, nil)
	assert.Equal(t, []any{"running", 33.0}, []any{got["status"], got["progress"]})
	assert.Empty(t, s.Charges())
}
