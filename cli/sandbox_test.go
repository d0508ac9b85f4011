package cli

import (
	"io"
	"net/http"
	"regexp"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/cli/flags"
	"heygen-mcp/cli/internal/clitest"
	"heygen-mcp/cli/terminal"
)

func TestSandboxServesOtherClients(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("signals are not delivered to processes on Windows")
	}
	p := startProgram(t, nil, "sandbox", "--addr", "127.0.0.1:0", "--speed", "100", "--seed", "7")
	first, err := p.stdout.ReadString('\n')
	require.NoError(t, err)
	base := regexp.MustCompile(`http://127\.0\.0\.1:\d+`).FindString(first)
	require.NotEmpty(t, base, first)

	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, base+"/v3/users/me", nil)
	require.NoError(t, err)
	req.Header.Set("X-Api-Key", flags.SandboxKey)
	resp, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	body, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	assert.Equal(t, http.StatusOK, resp.StatusCode, "%s", body)

	require.NoError(t, p.cmd.Process.Signal(syscall.SIGTERM))
	welcome, err := io.ReadAll(p.stdout)
	require.NoError(t, err)
	for _, part := range []string{"HEYGEN_API_BASE=" + base, "curl", "[[stall]]", "[[429]]"} {
		assert.Contains(t, string(welcome), part)
	}
	code, stderr := p.end(t)
	assert.Equal(t, terminal.ExitOK, code, "%s", stderr)
}

func TestSandboxRefusesWhatCannotWork(t *testing.T) {
	t.Parallel()
	taken := strings.TrimPrefix(simulate(t), "http://")
	for args, want := range map[string]int{"--speed=0": terminal.ExitUsage, "--speed=fast": terminal.ExitUsage, "--addr=" + taken: terminal.ExitFailed} {
		sys := clitest.NewSystem(t, nil)
		assert.Equal(t, want, run(t.Context(), []string{"sandbox", args}, sys.System), args)
		assert.NotEmpty(t, sys.Errs.String())
		assert.Empty(t, sys.Out.String())
	}
}
