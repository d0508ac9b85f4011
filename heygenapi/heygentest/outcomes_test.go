package heygentest_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi/heygentest"
)

// told turns the clock by an hour and gives what a mailbox gets.
func (s *sandbox) told(m *mailbox) map[string]obj {
	s.t.Helper()
	s.clock.Advance(time.Hour)
	s.Deliver(s.t.Context())
	out := map[string]obj{}
	for _, l := range m.posts() {
		require.NotContains(s.t, out, l.kind, "told once")
		out[l.kind] = l.data
	}
	s.Deliver(s.t.Context())
	require.Empty(s.t, m.posts(), "and not again")
	return out
}

func TestVideosAreTold(t *testing.T) {
	t.Parallel()
	s, m := open(t, heygentest.WithPlainWebhooks()), openMailbox(t)
	s.subscribe(m)
	id := s.video(with(spoken(t), "callback_id", "mine", "caption", obj{"file_format": "srt", "style": "default"}))
	s.Deliver(t.Context())
	assert.Empty(t, m.posts(), "not before it is over")
	got := s.told(m)
	require.Len(t, got, 3)
	done := got["avatar_video.success"]
	assert.Equal(t, []any{id, "mine", nil}, []any{done["video_id"], done["callback_id"], done["folder_id"]})
	assert.Equal(t, s.url+"/videos/"+id, done["video_page_url"])
	for _, link := range []any{done["url"], done["gif_download_url"], done["video_share_page_url"], got["avatar_video_gif.success"]["url"], got["avatar_video_caption.success"]["url"]} {
		assert.Equal(t, http.StatusOK, s.send(http.MethodGet, link.(string), nil).status)
	}
	lost := s.video(with(spoken(t), "script", script+" [[fail]]", "callback_id", "lost"))
	got = s.told(m)
	require.Len(t, got, 1)
	assert.Equal(t, []any{lost, "lost"}, []any{got["avatar_video.fail"]["video_id"], got["avatar_video.fail"]["callback_id"]})
	assert.NotEmpty(t, got["avatar_video.fail"]["msg"])

	s.video(with(spoken(t), "script", script+" [[late-url]]"))
	assert.Nil(t, s.told(m)["avatar_video.success"]["url"], "late links are late here too")
	s.video(with(spoken(t), "script", script+" [[stall]]"))
	assert.Empty(t, s.told(m))
}

func TestTranslationsAreTold(t *testing.T) {
	t.Parallel()
	s, m := open(t, heygentest.WithPlainWebhooks()), openMailbox(t)
	s.subscribe(m)
	path := s.dub(dubbing("callback_id", "mine"))
	done := s.told(m)["video_translate.success"]
	assert.Equal(t, []any{spanish, "mine"}, []any{done["output_language"], done["callback_id"]})
	assert.True(t, strings.HasSuffix(path, done["video_translate_id"].(string)))
	assert.Equal(t, http.StatusOK, s.send(http.MethodGet, done["url"].(string), nil).status)
	s.dub(dubbing("title", "[[fail]]"))
	assert.NotEmpty(t, s.told(m)["video_translate.fail"]["message"])
}

func TestSessionsAreTold(t *testing.T) {
	t.Parallel()
	s, m := open(t, heygentest.WithPlainWebhooks()), openMailbox(t)
	s.subscribe(m)
	id := s.ok(http.MethodPost, "/v3/video-agents", obj{"prompt": "A film", "callback_id": "mine"})["session_id"]
	got := s.told(m)
	require.Len(t, got, 1, "the session tells of its video")
	done := got["video_agent.success"]
	assert.Equal(t, []any{id, "mine"}, []any{done["session_id"], done["callback_id"]})
	assert.Equal(t, http.StatusOK, s.send(http.MethodGet, done["url"].(string), nil).status)
	stopped := s.ok(http.MethodPost, "/v3/video-agents", obj{"prompt": "A film"})["session_id"].(string)
	s.ok(http.MethodPost, "/v3/video-agents/"+stopped+"/stop", nil)
	assert.Equal(t, "The session was stopped.", s.told(m)["video_agent.fail"]["msg"])
}

func TestAvatarsAreTold(t *testing.T) {
	t.Parallel()
	s, m := open(t, heygentest.WithPlainWebhooks()), openMailbox(t)
	s.subscribe(m)
	s.ok(http.MethodPost, "/v3/avatars", obj{"type": "prompt", "name": "Ann", "prompt": "A pilot"})
	assert.Equal(t, "Ann", s.told(m)["photo_avatar_generation.success"]["name"])
	s.ok(http.MethodPost, "/v3/avatars", obj{"type": "prompt", "name": "Ann", "prompt": "A pilot [[fail]]"})
	assert.NotEmpty(t, s.told(m)["photo_avatar_generation.fail"]["msg"])
	file := obj{"type": "url", "url": "https://files.example/a.mp4"}
	twin := s.ok(http.MethodPost, "/v3/avatars", obj{"type": "digital_twin", "name": "Bob", "file": file})["avatar_item"].(obj)
	assert.Empty(t, s.told(m), "consent is missing")
	s.ok(http.MethodPost, "/v3/avatars/"+twin["group_id"].(string)+"/consent", obj{"consent_video": file})
	assert.Equal(t, twin["id"], s.told(m)["instant_avatar.success"]["avatar_id"])
}

func TestBatchesAreTold(t *testing.T) {
	t.Parallel()
	s, m, own := open(t, heygentest.WithPlainWebhooks()), openMailbox(t), openMailbox(t)
	s.subscribe(m, "events", []string{"batch.finished"})
	id := s.ok(http.MethodPost, "/v3/videos/batches", obj{"title": "B", "callback_url": own.url, "videos": []obj{spoken(t), with(spoken(t), "script", "[[fail]] "+script), spoken(t)}})["batch_id"]
	done := s.told(m)["batch.finished"]
	assert.Equal(t, obj{"batch_id": id, "title": "B", "status": "completed", "total_items": 3.0, "counts_by_status": obj{"completed": 2.0, "failed": 1.0}, "callback_id": nil}, done)
	assert.Equal(t, []string{"batch.finished"}, own.kinds())
	s.ok(http.MethodPost, "/v3/video-translations/batches", obj{"video_translations": []obj{dubbing("video", obj{"type": "asset_id", "asset_id": "none"})}})
	assert.Equal(t, "failed", s.told(m)["batch.finished"]["status"])
	up := s.ok(http.MethodPost, "/v3/assets/direct-uploads/batches", obj{"files": []obj{announcement(picture())}})
	s.Deliver(t.Context())
	assert.Empty(t, m.posts(), "nothing was uploaded")
	item := items(up["items"])[0]
	headers := item["upload_headers"].(obj)
	put := s.send(http.MethodPut, item["upload_url"].(string), picture(), "Content-Type", headers["Content-Type"].(string), "X-Upload-Token", headers["X-Upload-Token"].(string))
	require.Equal(t, http.StatusOK, put.status)
	s.ok(http.MethodPost, "/v3/assets/complete/batches", obj{"batch_id": up["batch_id"]})
	assert.Equal(t, up["batch_id"], s.told(m)["batch.finished"]["batch_id"])
}

func TestCallbacksOfJobsAreUnsigned(t *testing.T) {
	t.Parallel()
	s, m := open(t, heygentest.WithPlainWebhooks()), openMailbox(t)
	call := []any{"callback_url", m.url, "callback_id", "mine"}
	s.video(with(spoken(t), call...))
	s.dub(dubbing(call...))
	s.ok(http.MethodPost, "/v3/video-agents", with(obj{"prompt": "A film"}, call...))
	tpl, name := template(t, "text")
	s.ok(http.MethodPost, "/v3/templates/"+tpl.ID, with(obj{"variables": obj{name: value(t, "text")}}, call...))
	s.clock.Advance(time.Hour)
	s.Deliver(t.Context())
	var kinds []string
	for _, l := range m.posts() {
		kinds = append(kinds, l.kind)
		assert.Equal(t, "mine", l.data["callback_id"])
		for _, name := range []string{"Heygen-Signature", "Heygen-Timestamp", "Heygen-Event-Id", "Signature"} {
			assert.Empty(t, l.header.Get(name))
		}
	}
	assert.ElementsMatch(t, []string{"avatar_video.success", "avatar_video.success", "video_translate.success", "video_agent.success"}, kinds)
	for _, d := range s.Deliveries() {
		assert.Equal(t, []any{heygentest.DeliveryDone, ""}, []any{d.State, d.EndpointID})
	}
}

func TestOtherJobsAreTold(t *testing.T) {
	t.Parallel()
	s, m, own := open(t, heygentest.WithPlainWebhooks()), openMailbox(t), openMailbox(t)
	s.subscribe(m)
	source := obj{"type": "url", "url": "https://files.example/talk.mp4"}
	call := []any{"callback_url", own.url, "callback_id", "mine"}
	create := func(path string, body obj) obj { return s.ok(http.MethodPost, path, body) }
	for _, title := range []string{"Good", "Bad [[fail]]"} {
		outcome := map[string]string{"Good": "success"}[title]
		if outcome == "" {
			outcome = "fail"
		}
		read := create("/v3/video-translations/proofreads", obj{"video": source, "title": title, "output_languages": []string{spanish}})["proofread_ids"].([]any)[0]
		clips := create("/v3/ai-clipping", with(obj{"video": source, "title": title}, call...))["ai_clipping_id"]
		lips := create("/v3/lipsyncs", with(obj{"video": source, "audio": source, "title": title}, call...))["lipsync_id"]
		got := s.told(m)
		require.Len(t, got, 2, "there is no event for lipsyncs")
		assert.Equal(t, read, got["proofread_creation."+outcome]["proofread_id"])
		assert.Equal(t, clips, got["ai_clipping."+outcome]["clipping_id"])
		called := own.posts()
		require.Len(t, called, 2)
		for _, l := range called {
			assert.Equal(t, "mine", l.data["callback_id"])
			assert.Equal(t, outcome == "fail", l.data["message"] != nil)
		}
		assert.ElementsMatch(t, []string{"ai_clipping." + outcome, "lipsync." + outcome}, []string{called[0].kind, called[1].kind})
		if l := called[1].data; l["lipsync_id"] == lips && outcome == "success" {
			assert.Equal(t, http.StatusOK, s.send(http.MethodGet, l["url"].(string), nil).status)
		}
	}
	clips := create("/v3/ai-clipping", with(obj{"video": source}, call...))["ai_clipping_id"].(string)
	s.ok(http.MethodDelete, "/v3/ai-clipping/"+clips, nil)
	assert.Empty(t, s.told(m), "who cancels knows")
	assert.Empty(t, own.posts())
}
