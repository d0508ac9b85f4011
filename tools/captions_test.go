package tools_test

import (
	"encoding/json"
	"maps"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/tools"
)

// TestOneNameForCaptions: no schema has another name for them, or a flag.
func TestOneNameForCaptions(t *testing.T) {
	t.Parallel()
	want := map[string][]string{
		"create_video": {"file", "burned"}, "create_scene_video": {"file", "burned"}, "create_videos": {"file", "burned"},
		"generate_from_template": {"file", "burned"}, "create_clips": {"none", "burned"}, "download_video": {"none", "file", "burned"},
	}
	for _, tool := range tools.All() {
		var schema struct {
			Properties map[string]struct {
				Type string   `json:"type"`
				Enum []string `json:"enum"`
			} `json:"properties"`
		}
		require.NoError(t, json.Unmarshal(tool.InputSchema(), &schema))
		for _, name := range []string{"caption", "burn_captions", "burned_captions", "enable_caption"} {
			assert.NotContains(t, schema.Properties, name, tool.Name)
		}
		if values, ok := want[tool.Name]; assert.Equal(t, ok, schema.Properties["captions"].Type != "", tool.Name) && ok {
			assert.Equal(t, values, schema.Properties["captions"].Enum, tool.Name)
		}
	}
}

// TestFormerArguments: what captions were called before is taken, and what it
// cannot mean is refused.
func TestFormerArguments(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	look := b.someLook(nil).AvatarID
	video := func(more map[string]any) map[string]any {
		args := map[string]any{"avatar_id": look, "script": "Hello."}
		maps.Copy(args, more)
		return args
	}
	for _, given := range []map[string]any{{"burn_captions": true}, {"captions": "burned"}, {"captions": "burned", "burn_captions": true}} {
		given["allow_duplicate"] = true
		b.call("create_video", video(given), &struct{}{})
		assert.Equal(t, map[string]any{"file_format": "srt", "style": "default"}, b.sent()["caption"], given)
	}
	for _, given := range []map[string]any{{"burn_captions": false}, {"captions": "file"}} {
		given["allow_duplicate"] = true
		b.call("create_video", video(given), &struct{}{})
		assert.NotContains(t, b.sent(), "caption", given)
	}
	for field, given := range map[string]map[string]any{"burn_captions": {"captions": "file", "burn_captions": true}, "captions": {"captions": "none"}} {
		assert.Equal(t, field, b.refused("create_video", video(given)).Field)
	}
	assert.Equal(t, "burn_captions", b.refused("create_video", video(map[string]any{"burn_captions": "yes"})).Field)

	asset := b.clipAsset()
	for value, sent := range map[any]any{true: true, false: false, "burned": true, "none": false} {
		b.call("create_clips", map[string]any{"video_asset_id": asset, "captions": value, "allow_duplicate": true}, &struct{}{})
		assert.Equal(t, map[string]any{"captions": sent}, b.sent()["output_settings"], value)
	}
	for _, value := range []bool{true, false} {
		b.call("create_lipsync", map[string]any{"video_asset_id": asset, "audio_asset_id": asset, "enable_caption": value, "allow_duplicate": true}, &struct{}{})
		assert.NotContains(t, b.sent(), "enable_caption")
		b.call("translate_video", map[string]any{"video_asset_id": asset, "output_languages": []string{"es"}, "enable_caption": value, "dry_run": true}, &struct{}{})
	}
	assert.Equal(t, "enable_caption", b.refused("translate_video", map[string]any{"video_asset_id": asset, "output_languages": []string{"es"}, "enable_caption": "burned"}).Field)
	assert.Equal(t, "captions", b.refused("generate_from_proofread", map[string]any{"proofread_id": "p", "captions": "burned"}).Field)
}

// TestBurnedCaptionsAreSaved: what was rendered with captions in the picture is
// saved so, unless the clean picture is asked for.
func TestBurnedCaptionsAreSaved(t *testing.T) {
	t.Parallel()
	b, clock := still(t)
	var made struct {
		VideoID string `json:"video_id"`
	}
	b.call("create_video", map[string]any{"avatar_id": b.someLook(nil).AvatarID, "script": "One two three.", "title": "Talk", "captions": "burned"}, &made)
	clock.Advance(time.Hour)
	for _, row := range []struct {
		captions, video string
		srt             bool
	}{
		{"", "-captioned.mp4", true}, {"burned", "-captioned.mp4", true}, {"file", made.VideoID + ".mp4", true}, {"none", made.VideoID + ".mp4", false},
	} {
		args := map[string]any{"ids": []string{made.VideoID}}
		if row.captions != "" {
			args["captions"] = row.captions
		}
		got := b.download(args).Items[0]
		require.Empty(t, got.Problem, row.captions)
		require.NotNil(t, got.Video, row.captions)
		assert.Regexp(t, row.video+"$", filepath.Base(got.Video.Path), row.captions)
		assert.Equal(t, row.srt, got.Captions != nil, row.captions)
	}
	assert.Len(t, b.saved(), 3, "one file of captions serves both pictures")
	assert.Equal(t, "captions", b.refused("download_video", map[string]any{"ids": []string{made.VideoID}, "captions": "none", "include": "captions"}).Field)
}
