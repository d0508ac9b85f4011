package heygentest_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi/heygentest"
	"heygen-mcp/heygenapi/heygentest/media"
)

const spanish = "Spanish (Spain)"

func dubbing(pairs ...any) obj {
	return with(obj{"video": obj{"type": "url", "url": "https://files.example/talk.mp4"}, "output_languages": []string{spanish}}, pairs...)
}

// dub starts a translation into one language and gives its path.
func (s *sandbox) dub(body obj) string {
	s.t.Helper()
	ids := s.ok(http.MethodPost, "/v3/video-translations", body)["video_translation_ids"].([]any)
	require.Len(s.t, ids, 1)
	return "/v3/video-translations/" + ids[0].(string)
}

func TestTranslationGoesThroughItsStatuses(t *testing.T) {
	t.Parallel()
	s := open(t)
	path := s.dub(dubbing("enable_caption", true, "mode", "precision", "callback_id", "mine"))
	status := func() string { return s.ok(http.MethodGet, path, nil)["status"].(string) }
	assert.Equal(t, "pending", status())
	s.clock.Advance(2 * time.Minute)
	assert.Equal(t, "running", status())
	s.clock.Advance(20 * time.Minute)
	done := s.ok(http.MethodGet, path, nil)
	require.Equal(t, "completed", done["status"])
	assert.Equal(t, spanish, done["output_language"])
	assert.Equal(t, "mine", done["callback_id"])
	for field, kind := range map[string]string{
		"video_url": "video/mp4", "audio_url": "audio/wav", "srt_caption_url": "application/x-subrip", "vtt_caption_url": "text/vtt",
	} {
		got := s.send(http.MethodGet, done[field].(string), nil)
		assert.Equal(t, http.StatusOK, got.status, field)
		assert.Equal(t, kind, got.header.Get("Content-Type"), field)
	}
	require.Len(t, s.Charges(), 1)
	assert.InDelta(t, 0.0667*done["duration"].(float64), s.Charges()[0].USD, 0.001)
}

func TestTranslationKeepsTheLengthOfItsSource(t *testing.T) {
	t.Parallel()
	s := open(t)
	id := s.video(spoken(t))
	clip, err := media.MP4("9:16", 12.4)
	require.NoError(t, err)
	asset := s.upload("talk.mp4", clip)
	s.clock.Advance(time.Hour)
	v := s.ok(http.MethodGet, "/v3/videos/"+id, nil)
	own := s.dub(dubbing("video", obj{"type": "url", "url": v["video_url"]}))
	uploaded := s.dub(dubbing("video", obj{"type": "asset_id", "asset_id": asset}, "title", "Mine"))
	part := s.dub(dubbing("start_time", 10, "end_time", 16.5))
	s.clock.Advance(time.Hour)
	length := func(path string) any { return s.ok(http.MethodGet, path, nil)["duration"] }
	assert.InDelta(t, v["duration"], length(own), 0.01)
	assert.InDelta(t, 12.4, length(uploaded), 0.01)
	assert.InDelta(t, 6.5, length(part), 0.01)
	assert.Equal(t, "Mine", s.ok(http.MethodGet, uploaded, nil)["title"], "a given title is kept")
	assert.NotNil(t, s.ok(http.MethodGet, own, nil)["srt_caption_url"], "captions always come")
}

func TestManyLanguages(t *testing.T) {
	t.Parallel()
	s := open(t)
	a := s.ok(http.MethodPost, "/v3/video-translations", dubbing("output_languages", []string{spanish, "Japanese", "French (France)"}))
	assert.Len(t, a["video_translation_ids"], 3)
	assert.Len(t, s.list("/v3/video-translations"), 3)
	languages := s.ok(http.MethodGet, "/v3/video-translations/languages", nil)["languages"]
	assert.GreaterOrEqual(t, len(languages.([]any)), 175)
}

func TestTranslationRules(t *testing.T) {
	t.Parallel()
	s := open(t)
	for _, c := range []struct {
		want string
		body obj
	}{
		{"400 invalid_parameter video", dubbing("video", nil)},
		{"400 invalid_parameter video.type", dubbing("video", obj{"type": "base64", "media_type": "video/mp4", "data": "AA=="})},
		{"400 invalid_parameter video.url", dubbing("video", obj{"type": "url", "url": "talk.mp4"})},
		{"400 download_failed video.url", dubbing("video", obj{"type": "url", "url": "https://www.youtube.com/watch?v=1"})},
		{"400 download_failed video.url", dubbing("video", obj{"type": "url", "url": "https://drive.google.com/file/d/1/view"})},
		{"404 asset_not_found video.asset_id", dubbing("video", obj{"type": "asset_id", "asset_id": "none"})},
		{"400 invalid_parameter output_languages", dubbing("output_languages", nil)},
		{"400 invalid_parameter output_languages", dubbing("output_languages", []string{"es"})},
		{"400 invalid_parameter output_languages", dubbing("output_languages", []string{spanish, "Klingon"})},
		{"400 invalid_parameter mode", dubbing("mode", "turbo")},
		{"400 invalid_parameter srt_role", dubbing("srt_role", "input")},
		{"400 invalid_parameter end_time", dubbing("start_time", 9, "end_time", 3)},
		{"400 invalid_parameter fps_mode", dubbing("fps_mode", "slow")},
		{"404 voice_not_found stock_voice_config.preferred_stock_voice_ids", dubbing("stock_voice_config", obj{"preferred_stock_voice_ids": []string{"none"}})},
	} {
		s.refused(c.want, http.MethodPost, "/v3/video-translations", c.body)
	}
	assert.Empty(t, s.list("/v3/video-translations"))
}

func TestTranslationIsRenamedAndDeleted(t *testing.T) {
	t.Parallel()
	s := open(t)
	path := s.dub(dubbing())
	assert.Equal(t, "New name", s.ok(http.MethodPatch, path, obj{"title": "New name"})["title"])
	s.refused("400 invalid_parameter title", http.MethodPatch, path, obj{})
	s.ok(http.MethodDelete, path, nil)
	s.refused("404 not_found", http.MethodGet, path, nil)
	s.clock.Advance(time.Hour)
	assert.Empty(t, s.Charges())
}

func TestFailedTranslationIsFree(t *testing.T) {
	t.Parallel()
	s := open(t, heygentest.WithFault(heygentest.Fault{Method: http.MethodPost, Times: 1, Kind: heygentest.FaultFailJob}))
	path := s.dub(dubbing())
	s.clock.Advance(time.Hour)
	got := s.ok(http.MethodGet, path, nil)
	assert.Equal(t, "failed", got["status"])
	assert.NotEmpty(t, got["failure_message"])
	assert.Empty(t, s.Charges())
}
