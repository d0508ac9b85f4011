package cli

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/cli/flags"
	"heygen-mcp/cli/internal/clitest"
	"heygen-mcp/cli/terminal"
	"heygen-mcp/tools"
)

const oldVideo = `{"video_inputs":[{"character":{"type":"avatar","avatar_id":"AVATAR","avatar_style":"circle"},"voice":{"type":"text","input_text":"Hello","voice_id":"VOICE","emotion":"Soft"}}],"dimension":{"width":1280,"height":720}}`

func TestMigrate(t *testing.T) {
	t.Parallel()
	const translation = `{"video_url":"https://a.example/b.mp4","output_language":"Spanish"}`
	wrapped := `{"method":"POST","path":"/v2/video/generate","headers":{"x-api-key":"a-secret-of-old"},"body":` + oldVideo + `}`
	tests := []struct {
		name   string
		args   []string
		stdin  string
		code   int
		lines  int
		stdout string
		stderr string
	}{
		{"the body", []string{"-"}, oldVideo, terminal.ExitOK, 1, `"type":"avatar"`, "lost: video_inputs[0].character.avatar_style"},
		{"wrapped, with a key", []string{"-"}, wrapped, terminal.ExitOK, 1, `"aspect_ratio":"16:9"`, "holds a key"},
		{"the tool call", []string{"--tool", "-"}, oldVideo, terminal.ExitOK, 1, `"script":"Hello"`, "tool: create_video"},
		{"all as JSON", []string{"--json", "-"}, oldVideo, terminal.ExitOK, 1, `"tool":"create_video"`, ""},
		{"a report", []string{"--report", "-"}, oldVideo, terminal.ExitOK, 1, `"type":"avatar"`, "kept: video_inputs[0].voice.input_text -> script"},
		{"an array", []string{"-"}, "[" + oldVideo + "," + translation + "]", terminal.ExitOK, 2, `"output_languages":["Spanish"]`, "request 2"},
		{"a line each", []string{"-"}, oldVideo + "\n" + translation + "\n", terminal.ExitOK, 2, `"output_languages"`, "translate_video"},
		{"an endpoint stated", []string{"--endpoint", "/v2/template/t_9/generate", "-"}, `{"variables":{"a":"b"}}`, terminal.ExitOK, 1, `"variables"`, "/v3/templates/t_9"},
		{"no body in v3", []string{"--endpoint", "GET /v1/video_status.get?video_id=v", "-"}, `{}`, terminal.ExitOK, 1, `"path":"/v3/videos/v"`, "get_video_status"},
		{"no body, as a call", []string{"--tool", "--endpoint", "GET /v1/video_status.get?video_id=v", "-"}, `{}`, terminal.ExitOK, 1, `{"ids":["v"]}`, ""},
		{"one of two", []string{"-"}, `{"colour":"red"}` + "\n" + oldVideo, terminal.ExitFailed, 1, `"type":"avatar"`, "request 1"},
		{"text and audio", []string{"-"}, strings.Replace(oldVideo, `"emotion"`, `"audio_url":"https://a.example/b.mp3","emotion"`, 1), terminal.ExitFailed, 0, "", "Keep one of"},
		{"not JSON", []string{"-"}, "curl", terminal.ExitFailed, 0, "", "not JSON"},
		{"nothing", []string{"-"}, "", terminal.ExitFailed, 0, "", "empty"},
		{"no file named", nil, "", terminal.ExitUsage, 0, "", "which file"},
		{"no such file", []string{"nowhere.json"}, "", terminal.ExitUsage, 0, "", "reading the old request"},
		{"two outputs", []string{"--tool", "--json", "-"}, oldVideo, terminal.ExitUsage, 0, "", "--tool"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			sys := clitest.NewSystem(t, nil)
			sys.Stdin = strings.NewReader(test.stdin)
			assert.Equal(t, test.code, run(t.Context(), append([]string{"migrate"}, test.args...), sys.System), "%s", sys.Errs)
			assert.Equal(t, test.lines, strings.Count(sys.Out.String(), "\n"), "%s", sys.Out)
			for line := range strings.Lines(sys.Out.String()) {
				assert.True(t, json.Valid([]byte(line)), line)
			}
			assert.Contains(t, sys.Out.String(), test.stdout)
			assert.Contains(t, sys.Errs.String(), test.stderr)
			assert.NotContains(t, sys.Errs.String()+sys.Out.String(), "a-secret-of-old")
		})
	}
}

// TestMigrateFiles reads several files, in their order.
func TestMigrateFiles(t *testing.T) {
	t.Parallel()
	sys := clitest.NewSystem(t, nil)
	for name, text := range map[string]string{"a.json": `{"prompt":"first"}`, "b.json": `{"prompt":"second"}`} {
		require.NoError(t, os.WriteFile(filepath.Join(sys.Workdir, name), []byte(text), 0o600))
	}
	require.Equal(t, terminal.ExitOK, run(t.Context(), []string{"migrate", "a.json", "b.json"}, sys.System), "%s", sys.Errs)
	assert.Equal(t, "{\"prompt\":\"first\"}\n{\"prompt\":\"second\"}\n", sys.Out.String())
}

// TestMigratedCalls pipes the arguments of old bodies into call, as people
// will, with dry_run and ids that the simulated HeyGen knows.
func TestMigratedCalls(t *testing.T) {
	t.Parallel()
	env := map[string]string{flags.KeyVariable: "sk_good", "HEYGEN_API_BASE": simulate(t)}
	ids := map[string]string{"AVATAR": firstOf(t, env, "list_avatars", "avatar_id"), "VOICE": firstOf(t, env, "list_voices", "voice_id")}
	for tool, old := range map[string]string{
		"create_video":       oldVideo,
		"create_video_agent": `{"prompt":"A tour","config":{"avatar_id":"AVATAR","duration_sec":30,"orientation":"portrait"}}`,
		"translate_video":    `{"video_asset_id":"asset_1","output_languages":["Spanish (Spain)"],"speaker_num":"2"}`,
		"create_scene_video": `{"video_inputs":[` + strings.Repeat(`{"character":{"avatar_id":"AVATAR"},"voice":{"input_text":"Hi","voice_id":"VOICE"}},`, 2) + `{"voice":{"type":"silence","duration":2},"background":{"type":"image","url":"https://a.example/b.png"}}]}`,
	} {
		known := false
		for _, t := range tools.All() {
			known = known || t.Name == tool
		}
		if !known {
			continue
		}
		for name, id := range ids {
			old = strings.ReplaceAll(old, name, id)
		}
		migrate := clitest.NewSystem(t, nil)
		migrate.Stdin = strings.NewReader(old)
		require.Equal(t, terminal.ExitOK, run(t.Context(), []string{"migrate", "--tool", "-"}, migrate.System), "%s", migrate.Errs)
		assert.Contains(t, migrate.Errs.String(), "tool: "+tool+"\n")
		call := clitest.NewSystem(t, env)
		call.Stdin = strings.NewReader(`{"dry_run":true,` + strings.TrimPrefix(migrate.Out.String(), "{"))
		assert.Equal(t, terminal.ExitOK, run(t.Context(), []string{"call", tool, "-"}, call.System), "%s: %s", tool, call.Errs)
		assert.Contains(t, call.Out.String(), `"status":"dry_run"`)
	}
}

// firstOf gives the id of the first item of a list.
func firstOf(t *testing.T, env map[string]string, tool, id string) string {
	t.Helper()
	sys := clitest.NewSystem(t, env)
	require.Equal(t, terminal.ExitOK, run(t.Context(), []string{"call", tool, "limit=1"}, sys.System), "%s", sys.Errs)
	var list struct {
		Items []map[string]any `json:"items"`
	}
	require.NoError(t, json.Unmarshal(sys.Out.Bytes(), &list))
	require.NotEmpty(t, list.Items)
	value, ok := list.Items[0][id].(string)
	require.True(t, ok, "%v", list.Items[0])
	return value
}
