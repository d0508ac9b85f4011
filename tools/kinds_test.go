package tools_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi"
	"heygen-mcp/heygenapi/heygentest"
	"heygen-mcp/tools/kit"
)

// oneOfEach starts a job of every kind and gives their ids by kind.
func (b *bench) oneOfEach(title string) map[string]string {
	b.t.Helper()
	api := b.api()
	asset := b.clipAsset()
	voice, err := api.CloneVoice(b.t.Context(), heygenapi.CloneVoiceRequest{VoiceName: title, Audio: heygenapi.MediaAsset{AssetID: asset}})
	require.NoError(b.t, err)
	avatar, err := api.CreateAvatar(b.t.Context(), heygenapi.PromptAvatar{Name: title, Prompt: "A friendly teacher"})
	require.NoError(b.t, err)
	var translation struct {
		IDs []string `json:"video_translation_ids"`
	}
	b.call("translate_video", map[string]any{"video_asset_id": asset, "output_languages": []string{"es"}, "title": title}, &translation)
	var proofread struct {
		IDs []string `json:"proofread_ids"`
	}
	b.call("create_proofread", map[string]any{"video_asset_id": asset, "output_languages": []string{"es"}, "title": title}, &proofread)
	var session struct {
		ID string `json:"session_id"`
	}
	b.call("create_video_agent", map[string]any{"prompt": title}, &session)
	return map[string]string{
		"video": b.makeVideo(title), "translation": translation.IDs[0], "agent_session": session.ID, "proofread": proofread.IDs[0],
		"lipsync":            b.start("create_lipsync", map[string]any{"video_asset_id": asset, "audio_asset_id": asset, "title": title}).LipsyncIDs[0],
		"clipping":           b.start("create_clips", map[string]any{"video_asset_id": asset, "title": title}).JobID,
		"background_removal": b.start("remove_background", map[string]any{"video_asset_id": asset, "title": title}).JobID,
		"voice":              voice, "avatar": avatar.Look.ID,
	}
}

// TestStatusOfEveryKind asks for all at once, without telling what they are.
func TestStatusOfEveryKind(t *testing.T) {
	t.Parallel()
	b, clock := still(t)
	jobs := b.oneOfEach("A greeting of 10 seconds")
	var ids, kinds []string
	for kind, id := range jobs {
		kinds, ids = append(kinds, kind), append(ids, id)
	}
	s := b.states(map[string]any{"ids": ids})
	for i, item := range s.Items {
		assert.Equal(t, kinds[i], item.Kind)
		assert.False(t, item.Done, kinds[i])
	}
	for range 4 {
		clock.Advance(20 * time.Minute)
		s = b.states(map[string]any{"ids": ids})
	}
	assert.True(t, s.Done)
	for i, item := range s.Items {
		assert.True(t, item.Done, "%s is %s", kinds[i], item.Status)
		assert.Empty(t, item.Failure, kinds[i])
		switch item.Kind {
		case "video", "translation", "lipsync", "agent_session":
			assert.NotEmpty(t, item.VideoURL, item.Kind)
		case "clipping":
			assert.NotEmpty(t, item.Clips)
		case "background_removal":
			assert.NotEmpty(t, item.Layers)
		case "proofread":
			assert.NotEmpty(t, item.SubtitleURL)
		case "voice":
			assert.NotEmpty(t, item.AudioURL)
			assert.Contains(t, item.Note, "voice_id")
		case "avatar":
			assert.Contains(t, item.Note, "avatar_id")
		}
	}
	saved := b.download(map[string]any{"ids": ids})
	for i, item := range saved.Items {
		if kinds[i] == "voice" || kinds[i] == "avatar" {
			assert.Contains(t, item.Problem, "no file", kinds[i])
			continue
		}
		assert.Empty(t, item.Problem, kinds[i])
	}
}

// TestFailuresOfEveryKind say why.
func TestFailuresOfEveryKind(t *testing.T) {
	t.Parallel()
	b, clock := still(t)
	jobs := b.oneOfEach("[[fail]] 10 seconds")
	delete(jobs, "avatar")
	for range 4 {
		clock.Advance(20 * time.Minute)
		for _, id := range jobs {
			b.status(0, id)
		}
	}
	for kind, id := range jobs {
		s := b.status(0, id)
		assert.True(t, s.Done, kind)
		assert.Equal(t, kind, s.Items[0].Kind)
		assert.NotEmpty(t, s.Items[0].FailureMessage, kind)
		assert.Contains(t, s.Next, "not charged", kind)
		assert.Contains(t, b.download(map[string]any{"ids": []string{id}}).Items[0].Problem, "It failed", kind)
	}
}

func TestStuckJobsOfEveryKind(t *testing.T) {
	t.Parallel()
	now := epoch
	b, clock := still(t, withEnv(func(e *kit.Env) { e.Now = func() time.Time { return now } }))
	jobs := b.oneOfEach("[[stall]] 10 seconds")
	delete(jobs, "avatar")
	delete(jobs, "voice")
	pass := func(d time.Duration) {
		clock.Advance(d)
		now = now.Add(d)
	}
	pass(20 * time.Minute)
	for kind, id := range jobs {
		assert.False(t, b.status(0, id).Items[0].Stalled, kind)
	}
	pass(2 * time.Hour)
	for kind, id := range jobs {
		s := b.status(0, id)
		assert.True(t, s.Items[0].Stalled, kind)
		assert.Contains(t, s.Items[0].Note, "No progress for", kind)
	}
	// A server that never saw them before learns how old they are.
	fresh := newBenchOn(t, b)
	fresh.env.Now = func() time.Time { return now }
	for kind, id := range jobs {
		assert.True(t, fresh.status(0, id).Items[0].Stalled, kind)
	}
}

// TestAnAvatarThatWaitsForConsent is the user's turn.
func TestAnAvatarThatWaitsForConsent(t *testing.T) {
	t.Parallel()
	b, clock := still(t)
	made, err := b.api().CreateAvatar(t.Context(), heygenapi.DigitalTwin{Name: "Ada", File: heygenapi.MediaAsset{AssetID: b.clipAsset()}})
	require.NoError(t, err)
	clock.Advance(24 * time.Hour)
	s := b.status(0, made.Look.ID, made.Group.ID)
	for _, item := range s.Items {
		assert.Equal(t, "avatar", item.Kind)
		assert.Equal(t, "pending_consent", item.Status)
		assert.Contains(t, item.Note, "create_avatar_consent")
	}
	assert.True(t, s.Done)
	assert.Contains(t, s.Next, "consent")
}

// TestAnIDIsAskedOfFewKinds: a job that one kind knows is asked of no other,
// and a hundred lipsyncs are one request.
func TestAnIDIsAskedOfFewKinds(t *testing.T) {
	t.Parallel()
	b, _, video := finished(t)
	addresses := links(100)
	for i := range addresses {
		addresses[i] = strings.TrimSuffix(addresses[i], ".png") + ".mp3"
	}
	made := b.start("create_lipsync", map[string]any{"video_id": video, "audio_urls": addresses})
	require.Len(t, made.LipsyncIDs, 100)
	before := len(b.heygen.Requests())
	assert.False(t, b.status(0, made.LipsyncIDs...).Done)
	assert.Equal(t, 4, len(b.heygen.Requests())-before, "three kinds in bulk, and once the list with their ages")

	before = len(b.heygen.Requests())
	assert.Equal(t, "unknown", b.status(0, "nothing").Items[0].Kind)
	assert.Len(t, b.heygen.Requests()[before:], 10, "every kind once, avatars as look and as person")
}

// TestAKindThatIsNotSold or that takes no such id hides no other kind.
func TestAKindThatIsNotSold(t *testing.T) {
	t.Parallel()
	b, _, video := finished(t)
	job := b.start("remove_background", map[string]any{"video_id": video})
	for _, status := range []int{http.StatusBadRequest, http.StatusForbidden, http.StatusPaymentRequired} {
		poor := b.behind(func(w http.ResponseWriter, r *http.Request) bool {
			if !strings.HasPrefix(r.URL.Path, "/v3/ai-clipping/") {
				return false
			}
			w.WriteHeader(status)
			_, _ = w.Write([]byte(`{"error":{"code":"plan_upgrade_required","message":"not on this plan"}}`))
			return true
		})
		assert.Equal(t, "background_removal", poor.status(0, job.JobID).Items[0].Kind)
	}
	// Trouble is told, not taken for a no.
	b.heygen.AddFault(heygentest.Fault{Path: "/v3/ai-clipping/*", Kind: heygentest.FaultFail500})
	assert.Equal(t, "internal_error", b.refused("get_video_status", map[string]any{"ids": []string{job.JobID}}).Code)
}

// TestClipsThatFail leave the others.
func TestClipsThatFail(t *testing.T) {
	t.Parallel()
	b, clock, video := finished(t)
	job := b.start("create_clips", map[string]any{"video_id": video})
	clock.Advance(time.Hour)
	link := b.states(map[string]any{"ids": []string{job.JobID}}).Items[0].Clips[0].VideoURL
	answer := func(body string) *bench {
		return b.behind(func(w http.ResponseWriter, r *http.Request) bool {
			if r.URL.Path != "/v3/ai-clipping/"+job.JobID {
				return false
			}
			_, _ = w.Write([]byte(`{"data":{"id":"` + job.JobID + `","status":"completed","clips":[` + body + `]}}`))
			return true
		})
	}
	some := answer(`{"id":"../a","status":"completed","title":"../../x","video_url":"` + link + `"},{"id":"b","status":"failed","failure_message":"too dark"}`)
	s := some.states(map[string]any{"ids": []string{job.JobID}})
	assert.True(t, s.Done)
	assert.Contains(t, s.Items[0].Note, "1 of 2 clips failed")
	assert.Empty(t, some.download(map[string]any{"ids": []string{job.JobID}}).Items[0].Problem)
	assert.Equal(t, []string{"x-.._a.mp4"}, some.saved(), "no name leads out of the folder")
	none := answer("").states(map[string]any{"ids": []string{job.JobID}})
	assert.True(t, none.Done)
	assert.Contains(t, none.Items[0].Note, "found nothing")
}

// TestAJobThatIsDeletedMeanwhile ends the wait.
func TestAJobThatIsDeletedMeanwhile(t *testing.T) {
	t.Parallel()
	b, _, video := finished(t)
	job := b.start("remove_background", map[string]any{"video_id": video})
	looks := 0
	gone := b.behind(func(w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path != "/v3/background-removals/"+job.JobID {
			return false
		}
		if looks++; looks == 1 {
			return false
		}
		http.NotFound(w, r)
		return true
	})
	s := gone.states(map[string]any{"ids": []string{job.JobID}, "wait_seconds": 40})
	assert.True(t, s.Done)
	assert.Equal(t, "deleted", s.Items[0].Status)
}

// TestAJobWithoutItsLinksYet is not done: they come a moment later.
func TestAJobWithoutItsLinksYet(t *testing.T) {
	t.Parallel()
	b, clock, video := finished(t)
	jobs := map[string]string{
		"lipsync":            b.start("create_lipsync", map[string]any{"video_id": video, "audio_asset_id": b.clipAsset()}).LipsyncIDs[0],
		"background_removal": b.start("remove_background", map[string]any{"video_id": video}).JobID,
		"clipping":           b.start("create_clips", map[string]any{"video_id": video}).JobID,
	}
	clock.Advance(time.Hour)
	late := b.behind(func(w http.ResponseWriter, r *http.Request) bool {
		for kind, body := range map[string]string{
			"/v3/lipsyncs/" + jobs["lipsync"]:                       `{"data":{"id":"x","status":"completed","video_url":null}}`,
			"/v3/background-removals/" + jobs["background_removal"]: `{"data":{"id":"x","status":"completed","layers":{}}}`,
			"/v3/ai-clipping/" + jobs["clipping"]:                   `{"data":{"id":"x","status":"completed","clips":[{"id":"c","status":"completed"}]}}`,
		} {
			if r.URL.Path == kind {
				_, _ = w.Write([]byte(body))
				return true
			}
		}
		return false
	})
	for kind, id := range jobs {
		s := late.status(0, id)
		assert.False(t, s.Done, kind)
		assert.Contains(t, s.Items[0].Note, "link is not there yet", kind)
		assert.True(t, b.status(0, id).Done, kind)
	}
}
