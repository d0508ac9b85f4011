package heygentest_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi/heygentest/cast"
)

// template gives one with a variable of a kind, and that variable's name.
func template(t testing.TB, kind string) (cast.Template, string) {
	t.Helper()
	for _, tpl := range people().Templates {
		for _, scene := range tpl.Scenes {
			for _, v := range scene.Variables {
				if v.Type == kind {
					return tpl, v.Name
				}
			}
		}
	}
	require.Fail(t, "no template has a "+kind)
	return cast.Template{}, ""
}

// value fills a variable of a kind.
func value(t testing.TB, kind string) obj {
	t.Helper()
	switch kind {
	case "text":
		return obj{"type": kind, "content": "Rotterdam"}
	case "voice":
		return obj{"type": kind, "voice_id": voiceID(t, starfish)}
	case "character":
		return obj{"type": kind, "character_id": person(t, "studio_avatar", "avatar_iv").ID, "character_type": "avatar"}
	default:
		return obj{"type": kind, "asset": obj{"type": "url", "url": "https://files.example/a.bin"}}
	}
}

func TestTemplateTakesEveryKindOfVariable(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"text", "image", "video", "audio", "voice", "character"} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			s := open(t)
			tpl, name := template(t, kind)
			path := "/v3/templates/" + tpl.ID
			assert.Contains(t, s.ok(http.MethodGet, path, nil)["variables"], name)
			made := s.ok(http.MethodPost, path, obj{"variables": obj{name: value(t, kind)}, "title": "Filled"})
			s.clock.Advance(time.Hour)
			got := s.ok(http.MethodGet, "/v3/videos/"+made["id"].(string), nil)
			assert.Equal(t, "completed", got["status"])
			if kind == "text" {
				assert.Contains(t, tpl.Scenes[0].Script, "{{first_name}}")
				assert.Contains(t, string(s.send(http.MethodGet, got["subtitle_url"].(string), nil).raw), "{{first_name}}", "what is not filled is spoken so")
				assert.Contains(t, string(s.send(http.MethodGet, got["subtitle_url"].(string), nil).raw), "Rotterdam")
			}
		})
	}
}

func TestTemplateRules(t *testing.T) {
	t.Parallel()
	s := open(t)
	tpl, name := template(t, "text")
	path := "/v3/templates/" + tpl.ID
	fine := obj{"variables": obj{name: value(t, "text")}}
	for _, c := range []struct {
		want string
		body obj
	}{
		{"400 invalid_parameter variables", obj{}},
		{"400 invalid_parameter variables.nothing", obj{"variables": obj{"nothing": value(t, "text")}}},
		{"400 invalid_parameter variables." + name + ".type", obj{"variables": obj{name: value(t, "image")}}},
		{"400 invalid_parameter variables." + name + ".content", obj{"variables": obj{name: obj{"type": "text"}}}},
		{"400 invalid_parameter variables." + name + ".name", obj{"variables": obj{name: with(value(t, "text"), "name", name)}}},
		{"400 invalid_parameter fps", with(fine, "fps", 24)},
		{"400 invalid_parameter dimension.width", with(fine, "dimension", obj{"width": 1281, "height": 720})},
		{"400 invalid_parameter dimension.width", with(fine, "dimension", obj{"width": 720, "height": 1280})},
		{"400 invalid_parameter scene_ids", with(fine, "scene_ids", []string{"none"})},
		{"400 invalid_parameter dimension.height", with(fine, "dimension", obj{"width": 1280})},
		{"400 invalid_parameter subtitles.preset_name", with(fine, "subtitles", obj{})},
	} {
		s.refused(c.want, http.MethodPost, path, c.body)
	}
	s.refused("404 template_not_found", http.MethodGet, "/v3/templates/none", nil)
	s.refused("404 template_not_found", http.MethodPost, "/v3/templates/none", fine)
	assert.Len(t, s.list("/v3/templates?limit=100"), len(people().Templates))
}
