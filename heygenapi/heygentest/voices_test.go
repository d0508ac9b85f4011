package heygentest_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi/heygentest/cast"
)

func TestVoicesAreFiltered(t *testing.T) {
	t.Parallel()
	s := open(t)
	for _, v := range s.list("/v3/voices?limit=100&gender=female&engine=starfish&language=" + url.QueryEscape("Spanish")) {
		assert.Equal(t, "female", v["gender"])
		assert.Contains(t, v["language"], "Spanish")
		assert.Equal(t, "public", v["type"])
	}
	private := s.list("/v3/voices?type=private")
	require.NotEmpty(t, private)
	assert.Equal(t, "private", private[0]["type"])
	one := s.ok(http.MethodGet, "/v3/voices/"+private[0]["voice_id"].(string), nil)
	heard := s.send(http.MethodGet, one["preview_audio_url"].(string), nil)
	assert.Equal(t, "audio/wav", heard.header.Get("Content-Type"))
	assert.True(t, strings.HasPrefix(string(heard.raw), "RIFF"))
	s.refused("404 voice_not_found", http.MethodGet, "/v3/voices/none", nil)
	s.refused("400 invalid_parameter type", http.MethodGet, "/v3/voices?type=secret", nil)
}

func TestDesignFindsThreeASeed(t *testing.T) {
	t.Parallel()
	s := open(t)
	found := func(seed int) []obj {
		return items(s.ok(http.MethodPost, "/v3/voices", obj{"prompt": "A calm sailor", "gender": "male", "seed": seed})["voices"])
	}
	first := found(0)
	require.Len(t, first, 3)
	assert.Equal(t, "male", first[0]["gender"])
	assert.Equal(t, first[0]["voice_id"], found(0)[0]["voice_id"], "the same for the same words")
	assert.NotEqual(t, first[0]["voice_id"], found(1)[0]["voice_id"])
	assert.Empty(t, items(s.ok(http.MethodPost, "/v3/voices", obj{"prompt": "A calm sailor", "gender": "robot"})["voices"]))
	assert.Empty(t, s.Charges(), "it creates nothing")
}

func TestCloneIsReadyLater(t *testing.T) {
	t.Parallel()
	s := open(t)
	clone := func(name string) string {
		body := obj{"voice_name": name, "audio": obj{"type": "url", "url": "https://files.example/me.wav"}}
		return s.ok(http.MethodPost, "/v3/voices/clone", body)["voice_clone_id"].(string)
	}
	id, ghost := clone("Mine"), clone("[[fail]]")
	speech := obj{"text": "Hello", "voice_id": id}
	s.refused("403 voice_not_usable voice_id", http.MethodPost, "/v3/voices/speech", speech)
	assert.Equal(t, "processing", s.ok(http.MethodGet, "/v3/voices/"+id, nil)["status"])
	s.clock.Advance(time.Hour)
	assert.Equal(t, "complete", s.ok(http.MethodGet, "/v3/voices/"+id, nil)["status"])
	failed := s.ok(http.MethodGet, "/v3/voices/"+ghost, nil)
	assert.Equal(t, "failed", failed["status"])
	assert.NotEmpty(t, failed["failure_message"])
	s.ok(http.MethodPost, "/v3/voices/speech", speech)
	s.ok(http.MethodDelete, "/v3/voices/"+id, nil)
	s.refused("404 voice_not_found", http.MethodGet, "/v3/voices/"+id, nil)
	s.refused("403 forbidden", http.MethodDelete, "/v3/voices/"+voiceID(t, starfish), nil)
}

func TestSpeech(t *testing.T) {
	t.Parallel()
	s := open(t)
	body := obj{"text": "One two three four five six", "voice_id": voiceID(t, starfish)}
	got := s.ok(http.MethodPost, "/v3/voices/speech", body)
	assert.Equal(t, http.StatusOK, s.send(http.MethodGet, got["audio_url"].(string), nil).status)
	stamps := items(got["word_timestamps"])
	require.Len(t, stamps, 6)
	assert.InDelta(t, got["duration"], stamps[5]["end"], 1e-6)
	require.Len(t, s.Charges(), 1)
	assert.InDelta(t, 0.002*got["duration"].(float64), s.Charges()[0].USD, 1e-4)
	other := voiceID(t, func(v cast.Voice) bool { return v.Type == "public" && v.Engine != "starfish" })
	for _, c := range []struct {
		want string
		body obj
	}{
		{"400 invalid_parameter text", with(body, "text", " ")},
		{"400 invalid_parameter text", with(body, "text", strings.Repeat("a", 5001))},
		{"400 invalid_parameter speed", with(body, "speed", 2.1)},
		{"400 invalid_parameter input_type", with(body, "input_type", "song")},
		{"400 invalid_parameter voice_id", with(body, "voice_id", nil)},
		{"400 invalid_parameter voice_id", with(body, "voice_id", other)},
		{"404 voice_not_found voice_id", with(body, "voice_id", "none")},
	} {
		s.refused(c.want, http.MethodPost, "/v3/voices/speech", c.body)
	}
}
