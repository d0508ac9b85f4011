package cli

import (
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/cli/internal/clitest"
	"heygen-mcp/cli/terminal"
	"heygen-mcp/internal/golden"
)

func TestHelp(t *testing.T) {
	t.Setenv("COLUMNS", "110")
	for _, command := range []string{"", "serve", "demo", "call", "batch", "doctor", "sandbox", "migrate", "jobs", "jobs list", "jobs show", "jobs export", "jobs prune", "spend", "version"} {
		sys := clitest.NewSystem(t, nil)
		require.Equal(t, terminal.ExitOK, run(t.Context(), append(strings.Fields(command), "--help"), sys.System))
		assert.Empty(t, sys.Errs.String())
		path := filepath.Join("testdata", "help", strings.ReplaceAll(strings.TrimSpace("heygen-mcp "+command), " ", "-")+".txt")
		golden.Check(t, path, sys.Out.String())
	}
}

func TestVersion(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"version"}, {"--version"}, {"-v"}, {"demo", "--version"}} {
		sys := clitest.NewSystem(t, nil)
		require.Equal(t, terminal.ExitOK, run(t.Context(), args, sys.System))
		assert.Regexp(t, `^heygen-mcp \S+ \(commit \S+, go1\.\S+ `+runtime.GOOS+`/`+runtime.GOARCH+`\)\n$`, sys.Out.String(), "%v", args)
		assert.Empty(t, sys.Errs.String())
	}
}
