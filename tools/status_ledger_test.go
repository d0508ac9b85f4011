package tools_test

import (
	"database/sql"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	_ "modernc.org/sqlite" // the driver that sql.Open names

	"heygen-mcp/heygenapi"
	"heygen-mcp/heygenapi/heygentest"
	"heygen-mcp/jobs"
)

func TestWaitingForFiftyCostsWhatWaitingForOneCosts(t *testing.T) {
	t.Parallel()
	const rounds = 3 // a video takes a minute and more
	var costs []int
	for _, form := range []struct{ calls, each int }{{1, 1}, {1, 50}, {50, 1}} {
		b := newTurned(t)
		total := form.calls * form.each
		look := b.someLook(nil)
		calls := make([][]string, form.calls)
		for i := range total {
			var made struct {
				VideoID string `json:"video_id"`
			}
			b.call("create_video", map[string]any{"avatar_id": look.AvatarID, "script": fmt.Sprintf("Number %d of them.", i)}, &made)
			calls[i%form.calls] = append(calls[i%form.calls], made.VideoID)
		}
		before, singles := b.asked(videoStatuses), b.asked("")
		waiting := b.waiting(calls...)
		b.untilNoted(total)
		for range rounds {
			b.clock.Advance(soonest + time.Second)
			b.untilNoted(total)
		}
		b.clock.Advance(time.Hour)
		allDone(t, waiting)
		costs = append(costs, b.asked(videoStatuses)-before)
		assert.Equal(t, costs[0]+2*total, b.asked("")-singles, "one GET each by the watcher for the length, one each for the links")
	}
	assert.Equal(t, []int{rounds + 2, rounds + 2, rounds + 2}, costs)
}

func TestAWaitThatEndsByTimeMakesNoRequest(t *testing.T) {
	t.Parallel()
	b := newTurned(t)
	id := b.makeVideo("It takes its time.")
	b.clock.Advance(21 * time.Second)
	b.status(1, id)
	b.untilNoted(1)
	before := len(b.heygen.Requests())
	s := b.status(1, id)
	assert.Len(t, b.heygen.Requests(), before)
	assert.False(t, s.Done)
	assert.Equal(t, []string{"video", b.renders()[id].Status, "Of the tests"}, []string{s.Items[0].Kind, s.Items[0].Status, s.Items[0].Title})
	assert.Contains(t, s.Next, "do not create anything again")
}

// TestAWaitMakesTheWatcherLookSooner than it would for work of that age.
func TestAWaitMakesTheWatcherLookSooner(t *testing.T) {
	t.Parallel()
	b := newTurned(t)
	id := b.makeVideo("It is slow. [[stall]]")
	lookedAt := func() bool { return b.renders()[id].PolledAt.Equal(b.clock.Now()) }
	b.clock.Advance(20 * time.Minute)
	require.Eventually(t, func() bool { return lookedAt() && b.renders()[id].NextPollAt.After(b.clock.Now().Add(50*time.Second)) }, awhile, 5*time.Millisecond)
	waiting := b.waiting([]string{id})
	for range 3 {
		b.clock.Advance(soonest)
		require.Eventually(t, lookedAt, awhile, 5*time.Millisecond)
	}
	acct, err := b.env.Accounts.Get(t.Context())
	require.NoError(t, err)
	require.NoError(t, acct.API.DeleteVideo(t.Context(), id))
	require.Eventually(t, func() bool {
		b.clock.Advance(soonest)
		return b.renders()[id].Done
	}, awhile, 50*time.Millisecond)
	_, err = waiting.Wait()
	require.NoError(t, err)
}

func TestAnotherProcessWakesUpToo(t *testing.T) {
	t.Parallel()
	b := newTurned(t)
	other := b.beside(t)
	id := b.makeVideo("Two processes wait for it.")
	before := b.asked(videoStatuses)
	here, there := b.waiting([]string{id}), other.waiting([]string{id})
	b.untilNoted(1)
	for range 3 {
		b.clock.Advance(soonest + time.Second)
		b.untilNoted(1)
	}
	b.clock.Advance(time.Hour)
	allDone(t, here)
	allDone(t, there)
	assert.Equal(t, before+5, b.asked(videoStatuses))
}

func TestAWaitGoesOnAfterARestart(t *testing.T) {
	t.Parallel()
	b := newTurned(t)
	var made struct {
		VideoID string `json:"video_id"`
		JobID   string `json:"ledger_job_id"`
	}
	b.call("create_video", map[string]any{"avatar_id": b.someLook(nil).AvatarID, "script": "The server ends in between."}, &made)
	assert.False(t, b.status(1, made.VideoID).Done)
	b = b.restarted(t)
	before := b.asked(videoStatuses)
	waiting := b.waiting([]string{made.JobID}, []string{made.VideoID}, []string{made.VideoID, made.JobID})
	b.clock.Advance(time.Hour)
	for _, a := range allDone(t, waiting) {
		require.Len(t, a.Items, 1, "both ids are one job")
		assert.Equal(t, made.VideoID, a.Items[0].ID)
	}
	assert.LessOrEqual(t, b.asked(videoStatuses)-before, 2, "at the time of the call, and at the end")
}

func TestWaitingForARowThatIsNotSentYet(t *testing.T) {
	t.Parallel()
	b := newTurned(t)
	look := b.someLook(nil)
	acct, err := b.env.Accounts.Get(t.Context())
	require.NoError(t, err)
	// The process that planned it does not reach HeyGen.
	credential, err := heygenapi.APIKey(key)
	require.NoError(t, err)
	cut, err := heygenapi.New(credential, heygenapi.WithBaseURL("http://127.0.0.1:1"), heygenapi.WithRetry(heygenapi.Retry{Max: 1, BaseDelay: time.Millisecond}))
	require.NoError(t, err)
	planner := jobs.New(b.at)
	batch, _, err := planner.PlanBatch(t.Context(), jobs.Account{ID: acct.ID, API: cut}, jobs.BatchPurchase{
		Tool: "create_videos", Kind: jobs.KindVideo, Rows: []jobs.Row{{Title: "A row", Request: heygenapi.AvatarVideo{AvatarID: look.AvatarID, SpeechInput: heygenapi.SpeechInput{Script: "Later."}}}},
	})
	require.NoError(t, err)
	var row jobs.Entry
	require.Eventually(t, func() bool {
		rows, err := planner.List(t.Context(), jobs.Filter{BatchID: batch})
		require.NoError(t, err)
		row = rows[0]
		return row.State == jobs.Planned && row.DueAt.After(b.clock.Now())
	}, awhile, 20*time.Millisecond)
	require.NoError(t, planner.Close(t.Context()))
	assert.Equal(t, "planned", b.status(0, row.ID).Items[0].Status)

	waiting := b.waiting([]string{row.ID})
	require.Eventually(t, func() bool {
		b.clock.Advance(soonest)
		return len(b.renders()) > 0
	}, awhile, 20*time.Millisecond)
	b.clock.Advance(time.Hour)
	allDone(t, waiting)
}

func TestMixedIDsAreWaitedForTogether(t *testing.T) {
	t.Parallel()
	b := newTurned(t)
	// Made elsewhere: the ledger does not know it.
	foreign := newBenchOn(t, b.bench).makeVideo("From elsewhere.")
	var made struct {
		VideoID string `json:"video_id"`
		JobID   string `json:"ledger_job_id"`
	}
	look := b.someLook(nil).AvatarID
	b.call("create_video", map[string]any{"avatar_id": look, "script": "By the ledger's id."}, &made)
	own := b.makeVideo("By HeyGen's id.")
	ids := []string{foreign, made.JobID, own, "nothing", "job_unknown"}
	waiting := b.waiting(ids)
	b.untilNoted(2)
	b.clock.Advance(time.Hour)
	answers, err := waiting.Wait()
	require.NoError(t, err)
	require.Len(t, answers[0].Items, len(ids))
	for i, want := range []string{foreign, made.VideoID, own} {
		assert.Equal(t, []string{want, "completed"}, []string{answers[0].Items[i].ID, answers[0].Items[i].Status})
		assert.NotEmpty(t, answers[0].Items[i].VideoURL)
	}
	assert.Equal(t, []string{"not_found", "not_found"}, []string{answers[0].Items[3].Status, answers[0].Items[4].Status})
	for _, r := range b.heygen.Requests() {
		if r.Path == videoStatuses {
			assert.False(t, strings.Contains(r.Query, foreign) && strings.Contains(r.Query, own), "the watcher and the call each ask for their own")
		}
	}
}

func TestASessionThatWantsTheUserEndsTheWait(t *testing.T) {
	t.Parallel()
	b := newTurned(t)
	var session struct {
		SessionID string `json:"session_id"`
	}
	b.call("create_video_agent", map[string]any{"prompt": "A 20 second greeting.", "mode": "chat"}, &session)
	waiting := b.waiting([]string{session.SessionID})
	b.untilNoted(1)
	b.clock.Advance(5 * time.Minute)
	answers, err := waiting.Wait()
	require.NoError(t, err)
	assert.Equal(t, "waiting_for_input", answers[0].Items[0].Status)
	assert.True(t, answers[0].Done)
	assert.Contains(t, answers[0].Next, "send_video_agent_message")

	// Answered since: what the ledger saw then does not end the next wait.
	var sent struct{}
	b.call("send_video_agent_message", map[string]any{"session_id": session.SessionID, "message": "Yes, friendly."}, &sent)
	assert.Equal(t, "waiting_for_input", b.renders()[session.SessionID].Status)
	path := "/v3/video-agents/" + session.SessionID
	before := b.asked(path)
	s := b.status(1, session.SessionID)
	assert.False(t, s.Done)
	assert.Equal(t, "thinking", s.Items[0].Status, "as HeyGen said, not as the ledger has it still")
	assert.Equal(t, before+1, b.asked(path), "asked once a look of the watcher's")
	waiting = b.waiting([]string{session.SessionID})
	b.clock.Advance(5 * time.Minute)
	answers, err = waiting.Wait()
	require.NoError(t, err)
	assert.Equal(t, "reviewing", answers[0].Items[0].Status)
	b.call("send_video_agent_message", map[string]any{"session_id": session.SessionID, "message": "Go ahead."}, &sent)
	waiting = b.waiting([]string{session.SessionID})
	b.untilNoted(1)
	b.clock.Advance(time.Hour)
	allDone(t, waiting)
}

func TestFailuresAndDeletionsEndTheWait(t *testing.T) {
	t.Parallel()
	b := newTurned(t)
	failing, deleted := b.makeVideo("It goes wrong. [[fail]]"), b.makeVideo("It is deleted.")
	waiting := b.waiting([]string{failing, deleted})
	b.untilNoted(2)
	acct, err := b.env.Accounts.Get(t.Context())
	require.NoError(t, err)
	b.clock.Advance(time.Hour)
	require.NoError(t, acct.API.DeleteVideo(t.Context(), deleted))
	// Not known once may be a slip of HeyGen's; twice it is not.
	require.Eventually(t, func() bool {
		b.clock.Advance(soonest + time.Second)
		return b.renders()[deleted].Done
	}, awhile, 50*time.Millisecond)
	answers, err := waiting.Wait()
	require.NoError(t, err)
	items := answers[0].Items
	assert.Equal(t, "failed", items[0].Status)
	assert.NotEmpty(t, items[0].FailureMessage)
	assert.Equal(t, "deleted", items[1].Status)
}

// TestWithoutTheLedgerReadingGoesOn: it is only for its own ids that the ledger
// is needed.
func TestWithoutTheLedgerReadingGoesOn(t *testing.T) {
	t.Parallel()
	b := newTurned(t)
	id := b.makeVideo("It is read all the same.")
	require.NoError(t, b.env.Ledger.Close(t.Context()))
	b.clock.Advance(time.Hour)
	for _, wait := range []int{0, 600} {
		assert.True(t, b.status(wait, id).Done)
		s := b.status(wait, id, "job_unknown")
		assert.NotEmpty(t, s.Items[0].VideoURL)
		assert.Equal(t, "ledger_unavailable", s.Items[1].Status)
		assert.Contains(t, s.Items[1].Note, "HeyGen's own id")
		failure := b.refused("get_video_status", map[string]any{"ids": []string{"job_unknown"}, "wait_seconds": wait})
		assert.Equal(t, []string{"ledger_unavailable", "ids"}, []string{failure.Code, failure.Field})
		assert.Contains(t, failure.Message, "job_")
	}
	failure := b.refused("list_jobs", nil)
	assert.Equal(t, "ledger_unavailable", failure.Code)
	assert.Contains(t, failure.Hint, "source heygen")
}

// TestAWatcherThatDoesNotLookIsNotWaitedFor, whether it says so or not.
func TestAWatcherThatDoesNotLookIsNotWaitedFor(t *testing.T) {
	t.Parallel()
	for name, broken := range map[string]string{
		"it fails":     "CREATE TRIGGER broken BEFORE UPDATE OF look_at ON ledger_renders BEGIN SELECT RAISE(ABORT, 'broken'); END",
		"it is silent": "CREATE TRIGGER broken BEFORE UPDATE OF looked_at ON ledger_renders BEGIN SELECT RAISE(ABORT, 'broken'); END",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newTurned(t, func(o *jobs.Options) { o.Timing.MinPollInterval = 100 * time.Millisecond })
			id := b.makeVideo("Nobody looks.")
			file, err := sql.Open("sqlite", "file:"+b.at.Path+"?_pragma=busy_timeout(10000)")
			require.NoError(t, err)
			defer func() { assert.NoError(t, file.Close()) }()
			_, err = file.ExecContext(t.Context(), broken)
			require.NoError(t, err)
			b.clock.Advance(time.Hour)
			allDone(t, b.waiting([]string{id}))
			assert.False(t, b.renders()[id].Done)
		})
	}
}

// TestAStallIsToldAfterARestart from the ledger, with the page to look at.
func TestAStallIsToldAfterARestart(t *testing.T) {
	t.Parallel()
	b := newTurned(t)
	video := b.makeVideo("It hangs. [[stall]]")
	var session struct {
		SessionID string `json:"session_id"`
	}
	b.call("create_video_agent", map[string]any{"prompt": "It hangs too. [[stall]]"}, &session)
	b.clock.Advance(10 * time.Minute)
	b.status(1, video, session.SessionID)
	b.untilNoted(2)
	b.clock.Advance(25 * time.Minute)
	assert.False(t, b.status(0, video).Items[0].Stalled)
	b = b.restarted(t)
	b.clock.Advance(40 * time.Minute)
	for _, wait := range []int{0, 1} {
		s := b.status(wait, video, session.SessionID)
		assert.Contains(t, s.Next, "makes no progress")
		for i, want := range []string{"https://app.heygen.com/videos/" + video, "https://app.heygen.com/video-agent/" + session.SessionID} {
			assert.True(t, s.Items[i].Stalled)
			assert.Contains(t, s.Items[i].Note, "No progress for 65 minutes")
			assert.Contains(t, s.Items[i].Note, want)
		}
		assert.Contains(t, s.Items[1].Note, "stop_video_agent_session")
	}
	// No list is read for the ages: the ledger has them.
	assert.Zero(t, b.asked("/v3/videos"))
}

func TestProgressIsReportedWhileTheLedgerIsWaitedFor(t *testing.T) {
	t.Parallel()
	heard := make(chan string, 1000)
	b := newBench(t, withProgress(func(_, _ float64, message string) { heard <- message }), withLedger(t, jobs.Options{}),
		withHeyGen(heygentest.WithClock(heygentest.NewSpeedClock(600))))
	// One of them never ends, so that there is something to tell however slow the
	// machine is.
	s := b.status(2, b.makeVideo("One."), b.makeVideo("Two. [[stall]]"))
	assert.False(t, s.Done)
	require.NotEmpty(t, heard)
	assert.True(t, strings.HasSuffix(<-heard, "of 2 done"))
}
