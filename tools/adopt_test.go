package tools_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi"
	"heygen-mcp/heygenapi/heygentest"
	"heygen-mcp/jobs"
)

// waitingSession is a session that was started elsewhere and waits for the user.
func (b *bench) waitingSession(clock *heygentest.ManualClock) string {
	b.t.Helper()
	acct, err := b.env.Accounts.Get(b.context())
	require.NoError(b.t, err)
	made, err := acct.API.CreateVideoAgent(b.context(), heygenapi.VideoAgentRequest{Prompt: "A 20 second greeting.", Mode: "chat"})
	require.NoError(b.t, err)
	for range 100 {
		clock.Advance(20 * time.Second)
		session, err := acct.API.GetVideoAgentSession(b.context(), made.SessionID)
		require.NoError(b.t, err)
		if session.Status == heygenapi.StatusWaitingForInput {
			return made.SessionID
		}
	}
	b.t.Fatal("the session does not ask anything")
	return ""
}

// TestAnAnswerPutsASessionIntoTheLedger, once, before it is sent: it may start
// the paid render.
func TestAnAnswerPutsASessionIntoTheLedger(t *testing.T) {
	t.Parallel()
	b, clock := still(t, withLedger(t, jobs.Options{Budget: jobs.Budget{Day: 12}}))
	id := b.waitingSession(clock)
	var run struct {
		RunID string `json:"run_id"`
	}
	b.call("send_video_agent_message", map[string]any{"session_id": id, "message": "Friendly, please."}, &run)
	assert.NotEmpty(t, run.RunID)
	list := func() []jobs.Entry {
		found, err := b.env.Ledger.List(t.Context(), jobs.Filter{})
		require.NoError(t, err)
		return found
	}
	require.Len(t, list(), 1)
	e := list()[0]
	assert.Equal(t, "send_video_agent_message", e.Tool)
	assert.Equal(t, jobs.KindSession, e.Kind)
	assert.Equal(t, []string{id}, e.IDs())
	assert.Greater(t, e.EstimateMax, 0.0)

	for range 100 {
		clock.Advance(20 * time.Second)
		if b.status(0, id).Items[0].Status == "reviewing" {
			break
		}
	}
	b.call("send_video_agent_message", map[string]any{"session_id": id, "message": "Yes, make it."}, &run)
	assert.Len(t, list(), 1, "it is the same work")

	other := b.waitingSession(clock)
	sent := len(b.paid())
	failure := b.refused("send_video_agent_message", map[string]any{"session_id": other, "message": "Friendly, please."})
	assert.Equal(t, "budget_exceeded", failure.Code)
	assert.Len(t, b.paid(), sent)
	b.env.Consent = consentAbove(1)
	failure = b.refused("send_video_agent_message", map[string]any{"session_id": other, "message": "Friendly, please."})
	assert.Equal(t, "consent_required", failure.Code)
	assert.Len(t, b.paid(), sent)
}
