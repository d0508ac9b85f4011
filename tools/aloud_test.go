package tools_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestWhatWouldBeReadAloud: tools that take scripts warn of directions, fields
// and tags in them, and refuse nothing.
func TestWhatWouldBeReadAloud(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	look := b.someLook(nil).AvatarID
	script := "Hello {{name}}. [smiles] Nobody else needs to see these words."
	warnings := func(tool string, args map[string]any) []string {
		t.Helper()
		var got struct {
			Warnings []string `json:"warnings"`
		}
		b.call(tool, args, &got)
		for _, warning := range got.Warnings {
			assert.NotContains(t, warning, "Nobody else")
		}
		return got.Warnings
	}
	video := map[string]any{"avatar_id": look, "script": script, "dry_run": true}
	said := warnings("create_video", video)
	require.Len(t, said, 2)
	assert.True(t, strings.HasPrefix(said[0], "script has {{name}}, which"), said[0])
	assert.True(t, strings.HasPrefix(said[1], "script has [smiles], which"), said[1])
	delete(video, "dry_run")
	assert.Equal(t, said, warnings("create_video", video), "in the answer too")

	scenes := warnings("create_scene_video", map[string]any{"dry_run": true, "scenes": []map[string]any{{"avatar_id": look, "script": "Fine."}, {"avatar_id": look, "script": script}}})
	assert.Contains(t, strings.Join(scenes, "|"), "scenes[1].script has {{name}}")
	rows := []map[string]string{{"text": "Fine."}, {"text": "Well. (laughs) Yes."}}
	batch := warnings("create_videos", map[string]any{"dry_run": true, "avatar_id": look, "script": "{{text}}", "rows": rows})
	assert.Contains(t, strings.Join(batch, "|"), "rows[1].script has (laughs)")
	assert.Len(t, batch, 1)

	speech := map[string]any{"voice_id": b.voice(map[string]any{"engine": "starfish"}), "text": `<speak>One<break time="1s"/>two.</speak>`, "dry_run": true}
	assert.Len(t, warnings("create_speech", speech), 2)
	speech["ssml"] = true
	assert.Empty(t, warnings("create_speech", speech))
}

// TestPausesOfVoices: break tags are for voices that know pauses.
func TestPausesOfVoices(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	look := b.someLook(nil).AvatarID
	var voices struct {
		Items []struct {
			VoiceID      string `json:"voice_id"`
			SupportPause bool   `json:"support_pause"`
		} `json:"items"`
	}
	b.call("list_voices", map[string]any{"limit": 100}, &voices)
	seen := map[bool]bool{}
	for _, v := range voices.Items {
		if seen[v.SupportPause] {
			continue
		}
		seen[v.SupportPause] = true
		var got struct {
			Warnings []string `json:"warnings"`
		}
		b.call("create_video", map[string]any{"avatar_id": look, "voice_id": v.VoiceID, "script": `One<break time="1s"/>two.`, "dry_run": true}, &got)
		assert.Equal(t, v.SupportPause, len(got.Warnings) == 0, got.Warnings)
	}
	assert.Len(t, seen, 2)
}

// TestTemplateTextsReadAloud: of a template's variables only what is spoken counts.
func TestTemplateTextsReadAloud(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	var listed struct {
		Items []struct {
			TemplateID string `json:"template_id"`
		} `json:"items"`
	}
	b.call("list_templates", nil, &listed)
	warned := false
	for _, item := range listed.Items {
		var template struct {
			Variables []struct{ Name, Type string } `json:"variables"`
			Scenes    []struct{ Script string }     `json:"scenes"`
		}
		b.call("get_template", map[string]any{"template_id": item.TemplateID}, &template)
		for _, v := range template.Variables {
			if v.Type != "text" {
				continue
			}
			spoken := false
			for _, s := range template.Scenes {
				spoken = spoken || strings.Contains(s.Script, "{{"+v.Name+"}}")
			}
			var got struct {
				Warnings []string `json:"warnings"`
			}
			b.call("generate_from_template", map[string]any{"template_id": item.TemplateID, "variables": map[string]string{v.Name: "[nods] Anna"}, "dry_run": true}, &got)
			assert.Equal(t, spoken, len(got.Warnings) > 0, "%s: %v", v.Name, got.Warnings)
			warned = warned || spoken
		}
	}
	assert.True(t, warned)
}
