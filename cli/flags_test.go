package cli

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/cli/flags"
	"heygen-mcp/cli/internal/clitest"
	"heygen-mcp/cli/serve"
	"heygen-mcp/cli/terminal"
)

func TestServeSettings(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		env   map[string]string
		args  []string
		check func(*testing.T, serve.Command)
	}{
		{"defaults", nil, nil, func(t *testing.T, c serve.Command) {
			assert.Equal(t, "stdio", c.Transport)
			assert.Equal(t, "127.0.0.1:8080", c.Addr)
			assert.Equal(t, flags.Period(45*time.Second), c.MaxWait)
			assert.Equal(t, "info", c.LogLevel)
			assert.Equal(t, "text", c.LogFormat)
			assert.False(t, c.Sandbox)
		}},
		{"the default command takes flags", nil, []string{"--transport", "http", "--sandbox"}, func(t *testing.T, c serve.Command) {
			assert.Equal(t, "http", c.Transport)
			assert.True(t, c.Sandbox)
		}},
		{"variables", map[string]string{
			"HEYGEN_MCP_TRANSPORT": "sse", "HEYGEN_MCP_ADDR": "127.0.0.1:9", "HEYGEN_MCP_SANDBOX": "true", "HEYGEN_MCP_MAX_WAIT": "2m",
			"HEYGEN_API_BASE": "http://127.0.0.1:1", "HEYGEN_MCP_LOG_FORMAT": " json ", "HEYGEN_MCP_ALLOWED_HOST": "a.example, b.example",
		}, []string{"serve"}, func(t *testing.T, c serve.Command) {
			assert.Equal(t, "sse", c.Transport)
			assert.Equal(t, "127.0.0.1:9", c.Addr)
			assert.True(t, c.Sandbox)
			assert.Equal(t, flags.Period(2*time.Minute), c.MaxWait)
			assert.Equal(t, "http://127.0.0.1:1", c.APIBase)
			assert.Equal(t, "json", c.LogFormat)
			assert.Equal(t, []string{"a.example", "b.example"}, c.AllowedHost)
		}},
		{"a flag wins over its variable", map[string]string{"HEYGEN_MCP_ADDR": "127.0.0.1:9"}, []string{"--addr=127.0.0.1:10"}, func(t *testing.T, c serve.Command) {
			assert.Equal(t, "127.0.0.1:10", c.Addr)
		}},
		{"seconds without a unit", map[string]string{"HEYGEN_MCP_MAX_WAIT": "90"}, nil, func(t *testing.T, c serve.Command) {
			assert.Equal(t, flags.Period(90*time.Second), c.MaxWait)
		}},
		{"placeholders in variables are unset", map[string]string{
			"HEYGEN_MCP_TRANSPORT": "${user_config.transport}", "HEYGEN_MCP_MAX_WAIT": "${WAIT}", "HEYGEN_MCP_SANDBOX": "${user_config.sandbox}",
			"HEYGEN_MCP_LOG_LEVEL": "", "HEYGEN_MCP_UPLOAD_DIR": "${user_config.dirs}", "HEYGEN_API_BASE": "  ",
		}, nil, func(t *testing.T, c serve.Command) {
			assert.Equal(t, "stdio", c.Transport)
			assert.Equal(t, flags.Period(45*time.Second), c.MaxWait)
			assert.False(t, c.Sandbox)
			assert.Equal(t, "info", c.LogLevel)
			assert.Empty(t, c.UploadDir)
			assert.Empty(t, c.APIBase)
		}},
		{"placeholders in flags are unset", nil, []string{
			"--transport=${user_config.transport}", "--max-wait", "${user_config.wait}", "--sandbox=${user_config.sandbox}", "--addr", "",
			"--upload-dir", "/a", "--upload-dir", "${user_config.dir}", "${user_config.extra}",
		}, func(t *testing.T, c serve.Command) {
			assert.Equal(t, "stdio", c.Transport)
			assert.Equal(t, flags.Period(45*time.Second), c.MaxWait)
			assert.False(t, c.Sandbox)
			assert.Equal(t, "127.0.0.1:8080", c.Addr)
			assert.Equal(t, []string{"/a"}, c.UploadDir)
		}},
		{"a placeholder in a flag leaves its variable in force", map[string]string{"HEYGEN_MCP_ADDR": "127.0.0.1:9"}, []string{"--addr=${user_config.addr}"}, func(t *testing.T, c serve.Command) {
			assert.Equal(t, "127.0.0.1:9", c.Addr)
		}},
		{"paths are listed as the system does", map[string]string{"HEYGEN_MCP_UPLOAD_DIR": "/a,b" + string(filepath.ListSeparator) + "/c"}, nil, func(t *testing.T, c serve.Command) {
			assert.Equal(t, []string{"/a,b", "/c"}, c.UploadDir)
		}},
		{"a path keeps its comma", nil, []string{"--upload-dir", "/a,b", "--upload-dir=/c"}, func(t *testing.T, c serve.Command) {
			assert.Equal(t, []string{"/a,b", "/c"}, c.UploadDir)
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, err := parse(t, clitest.NewSystem(t, test.env), test.args...)
			require.NoError(t, err)
			test.check(t, got.Serve)
		})
	}
}

func TestWrongSettingsAreNamed(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		env  map[string]string
		args []string
		says []string
	}{
		{"unknown value in a variable", map[string]string{"HEYGEN_MCP_TRANSPORT": "carrier-pigeon"}, nil, []string{"HEYGEN_MCP_TRANSPORT", "carrier-pigeon", "stdio, sse, http"}},
		{"bad duration in a variable", map[string]string{"HEYGEN_MCP_MAX_WAIT": "soon"}, nil, []string{"HEYGEN_MCP_MAX_WAIT", "soon"}},
		{"bad bool in a variable", map[string]string{"HEYGEN_MCP_SANDBOX": "perhaps"}, nil, []string{"HEYGEN_MCP_SANDBOX", "perhaps"}},
		{"unknown value in a flag", nil, []string{"--log-level", "loud"}, []string{"--log-level", "loud"}},
		{"unknown flag", nil, []string{"--sandbx"}, []string{"--sandbox"}},
		{"unknown command", nil, []string{"dome"}, []string{"dome"}},
		{"the key is no flag", nil, []string{"--api-key", "sk_1"}, []string{"unknown flag"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			sys := clitest.NewSystem(t, test.env)
			assert.Equal(t, terminal.ExitUsage, run(t.Context(), test.args, sys.System))
			for _, part := range test.says {
				assert.Contains(t, sys.Errs.String(), part)
			}
			assert.Contains(t, sys.Errs.String(), "--help")
			assert.Empty(t, sys.Out.String(), "stdout belongs to MCP")
		})
	}
}

func TestServeRefusesWhatWouldGiveTheKeyAway(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		args []string
		says string
	}{
		{"plain http to elsewhere", []string{"--api-base", "http://api.example.com"}, "https"},
		{"no address", []string{"--api-base", "api.heygen.com"}, "https://api.heygen.com"},
		{"a user in the address", []string{"--api-base", "https://me:secret@api.example.com"}, "plain address"},
		{"a query in the address", []string{"--api-base", "https://api.example.com/?a=b"}, "plain address"},
		{"a shared key for everyone", []string{"--transport=http", "--addr=0.0.0.0:0", "--shared-key"}, "HEYGEN_MCP_AUTH_TOKEN"},
		{"a shared key on all interfaces", []string{"--transport=sse", "--addr=:0", "--shared-key"}, "HEYGEN_MCP_AUTH_TOKEN"},
		{"an address without a port", []string{"--transport=http", "--addr=127.0.0.1"}, "HOST:PORT"},
		{"a clock that stands still", []string{"--sandbox", "--sandbox-speed=0"}, "--sandbox-speed"},
		{"a wait below nothing", []string{"--max-wait=-1s"}, "--max-wait"},
		{"a rate card that is not there", []string{"--rate-card=missing.json"}, "--rate-card"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			sys := clitest.NewSystem(t, nil)
			assert.Equal(t, terminal.ExitUsage, run(t.Context(), test.args, sys.System))
			assert.Contains(t, sys.Errs.String(), test.says)
			assert.NotContains(t, sys.Errs.String(), "secret")
		})
	}
}

func TestEveryFlagHasItsOwnVariable(t *testing.T) {
	t.Parallel()
	sys := clitest.NewSystem(t, nil)
	known := &variables{lookup: sys.Lookup}
	parser, err := kong.New(&grammar{}, kong.Vars{"log_level": "info", "toolset_names": "core"}, kong.PostBuild(known.take), kong.Bind(sys.System))
	require.NoError(t, err)
	require.NoError(t, kong.Visit(parser.Model, func(node kong.Visitable, next kong.Next) error {
		flag, ok := node.(*kong.Flag)
		if ok && flag.Name != "help" && flag.Name != "version" {
			assert.NotEmpty(t, known.names[flag.Value], "--%s", flag.Name)
			assert.True(t, strings.HasPrefix(known.names[flag.Value], "HEYGEN_"), "--%s", flag.Name)
		}
		return next(nil)
	}))
	for _, command := range parser.Model.Children {
		seen := map[string]bool{}
		for _, flag := range command.Flags {
			name := known.names[flag.Value]
			assert.False(t, seen[name], "%s is read by two flags of %s", name, command.Name)
			seen[name] = true
		}
	}
}
