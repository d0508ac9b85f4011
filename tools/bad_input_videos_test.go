package tools_test

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// videoInputs go wrong in the toolsets videos and agent, and in translate_videos.
func videoInputs(k known) []badInput {
	scene := func(change map[string]any) map[string]any {
		s := map[string]any{"avatar_id": k.look.AvatarID, "script": "Hello."}
		maps.Copy(s, change)
		maps.DeleteFunc(s, func(_ string, v any) bool { return v == nil })
		return map[string]any{"scenes": []any{map[string]any{"image_asset_id": "i", "duration": 3}, s}}
	}
	still := func(change map[string]any) map[string]any {
		return scene(merge(map[string]any{"avatar_id": nil, "script": nil, "image_url": "https://example.com/a.png"}, change))
	}
	clip := func(change map[string]any) map[string]any {
		return scene(merge(map[string]any{"avatar_id": nil, "script": nil, "video_url": "https://example.com/a.mp4"}, change))
	}
	cinema := func(change map[string]any) map[string]any {
		return merge(map[string]any{"avatar_ids": []string{k.look.AvatarID}, "prompt": "She walks."}, change)
	}
	videos := func(items ...any) map[string]any {
		return map[string]any{"avatar_id": k.look.AvatarID, "videos": items}
	}
	table := func(column, value string, change map[string]any) map[string]any {
		args := merge(map[string]any{"avatar_id": k.look.AvatarID, "rows": []any{map[string]any{column: value}}}, change)
		maps.DeleteFunc(args, func(_ string, v any) bool { return v == nil })
		return args
	}
	item := func(change map[string]any) map[string]any { return merge(map[string]any{"script": "Hello."}, change) }
	return []badInput{
		{"create_scene_video", map[string]any{}, "scenes", "is missing", "Add scenes", true},
		{"create_scene_video", map[string]any{"scenes": []any{}}, "scenes", "0 items", "at least 1", true},
		{"create_scene_video", map[string]any{"scenes": make([]map[string]any, 51)}, "scenes", "51 items", "at most 50", true},
		{"create_scene_video", scene(map[string]any{"avatar_id": nil}), "scenes[1].avatar_id", "no picture", "image_url", true},
		{"create_scene_video", scene(map[string]any{"image_url": "https://example.com/a.png"}), "scenes[1].image_url", "beside avatar_id", "Keep one", true},
		{"create_scene_video", scene(map[string]any{"script": nil}), "scenes[1].script", "no speech source", "audio_url", true},
		{"create_scene_video", scene(map[string]any{"script": "  "}), "scenes[1].script", "is blank", "Write", true},
		{"create_scene_video", scene(map[string]any{"voice_speed": 9}), "scenes[1].voice_speed", "9", "at most 1.5", true},
		{"create_scene_video", scene(map[string]any{"vioce_id": "v"}), "scenes[1].vioce_id", "not an argument", "Did you mean voice_id?", true},
		{"create_scene_video", scene(map[string]any{"duration": 4}), "scenes[1].duration", "an avatar scene", "another kind", true},
		{"create_scene_video", scene(map[string]any{"mute": true}), "scenes[1].mute", "an avatar scene", "Leave it out", true},
		{"create_scene_video", scene(map[string]any{"image_speaks": true}), "scenes[1].image_speaks", "an avatar scene", "Leave it out", true},
		{"create_scene_video", scene(map[string]any{"engine": "avatar_iii", "motion_prompt": "nods"}), "scenes[1].motion_prompt", "avatar_iii", "Leave it out", true},
		{"create_scene_video", scene(map[string]any{"background_color": "red"}), "scenes[1].background_color", `"red"`, "form", true},
		{"create_scene_video", still(nil), "scenes[1].duration", "no duration or narration", "exactly one of: duration, script", true},
		{"create_scene_video", still(map[string]any{"duration": 301}), "scenes[1].duration", "301", "at most 300", true},
		{"create_scene_video", still(map[string]any{"duration": 5, "audio_url": "https://example.com/a.mp3"}), "scenes[1].audio_url", "beside duration", "Keep one", true},
		{"create_scene_video", still(map[string]any{"duration": 5, "voice_id": "v"}), "scenes[1].voice_id", "a silent still image", "Leave it out", true},
		{"create_scene_video", still(map[string]any{"script": "Hello."}), "scenes[1].voice_id", "no voice of its own", "list_voices", true},
		{"create_scene_video", still(map[string]any{"script": "Hello.", "voice_id": "v", "motion_prompt": "nods"}), "scenes[1].motion_prompt", "a still image", "another kind", true},
		{"create_scene_video", still(map[string]any{"image_speaks": true, "script": "Hello.", "voice_id": "v", "engine": "avatar_v"}), "scenes[1].engine", "still image renders on avatar_iv", "Leave engine out", true},
		{"create_scene_video", still(map[string]any{"image_speaks": true, "script": "Hello.", "voice_id": "v", "background_color": "#ffffff"}), "scenes[1].background_color", "a speaking image", "Leave it out", true},
		{"create_scene_video", still(map[string]any{"image_url": "https://example.com/page.html", "duration": 5}), "scenes[1].image_url", "web page", "upload_asset", true},
		{"create_scene_video", clip(map[string]any{"script": "Hello."}), "scenes[1].script", "a clip", "another kind", true},
		{"create_scene_video", clip(map[string]any{"duration": 5}), "scenes[1].duration", "a clip", "Leave it out", true},
		{"create_scene_video", clip(map[string]any{"voice_locale": "en-GB"}), "scenes[1].voice_locale", "a clip", "Leave it out", true},
		{"create_scene_video", clip(map[string]any{"mute": true, "volume": 0.5}), "scenes[1].volume", "beside mute", "Keep one", true},
		{"create_scene_video", clip(map[string]any{"video_url": "https://youtu.be/x"}), "scenes[1].video_url", "YouTube", "upload_asset", true},
		{"create_scene_video", merge(scene(nil), map[string]any{"output_format": "webm"}), "output_format", "not an argument", "It takes", true},
		{"create_scene_video", merge(scene(nil), map[string]any{"callback_url": "ftp://x"}), "callback_url", "not a web address", "https", true},
		{"create_scene_video", scene(map[string]any{"avatar_id": "nobody"}), "scenes[1].avatar_id", `"nobody"`, "list_avatars", false},
		{"create_scene_video", scene(map[string]any{"voice_id": "no_voice"}), "scenes[1].voice_id", `"no_voice"`, "list_voices", false},
		{"create_scene_video", scene(map[string]any{"avatar_id": k.iiiOnly.AvatarID, "engine": "avatar_v"}), "scenes[1].engine", "avatar_v", "Use one of", false},
		{"create_scene_video", still(map[string]any{"script": "Hello.", "voice_id": "no_voice"}), "scenes[1].voice_id", `"no_voice"`, "list_voices", false},

		{"create_cinematic_video", cinema(map[string]any{"avatar_ids": []string{}}), "avatar_ids", "0 items", "at least 1", true},
		{"create_cinematic_video", cinema(map[string]any{"avatar_ids": []string{"a", "b", "c", "d"}}), "avatar_ids", "4 items", "at most 3", true},
		{"create_cinematic_video", cinema(map[string]any{"prompt": " "}), "prompt", "is blank", "Write", true},
		{"create_cinematic_video", cinema(map[string]any{"duration": 16}), "duration", "16", "at most 15", true},
		{"create_cinematic_video", cinema(map[string]any{"duration": 3}), "duration", "3", "at least 4", true},
		{"create_cinematic_video", cinema(map[string]any{"duration": 5, "auto_duration": true}), "auto_duration", "beside duration", "Keep one", true},
		{"create_cinematic_video", cinema(map[string]any{"resolution": "4k"}), "resolution", `"4k"`, "720p, 1080p", true},
		{"create_cinematic_video", cinema(map[string]any{"aspect_ratio": "4:5"}), "aspect_ratio", `"4:5"`, "16:9, 9:16, 1:1", true},
		{"create_cinematic_video", cinema(map[string]any{"image_urls": links(6), "image_asset_ids": links(5)}), "image_urls", "11 images", "at most 9", true},
		{"create_cinematic_video", cinema(map[string]any{"video_urls": links(2), "video_asset_ids": links(2)}), "video_urls", "4 videos", "at most 3", true},
		{"create_cinematic_video", cinema(map[string]any{"video_urls": []string{"https://vimeo.com/1"}}), "video_urls", "Vimeo", "upload_asset", true},
		{"create_cinematic_video", cinema(map[string]any{"image_asset_ids": []string{""}}), "image_asset_ids", "no id", "Pass it as", true},
		{"create_cinematic_video", cinema(map[string]any{"script": "Hello."}), "script", "not an argument", "It takes", true},
		{"create_cinematic_video", cinema(map[string]any{"avatar_ids": []string{"nobody"}}), "avatar_ids", `"nobody"`, "list_avatars", false},

		{"create_videos", map[string]any{}, "videos", "is missing", "rows, csv_path", true},
		{"create_videos", map[string]any{"videos": slices.Repeat([]map[string]any{{}}, 10001)}, "videos", "10001 items", "at most 10000", true},
		{"create_videos", videos(item(nil), item(map[string]any{"script": nil})), "videos[1].script", "no speech source", "audio_url", true},
		{"create_videos", map[string]any{"videos": []any{item(nil)}}, "videos[0].avatar_id", "no speaker", "image_url", true},
		{"create_videos", merge(videos(item(nil)), map[string]any{"callback_url": "x"}), "callback_url", "not a web address", "https", true},
		{"create_videos", merge(videos(item(nil)), map[string]any{"avatar_id": "nobody"}), "avatar_id", `"nobody"`, "list_avatars", false},
		{"create_videos", videos(item(nil), item(map[string]any{"voice_id": "no_voice"})), "videos[1].voice_id", `"no_voice"`, "list_voices", false},

		{"translate_videos", map[string]any{"videos": []any{}}, "videos", "0 items", "at least 1", true},
		{"translate_videos", map[string]any{"videos": []any{map[string]any{"video_asset_id": "x"}}}, "output_languages", "is missing", "for all videos", true},
		{"translate_videos", map[string]any{"output_languages": []string{"es"}, "videos": []any{map[string]any{"title": "x"}}}, "videos[0].video_url", "no source video", "video_asset_id", true},
		{"translate_videos", map[string]any{"output_languages": []string{"Klingon"}, "videos": []any{map[string]any{"video_asset_id": "x"}}}, "output_languages", `"Klingon"`, "list_video_translation_languages", false},
		{"translate_videos", map[string]any{"output_languages": []string{"es"}, "videos": []any{map[string]any{"video_asset_id": "x"}, map[string]any{"video_id": "gone"}}}, "videos[1].video_id", `"gone"`, "list_videos", false},

		{"create_videos", merge(videos(item(nil)), map[string]any{"rows": []any{map[string]any{"a": "b"}}}), "rows", "beside videos", "csv_path", true},
		{"create_videos", merge(videos(item(nil)), map[string]any{"script": "Dear {{name}}"}), "script", "no rows to fill it", "csv_path", true},
		{"create_videos", merge(videos(item(nil)), map[string]any{"template_id": "t"}), "template_id", "no meaning without rows", "rows", true},
		{"create_videos", table("name", "Ada", map[string]any{"script": "Dear {{nme}}"}), "rows[0].nme", "is missing", "{{name}}", true},
		{"create_videos", table("name", "", map[string]any{"script": "Dear {{name}}"}), "rows[0].name", "is empty", "fallback", true},
		{"create_videos", table("name", "Ada", map[string]any{"script": "Dear {{name"}), "script", "{{ without }}", "{{name}}", true},
		{"create_videos", table("name", strings.Repeat("long ", 1100), map[string]any{"script": "{{name}}"}), "rows[0].script", "more than 5000", "Shorten", true},
		{"create_videos", table("who", "nobody", map[string]any{"script": "Hi", "avatar_id": "{{who}}"}), "rows[0].avatar_id", `"nobody"`, "list_avatars", false},
		{"create_videos", map[string]any{"csv_path": "/etc/passwd", "script": "Hi"}, "csv_path", "outside the folders", "--upload-dir", true},
		{"create_videos", table("a", "b", map[string]any{"template_id": "t", "avatar_id": nil, "engine": "avatar_iv"}), "engine", "the template has its own", "Leave engine out", true},
		{"create_videos", table("a", "b", map[string]any{"template_id": "no_template", "avatar_id": nil}), "template_id", `"no_template"`, "list_templates", false},
		{"create_videos", merge(videos(item(nil)), map[string]any{"download": true}), "download", "keeps no ledger", "download_video", true},
		{"cancel_batch", map[string]any{"batch_id": "b"}, "batch_id", "no such batch", "get_batch", true},
		{"get_batch", map[string]any{"batch_id": "b", "wait_seconds": 4600}, "wait_seconds", "above the most", "ask again", true},
		{"get_batch", map[string]any{}, "batch_id", "is missing", "Add batch_id", true},
		{"get_batch", map[string]any{"batch_id": ".."}, "batch_id", `".."`, "Pass it as", true},
		{"get_batch", map[string]any{"batch_id": "b", "kind": "clip"}, "kind", `"clip"`, "video, translation, lipsync, asset", true},
		{"get_batch", map[string]any{"batch_id": "b", "cursor": "forged"}, "cursor", "not one that this search gave", "without cursor", true},
		{"get_batch", map[string]any{"batch_id": "b"}, "batch_id", `"b"`, "create_videos", false},
		{"get_batch", map[string]any{"batch_id": "b", "kind": "asset"}, "batch_id", `"b"`, "Leave kind out", false},

		{"delete_item", map[string]any{}, "id", "is missing", "Add id", true},
		{"delete_item", map[string]any{"id": "../x"}, "id", `"../x"`, "Pass it as", true},
		{"delete_item", map[string]any{"id": "x", "kind": "avatar"}, "kind", `"avatar"`, "background_removal", true},
		{"delete_item", map[string]any{"id": "x"}, "id", `"x"`, "list_videos", false},
		{"delete_item", map[string]any{"id": "x", "kind": "background_removal"}, "id", "no such background removal", "Leave kind out", false},
		{"rename_item", map[string]any{"id": "x"}, "title", "is missing", "Add title", true},
		{"rename_item", map[string]any{"id": "x", "title": "\t"}, "title", "is blank", "Write", true},
		{"rename_item", map[string]any{"id": "x", "title": "T", "kind": "video"}, "kind", `"video"`, "translation, lipsync", true},
		{"rename_item", map[string]any{"id": "x", "title": "T"}, "id", `"x"`, "list tool", false},

		{"list_video_agent_sessions", map[string]any{"limit": 0}, "limit", "0", "at least 1", true},
		{"list_video_agent_sessions", map[string]any{"cursor": "forged"}, "cursor", "not one that this search gave", "without cursor", true},
		{"stop_video_agent_session", map[string]any{}, "session_id", "is missing", "Add session_id", true},
		{"stop_video_agent_session", map[string]any{"session_id": "a/b"}, "session_id", `"a/b"`, "Pass it as", true},
		{"stop_video_agent_session", map[string]any{"session_id": "s"}, "session_id", `"s"`, "list_video_agent_sessions", false},
		{"get_video_agent_resource", map[string]any{"session_id": "s"}, "resource_id", "is missing", "Add resource_id", true},
		{"get_video_agent_resource", map[string]any{"session_id": "s", "resource_id": "r"}, "session_id", `"s"`, "list_video_agent_sessions", false},
	}
}

// merge gives the arguments with a change; null takes one out.
func merge(args, change map[string]any) map[string]any {
	out := maps.Clone(args)
	maps.Copy(out, change)
	return out
}

func TestBadInputOfVideos(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	k := known{look: b.someLook(map[string]any{"engine": "avatar_iv"}), iiiOnly: b.someLook(map[string]any{"avatar_type": "studio_avatar"})}
	covered := map[string]bool{}
	for _, row := range videoInputs(k) {
		covered[row.tool] = true
		row.check(t, b)
	}
	for _, name := range []string{
		"create_scene_video", "create_cinematic_video", "create_videos", "translate_videos", "get_batch", "cancel_batch", "delete_item", "rename_item",
		"list_video_agent_sessions", "stop_video_agent_session", "get_video_agent_resource",
	} {
		assert.True(t, covered[name], "%s has no bad input here", name)
	}
	for _, r := range b.heygen.Requests() {
		assert.NotEqual(t, http.StatusBadRequest, r.Status, "%s %s came back as a bad request", r.Method, r.Path)
		assert.NotEqual(t, http.MethodDelete, r.Method, "nothing is deleted to find out what it is")
	}
}
