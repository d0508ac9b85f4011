package cli

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi"
	"heygen-mcp/internal/ledgertest"
	"heygen-mcp/jobs"
)

// BenchmarkStart measures process start to the answers of initialize and of
// the tools/list after it, and the memory at rest then, against a bare mcp-go
// server built and run alike in the same loop, so that the machine's mood
// falls on both. The least of many starts is what the machine's other work
// touched least:
//
//	go test ./cli -run '^$' -bench 'Start$' -benchtime 200x
func BenchmarkStart(b *testing.B) {
	dir := b.TempDir()
	ours := buildBinary(b, dir, "heygen-mcp", "heygen-mcp")
	bare := buildBinary(b, dir, "bareserver", "heygen-mcp/cli/testdata/bareserver")
	empty := b.TempDir()
	defer debug.SetGCPercent(debug.SetGCPercent(-1)) // this process's own would fall on the longer of the two
	var oursStarts, bareStarts starts
	for b.Loop() {
		oursStarts.add(startOnce(b, ours, empty))
		bareStarts.add(startOnce(b, bare, empty))
	}
	b.ReportMetric(0, "ns/op") // a pair of starts says nothing
	b.ReportMetric(median(oursStarts.answered), "ms/start")
	b.ReportMetric(median(bareStarts.answered), "ms/bare-start")
	b.ReportMetric(median(oursStarts.answered)/median(bareStarts.answered), "ratio")
	b.ReportMetric(slices.Min(oursStarts.answered)/slices.Min(bareStarts.answered), "least-ratio")
	b.ReportMetric(median(oursStarts.listed)/median(bareStarts.listed), "listed-ratio")
	b.ReportMetric(median(oursStarts.memory), "MB/rest")
	b.ReportMetric(median(bareStarts.memory), "MB/bare-rest")
}

// BenchmarkStartWithLedger measures the same with no ledger and with one of
// 100,000 entries of the account, in turns: opening it is put off until the
// first answer is out, and takes no longer as it grows.
//
//	go test ./cli -run '^$' -bench StartWithLedger -benchtime 100x
func BenchmarkStartWithLedger(b *testing.B) {
	ours := buildBinary(b, b.TempDir(), "heygen-mcp", "heygen-mcp")
	none, full := b.TempDir(), b.TempDir()
	fillLedger(b, filepath.Join(full, ledgerFile))
	startOnce(b, ours, full) // the log of what was just written is merged once
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	var noneStarts, fullStarts starts
	for b.Loop() {
		noneStarts.add(startOnce(b, ours, none))
		fullStarts.add(startOnce(b, ours, full))
	}
	require.NoFileExists(b, filepath.Join(none, ledgerFile), "a start makes no ledger")
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(median(noneStarts.answered), "ms/no-ledger")
	b.ReportMetric(median(fullStarts.answered), "ms/full-ledger")
	b.ReportMetric(median(fullStarts.answered)/median(noneStarts.answered), "full/none")
}

// fillLedger makes a ledger of 100,000 entries of the benchmark's account.
func fillLedger(tb testing.TB, path string) {
	tb.Helper()
	key, err := heygenapi.APIKey(benchmarkKey)
	require.NoError(tb, err)
	made := jobs.New(jobs.Options{Path: path})
	_, err = made.Endpoints(tb.Context(), "") // opens it
	require.NoError(tb, err)
	require.NoError(tb, made.Close(tb.Context()))
	ledgertest.Fill(tb, path, key.Fingerprint(), 100_000)
}

// buildBinary builds a package as releases are built, and copies the binary as
// they are installed: the system maps a file that a linker has just written in
// smaller pieces, which costs up to a millisecond in some builds and none in
// others.
func buildBinary(tb testing.TB, dir, name, pkg string) string {
	tb.Helper()
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	built, path := filepath.Join(dir, "built"), filepath.Join(dir, name)
	build := exec.CommandContext(tb.Context(), "go", "build", "-trimpath", "-ldflags=-s -w", "-o", built, pkg)
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	out, err := build.CombinedOutput()
	require.NoError(tb, err, "%s", out)
	from, err := os.Open(built)
	require.NoError(tb, err)
	defer from.Close() //nolint:errcheck // it is only read
	to, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY, 0o755)
	require.NoError(tb, err)
	_, err = io.Copy(to, from)
	require.NoError(tb, err)
	require.NoError(tb, to.Close())
	return path
}

const benchmarkKey = "sk_benchmark"

const (
	initializeLine = `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"bench","version":"1"}}}` + "\n"
	listLines      = `{"jsonrpc":"2.0","method":"notifications/initialized"}` + "\n" + `{"jsonrpc":"2.0","id":2,"method":"tools/list"}` + "\n"
)

// start is one start of a server: the milliseconds until initialize was
// answered and until the tools were listed, and the resident memory in MB then.
type start struct{ answered, listed, memory float64 }

// starts are many of them.
type starts struct{ answered, listed, memory []float64 }

func (s *starts) add(one start) {
	s.answered = append(s.answered, one.answered)
	s.listed = append(s.listed, one.listed)
	s.memory = append(s.memory, one.memory)
}

// startOnce starts a server over stdio, with its data in a folder, and ends it.
func startOnce(tb testing.TB, binary, data string) start {
	tb.Helper()
	cmd := exec.CommandContext(tb.Context(), binary)
	cmd.Env = append(os.Environ(), "HEYGEN_API_KEY="+benchmarkKey, "HEYGEN_MCP_LOG_LEVEL=error", "HEYGEN_MCP_DATA_DIR="+data)
	stdin, err := cmd.StdinPipe()
	require.NoError(tb, err)
	stdout, err := cmd.StdoutPipe()
	require.NoError(tb, err)
	lines := bufio.NewReaderSize(stdout, 64<<10)

	var one start
	begin := time.Now()
	require.NoError(tb, cmd.Start())
	ask(tb, stdin, lines, initializeLine)
	one.answered = time.Since(begin).Seconds() * 1000
	ask(tb, stdin, lines, listLines)
	one.listed = time.Since(begin).Seconds() * 1000
	one.memory = residentMB(cmd.Process.Pid)

	require.NoError(tb, stdin.Close())
	_, _ = io.Copy(io.Discard, lines)
	require.NoError(tb, cmd.Wait(), "the server ends well when its client goes away")
	return one
}

func ask(tb testing.TB, stdin io.Writer, lines *bufio.Reader, request string) {
	tb.Helper()
	_, err := io.WriteString(stdin, request)
	require.NoError(tb, err)
	answer, err := lines.ReadString('\n')
	require.NoError(tb, err)
	require.Contains(tb, answer, `"result"`)
}

// residentMB is a process's resident memory, where the system tells it.
func residentMB(pid int) float64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(status)) {
		if fields := strings.Fields(line); len(fields) > 1 && fields[0] == "VmRSS:" {
			kilobytes, err := strconv.ParseFloat(fields[1], 64)
			if err != nil {
				return 0
			}
			return kilobytes / 1024
		}
	}
	return 0
}

func median(values []float64) float64 {
	return slices.Sorted(slices.Values(values))[len(values)/2]
}
