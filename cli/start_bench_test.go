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
	var oursTook, bareTook []time.Duration
	var oursMemory, bareMemory []float64
	for b.Loop() {
		took, memory := startOnce(b, ours)
		oursTook, oursMemory = append(oursTook, took), append(oursMemory, memory)
		took, memory = startOnce(b, bare)
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

const (
	initializeLine = `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"bench","version":"1"}}}` + "\n"
	listLines      = `{"jsonrpc":"2.0","method":"notifications/initialized"}` + "\n" + `{"jsonrpc":"2.0","id":2,"method":"tools/list"}` + "\n"
)

// startOnce starts a server over stdio and gives the time until initialize is
// answered, and the resident memory in MB once its tools are listed.
func startOnce(tb testing.TB, binary string) (time.Duration, float64) {
	tb.Helper()
	cmd := exec.CommandContext(tb.Context(), binary)
	cmd.Env = append(os.Environ(), "HEYGEN_API_KEY=sk_benchmark", "HEYGEN_MCP_LOG_LEVEL=error")
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
