package cli

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/cli/internal/clitest"
	"heygen-mcp/cli/terminal"
	"heygen-mcp/tools"
	"heygen-mcp/tools/kit"
)

func TestToolFlags(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		env  map[string]string
		args []string
		want tools.Selection
	}{
		{"defaults", nil, nil, tools.Selection{Toolsets: []string{"core"}}},
		{"flags", nil, []string{"--toolsets", "core,videos", "--tools=get_voice", "--exclude-tools=create_video, create_speech", "--read-only", "--no-destructive"}, tools.Selection{
			Toolsets: []string{"core", "videos"}, Tools: []string{"get_voice"}, ExcludeTools: []string{"create_video", "create_speech"}, ReadOnly: true, NoDestructive: true,
		}},
		{"repeated", nil, []string{"--toolsets=core", "--toolsets=live"}, tools.Selection{Toolsets: []string{"core", "live"}}},
		{"variables", map[string]string{
			"HEYGEN_MCP_TOOLSETS": "all", "HEYGEN_MCP_TOOLS": "a, b", "HEYGEN_MCP_EXCLUDE_TOOLS": "c", "HEYGEN_MCP_READ_ONLY": "true", "HEYGEN_MCP_NO_DESTRUCTIVE": "1",
		}, nil, tools.Selection{Toolsets: []string{"all"}, Tools: []string{"a", "b"}, ExcludeTools: []string{"c"}, ReadOnly: true, NoDestructive: true}},
		{"a flag wins over its variable", map[string]string{"HEYGEN_MCP_TOOLSETS": "all"}, []string{"--toolsets=voices"}, tools.Selection{Toolsets: []string{"voices"}}},
		{"unset variables", map[string]string{
			"HEYGEN_MCP_TOOLSETS": "${user_config.toolsets}", "HEYGEN_MCP_TOOLS": "", "HEYGEN_MCP_EXCLUDE_TOOLS": "${x}", "HEYGEN_MCP_READ_ONLY": "${user_config.read_only}", "HEYGEN_MCP_NO_DESTRUCTIVE": "",
		}, nil, tools.Selection{Toolsets: []string{"core"}}},
		{"unset flags", nil, []string{"--toolsets=${user_config.toolsets}", "--tools", "${x}", "--read-only=${user_config.read_only}"}, tools.Selection{Toolsets: []string{"core"}}},
		{"unset among others", nil, []string{"--toolsets=voices,${user_config.more},", "--tools=,"}, tools.Selection{Toolsets: []string{"voices"}}},
		{"nothing left", nil, []string{"--toolsets=,${user_config.more}"}, tools.Selection{Toolsets: []string{"core"}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, err := parse(t, clitest.NewSystem(t, test.env), test.args...)
			require.NoError(t, err)
			assert.Equal(t, test.want, got.Serve.Selection(kit.Core))

			test.args = append([]string{"call"}, test.args...)
			got, err = parse(t, clitest.NewSystem(t, test.env), test.args...)
			require.NoError(t, err)
			if test.want.Toolsets[0] == "core" && len(test.want.Toolsets) == 1 {
				test.want.Toolsets = []string{"all"}
			}
			assert.Equal(t, test.want, got.Call.Selection(tools.Every), "call has all tools by default")
		})
	}
}

func TestWrongToolNamesStopTheStart(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		env  map[string]string
		args []string
		says []string
	}{
		{"toolset", nil, []string{"--toolsets=core,vidoes"}, []string{"--toolsets", `"vidoes"`, "did you mean videos?", "webhooks", "all"}},
		{"toolset in a variable", map[string]string{"HEYGEN_MCP_TOOLSETS": "everything"}, nil, []string{"HEYGEN_MCP_TOOLSETS", `"everything"`, "core, videos"}},
		{"tool", nil, []string{"--tools=list_voice"}, []string{"--tools", `"list_voice"`, "did you mean list_voices?"}},
		{"excluded tool", map[string]string{"HEYGEN_MCP_EXCLUDE_TOOLS": "create_vidoe"}, nil, []string{"HEYGEN_MCP_EXCLUDE_TOOLS", "create_video"}},
		{"read-only", map[string]string{"HEYGEN_MCP_READ_ONLY": "maybe"}, nil, []string{"HEYGEN_MCP_READ_ONLY", "maybe"}},
	}
	for _, test := range tests {
		for _, command := range [][]string{{"serve"}, {"call", "--list"}, {"call", "list_voices"}} {
			t.Run(test.name+"/"+strings.Join(command, " "), func(t *testing.T) {
				t.Parallel()
				sys := clitest.NewSystem(t, test.env)
				assert.Equal(t, terminal.ExitUsage, run(t.Context(), append(command, test.args...), sys.System))
				for _, part := range test.says {
					assert.Contains(t, sys.Errs.String(), part)
				}
				assert.Empty(t, sys.Out.String())
			})
		}
	}
}

// want is what a selection leaves of the catalogue.
func want(t *testing.T, s tools.Selection) []string {
	t.Helper()
	offered, err := s.Apply(tools.All())
	require.NoError(t, err)
	var names []string
	for _, tool := range offered {
		names = append(names, tool.Name)
	}
	require.NotEmpty(t, names)
	return names
}

func TestCallHonoursTheToolFlags(t *testing.T) {
	t.Parallel()
	readers := want(t, tools.Selection{Toolsets: []string{"all"}, ReadOnly: true})
	require.Less(t, len(readers), len(tools.All()))
	for _, test := range []struct {
		name string
		env  map[string]string
		args []string
		want []string
	}{
		{"all", nil, nil, want(t, tools.Selection{Toolsets: []string{"all"}})},
		{"core", nil, []string{"--toolsets=core"}, want(t, tools.Selection{})},
		{"read-only", nil, []string{"--read-only"}, readers},
		{"read-only in a variable", map[string]string{"HEYGEN_MCP_READ_ONLY": "true"}, nil, readers},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			sys := clitest.NewSystem(t, test.env)
			require.Equal(t, terminal.ExitOK, run(t.Context(), append([]string{"call", "--list"}, test.args...), sys.System), "%s", sys.Errs)
			var names []string
			for line := range strings.Lines(sys.Out.String()) {
				names = append(names, strings.Fields(line)[0])
			}
			assert.Equal(t, test.want, names)
		})
	}

	for flag, says := range map[string]string{"--read-only": "--read-only (HEYGEN_MCP_READ_ONLY)", "--exclude-tools=create_video": "--exclude-tools", "--toolsets=live": "--toolsets"} {
		sys := clitest.NewSystem(t, nil)
		assert.Equal(t, terminal.ExitUsage, run(t.Context(), []string{"call", "--sandbox", flag, "create_video", "script=Hi"}, sys.System))
		assert.Contains(t, sys.Errs.String(), "create_video is left out by "+says)
	}
	sys := clitest.NewSystem(t, nil)
	assert.Equal(t, terminal.ExitOK, run(t.Context(), []string{"call", "--sandbox", "--read-only", "list_voices", "limit=1"}, sys.System), "%s", sys.Errs)
}

func TestServeOffersWhatTheFlagsChoose(t *testing.T) {
	t.Parallel()
	p := startProgram(t, []string{"HEYGEN_MCP_EXCLUDE_TOOLS=list_voices"}, "--read-only")
	p.rpc(t, strings.TrimSpace(initializeLine))
	raw, err := json.Marshal(p.rpc(t, strings.TrimSpace(listLines)))
	require.NoError(t, err)
	var list struct {
		Result struct {
			Tools []struct {
				Name string `json:"name"`
			} `json:"tools"`
		} `json:"result"`
	}
	require.NoError(t, json.Unmarshal(raw, &list))
	var names []string
	for _, tool := range list.Result.Tools {
		names = append(names, tool.Name)
	}
	assert.ElementsMatch(t, want(t, tools.Selection{ReadOnly: true, ExcludeTools: []string{"list_voices"}}), names)
	refused := p.rpc(t, `{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"create_video","arguments":{}}}`)
	assert.Contains(t, refused, "error", "what is not offered cannot be called")
	require.NoError(t, p.stdin.Close())
	code, _ := p.end(t)
	assert.Equal(t, terminal.ExitOK, code)
}

func TestServeSaysThatNothingIsLeft(t *testing.T) {
	t.Parallel()
	p := startProgram(t, nil, "--tools=create_video", "--toolsets=core", "--read-only", "--exclude-tools="+strings.Join(want(t, tools.Selection{ReadOnly: true}), ","))
	require.NoError(t, p.stdin.Close())
	code, said := p.end(t)
	assert.Equal(t, terminal.ExitOK, code)
	assert.Contains(t, said, "no tool is left to offer")
}
