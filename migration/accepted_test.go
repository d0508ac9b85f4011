package migration_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi"
	"heygen-mcp/heygenapi/heygentest"
	"heygen-mcp/migration"
)

// stage is a simulated HeyGen and ids of its catalog.
type stage struct {
	heygen *heygentest.Server
	client *heygenapi.Client
	// photos and others are looks by whether they are photo avatars; all of
	// them support the engines III and IV.
	photos, others []string
	voice, speaks  string
	asset          string
	template       string
}

const stageKey = "sk_of_the_stage"

func newStage(t *testing.T) *stage {
	t.Helper()
	heygen, err := heygentest.Start(heygentest.WithConcurrency(1 << 10))
	require.NoError(t, err)
	t.Cleanup(heygen.Close)
	credential, err := heygenapi.APIKey(stageKey)
	require.NoError(t, err)
	client, err := heygenapi.New(credential, heygenapi.WithBaseURL(heygen.URL), heygenapi.WithRateLimit(1e6, 1e6))
	require.NoError(t, err)
	s := &stage{heygen: heygen, client: client}
	for look, err := range client.AvatarLooks(t.Context(), heygenapi.ListAvatarLooksOptions{Ownership: "public"}) {
		require.NoError(t, err)
		engines := strings.Join(look.SupportedAPIEngines, " ")
		if !strings.Contains(engines, "avatar_iii") || !strings.Contains(engines, "avatar_iv") {
			continue
		}
		if look.AvatarType == "photo_avatar" {
			s.photos = append(s.photos, look.ID)
		} else {
			s.others = append(s.others, look.ID)
		}
	}
	voices, err := client.ListVoices(t.Context(), heygenapi.ListVoicesOptions{})
	require.NoError(t, err)
	s.voice = voices.Items[0].ID
	speaking, err := client.ListVoices(t.Context(), heygenapi.ListVoicesOptions{Engine: "starfish"})
	require.NoError(t, err)
	s.speaks = speaking.Items[0].ID
	pixel := []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89")
	uploaded, err := client.UploadAsset(t.Context(), heygenapi.AssetFile{Name: "plan.png", ContentType: "image/png", Body: bytes.NewReader(pixel)})
	require.NoError(t, err)
	s.asset = uploaded.AssetID
	for template, err := range client.Templates(t.Context(), heygenapi.PageOptions{}) {
		require.NoError(t, err)
		if template.Name == "Employee Onboarding" {
			s.template = template.ID
		}
	}
	require.NotEmpty(t, s.template)
	require.NotEmpty(t, s.photos)
	require.NotEmpty(t, s.others)
	return s
}

// recast puts ids of the stage in the place of the old ones.
func (s *stage) recast(value any, look, voice string) any {
	switch v := value.(type) {
	case map[string]any:
		for name, inner := range v {
			switch name {
			case "avatar_id", "character_id":
				v[name] = look
			case "voice_id":
				v[name] = voice
			case "asset_id", "audio_asset_id":
				v[name] = s.asset
			default:
				v[name] = s.recast(inner, look, voice)
			}
		}
	case []any:
		for i := range v {
			v[i] = s.recast(v[i], look, voice)
		}
	}
	return value
}

func (s *stage) send(t *testing.T, method, path string, body any) (int, string) {
	t.Helper()
	raw, err := json.Marshal(body)
	require.NoError(t, err)
	req, err := http.NewRequestWithContext(t.Context(), method, s.heygen.URL+path, bytes.NewReader(raw))
	require.NoError(t, err)
	req.Header.Set("X-Api-Key", stageKey)
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer resp.Body.Close() //nolint:errcheck // read below
	answer, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	return resp.StatusCode, string(answer)
}

// looksFor are the looks that can do what a body asks for. Whether a look was
// made with matting is told by no list: a transparent video tries them all.
func (s *stage) looksFor(body string) []string {
	switch {
	case strings.Contains(body, `"webm"`):
		return s.others
	case strings.Contains(body, `"expressiveness"`), strings.Contains(body, `"motion_prompt"`), strings.Contains(body, `"remove_background"`):
		return s.photos[:1]
	default:
		return s.others[:1]
	}
}

// TestHeyGenAccepts sends each converted body to the simulated HeyGen, with ids
// that it knows.
func TestHeyGenAccepts(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	sent := 0
	for name, raw := range oldBodies(t) {
		result := convert(t, raw)
		if result.Body == nil {
			continue
		}
		sent++
		body, err := json.Marshal(result.Body)
		require.NoError(t, err)
		voice := s.voice
		if result.Tool == "create_speech" {
			voice = s.speaks
		}
		var status int
		var answer string
		for _, look := range s.looksFor(string(body)) {
			var fields any
			require.NoError(t, json.Unmarshal(body, &fields))
			path := strings.ReplaceAll(result.Path, "tmpl_onboarding", s.template)
			status, answer = s.send(t, result.Method, path, s.recast(fields, look, voice))
			if status < 400 {
				break
			}
		}
		assert.Less(t, status, 300, "%s: %s\n%s", name, answer, body)
	}
	assert.GreaterOrEqual(t, sent, 12)
	for _, r := range s.heygen.Requests() {
		assert.NotContains(t, r.Path, "/v1/")
		assert.NotContains(t, r.Path, "/v2/")
	}
}

// TestTemplatePath: the template in the old path comes into the new one.
func TestTemplatePath(t *testing.T) {
	t.Parallel()
	body := []byte(`{"variables":{"first_name":"Ines"}}`)
	for _, endpoint := range []string{"/v2/template/t 1/generate", "POST https://api.heygen.com/v2/template/t%201/generate"} {
		result, err := migration.Convert(migration.Request{Endpoint: strings.ReplaceAll(endpoint, "t 1", "t%201"), JSON: body})
		require.NoError(t, err)
		assert.Equal(t, "/v3/templates/t%201", result.Path)
		assert.Equal(t, "t 1", result.Arguments["template_id"])
	}
}
