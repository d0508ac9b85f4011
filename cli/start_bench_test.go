package cli

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"heygen-mcp/cli/flags"
	"heygen-mcp/heygenapi"
	"heygen-mcp/internal/ledgertest"
	"heygen-mcp/jobs"
)

// BenchmarkStart measures process start to the answer of initialize, and the
// memory at rest after a tools/list, against a bare mcp-go server built and
// run alike in the same loop, so that the machine's mood falls on both:
//
//	go test ./cli -run '^$' -bench Start -benchtime 100x
func BenchmarkStart(b *testing.B) {
	dir := b.TempDir()
	ours := buildBinary(b, dir, "heygen-mcp", "heygen-mcp")
	bare := buildBinary(b, dir, "bareserver", "heygen-mcp/cli/testdata/bareserver")
	empty := b.TempDir()
	var oursTook, bareTook []time.Duration
	var oursMemory, bareMemory []float64
	for b.Loop() {
		took, memory := startOnce(b, ours, empty)
		oursTook, oursMemory = append(oursTook, took), append(oursMemory, memory)
		took, memory = startOnce(b, bare, empty)
		bareTook, bareMemory = append(bareTook, took), append(bareMemory, memory)
	}
	oursMedian, bareMedian := median(oursTook), median(bareTook)
	b.ReportMetric(0, "ns/op") // a pair of starts says nothing
	b.ReportMetric(oursMedian.Seconds()*1000, "ms/start")
	b.ReportMetric(bareMedian.Seconds()*1000, "ms/bare-start")
	b.ReportMetric(oursMedian.Seconds()/bareMedian.Seconds(), "ratio")
	b.ReportMetric(median(oursMemory), "MB/rest")
	b.ReportMetric(median(bareMemory), "MB/bare-rest")
}

// BenchmarkStartWithLedger measures the same with no ledger and with one of
// 100,000 entries of the account, in turns: opening it is put off until the
// first answer is out, and takes no longer as it grows.
//
//	go test ./cli -run '^$' -bench StartWithLedger -benchtime 100x
func BenchmarkStartWithLedger(b *testing.B) {
	ours := buildBinary(b, b.TempDir(), "heygen-mcp", "heygen-mcp")
	none, full := b.TempDir(), b.TempDir()
	fillLedger(b, filepath.Join(full, flags.LedgerFile))
	startOnce(b, ours, full) // the log of what was just written is merged once
	var noneTook, fullTook []time.Duration
	for b.Loop() {
		took, _ := startOnce(b, ours, none)
		noneTook = append(noneTook, took)
		took, _ = startOnce(b, ours, full)
		fullTook = append(fullTook, took)
	}
	require.NoFileExists(b, filepath.Join(none, flags.LedgerFile), "a start makes no ledger")
	noneMedian, fullMedian := median(noneTook), median(fullTook)
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(noneMedian.Seconds()*1000, "ms/no-ledger")
	b.ReportMetric(fullMedian.Seconds()*1000, "ms/full-ledger")
	b.ReportMetric(fullMedian.Seconds()/noneMedian.Seconds(), "full/none")
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

// buildBinary builds a package as releases are built.
func buildBinary(tb testing.TB, dir, name, pkg string) string {
	tb.Helper()
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	path := filepath.Join(dir, name)
	out, err := exec.CommandContext(tb.Context(), "go", "build", "-trimpath", "-ldflags=-s -w", "-o", path, pkg).CombinedOutput()
	require.NoError(tb, err, "%s", out)
	return path
}

const benchmarkKey = "sk_benchmark"

const (
	initializeLine = `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"bench","version":"1"}}}` + "\n"
	listLines      = `{"jsonrpc":"2.0","method":"notifications/initialized"}` + "\n" + `{"jsonrpc":"2.0","id":2,"method":"tools/list"}` + "\n"
)

// startOnce starts a server over stdio, with its data in a folder, and gives the time until initialize is
// answered, and the resident memory in MB once its tools are listed.
func startOnce(tb testing.TB, binary, data string) (time.Duration, float64) {
	tb.Helper()
	cmd := exec.CommandContext(tb.Context(), binary)
	cmd.Env = append(os.Environ(), "HEYGEN_API_KEY="+benchmarkKey, "HEYGEN_MCP_LOG_LEVEL=error", "HEYGEN_MCP_DATA_DIR="+data)
	stdin, err := cmd.StdinPipe()
	require.NoError(tb, err)
	stdout, err := cmd.StdoutPipe()
	require.NoError(tb, err)
	lines := bufio.NewReaderSize(stdout, 1<<20)

	begin := time.Now()
	require.NoError(tb, cmd.Start())
	ask(tb, stdin, lines, initializeLine)
	took := time.Since(begin)
	ask(tb, stdin, lines, listLines)
	memory := residentMB(cmd.Process.Pid)

	require.NoError(tb, stdin.Close())
	_, _ = io.Copy(io.Discard, lines)
	require.NoError(tb, cmd.Wait(), "the server ends well when its client goes away")
	return took, memory
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

func median[T time.Duration | float64](values []T) T {
	slices.Sort(values)
	return values[len(values)/2]
}
