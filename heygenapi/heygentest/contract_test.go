package heygentest_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi/heygentest"
)

func TestEveryOperationIsRouted(t *testing.T) {
	t.Parallel()
	s := open(t)
	for _, op := range reference(t).Operations {
		path := op.Path
		for part := range strings.SplitSeq(op.Path, "/") {
			if strings.HasPrefix(part, "{") {
				path = strings.Replace(path, part, "nothing", 1)
			}
		}
		var body any
		if op.Request != nil {
			body = obj{}
		}
		assert.NotContains(t, string(s.send(op.Method, path, body).raw), "there is no "+op.Method, op.Name())
	}
}

// sample is a request with a body that the server takes.
type sample struct {
	method, path string
	body         obj
}

// samples are bodies that hold every field which may stand together.
func samples(t testing.TB) []sample {
	t.Helper()
	photo, twin := person(t, "photo_avatar", "avatar_iv"), person(t, "digital_twin", "avatar_v")
	link := obj{"type": "url", "url": "https://files.example/a.png"}
	inline := obj{"type": "base64", "media_type": "image/png", "data": "AAAA"}
	settings := obj{"speed": 1.1, "pitch": 2, "volume": 0.9, "locale": "en-GB", "engine_settings": obj{
		"engine_type": "elevenlabs", "model": "eleven_v3", "similarity_boost": 0.5, "stability": 0.5, "style": 0.1, "use_speaker_boost": true}}
	common := obj{
		"aspect_ratio": "9:16", "resolution": "1080p", "title": "All", "callback_id": "c", "callback_url": "https://files.example/hook",
		"caption":   obj{"file_format": "srt", "style": "default"},
		"watermark": obj{"image": link, "opacity": 0.5, "scale": 1, "placement": obj{"offset_x": 1, "offset_y": 0.5, "position": "top_left"}},
	}
	voiced := obj{"script": script, "voice_id": voiceID(t, starfish), "voice_settings": settings}
	all := func(parts ...obj) obj {
		out := obj{}
		for _, p := range parts {
			maps.Copy(out, p)
		}
		return out
	}
	look := obj{"background": obj{"type": "color", "value": "#fff000"}, "output_format": "mp4", "fit": "cover", "remove_background": false}
	tpl, name := template(t, "text")
	fish := obj{"engine_settings": obj{"engine_type": "fish", "model": "s1", "similarity": 0.5, "stability": 0.5}}
	dub := dubbing("audio", link, "brand_glossary_id", "g", "brand_voice_id", "v", "callback_id", "c", "callback_url", link["url"],
		"disable_music_track", true, "enable_caption", true, "enable_dynamic_duration", true, "enable_speech_enhancement", true, "enable_watermark", false,
		"start_time", 1, "end_time", 9, "folder_id", "f", "fps_mode", "cfr", "input_language", "English", "keep_the_same_format", true, "mode", "speed",
		"speaker_num", 2, "srt", link, "srt_role", "input", "title", "T", "translate_audio_only", false,
		"stock_voice_config", obj{"use_stock_voice": true, "preferred_stock_voice_ids": []string{voiceID(t, starfish)}})
	lips := obj{"video": link, "audio": link, "callback_id": "c", "callback_url": link["url"], "disable_music_track": true, "enable_caption": true,
		"enable_dynamic_duration": true, "enable_speech_enhancement": true, "enable_watermark": false, "start_time": 1, "end_time": 9, "folder_id": "f",
		"fps_mode": "vfr", "keep_the_same_format": true, "mode": "precision", "title": "L"}
	return []sample{
		{"POST", "/v3/lipsyncs", lips},
		{"POST", "/v3/lipsyncs/batches", obj{"title": "B", "callback_url": link["url"], "lipsyncs": []obj{lips}}},
		{"POST", "/v3/ai-clipping", obj{"video": link, "callback_id": "c", "callback_url": link["url"], "input_language": "English", "title": "C", "output_settings": obj{
			"aspect_ratio": "square", "caption_style": "bold", "captions": true, "duration_types": []string{"30", "long"}, "prompt": "The funny parts"}}},
		{"POST", "/v3/background-removals", obj{"video": inline, "layers": []string{"foreground"}, "request_id": "r", "title": "R"}},
		{"POST", "/v3/video-translations/proofreads", obj{"video": link, "title": "P", "output_languages": []string{spanish}, "brand_glossary_id": "g", "brand_voice_id": "v",
			"disable_music_track": true, "enable_speech_enhancement": true, "enable_video_stretching": true, "folder_id": "f", "keep_the_same_format": true,
			"mode": "precision", "speaker_num": 2, "srt": obj{"type": "url", "url": subtitles(t)}}},
		{"POST", "/v3/videos", all(common, voiced, look, obj{"type": "avatar", "avatar_id": photo.ID, "engine": obj{"type": "avatar_iv"}, "expressiveness": "low", "motion_prompt": "nods"})},
		{"POST", "/v3/videos", all(common, obj{"type": "avatar", "avatar_id": twin.ID, "audio_url": link["url"], "engine": obj{"type": "avatar_v", "reference_look_id": twin.ID}, "background": obj{"type": "image", "url": link["url"]}})},
		{"POST", "/v3/videos", all(common, voiced, look, obj{"type": "image", "image": inline, "voice_settings": fish, "expressiveness": "low", "motion_prompt": "nods"})},
		{"POST", "/v3/videos", obj{"type": "cinematic_avatar", "avatar_id": []string{twin.ID}, "prompt": "A walk", "aspect_ratio": "1:1", "duration": 5, "auto_duration": false, "enhance_prompt": true, "resolution": "1080p", "title": "C", "references": []obj{inline, link}}},
		{"POST", "/v3/videos", all(common, obj{"type": "studio", "scenes": []obj{
			{"type": "avatar_video", "input": all(voiced, obj{"type": "avatar", "avatar_id": twin.ID, "background": obj{"type": "color", "color": "#123456"}, "engine": obj{"type": "avatar_v"}, "motion_prompt": "waves"})},
			{"type": "avatar_video", "input": obj{"type": "avatar", "avatar_id": photo.ID, "audio_url": link["url"], "expressiveness": "high"}},
			all(voiced, obj{"type": "image", "source": link}), {"type": "image", "source": inline, "duration": 2.5},
			{"type": "video", "source": link, "playback": obj{"mute": true, "volume": 0.5}}, all(voiced, obj{"type": "video", "source": link, "playback": obj{"mode": "loop"}})}})},
		{"POST", "/v3/videos/batches", obj{"title": "B", "callback_url": link["url"], "videos": []obj{spoken(t)}}},
		{"POST", "/v3/video-agents", obj{"prompt": "A film", "mode": "chat", "avatar_id": photo.ID, "voice_id": voiceID(t, starfish), "style_id": people().Styles[0].ID,
			"orientation": "portrait", "brand_kit_id": "b", "callback_id": "c", "callback_url": link["url"], "files": []obj{link, inline}, "incognito_mode": true}},
		{"POST", "/v3/video-translations", dub},
		{"POST", "/v3/video-translations/batches", obj{"title": "B", "callback_url": link["url"], "video_translations": []obj{dub}}},
		{"POST", "/v3/avatars", obj{"type": "prompt", "name": "A", "prompt": "B", "avatar_id": photo.ID, "reference_images": []obj{inline, link}}},
		{"POST", "/v3/avatars", obj{"type": "photo", "name": "A", "file": inline}},
		{"POST", "/v3/avatars", obj{"type": "digital_twin", "name": "A", "file": link}},
		{"POST", "/v3/voices", obj{"prompt": "calm", "gender": "male", "locale": "en-GB", "seed": 1}},
		{"POST", "/v3/voices/clone", obj{"voice_name": "A", "audio": inline, "language": "English", "remove_background_noise": true}},
		{"POST", "/v3/voices/speech", obj{"text": "Hi", "voice_id": voiceID(t, starfish), "input_type": "text", "language": "English", "locale": "en-GB", "speed": 1.5}},
		{"POST", "/v3/templates/" + tpl.ID, obj{"variables": obj{name: value(t, "text")}, "title": "T", "caption": true, "callback_id": "c", "callback_url": link["url"], "brand_voice_id": "b",
			"dimension": obj{"width": 1280, "height": 720}, "enable_sharing": true, "folder_id": "f", "fps": 30, "include_gif": true, "keep_text_vertically_centered": true,
			"reorder_music": false, "scene_ids": []string{tpl.Scenes[0].ID}, "subtitles": obj{"preset_name": "p", "alignment": 2, "disable_highlight": true, "font_size": 20, "position": obj{"x": 1, "y": 2}}}},
		{"POST", "/v3/assets/direct-uploads", announcement(picture())},
		{"POST", "/v3/assets/direct-uploads/batches", obj{"title": "B", "callback_url": link["url"], "files": []obj{announcement(picture())}}},
		{"POST", "/v3/assets/complete/batches", obj{"batch_id": "none"}},
		{"POST", "/v3/webhooks/endpoints", obj{"url": link["url"], "entity_id": "e", "events": []string{"avatar_video.success", "batch.finished"}}},
	}
}

// TestWrongTypesAreRefused puts a value of another type into every place of
// every sample: the reference would not have it, so the server must not.
func TestWrongTypesAreRefused(t *testing.T) {
	t.Parallel()
	s := open(t, heygentest.WithConcurrency(100000))
	ref := reference(t)
	for _, c := range samples(t) {
		op, err := ref.Find(c.method, c.path)
		require.NoError(t, err)
		whole := plain(t, c.body)
		raw, err := json.Marshal(whole)
		require.NoError(t, err)
		require.NoError(t, op.CheckRequest(raw), "the sample itself")
		if got := s.send(c.method, c.path, whole); got.status >= 300 && c.body["batch_id"] == nil {
			assert.Fail(t, "a sample is refused", "%s %s", c.path, got.raw)
		}
		spoil(whole, "", func(place string) {
			broken, err := json.Marshal(whole)
			if err != nil || op.CheckRequest(broken) == nil {
				return
			}
			got := s.send(c.method, c.path, broken)
			assert.Equal(t, http.StatusBadRequest, got.status, "%s %s is of a wrong type, and gets %s", c.path, place, got.raw)
		})
	}
}

// plain is the object as JSON has it.
func plain(t testing.TB, o obj) obj {
	t.Helper()
	raw, err := json.Marshal(o)
	require.NoError(t, err)
	out := obj{}
	require.NoError(t, json.Unmarshal(raw, &out))
	return out
}

// spoil changes one place of the value at a time, and puts it back.
func spoil(v any, at string, look func(place string)) {
	wrong := func(v any) any {
		if _, text := v.(string); text {
			return 7
		}
		return "seven"
	}
	switch v := v.(type) {
	case obj:
		for name, inner := range v {
			v[name] = wrong(inner)
			look(at + "." + name)
			v[name] = inner
			spoil(inner, at+"."+name, look)
		}
	case []any:
		for i, inner := range v {
			v[i] = wrong(inner)
			look(at + ".0")
			v[i] = inner
			spoil(inner, at+".0", look)
		}
	}
}

// FuzzBodies looks for a body that the server cannot cope with.
func FuzzBodies(f *testing.F) {
	all := samples(f)
	for i, c := range all {
		raw, err := json.Marshal(c.body)
		require.NoError(f, err)
		f.Add(uint8(i), raw)
		f.Add(uint8(i), raw[:len(raw)/2])
	}
	for _, odd := range []string{"", "null", "[]", "{}", `"x"`, "1e400", `{"type":{}}`, `{"type":null,"scenes":[null]}`, `{"seed":-1e300,"prompt":"a"}`, "\xff"} {
		for i := range all {
			f.Add(uint8(i), []byte(odd))
		}
	}
	heygen, ref := heygentest.New(heygentest.WithConcurrency(1<<30)), reference(f)
	f.Fuzz(func(t *testing.T, which uint8, body []byte) {
		if strings.Contains(string(body), "[[") {
			t.Skip("magic words may break a request")
		}
		c := all[int(which)%len(all)]
		req := httptest.NewRequestWithContext(t.Context(), c.method, c.path, bytes.NewReader(body))
		req.Header.Set("X-Api-Key", "sk_of_the_tests")
		rec := httptest.NewRecorder()
		heygen.ServeHTTP(rec, req)
		require.Less(t, rec.Code, 500, "%s: %s", c.path, rec.Body)
		if rec.Code < 300 {
			op, err := ref.Find(c.method, c.path)
			require.NoError(t, err)
			require.NoError(t, op.CheckResponse(rec.Body.Bytes()), "%s", rec.Body)
		}
	})
}
