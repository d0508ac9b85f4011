package tools_test

import (
	"encoding/json"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// sent gives the body of the newest paid request.
func (b *bench) sent() map[string]any {
	b.t.Helper()
	paid := b.paid()
	require.NotEmpty(b.t, paid)
	last := paid[len(paid)-1]
	assert.Less(b.t, last.Status, 300, "%s", last.Body)
	var body map[string]any
	require.NoError(b.t, json.Unmarshal(last.Body, &body))
	return body
}

// voice finds a public voice.
func (b *bench) voice(filter map[string]any) string {
	b.t.Helper()
	var found struct {
		Items []struct {
			VoiceID       string `json:"voice_id"`
			SupportLocale bool   `json:"support_locale"`
		} `json:"items"`
	}
	args := map[string]any{"type": "public", "limit": 100}
	maps.Copy(args, filter)
	b.call("list_voices", args, &found)
	for _, v := range found.Items {
		if v.SupportLocale {
			return v.VoiceID
		}
	}
	b.t.Fatalf("no voice for %v", filter)
	return ""
}

// TestCreateVideoSends every argument in HeyGen's shape, and nothing that was
// not given.
func TestCreateVideoSends(t *testing.T) {
	t.Parallel()
	b, _ := still(t)
	photo := b.someLook(map[string]any{"avatar_type": "photo_avatar", "engine": "avatar_iv"}).AvatarID
	voice := b.voice(map[string]any{"language": "en"})
	image := b.upload(t, "face.png", pngFile())
	cases := map[string]struct{ args, sent string }{
		"the least": {`{"script":"Hello."}`, `{"type":"avatar","avatar_id":"LOOK","script":"Hello."}`},
		"the voice": {
			`{"script":"Hello.","voice_id":"VOICE","voice_speed":1.2,"voice_pitch":-3,"voice_volume":0,"voice_locale":"en-GB"}`,
			`{"type":"avatar","avatar_id":"LOOK","script":"Hello.","voice_id":"VOICE","voice_settings":{"speed":1.2,"pitch":-3,"volume":0,"locale":"en-GB"}}`,
		},
		"the picture": {
			`{"script":"Hello.","title":"T","aspect_ratio":"9:16","resolution":"1080p","engine":"avatar_iv","background_color":"#102030","fit":"cover","expressiveness":"high","motion_prompt":"nods","remove_background":false}`,
			`{"type":"avatar","avatar_id":"LOOK","script":"Hello.","title":"T","aspect_ratio":"9:16","resolution":"1080p","engine":{"type":"avatar_iv"},"background":{"type":"color","value":"#102030"},"fit":"cover","expressiveness":"high","motion_prompt":"nods","remove_background":false}`,
		},
		"captions in a file":  {`{"script":"Hello.","captions":"file"}`, `{"type":"avatar","avatar_id":"LOOK","script":"Hello."}`},
		"burned captions":     {`{"script":"Hello.","captions":"burned"}`, `{"type":"avatar","avatar_id":"LOOK","script":"Hello.","caption":{"file_format":"srt","style":"default"}}`},
		"captions' old name":  {`{"script":"Hello.","burn_captions":true}`, `{"type":"avatar","avatar_id":"LOOK","script":"Hello.","caption":{"file_format":"srt","style":"default"}}`},
		"a background image":  {`{"script":"Hello.","background_asset_id":"IMAGE"}`, `{"type":"avatar","avatar_id":"LOOK","script":"Hello.","background":{"type":"image","asset_id":"IMAGE"}}`},
		"one from an address": {`{"script":"Hello.","background_url":"https://example.com/b.png"}`, `{"type":"avatar","avatar_id":"LOOK","script":"Hello.","background":{"type":"image","url":"https://example.com/b.png"}}`},
		"audio":               {`{"audio_url":"https://example.com/a.mp3"}`, `{"type":"avatar","avatar_id":"LOOK","audio_url":"https://example.com/a.mp3"}`},
		"a callback":          {`{"script":"Hello.","callback_url":"https://example.com/hook","callback_id":"7"}`, `{"type":"avatar","avatar_id":"LOOK","script":"Hello.","callback_url":"https://example.com/hook","callback_id":"7"}`},
		"an image": {
			`{"avatar_id":null,"image_asset_id":"IMAGE","script":"Hello.","voice_id":"VOICE"}`,
			`{"type":"image","image":{"type":"asset_id","asset_id":"IMAGE"},"script":"Hello.","voice_id":"VOICE"}`,
		},
	}
	for name, c := range cases {
		fill := strings.NewReplacer("LOOK", photo, "VOICE", voice, "IMAGE", image).Replace
		args := map[string]any{"avatar_id": photo}
		require.NoError(t, json.Unmarshal([]byte(fill(c.args)), &args))
		if args["avatar_id"] == nil {
			delete(args, "avatar_id")
		}
		var made struct {
			VideoID  string `json:"video_id"`
			Status   string `json:"status"`
			Next     string `json:"next"`
			Estimate struct {
				USD *struct{ Min, Max float64 } `json:"usd"`
			} `json:"estimate"`
		}
		b.call("create_video", args, &made)
		assert.NotEmpty(t, made.VideoID, name)
		assert.Contains(t, made.Next, "Do not create it again", name)
		sent, err := json.Marshal(b.sent())
		require.NoError(t, err)
		assert.JSONEq(t, fill(c.sent), string(sent), name)
		if _, spoken := args["script"]; spoken {
			require.NotNil(t, made.Estimate.USD, name)
			assert.Positive(t, made.Estimate.USD.Max, name)
		}
	}
}

// TestTransparentBackground asks for WebM and for the cut-out that it needs.
func TestTransparentBackground(t *testing.T) {
	t.Parallel()
	b, _ := still(t)
	voice := b.voice(map[string]any{"language": "en"})
	for _, l := range b.looks(map[string]any{"ownership": "public", "engine": "avatar_iv", "limit": 50}) {
		args := map[string]any{"avatar_id": l.AvatarID, "voice_id": voice, "script": "Hello.", "transparent_background": true}
		result, err := b.client.CallTool(t.Context(), "create_video", args)
		require.NoError(t, err)
		if result.IsError { // only HeyGen can tell which looks have matting
			assert.Contains(t, string(result.JSON), `"field":"transparent_background"`)
			continue
		}
		sent := b.sent()
		assert.Equal(t, "webm", sent["output_format"])
		assert.Equal(t, true, sent["remove_background"])
		return
	}
	t.Fatal("no look takes a transparent background")
}

// TestTheEstimateIsTheCharge renders, and compares the price told before with
// what was taken.
func TestTheEstimateIsTheCharge(t *testing.T) {
	t.Parallel()
	b, clock := still(t)
	for _, filter := range []map[string]any{
		{"avatar_type": "photo_avatar", "engine": "avatar_iv"}, {"avatar_type": "digital_twin", "engine": "avatar_v"}, {"avatar_type": "studio_avatar", "engine": "avatar_iii"},
	} {
		var made struct {
			VideoID  string `json:"video_id"`
			Estimate struct {
				USD struct{ Min, Max float64 } `json:"usd"`
			} `json:"estimate"`
		}
		b.call("create_video", map[string]any{
			"avatar_id": b.someLook(filter).AvatarID, "engine": filter["engine"], "script": strings.Repeat("These are ten words that somebody says in a video. ", 10),
		}, &made)
		clock.Advance(time.Hour)
		charges := b.heygen.Charges()
		charged := charges[len(charges)-1].USD
		assert.GreaterOrEqual(t, charged, made.Estimate.USD.Min, "%v", filter)
		assert.LessOrEqual(t, charged, made.Estimate.USD.Max, "%v", filter)
	}
}

// TestTranslateSends every argument, by the names that HeyGen has for them.
func TestTranslateSends(t *testing.T) {
	t.Parallel()
	b, clock, video := finished(t)
	stock := b.voice(map[string]any{"language": "Spanish"})
	var made struct {
		IDs       []string `json:"video_translation_ids"`
		Languages []string `json:"output_languages"`
		Estimate  struct {
			Count int `json:"count"`
			USD   struct{ Min, Max float64 }
		} `json:"estimate"`
	}
	b.call("translate_video", map[string]any{
		"video_id": video, "output_languages": []string{"es", "français", "German (Germany)"}, "mode": "precision", "translate_audio_only": false,
		"start_time": 0, "end_time": 2.5, "speaker_num": 1, "srt_url": "https://example.com/a.srt", "srt_role": "input", "brand_glossary_id": "g",
		"use_stock_voice": true, "stock_voice_ids": []string{stock}, "title": "Three", "callback_url": "https://example.com/hook", "callback_id": "9",
	}, &made)
	assert.Len(t, made.IDs, 3)
	assert.Equal(t, []string{"Spanish", "French (France)", "German (Germany)"}, made.Languages)
	assert.Equal(t, 3, made.Estimate.Count)
	sent := b.sent()
	source, ok := sent["video"].(map[string]any)
	require.True(t, ok)
	assert.Equal(t, "url", source["type"])
	assert.Contains(t, source["url"], "signature=", "the fresh link of the finished video")
	delete(sent, "video")
	got, err := json.Marshal(sent)
	require.NoError(t, err)
	assert.JSONEq(t, `{"output_languages":["Spanish","French (France)","German (Germany)"],"mode":"precision","start_time":0,"end_time":2.5,"speaker_num":1,
		"srt":{"type":"url","url":"https://example.com/a.srt"},"srt_role":"input","brand_glossary_id":"g","stock_voice_config":{"use_stock_voice":true,"preferred_stock_voice_ids":["`+stock+`"]},
		"title":"Three","callback_url":"https://example.com/hook","callback_id":"9"}`, string(got))
	clock.Advance(time.Hour)
	assert.True(t, b.status(0, made.IDs...).Done)
}

// TestTemplatesOfEveryVariable fills one of each type.
func TestTemplatesOfEveryVariable(t *testing.T) {
	t.Parallel()
	b, clock := still(t)
	image, look, voice := b.upload(t, "a.png", pngFile()), b.someLook(nil).AvatarID, b.voice(map[string]any{"language": "en"})
	values := map[string]string{
		"text": "Words of our own", "image": image, "video": "https://example.com/a.mp4", "audio": "https://example.com/a.mp3", "voice": voice, "character": look, "avatar": look,
	}
	var list struct {
		Items []struct {
			TemplateID string `json:"template_id"`
		} `json:"items"`
	}
	b.call("list_templates", map[string]any{"limit": 100}, &list)
	seen := map[string]bool{}
	for _, item := range list.Items {
		var template struct {
			Variables []struct{ Name, Type string } `json:"variables"`
		}
		b.call("get_template", map[string]any{"template_id": item.TemplateID}, &template)
		variables := map[string]string{}
		for _, v := range template.Variables {
			require.Contains(t, values, v.Type)
			variables[v.Name], seen[v.Type] = values[v.Type], true
		}
		var made struct {
			VideoID string `json:"video_id"`
		}
		b.call("generate_from_template", map[string]any{"template_id": item.TemplateID, "variables": variables, "title": "Filled", "width": 1280, "height": 720}, &made)
		clock.Advance(time.Hour)
		require.True(t, b.status(0, made.VideoID).Done, item.TemplateID)
		failure := b.refused("generate_from_template", map[string]any{"template_id": item.TemplateID, "variables": map[string]string{"no_such": "x"}})
		assert.Equal(t, "variables.no_such", failure.Field)
	}
	for _, typ := range []string{"text", "image", "video", "audio", "voice", "character"} {
		assert.True(t, seen[typ], "no template has a variable of type %s", typ)
	}
}

func TestCreateSpeech(t *testing.T) {
	t.Parallel()
	b, _ := still(t)
	voice := b.voice(map[string]any{"language": "en", "engine": "starfish"})
	var made struct {
		AudioURL string  `json:"audio_url"`
		Seconds  float64 `json:"duration_seconds"`
		Status   string  `json:"status"`
	}
	b.call("create_speech", map[string]any{"text": "<speak>Hello there.</speak>", "voice_id": voice, "speed": 1.5, "ssml": true, "locale": "en-GB", "language": "English"}, &made)
	assert.Equal(t, "completed", made.Status)
	assert.NotEmpty(t, made.AudioURL)
	assert.Positive(t, made.Seconds)
	assert.Equal(t, map[string]any{"text": "<speak>Hello there.</speak>", "voice_id": voice, "speed": 1.5, "input_type": "ssml", "locale": "en-GB", "language": "English"}, b.sent())
	assert.Len(t, b.heygen.Charges(), 1)
}
