package tools_test

import (
	"maps"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// badInput is a call that must fail. Local ones are told without any request.
type badInput struct {
	tool string
	args map[string]any
	// field, value and hint are what the error names.
	field, value, hint string
	local              bool
}

// known are things that exist, for rows that go wrong elsewhere.
type known struct{ look, iiiOnly look }

func badInputs(k known) []badInput {
	avatar := k.look.AvatarID
	video := func(change map[string]any) map[string]any {
		args := map[string]any{"avatar_id": avatar, "script": "Hello."}
		maps.Copy(args, change)
		maps.DeleteFunc(args, func(_ string, v any) bool { return v == nil })
		return args
	}
	return []badInput{
		{"create_video", video(map[string]any{"script": nil}), "script", "no speech source", "exactly one of: script, audio_url, audio_asset_id", true},
		{"create_video", video(map[string]any{"avatar_id": nil}), "avatar_id", "no speaker", "image_url", true},
		{"create_video", video(map[string]any{"audio_url": "https://example.com/a.mp3"}), "audio_url", "beside script", "Keep one", true},
		{"create_video", video(map[string]any{"image_url": "https://example.com/a.png"}), "image_url", "beside avatar_id", "Keep one", true},
		{"create_video", video(map[string]any{"script": strings.Repeat("a", 5001)}), "script", "5001 characters", "5000", true},
		{"create_video", video(map[string]any{"script": 7}), "script", "a number (7)", "a string", true},
		{"create_video", video(map[string]any{"engine": "avatar_x"}), "engine", `"avatar_x"`, "avatar_iii, avatar_iv, avatar_v", true},
		{"create_video", video(map[string]any{"voice_speed": 3}), "voice_speed", "3", "at most 1.5", true},
		{"create_video", video(map[string]any{"voice_pitch": -51}), "voice_pitch", "-51", "at least -50", true},
		{"create_video", video(map[string]any{"background_color": "red"}), "background_color", `"red"`, "form", true},
		{"create_video", video(map[string]any{"background_color": "#ffffff", "transparent_background": true}), "background_color", "beside transparent_background", "Keep one", true},
		{"create_video", video(map[string]any{"avater_id": "x"}), "avater_id", "not an argument", "Did you mean avatar_id?", true},
		{"create_video", video(map[string]any{"engine": "avatar_iii", "motion_prompt": "nods"}), "motion_prompt", "avatar_iii", "Leave it out", true},
		{"create_video", video(map[string]any{"engine": "avatar_v", "expressiveness": "high"}), "expressiveness", "avatar_v", "avatar_iv", true},
		{"create_video", map[string]any{"image_url": "https://example.com/a.png", "script": "Hi."}, "voice_id", "no voice of its own", "list_voices", true},
		{"create_video", map[string]any{"image_url": "https://example.com/a.png", "script": "Hi.", "voice_id": "v", "engine": "avatar_v"}, "engine", "still image", "Leave engine out", true},
		{"create_video", map[string]any{"avatar_id": avatar, "audio_url": "https://example.com/a.mp3", "voice_speed": 1.1}, "voice_speed", "audio file", "script instead", true},
		{"create_video", map[string]any{"avatar_id": avatar, "audio_url": "https://www.youtube.com/watch?v=1"}, "audio_url", "YouTube page", "upload_asset", true},
		{"create_video", map[string]any{"avatar_id": avatar, "audio_url": "file:///etc/passwd"}, "audio_url", "not a web address", "upload_asset", true},
		{"create_video", video(map[string]any{"avatar_id": "nobody"}), "avatar_id", `"nobody"`, "list_avatars", false},
		{"create_video", video(map[string]any{"avatar_id": k.look.GroupID}), "avatar_id", "id of the person", "Did you mean", false},
		{"create_video", video(map[string]any{"voice_id": "no_voice"}), "voice_id", `"no_voice"`, "list_voices", false},
		{"create_video", map[string]any{"avatar_id": k.iiiOnly.AvatarID, "script": "Hi.", "engine": "avatar_v"}, "engine", "avatar_v", "Use one of", false},
		{"create_video", map[string]any{"avatar_id": k.iiiOnly.AvatarID, "script": "Hi.", "expressiveness": "low"}, "expressiveness", "photo avatars", "photo avatar", false},

		{"create_video_agent", map[string]any{}, "prompt", "is missing", "Add prompt", true},
		{"create_video_agent", map[string]any{"prompt": strings.Repeat("a", 10001)}, "prompt", "10001", "10000", true},
		{"create_video_agent", map[string]any{"prompt": "Hi", "file_urls": links(15), "file_asset_ids": links(10)}, "file_urls", "25 files", "20", true},
		{"create_video_agent", map[string]any{"prompt": "Hi", "style_id": "no_style"}, "style_id", `"no_style"`, "list_video_agent_styles", false},
		{"create_video_agent", map[string]any{"prompt": "Hi", "avatar_id": "nobody"}, "avatar_id", `"nobody"`, "list_avatars", false},

		{"translate_video", map[string]any{"video_id": "x"}, "output_languages", "is missing", "Add", true},
		{"translate_video", map[string]any{"output_languages": []string{"es"}}, "video_url", "no source video", "video_asset_id", true},
		{"translate_video", map[string]any{"video_id": "x", "video_url": "https://example.com/v.mp4", "output_languages": []string{"es"}}, "video_id", "beside video_url", "Keep one", true},
		{"translate_video", map[string]any{"video_asset_id": "x", "output_languages": []string{"es", "es"}}, "output_languages", "same item twice", "once", true},
		{"translate_video", map[string]any{"video_asset_id": "x", "output_languages": []string{"es"}, "start_time": 9, "end_time": 3}, "end_time", "not after start_time 9", "after start_time", true},
		{"translate_video", map[string]any{"video_asset_id": "x", "output_languages": []string{"es"}, "srt_role": "input"}, "srt_role", "no meaning without srt_url", "Add", true},
		{"translate_video", map[string]any{"video_asset_id": "x", "output_languages": []string{"Klingon"}}, "output_languages", `"Klingon"`, "list_video_translation_languages", false},
		{"translate_video", map[string]any{"video_asset_id": "x", "output_languages": []string{"es", "spanish"}}, "output_languages", "both Spanish", "once", false},
		{"translate_video", map[string]any{"video_id": "x", "output_languages": []string{"es"}}, "video_id", `"x"`, "list_videos", false},
		{"translate_video", map[string]any{"video_url": "https://drive.google.com/file/d/1/view", "output_languages": []string{"es"}}, "video_url", "Google Drive", "upload_asset", true},

		{"get_video_status", map[string]any{}, "ids", "is missing", "Add ids", true},
		{"get_video_status", map[string]any{"ids": []string{}}, "ids", "0 items", "at least 1", true},
		{"get_video_status", map[string]any{"ids": links(101)}, "ids", "101 items", "at most 100", true},
		{"get_video_status", map[string]any{"ids": []string{"a,b"}}, "ids", `"a,b"`, "one an item", true},
		{"get_video_status", map[string]any{"ids": []string{"a"}, "wait_seconds": 600}, "wait_seconds", "600", "at most 45", true},
		{"get_video_status", map[string]any{"ids": "a"}, "ids", "a string", "an array", true},

		{"list_videos", map[string]any{"limit": 1000}, "limit", "1000", "at most 100", true},
		{"download_video", map[string]any{"ids": []string{"../x"}}, "ids", `"../x"`, "Pass each id", true},
		{"download_video", map[string]any{"ids": []string{"x"}, "include": "all"}, "include", `"all"`, "both, video, captions", true},
		{"list_avatars", map[string]any{"gender": "robot"}, "gender", `"robot"`, "male, female", true},
		{"list_avatars", map[string]any{"cursor": "forged"}, "cursor", "not one that this search gave", "without cursor", false},
		{"list_avatars", map[string]any{"group_id": "nobody"}, "group_id", `"nobody"`, "list_avatars", false},
		{"get_avatar_look", map[string]any{}, "avatar_id", "is missing", "Add avatar_id", true},
		{"get_avatar_look", map[string]any{"avatar_id": "nobody"}, "avatar_id", `"nobody"`, "list_avatars", false},
		{"list_voices", map[string]any{"language": "Klingon"}, "language", `"Klingon"`, "languages", false},
		{"list_voices", map[string]any{"limit": 0.5}, "limit", "0.5", "integer", true},
		{"create_speech", map[string]any{"text": "Hi"}, "voice_id", "is missing", "Add voice_id", true},
		{"create_speech", map[string]any{"text": "Hi", "voice_id": "no_voice"}, "voice_id", `"no_voice"`, "list_voices", false},
		{"create_speech", map[string]any{"text": "", "voice_id": "v"}, "text", "0 characters", "at least 1", true},
		{"list_video_translation_languages", map[string]any{"q": "es"}, "q", "not an argument", "query", true},
		{"list_video_agent_styles", map[string]any{"limit": -1}, "limit", "-1", "at least 1", true},
		{"get_video_agent_session", map[string]any{"session_id": ""}, "session_id", "0 characters", "at least 1", true},
		{"send_video_agent_message", map[string]any{"session_id": "s"}, "message", "is missing", "Add message", true},
		{"list_templates", map[string]any{"limit": "ten"}, "limit", `"ten"`, "integer", true},
		{"get_template", map[string]any{"template_id": "nothing"}, "template_id", `"nothing"`, "list_templates", false},
		{"generate_from_template", map[string]any{"template_id": "t", "variables": "x"}, "variables", "a string", "an object", true},
		{"generate_from_template", map[string]any{"template_id": "t", "variables": map[string]any{"a": 1}}, "variables.a", "a number", "a string", true},
		{"generate_from_template", map[string]any{"template_id": "t", "variables": map[string]any{}, "width": 200}, "width", "without height", "Add height", true},
		{"upload_asset", map[string]any{}, "path", "no file", "path, url", true},
		{"upload_asset", map[string]any{"path": "/etc/passwd"}, "path", "/etc/passwd", "--upload-dir", true},
		{"upload_asset", map[string]any{"url": "http://169.254.169.254/latest"}, "url", "private network", "public address", true},
		{"get_current_user", map[string]any{"verbose": true}, "verbose", "not an argument", "no arguments", true},
		{"estimate_cost", map[string]any{"product": "yacht"}, "product", `"yacht"`, "video, video_agent", true},
		{"estimate_cost", map[string]any{"product": "video", "script": "Hi", "seconds": 3}, "seconds", "beside script", "Keep one", true},
		{"estimate_cost", map[string]any{"product": "video", "seconds": 7200}, "seconds", "120 minutes", "several videos", true},
	}
}

func links(n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = "https://example.com/" + strings.Repeat("a", i+1) + ".png"
	}
	return out
}

func (row badInput) check(t *testing.T, b *bench) {
	t.Helper()
	name := row.tool + " " + row.field + " " + row.value
	before, paid := len(b.heygen.Requests()), len(b.paid())
	failure := b.refused(row.tool, row.args)
	assert.Equal(t, row.field, strings.TrimSuffix(failure.Field, ", voice_pitch, voice_volume, voice_locale"), name)
	assert.Contains(t, failure.Message, row.value, name)
	assert.Contains(t, failure.Hint, row.hint, name)
	assert.NotEmpty(t, failure.Code, name)
	if row.local {
		assert.Len(t, b.heygen.Requests(), before, "%s: this can be told without a request", name)
	}
	assert.Len(t, b.paid(), paid, "%s: nothing that may cost was sent", name)
}

func TestBadInput(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	k := known{look: b.someLook(map[string]any{"engine": "avatar_iv"}), iiiOnly: b.someLook(map[string]any{"avatar_type": "studio_avatar"})}
	covered := map[string]bool{}
	for _, row := range badInputs(k) {
		covered[row.tool] = true
		// One after the other: each counts the requests that it made.
		row.check(t, b)
	}
	for _, name := range core {
		assert.True(t, covered[name], "%s has no bad input here", name)
	}
	for _, r := range b.heygen.Requests() {
		assert.NotEqual(t, 400, r.Status, "%s %s came back as a bad request", r.Method, r.Path)
	}
}
