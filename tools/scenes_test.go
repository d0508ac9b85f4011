package tools_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/account"
	"heygen-mcp/heygenapi/heygentest"
)

type madeVideo struct {
	VideoID  string `json:"video_id"`
	Status   string `json:"status"`
	Warnings []string
	Next     string
	Estimate struct {
		Product  string
		USD      *struct{ Min, Max float64 } `json:"usd"`
		Unknown  bool
		Count    int
		RateCard string `json:"rate_card"`
		Notes    []string
	}
}

// account is the caller's, for what no tool of these tests does.
func (b *bench) account() *account.Account {
	b.t.Helper()
	acct, err := b.env.Accounts.Get(b.context())
	require.NoError(b.t, err)
	return acct
}

// sentences are n of ten words each.
func sentences(n int) string {
	return strings.Repeat("These are ten words that somebody says in a video. ", n)
}

// TestScenesToACompletedVideo mixes every kind of scene, renders, and pays what
// the estimate said.
func TestScenesToACompletedVideo(t *testing.T) {
	t.Parallel()
	b, clock := still(t)
	photo := b.someLook(map[string]any{"avatar_type": "photo_avatar", "engine": "avatar_iv"}).AvatarID
	studio := b.someLook(map[string]any{"avatar_type": "studio_avatar", "engine": "avatar_iii"}).AvatarID
	voice, image := b.voice(map[string]any{"language": "en"}), b.upload(t, "a.png", pngFile())
	args := map[string]any{
		"title": "Tour", "aspect_ratio": "9:16", "resolution": "1080p", "captions": "burned", "callback_url": "https://example.com/hook", "callback_id": "7",
		"scenes": []any{
			map[string]any{"avatar_id": photo, "script": sentences(3), "voice_id": voice, "voice_speed": 1.1, "background_color": "#102030", "expressiveness": "high", "motion_prompt": "nods", "duration": nil},
			map[string]any{"avatar_id": studio, "script": sentences(2), "engine": "avatar_iii"},
			map[string]any{"image_asset_id": image, "image_speaks": true, "script": sentences(1), "voice_id": voice},
			map[string]any{"image_asset_id": image, "script": sentences(1), "voice_id": voice},
			map[string]any{"image_url": "https://example.com/a.png", "duration": 12.5},
			map[string]any{"video_url": "https://example.com/a.mp4", "volume": 0.3},
			map[string]any{"video_url": "https://example.com/b.mp4", "mute": true},
			map[string]any{"video_url": "https://example.com/c.mp4"},
		},
	}
	var dry, made madeVideo
	b.call("create_scene_video", merge(args, map[string]any{"dry_run": true}), &dry)
	assert.Equal(t, "dry_run", dry.Status)
	assert.Len(t, b.paid(), 1, "the upload alone")

	b.call("create_scene_video", args, &made)
	assert.Equal(t, dry.Estimate, made.Estimate)
	assert.Contains(t, strings.Join(made.Estimate.Notes, "|"), "Still images and clips are left out")
	assert.Equal(t, 3, made.Estimate.Count, "the scenes that speak")
	sent, err := json.Marshal(b.sent())
	require.NoError(t, err)
	fill := strings.NewReplacer("PHOTO", photo, "STUDIO", studio, "VOICE", voice, "IMAGE", image, "S3", sentences(3), "S2", sentences(2), "S1", sentences(1)).Replace
	assert.JSONEq(t, fill(`{"type":"studio","title":"Tour","aspect_ratio":"9:16","resolution":"1080p","caption":{"file_format":"srt","style":"default"},"callback_url":"https://example.com/hook","callback_id":"7","scenes":[
		{"type":"avatar_video","input":{"type":"avatar","avatar_id":"PHOTO","script":"S3","voice_id":"VOICE","voice_settings":{"speed":1.1},"background":{"type":"color","color":"#102030"},"expressiveness":"high","motion_prompt":"nods"}},
		{"type":"avatar_video","input":{"type":"avatar","avatar_id":"STUDIO","script":"S2","engine":{"type":"avatar_iii"}}},
		{"type":"avatar_video","input":{"type":"image","image":{"type":"asset_id","asset_id":"IMAGE"},"script":"S1","voice_id":"VOICE"}},
		{"type":"image","source":{"type":"asset_id","asset_id":"IMAGE"},"script":"S1","voice_id":"VOICE"},
		{"type":"image","source":{"type":"url","url":"https://example.com/a.png"},"duration":12.5},
		{"type":"video","source":{"type":"url","url":"https://example.com/a.mp4"},"playback":{"volume":0.3}},
		{"type":"video","source":{"type":"url","url":"https://example.com/b.mp4"},"playback":{"mute":true}},
		{"type":"video","source":{"type":"url","url":"https://example.com/c.mp4"}}]}`), string(sent))

	clock.Advance(time.Hour)
	done := b.status(0, made.VideoID)
	assert.True(t, done.Done)
	assert.NotEmpty(t, done.Items[0].VideoURL)
	charges := b.heygen.Charges()
	require.Len(t, charges, 1)
	require.NotNil(t, made.Estimate.USD)
	assert.GreaterOrEqual(t, charges[0].USD, made.Estimate.USD.Min)
	assert.LessOrEqual(t, charges[0].USD, made.Estimate.USD.Max)
}

// TestSilentScenes have no price that is known, and cost nothing.
func TestSilentScenes(t *testing.T) {
	t.Parallel()
	b, clock := still(t)
	var made madeVideo
	b.call("create_scene_video", map[string]any{"scenes": []any{
		map[string]any{"image_url": "https://example.com/a.png", "duration": 5}, map[string]any{"video_url": "https://example.com/a.mp4"},
	}}, &made)
	assert.True(t, made.Estimate.Unknown)
	assert.Nil(t, made.Estimate.USD)
	assert.Equal(t, "video", made.Estimate.Product)
	assert.NotEmpty(t, made.Estimate.RateCard)
	clock.Advance(time.Hour)
	assert.True(t, b.status(0, made.VideoID).Done)
	for _, c := range b.heygen.Charges() {
		assert.Zero(t, c.USD)
	}
}

// TestAnAudioSceneHasNoKnownLength, and so its video no known price.
func TestAnAudioSceneHasNoKnownLength(t *testing.T) {
	t.Parallel()
	b, _ := still(t)
	look := b.someLook(map[string]any{"engine": "avatar_iv"}).AvatarID
	var made madeVideo
	b.call("create_scene_video", map[string]any{"dry_run": true, "resolution": "4k", "scenes": []any{
		map[string]any{"avatar_id": look, "script": sentences(2)}, map[string]any{"avatar_id": look, "audio_url": "https://example.com/a.mp3"},
	}}, &made)
	assert.True(t, made.Estimate.Unknown)
	assert.Nil(t, made.Estimate.USD)
	assert.Contains(t, strings.Join(made.Estimate.Notes, "|"), "1 of 2 parts")
	require.Len(t, made.Warnings, 1, "what holds for every scene is said once")
	assert.Contains(t, made.Warnings[0], "4k")
}

// TestEveryFaultyScene is named in one error, before any request or, where the
// account decides, before the paid one.
func TestEveryFaultyScene(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	look := b.someLook(map[string]any{"engine": "avatar_iv"}).AvatarID
	before := len(b.heygen.Requests())
	failure := b.refused("create_scene_video", map[string]any{"scenes": []any{
		map[string]any{"avatar_id": look}, map[string]any{"avatar_id": look, "script": "Fine."}, map[string]any{"image_url": "https://example.com/a.png"},
	}})
	assert.Equal(t, "scenes[0].script", failure.Field)
	assert.Contains(t, failure.Message, "; also: scenes[2].duration is missing")
	assert.NotContains(t, failure.Message, "scenes[1]")
	assert.Len(t, b.heygen.Requests(), before)

	scenes := make([]any, 14)
	for i := range scenes {
		scenes[i] = map[string]any{"avatar_id": "nobody", "script": "Hello."}
	}
	scenes[0] = map[string]any{"avatar_id": look, "script": "Hello."}
	failure = b.refused("create_scene_video", map[string]any{"scenes": scenes})
	assert.Equal(t, "scenes[1].avatar_id", failure.Field)
	assert.Contains(t, failure.Message, `scenes[10].avatar_id is "nobody"`)
	assert.Contains(t, failure.Message, "scenes[11].avatar_id, scenes[12].avatar_id, scenes[13].avatar_id", "beyond ten they are named only")
	assert.Empty(t, b.paid())
}

// TestLooksThatAreNotReady name their scene, and may be tried later.
func TestLooksThatAreNotReady(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	looks, err := b.account().Catalog.Looks(t.Context())
	require.NoError(t, err)
	for _, l := range looks {
		if l.Status != "processing" {
			continue
		}
		failure := b.refused("create_scene_video", map[string]any{"scenes": []any{map[string]any{"avatar_id": l.ID, "script": "Hello."}}})
		assert.Equal(t, "resource_not_ready", failure.Code)
		assert.Equal(t, "scenes[0].avatar_id", failure.Field)
		assert.Contains(t, failure.Message, "scenes[0]: ")
		assert.True(t, failure.Retryable)
		return
	}
	t.Fatal("no look is being made")
}

func TestScenesThatLastTooLong(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	scenes := make([]any, 7)
	for i := range scenes {
		scenes[i] = map[string]any{"image_url": "https://example.com/a.png", "duration": 300}
	}
	failure := b.refused("create_scene_video", map[string]any{"scenes": scenes})
	assert.Equal(t, "scenes", failure.Field)
	assert.Contains(t, failure.Message, "35 minutes")
	var made madeVideo
	b.call("create_scene_video", map[string]any{"scenes": scenes[:5], "dry_run": true}, &made)
	assert.Contains(t, strings.Join(made.Warnings, "|"), "25 minutes")
	assert.Empty(t, b.paid())
}

// TestARefusedSceneIsNamed by the argument, where only HeyGen could tell.
func TestARefusedSceneIsNamed(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	look := b.someLook(map[string]any{"engine": "avatar_iv"}).AvatarID
	failure := b.refused("create_scene_video", map[string]any{"scenes": []any{
		map[string]any{"avatar_id": look, "script": "Hello."}, map[string]any{"avatar_id": look, "audio_asset_id": "no_such_asset"},
	}})
	assert.Equal(t, "scenes[1].audio_asset_id", failure.Field)
}

func TestCinematicVideo(t *testing.T) {
	t.Parallel()
	b, clock := still(t)
	looks := b.looks(map[string]any{"ownership": "public", "limit": 2})
	image := b.upload(t, "a.png", pngFile())
	args := map[string]any{
		"avatar_ids": []string{looks[0].AvatarID, looks[1].AvatarID}, "prompt": "They walk along a beach.", "duration": 6, "enhance_prompt": true, "title": "Beach",
		"aspect_ratio": "1:1", "resolution": "1080p", "image_urls": []string{"https://example.com/a.png"}, "image_asset_ids": []string{image}, "video_urls": []string{"https://example.com/a.mp4"},
	}
	var dry, made madeVideo
	b.call("create_cinematic_video", merge(args, map[string]any{"dry_run": true}), &dry)
	assert.Equal(t, "dry_run", dry.Status)
	require.NotNil(t, dry.Estimate.USD)
	assert.InDelta(t, 7, dry.Estimate.USD.Max, 1e-9)
	assert.Len(t, b.paid(), 1, "the upload alone")
	b.call("create_cinematic_video", args, &made)
	sent, err := json.Marshal(b.sent())
	require.NoError(t, err)
	assert.JSONEq(t, strings.NewReplacer("ONE", looks[0].AvatarID, "TWO", looks[1].AvatarID, "IMAGE", image).Replace(
		`{"type":"cinematic_avatar","avatar_id":["ONE","TWO"],"prompt":"They walk along a beach.","duration":6,"enhance_prompt":true,"title":"Beach","aspect_ratio":"1:1","resolution":"1080p",
		"references":[{"type":"url","url":"https://example.com/a.png"},{"type":"asset_id","asset_id":"IMAGE"},{"type":"url","url":"https://example.com/a.mp4"}]}`), string(sent))
	b.call("create_cinematic_video", map[string]any{"avatar_ids": []string{looks[0].AvatarID}, "prompt": "She waves.", "auto_duration": true}, &made)
	assert.Equal(t, true, b.sent()["auto_duration"])
	clock.Advance(time.Hour)
	assert.True(t, b.status(0, made.VideoID).Done)
	charges := b.heygen.Charges()
	require.Len(t, charges, 2)
	assert.InDelta(t, 7, charges[1].USD, 1e-9)
}

// TestALostAnswerOfScenesIsPaidOnce, and of a cinematic clip.
func TestALostAnswerOfScenesIsPaidOnce(t *testing.T) {
	t.Parallel()
	for _, tool := range []string{"create_scene_video", "create_cinematic_video"} {
		t.Run(tool, func(t *testing.T) {
			t.Parallel()
			b, clock := still(t, withHeyGen(heygentest.WithFault(heygentest.Fault{Method: "POST", Path: "/v3/videos", Times: 1, Kind: heygentest.FaultDropAfter})))
			look := b.someLook(nil).AvatarID
			args := map[string]any{"scenes": []any{map[string]any{"avatar_id": look, "script": "Once only."}}}
			if tool == "create_cinematic_video" {
				args = map[string]any{"avatar_ids": []string{look}, "prompt": "She waves."}
			}
			var made madeVideo
			b.call(tool, args, &made)
			clock.Advance(time.Hour)
			assert.True(t, b.status(0, made.VideoID).Done)
			assert.Len(t, b.heygen.Charges(), 1)
			assert.Len(t, b.paid(), 2)
		})
	}
}
