package heygentest_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi/heygentest"
	"heygen-mcp/heygenapi/heygentest/cast"
)

func TestVideoGoesThroughItsStatuses(t *testing.T) {
	t.Parallel()
	s := open(t)
	made := s.ok(http.MethodPost, "/v3/videos", spoken(t))
	assert.Equal(t, "waiting", made["status"])
	path := "/v3/videos/" + made["video_id"].(string)
	look := func() string { return s.ok(http.MethodGet, path, nil)["status"].(string) }
	assert.Equal(t, "pending", look())
	s.clock.Advance(30 * time.Second)
	assert.Equal(t, "processing", look())
	assert.Empty(t, s.Charges(), "nothing is charged before the end")
	s.clock.Advance(5 * time.Minute)
	done := s.ok(http.MethodGet, path, nil)
	require.Equal(t, "completed", done["status"])
	assert.InDelta(t, 9, done["duration"], 4)
	charges := s.Charges()
	require.Len(t, charges, 1)
	assert.Equal(t, "video", charges[0].Kind)
	assert.InDelta(t, 0.0805*done["duration"].(float64), charges[0].USD, 0.001)
	assert.InDelta(t, 100-charges[0].USD, s.Balance(), 1e-6)
	assert.InDelta(t, s.Balance(), s.ok(http.MethodGet, "/v3/users/me", nil)["wallet"].(obj)["remaining_balance"], 0.01)
}

func TestFinishedVideoHasItsFiles(t *testing.T) {
	t.Parallel()
	s := open(t)
	id := s.video(with(spoken(t), "caption", obj{"style": "default"}))
	s.clock.Advance(10 * time.Minute)
	v := s.ok(http.MethodGet, "/v3/videos/"+id, nil)
	for field, kind := range map[string]string{
		"video_url": "video/mp4", "captioned_video_url": "video/mp4", "subtitle_url": "application/x-subrip",
		"thumbnail_url": "image/png", "gif_url": "image/gif", "video_page_url": "text/html; charset=utf-8",
	} {
		got := s.send(http.MethodGet, v[field].(string), nil)
		assert.Equal(t, http.StatusOK, got.status, field)
		assert.Equal(t, kind, got.header.Get("Content-Type"), field)
		assert.NotEmpty(t, got.raw, field)
	}
	assert.Contains(t, string(s.send(http.MethodGet, v["subtitle_url"].(string), nil).raw), "harbour")
	part := s.send(http.MethodGet, v["video_url"].(string), nil, "Range", "bytes=4-7")
	assert.Equal(t, http.StatusPartialContent, part.status)
	assert.Equal(t, "ftyp", string(part.raw))
}

func TestLinksExpireAndAreRenewed(t *testing.T) {
	t.Parallel()
	s := open(t, heygentest.WithURLLifetime(10*time.Minute))
	id := s.video(spoken(t))
	s.clock.Advance(5 * time.Minute)
	link := func() string { return s.ok(http.MethodGet, "/v3/videos/"+id, nil)["video_url"].(string) }
	old := link()
	assert.Equal(t, http.StatusOK, s.send(http.MethodHead, old, nil).status)
	assert.Equal(t, http.StatusForbidden, s.send(http.MethodGet, strings.Replace(old, "signature=", "signature=0", 1), nil).status, "forged")
	s.clock.Advance(11 * time.Minute)
	assert.Equal(t, http.StatusForbidden, s.send(http.MethodGet, old, nil).status, "expired")
	assert.Equal(t, http.StatusOK, s.send(http.MethodGet, link(), nil).status, "renewed")
}

func TestPrices(t *testing.T) {
	t.Parallel()
	image := obj{"type": "image", "image": obj{"type": "url", "url": "https://files.example/face.png"}, "script": script, "voice_id": voiceID(t, starfish)}
	engine := func(l cast.Look, name string) obj {
		return obj{"type": "avatar", "avatar_id": l.ID, "script": script, "engine": obj{"type": name}}
	}
	for name, c := range map[string]struct {
		body obj
		usd  float64 // A second, or for the whole where flat.
		flat bool
	}{
		"III studio": {body: engine(person(t, "studio_avatar", "avatar_iii"), "avatar_iii"), usd: 0.0167},
		"IV studio":  {body: engine(person(t, "studio_avatar", "avatar_iv"), "avatar_iv"), usd: 0.0805},
		"IV photo":   {body: engine(person(t, "photo_avatar", "avatar_iv"), "avatar_iv"), usd: 0.0385},
		"V twin":     {body: engine(person(t, "digital_twin", "avatar_v"), "avatar_v"), usd: 0.12},
		"image":      {body: image, usd: 0.0385},
		"cinematic":  {body: cinematic(t), usd: 7, flat: true},
		"studio III": {body: studio(obj{"type": "avatar_video", "input": with(engine(person(t, "studio_avatar", "avatar_iii"), "avatar_iii"), "type", "avatar")}), usd: 0.0167},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := open(t)
			id := s.video(c.body)
			s.clock.Advance(time.Hour)
			v := s.ok(http.MethodGet, "/v3/videos/"+id, nil)
			require.Equal(t, "completed", v["status"])
			want := c.usd
			if !c.flat {
				want *= v["duration"].(float64)
			}
			require.Len(t, s.Charges(), 1)
			assert.InDelta(t, want, s.Charges()[0].USD, 0.002)
		})
	}
}

func cinematic(t testing.TB) obj {
	t.Helper()
	return obj{"type": "cinematic_avatar", "avatar_id": []string{person(t, "studio_avatar", "avatar_iv").ID}, "prompt": "A walk along the quay", "duration": 8}
}

func studio(scenes ...obj) obj { return obj{"type": "studio", "title": "Scenes", "scenes": scenes} }

func TestVideoRules(t *testing.T) {
	t.Parallel()
	s := open(t)
	photo, twin := person(t, "photo_avatar", "avatar_iv"), person(t, "digital_twin", "avatar_v")
	state := func(want string) string {
		return look(t, func(l cast.Look) bool { return l.Private && l.Status == want }).ID
	}
	old := look(t, func(l cast.Look) bool {
		return !l.Private && !contains(l.Engines, "avatar_v") && l.DefaultVoiceID != ""
	})
	plain := look(t, func(l cast.Look) bool {
		return !l.Private && !l.Matting && l.DefaultVoiceID != "" && l.AvatarType == "studio_avatar"
	})
	image := obj{"type": "image", "image": obj{"type": "url", "url": "https://files.example/face.png"}, "script": script}
	link := obj{"type": "url", "url": "https://files.example/a.png"}
	a := spoken(t)
	cases := []struct {
		name, want string
		body       obj
	}{
		{"no type", "400 invalid_parameter type", with(a, "type", nil)},
		{"unknown type", "400 invalid_parameter type", with(a, "type", "hologram")},
		{"no look", "400 invalid_parameter avatar_id", with(a, "avatar_id", nil)},
		{"unknown look", "404 avatar_not_found avatar_id", with(a, "avatar_id", "nobody")},
		{"a group for a look", "404 avatar_not_found avatar_id", with(a, "avatar_id", people().Groups[30].ID)},
		{"look in the making", "409 resource_not_ready avatar_id", with(a, "avatar_id", state("processing"))},
		{"look without consent", "400 avatar_consent_required avatar_id", with(a, "avatar_id", state("pending_consent"))},
		{"failed look", "400 invalid_parameter avatar_id", with(a, "avatar_id", state("failed"))},
		{"nothing said", "400 invalid_parameter script", with(a, "script", nil)},
		{"two sources", "400 invalid_parameter script", with(a, "audio_url", "https://files.example/a.mp3")},
		{"long script", "400 invalid_parameter script", with(a, "script", strings.Repeat("a", 5001))},
		{"unknown voice", "404 voice_not_found voice_id", with(a, "voice_id", "nobody")},
		{"failed voice", "403 voice_not_usable voice_id", with(a, "voice_id", voiceID(t, func(v cast.Voice) bool { return v.Status == "failed" }))},
		{"unknown asset", "404 asset_not_found audio_asset_id", with(a, "script", nil, "audio_asset_id", "none")},
		{"no address", "400 invalid_parameter audio_url", with(a, "script", nil, "audio_url", "not an address")},
		{"a web page", "400 download_failed audio_url", with(a, "script", nil, "audio_url", "https://drive.google.com/file/d/1/view")},
		{"aspect", "400 invalid_parameter aspect_ratio", with(a, "aspect_ratio", "4:3")},
		{"resolution", "400 invalid_parameter resolution", with(a, "resolution", "8k")},
		{"speed", "400 invalid_parameter voice_settings.speed", with(a, "voice_settings", obj{"speed": 1.6})},
		{"pitch", "400 invalid_parameter voice_settings.pitch", with(a, "voice_settings", obj{"pitch": -51})},
		{"volume", "400 invalid_parameter voice_settings.volume", with(a, "voice_settings", obj{"volume": 1.1})},
		{"engine settings", "400 invalid_parameter voice_settings.engine_settings.engine_type", with(a, "voice_settings", obj{"engine_settings": obj{"model": "s1"}})},
		{"engine unknown", "400 invalid_parameter engine.type", with(a, "engine", obj{"type": "avatar_ix"})},
		{"engine not supported", "400 invalid_parameter engine", with(a, "avatar_id", old.ID, "engine", obj{"type": "avatar_v"})},
		{"foreign sibling", "400 invalid_parameter engine.reference_look_id", with(a, "avatar_id", twin.ID, "engine", obj{"type": "avatar_v", "reference_look_id": photo.ID})},
		{"expressiveness on footage", "400 invalid_parameter expressiveness", with(a, "expressiveness", "high")},
		{"motion on IV footage", "400 invalid_parameter motion_prompt", with(a, "motion_prompt", "waves")},
		{"colour without value", "400 invalid_parameter background.value", with(a, "background", obj{"type": "color"})},
		{"image without source", "400 invalid_parameter background.url", with(a, "background", obj{"type": "image"})},
		{"image with both sources", "400 invalid_parameter background.url", with(a, "background", obj{"type": "image", "url": link["url"], "asset_id": "x"})},
		{"webm without matting", "400 invalid_parameter output_format", with(a, "avatar_id", plain.ID, "output_format", "webm")},
		{"callback", "400 invalid_parameter callback_url", with(a, "callback_url", "nowhere")},
		{"image needs a voice", "400 invalid_parameter voice_id", image},
		{"image needs an image", "400 invalid_parameter image", with(image, "image", nil)},
		{"image of no kind", "400 invalid_parameter image.type", with(image, "image", obj{"type": "ftp"})},
		{"image not base64", "400 invalid_parameter image.data", with(image, "image", obj{"type": "base64", "media_type": "image/png", "data": "%"})},
		{"cinematic too short", "400 invalid_parameter duration", with(cinematic(t), "duration", 3)},
		{"cinematic both durations", "400 invalid_parameter duration", with(cinematic(t), "auto_duration", true)},
		{"cinematic four looks", "400 invalid_parameter avatar_id", with(cinematic(t), "avatar_id", []string{"a", "b", "c", "d"})},
		{"cinematic 4k", "400 invalid_parameter resolution", with(cinematic(t), "resolution", "4k")},
		{"cinematic aspect", "400 invalid_parameter aspect_ratio", with(cinematic(t), "aspect_ratio", "4:5")},
		{"cinematic reference", "400 invalid_parameter references.0.type", with(cinematic(t), "references", []obj{{"type": "ftp"}})},
		{"cinematic thirteen references", "400 invalid_parameter references", with(cinematic(t), "references", times(13, link))},
		{"studio without scenes", "400 invalid_parameter scenes", studio()},
		{"studio of 51 scenes", "400 invalid_parameter scenes", studio(times(51, obj{"type": "image", "source": link, "duration": 1})...)},
		{"studio as webm", "400 invalid_parameter output_format", with(studio(obj{"type": "image", "source": link, "duration": 1}), "output_format", "webm")},
		{"scene of no kind", "400 invalid_parameter scenes.0.type", studio(obj{"type": "ballet"})},
		{"scene without input", "400 invalid_parameter scenes.0.input", studio(obj{"type": "avatar_video"})},
		{"silent scene too long", "400 invalid_parameter scenes.0.duration", studio(obj{"type": "image", "source": link, "duration": 301})},
		{"silent scene that speaks", "400 invalid_parameter scenes.0.duration", studio(obj{"type": "image", "source": link, "duration": 3, "script": "Hi"})},
		{"second scene is wrong", "404 avatar_not_found scenes.1.input.avatar_id", studio(
			obj{"type": "image", "source": link, "duration": 3}, obj{"type": "avatar_video", "input": obj{"type": "avatar", "avatar_id": "nobody", "script": "Hi"}})},
	}
	for _, c := range cases {
		s.refused(c.want, http.MethodPost, "/v3/videos", c.body)
	}
	assert.Empty(t, s.list("/v3/videos"), "what is refused leaves nothing")
}

func times[T any](n int, v T) []T {
	out := make([]T, n)
	for i := range out {
		out[i] = v
	}
	return out
}

func contains(values []string, wanted string) bool {
	return strings.Contains(" "+strings.Join(values, " ")+" ", " "+wanted+" ")
}

func TestVideosAreListedNewestFirst(t *testing.T) {
	t.Parallel()
	s := open(t, heygentest.WithConcurrency(100))
	for _, title := range []string{"First", "Second", "Third of the first week"} {
		s.video(with(spoken(t), "title", title))
	}
	all := s.list("/v3/videos")
	require.Len(t, all, 3)
	assert.Equal(t, "Third of the first week", all[0]["title"])
	assert.Len(t, s.list("/v3/videos?title=first"), 2)
	id := all[1]["id"].(string)
	assert.Equal(t, true, s.ok(http.MethodDelete, "/v3/videos/"+id, nil)["deleted"])
	s.refused("404 not_found", http.MethodGet, "/v3/videos/"+id, nil)
	s.refused("404 not_found", http.MethodDelete, "/v3/videos/"+id, nil)
	assert.Len(t, s.list("/v3/videos"), 2)
}
