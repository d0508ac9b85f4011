package tools_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestAgentInChatMode is asked, answers, approves, and gets its video.
func TestAgentInChatMode(t *testing.T) {
	t.Parallel()
	b, clock := still(t)
	var styles struct {
		Items []struct {
			StyleID string `json:"style_id"`
		} `json:"items"`
	}
	b.call("list_video_agent_styles", map[string]any{"limit": 1}, &styles)
	look := b.someLook(nil).AvatarID
	var made struct {
		SessionID string `json:"session_id"`
	}
	b.call("create_video_agent", map[string]any{
		"prompt": "A 20 second greeting.", "mode": "chat", "avatar_id": look, "style_id": styles.Items[0].StyleID, "orientation": "portrait",
		"file_urls": []string{"https://example.com/a.png"}, "incognito_mode": true,
	}, &made)
	sent := b.sent()
	assert.Equal(t, []any{map[string]any{"type": "url", "url": "https://example.com/a.png"}}, sent["files"])
	assert.Equal(t, true, sent["incognito_mode"])
	assert.Equal(t, "chat", sent["mode"])

	for _, answer := range []struct{ state, message string }{{"waiting_for_input", "Friendly, please."}, {"reviewing", "Yes, make it."}} {
		var session struct {
			Status   string `json:"status"`
			Messages []struct{ Role, Content string }
			Next     string `json:"next"`
		}
		for range 100 {
			clock.Advance(20 * time.Second)
			b.call("get_video_agent_session", map[string]any{"session_id": made.SessionID}, &session)
			if session.Status == answer.state {
				break
			}
		}
		require.Equal(t, answer.state, session.Status)
		assert.NotEmpty(t, session.Messages)
		assert.Contains(t, session.Next, "send_video_agent_message")
		waiting := b.status(0, made.SessionID)
		assert.True(t, waiting.Items[0].Done || strings.Contains(waiting.Next+waiting.Items[0].Note, "send_video_agent_message"), "%+v", waiting)
		assert.Empty(t, b.heygen.Charges(), "nothing is rendered before the approval")
		var run struct {
			RunID string `json:"run_id"`
		}
		b.call("send_video_agent_message", map[string]any{"session_id": made.SessionID, "message": answer.message}, &run)
		assert.NotEmpty(t, run.RunID)
	}
	clock.Advance(2 * time.Hour)
	done := b.status(0, made.SessionID)
	assert.True(t, done.Done)
	assert.NotEmpty(t, done.Items[0].VideoID)
	assert.Len(t, b.heygen.Charges(), 1)
}
