package tools_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi/heygentest"
	"heygen-mcp/tools/kit"
)

type statusAnswer struct {
	Items []struct {
		ID             string `json:"id"`
		Kind           string `json:"kind"`
		Title          string `json:"title"`
		Status         string `json:"status"`
		Done           bool   `json:"done"`
		Progress       *int   `json:"progress"`
		VideoID        string `json:"video_id"`
		VideoURL       string `json:"video_url"`
		SubtitleURL    string `json:"subtitle_url"`
		FailureMessage string `json:"failure_message"`
		Stalled        bool   `json:"stalled"`
		Note           string `json:"note"`
	} `json:"items"`
	Done bool   `json:"done"`
	Next string `json:"next"`
}

// makeVideo starts a render of the script.
func (b *bench) makeVideo(script string) string {
	b.t.Helper()
	var made struct {
		VideoID string `json:"video_id"`
	}
	b.call("create_video", map[string]any{"avatar_id": b.someLook(nil).AvatarID, "script": script, "title": "Of the tests"}, &made)
	return made.VideoID
}

func (b *bench) status(wait int, ids ...string) statusAnswer {
	b.t.Helper()
	var s statusAnswer
	b.call("get_video_status", map[string]any{"ids": ids, "wait_seconds": wait}, &s)
	require.Len(b.t, s.Items, len(ids))
	return s
}

// still makes a bench whose clock moves only when the test turns it.
func still(t *testing.T, more ...setting) (*bench, *heygentest.ManualClock) {
	t.Helper()
	clock := heygentest.NewManualClock(epoch)
	return newBench(t, append([]setting{withHeyGen(heygentest.WithClock(clock), heygentest.WithConcurrency(1000))}, more...)...), clock
}

func TestStatusOfMixedIDs(t *testing.T) {
	t.Parallel()
	b, clock := still(t)
	video := b.makeVideo("A short greeting.")
	clock.Advance(time.Hour)
	var dubbed struct {
		IDs []string `json:"video_translation_ids"`
	}
	b.call("translate_video", map[string]any{"video_id": video, "output_languages": []string{"es"}}, &dubbed)
	var session struct {
		SessionID string `json:"session_id"`
	}
	b.call("create_video_agent", map[string]any{"prompt": "A 20 second greeting."}, &session)

	first := b.status(0, video, dubbed.IDs[0], session.SessionID, "nothing")
	assert.Equal(t, []string{"video", "translation", "agent_session", "unknown"}, []string{first.Items[0].Kind, first.Items[1].Kind, first.Items[2].Kind, first.Items[3].Kind})
	assert.True(t, first.Items[0].Done)
	assert.NotEmpty(t, first.Items[0].VideoURL)
	assert.False(t, first.Items[1].Done)
	assert.Equal(t, "thinking", first.Items[2].Status)
	require.NotNil(t, first.Items[2].Progress)
	assert.Contains(t, first.Items[3].Note, "list_videos")
	assert.False(t, first.Done)
	assert.Contains(t, first.Next, "Ask again")

	// Past the planning and into the render, then past its end.
	clock.Advance(2 * time.Minute)
	b.status(0, session.SessionID)
	clock.Advance(30 * time.Minute)
	last := b.status(0, video, dubbed.IDs[0], session.SessionID)
	assert.True(t, last.Done)
	assert.NotEmpty(t, last.Items[1].SubtitleURL)
	assert.NotEmpty(t, last.Items[2].VideoID)
	assert.NotEmpty(t, last.Items[2].VideoURL)
	assert.Contains(t, last.Next, "download_video")
}

func TestAHundredRendersAreOneRequestALook(t *testing.T) {
	t.Parallel()
	b, clock := still(t)
	look := b.someLook(nil)
	var ids []string
	for i := range 100 {
		var made struct {
			VideoID string `json:"video_id"`
		}
		b.call("create_video", map[string]any{"avatar_id": look.AvatarID, "script": fmt.Sprintf("Number %d.", i)}, &made)
		ids = append(ids, made.VideoID)
	}
	before := len(b.heygen.Requests())
	assert.False(t, b.status(0, ids...).Done)
	assert.Equal(t, 2, len(b.heygen.Requests())-before, "the states, and once the list with their ages")
	before = len(b.heygen.Requests())
	b.status(0, ids...)
	assert.Equal(t, 1, len(b.heygen.Requests())-before)

	clock.Advance(time.Hour)
	before = len(b.heygen.Requests())
	assert.True(t, b.status(0, ids...).Done)
	assert.Equal(t, 1+100, len(b.heygen.Requests())-before, "a bulk look, and a fresh link for each that has just finished")
}

func TestWaitingEndsAsASuccess(t *testing.T) {
	t.Parallel()
	b, _ := still(t, withEnv(func(e *kit.Env) { e.PollInterval = 10 * time.Millisecond }))
	s := b.status(1, b.makeVideo("It never ends, for its clock stands still."))
	assert.False(t, s.Done)
	assert.Contains(t, s.Next, "do not create anything again")
}

func TestWaitingEndsWithTheRender(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	s := b.status(40, b.makeVideo("Done while we wait."))
	assert.True(t, s.Done)
	assert.Equal(t, "completed", s.Items[0].Status)
}

func TestCompletedWithoutALinkIsNotDone(t *testing.T) {
	t.Parallel()
	b, clock := still(t)
	id := b.makeVideo("Here it comes. [[late-url]]")
	clock.Advance(time.Hour)
	s := b.status(0, id)
	assert.Equal(t, "completed", s.Items[0].Status)
	assert.False(t, s.Items[0].Done)
	assert.Contains(t, s.Items[0].Note, "ask again")
	b.status(0, id)
	assert.True(t, b.status(0, id).Done)
}

func TestAFailedRenderSaysWhyAndCostsNothing(t *testing.T) {
	t.Parallel()
	b, clock := still(t)
	id := b.makeVideo("It goes wrong. [[fail]]")
	clock.Advance(time.Hour)
	s := b.status(0, id)
	assert.True(t, s.Done)
	assert.Equal(t, "failed", s.Items[0].Status)
	assert.NotEmpty(t, s.Items[0].FailureMessage)
	assert.Contains(t, s.Next, "not charged")
	assert.Empty(t, b.heygen.Charges())
}

func TestAStuckRenderIsNoticed(t *testing.T) {
	t.Parallel()
	now := epoch
	b, clock := still(t, withEnv(func(e *kit.Env) { e.Now = func() time.Time { return now } }))
	id := b.makeVideo("It hangs. [[stall]]")
	clock.Advance(10 * time.Minute)
	now = now.Add(10 * time.Minute)
	assert.False(t, b.status(0, id).Items[0].Stalled)
	clock.Advance(40 * time.Minute)
	now = now.Add(40 * time.Minute)
	s := b.status(0, id)
	assert.True(t, s.Items[0].Stalled)
	assert.Contains(t, s.Items[0].Note, "No progress for")

	// A server that never saw it before learns its age from the list.
	fresh := newBenchOn(t, b)
	fresh.env.Now = func() time.Time { return now }
	assert.True(t, fresh.status(0, id).Items[0].Stalled)
}

func TestAChatStopsAndGoesOn(t *testing.T) {
	t.Parallel()
	b, clock := still(t)
	var session struct {
		SessionID string `json:"session_id"`
		Next      string `json:"next"`
	}
	b.call("create_video_agent", map[string]any{"prompt": "A 20 second greeting.", "mode": "chat"}, &session)
	assert.Contains(t, session.Next, "send_video_agent_message")
	early := b.refused("send_video_agent_message", map[string]any{"session_id": session.SessionID, "message": "Too early"})
	assert.Equal(t, "resource_not_ready", early.Code)
	assert.True(t, early.Retryable)

	for _, step := range []string{"waiting_for_input", "reviewing"} {
		clock.Advance(5 * time.Minute)
		s := b.status(0, session.SessionID)
		assert.Equal(t, step, s.Items[0].Status)
		assert.True(t, s.Done, "the user has to act")
		assert.Contains(t, s.Next, "send_video_agent_message")
		var talk struct {
			Messages []struct{ Content string }
			Next     string
		}
		b.call("get_video_agent_session", map[string]any{"session_id": session.SessionID}, &talk)
		assert.NotEmpty(t, talk.Messages)
		var sent struct{}
		b.call("send_video_agent_message", map[string]any{"session_id": session.SessionID, "message": "Yes, friendly."}, &sent)
	}
	b.status(0, session.SessionID)
	clock.Advance(time.Hour)
	s := b.status(0, session.SessionID)
	assert.True(t, s.Done)
	assert.NotEmpty(t, s.Items[0].VideoURL)
	assert.Len(t, b.heygen.Charges(), 1)
}

func TestProgressIsReportedWhileWaiting(t *testing.T) {
	t.Parallel()
	heard := make(chan string, 100)
	b := newBench(t, withProgress(func(_, _ float64, message string) { heard <- message }))
	b.status(40, b.makeVideo("One."), b.makeVideo("Two."))
	assert.True(t, strings.HasSuffix(<-heard, "of 2 done"))
}
