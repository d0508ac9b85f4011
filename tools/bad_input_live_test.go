package tools_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"heygen-mcp/tools"
)

func TestBadLiveInput(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	avatar := b.someLook(nil).AvatarID
	covered := map[string]bool{}
	for _, row := range []badInput{
		{"start_live_stream", map[string]any{"text": "Hi"}, "avatar_id", "is missing", "Add avatar_id", true},
		{"start_live_stream", map[string]any{"avatar_id": avatar}, "text", "no speech source", "audio_url", true},
		{"start_live_stream", map[string]any{"avatar_id": avatar, "text": " "}, "text", "blank", "leave text out", true},
		{"start_live_stream", map[string]any{"avatar_id": avatar, "text": strings.Repeat("a", 5001)}, "text", "5001", "5000", true},
		{"start_live_stream", map[string]any{"avatar_id": avatar, "text": "Hi", "audio_asset_id": "x"}, "audio_asset_id", "beside text", "Keep one", true},
		{"start_live_stream", map[string]any{"avatar_id": avatar, "stream_text": true, "audio_asset_id": "x"}, "audio_asset_id", "beside stream_text", "Keep one", true},
		{"start_live_stream", map[string]any{"avatar_id": avatar, "audio_asset_id": "x", "voice_id": "v"}, "voice_id", "without text", "leave voice_id out", true},
		{"start_live_stream", map[string]any{"avatar_id": avatar, "audio_url": "https://youtu.be/x"}, "audio_url", "YouTube", "upload_asset", true},
		{"start_live_stream", map[string]any{"avatar_id": "nobody", "text": "Hi"}, "avatar_id", `"nobody"`, "list_avatars", false},
		{"start_live_stream", map[string]any{"avatar_id": avatar, "text": "Hi", "voice_id": "no_voice"}, "voice_id", `"no_voice"`, "list_voices", false},
		{"append_live_text", map[string]any{"stream_id": "s"}, "text", "is missing", "final", true},
		{"get_live_stream", map[string]any{}, "stream_id", "is missing", "Add stream_id", true},
		{"create_liveavatar_session", map[string]any{"avatar_id": "a", "mode": "FULL"}, "mode", `"FULL"`, "full, lite", true},
		{"keep_liveavatar_session", map[string]any{"session_id": ""}, "session_id", "0 characters", "at least 1", true},
		{"stop_liveavatar_session", map[string]any{"id": "s"}, "session_id", "is missing", "Add session_id", true},
		{"get_liveavatar_session", map[string]any{"session_id": "s", "cursor": "forged"}, "cursor", "not one that", "without cursor", true},
		{"get_liveavatar_session", map[string]any{"session_id": "s", "limit": 201}, "limit", "201", "at most 200", true},
		{"list_liveavatars", map[string]any{"kind": "looks"}, "kind", `"looks"`, "public, own, voices", true},
		{"list_liveavatars", map[string]any{"cursor": "cGFnZTo5OXg5OTk"}, "cursor", "not one that", "without cursor", true},
		{"get_liveavatar_credits", map[string]any{"unit": "minutes"}, "unit", "not an argument", "no arguments", true},
	} {
		covered[row.tool] = true
		row.check(t, b)
	}
	for _, tool := range tools.All() {
		assert.True(t, tool.Toolset != "live" || covered[tool.Name], "%s has no bad input here", tool.Name)
	}
}

// TestUnknownLiveIDs are told by HeyGen and by LiveAvatar.
func TestUnknownLiveIDs(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for tool, args := range map[string]map[string]any{
		"append_live_text":          {"stream_id": "nothing", "text": "Hi"},
		"get_live_stream":           {"stream_id": "nothing"},
		"keep_liveavatar_session":   {"session_id": "nothing"},
		"stop_liveavatar_session":   {"session_id": "nothing"},
		"get_liveavatar_session":    {"session_id": "nothing"},
		"create_liveavatar_session": {"avatar_id": "nothing"},
	} {
		failure := b.refused(tool, args)
		assert.Contains(t, failure.Code, "not_found", tool)
		assert.Contains(t, failure.Message, "nothing", tool)
		assert.NotEmpty(t, failure.Hint, tool)
	}
	failure := b.refused("create_liveavatar_session", map[string]any{"avatar_id": "a", "voice_id": "v"})
	assert.Equal(t, "invalid_parameter", failure.Code)
}
