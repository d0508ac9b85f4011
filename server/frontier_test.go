package server_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/server"
)

// contextEnded is a context that is over before it begins.
func contextEnded(t *testing.T) (context.Context, context.CancelFunc) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	return ctx, cancel
}

// guarded are the paths that the checks stand in front of: all of them.
var guarded = []struct{ method, path string }{
	{http.MethodPost, "/mcp"}, {http.MethodGet, "/mcp"}, {http.MethodDelete, "/mcp"},
	{http.MethodGet, "/sse"}, {http.MethodPost, "/message"}, {http.MethodGet, "/healthz"},
}

func TestForeignHostsAreRefused(t *testing.T) {
	t.Parallel()
	srv := newFixture(t).serveTest(t, server.HTTPOptions{AllowedHosts: []string{"MCP.example.com", "other.example.com:8443"}})
	for host, allowed := range map[string]bool{
		"evil.example.com":       false,
		"localhost.evil.example": false,
		"127.0.0.1.evil.example": false,
		"192.168.1.1":            false,
		"other.example.com":      false,
		"other.example.com:8443": true,
		"mcp.example.com":        true,
		"mcp.example.com:1234":   true,
		"localhost:9":            true,
		"LOCALHOST":              true,
		"127.0.0.1":              true,
		"127.8.8.8:80":           true,
		"[::1]:80":               true,
	} {
		t.Run(host, func(t *testing.T) {
			t.Parallel()
			for _, at := range guarded {
				resp := send(t, at.method, srv.URL+at.path, headers{"Host": host}, "{")
				assert.Equal(t, !allowed, resp.StatusCode == http.StatusForbidden, "%s %s: %d", at.method, at.path, resp.StatusCode)
			}
		})
	}
}

func TestForeignOriginsAreRefused(t *testing.T) {
	t.Parallel()
	srv := newFixture(t).serveTest(t, server.HTTPOptions{AllowedOrigins: []string{"https://App.example.com/", "https://port.example.com:443"}})
	for origin, allowed := range map[string]bool{
		"https://evil.example.com":            false,
		"http://app.example.com":              false,
		"https://app.example.com.evil.com":    false,
		"https://app.example.com:444":         false,
		"null":                                false,
		"file://localhost":                    false,
		"chrome-extension://127.0.0.1":        false,
		"http://localhost.evil.example":       false,
		"https://app.example.com":             true,
		"https://port.example.com":            true,
		"http://localhost:6274":               true,
		"http://127.0.0.1:3000":               true,
		"http://[::1]:3000":                   true,
		"https://localhost.evil.example:6274": false,
	} {
		t.Run(origin, func(t *testing.T) {
			t.Parallel()
			for _, at := range guarded {
				resp := send(t, at.method, srv.URL+at.path, headers{"Origin": origin}, "{")
				assert.Equal(t, !allowed, resp.StatusCode == http.StatusForbidden, "%s %s: %d", at.method, at.path, resp.StatusCode)
				wanted := ""
				if allowed {
					wanted = origin
				}
				assert.Equal(t, wanted, resp.Header.Get("Access-Control-Allow-Origin"), "%s %s", at.method, at.path)
				assert.Contains(t, resp.Header.Values("Vary"), "Origin")
			}
		})
	}
}

func TestNoOriginGetsNoCORS(t *testing.T) {
	t.Parallel()
	srv := newFixture(t).serveTest(t, server.HTTPOptions{})
	resp := send(t, http.MethodGet, srv.URL+"/sse", nil, "")
	assert.Equal(t, http.StatusOK, resp.StatusCode)
	assert.Empty(t, resp.Header.Get("Access-Control-Allow-Origin"), "the library would allow every origin here")
}

func TestPreflight(t *testing.T) {
	t.Parallel()
	srv := newFixture(t).serveTest(t, server.HTTPOptions{AuthToken: authToken, AllowedOrigins: []string{"https://app.example.com"}})
	for _, path := range []string{"/mcp", "/sse", "/message"} {
		resp := send(t, http.MethodOptions, srv.URL+path, headers{
			"Origin": "https://app.example.com", "Access-Control-Request-Method": "POST",
			"Access-Control-Request-Headers": "content-type, Mcp-Param-Text, x-other",
		}, "")
		require.Equal(t, http.StatusNoContent, resp.StatusCode, "a preflight brings no token")
		assert.Equal(t, "https://app.example.com", resp.Header.Get("Access-Control-Allow-Origin"))
		allowed := strings.Split(strings.ToLower(resp.Header.Get("Access-Control-Allow-Headers")), ", ")
		assert.Subset(t, allowed, []string{
			"content-type", "authorization", "x-api-key", "mcp-session-id", "mcp-protocol-version",
			"mcp-method", "mcp-name", "last-event-id", "mcp-param-text",
			"x-mcp-toolsets", "x-mcp-tools", "x-mcp-exclude-tools", "x-mcp-readonly", "x-mcp-no-destructive",
		})
		assert.NotContains(t, allowed, "x-other")
		for _, method := range []string{"GET", "POST", "DELETE"} {
			assert.Contains(t, resp.Header.Get("Access-Control-Allow-Methods"), method)
		}
		assert.Contains(t, resp.Header.Get("Access-Control-Expose-Headers"), "Mcp-Session-Id")
	}
	resp := send(t, http.MethodOptions, srv.URL+"/mcp", headers{"Origin": "https://evil.example.com", "Access-Control-Request-Method": "POST"}, "")
	assert.Equal(t, http.StatusForbidden, resp.StatusCode)
}

func TestHealthNeedsNoToken(t *testing.T) {
	t.Parallel()
	srv := newFixture(t).serveTest(t, server.HTTPOptions{AuthToken: authToken})
	resp := send(t, http.MethodGet, srv.URL+"/healthz", nil, "")
	assert.Equal(t, http.StatusOK, resp.StatusCode)
	assert.Equal(t, "ok\n", read(t, resp))
}

func TestRoutes(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	both := f.serveTest(t, server.HTTPOptions{})
	sse := f.serveTest(t, server.HTTPOptions{SSE: true})
	streamable := f.serveTest(t, server.HTTPOptions{Streamable: true})
	for _, test := range []struct {
		method, url string
		status      int
		allow       string
	}{
		{http.MethodPut, both.URL + "/mcp", 405, "GET, POST, DELETE"},
		{http.MethodPost, both.URL + "/sse", 405, "GET"},
		{http.MethodGet, both.URL + "/message", 405, "POST"},
		{http.MethodGet, both.URL + "/", 404, ""},
		{http.MethodPost, sse.URL + "/mcp", 404, ""},
		{http.MethodGet, sse.URL + "/sse", 200, ""},
		{http.MethodGet, streamable.URL + "/sse", 404, ""},
		{http.MethodPost, streamable.URL + "/message", 404, ""},
	} {
		resp := send(t, test.method, test.url, nil, "")
		assert.Equal(t, test.status, resp.StatusCode, "%s %s", test.method, test.url)
		assert.Equal(t, test.allow, resp.Header.Get("Allow"))
	}
}
