package heygentest_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// scenes are a video's, and what they have in common.
func (s *sandbox) scenes(id string) (scenes []obj, video obj) {
	s.t.Helper()
	data := s.ok(http.MethodGet, "/v3/videos/"+id+"/scenes", nil)
	assert.Equal(s.t, id, data["video_id"])
	return items(data["scenes"]), data["video"].(obj)
}

func TestScenesAreToldAsTheyWereAskedFor(t *testing.T) {
	t.Parallel()
	s := open(t)
	who, voice := person(t, "studio_avatar", "avatar_iv").ID, voiceID(t, starfish)
	id := s.video(obj{"type": "studio", "title": "Harbour", "aspect_ratio": "9:16", "resolution": "1080p", "scenes": []obj{
		{"type": "avatar_video", "input": obj{"type": "avatar", "avatar_id": who, "script": "One.", "voice_id": voice, "background": obj{"type": "color", "color": "#112233"},
			"voice_settings": obj{"speed": 1.1, "engine_settings": obj{"engine_type": "starfish"}}}},
		{"type": "image", "source": obj{"type": "url", "url": "https://files.example/a.png"}, "duration": 3},
		{"type": "video", "source": obj{"type": "url", "url": "https://files.example/b.mp4"}, "playback": obj{"mute": true}},
	}})
	scenes, video := s.scenes(id)
	require.Len(t, scenes, 3)
	assert.Equal(t, []any{"Harbour", "9:16", "1080p", false}, []any{video["title"], video["aspect_ratio"], video["resolution"], video["caption"].(obj)["enabled"]})
	speaker, said := items(scenes[0]["elements"])[0], items(scenes[0]["script"])[0]
	assert.Equal(t, []any{"avatar", who, "avatar_iv", "text", "One.", voice, 1.1}, []any{
		speaker["type"], speaker["avatar_id"], speaker["engine"], said["type"], said["text"], said["voice_id"], said["voice_settings"].(obj)["speed"],
	})
	assert.Equal(t, obj{"type": "color", "color": "#112233"}, scenes[0]["background"])
	still, silence := scenes[1]["background"].(obj), items(scenes[1]["script"])[0]
	assert.Equal(t, []any{"image", "https://files.example/a.png", "silence", 3.0}, []any{still["type"], still["url"], silence["type"], silence["duration"]})
	clip := scenes[2]["background"].(obj)
	assert.Equal(t, []any{"video", "https://files.example/b.mp4", 0.0}, []any{clip["type"], clip["url"], clip["volume"]})
	assert.Empty(t, scenes[2]["script"])
}

func TestEveryVideoHasScenes(t *testing.T) {
	t.Parallel()
	s := open(t)
	twin := person(t, "studio_avatar", "avatar_iv").ID
	for _, c := range []struct {
		body           obj
		element, heard string
	}{
		{with(spoken(t), "caption", obj{"style": "default"}, "background", obj{"type": "color", "value": "#112233"}), "avatar", "text"},
		{with(spoken(t), "script", nil, "audio_url", "https://files.example/a.mp3", "background", obj{"type": "image", "url": "https://files.example/a.png"}), "avatar", "audio"},
		{obj{"type": "image", "image": obj{"type": "url", "url": "https://files.example/a.png"}, "script": "Hi.", "voice_id": voiceID(t, starfish)}, "image", "text"},
		{obj{"type": "cinematic_avatar", "avatar_id": []string{twin}, "prompt": "walks"}, "avatar", ""},
	} {
		scenes, video := s.scenes(s.video(c.body))
		require.Len(t, scenes, 1)
		assert.Equal(t, c.element, items(scenes[0]["elements"])[0]["type"])
		assert.Equal(t, c.body["caption"] != nil, video["caption"].(obj)["enabled"])
		if c.heard == "" {
			assert.Empty(t, scenes[0]["script"])
			continue
		}
		assert.Equal(t, c.heard, items(scenes[0]["script"])[0]["type"])
	}
	for _, path := range []string{"/v3/videos/none/scenes", "/v3/videos/none/frames"} {
		assert.Equal(t, http.StatusNotFound, s.send(http.MethodGet, path, nil).status)
	}
}
