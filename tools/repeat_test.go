package tools_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/jobs"
	"heygen-mcp/tools/kit"
)

// TestARepeatedCallCostsNoRequest of any kind, where the looks and voices are
// known.
func TestARepeatedCallCostsNoRequest(t *testing.T) {
	t.Parallel()
	b, _ := still(t, withEnv(func(e *kit.Env) { e.Ledger = ledgerIn(t, jobs.Options{Now: func() time.Time { return epoch }}) }))
	look := b.someLook(map[string]any{"engine": "avatar_iv"})
	asset := b.recording()
	var voices struct {
		Items []struct {
			VoiceID string `json:"voice_id"`
		}
	}
	b.call("list_voices", map[string]any{"engine": "starfish", "type": "public", "limit": 1}, &voices)
	for _, c := range []struct {
		tool string
		args map[string]any
	}{
		{"create_video", map[string]any{"avatar_id": look.AvatarID, "script": "Hello."}},
		{"create_video_agent", map[string]any{"prompt": "A 30-second greeting."}},
		{"create_cinematic_video", map[string]any{"avatar_ids": []string{look.AvatarID}, "prompt": "She waves.", "duration": 5}},
		{"create_scene_video", map[string]any{"scenes": []map[string]any{{"avatar_id": look.AvatarID, "script": "Hello."}}}},
		{"create_videos", map[string]any{"avatar_id": look.AvatarID, "videos": []map[string]any{{"script": "One."}, {"script": "Two."}}}},
		{"start_live_stream", map[string]any{"avatar_id": look.AvatarID, "text": "Good evening."}},
		{"translate_video", map[string]any{"video_asset_id": asset, "output_languages": []string{"es"}}},
		{"create_speech", map[string]any{"text": "Hello", "voice_id": voices.Items[0].VoiceID}},
		{"create_lipsync", map[string]any{"video_asset_id": asset, "audio_asset_id": asset}},
		{"remove_background", map[string]any{"video_asset_id": asset}},
		{"create_clips", map[string]any{"video_asset_id": asset}},
		// The last two make what is known of looks and voices out of date.
		{"create_avatar", map[string]any{"name": "Anna", "prompt": "A friendly teacher"}},
		{"clone_voice", map[string]any{"name": "Anna", "audio_asset_id": asset}},
	} {
		var first, again struct {
			JobID    string `json:"ledger_job_id"`
			Repeated bool   `json:"repeated"`
		}
		b.call(c.tool, c.args, &first)
		// A batch is sent beside the call.
		require.Eventually(t, func() bool {
			waiting, err := b.env.Ledger.List(t.Context(), jobs.Filter{States: []jobs.State{jobs.Planned, jobs.Sending}})
			return err == nil && len(waiting) == 0
		}, wait, tick)
		before := len(b.heygen.Requests())
		b.call(c.tool, c.args, &again)
		assert.Equal(t, first.JobID, again.JobID, c.tool)
		assert.True(t, again.Repeated, c.tool)
		var asked []string
		for _, r := range b.heygen.Requests()[before:] {
			// Beside the first purchase of a day the balance is asked for.
			if r.Path != "/v3/users/me" {
				asked = append(asked, r.Method+" "+r.Path)
			}
		}
		assert.Empty(t, asked, c.tool)
	}
}
