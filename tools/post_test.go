package tools_test

import (
	"maps"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi/heygentest"
)

type jobAnswer struct {
	JobID      string   `json:"job_id"`
	LipsyncIDs []string `json:"lipsync_ids"`
	BatchID    string   `json:"batch_id"`
	Status     string   `json:"status"`
	Refused    []struct {
		Index   int    `json:"index"`
		Message string `json:"message"`
	} `json:"refused"`
	Estimate struct {
		Unknown bool
		USD     struct{ Min, Max float64 }
	} `json:"estimate"`
	Warnings []string `json:"warnings"`
	Next     string   `json:"next"`
}

func (b *bench) start(tool string, args map[string]any) jobAnswer {
	b.t.Helper()
	var made jobAnswer
	b.call(tool, args, &made)
	return made
}

type jobState struct {
	Items []struct {
		Kind        string `json:"kind"`
		Status      string `json:"status"`
		Done        bool   `json:"done"`
		Stalled     bool   `json:"stalled"`
		Progress    *int   `json:"progress"`
		VideoURL    string `json:"video_url"`
		AudioURL    string `json:"audio_url"`
		SubtitleURL string `json:"subtitle_url"`
		Failure     string `json:"failure_message"`
		Note        string `json:"note"`
		Clips       []struct {
			ID           string `json:"id"`
			Title        string `json:"title"`
			Score        *int   `json:"virality_score"`
			VideoURL     string `json:"video_url"`
			ThumbnailURL string `json:"thumbnail_url"`
		} `json:"clips"`
		Layers []struct{ Name, URL string } `json:"layers"`
	} `json:"items"`
	Done bool   `json:"done"`
	Next string `json:"next"`
}

func (b *bench) states(args map[string]any) jobState {
	b.t.Helper()
	var s jobState
	b.call("get_video_status", args, &s)
	return s
}

func (b *bench) lastCharge() heygentest.Charge {
	b.t.Helper()
	charges := b.heygen.Charges()
	require.NotEmpty(b.t, charges)
	return charges[len(charges)-1]
}

func TestLipsync(t *testing.T) {
	t.Parallel()
	b, clock, video := finished(t)
	made := b.start("create_lipsync", map[string]any{
		"video_id": video, "audio_asset_id": b.clipAsset(), "title": "New voice", "mode": "precision", "end_time": 2,
	})
	require.Len(t, made.LipsyncIDs, 1)
	assert.Contains(t, made.Next, "get_video_status")
	early := b.status(0, made.LipsyncIDs...)
	assert.Equal(t, "lipsync", early.Items[0].Kind)
	assert.False(t, early.Done)
	clock.Advance(time.Hour)
	s := b.status(0, made.LipsyncIDs...)
	assert.True(t, s.Done)
	assert.NotEmpty(t, s.Items[0].VideoURL)
	assert.NotEmpty(t, s.Items[0].SubtitleURL)
	assert.InDelta(t, b.lastCharge().USD, made.Estimate.USD.Max, 0.011)
	assert.InDelta(t, 2, b.lastCharge().Seconds, 1e-9)
	got := b.download(map[string]any{"ids": made.LipsyncIDs})
	assert.Empty(t, got.Items[0].Problem)
	assert.ElementsMatch(t, []string{"New-voice-" + made.LipsyncIDs[0] + ".mp4", "New-voice-" + made.LipsyncIDs[0] + ".srt"}, b.saved())
}

// TestSeveralRecordingsAreOneBatch is one paid request, whose items are
// followed like any other.
func TestSeveralRecordingsAreOneBatch(t *testing.T) {
	t.Parallel()
	b, clock, video := finished(t)
	before := len(b.paid())
	made := b.start("create_lipsync", map[string]any{"video_id": video, "audio_urls": []string{"https://example.com/a.mp3", "https://example.com/b.mp3"}, "title": "Voices"})
	assert.NotEmpty(t, made.BatchID)
	require.Len(t, made.LipsyncIDs, 2)
	assert.Empty(t, made.Refused)
	assert.Len(t, b.paid(), before+1)
	clock.Advance(time.Hour)
	b.status(0, made.LipsyncIDs...)
	clock.Advance(time.Hour)
	assert.True(t, b.status(0, made.LipsyncIDs...).Done)
	var spent float64
	for _, c := range b.heygen.Charges() {
		if c.Kind == "lipsync" {
			spent += c.USD
		}
	}
	assert.InDelta(t, spent, made.Estimate.USD.Max, 0.011)
}

func TestClips(t *testing.T) {
	t.Parallel()
	b, clock, video := finished(t)
	made := b.start("create_clips", map[string]any{
		"video_id": video, "prompt": "The best jokes", "duration_types": []string{"30", "long"}, "aspect_ratio": "square", "captions": "none", "title": "Jokes",
	})
	assert.InDelta(t, 0.15, made.Estimate.USD.Max, 1e-9)
	assert.Contains(t, made.Warnings[0], "one clip")
	clock.Advance(100 * time.Second)
	early := b.states(map[string]any{"ids": []string{made.JobID}})
	assert.Equal(t, "clipping", early.Items[0].Kind)
	require.NotNil(t, early.Items[0].Progress)
	assert.False(t, early.Done)
	clock.Advance(time.Hour)
	s := b.states(map[string]any{"ids": []string{made.JobID}})
	assert.True(t, s.Done)
	assert.Contains(t, s.Next, "download_video")
	clips := s.Items[0].Clips
	require.NotEmpty(t, clips)
	assert.NotEmpty(t, clips[0].VideoURL)
	assert.NotNil(t, clips[0].Score)
	assert.Empty(t, clips[0].ThumbnailURL)
	assert.NotEmpty(t, b.states(map[string]any{"ids": []string{made.JobID}, "detail": true}).Items[0].Clips[0].ThumbnailURL)
	assert.InDelta(t, b.lastCharge().USD, made.Estimate.USD.Max*float64(len(clips)), 1e-9)

	var got struct {
		Items []struct {
			Files   []struct{ Name, Path string }
			Problem string
		}
	}
	b.heygen.AddFault(heygentest.Fault{Path: "/_media/clip/*", Times: 1, Kind: heygentest.FaultExpired})
	b.call("download_video", map[string]any{"ids": []string{made.JobID}}, &got)
	require.Empty(t, got.Items[0].Problem)
	require.Len(t, got.Items[0].Files, len(clips))
	assert.Equal(t, clips[0].Title, got.Items[0].Files[0].Name)
	assert.Contains(t, filepath.Base(got.Items[0].Files[0].Path), clips[0].ID)
	assert.Len(t, b.saved(), len(clips))
	assert.NotEmpty(t, b.download(map[string]any{"ids": []string{made.JobID}, "include": "captions"}).Items[0].Problem)
}

func TestBackgroundRemoval(t *testing.T) {
	t.Parallel()
	b, clock, video := finished(t)
	made := b.start("remove_background", map[string]any{"video_id": video})
	assert.True(t, made.Estimate.Unknown)
	assert.Equal(t, "background_removal", b.status(0, made.JobID).Items[0].Kind)
	clock.Advance(time.Hour)
	s := b.states(map[string]any{"ids": []string{made.JobID}})
	assert.True(t, s.Done)
	require.Len(t, s.Items[0].Layers, 3)
	assert.Equal(t, "alpha", s.Items[0].Layers[0].Name)
	b.download(map[string]any{"ids": []string{made.JobID}})
	assert.ElementsMatch(t, []string{
		"heygen-" + made.JobID + "-alpha.mp4", "heygen-" + made.JobID + "-background.mp4", "heygen-" + made.JobID + "-foreground.webm",
	}, b.saved())
}

func TestListJobs(t *testing.T) {
	t.Parallel()
	b, clock, video := finished(t)
	for range 3 {
		b.start("create_lipsync", map[string]any{"video_id": video, "audio_asset_id": b.clipAsset(), "title": "A title of some length"})
		b.start("create_clips", map[string]any{"video_id": video})
		b.start("remove_background", map[string]any{"video_id": video})
		clock.Advance(time.Minute)
	}
	type list struct {
		Items []struct {
			ID        string
			Status    string
			CreatedAt string `json:"created_at"`
		}
		NextCursor string `json:"next_cursor"`
	}
	for _, kind := range []string{"lipsync", "clipping", "background_removal"} {
		var first, second list
		b.call("list_jobs", map[string]any{"source": "heygen", "kind": kind, "limit": 2}, &first)
		require.Len(t, first.Items, 2, kind)
		assert.Greater(t, first.Items[0].CreatedAt, first.Items[1].CreatedAt)
		assert.NotEmpty(t, first.Items[0].Status)
		b.call("list_jobs", map[string]any{"source": "heygen", "kind": kind, "cursor": first.NextCursor}, &second)
		assert.Len(t, second.Items, 1)
		assert.Empty(t, second.NextCursor)
		assert.Equal(t, kind, b.status(0, second.Items[0].ID).Items[0].Kind)
		other := map[string]string{"lipsync": "clipping", "clipping": "background_removal", "background_removal": "lipsync"}[kind]
		assert.Equal(t, "cursor", b.refused("list_jobs", map[string]any{"source": "heygen", "kind": other, "cursor": first.NextCursor}).Field)
	}
}

// TestALostAnswerOfAJobIsPaidOnce loses the answer after the work was done.
func TestALostAnswerOfAJobIsPaidOnce(t *testing.T) {
	t.Parallel()
	for tool, row := range map[string]struct {
		path, kind string
		args       map[string]any
	}{
		"create_lipsync":    {"/v3/lipsyncs", "lipsync", map[string]any{"audio_url": "https://example.com/a.mp3"}},
		"remove_background": {"/v3/background-removals", "background_removal", nil},
		"create_proofread":  {"/v3/video-translations/proofreads", "", map[string]any{"output_languages": []string{"es"}}},
	} {
		t.Run(tool+" is replayed", func(t *testing.T) {
			t.Parallel()
			b, _, video := finished(t)
			b.heygen.AddFault(heygentest.Fault{Method: "POST", Path: row.path, Times: 1, Kind: heygentest.FaultDropAfter})
			before := len(b.paid())
			args := map[string]any{"video_id": video}
			maps.Copy(args, row.args)
			b.start(tool, args)
			assert.Len(t, b.paid(), before+2)
			if row.kind != "" {
				var listed struct{ Items []struct{ ID string } }
				b.call("list_jobs", map[string]any{"source": "heygen", "kind": row.kind}, &listed)
				assert.Len(t, listed.Items, 1)
			}
		})
	}
	t.Run("generate_from_proofread is replayed", func(t *testing.T) {
		t.Parallel()
		b, _, id := proofread(t)
		b.heygen.AddFault(heygentest.Fault{Method: "POST", Path: "/v3/video-translations/proofreads/*/generate", Times: 1, Kind: heygentest.FaultDropAfter})
		var made struct {
			ID string `json:"video_translation_id"`
		}
		b.call("generate_from_proofread", map[string]any{"proofread_id": id}, &made)
		var listed struct {
			Items []struct {
				ID string `json:"video_translation_id"`
			}
		}
		b.call("list_video_translations", nil, &listed)
		require.Len(t, listed.Items, 1)
		assert.Equal(t, made.ID, listed.Items[0].ID)
	})
	t.Run("create_clips is not sent again", func(t *testing.T) {
		t.Parallel()
		b, _, video := finished(t)
		b.heygen.AddFault(heygentest.Fault{Method: "POST", Path: "/v3/ai-clipping", Times: 1, Kind: heygentest.FaultDropAfter})
		before := len(b.paid())
		failure := b.refused("create_clips", map[string]any{"video_id": video})
		assert.Equal(t, "outcome_unknown", failure.Code)
		assert.False(t, failure.Retryable)
		assert.Contains(t, failure.Hint, "list_jobs source heygen kind clipping")
		assert.Len(t, b.paid(), before+1)
		var listed struct{ Items []struct{ ID string } }
		b.call("list_jobs", map[string]any{"source": "heygen", "kind": "clipping"}, &listed)
		assert.Len(t, listed.Items, 1, "and there it is")
	})
}

func TestDryRunOfJobsSendsNothing(t *testing.T) {
	t.Parallel()
	b, _, id := proofread(t)
	before := len(b.paid())
	for tool, args := range map[string]map[string]any{
		"create_lipsync":          {"video_asset_id": "some_asset", "audio_url": "https://example.com/a.mp3", "end_time": 9},
		"create_clips":            {"video_asset_id": "some_asset"},
		"remove_background":       {"video_asset_id": "some_asset"},
		"create_proofread":        {"video_asset_id": "some_asset", "output_languages": []string{"es", "de"}},
		"generate_from_proofread": {"proofread_id": id, "translate_audio_only": true},
	} {
		args["dry_run"] = true
		var out struct {
			Status   string
			Estimate struct {
				RateCard string `json:"rate_card"`
			}
		}
		b.call(tool, args, &out)
		assert.Equal(t, "dry_run", out.Status, tool)
		assert.NotEmpty(t, out.Estimate.RateCard, tool)
	}
	assert.Len(t, b.paid(), before)
}
