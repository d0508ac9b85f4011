package cli

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/cli/flags"
	"heygen-mcp/cli/internal/clitest"
	"heygen-mcp/cli/terminal"
	"heygen-mcp/tools"
	"heygen-mcp/tools/fault"
)

func TestCallListsEveryTool(t *testing.T) {
	t.Parallel()
	sys := clitest.NewSystem(t, nil)
	require.Equal(t, terminal.ExitOK, run(t.Context(), []string{"call", "--list"}, sys.System))
	lines := strings.Split(strings.TrimSpace(sys.Out.String()), "\n")
	all := tools.All()
	require.Len(t, lines, len(all))
	for i, tool := range all {
		name, description, ok := strings.Cut(lines[i], " ")
		require.True(t, ok, lines[i])
		assert.Equal(t, tool.Name, name)
		toolset, sentence, ok := strings.Cut(strings.TrimSpace(description), " ")
		require.True(t, ok, lines[i])
		assert.Equal(t, tool.Toolset, toolset)
		assert.NotEmpty(t, strings.TrimSpace(sentence))
		assert.LessOrEqual(t, len(lines[i]), 240)
	}
}

func TestCallExitCodes(t *testing.T) {
	t.Parallel()
	base := simulate(t)
	key := map[string]string{flags.KeyVariable: "sk_good", "HEYGEN_API_BASE": base}
	tests := []struct {
		name   string
		env    map[string]string
		args   []string
		code   int
		stdout string
		stderr string
	}{
		{"done", key, []string{"get_current_user"}, terminal.ExitOK, `"username"`, ""},
		{"on the sandbox, without a key", nil, []string{"--sandbox", "list_avatars", "limit=2"}, terminal.ExitOK, `"items"`, ""},
		{"the tool refuses its arguments", key, []string{"create_video", "script=Hello"}, terminal.ExitFailed, "", "invalid_parameter"},
		{"the tool does not know an argument", key, []string{"list_avatars", "colour=red"}, terminal.ExitFailed, "", "colour"},
		{"an id that is not there", key, []string{"get_template", "template_id=none"}, terminal.ExitFailed, "", `"hint"`},
		{"no such tool", key, []string{"list_avatar"}, terminal.ExitUsage, "", "did you mean list_avatars"},
		{"no tool named so at all", key, []string{"make_coffee"}, terminal.ExitUsage, "", "call --list"},
		{"no tool named", key, nil, terminal.ExitUsage, "", "which tool"},
		{"broken JSON", key, []string{"list_avatars", "{"}, terminal.ExitUsage, "", "JSON"},
		{"a number that is none", key, []string{"list_avatars", "limit=few"}, terminal.ExitUsage, "", "limit"},
		{"no key", nil, []string{"get_current_user"}, terminal.ExitCredentials, "", "missing_credential"},
		{"a placeholder for a key", map[string]string{flags.KeyVariable: "${user_config.api_key}"}, []string{"get_current_user"}, terminal.ExitCredentials, "", "missing_credential"},
		{"a refused key", map[string]string{flags.KeyVariable: "sk_invalid", "HEYGEN_API_BASE": base}, []string{"get_current_user"}, terminal.ExitCredentials, "", "doctor"},
		{"an unprintable key", map[string]string{flags.KeyVariable: "sk_gооd"}, []string{"get_current_user"}, terminal.ExitCredentials, "", flags.KeyVariable},
		{"plain http elsewhere", map[string]string{flags.KeyVariable: "sk_good", "HEYGEN_API_BASE": "http://example.com"}, []string{"get_current_user"}, terminal.ExitUsage, "", "https"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			sys := clitest.NewSystem(t, test.env)
			assert.Equal(t, test.code, run(t.Context(), append([]string{"call"}, test.args...), sys.System), "%s", sys.Errs)
			assert.Contains(t, sys.Errs.String(), test.stderr)
			assert.NotContains(t, sys.Errs.String(), "sk_good")
			if test.stdout == "" {
				assert.Empty(t, sys.Out.String(), "errors do not belong on stdout")
				return
			}
			assert.True(t, json.Valid(sys.Out.Bytes()), "%s", sys.Out)
			assert.Equal(t, 1, strings.Count(sys.Out.String(), "\n"), "one line for scripts")
			assert.Contains(t, sys.Out.String(), test.stdout)
			assert.Empty(t, sys.Errs.String(), "nothing to say beside the result")
		})
	}
}

func TestCallReadsStdin(t *testing.T) {
	t.Parallel()
	sys := clitest.NewSystem(t, nil)
	sys.Stdin = strings.NewReader(`{"limit": 1}`)
	require.Equal(t, terminal.ExitOK, run(t.Context(), []string{"call", "--sandbox", "list_voices", "-"}, sys.System), "%s", sys.Errs)
	var page struct {
		Items []json.RawMessage `json:"items"`
	}
	require.NoError(t, json.Unmarshal(sys.Out.Bytes(), &page))
	assert.Len(t, page.Items, 1)
}

func TestCallErrorIsJSONForScripts(t *testing.T) {
	t.Parallel()
	sys := clitest.NewSystem(t, nil)
	require.Equal(t, terminal.ExitCredentials, run(t.Context(), []string{"call", "get_current_user"}, sys.System))
	var failure fault.Error
	require.NoError(t, json.Unmarshal(sys.Errs.Bytes(), &failure), "%s", sys.Errs)
	assert.Equal(t, "missing_credential", failure.Code)
	assert.Contains(t, failure.Hint, "HEYGEN_API_KEY")
}
