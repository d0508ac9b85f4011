package demo

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/cli/internal/clitest"
)

func TestSetupCanBePasted(t *testing.T) {
	t.Parallel()
	for goos, path := range map[string]string{"linux": "/opt/heygen/heygen-mcp", "darwin": "/Applications/My Tools/heygen-mcp", "windows": `C:\Tools\heygen-mcp.exe`} {
		t.Run(goos, func(t *testing.T) {
			t.Parallel()
			sys := clitest.NewSystem(t, nil)
			sys.Goos, sys.Executable = goos, path
			text := setup(sys.System)
			assert.NotContains(t, text, "go build")
			found := clitest.Configs(t, text)
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
	sys := clitest.NewSystem(t, nil)
	sys.Workdir, sys.Executable = "/home/ann/heygen-mcp", "/tmp/go-build3141/b001/exe/heygen-mcp"
	text := setup(sys.System)
	assert.Contains(t, text, "go build -o heygen-mcp .")
	assert.Contains(t, text, `"/home/ann/heygen-mcp/heygen-mcp"`)
	assert.NotContains(t, text, "go-build3141")
}
