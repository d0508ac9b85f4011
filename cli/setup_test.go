package cli

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/cli/demo"
)

// configs are the JSON documents in a setup text.
func configs(t *testing.T, text string) []map[string]any {
	t.Helper()
	var found []map[string]any
	for rest := text; ; {
		start := strings.Index(rest, "    {\n")
		if start < 0 {
			return found
		}
		decoder := json.NewDecoder(strings.NewReader(rest[start:]))
		var config map[string]any
		require.NoError(t, decoder.Decode(&config), "a configuration that can be pasted")
		found = append(found, config)
		rest = rest[start+int(decoder.InputOffset()):]
	}
}

func TestSetupCanBePasted(t *testing.T) {
	t.Parallel()
	for goos, path := range map[string]string{"linux": "/opt/heygen/heygen-mcp", "darwin": "/Applications/My Tools/heygen-mcp", "windows": `C:\Tools\heygen-mcp.exe`} {
		t.Run(goos, func(t *testing.T) {
			t.Parallel()
			sys := newTestSystem(t, nil)
			sys.Goos, sys.Executable = goos, path
			text := demo.Setup(sys.System)
			assert.NotContains(t, text, "go build")
			found := configs(t, text)
			require.Len(t, found, 3)
			for i, key := range []string{"mcpServers", "servers", "mcpServers"} {
				servers, ok := found[i][key].(map[string]any)
				require.True(t, ok, key)
				server, ok := servers["heygen"].(map[string]any)
				require.True(t, ok)
				assert.Equal(t, path, server["command"])
				assert.Contains(t, server["env"], "HEYGEN_API_KEY")
			}
			assert.NotNil(t, found[1]["inputs"], "VS Code asks for the key")
			for _, client := range []string{"Claude Desktop", "VS Code", "Cursor", "claude_desktop_config.json"} {
				assert.Contains(t, text, client)
			}
		})
	}
}

func TestSetupAfterGoRun(t *testing.T) {
	t.Parallel()
	sys := newTestSystem(t, nil)
	sys.Workdir, sys.Executable = "/home/ann/heygen-mcp", "/tmp/go-build3141/b001/exe/heygen-mcp"
	text := demo.Setup(sys.System)
	assert.Contains(t, text, "go build -o heygen-mcp .")
	assert.Contains(t, text, `"/home/ann/heygen-mcp/heygen-mcp"`)
	assert.NotContains(t, text, "go-build3141")
}
