package heygentest_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi/heygentest"
)

func TestBatchItemsStandAlone(t *testing.T) {
	t.Parallel()
	s := open(t)
	a := spoken(t)
	s.refused("404 avatar_not_found videos.1.avatar_id", http.MethodPost, "/v3/videos/batches", obj{"videos": []obj{a, with(a, "avatar_id", "none")}})
	made := s.ok(http.MethodPost, "/v3/videos/batches", obj{"title": "Two", "videos": []obj{a, with(a, "script", "[[fail]] "+script)}})
	assert.Equal(t, obj{"batch_id": made["batch_id"]}, made)
	path := "/v3/videos/batches/" + made["batch_id"].(string)
	s.clock.Advance(time.Hour)
	s.ok(http.MethodGet, path, nil)
	s.clock.Advance(time.Hour)
	got := s.ok(http.MethodGet, path, nil)
	assert.Equal(t, "completed", got["status"])
	assert.Equal(t, obj{"completed": 1.0, "failed": 1.0}, got["counts_by_status"])
	list := items(got["items"])
	require.Len(t, list, 2)
	assert.Equal(t, "render_failed", list[1]["error"].(obj)["code"])
	assert.Len(t, s.Charges(), 1)
	s.refused("404 not_found", http.MethodGet, "/v3/videos/batches/none", nil)
	s.refused("400 invalid_parameter videos", http.MethodPost, "/v3/videos/batches", obj{"videos": times(101, a)})
}

// TestBatchesQueue has more jobs wait than may run, of two kinds at once.
func TestBatchesQueue(t *testing.T) {
	t.Parallel()
	s := open(t, heygentest.WithConcurrency(4))
	videos := s.ok(http.MethodPost, "/v3/videos/batches", obj{"videos": times(9, spoken(t))})
	dubs := s.ok(http.MethodPost, "/v3/video-translations/batches", obj{"video_translations": times(9, dubbing())})
	counts := func(path string, batch obj) obj {
		return s.ok(http.MethodGet, path+"/batches/"+batch["batch_id"].(string), nil)["counts_by_status"].(obj)
	}
	assert.Equal(t, obj{"queued": 9.0}, counts("/v3/videos", videos))
	s.clock.Advance(10 * time.Second)
	assert.Equal(t, obj{"processing": 4.0, "queued": 5.0}, counts("/v3/videos", videos))
	assert.Equal(t, obj{"queued": 9.0}, counts("/v3/video-translations", dubs))
	for i, it := range items(s.ok(http.MethodGet, "/v3/videos/batches/"+videos["batch_id"].(string), nil)["items"]) {
		assert.Equal(t, i >= 4, it["video_id"] == nil, "what waits has no id yet")
	}
	s.refused("429 rate_limit_exceeded", http.MethodPost, "/v3/videos", spoken(t))
	for range 200 {
		s.clock.Advance(time.Minute)
		s.ok(http.MethodGet, "/v3/users/me", nil)
	}
	assert.Equal(t, obj{"completed": 9.0}, counts("/v3/videos", videos))
	assert.Equal(t, obj{"completed": 9.0}, counts("/v3/video-translations", dubs))
	assert.Len(t, s.Charges(), 18)
}

func TestBulkStatuses(t *testing.T) {
	t.Parallel()
	s := open(t)
	id := s.video(spoken(t))
	batch := s.ok(http.MethodPost, "/v3/videos/batches", obj{"videos": []obj{spoken(t)}})["batch_id"].(string)
	s.clock.Advance(time.Hour)
	got := s.list(fmt.Sprintf("/v3/videos/statuses?video_ids=%s,none&batch_ids=%s", id, batch))
	require.Len(t, got, 3)
	assert.Equal(t, []any{"completed", "not_found", "completed"}, []any{got[0]["status"], got[1]["status"], got[2]["status"]})
	assert.Equal(t, batch, got[2]["batch_id"])
	assert.InDelta(t, 0, got[2]["item_index"], 0)
	ids := ""
	for range 101 {
		ids += "x,"
	}
	s.refused("400 invalid_parameter video_ids", http.MethodGet, "/v3/videos/statuses?video_ids="+ids, nil)
	s.refused("400 invalid_parameter video_ids", http.MethodGet, "/v3/videos/statuses", nil)
	dub := s.dub(dubbing())
	assert.Equal(t, "processing", s.list("/v3/video-translations/statuses?video_translation_ids=" + dub[len("/v3/video-translations/"):])[0]["status"])
}

func TestBatchPages(t *testing.T) {
	t.Parallel()
	s := open(t)
	made := s.ok(http.MethodPost, "/v3/videos/batches", obj{"videos": times(7, spoken(t))})
	path, token := "/v3/videos/batches/"+made["batch_id"].(string)+"?limit=3", ""
	var indexes []any
	for {
		page := s.ok(http.MethodGet, path+token, nil)
		for _, it := range items(page["items"]) {
			indexes = append(indexes, it["item_index"])
		}
		if page["has_more"] != true {
			break
		}
		token = "&token=" + page["next_token"].(string)
	}
	assert.Equal(t, []any{0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0}, indexes)
}
