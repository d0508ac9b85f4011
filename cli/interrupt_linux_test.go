package cli

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/cli/flags"
	"heygen-mcp/heygenapi"
	"heygen-mcp/heygenapi/heygentest"
)

// endBound fails a command that does not end. On a quiet machine one ends within
// two seconds, which the log tells; this bound is for busy ones.
const endBound = time.Minute

// interruptedCommand is a command line that is interrupted at many moments.
type interruptedCommand struct {
	name string
	args []string
	// terminal lets the command ask a person, who does not answer.
	terminal bool
}

func interruptedCommands(t *testing.T, avatar string) []interruptedCommand {
	t.Helper()
	people := filepath.Join(t.TempDir(), "people.csv")
	require.NoError(t, os.WriteFile(people, []byte("name\n"+strings.Repeat("Anna\n", 30)), 0o600))
	batch := []string{"--avatar", avatar, "--script", "Hello {{name}}", "--allow-duplicate"}
	video := []string{"create_video", "avatar_id=" + avatar, "script=Hello", "allow_duplicate=true"}
	return []interruptedCommand{
		{name: "batch", args: append([]string{"batch", people, "--download"}, batch...)},
		{name: "batch of stdin", args: append([]string{"batch", "-"}, batch...)},
		{name: "batch that asks", args: append([]string{"batch", people, "--confirm-above-usd", "0"}, batch...), terminal: true},
		{name: "call", args: append([]string{"call"}, video...)},
		{name: "call of stdin", args: []string{"call", "list_avatars", "-"}},
		{name: "call that asks", args: append([]string{"call", "--confirm-above-usd", "0"}, video...), terminal: true},
		{name: "demo", args: []string{"demo", "--speed", "5", "--out", t.TempDir()}},
	}
}

// TestInterruptedCommandsEnd interrupts real processes, from the start of the
// process on. Every moment is a right one, so that none has to be met.
func TestInterruptedCommandsEnd(t *testing.T) {
	t.Parallel()
	heygen, err := heygentest.Start(heygentest.WithClock(heygentest.NewSpeedClock(20)))
	require.NoError(t, err)
	t.Cleanup(heygen.Close)
	commands := interruptedCommands(t, someAvatar(t))
	moments := []time.Duration{20 * time.Millisecond, 150 * time.Millisecond, 500 * time.Millisecond, 1500 * time.Millisecond}
	for _, ledger := range []string{"sqlite", "postgres"} {
		t.Run(ledger, func(t *testing.T) {
			t.Parallel()
			database := ""
			if ledger == "postgres" {
				database = ledgerSchema(t)
			}
			for j, command := range commands {
				t.Run(command.name, func(t *testing.T) {
					t.Parallel()
					for i, moment := range moments {
						signal := []syscall.Signal{syscall.SIGINT, syscall.SIGTERM}[(i+j)%2] // each at each moment, by turns
						env := []string{
							"HEYGEN_API_BASE=" + heygen.URL, flags.KeyVariable + "=sk_interrupted_" + strings.ReplaceAll(command.name, " ", "_"),
							"HEYGEN_MCP_DATABASE_URL=" + database,
						}
						took, told := interruptAfter(t, command, env, moment, signal)
						t.Logf("%v after %v: ended in %v: %.100q", signal, moment, took.Round(time.Millisecond), told)
					}
				})
			}
		})
	}
}

// interruptAfter starts the command and sends it the signal when so much time is
// over, and gives how long it took to end and what it said.
func interruptAfter(t *testing.T, command interruptedCommand, env []string, moment time.Duration, signal syscall.Signal) (time.Duration, string) {
	t.Helper()
	program, err := os.Executable()
	require.NoError(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), moment+endBound)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, command.args...)
	home := t.TempDir()
	cmd.Env = append([]string{asProgram + "=1", "HOME=" + home, "USERPROFILE=" + home, "HEYGEN_MCP_DOWNLOAD_DIR=" + home}, env...)
	var told bytes.Buffer
	cmd.Stdout, cmd.Stderr = &told, &told
	if command.terminal {
		screen := newTerminal(t, 80)
		cmd.Stdin, cmd.Stderr = screen.command, screen.command
	} else {
		stdin, err := cmd.StdinPipe() // it stays open
		require.NoError(t, err)
		defer stdin.Close() //nolint:errcheck // nothing is written
	}
	require.NoError(t, cmd.Start())
	ended := waitFor(cmd)
	select {
	case <-ended: // it was done before
		return 0, told.String()
	case <-time.After(moment):
	}
	begun := time.Now()
	require.NoError(t, ignoreEnded(cmd.Process.Signal(signal)))
	<-ended
	took := time.Since(begun)
	require.NoError(t, ctx.Err(), "%s does not end on %v after %v", command.name, signal, moment)
	if state, ok := cmd.ProcessState.Sys().(syscall.WaitStatus); ok && state.Signaled() {
		// The signal came before the program could catch it.
		assert.Equal(t, signal, state.Signal())
	}
	return took, told.String()
}

// waitFor gives what is closed when the process has ended; its state tells how.
func waitFor(cmd *exec.Cmd) <-chan struct{} {
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = cmd.Wait()
	}()
	return ended
}

// TestTheSecondSignalKills where the first one lets a request end that never
// does.
func TestTheSecondSignalKills(t *testing.T) {
	t.Parallel()
	for _, signals := range [][2]syscall.Signal{{syscall.SIGINT, syscall.SIGINT}, {syscall.SIGTERM, syscall.SIGTERM}, {syscall.SIGINT, syscall.SIGTERM}} {
		t.Run(signals[0].String()+" and "+signals[1].String(), func(t *testing.T) {
			t.Parallel()
			p := startProgram(t, nil, "sandbox", "--addr", "127.0.0.1:0")
			first, err := p.stdout.ReadString('\n')
			require.NoError(t, err)
			address := regexp.MustCompile(`127\.0\.0\.1:\d+`).FindString(first)
			require.NotEmpty(t, address, first)
			openRequest(t, address)
			ended := waitFor(p.cmd)
			require.NoError(t, p.cmd.Process.Signal(signals[0]))
			require.Eventually(t, func() bool {
				conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", address)
				if err == nil {
					_ = conn.Close()
				}
				return err != nil
			}, endBound, 5*time.Millisecond, "it lets nobody in any more")
			// The first signal is heard, but it may be a moment until the next one is
			// not kept by whoever heard it.
			require.Eventually(t, func() bool {
				select {
				case <-ended:
					return true
				default:
					_ = p.cmd.Process.Signal(signals[1]) // it may have ended by now
					return false
				}
			}, endBound, 10*time.Millisecond)
			state, ok := p.cmd.ProcessState.Sys().(syscall.WaitStatus)
			require.True(t, ok)
			require.True(t, state.Signaled(), "it ended by itself: %v", p.cmd.ProcessState)
			assert.Equal(t, signals[1], state.Signal())
		})
	}
}

// openRequest begins a request of which the server waits for the rest.
func openRequest(t *testing.T, address string) {
	t.Helper()
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", address)
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	_, err = io.WriteString(conn, "POST /v3/video-agents HTTP/1.1\r\nHost: "+address+"\r\nX-Api-Key: "+flags.SandboxKey+
		"\r\nContent-Type: application/json\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\r\n")
	require.NoError(t, err)
	answer, err := bufio.NewReader(conn).ReadString('\n')
	require.NoError(t, err)
	require.Contains(t, answer, "100 Continue", "the server reads on")
}

func ignoreEnded(err error) error {
	if errors.Is(err, os.ErrProcessDone) {
		return nil
	}
	return err
}

// ledgerSchema makes a schema of its own on PostgreSQL and gives the address that
// leads there; without a server the test is skipped, except in CI.
func ledgerSchema(t *testing.T) string {
	t.Helper()
	server := os.Getenv("HEYGEN_MCP_TEST_DATABASE_URL")
	if server == "" {
		server = "postgres://root@127.0.0.1:5432/test"
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, server)
	if err != nil {
		if os.Getenv("CI") == "true" {
			require.NoError(t, err, "CI has a PostgreSQL server")
		}
		t.Skipf("no PostgreSQL answers: set HEYGEN_MCP_TEST_DATABASE_URL to an address of a database that may be written: %v", err)
	}
	name := strings.ToLower("cli_test_" + heygenapi.NewIdempotencyKey())
	_, err = conn.Exec(ctx, "CREATE SCHEMA "+name)
	require.NoError(t, err)
	t.Cleanup(func() {
		ctx := context.WithoutCancel(t.Context())
		_, err := conn.Exec(ctx, "DROP SCHEMA "+name+" CASCADE")
		assert.NoError(t, err)
		assert.NoError(t, conn.Close(ctx))
	})
	u, err := url.Parse(server)
	require.NoError(t, err)
	query := u.Query()
	query.Set("search_path", name)
	query.Set("pool_max_conns", "2")
	u.RawQuery = query.Encode()
	return u.String()
}
