package server_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	mcpclient "github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/mcp"
	mcpserver "github.com/mark3labs/mcp-go/server"
	"github.com/stretchr/testify/require"

	"heygen-mcp/server"
)

// bareServer is the library as it comes, with one tool.
func bareServer() *mcpserver.MCPServer {
	bare := mcpserver.NewMCPServer("bare", "1")
	schema := []byte(`{"type":"object","properties":{"text":{"type":"string"}},"additionalProperties":false}`)
	bare.AddTool(mcp.NewToolWithRawSchema("echo", "A tool of the tests.", schema), func(_ context.Context, req mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		return mcp.NewToolResultText(req.GetString("text", "")), nil
	})
	return bare
}

// BenchmarkCallAgainstBare times a tool call through this server and through
// the bare library by turns, and reports both medians and their ratio.
func BenchmarkCallAgainstBare(b *testing.B) {
	f := newFixture(b)
	b.Run("http", func(b *testing.B) {
		bare := httptest.NewServer(mcpserver.NewStreamableHTTPServer(bareServer()))
		b.Cleanup(bare.Close)
		ours := f.serveTest(b, server.HTTPOptions{})
		compare(b, httpCall(b, ours.URL+"/mcp", nil), httpCall(b, bare.URL, nil))
	})
	b.Run("in-process", func(b *testing.B) {
		compare(b, inProcessCall(b, f.MCP()), inProcessCall(b, bareServer()))
	})
}

// BenchmarkCallsASecond has 16 clients call over HTTP at once; ratio is how
// many of the bare library's calls are left.
func BenchmarkCallsASecond(b *testing.B) {
	const clients = 16
	bare := httptest.NewServer(mcpserver.NewStreamableHTTPServer(bareServer()))
	b.Cleanup(bare.Close)
	ours := newFixture(b).serveTest(b, server.HTTPOptions{})
	pooled := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: clients}}
	b.Cleanup(pooled.CloseIdleConnections)
	rate := func(call func()) float64 {
		const calls = 4000
		left := make(chan struct{}, calls)
		for range calls {
			left <- struct{}{}
		}
		close(left)
		done := make(chan struct{})
		start := time.Now()
		for range clients {
			go func() {
				for range left {
					call()
				}
				done <- struct{}{}
			}()
		}
		for range clients {
			<-done
		}
		return calls / time.Since(start).Seconds()
	}
	var our, their float64
	rounds := 0
	for b.Loop() {
		our += rate(httpCall(b, ours.URL+"/mcp", pooled))
		their += rate(httpCall(b, bare.URL, pooled))
		rounds++
	}
	b.ReportMetric(our/float64(rounds), "calls/s")
	b.ReportMetric(their/float64(rounds), "bare-calls/s")
	b.ReportMetric(our/their, "ratio")
}

// compare runs both by turns, so that the machine's moods hit both alike.
func compare(b *testing.B, ours, bare func()) {
	b.Helper()
	var our, their []time.Duration
	timed := func(call func()) time.Duration {
		start := time.Now()
		call()
		return time.Since(start)
	}
	for b.Loop() {
		our = append(our, timed(ours))
		their = append(their, timed(bare))
	}
	median := func(d []time.Duration) float64 {
		slices.Sort(d)
		return float64(d[len(d)/2].Nanoseconds()) / 1000
	}
	b.ReportMetric(median(our), "µs/call")
	b.ReportMetric(median(their), "bare-µs/call")
	b.ReportMetric(median(our)/median(their), "ratio")
	b.ReportMetric(0, "ns/op")
}

func httpCall(b *testing.B, url string, client *http.Client) func() {
	b.Helper()
	if client == nil {
		client = http.DefaultClient
	}
	h, body := modernCall("1", "echo")
	return func() {
		req, err := http.NewRequestWithContext(b.Context(), http.MethodPost, url, strings.NewReader(body))
		require.NoError(b, err)
		req.Header.Set("Content-Type", "application/json")
		for name, value := range h {
			req.Header.Set(name, value)
		}
		resp, err := client.Do(req)
		require.NoError(b, err)
		_, err = io.Copy(io.Discard, resp.Body)
		require.NoError(b, err)
		require.NoError(b, resp.Body.Close())
		require.Equal(b, http.StatusOK, resp.StatusCode)
	}
}

func inProcessCall(b *testing.B, on *mcpserver.MCPServer) func() {
	b.Helper()
	client, err := mcpclient.NewInProcessClient(on)
	require.NoError(b, err)
	b.Cleanup(func() { _ = client.Close() })
	require.NoError(b, client.Start(b.Context()))
	initialize := mcp.InitializeRequest{}
	initialize.Params.ProtocolVersion = legacyVersion
	_, err = client.Initialize(b.Context(), initialize)
	require.NoError(b, err)
	call := mcp.CallToolRequest{}
	call.Params.Name = "echo"
	return func() {
		_, err := client.CallTool(b.Context(), call)
		require.NoError(b, err)
	}
}
