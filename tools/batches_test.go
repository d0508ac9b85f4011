package tools_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/tiktoken-go/tokenizer"

	"heygen-mcp/heygenapi"
	"heygen-mcp/heygenapi/heygentest"
)

type madeBatch struct {
	BatchID    string `json:"batch_id"`
	Status     string
	TotalItems int `json:"total_items"`
	Failures   []batchFailure
	Warnings   []string
	Next       string
	Estimate   struct {
		USD     *struct{ Min, Max float64 } `json:"usd"`
		Unknown bool
		Count   int
	}
}

type batchFailure struct {
	Code, Message string
	Count         int
	Items         []int
}

type batchAnswer struct {
	Kind     string
	Status   string
	Total    int
	Counts   map[string]int
	Failures []batchFailure
	Items    []struct {
		Index  int
		ID     string
		Status string
	}
	NextCursor string `json:"next_cursor"`
	Next       string
}

func (b *bench) batch(args map[string]any) batchAnswer {
	b.t.Helper()
	var got batchAnswer
	b.call("get_batch", args, &got)
	return got
}

// TestCreateVideosSends shares what stands beside the videos, and lets each
// video have its own.
func TestCreateVideosSends(t *testing.T) {
	t.Parallel()
	b, _ := still(t)
	photo := b.someLook(map[string]any{"avatar_type": "photo_avatar", "engine": "avatar_iv"}).AvatarID
	studio := b.someLook(map[string]any{"avatar_type": "studio_avatar", "engine": "avatar_iii"}).AvatarID
	voice := b.voice(map[string]any{"language": "en"})
	image := b.upload(t, "a.png", pngFile())
	args := map[string]any{
		"avatar_id": photo, "voice_id": voice, "voice_speed": 1.2, "engine": "avatar_iv", "background_color": "#102030", "aspect_ratio": "9:16", "resolution": "720p",
		"captions": "burned", "title": "Ads", "callback_url": "https://example.com/hook",
		"videos": []any{
			map[string]any{"script": "One.", "title": "First", "callback_id": "1", "engine": nil},
			map[string]any{"script": "Two.", "avatar_id": studio, "engine": "avatar_iii", "voice_speed": 0.9, "background_url": "https://example.com/b.png"},
			map[string]any{"script": "Three.", "image_asset_id": image},
			map[string]any{"audio_url": "https://example.com/a.mp3", "background_asset_id": image},
		},
	}
	var dry, made madeBatch
	b.call("create_videos", merge(args, map[string]any{"dry_run": true}), &dry)
	assert.Equal(t, "dry_run", dry.Status)
	assert.Equal(t, 4, dry.TotalItems)
	assert.True(t, dry.Estimate.Unknown, "the audio's length is not known")
	assert.Len(t, b.paid(), 1, "the upload alone")

	b.call("create_videos", args, &made)
	assert.NotEmpty(t, made.BatchID)
	assert.Equal(t, 4, made.TotalItems)
	assert.Empty(t, made.Failures)
	assert.Contains(t, made.Next, "get_batch")
	sent, err := json.Marshal(b.sent())
	require.NoError(t, err)
	common := `"aspect_ratio":"9:16","resolution":"720p","caption":{"file_format":"srt","style":"default"}`
	voiced := func(speed string) string {
		return `"voice_id":"` + voice + `","voice_settings":{"speed":` + speed + `}`
	}
	assert.JSONEq(t, `{"title":"Ads","callback_url":"https://example.com/hook","videos":[
		{"type":"avatar","avatar_id":"`+photo+`","script":"One.","title":"First","callback_id":"1","engine":{"type":"avatar_iv"},"background":{"type":"color","value":"#102030"},`+voiced("1.2")+`,`+common+`},
		{"type":"avatar","avatar_id":"`+studio+`","script":"Two.","engine":{"type":"avatar_iii"},"background":{"type":"image","url":"https://example.com/b.png"},`+voiced("0.9")+`,`+common+`},
		{"type":"image","image":{"type":"asset_id","asset_id":"`+image+`"},"script":"Three.","background":{"type":"color","value":"#102030"},`+voiced("1.2")+`,`+common+`},
		{"type":"avatar","avatar_id":"`+photo+`","audio_url":"https://example.com/a.mp3","engine":{"type":"avatar_iv"},"background":{"type":"image","asset_id":"`+image+`"},`+common+`}]}`, string(sent))
}

// TestABatchWithAFailingItem goes through to its links, tells why one failed,
// and pays for the others what the estimate said.
func TestABatchWithAFailingItem(t *testing.T) {
	t.Parallel()
	b, clock := still(t, withHeyGen(heygentest.WithConcurrency(2)))
	look := b.someLook(map[string]any{"avatar_type": "photo_avatar", "engine": "avatar_iv"}).AvatarID
	videos := make([]any, 5)
	for i := range videos {
		videos[i] = map[string]any{"script": sentences(4), "title": fmt.Sprintf("Number %d", i)}
	}
	var four madeBatch
	b.call("create_videos", map[string]any{"avatar_id": look, "videos": videos[:4], "dry_run": true}, &four)
	videos[3] = map[string]any{"script": "[[fail]] " + sentences(1)}
	var made madeBatch
	b.call("create_videos", map[string]any{"avatar_id": look, "videos": videos}, &made)

	early := b.batch(map[string]any{"batch_id": made.BatchID})
	assert.Equal(t, "video", early.Kind)
	assert.Equal(t, "processing", early.Status)
	assert.Equal(t, map[string]int{"processing": 2, "queued": 3}, early.Counts)
	assert.Contains(t, early.Next, "Ask again")
	assert.Empty(t, early.Failures)

	for range 10 {
		clock.Advance(10 * time.Minute)
		b.batch(map[string]any{"batch_id": made.BatchID})
	}
	late := b.batch(map[string]any{"batch_id": made.BatchID})
	assert.Equal(t, "completed", late.Status)
	assert.Equal(t, map[string]int{"completed": 4, "failed": 1}, late.Counts)
	require.Len(t, late.Failures, 1)
	assert.Equal(t, "render_failed", late.Failures[0].Code)
	assert.NotEmpty(t, late.Failures[0].Message)
	assert.Equal(t, []int{3}, late.Failures[0].Items)
	assert.Contains(t, late.Next, "not charged")

	var ids []string
	for _, item := range late.Items {
		ids = append(ids, item.ID)
	}
	status := b.status(0, ids...)
	assert.True(t, status.Done)
	assert.NotEmpty(t, status.Items[0].VideoURL)
	assert.Empty(t, status.Items[3].VideoURL)
	total := 0.0
	for _, c := range b.heygen.Charges() {
		total += c.USD
	}
	require.NotNil(t, four.Estimate.USD)
	assert.GreaterOrEqual(t, total, four.Estimate.USD.Min)
	assert.LessOrEqual(t, total, four.Estimate.USD.Max)
}

// TestBatchPages walks the items, and gathers failures that are on other pages.
func TestBatchPages(t *testing.T) {
	t.Parallel()
	b, clock := still(t)
	look := b.someLook(map[string]any{"avatar_type": "photo_avatar", "engine": "avatar_iv"}).AvatarID
	videos := make([]any, 100)
	for i := range videos {
		videos[i] = map[string]any{"script": "Hello."}
		if i >= 60 && i < 90 {
			videos[i] = map[string]any{"script": "[[fail]] Hello."}
		}
	}
	before := len(b.heygen.Requests())
	var made madeBatch
	b.call("create_videos", map[string]any{"avatar_id": look, "videos": videos}, &made)
	assert.Equal(t, 100, made.Estimate.Count)
	assert.Less(t, len(b.heygen.Requests())-before, 60, "one look is not asked for a hundred times")
	clock.Advance(time.Hour)

	seen, pages := map[string]bool{}, 0
	for cursor := ""; pages == 0 || cursor != ""; pages++ {
		args := map[string]any{"batch_id": made.BatchID, "kind": "video", "limit": 40}
		if cursor != "" {
			args["cursor"] = cursor
		}
		page := b.batch(args)
		assert.Equal(t, 100, page.Total)
		require.Len(t, page.Failures, 1, "of the whole batch on every page")
		assert.Equal(t, 30, page.Failures[0].Count)
		assert.Equal(t, 60, page.Failures[0].Items[0])
		assert.Len(t, page.Failures[0].Items, 20)
		for _, item := range page.Items {
			assert.Equal(t, len(seen), item.Index)
			seen[item.ID] = true
		}
		cursor = page.NextCursor
	}
	assert.Len(t, seen, 100)
	assert.Equal(t, 3, pages)

	first, err := b.client.CallTool(t.Context(), "get_batch", map[string]any{"batch_id": made.BatchID})
	require.NoError(t, err)
	codec, err := tokenizer.Get(tokenizer.O200kBase)
	require.NoError(t, err)
	shown, _, err := codec.Encode(string(first.JSON))
	require.NoError(t, err)
	assert.Less(t, len(shown), 1500, "a default page is short")
}

// TestEveryFaultyVideo is named in one error; what is shared is named once.
func TestEveryFaultyVideo(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	look := b.someLook(map[string]any{"avatar_type": "studio_avatar"}).AvatarID
	failure := b.refused("create_videos", map[string]any{"avatar_id": look, "videos": []any{
		map[string]any{"script": "Fine."}, map[string]any{}, map[string]any{"script": "Hi.", "audio_asset_id": "a"},
	}})
	assert.Equal(t, "videos[1].script", failure.Field)
	assert.Contains(t, failure.Message, "; also: videos[2].audio_asset_id is given beside script")
	failure = b.refused("create_videos", map[string]any{"avatar_id": look, "engine": "avatar_v", "videos": []any{
		map[string]any{"script": "One."}, map[string]any{"script": "Two."}, map[string]any{"script": "Three.", "voice_id": "no_voice", "engine": "avatar_iii"},
	}})
	assert.Equal(t, "engine", failure.Field)
	assert.Equal(t, 1, strings.Count(failure.Message, "avatar_v,"), failure.Message)
	assert.Contains(t, failure.Message, `; also: videos[2].voice_id is "no_voice"`)
	assert.Empty(t, b.paid())
}

// TestAnItemThatHeyGenRefuses is told at once; the others are rendered.
func TestAnItemThatHeyGenRefuses(t *testing.T) {
	t.Parallel()
	b, clock := still(t)
	look := b.someLook(map[string]any{"engine": "avatar_iv"}).AvatarID
	var made madeBatch
	b.call("create_videos", map[string]any{"avatar_id": look, "videos": []any{map[string]any{"script": "Fine."}, map[string]any{"audio_asset_id": "no_such_asset"}}}, &made)
	require.Len(t, made.Failures, 1)
	assert.Equal(t, []int{1}, made.Failures[0].Items)
	assert.Contains(t, made.Next, "mend and send those alone")
	clock.Advance(time.Hour)
	assert.Equal(t, map[string]int{"completed": 1, "failed": 1}, b.batch(map[string]any{"batch_id": made.BatchID}).Counts)
	assert.Len(t, b.heygen.Charges(), 1)
}

func TestTranslateVideos(t *testing.T) {
	t.Parallel()
	b, clock, video := finished(t)
	args := map[string]any{
		"output_languages": []string{"es", "french"}, "mode": "precision", "title": "Dubs", "speaker_num": 1, "callback_url": "https://example.com/hook",
		"videos": []any{
			map[string]any{"video_id": video, "title": "One", "callback_id": "1"},
			map[string]any{"video_id": video, "title": "[[fail]] Two", "output_languages": []string{"German (Germany)"}},
		},
	}
	var dry, made madeBatch
	b.call("translate_videos", merge(args, map[string]any{"dry_run": true}), &dry)
	assert.Equal(t, "dry_run", dry.Status)
	assert.Equal(t, 3, dry.TotalItems, "one a language")
	require.NotNil(t, dry.Estimate.USD)
	assert.Equal(t, 3, dry.Estimate.Count)
	assert.Len(t, b.paid(), 1, "the video alone")

	b.call("translate_videos", args, &made)
	sent := b.sent()
	assert.Equal(t, "Dubs", sent["title"])
	jobs, ok := sent["video_translations"].([]any)
	require.True(t, ok)
	first, ok := jobs[0].(map[string]any)
	require.True(t, ok)
	assert.Equal(t, []any{"Spanish", "French"}, first["output_languages"])
	assert.Equal(t, "precision", first["mode"])
	second, ok := jobs[1].(map[string]any)
	require.True(t, ok)
	assert.Equal(t, []any{"German (Germany)"}, second["output_languages"])

	clock.Advance(time.Hour)
	got := b.batch(map[string]any{"batch_id": made.BatchID})
	assert.Equal(t, "translation", got.Kind)
	assert.Equal(t, map[string]int{"completed": 2, "failed": 1}, got.Counts)
	require.Len(t, got.Failures, 1)
	assert.Equal(t, []int{2}, got.Failures[0].Items)
	status := b.status(0, got.Items[0].ID, got.Items[1].ID)
	assert.True(t, status.Done)
	assert.NotEmpty(t, status.Items[1].SubtitleURL)

	charged := 0.0
	for _, c := range b.heygen.Charges() {
		if c.Kind == "translation" {
			charged += c.USD
		}
	}
	assert.LessOrEqual(t, charged, dry.Estimate.USD.Max)
	assert.Greater(t, charged, dry.Estimate.USD.Min/2, "two of the three were billed")
}

// TestALostAnswerOfABatchIsReplayed, so that each item is paid once.
func TestALostAnswerOfABatchIsReplayed(t *testing.T) {
	t.Parallel()
	lost := func(path string) setting {
		return withHeyGen(heygentest.WithFault(heygentest.Fault{Method: "POST", Path: path, Times: 1, Kind: heygentest.FaultDropAfter}))
	}
	once := func(t *testing.T, b *bench) {
		t.Helper()
		sent := b.paid()
		require.GreaterOrEqual(t, len(sent), 2)
		last, before := sent[len(sent)-1], sent[len(sent)-2]
		assert.Equal(t, last.Path, before.Path)
		assert.NotEmpty(t, last.Header.Get("Idempotency-Key"))
		assert.Equal(t, before.Header.Get("Idempotency-Key"), last.Header.Get("Idempotency-Key"))
	}
	t.Run("videos", func(t *testing.T) {
		t.Parallel()
		b, clock := still(t, lost("/v3/videos/batches"))
		look := b.someLook(nil).AvatarID
		var made madeBatch
		b.call("create_videos", map[string]any{"avatar_id": look, "videos": []any{map[string]any{"script": "One."}, map[string]any{"script": "Two."}}}, &made)
		once(t, b)
		clock.Advance(time.Hour)
		assert.Equal(t, "completed", b.batch(map[string]any{"batch_id": made.BatchID}).Status)
		assert.Len(t, b.heygen.Charges(), 2)
	})
	t.Run("translations", func(t *testing.T) {
		t.Parallel()
		b, clock, video := finished(t, lost("/v3/video-translations/batches"))
		var made madeBatch
		b.call("translate_videos", map[string]any{"output_languages": []string{"es"}, "videos": []any{map[string]any{"video_id": video}}}, &made)
		once(t, b)
		clock.Advance(time.Hour)
		assert.Equal(t, "completed", b.batch(map[string]any{"batch_id": made.BatchID}).Status)
		assert.Len(t, b.heygen.Charges(), 2, "the video and its one translation")
	})
}

// TestBatchesOfEveryKind are found without being told their kind.
func TestBatchesOfEveryKind(t *testing.T) {
	t.Parallel()
	b, clock, video := finished(t)
	got, err := b.account().API.GetVideo(t.Context(), video)
	require.NoError(t, err)
	lips, err := b.account().API.CreateLipsyncBatch(t.Context(), heygenapi.LipsyncBatch{Title: "Lips", Lipsyncs: []heygenapi.LipsyncRequest{
		{Video: heygenapi.MediaURL{URL: got.VideoURL}, Audio: heygenapi.MediaURL{URL: "https://example.com/a.mp3"}},
	}})
	require.NoError(t, err)
	clock.Advance(time.Hour)
	for _, args := range []map[string]any{{"batch_id": lips.BatchID}, {"batch_id": lips.BatchID, "kind": "lipsync"}} {
		found := b.batch(args)
		assert.Equal(t, "lipsync", found.Kind)
		assert.Equal(t, "completed", found.Status)
		assert.Len(t, found.Items, 1)
	}
	files, err := b.account().API.CreateDirectUploadBatch(t.Context(), heygenapi.DirectUploadBatch{Files: []heygenapi.DirectUploadFile{{Filename: "a.png", ContentType: "image/png", SizeBytes: 70}}})
	require.NoError(t, err)
	assert.Equal(t, "asset", b.batch(map[string]any{"batch_id": files.BatchID}).Kind)
	failure := b.refused("get_batch", map[string]any{"batch_id": lips.BatchID, "kind": "video"})
	assert.Equal(t, "batch_id", failure.Field)
}
