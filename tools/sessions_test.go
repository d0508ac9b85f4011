package tools_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi/heygentest"
)

type stoppedSession struct {
	Was, Status, Next string
	Stopped           bool
	Videos            []sessionVideo
}

type sessionVideo struct {
	VideoID string `json:"video_id"`
	Status  string
}

func (b *bench) session(prompt, mode string) string {
	b.t.Helper()
	var made struct {
		SessionID string `json:"session_id"`
	}
	b.call("create_video_agent", map[string]any{"prompt": prompt, "mode": mode}, &made)
	return made.SessionID
}

func TestListSessions(t *testing.T) {
	t.Parallel()
	b, clock := still(t)
	type list struct {
		Items []struct {
			SessionID string `json:"session_id"`
			Title     string
			CreatedAt string `json:"created_at"`
		}
		NextCursor string `json:"next_cursor"`
		Next       string
	}
	var none list
	b.call("list_video_agent_sessions", nil, &none)
	assert.NotNil(t, none.Items)
	assert.Empty(t, none.Items)
	var ids []string
	for i := range 12 {
		clock.Advance(time.Second)
		ids = append(ids, b.session(fmt.Sprintf("Greeting number %d", i), "chat"))
	}
	var first, second list
	b.call("list_video_agent_sessions", nil, &first)
	require.Len(t, first.Items, 10)
	assert.Equal(t, ids[11], first.Items[0].SessionID, "newest first")
	assert.Equal(t, "Greeting number 11", first.Items[0].Title)
	assert.NotEmpty(t, first.Items[0].CreatedAt)
	assert.Contains(t, first.Next, "get_video_status")
	b.call("list_video_agent_sessions", map[string]any{"cursor": first.NextCursor}, &second)
	require.Len(t, second.Items, 2)
	assert.Equal(t, ids[0], second.Items[1].SessionID)
	assert.Empty(t, second.NextCursor)
}

// TestALostSessionIsFound: a creation whose answer was lost is not sent again,
// and the list has it.
func TestALostSessionIsFound(t *testing.T) {
	t.Parallel()
	b := newBench(t, withHeyGen(heygentest.WithFault(heygentest.Fault{Method: "POST", Path: "/v3/video-agents", Times: 1, Kind: heygentest.FaultDropAfter})))
	failure := b.refused("create_video_agent", map[string]any{"prompt": "A greeting for all."})
	assert.Equal(t, "outcome_unknown", failure.Code)
	assert.Contains(t, failure.Hint, "list_video_agent_sessions")
	var found struct{ Items []struct{ Title string } }
	b.call("list_video_agent_sessions", nil, &found)
	require.Len(t, found.Items, 1)
	assert.Equal(t, "A greeting for all.", found.Items[0].Title)
}

// TestAResourceIsShownAndTheSessionStopped follows a chat to its storyboard,
// looks at that, and stops.
func TestAResourceIsShownAndTheSessionStopped(t *testing.T) {
	t.Parallel()
	b, clock := still(t)
	id := b.session("A 20 second greeting.", "chat")
	clock.Advance(2 * time.Minute)
	var session struct {
		Status   string
		Messages []struct {
			ResourceIDs []string `json:"resource_ids"`
		}
		Videos []sessionVideo
	}
	b.call("get_video_agent_session", map[string]any{"session_id": id}, &session)
	require.Equal(t, "waiting_for_input", session.Status)
	assert.Empty(t, session.Videos)
	var resource string
	for _, m := range session.Messages {
		for _, r := range m.ResourceIDs {
			resource = r
		}
	}
	require.NotEmpty(t, resource)
	var shown struct {
		ResourceType string `json:"resource_type"`
		URL          string
		Metadata     map[string]any
		CreatedAt    string `json:"created_at"`
	}
	b.call("get_video_agent_resource", map[string]any{"session_id": id, "resource_id": resource}, &shown)
	assert.Equal(t, "image", shown.ResourceType)
	assert.NotEmpty(t, shown.URL)
	assert.InDelta(t, 1, shown.Metadata["scene"], 0)
	assert.NotEmpty(t, shown.CreatedAt)
	failure := b.refused("get_video_agent_resource", map[string]any{"session_id": id, "resource_id": "res_none"})
	assert.Equal(t, "resource_id", failure.Field)
	assert.Contains(t, failure.Hint, "get_video_agent_session")

	var stopped stoppedSession
	b.call("stop_video_agent_session", map[string]any{"session_id": id}, &stopped)
	assert.True(t, stopped.Stopped)
	assert.Equal(t, "waiting_for_input", stopped.Was)
	assert.Equal(t, "failed", stopped.Status)
	assert.Contains(t, stopped.Next, "cannot go on")
	sent := len(b.paid())
	b.call("stop_video_agent_session", map[string]any{"session_id": id}, &stopped)
	assert.False(t, stopped.Stopped)
	assert.Contains(t, stopped.Next, "nothing was changed")
	assert.Len(t, b.paid(), sent, "what is over is not stopped")
	late := b.refused("send_video_agent_message", map[string]any{"session_id": id, "message": "Go on."})
	assert.Equal(t, "resource_not_ready", late.Code)
	clock.Advance(time.Hour)
	assert.Empty(t, b.heygen.Charges())
}

// TestStopARender ends its video too, which is then not charged; the answer to
// a stop may be lost.
func TestStopARender(t *testing.T) {
	t.Parallel()
	b, clock := still(t, withHeyGen(heygentest.WithFault(heygentest.Fault{Method: "POST", Path: "/v3/video-agents/*/stop", Times: 1, Kind: heygentest.FaultDropAfter})))
	id := b.session("A 20 second greeting.", "generate")
	clock.Advance(100 * time.Second)
	var session struct{ Videos []sessionVideo }
	b.call("get_video_agent_session", map[string]any{"session_id": id}, &session)
	require.Len(t, session.Videos, 1, "the session lists what it makes")
	var stopped stoppedSession
	b.call("stop_video_agent_session", map[string]any{"session_id": id}, &stopped)
	assert.True(t, stopped.Stopped)
	assert.Equal(t, "generating", stopped.Was)
	require.Len(t, stopped.Videos, 1)
	assert.Equal(t, session.Videos[0].VideoID, stopped.Videos[0].VideoID)
	assert.Equal(t, "failed", stopped.Videos[0].Status)
	clock.Advance(time.Hour)
	assert.Empty(t, b.heygen.Charges())
}

// TestStopWhatIsOver points to the video instead.
func TestStopWhatIsOver(t *testing.T) {
	t.Parallel()
	b, clock := still(t)
	id := b.session("A 20 second greeting.", "generate")
	clock.Advance(2 * time.Minute)
	b.status(0, id)
	clock.Advance(time.Hour)
	var stopped stoppedSession
	b.call("stop_video_agent_session", map[string]any{"session_id": id}, &stopped)
	assert.False(t, stopped.Stopped)
	assert.Equal(t, "completed", stopped.Status)
	assert.Contains(t, stopped.Next, "get_video_status")
	assert.Len(t, b.heygen.Charges(), 1)
}
