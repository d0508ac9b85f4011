package heygenapi_test

import (
	"encoding/json"
	"io"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi"
)

// TestTemplateVariablesAreSentAsTheyAreRead: what a template shows goes into a
// request, and of what is not known nothing is lost.
func TestTemplateVariablesAreSentAsTheyAreRead(t *testing.T) {
	t.Parallel()
	const shown = `{
		"headline": {"type":"text","content":"Hello"},
		"logo": {"type":"image","asset":{"type":"url","url":"https://example.com/a.png"},"fit":"cover"},
		"clip": {"type":"video","asset":{"type":"asset_id","asset_id":"a1"},"play_style":"once","volume":0.5},
		"tune": {"type":"audio","asset":{"type":"base64","media_type":"audio/wav","data":"AA=="}},
		"host": {"type":"character","character_id":"l1","character_type":"talking_photo"},
		"voice": {"type":"voice","voice_id":"v1","locale":"en-GB"},
		"chart": {"type":"chart","points":[1,2]},
		"odd": {"type":"image","asset":{"type":"page"}}
	}`
	template, err := scripted(t, says(http.StatusOK, `{"data":{"id":"t","variables":`+shown+`}}`).serve).GetTemplate(t.Context(), "t")
	require.NoError(t, err)
	assert.Equal(t, heygenapi.ImageVariable{Asset: heygenapi.MediaURL{URL: "https://example.com/a.png"}, Fit: "cover"}, template.Variables["logo"])
	assert.Equal(t, heygenapi.CharacterVariable{CharacterID: "l1", CharacterType: "talking_photo"}, template.Variables["host"])
	assert.IsType(t, heygenapi.RawVariable{}, template.Variables["chart"])
	sent, err := json.Marshal(heygenapi.TemplateRequest{Variables: template.Variables})
	require.NoError(t, err)
	assert.JSONEq(t, `{"variables":`+shown+`}`, string(sent))
}

// TestUnknownElementsAreKept reads scenes with types that HeyGen may add.
func TestUnknownElementsAreKept(t *testing.T) {
	t.Parallel()
	got, err := scripted(t, says(http.StatusOK, `{"data":{"video_id":"v","video":{"title":"T"},"scenes":[{
		"id":"s","background":{"type":"gradient","from":"#fff"},
		"script":[{"type":"text","id":"e","text":"Hi","voice_settings":{"speed":3,"engine_settings":{"engine_type":"fish","model":"s1"}}},
			{"type":"text","id":"f","text":"Ho","voice_settings":{"engine_settings":{"engine_type":"new","depth":1}}}],
		"elements":[{"id":"g","type":"group","children":[{"id":"m","type":"mask","children":[{"id":"i","type":"image","url":"https://example.com/i.png"}]}]},
			{"id":"w","type":"whiteboard","ink":"blue"}]}]}}`).serve).GetVideoScenes(t.Context(), "v")
	require.NoError(t, err)
	scene := got.Scenes[0]
	assert.JSONEq(t, `"#fff"`, string(scene.Background.Extra["from"]))
	assert.Equal(t, heygenapi.FishSettings{Model: "s1"}, scene.Script[0].VoiceSettings.EngineSettings)
	assert.InDelta(t, 3, *scene.Script[0].VoiceSettings.Speed, 0)
	assert.Nil(t, scene.Script[1].VoiceSettings.EngineSettings)
	assert.Equal(t, "https://example.com/i.png", scene.Elements[0].Children[0].Children[0].URL)
	assert.Equal(t, "whiteboard", scene.Elements[1].Type)
	assert.JSONEq(t, `"blue"`, string(scene.Elements[1].Extra["ink"]))
}

// TestWhatAnUpdateSends tells fields left out from empty ones.
func TestWhatAnUpdateSends(t *testing.T) {
	t.Parallel()
	for want, send := range map[string]func(c *heygenapi.Client) error{
		`{"name":"N","terms":[]}`: func(c *heygenapi.Client) error {
			_, err := c.UpdateBrandGlossary(t.Context(), "g", heygenapi.BrandGlossaryUpdate{Name: "N", Terms: []heygenapi.SpokenTerm{}})
			return err
		},
		`{"color_roles":{},"font_roles":{"title_text":{"font_id":"f"}}}`: func(c *heygenapi.Client) error {
			roles := &heygenapi.FontRoles{TitleText: &heygenapi.FontRole{FontID: "f"}}
			_, err := c.UpdateBrandKit(t.Context(), "k", heygenapi.BrandKitUpdate{ColorRoles: &heygenapi.ColorRoles{}, FontRoles: roles})
			return err
		},
		`{"default_voice_id":"v"}`: func(c *heygenapi.Client) error {
			_, err := c.SetDefaultVoice(t.Context(), "g", "v")
			return err
		},
		`{"default_voice_id":null}`: func(c *heygenapi.Client) error {
			_, err := c.SetDefaultVoice(t.Context(), "g", "")
			return err
		},
	} {
		var sent []byte
		client := scripted(t, func(w http.ResponseWriter, r *http.Request) {
			var err error
			sent, err = io.ReadAll(r.Body)
			assert.NoError(t, err)
			assert.Equal(t, http.MethodPatch, r.Method)
			_, _ = w.Write([]byte(`{"data":{}}`))
		})
		require.NoError(t, send(client))
		assert.JSONEq(t, want, string(sent))
	}
}
