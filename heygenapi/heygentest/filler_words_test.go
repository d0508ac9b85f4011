package heygentest_test

import (
	"encoding/binary"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"heygen-mcp/heygenapi/heygentest"
)

func fillers(link string, pairs ...any) obj {
	return with(obj{"video": obj{"type": "url", "url": link}}, pairs...)
}

// cutFillers starts a removal and gives its path.
func (s *sandbox) cutFillers(body obj) string {
	s.t.Helper()
	return "/v3/filler-word-removals/" + s.makes(http.StatusAccepted, "/v3/filler-word-removals", body)["filler_word_removal_id"].(string)
}

func TestFillerWordsAreCut(t *testing.T) {
	t.Parallel()
	s := open(t)
	path := s.cutFillers(fillers("https://files.example/talk.mp4", "callback_id", "mine"))
	first := s.ok(http.MethodGet, path, nil)
	assert.Equal(t, []any{"pending", "Filler Removal", "mine", 0.0, nil}, []any{first["status"], first["title"], first["callback_id"], first["progress"], first["video_url"]})
	s.clock.Advance(30 * time.Second)
	assert.Equal(t, "running", s.ok(http.MethodGet, path, nil)["status"])
	s.clock.Advance(time.Hour)
	done := s.ok(http.MethodGet, path, nil)
	assert.Equal(t, []any{"completed", 100.0, 30.0, 27.5, 5.0, 8.33}, []any{
		done["status"], done["progress"], done["original_duration"], done["output_duration"], done["num_cuts"], done["reduction_pct"],
	})
	assert.InDelta(t, 27.5, s.seconds(done["video_url"]), 0.05)
	assert.Equal(t, http.StatusOK, s.send(http.MethodGet, done["thumbnail_url"].(string), nil).status)
	assert.InDelta(t, 0.30, s.Charges()[0].USD, 0.0001, "one minute at least")
	again := s.cutFillers(fillers(done["video_url"].(string)))
	s.clock.Advance(time.Hour)
	assert.InDelta(t, 27.5, s.ok(http.MethodGet, again, nil)["original_duration"], 0.01)
}

// header is as much of an MP4 as tells its length.
func header(seconds uint32) []byte {
	times := make([]byte, 100)
	binary.BigEndian.PutUint32(times[12:], 1)
	binary.BigEndian.PutUint32(times[16:], seconds)
	return slices.Concat([]byte("\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom\x00\x00\x00\x6cmvhd"), times)
}

func TestFillerWordsCostByTheMinute(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.cutFillers(obj{"video": obj{"type": "asset_id", "asset_id": s.upload("talk.mp4", header(600))}})
	s.cutFillers(fillers("https://files.example/clean.mp4"))
	failing := s.cutFillers(fillers("https://files.example/talk.mp4", "title", "[[fail]]"))
	s.clock.Advance(time.Hour)
	failed := s.ok(http.MethodGet, failing, nil)
	assert.Equal(t, []any{"failed", nil}, []any{failed["status"], failed["video_url"]})
	assert.NotEmpty(t, failed["failure_message"])
	if charges := s.Charges(); assert.Len(t, charges, 1, "nothing changed: paid back") {
		assert.InDelta(t, 3.0, charges[0].USD, 0.0001)
	}
}

func TestNothingToCutGivesTheOriginal(t *testing.T) {
	t.Parallel()
	s := open(t)
	path := s.cutFillers(fillers("https://files.example/clean.mp4"))
	s.clock.Advance(time.Hour)
	done := s.ok(http.MethodGet, path, nil)
	assert.Equal(t, []any{0.0, 0.0, 30.0}, []any{done["num_cuts"], done["reduction_pct"], done["output_duration"]})
	assert.NotEmpty(t, done["video_url"])
}

func TestFillerWordRules(t *testing.T) {
	t.Parallel()
	s := open(t)
	for want, body := range map[string]obj{
		"400 invalid_parameter video":      {},
		"400 invalid_parameter video.type": {"video": obj{"type": "base64", "media_type": "video/mp4", "data": "AA=="}},
		"400 download_failed video.url":    fillers("https://youtu.be/1"),
		"400 no_audio_track video":         fillers("https://files.example/silent.mp4"),
		"400 video_too_long video":         {"video": obj{"type": "asset_id", "asset_id": s.upload("long.mp4", header(7201))}},
		"404 asset_not_found video.asset_id": {
			"video": obj{"type": "asset_id", "asset_id": "none"},
		},
	} {
		s.refused(want, http.MethodPost, "/v3/filler-word-removals", body)
	}
	s.refused("404 not_found", http.MethodGet, "/v3/filler-word-removals/none", nil)
	poor := open(t, heygentest.WithBalance(0))
	poor.refused("402 insufficient_credit", http.MethodPost, "/v3/filler-word-removals", fillers("https://files.example/talk.mp4"))
	key := []string{"Idempotency-Key", "once"}
	first := s.makes(http.StatusAccepted, "/v3/filler-word-removals", fillers("https://files.example/talk.mp4"), key...)
	assert.Equal(t, first, s.makes(http.StatusAccepted, "/v3/filler-word-removals", fillers("https://files.example/talk.mp4"), key...))
}
