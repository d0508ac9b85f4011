package cli

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/tools"
	"heygen-mcp/tools/fault"
)

func TestCallListsEveryTool(t *testing.T) {
	t.Parallel()
	sys := newTestSystem(t, nil)
	require.Equal(t, ExitOK, run(t.Context(), []string{"call", "--list"}, sys.system))
	lines := strings.Split(strings.TrimSpace(sys.out.String()), "\n")
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
	key := map[string]string{keyVariable: "sk_good", "HEYGEN_API_BASE": base}
	tests := []struct {
		name   string
		env    map[string]string
		args   []string
		code   int
		stdout string
		stderr string
	}{
		{"done", key, []string{"get_current_user"}, ExitOK, `"username"`, ""},
		{"on the sandbox, without a key", nil, []string{"--sandbox", "list_avatars", "limit=2"}, ExitOK, `"items"`, ""},
		{"the tool refuses its arguments", key, []string{"create_video", "script=Hello"}, ExitFailed, "", "invalid_parameter"},
		{"the tool does not know an argument", key, []string{"list_avatars", "colour=red"}, ExitFailed, "", "colour"},
		{"an id that is not there", key, []string{"get_template", "template_id=none"}, ExitFailed, "", `"hint"`},
		{"no such tool", key, []string{"list_avatar"}, ExitUsage, "", "did you mean list_avatars"},
		{"no tool named so at all", key, []string{"make_coffee"}, ExitUsage, "", "call --list"},
		{"no tool named", key, nil, ExitUsage, "", "which tool"},
		{"broken JSON", key, []string{"list_avatars", "{"}, ExitUsage, "", "JSON"},
		{"a number that is none", key, []string{"list_avatars", "limit=few"}, ExitUsage, "", "limit"},
		{"no key", nil, []string{"get_current_user"}, ExitCredentials, "", "missing_credential"},
		{"a placeholder for a key", map[string]string{keyVariable: "${user_config.api_key}"}, []string{"get_current_user"}, ExitCredentials, "", "missing_credential"},
		{"a refused key", map[string]string{keyVariable: "sk_invalid", "HEYGEN_API_BASE": base}, []string{"get_current_user"}, ExitCredentials, "", "doctor"},
		{"an unprintable key", map[string]string{keyVariable: "sk_gооd"}, []string{"get_current_user"}, ExitCredentials, "", keyVariable},
		{"plain http elsewhere", map[string]string{keyVariable: "sk_good", "HEYGEN_API_BASE": "http://example.com"}, []string{"get_current_user"}, ExitUsage, "", "https"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			sys := newTestSystem(t, test.env)
			assert.Equal(t, test.code, run(t.Context(), append([]string{"call"}, test.args...), sys.system), "%s", sys.errs)
			assert.Contains(t, sys.errs.String(), test.stderr)
			assert.NotContains(t, sys.errs.String(), "sk_good")
			if test.stdout == "" {
				assert.Empty(t, sys.out.String(), "errors do not belong on stdout")
				return
			}
			assert.True(t, json.Valid(sys.out.Bytes()), "%s", sys.out)
			assert.Equal(t, 1, strings.Count(sys.out.String(), "\n"), "one line for scripts")
			assert.Contains(t, sys.out.String(), test.stdout)
			assert.Empty(t, sys.errs.String(), "nothing to say beside the result")
		})
	}
}

func TestCallReadsStdin(t *testing.T) {
	t.Parallel()
	sys := newTestSystem(t, nil)
	sys.stdin = strings.NewReader(`{"limit": 1}`)
	require.Equal(t, ExitOK, run(t.Context(), []string{"call", "--sandbox", "list_voices", "-"}, sys.system), "%s", sys.errs)
	var page struct {
		Items []json.RawMessage `json:"items"`
	}
	require.NoError(t, json.Unmarshal(sys.out.Bytes(), &page))
	assert.Len(t, page.Items, 1)
}

func TestCallErrorIsJSONForScripts(t *testing.T) {
	t.Parallel()
	sys := newTestSystem(t, nil)
	require.Equal(t, ExitCredentials, run(t.Context(), []string{"call", "get_current_user"}, sys.system))
	var failure fault.Error
	require.NoError(t, json.Unmarshal(sys.errs.Bytes(), &failure), "%s", sys.errs)
	assert.Equal(t, "missing_credential", failure.Code)
	assert.Contains(t, failure.Hint, "HEYGEN_API_KEY")
}

func TestFailureForPeople(t *testing.T) {
	t.Parallel()
	text := describeFailure(fault.Error{Code: "invalid_parameter", Field: "voice_id", Message: "is missing", Hint: "Choose one.", RequestID: "r1"})
	assert.Equal(t, "invalid_parameter: voice_id is missing\nChoose one.\nrequest id: r1", text)
	assert.Equal(t, "invalid_parameter: voice_id is missing\nChoose one.",
		describeFailure(fault.Error{Code: "invalid_parameter", Field: "voice_id", Message: "voice_id is missing", Hint: "Choose one."}), "the field is named once")
	assert.Equal(t, "x: y\nz", describeFailure(fault.Error{Code: "x", Message: "y", Hint: "z"}))
}
