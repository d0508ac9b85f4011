package cli

import (
	"flag"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestHelp(t *testing.T) {
	t.Setenv("COLUMNS", "110")
	for _, command := range []string{"", "serve", "demo", "call", "doctor", "sandbox", "version"} {
		sys := newTestSystem(t, nil)
		require.Equal(t, ExitOK, run(t.Context(), append(strings.Fields(command), "--help"), sys.system))
		assert.Empty(t, sys.errs.String())
		golden := filepath.Join("testdata", "help", strings.ReplaceAll(strings.TrimSpace("heygen-mcp "+command), " ", "-")+".txt")
		if *update {
			require.NoError(t, os.MkdirAll(filepath.Dir(golden), 0o750))
			require.NoError(t, os.WriteFile(golden, sys.out.Bytes(), 0o600))
		}
		want, err := os.ReadFile(golden)
		require.NoError(t, err, "run the test with -update once")
		assert.Equal(t, strings.ReplaceAll(string(want), "\r\n", "\n"), sys.out.String(), "%s: run the test with -update if the change is meant", golden)
	}
}

func TestVersion(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"version"}, {"--version"}, {"-v"}, {"demo", "--version"}} {
		sys := newTestSystem(t, nil)
		require.Equal(t, ExitOK, run(t.Context(), args, sys.system))
		assert.Regexp(t, `^heygen-mcp \S+ \(commit \S+, go1\.\S+ `+runtime.GOOS+`/`+runtime.GOARCH+`\)\n$`, sys.out.String(), "%v", args)
		assert.Empty(t, sys.errs.String())
	}
}
