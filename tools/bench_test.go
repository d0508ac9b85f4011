package tools_test

import (
	"io"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// BenchmarkToolCall measures a tool call through an MCP client against the bare
// HTTP request that it makes, by turns in one run:
//
//	go test ./tools -run '^$' -bench ToolCall -benchtime 2000x
func BenchmarkToolCall(b *testing.B) {
	t := newBench(b)
	var calls, bare []time.Duration
	for b.Loop() {
		start := time.Now()
		result, err := t.client.CallTool(b.Context(), "get_current_user", nil)
		calls = append(calls, time.Since(start))
		require.NoError(b, err)
		require.False(b, result.IsError)

		start = time.Now()
		req, err := http.NewRequestWithContext(b.Context(), http.MethodGet, t.heygen.URL+"/v3/users/me", nil)
		require.NoError(b, err)
		req.Header.Set("X-Api-Key", key)
		resp, err := http.DefaultClient.Do(req)
		require.NoError(b, err)
		_, err = io.Copy(io.Discard, resp.Body)
		require.NoError(b, err)
		require.NoError(b, resp.Body.Close())
		bare = append(bare, time.Since(start))
	}
	middle := func(d []time.Duration) float64 {
		slices.Sort(d)
		return float64(d[len(d)/2].Microseconds()) / 1000
	}
	b.ReportMetric(0, "ns/op") // a pair of calls says nothing
	b.ReportMetric(middle(calls), "ms/call")
	b.ReportMetric(middle(bare), "ms/bare-http")
	b.ReportMetric(middle(calls)-middle(bare), "ms/above")
}
