package tools_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi"
)

// TestEstimatesAreWhatIsCharged renders what was estimated, and compares.
func TestEstimatesAreWhatIsCharged(t *testing.T) {
	t.Parallel()
	b, clock, video := finished(t)
	api, asset := b.api(), b.clipAsset()
	// do starts the job, waits for it, and gives what it cost.
	do := func(start func()) float64 {
		t.Helper()
		before := len(b.heygen.Charges())
		start()
		clock.Advance(time.Hour)
		charges := b.heygen.Charges()[before:]
		require.NotEmpty(t, charges)
		var sum float64
		for _, c := range charges {
			sum += c.USD
		}
		return sum
	}
	for name, row := range map[string]struct {
		args  map[string]any
		start func()
	}{
		"lipsync": {map[string]any{"product": "lipsync", "video_id": video}, func() {
			b.start("create_lipsync", map[string]any{"video_id": video, "audio_asset_id": asset})
		}},
		"precise lipsyncs": {map[string]any{"product": "lipsync", "video_id": video, "mode": "precision", "count": 2}, func() {
			b.start("create_lipsync", map[string]any{"video_id": video, "audio_urls": []string{"https://example.com/a.mp3", "https://example.com/b.mp3"}, "mode": "precision"})
		}},
		"translations": {map[string]any{"product": "translation", "video_id": video, "languages": 2}, func() {
			b.call("translate_video", map[string]any{"video_id": video, "output_languages": []string{"es", "de"}}, &struct{}{})
		}},
		"avatar": {map[string]any{"product": "avatar_creation"}, func() {
			_, err := api.CreateAvatar(t.Context(), heygenapi.PromptAvatar{Name: "A", Prompt: "A friendly teacher"})
			require.NoError(t, err)
		}},
		"cinematic": {map[string]any{"product": "cinematic"}, func() {
			_, err := api.CreateVideo(t.Context(), heygenapi.CinematicVideo{AvatarIDs: []string{b.someLook(nil).AvatarID}, Prompt: "A walk on the beach"})
			require.NoError(t, err)
		}},
	} {
		paid := do(row.start)
		usd := b.cost(row.args).Estimate.USD
		require.NotNil(t, usd, name)
		assert.InDelta(t, paid, usd.Max, 0.011, name)
		assert.InDelta(t, paid, usd.Min, 0.011, name)
	}
	var job jobAnswer
	paid := do(func() { job = b.start("create_clips", map[string]any{"video_asset_id": asset}) })
	clips := len(b.states(map[string]any{"ids": []string{job.JobID}}).Items[0].Clips)
	got := b.cost(map[string]any{"product": "clipping", "count": clips})
	assert.InDelta(t, paid, got.Estimate.USD.Max, 0.011)
	assert.Empty(t, got.Warnings)
	do(func() {
		look := b.someLook(nil)
		_, err := api.CreateRealtimeStream(t.Context(), heygenapi.RealtimeSpeech{AvatarID: look.AvatarID, VoiceID: look.DefaultVoiceID, Text: spokenScript})
		require.NoError(t, err)
	})
	stream := b.lastCharge()
	assert.InDelta(t, stream.USD, b.cost(map[string]any{"product": "live", "seconds": stream.Seconds}).Estimate.USD.Max, 0.011)
}

func TestEstimatesOfJobs(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	one := b.cost(map[string]any{"product": "clipping"})
	assert.InDelta(t, 0.15, one.Estimate.USD.Max, 1e-9)
	assert.Contains(t, one.Warnings[0], "not known before")
	for _, product := range []string{"proofread", "background_removal", "voice_clone"} {
		assert.True(t, b.cost(map[string]any{"product": product, "seconds": 60}).Estimate.Unknown, product)
	}
	assert.True(t, b.cost(map[string]any{"product": "hyperframes", "seconds": 60}).Estimate.Unknown)
	cut := b.cost(map[string]any{"product": "filler_word_removal", "seconds": 20})
	assert.InDelta(t, 0.3, cut.Estimate.USD.Max, 1e-9, "a minute at least")
	live := b.cost(map[string]any{"product": "live", "seconds": 600})
	assert.InDelta(t, 30, live.Estimate.USD.Max, 1e-9)
	assert.Contains(t, live.Warnings[0], "LiveAvatar")
	spoken := b.cost(map[string]any{"product": "live", "script": strings.Repeat("word ", 150)})
	assert.InDelta(t, 3, spoken.Estimate.USD.Max, 0.5, "150 words are about a minute")
}
