package heygentest_test

import (
	"bytes"
	"image/png"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func sounds(query string, more ...string) string {
	q := url.Values{"query": {query}}
	for i := 0; i+1 < len(more); i += 2 {
		q.Set(more[i], more[i+1])
	}
	return "/v3/audio/sounds?" + q.Encode()
}

func TestSoundsAreFoundByWords(t *testing.T) {
	t.Parallel()
	s := open(t)
	for _, c := range []struct{ query, kind string }{
		{"upbeat corporate", "music"}, {"Calm piano music for a meditation video", "music"}, {"epic orchestral trailer", "music"}, {"lo-fi", "music"},
		{"door slam", "sound_effects"}, {"the sound of rain", "sound_effects"}, {"mouse clicks", "sound_effects"}, {"whoosh transition", "sound_effects"},
	} {
		found := s.list(sounds(c.query, "type", c.kind, "min_score", "0.5"))
		assert.GreaterOrEqual(t, len(found), 3, c.query)
		score := 1.0
		for _, one := range found {
			assert.Equal(t, c.kind, one["type"])
			assert.LessOrEqual(t, one["score"], score)
			assert.GreaterOrEqual(t, one["score"], 0.5)
			assert.LessOrEqual(t, one["score"], 0.86, "a search by meaning is never sure")
			score = one["score"].(float64)
		}
		assert.Empty(t, s.list(sounds(c.query, "type", map[string]string{"music": "sound_effects", "sound_effects": "music"}[c.kind])), c.query)
	}
	assert.Contains(t, s.list(sounds("door slam", "type", "sound_effects"))[0]["name"], "Door slam")
	for _, nonsense := range []string{"xyzzy plugh", "qqq", "!?"} {
		assert.Empty(t, s.list(sounds(nonsense)), nonsense)
		assert.Empty(t, s.list(sounds(nonsense, "type", "sound_effects", "min_score", "0.1")), nonsense)
	}
	assert.Equal(t, s.list(sounds("jazz"))[0]["id"], s.list(sounds("jazz", "type", "music"))[0]["id"], "music is meant where nothing is said")
}

func TestSoundsArePagedAndPlayable(t *testing.T) {
	t.Parallel()
	s := open(t)
	seen, token := map[any]bool{}, ""
	for {
		page := s.send(http.MethodGet, sounds("upbeat", "limit", "20", "min_score", "0.5", "token", token), nil)
		for _, one := range items(page.body["data"]) {
			seen[one["id"]] = true
		}
		if page.body["has_more"] != true {
			break
		}
		token = page.body["next_token"].(string)
	}
	assert.Greater(t, len(seen), 40)
	one := s.list(sounds("door slam", "type", "sound_effects", "limit", "1"))[0]
	got := s.send(http.MethodGet, one["audio_url"].(string), nil)
	assert.Equal(t, "audio/wav", got.header.Get("Content-Type"))
	assert.InDelta(t, one["duration"], float64(len(got.raw)-44)/32000, 0.01)
	s.clock.Advance(2 * time.Hour)
	assert.Equal(t, http.StatusForbidden, s.send(http.MethodGet, one["audio_url"].(string), nil).status, "expired")
}

func TestSoundRules(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.refused("400 invalid_parameter query", http.MethodGet, "/v3/audio/sounds", nil)
	s.refused("400 invalid_parameter type", http.MethodGet, sounds("rain", "type", "speech"), nil)
	for _, score := range []string{"-0.1", "1.1", "NaN", "much"} {
		s.refused("400 invalid_parameter min_score", http.MethodGet, sounds("rain", "min_score", score), nil)
	}
	assert.Len(t, s.list(sounds("xyzzy", "min_score", "0", "limit", "50")), 50, "everything fits 0")
}

func TestBrands(t *testing.T) {
	t.Parallel()
	s := open(t)
	kits := s.list("/v3/brand-kits")
	require.Len(t, kits, len(people().BrandKits))
	assert.Len(t, s.list("/v3/brand-kits?limit=2"), 2)
	for _, kit := range kits {
		assert.GreaterOrEqual(t, len(kit["colors"].([]any)), 3)
		logo, err := png.Decode(bytes.NewReader(s.send(http.MethodGet, kit["logo_url"].(string), nil).raw))
		require.NoError(t, err)
		assert.Equal(t, 512, logo.Bounds().Dx())
	}
	glossaries := s.list("/v3/brand-glossaries?limit=100")
	require.Len(t, glossaries, len(people().BrandGlossaries))
	for _, g := range glossaries {
		for _, field := range []string{"created_at", "updated_at"} {
			_, err := time.Parse(time.RFC3339, g[field].(string))
			require.NoError(t, err)
		}
	}
	s.refused("400 invalid_parameter limit", http.MethodGet, "/v3/brand-kits?limit=101", nil)
}
