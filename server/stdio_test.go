package server_test

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// stdioProcess is the fixture serving stdio in a process of its own.
type stdioProcess struct {
	*exec.Cmd
	in  io.WriteCloser
	out *bufio.Reader
	err *bufio.Reader
}

func startStdio(t *testing.T, env ...string) *stdioProcess {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(append(os.Environ(), modeVariable+"=stdio"), env...)
	in, err := cmd.StdinPipe()
	require.NoError(t, err)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	stderr, err := cmd.StderrPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	return &stdioProcess{Cmd: cmd, in: in, out: bufio.NewReader(out), err: bufio.NewReader(stderr)}
}

func (p *stdioProcess) write(t *testing.T, lines ...string) {
	t.Helper()
	_, err := io.WriteString(p.in, strings.Join(lines, "\n"))
	require.NoError(t, err)
}

// says waits for a line on stderr.
func (p *stdioProcess) says(t *testing.T, what string) {
	t.Helper()
	for {
		line, err := p.err.ReadString('\n')
		require.NoError(t, err, "waiting for %q", what)
		if strings.Contains(line, what) {
			return
		}
	}
}

// rest reads what is left on stdout and waits for the end.
func (p *stdioProcess) rest(t *testing.T) string {
	t.Helper()
	out, err := io.ReadAll(p.out)
	require.NoError(t, err)
	require.NoError(t, p.Wait(), "the process ends well")
	return string(out)
}

const stdioInitialize = `{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}`

func TestStdioFinishesCallsWhenAskedToStop(t *testing.T) {
	t.Parallel()
	p := startStdio(t)
	p.write(t, stdioInitialize, callBody("1", "slow"), "")
	p.says(t, "slow call started")
	require.NoError(t, p.Process.Signal(syscall.SIGTERM))
	p.says(t, "no more are taken")
	// Nothing more is read: this call is not taken in any more.
	p.write(t, callBody("2", "echo"), "")
	require.NoError(t, p.Process.Signal(syscall.SIGHUP))
	out := p.rest(t)
	assert.Contains(t, out, `"id":1,"result":{"content":[{"type":"text","text":"done"}]`)
	assert.NotContains(t, out, `"id":2`)
}

func TestStdioAnswersEverythingBeforeTheEndOfInput(t *testing.T) {
	t.Parallel()
	p := startStdio(t)
	requests := []string{stdioInitialize}
	for id := range strings.FieldsSeq("1 2 3 4 5 6 7 8 9") {
		requests = append(requests, callBody(id, "progress"))
	}
	// The last line has no end of its own, as a person's printf would have it.
	p.write(t, requests...)
	require.NoError(t, p.in.Close())
	out := p.rest(t)
	for id := range strings.FieldsSeq("0 1 2 3 4 5 6 7 8 9") {
		assert.Contains(t, out, `"id":`+id+`,"result"`)
	}
}

func TestStdioFinishesCallsAtTheEndOfInput(t *testing.T) {
	t.Parallel()
	p := startStdio(t)
	p.write(t, stdioInitialize, callBody(`"a"`, "slow"), "")
	p.says(t, "slow call started")
	require.NoError(t, p.in.Close())
	require.NoError(t, p.Process.Signal(syscall.SIGHUP))
	assert.Contains(t, p.rest(t), `"id":"a","result":{"content":[{"type":"text","text":"done"}]`)
}

func TestStdioWaitsNoLongerThanItsBound(t *testing.T) {
	t.Parallel()
	p := startStdio(t, "HEYGEN_MCP_TEST_DRAIN=50ms")
	p.write(t, stdioInitialize, callBody("1", "slow"), "")
	p.says(t, "slow call started")
	require.NoError(t, p.in.Close())
	assert.NotContains(t, p.rest(t), "done", "the call is cancelled")
}

func TestStdioRunsManyCallsAtOnce(t *testing.T) {
	t.Parallel()
	p := startStdio(t)
	requests := []string{stdioInitialize}
	for id := range strings.FieldsSeq("1 2 3 4 5 6 7 8 9 10 11 12") {
		requests = append(requests, callBody(id, "slow"))
	}
	p.write(t, append(requests, callBody("99", "echo"), "")...)
	// The library alone would let five calls keep all others waiting.
	for {
		line, err := p.out.ReadString('\n')
		require.NoError(t, err)
		if strings.Contains(line, `"id":99`) {
			break
		}
	}
	require.NoError(t, p.Process.Signal(syscall.SIGHUP))
	require.NoError(t, p.in.Close())
	assert.Equal(t, 12, strings.Count(p.rest(t), `"done"`))
}
