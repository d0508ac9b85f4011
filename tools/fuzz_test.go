package tools_test

import (
	"encoding/json"
	"net/http"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi/heygentest"
	"heygen-mcp/tools"
	"heygen-mcp/tools/fault"
)

// matting is asked for by these members. Whether a look was made with it is told
// by none of HeyGen's lists, so only HeyGen can refuse it.
var matting = regexp.MustCompile(`"output_format":"webm"|"remove_background":true`)

// FuzzTools feeds every tool any JSON: nothing panics, every failure says what
// to do, and nothing reaches HeyGen that HeyGen calls a bad request.
func FuzzTools(f *testing.F) {
	b := newBench(f, withHeyGen(heygentest.WithConcurrency(1<<20), heygentest.WithBalance(1e9)))
	photo := b.someLook(map[string]any{"avatar_type": "photo_avatar"})
	studio := b.someLook(map[string]any{"avatar_type": "studio_avatar"})
	all := tools.All()
	at := map[string]uint8{}
	for i, tool := range all {
		at[tool.Name] = uint8(i)
		f.Add(uint8(i), `{}`)
		f.Add(uint8(i), `{"limit":3,"ids":["a","b"],"query":"office","cursor":"x"}`)
	}
	for name, args := range map[string][]string{
		"create_video": {
			`{"avatar_id":"` + photo.AvatarID + `","script":"Hi","expressiveness":"high","motion_prompt":"nods","resolution":"4k"}`,
			`{"avatar_id":"` + studio.AvatarID + `","script":"Hi","transparent_background":true}`,
			`{"avatar_id":"` + studio.AvatarID + `","script":"Hi","remove_background":true,"background_color":"#ffffff"}`,
			`{"avatar_id":"` + photo.AvatarID + `","audio_asset_id":"x","voice_locale":"en-GB","engine":"avatar_iii"}`,
			`{"image_asset_id":"x","script":"Hi","voice_id":"` + photo.DefaultVoiceID + `"}`,
			`{"avatar_id":"` + photo.AvatarID + `","script":" "}`,
		},
		"create_video_agent": {`{"prompt":"Hi","file_asset_ids":["x"],"mode":"chat"}`, `{"prompt":" "}`},
		"translate_video":    {`{"video_asset_id":"x","output_languages":["es"],"stock_voice_ids":["v"],"use_stock_voice":true}`, `{"video_url":"https://example.com/page.html","output_languages":["es"]}`, `{"video_asset_id":"x","output_languages":["es"],"start_time":100}`},
		"create_speech":      {`{"text":"Hi","voice_id":"` + photo.DefaultVoiceID + `"}`, `{"text":" ","voice_id":"` + photo.DefaultVoiceID + `"}`},
		"start_live_stream":  {`{"avatar_id":"` + photo.AvatarID + `","text":"Hi","voice_id":"` + photo.DefaultVoiceID + `"}`, `{"avatar_id":"` + photo.AvatarID + `","stream_text":true}`, `{"avatar_id":"` + studio.AvatarID + `","audio_asset_id":"x"}`},
		"append_live_text":   {`{"stream_id":"x","text":" "}`, `{"stream_id":"x","final":true}`},
		"create_scene_video": {
			`{"scenes":[{"avatar_id":"` + photo.AvatarID + `","script":"Hi","expressiveness":"low"},{"image_asset_id":"x","duration":3},{"video_url":"https://example.com/a.mp4","mute":true}]}`,
			`{"scenes":[{"image_url":"https://example.com/a.png","image_speaks":true,"script":" ","voice_id":"` + photo.DefaultVoiceID + `"},null,7]}`,
		},
		"create_cinematic_video": {`{"avatar_ids":["` + photo.AvatarID + `"],"prompt":"Hi","auto_duration":true,"image_urls":["https://example.com/a.png"]}`, `{"avatar_ids":["",""],"prompt":" "}`},
		"create_videos":          {`{"avatar_id":"` + photo.AvatarID + `","videos":[{"script":"Hi"},{"audio_url":"https://example.com/a.mp3"},{"image_asset_id":"x"}]}`},
		"translate_videos":       {`{"output_languages":["es"],"videos":[{"video_asset_id":"x"},{"video_id":"` + photo.AvatarID + `","output_languages":[]}]}`},
		"get_batch":              {`{"batch_id":"..","kind":"video"}`, `{"batch_id":"a","limit":3}`},
		"delete_item":            {`{"id":"."}`, `{"id":"a","kind":"clip"}`},
		"create_clips":           {`{"video_asset_id":"x","duration_types":["30","long"],"captions":"none","prompt":"jokes"}`},
		"create_lipsync":         {`{"video_asset_id":"x","audio_urls":["https://example.com/a.mp3"],"mode":"precision","start_time":3}`},
		"create_proofread":       {`{"video_asset_id":"x","output_languages":["es"],"title":"T","speaker_num":2}`},
		"update_proofread":       {`{"proofread_id":"x","edits":[{"line":1,"text":"a"}]}`, `{"proofread_id":"x","srt":"00:00:00,000 --> 00:00:01,000\na"}`},
		"create_avatar": {
			`{"name":"A","prompt":"A baker.","reference_image_urls":["https://example.com/a.png"],"reference_image_asset_ids":["x"],"avatar_id":"` + photo.AvatarID + `"}`,
			`{"name":"A","image_asset_id":"x","group_id":"` + photo.GroupID + `"}`, `{"name":" ","video_asset_id":"x"}`,
		},
		"create_avatar_consent": {`{"group_id":"g","consent_text":"x","reroute_url":"https://example.com"}`},
		"delete_avatar":         {`{"group_id":"` + studio.GroupID + `"}`, `{"avatar_id":".."}`},
		"design_voice":          {`{"prompt":"warm","gender":"male","locale":"en-GB","seed":1000000}`},
		"clone_voice":           {`{"name":"A","audio_asset_id":"x","language":"English","remove_background_noise":false}`},
		"get_asset":             {`{"asset_ids":["a","b"]}`, `{"asset_ids":["."]}`},
		"upload_assets":         {`{"paths":["/etc/passwd"],"urls":["http://127.0.0.1/a.png"]}`},
		"search_audio_sounds":   {`{"query":"calm","min_score":0.5,"type":"sound_effects"}`, `{"query":"\u0000"}`},
		"create_webhook":        {`{"url":"https://hooks.example.com","events":["batch.finished"],"entity_id":"x"}`, `{"url":"http://[::1]:1/x","events":[]}`},
		"update_webhook":        {`{"endpoint_id":"x","events":["batch.finished"]}`},
		"list_webhook_events":   {`{"event_type":"batch.finished"}`, `{"types":true}`},
		"list_avatars":          {`{"query":"a b c d","engine":"avatar_v"}`},
	} {
		for _, a := range args {
			f.Add(at[name], a)
		}
	}
	f.Fuzz(func(t *testing.T, pick uint8, arguments string) {
		if !json.Valid([]byte(arguments)) {
			t.Skip("the protocol carries JSON only")
		}
		before := len(b.heygen.Requests())
		tool := all[int(pick)%len(all)]
		result, err := b.client.CallTool(t.Context(), tool.Name, json.RawMessage(arguments))
		require.NoError(t, err)
		if result.IsError {
			var failure fault.Error
			require.NoError(t, json.Unmarshal(result.JSON, &failure))
			assert.NotEmpty(t, failure.Code)
			assert.NotEmpty(t, failure.Hint)
			assert.NotEqual(t, "internal_error", failure.Code, "%s %s", tool.Name, arguments)
		}
		for _, r := range b.heygen.Requests()[before:] {
			if matting.Match(r.Body) {
				continue
			}
			assert.NotEqual(t, http.StatusBadRequest, r.Status, "%s %s: %s %s was a bad request", tool.Name, arguments, r.Method, r.Path)
		}
	})
}
