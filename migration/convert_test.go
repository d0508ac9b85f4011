package migration_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/internal/golden"
	"heygen-mcp/migration"
	"heygen-mcp/tools"
)

// oldBodies gives the old requests of testdata by name.
func oldBodies(t testing.TB) map[string][]byte {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join("testdata", "old", "*.json"))
	require.NoError(t, err)
	bodies := map[string][]byte{}
	for _, path := range paths {
		raw, err := os.ReadFile(path)
		require.NoError(t, err)
		bodies[strings.TrimSuffix(filepath.Base(path), ".json")] = raw
	}
	require.GreaterOrEqual(t, len(bodies), 12)
	return bodies
}

func convert(t testing.TB, raw []byte) *migration.Result {
	t.Helper()
	result, err := migration.Convert(migration.Request{JSON: raw})
	require.NoError(t, err)
	return result
}

// TestConversions compares each conversion, and what is said of it, with its
// golden file.
func TestConversions(t *testing.T) {
	t.Parallel()
	for name, raw := range oldBodies(t) {
		result := convert(t, raw)
		var out bytes.Buffer
		encoder := json.NewEncoder(&out)
		encoder.SetIndent("", "  ")
		encoder.SetEscapeHTML(false)
		require.NoError(t, encoder.Encode(result))
		golden.Check(t, filepath.Join("testdata", "new", name+".json"), out.String())
		golden.Check(t, filepath.Join("testdata", "new", name+".txt"), result.Report(true))
		assert.NotContains(t, out.String(), "c2VjcmV0", "a key is repeated")
		assert.NotContains(t, result.Report(true), "c2VjcmV0", "a key is repeated")
		again, err := json.Marshal(convert(t, raw))
		require.NoError(t, err)
		assert.JSONEq(t, out.String(), string(again), "a conversion is the same each time")
	}
}

// leaves gives the paths of what a body holds, as reports write them.
func leaves(path string, value any) []string {
	var out []string
	switch v := value.(type) {
	case map[string]any:
		for name, inner := range v {
			at := name
			if path != "" {
				at = path + "." + name
			}
			out = append(out, leaves(at, inner)...)
		}
	case []any:
		for i, inner := range v {
			out = append(out, leaves(path+"["+strconv.Itoa(i)+"]", inner)...)
		}
	}
	if out == nil {
		out = []string{path}
	}
	return out
}

// accounted demands that each leaf is named once, by itself or within what is
// named as a whole.
func accounted(t testing.TB, body map[string]any, result *migration.Result) {
	t.Helper()
	var named []string
	for _, k := range result.Kept {
		named = append(named, k.From)
	}
	for _, l := range result.Lost {
		named = append(named, l.From)
		assert.NotEmpty(t, l.Why, l.From)
		assert.NotEmpty(t, l.Instead, l.From)
		assert.NotEmpty(t, l.Value, l.From)
		assert.LessOrEqual(t, len([]rune(l.Value)), 49, l.From)
	}
	for _, leaf := range leaves("", body) {
		if leaf == "" {
			continue // an empty body
		}
		hits := 0
		for _, name := range named {
			if rest, ok := strings.CutPrefix(leaf, name); ok && (rest == "" || rest[0] == '.' || rest[0] == '[') {
				hits++
			}
		}
		assert.Equal(t, 1, hits, "%s is to be kept or lost, once", leaf)
	}
}

// bodyOf takes a request out of its wrapper.
func bodyOf(t testing.TB, raw []byte) map[string]any {
	t.Helper()
	var body map[string]any
	require.NoError(t, json.Unmarshal(raw, &body))
	if _, wrapped := body["method"]; wrapped {
		inner, _ := body["body"].(map[string]any)
		return inner
	}
	return body
}

func TestEveryFieldIsAccountedFor(t *testing.T) {
	t.Parallel()
	for name, raw := range oldBodies(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			accounted(t, bodyOf(t, raw), convert(t, raw))
		})
	}
}

// TestUnknownFields puts a field that nobody knows into every object.
func TestUnknownFields(t *testing.T) {
	t.Parallel()
	for name, raw := range oldBodies(t) {
		body := bodyOf(t, raw)
		if body == nil {
			continue
		}
		added := plant(body)
		inside, err := json.Marshal(body)
		require.NoError(t, err)
		result, err := migration.Convert(migration.Request{Endpoint: strings.ReplaceAll(convert(t, raw).Old, "{id}", "tmpl_x"), JSON: inside})
		require.NoError(t, err, name)
		accounted(t, body, result)
		assert.GreaterOrEqual(t, len(result.Lost), 1, "%s: %d planted", name, added)
	}
}

func plant(value any) int {
	n := 0
	switch v := value.(type) {
	case map[string]any:
		for _, inner := range v {
			n += plant(inner)
		}
		v["zz_unheard_of"], n = map[string]any{"deep": []any{1.0, "two"}}, n+1
	case []any:
		for _, inner := range v {
			n += plant(inner)
		}
	}
	return n
}

// TestToolCalls holds the arguments against the tools' own schemas.
func TestToolCalls(t *testing.T) {
	t.Parallel()
	schemas := map[string]map[string]json.RawMessage{}
	for _, tool := range tools.All() {
		var schema struct {
			Properties map[string]json.RawMessage `json:"properties"`
		}
		require.NoError(t, json.Unmarshal(tool.InputSchema(), &schema))
		schemas[tool.Name] = schema.Properties
	}
	for _, route := range migration.Routes() {
		assert.True(t, route.Tool == "" || schemas[route.Tool] != nil, "%s names the tool %s", route.Old, route.Tool)
	}
	for name, raw := range oldBodies(t) {
		result := convert(t, raw)
		for argument := range result.Arguments {
			if schemas[result.Tool] != nil {
				assert.Contains(t, schemas[result.Tool], argument, name)
			}
		}
	}
}

func TestErrors(t *testing.T) {
	t.Parallel()
	const speaker = `"character":{"type":"avatar","avatar_id":"a"}`
	scene := func(inside string) string { return `{"video_inputs":[{` + inside + `}]}` }
	long := strings.Repeat("word ", 1001)
	tests := []struct{ name, endpoint, json, field, reason string }{
		{"not JSON", "", `curl -X POST`, "", "not JSON"},
		{"cut off", "", `{"video_inputs":[`, "", "not JSON"},
		{"two values", "", `{} {}`, "", "behind its JSON"},
		{"no object", "", `"hello"`, "", "not a JSON object"},
		{"a name twice", "", `{"title":"a","video_inputs":[],"title":"b"}`, "title", "twice"},
		{"unrecognised", "", `{"colour":"red"}`, "", "known"},
		{"ambiguous", "", `{"prompt":"x","variables":{}}`, "", "several endpoints"},
		{"v3 already", "", `{"type":"avatar","avatar_id":"a","script":"x"}`, "type", "v3 already"},
		{"v3 path", "/v3/videos", `{"prompt":"x"}`, "path", "v3 already"},
		{"unknown path", "/v2/brew_coffee", `{"prompt":"x"}`, "path", "no endpoint"},
		{"wrapped body no object", "", `{"method":"POST","path":"/v2/video/generate","body":7}`, "body", "not an object"},
		{"no scenes", "", `{"video_inputs":[]}`, "video_inputs", "no scene"},
		{"scenes no list", "", `{"video_inputs":{"a":1}}`, "video_inputs", "not a list"},
		{"scene no object", "", `{"video_inputs":[3]}`, "video_inputs[0]", "not an object"},
		{"no clips", "", `{"clips":[]}`, "clips", "no clip"},
		{"text and audio", "", scene(speaker + `,"voice":{"type":"text","input_text":"x","audio_url":"https://a.example/b.mp3"}`), "video_inputs[0].voice.audio_url", "beside input_text"},
		{"nothing to say", "", scene(speaker + `,"voice":{"type":"text","voice_id":"v"}`), "video_inputs[0].voice.input_text", "missing"},
		{"blank", "", scene(speaker + `,"voice":{"input_text":"  ","voice_id":"v"}`), "video_inputs[0].voice.input_text", "blank"},
		{"too long", "", scene(speaker + `,"voice":{"input_text":"` + long + `","voice_id":"v"}`), "video_inputs[0].voice.input_text", "longer"},
		{"type does not fit", "", scene(speaker + `,"voice":{"type":"audio","input_text":"x"}`), "video_inputs[0].voice.type", "fit"},
		{"unknown voice type", "", scene(speaker + `,"voice":{"type":"song","input_text":"x"}`), "video_inputs[0].voice.type", "no kind of voice"},
		{"unknown character type", "", scene(`"character":{"type":"ghost","avatar_id":"a"},"voice":{"input_text":"x"}`), "video_inputs[0].character.type", "no kind of character"},
		{"nobody at all", "", scene(`"voice":{"type":"silence","duration":1}`), "video_inputs", "nobody"},
		{"audio no address", "", scene(speaker + `,"voice":{"type":"audio","audio_url":"C:\\take.mp3"}`), "video_inputs[0].voice.audio_url", "web address"},
		{"wrong type", "", scene(speaker + `,"voice":{"input_text":"x","voice_id":17}`), "video_inputs[0].voice.voice_id", "not a string"},
		{"number no number", "", scene(speaker + `,"voice":{"input_text":"x","voice_id":"v","speed":"fast"}`), "video_inputs[0].voice.speed", "not a number"},
		{"half a size", "", `{"video_inputs":[{` + speaker + `,"voice":{"input_text":"x"}}],"dimension":{"width":1280}}`, "dimension.height", "missing"},
		{"two backgrounds", "", scene(speaker + `,"voice":{"input_text":"x"},"background":{"type":"image","url":"https://a.example/b.png","image_asset_id":"i"}`), "video_inputs[0].background.image_asset_id", "beside url"},
		{"image key", "", `{"image_key":"picture.png","script":"x","voice_id":"v"}`, "image_key", "form"},
		{"image without a voice", "", `{"image_key":"image/abc/original","script":"x"}`, "voice_id", "missing"},
		{"speaking image in a scene", "", `{"video_inputs":[{"character":{"type":"talking_photo","talking_photo_url":"https://a.example/b.png"},"voice":{"input_text":"x","voice_id":"v"}},{"character":{"type":"talking_photo","talking_photo_url":"https://a.example/b.png"},"voice":{"input_text":"x","voice_id":"v"}}]}`, "video_inputs[0].character.talking_photo_url", "avatars alone"},
		{"no template", "", `{"variables":{"a":"b"}}`, "template_id", "missing"},
		{"variable without value", "/v2/template/t/generate", `{"variables":{"logo":{"type":"image","properties":{}}}}`, "variables.logo", "no value"},
		{"no language", "/v2/video_translate", `{"video_url":"https://a.example/b.mp4"}`, "output_language", "missing"},
		{"no video", "", `{"output_language":"German"}`, "video_url", "missing"},
		{"ends before it starts", "", `{"output_language":"German","video_url":"https://a.example/b.mp4","start_time":9,"end_time":3}`, "end_time", "after"},
		{"no prompt", "/v1/video_agent/generate", `{"config":{}}`, "prompt", "missing"},
		{"config no object", "", `{"prompt":"x","config":"portrait"}`, "config", "not an object"},
		{"file of nothing", "", `{"prompt":"x","files":[{"name":"a.png"}]}`, "files[0]", "no file"},
		{"speech without a voice", "/v1/audio/text_to_speech", `{"text":"x"}`, "voice_id", "missing"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := migration.Convert(migration.Request{Endpoint: test.endpoint, JSON: []byte(test.json)})
			failure, ok := errors.AsType[*migration.Error](err)
			require.True(t, ok, "%v", err)
			assert.Equal(t, test.field, failure.Field)
			assert.Contains(t, failure.Reason, test.reason)
			assert.NotEmpty(t, failure.Mend)
			assert.NotContains(t, failure.Error(), "word word", "a script has no place in an error")
			assert.Less(t, len(failure.Error()), 500)
		})
	}
}

// TestKeysAreNotRepeated plants a key in every way that was seen.
func TestKeysAreNotRepeated(t *testing.T) {
	t.Parallel()
	const key = "sk_V2_hgu_k7Lq93xPz0aWm"
	scene := `"video_inputs":[{"character":{"avatar_id":"a"},"voice":{"input_text":"x","voice_id":"v"}}]`
	for _, body := range []string{
		`{"x-api-key":"` + key + `",` + scene + `}`,
		`{"api_key":"` + key + `",` + scene + `}`,
		`{"extra":{"Authorization":"Bearer ` + key + `"},` + scene + `}`,
		`{"list":["` + key + `"],` + scene + `}`,
		`{"title":"` + key + `",` + scene + `}`,
		`{"` + key + `":1,"token":"` + key + `",` + scene + `}`,
		`{"method":"POST","path":"/v2/video/generate","headers":{"X-Api-Key":"` + key + `"},"body":{` + scene + `}}`,
	} {
		result := convert(t, []byte(body))
		raw, err := json.Marshal(result)
		require.NoError(t, err)
		assert.NotContains(t, string(raw), key, body)
		assert.NotContains(t, result.Report(true), key, body)
		assert.True(t, slices.ContainsFunc(result.Warnings, func(w string) bool { return strings.Contains(w, "holds a key") }), body)
	}
	around := convert(t, []byte(`{"method":"POST","path":"/v2/video/generate","apiKey":"`+key+`","body":{`+scene+`}}`))
	assert.NotEmpty(t, around.Warnings)
	assert.Contains(t, around.Warnings[0], "holds a key")
	for _, body := range []string{`{"` + key + `":1}`, `{"video_inputs":"` + key + `"}`, `{"method":"POST","path":"/v2/` + key + `","body":{}}`} {
		_, err := migration.Convert(migration.Request{JSON: []byte(body)})
		require.Error(t, err)
		assert.NotContains(t, err.Error(), key)
	}
	spoken := convert(t, []byte(`{"video_inputs":[{"character":{"avatar_id":"a"},"voice":{"input_text":"Import sk_learn_pipeline, bearer of good news.","voice_id":"v"}}]}`))
	assert.Equal(t, "Import sk_learn_pipeline, bearer of good news.", spoken.Arguments["script"], "a script may speak of keys")
	curl := `curl -H "X-Api-Key: abcdef123456" -H 'Authorization: Bearer qwertyuiop' {"api_key": "zyxwvu"}`
	for _, secret := range []string{"abcdef123456", "qwertyuiop", "zyxwvu"} {
		assert.NotContains(t, migration.Redact(curl), secret)
	}
}

func TestRequestsWithoutABody(t *testing.T) {
	t.Parallel()
	tests := []struct{ endpoint, old, path, tool, arguments string }{
		{"GET https://api.heygen.com/v1/video_status.get?video_id=v1", "GET /v1/video_status.get", "/v3/videos/v1", "get_video_status", `{"ids":["v1"]}`},
		{"GET /v2/video_translate/tr_1", "GET /v2/video_translate/{id}", "/v3/video-translations/tr_1", "get_video_status", `{"ids":["tr_1"]}`},
		{"GET /v2/video_translate/target_languages", "GET /v2/video_translate/target_languages", "/v3/video-translations/languages", "list_video_translation_languages", `null`},
		{"GET /v1/video.list?limit=500", "GET /v1/video.list", "/v3/videos", "list_videos", `{"limit":100}`},
		{"DELETE /v1/video.delete?video_id=v1", "DELETE /v1/video.delete", "/v3/videos/v1", "delete_item", `{"id":"v1"}`},
		{"GET /v2/avatars", "GET /v2/avatars", "/v3/avatars/looks", "list_avatars", `null`},
		{"GET /v2/template/t_1", "GET /v2/template/{id}", "/v3/templates/t_1", "get_template", `{"template_id":"t_1"}`},
		{"GET /v2/user/remaining_quota", "GET /v2/user/remaining_quota", "/v3/users/me", "get_current_user", `null`},
		{"POST /v1/streaming.new", "POST /v1/streaming.{action}", "", "", `null`},
		{"POST /v2/photo_avatar/add_motion", "POST /v2/photo_avatar/{action...}", "/v3/avatars", "create_avatar", `null`},
		{"POST /v1/webhook/endpoint.add", "POST /v1/webhook/endpoint.add", "/v3/webhooks/endpoints", "create_webhook", `null`},
	}
	for _, test := range tests {
		result, err := migration.Convert(migration.Request{Endpoint: test.endpoint, JSON: []byte(`{}`)})
		require.NoError(t, err, test.endpoint)
		assert.Equal(t, test.old, result.Old)
		assert.Equal(t, test.path, result.Path)
		assert.Equal(t, test.tool, result.Tool)
		assert.Nil(t, result.Body)
		got, err := json.Marshal(result.Arguments)
		require.NoError(t, err)
		assert.JSONEq(t, test.arguments, string(got), test.endpoint)
	}
}

func TestSplit(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{`{"a":1}`: 1, "{\"a\":1}\n{\"b\":2}\n": 2, `[{"a":1},{"b":2},{"c":3}]`: 3} {
		got, err := migration.Split([]byte(text))
		require.NoError(t, err)
		assert.Len(t, got, want, text)
	}
	for _, text := range []string{"", " \n", "{", "[1,", "nonsense"} {
		_, err := migration.Split([]byte(text))
		failure, ok := errors.AsType[*migration.Error](err)
		require.True(t, ok, text)
		assert.NotEmpty(t, failure.Mend)
	}
}

// FuzzConvert: no input makes it panic, every error has a mend, every body is
// valid JSON, and every field is accounted for.
func FuzzConvert(f *testing.F) {
	for _, raw := range oldBodies(f) {
		f.Add("", raw)
	}
	f.Add("/v2/template/t/generate", []byte(`{"variables":{"a b.c[0]":{"type":"text","properties":{"content":"x"}}}}`))
	f.Add("GET /v1/video_status.get", []byte(`{"video_id":"v"}`))
	f.Fuzz(func(t *testing.T, endpoint string, raw []byte) {
		result, err := migration.Convert(migration.Request{Endpoint: endpoint, JSON: raw})
		if err != nil {
			failure, ok := errors.AsType[*migration.Error](err)
			require.True(t, ok, "%v", err)
			require.NotEmpty(t, failure.Mend)
			require.NotEmpty(t, failure.Reason)
			return
		}
		whole, err := json.Marshal(result)
		require.NoError(t, err)
		require.True(t, json.Valid(whole))
		require.NotEmpty(t, result.Report(true))
		seen := map[string]bool{}
		for _, k := range result.Kept {
			require.False(t, seen[k.From], k.From)
			seen[k.From] = true
		}
		for _, l := range result.Lost {
			require.False(t, seen[l.From], l.From)
			seen[l.From] = true
		}
	})
}
