package resources_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/mcp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi/heygentest"
	"heygen-mcp/internal/mcptest"
)

// TestCaptionsAsText: what a video says can be read without a download.
func TestCaptionsAsText(t *testing.T) {
	t.Parallel()
	clock := heygentest.NewManualClock(time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC))
	c := mcptest.Connect(t, mcptest.HeyGen(t, heygentest.WithClock(clock)), "sk_of_the_captions")
	var found struct {
		Items []struct {
			AvatarID     string `json:"avatar_id"`
			DefaultVoice string `json:"default_voice_id"`
		}
	}
	tool(t, c, "list_avatars", map[string]any{"ownership": "public", "limit": 50}, &found)
	look := ""
	for _, item := range found.Items {
		if item.DefaultVoice != "" {
			look = item.AvatarID
		}
	}
	var made struct {
		VideoID string `json:"video_id"`
	}
	tool(t, c, "create_video", map[string]any{"avatar_id": look, "script": "The lighthouse keeper waves at every ship."}, &made)
	_, err := tryRead(t, c, "heygen://videos/"+made.VideoID+"/captions")
	require.ErrorContains(t, err, "no captions yet")
	clock.Advance(time.Hour)
	got, err := tryRead(t, c, "heygen://videos/"+made.VideoID+"/captions")
	require.NoError(t, err)
	assert.Equal(t, "application/x-subrip", got.MIMEType)
	assert.Contains(t, strings.Join(strings.Fields(got.Text), " "), "lighthouse keeper")
	assert.Contains(t, got.Text, "-->")
	_, err = tryRead(t, c, "heygen://videos/nothing/captions")
	require.ErrorContains(t, err, `there is no video "nothing"`)
}

// TestASessionShowsItsResources: what its messages name comes along.
func TestASessionShowsItsResources(t *testing.T) {
	t.Parallel()
	clock := heygentest.NewStepClock(time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC), 20*time.Second)
	c := mcptest.Connect(t, mcptest.HeyGen(t, heygentest.WithClock(clock)), "sk_of_the_sessions")
	var made struct {
		SessionID string `json:"session_id"`
	}
	tool(t, c, "create_video_agent", map[string]any{"prompt": "A 20 second greeting", "mode": "chat"}, &made)
	var status struct{ Done bool }
	tool(t, c, "get_video_status", map[string]any{"ids": []string{made.SessionID}, "wait_seconds": 40}, &status)
	got, err := tryRead(t, c, "heygen://agent-sessions/"+made.SessionID)
	require.NoError(t, err)
	var session struct {
		Messages []struct {
			Content string `json:"content"`
		} `json:"messages"`
		Resources []struct {
			ResourceID string `json:"resource_id"`
			URL        string `json:"url"`
		} `json:"resources"`
	}
	require.NoError(t, json.Unmarshal([]byte(got.Text), &session))
	assert.NotEmpty(t, session.Messages)
	require.NotEmpty(t, session.Resources)
	assert.NotEmpty(t, session.Resources[0].URL)
}

// tool calls a tool that must work.
func tool(t *testing.T, c *client.Client, name string, args map[string]any, into any) {
	t.Helper()
	var req mcp.CallToolRequest
	req.Params.Name, req.Params.Arguments = name, args
	result, err := c.CallTool(t.Context(), req)
	require.NoError(t, err)
	text, ok := mcp.AsTextContent(result.Content[0])
	require.True(t, ok)
	require.False(t, result.IsError, text.Text)
	require.NoError(t, json.Unmarshal([]byte(text.Text), into))
}
