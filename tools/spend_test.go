package tools_test

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/sourcegraph/conc/pool"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi/heygentest"
	"heygen-mcp/heygenapi/heygentest/media"
	"heygen-mcp/jobs"
	"heygen-mcp/tools/kit"
)

// withLedger keeps a ledger in a folder of the test's.
func withLedger(t *testing.T, o jobs.Options) setting {
	t.Helper()
	o.Path = ledgerFile(t)
	ledger := quickLedger(t, o)
	return withEnv(func(e *kit.Env) { e.Ledger = ledger })
}

// quickLedger is a ledger for a HeyGen that runs faster than real time. A request
// that is out for longer than the lease is taken for lost, and repeated under its key:
// where requests are counted, the test gives a lease that no slow machine outlasts.
func quickLedger(t *testing.T, o jobs.Options) *jobs.Ledger {
	t.Helper()
	if o.Timing.RequestLease == 0 {
		o.Timing.RequestLease = 300 * time.Millisecond
	}
	o.Timing.PollInterval, o.Timing.MinPollInterval, o.Timing.Speed = 250*time.Millisecond, 100*time.Millisecond, 600
	ledger := jobs.New(o)
	t.Cleanup(func() { assert.NoError(t, ledger.Close(context.WithoutCancel(t.Context()))) })
	return ledger
}

// TestEveryPaidCallIsInTheLedger: what is repeated is not paid again, and is
// found by the ledger's id.
func TestEveryPaidCallIsInTheLedger(t *testing.T) {
	t.Parallel()
	b := newBench(t, withLedger(t, jobs.Options{}))
	look := b.someLook(map[string]any{"engine": "avatar_iv"})
	calls := map[string]map[string]any{
		"create_video":           {"avatar_id": look.AvatarID, "script": "Hello."},
		"create_video_agent":     {"prompt": "A 30-second greeting."},
		"create_cinematic_video": {"avatar_ids": []string{look.AvatarID}, "prompt": "She waves.", "duration": 5},
		"create_scene_video":     {"scenes": []map[string]any{{"avatar_id": look.AvatarID, "script": "Hello."}}},
		"start_live_stream":      {"avatar_id": look.AvatarID, "text": "Good evening."},
	}
	for name, args := range calls {
		type answer struct {
			JobID    string `json:"ledger_job_id"`
			Repeated bool   `json:"repeated"`
		}
		var first, again answer
		b.call(name, args, &first)
		require.NotEmpty(t, first.JobID, name)
		assert.False(t, first.Repeated, name)
		paid := len(b.paid())
		b.call(name, args, &again)
		assert.Equal(t, first.JobID, again.JobID, name)
		assert.True(t, again.Repeated, name)
		assert.Len(t, b.paid(), paid, "%s was sent twice", name)
		var status struct {
			Items []struct{ ID, Kind string }
		}
		b.call("get_video_status", map[string]any{"ids": []string{first.JobID}}, &status)
		require.NotEmpty(t, status.Items, name)
		assert.NotEqual(t, "unknown", status.Items[0].Kind, name)
	}
}

// TestEqualCallsAtOnceShareOneJob: the later one waits for the answer of the
// first, and is told that it is a repetition.
func TestEqualCallsAtOnceShareOneJob(t *testing.T) {
	t.Parallel()
	b := newBench(t, withLedger(t, jobs.Options{Timing: jobs.Timing{RequestLease: time.Hour}}))
	look := b.someLook(map[string]any{"engine": "avatar_iv"})
	type answer struct {
		VideoID  string `json:"video_id"`
		Repeated bool   `json:"repeated"`
	}
	calls := pool.NewWithResults[answer]().WithErrors()
	for range 8 {
		calls.Go(func() (answer, error) {
			var out answer
			result, err := b.client.CallTool(b.context(), "create_video", map[string]any{"avatar_id": look.AvatarID, "script": "All at once."})
			if err != nil {
				return out, err
			}
			assert.False(t, result.IsError, "%s", result.JSON)
			return out, json.Unmarshal(result.JSON, &out)
		})
	}
	answers, err := calls.Wait()
	require.NoError(t, err)
	first := 0
	for _, a := range answers {
		assert.Equal(t, answers[0].VideoID, a.VideoID)
		if !a.Repeated {
			first++
		}
	}
	assert.NotEmpty(t, answers[0].VideoID)
	assert.Equal(t, 1, first)
	assert.Equal(t, 1, videosSent(b.heygen))
}

// TestALostAnswerIsSettledByLooking: what HeyGen did make is found, told as if
// the answer had come, and nothing is sent a second time.
func TestALostAnswerIsSettledByLooking(t *testing.T) {
	t.Parallel()
	for tool, c := range map[string]struct {
		path, id, source string
		args             map[string]any
	}{
		"create_video_agent": {"/v3/video-agents", "session_id", "", map[string]any{"prompt": "A 30-second greeting to the night shift."}},
		"create_clips":       {"/v3/ai-clipping", "job_id", "video_asset_id", map[string]any{"title": "The best"}},
		"clone_voice":        {"/v3/voices/clone", "voice_id", "audio_asset_id", map[string]any{"name": "Anna"}},
	} {
		t.Run(tool, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, withHeyGen(heygentest.WithClock(heygentest.NewSpeedClock(1)),
				heygentest.WithFault(heygentest.Fault{Method: "POST", Path: c.path, Times: 1, Kind: heygentest.FaultDropAfter})), withLedger(t, jobs.Options{}))
			if c.source != "" {
				c.args[c.source] = b.recording()
			}
			failure := b.refused(tool, c.args)
			assert.Equal(t, "outcome_unknown", failure.Code)
			assert.Contains(t, failure.Message, "job_")
			require.Eventually(t, func() bool {
				result, err := b.client.CallTool(b.context(), tool, c.args)
				return err == nil && !result.IsError
			}, awhile, 50*time.Millisecond)
			var again map[string]any
			b.call(tool, c.args, &again)
			assert.Equal(t, true, again["repeated"])
			assert.Contains(t, failure.Message, again["ledger_job_id"])
			known, err := b.env.Ledger.List(t.Context(), jobs.Filter{})
			require.NoError(t, err)
			require.Len(t, known, 1)
			require.Len(t, known[0].Renders, 1)
			assert.Equal(t, known[0].Renders[0].ID, again[c.id])
			sent := 0
			for _, r := range b.paid() {
				if r.Path == c.path {
					sent++
				}
			}
			assert.Equal(t, 1, sent)
		})
	}
}

// recording is the asset id of an uploaded one.
func (b *bench) recording() string {
	b.t.Helper()
	clip, err := media.MP4("16:9", 10)
	require.NoError(b.t, err)
	var made uploadAnswer
	b.call("upload_asset", map[string]any{"path": b.place("talk.mp4", clip)}, &made)
	return made.AssetID
}

// TestABudgetIsNotOverspent: at the limit nothing is sent, and the person who
// can raise it is named.
func TestABudgetIsNotOverspent(t *testing.T) {
	t.Parallel()
	b := newBench(t, withLedger(t, jobs.Options{Budget: jobs.Budget{Day: 7.5}}))
	look := b.someLook(map[string]any{"engine": "avatar_iv"})
	args := map[string]any{"avatar_ids": []string{look.AvatarID}, "prompt": "She waves.", "duration": 5}
	var made struct {
		VideoID string `json:"video_id"`
	}
	b.call("create_cinematic_video", args, &made)
	paid := len(b.paid())
	args["prompt"] = "He waves back."
	failure := b.refused("create_cinematic_video", args)
	assert.Equal(t, "budget_exceeded", failure.Code)
	assert.Contains(t, failure.Message, "$0.50 of it is left")
	assert.Contains(t, failure.Hint, "--budget-day-usd")
	assert.Len(t, b.paid(), paid)
}
