package cli

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/cli/internal/clitest"
	"heygen-mcp/cli/terminal"
	"heygen-mcp/internal/ledgertest"
)

// asProgram makes the test binary run as heygen-mcp itself: a process has one
// stdio server, and signals go to processes.
const asProgram = "HEYGEN_MCP_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		os.Exit(Run(context.Background(), os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
	}
	os.Exit(ledgertest.Run(m, 2))
}

// process is heygen-mcp as a process of its own.
type process struct {
	cmd    *exec.Cmd
	stdin  io.WriteCloser
	stdout *bufio.Reader
	stderr *bufio.Reader
}

func startProgram(t *testing.T, env []string, args ...string) *process {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	t.Cleanup(cancel)
	program, err := os.Executable()
	require.NoError(t, err)
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Env = append([]string{asProgram + "=1", "HOME=" + t.TempDir(), "USERPROFILE=" + t.TempDir()}, env...)
	stdin, err := cmd.StdinPipe()
	require.NoError(t, err)
	stdout, err := cmd.StdoutPipe()
	require.NoError(t, err)
	stderr, err := cmd.StderrPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	return &process{cmd: cmd, stdin: stdin, stdout: bufio.NewReader(stdout), stderr: bufio.NewReader(stderr)}
}

// end waits for the process and gives its exit code and the rest of stderr.
func (p *process) end(t *testing.T) (int, string) {
	t.Helper()
	rest, err := io.ReadAll(p.stderr)
	require.NoError(t, err)
	_, _ = io.Copy(io.Discard, p.stdout)
	_ = p.cmd.Wait()
	return p.cmd.ProcessState.ExitCode(), string(rest)
}

// rpc sends a request and gives the answer to it.
func (p *process) rpc(t *testing.T, request string) map[string]any {
	t.Helper()
	_, err := io.WriteString(p.stdin, request+"\n")
	require.NoError(t, err)
	line, err := p.stdout.ReadString('\n')
	require.NoError(t, err)
	var answer map[string]any
	require.NoError(t, json.Unmarshal([]byte(line), &answer), "stdout has protocol messages only: %s", line)
	return answer
}

func TestServeStdioWithoutAKey(t *testing.T) {
	t.Parallel()
	p := startProgram(t, nil)
	assert.Contains(t, p.rpc(t, strings.TrimSpace(initializeLine)), "result")
	tools, ok := p.rpc(t, strings.TrimSpace(listLines))["result"].(map[string]any)
	require.True(t, ok)
	assert.NotEmpty(t, tools["tools"])
	call := p.rpc(t, `{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"get_current_user","arguments":{}}}`)
	result, ok := call["result"].(map[string]any)
	require.True(t, ok, "%v", call)
	assert.Equal(t, true, result["isError"])
	require.NoError(t, p.stdin.Close())
	code, stderr := p.end(t)
	assert.Equal(t, terminal.ExitOK, code)
	assert.Contains(t, stderr, "without a HeyGen key")
}

func TestServeStdioOnTheSandbox(t *testing.T) {
	t.Parallel()
	p := startProgram(t, []string{"HEYGEN_MCP_SANDBOX=1", "HEYGEN_MCP_LOG_FORMAT=json"})
	p.rpc(t, strings.TrimSpace(initializeLine))
	call := p.rpc(t, `{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"get_current_user","arguments":{}}}`)
	result, ok := call["result"].(map[string]any)
	require.True(t, ok, "%v", call)
	assert.NotEqual(t, true, result["isError"])
	require.NoError(t, p.stdin.Close())
	code, stderr := p.end(t)
	assert.Equal(t, terminal.ExitOK, code)
	assert.Contains(t, stderr, "SANDBOX")
	for line := range strings.Lines(stderr) {
		assert.True(t, json.Valid([]byte(line)), line)
	}
}

func TestServeStdioEndsOnSignal(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("signals are not delivered to processes on Windows")
	}
	p := startProgram(t, []string{"HEYGEN_API_KEY=sk_good"})
	p.rpc(t, strings.TrimSpace(initializeLine))
	require.NoError(t, p.cmd.Process.Signal(syscall.SIGTERM))
	code, stderr := p.end(t)
	assert.Equal(t, terminal.ExitOK, code, "%s", stderr)
	assert.NotContains(t, stderr, "sk_good")
}

var listening = regexp.MustCompile(`addr=(\S+)`)

// address reads stderr until the server says where it listens.
func (p *process) address(t *testing.T) string {
	t.Helper()
	for {
		line, err := p.stderr.ReadString('\n')
		require.NoError(t, err)
		if found := listening.FindStringSubmatch(line); found != nil {
			return "http://" + found[1]
		}
	}
}

func TestServeHTTP(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("signals are not delivered to processes on Windows")
	}
	p := startProgram(t, nil, "--transport", "http", "--addr", "127.0.0.1:0", "--sandbox", "--exclude-tools=create_speech")
	base := p.address(t)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, base+"/healthz", nil)
	require.NoError(t, err)
	resp, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	assert.Equal(t, http.StatusOK, resp.StatusCode)

	req, err = http.NewRequestWithContext(t.Context(), http.MethodPost, base+"/mcp", strings.NewReader(strings.TrimSpace(initializeLine)))
	require.NoError(t, err)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "application/json, text/event-stream")
	// A request may name what exists, also where it is not offered.
	req.Header.Set("X-Mcp-Tools", "create_speech")
	resp, err = http.DefaultClient.Do(req)
	require.NoError(t, err)
	body, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	assert.Contains(t, string(body), "serverInfo")

	require.NoError(t, p.cmd.Process.Signal(syscall.SIGTERM))
	code, stderr := p.end(t)
	assert.Equal(t, terminal.ExitOK, code, "%s", stderr)
}

func TestServeHTTPOnATakenAddress(t *testing.T) {
	t.Parallel()
	taken := simulate(t)
	sys := clitest.NewSystem(t, nil)
	code := run(t.Context(), []string{"--transport=http", "--addr", strings.TrimPrefix(taken, "http://")}, sys.System)
	assert.Equal(t, terminal.ExitFailed, code)
	assert.Contains(t, sys.Errs.String(), "--addr")
}
