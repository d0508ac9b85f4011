package heygentest_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// makes sends a request that has to succeed with a status other than 200, and
// gives its data.
func (s *sandbox) makes(status int, path string, body obj, header ...string) obj {
	s.t.Helper()
	a := s.send(http.MethodPost, path, body, header...)
	require.Equal(s.t, status, a.status, "%s: %s", path, a.raw)
	data, _ := a.body["data"].(obj)
	return data
}

// kit imports a brand kit and gives its path.
func (s *sandbox) kit(body obj) string {
	s.t.Helper()
	made := s.makes(http.StatusCreated, "/v3/brand-kits", body)
	assert.Equal(s.t, "loading", made["status"])
	return "/v3/brand-kits/" + made["brand_kit_id"].(string)
}

func TestABrandKitIsImported(t *testing.T) {
	t.Parallel()
	s := open(t)
	path := s.kit(obj{"url": "https://harbour.example/about"})
	loading := s.ok(http.MethodGet, path, nil)
	assert.Equal(t, []any{"harbour.example", "loading"}, []any{loading["name"], loading["status"]})
	assert.Empty(t, loading["fonts"], "fonts come last")
	renamed := s.ok(http.MethodPatch, path, obj{"name": "Harbour"})
	assert.Equal(t, "Harbour", renamed["name"], "a name needs no completed kit")
	s.refused("409 brand_kit_not_ready color_roles", http.MethodPatch, path, obj{"color_roles": obj{"primary": "#112233"}})
	s.clock.Advance(2 * time.Minute)
	done := s.ok(http.MethodGet, path, nil)
	assert.Equal(t, "completed", done["status"])
	require.NotEmpty(t, done["fonts"])
	font, logo := items(done["fonts"])[0]["font_id"], items(done["logos"])[0]
	assert.Equal(t, http.StatusOK, s.send(http.MethodGet, logo["url"].(string), nil).status)

	changed := s.ok(http.MethodPatch, path, obj{
		"color_roles": obj{"primary": "#112233", "accent": "#445566"}, "font_roles": obj{"title_text": obj{"font_id": font, "weight": 700}}, "logo_roles": obj{"primary": logo["logo_id"]},
	})
	assert.Equal(t, obj{"primary": "#112233", "accent": "#445566"}, changed["color_roles"])
	changed = s.ok(http.MethodPatch, path, obj{"color_roles": obj{"accent": "#778899"}})
	assert.Equal(t, obj{"accent": "#778899"}, changed["color_roles"], "a role left out is cleared")
	assert.NotEmpty(t, changed["font_roles"], "what is left out stays")
	changed = s.ok(http.MethodPatch, path, obj{"color_roles": obj{}})
	assert.Empty(t, changed["color_roles"])

	assert.Len(t, s.list("/v3/brand-kits?limit=100"), len(people().BrandKits)+1)
	s.ok(http.MethodDelete, path, nil)
	s.refused("404 resource_not_found", http.MethodGet, path, nil)
	s.refused("404 resource_not_found", http.MethodDelete, path, nil)
}

func TestBrandKitRules(t *testing.T) {
	t.Parallel()
	s := open(t)
	own, shared := people().BrandKits[0].ID, people().BrandKits[len(people().BrandKits)-1].ID
	s.refused("400 invalid_parameter url", http.MethodPost, "/v3/brand-kits", obj{"url": "harbour"})
	s.refused("400 invalid_parameter url", http.MethodPost, "/v3/brand-kits", obj{})
	for want, body := range map[string]obj{
		"400 invalid_parameter":                     {},
		"400 invalid_parameter color_roles":         {"color_roles": nil},
		"400 invalid_parameter color_roles.primary": {"color_roles": obj{"primary": "blue"}},
		"400 invalid_parameter logo_roles.primary":  {"logo_roles": obj{"primary": "none"}},
		"400 invalid_parameter name":                {"name": strings.Repeat("n", 257)},
	} {
		s.refused(want, http.MethodPatch, "/v3/brand-kits/"+own, body)
	}
	s.refused("403 resource_access_denied", http.MethodPatch, "/v3/brand-kits/"+shared, obj{"name": "Mine"})
	s.refused("403 resource_access_denied", http.MethodDelete, "/v3/brand-kits/"+shared, nil)
	assert.Equal(t, "completed", s.ok(http.MethodGet, "/v3/brand-kits/"+shared, nil)["status"])

	failing := s.kit(obj{"url": "https://harbour.example", "name": "[[fail]]"})
	s.clock.Advance(2 * time.Minute)
	assert.Equal(t, "error", s.ok(http.MethodGet, failing, nil)["status"])
	s.refused("409 brand_kit_not_ready logo_roles", http.MethodPatch, failing, obj{"logo_roles": obj{}})
}

func TestABrandIsMadeOnceForAKey(t *testing.T) {
	t.Parallel()
	s := open(t)
	for path, body := range map[string]obj{"/v3/brand-kits": {"url": "https://harbour.example"}, "/v3/brand-glossaries": {"name": "Harbour words"}} {
		first := s.makes(http.StatusCreated, path, body, "Idempotency-Key", "k-"+path[4:])
		assert.Equal(t, first, s.makes(http.StatusCreated, path, body, "Idempotency-Key", "k-"+path[4:]))
	}
}

func TestAGlossaryIsKept(t *testing.T) {
	t.Parallel()
	s := open(t)
	made := s.makes(http.StatusCreated, "/v3/brand-glossaries", obj{
		"name": " Harbour ", "terms": []obj{{"term": "quay", "pronunciation": "key"}}, "do_not_translate_terms": []obj{{"term": "Quayside"}},
	})
	assert.Equal(t, "Harbour", made["name"])
	assert.NotContains(t, made, "forced_translations")
	path := "/v3/brand-glossaries/" + made["brand_glossary_id"].(string)
	assert.Equal(t, made, s.ok(http.MethodGet, path, nil))
	s.clock.Advance(time.Hour)
	changed := s.ok(http.MethodPatch, path, obj{"do_not_translate_terms": []obj{}, "forced_translations": []obj{{"term": "crane", "translation": "Kran"}}, "name": "HARBOUR"})
	assert.NotContains(t, changed, "do_not_translate_terms", "an empty list empties it")
	assert.Len(t, changed["terms"], 1, "what is left out stays")
	assert.Len(t, changed["forced_translations"], 1)
	assert.NotEqual(t, changed["created_at"], changed["updated_at"])

	other := people().BrandGlossaries[0]
	s.refused("409 conflict name", http.MethodPost, "/v3/brand-glossaries", obj{"name": "harbour"})
	s.refused("409 conflict name", http.MethodPatch, path, obj{"name": strings.ToUpper(other.Name)})
	s.refused("400 invalid_parameter", http.MethodPatch, path, obj{})
	s.refused("400 invalid_parameter name", http.MethodPost, "/v3/brand-glossaries", obj{"name": "  "})
	s.refused("400 invalid_parameter name", http.MethodPost, "/v3/brand-glossaries", obj{"name": strings.Repeat("n", 65)})
	s.refused("400 invalid_parameter terms.0.pronunciation", http.MethodPatch, path, obj{"terms": []obj{{"term": "quay"}}})
	assert.Len(t, s.list("/v3/brand-glossaries?limit=100"), len(people().BrandGlossaries)+1)
	s.ok(http.MethodDelete, path, nil)
	for _, method := range []string{http.MethodGet, http.MethodDelete} {
		s.refused("404 resource_not_found", method, path, nil)
	}
}

func TestAGroupGetsItsVoice(t *testing.T) {
	t.Parallel()
	s := open(t)
	var own, public string
	for _, g := range people().Groups {
		if g.Private {
			own = "/v3/avatars/" + g.ID
		} else {
			public = "/v3/avatars/" + g.ID
		}
	}
	id := voiceID(t, starfish)
	assert.Equal(t, id, s.ok(http.MethodPatch, own, obj{"default_voice_id": id})["default_voice_id"])
	assert.Equal(t, id, s.ok(http.MethodGet, own, nil)["default_voice_id"])
	assert.Nil(t, s.ok(http.MethodPatch, own, obj{"default_voice_id": nil})["default_voice_id"])
	s.refused("403 resource_access_denied", http.MethodPatch, public, obj{"default_voice_id": id})
	s.refused("400 invalid_parameter default_voice_id", http.MethodPatch, own, obj{"default_voice_id": "none"})
	s.refused("400 invalid_parameter default_voice_id", http.MethodPatch, own, obj{"default_voice_id": 7})
	clone := func(name string) string {
		return s.ok(http.MethodPost, "/v3/voices/clone", obj{"voice_name": name, "audio": obj{"type": "url", "url": "https://files.example/me.mp3"}})["voice_clone_id"].(string)
	}
	mine, failing := clone("Mine"), clone("[[fail]]")
	s.refused("409 resource_not_ready default_voice_id", http.MethodPatch, own, obj{"default_voice_id": mine})
	s.clock.Advance(time.Hour)
	assert.Equal(t, mine, s.ok(http.MethodPatch, own, obj{"default_voice_id": mine})["default_voice_id"])
	s.refused("403 voice_not_usable default_voice_id", http.MethodPatch, own, obj{"default_voice_id": failing})
	gone := s.send(http.MethodPatch, "/v3/avatars/none", obj{"default_voice_id": id})
	assert.Equal(t, http.StatusNotFound, gone.status)
}
