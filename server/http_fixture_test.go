package server_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"heygen-mcp/server"
)

// The two eras of the protocol, by one version each.
const (
	legacyVersion = "2025-11-25"
	modernVersion = "2026-07-28"
)

// serveTest serves the fixture at an address of its own until the test ends.
func (f *fixture) serveTest(t testing.TB, o server.HTTPOptions) *httptest.Server {
	t.Helper()
	srv := httptest.NewServer(f.Handler(o))
	t.Cleanup(srv.Close)
	return srv
}

// serving is a fixture served by its own ServeHTTP.
type serving struct {
	url string
	// stop begins the end; stopped gets what ServeHTTP returned.
	stop    context.CancelFunc
	stopped chan error
}

func (f *fixture) listenTest(t testing.TB, o server.HTTPOptions) *serving {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	ctx, stop := context.WithCancel(context.Background())
	s := &serving{url: "http://" + listener.Addr().String(), stop: stop, stopped: make(chan error, 1)}
	go func() { s.stopped <- f.ServeHTTP(ctx, listener, o) }()
	t.Cleanup(stop)
	return s
}

// headers are a request's headers.
type headers map[string]string

func with(base headers, more headers) headers {
	merged := maps.Clone(base)
	if merged == nil {
		merged = headers{}
	}
	maps.Copy(merged, more)
	return merged
}

// apart has connections of its own: the default client's idle ones are closed
// whenever another test's server is, maybe just as a POST takes one.
var apart = &http.Client{Transport: &http.Transport{}}

// reply is an answer that is closed when the test ends.
type reply struct{ *http.Response }

// send makes a request with exactly these headers. Host is set by "Host".
func send(t testing.TB, method, url string, h headers, body string) *reply {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	require.NoError(t, err)
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("Accept", "application/json, text/event-stream")
	}
	for name, value := range h {
		if name == "Host" {
			req.Host = value
			continue
		}
		req.Header.Set(name, value)
	}
	resp, err := apart.Do(req)
	require.NoError(t, err)
	t.Cleanup(func() { _ = resp.Body.Close() })
	return &reply{resp}
}

func read(t testing.TB, resp *reply) string {
	t.Helper()
	body, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	return string(body)
}

// initialize opens a legacy session and gives its id.
func initialize(t testing.TB, url string, h headers) string {
	t.Helper()
	resp := send(t, http.MethodPost, url+"/mcp", h, fmt.Sprintf(
		`{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":%q,"capabilities":{},"clientInfo":{"name":"t","version":"1"}}}`, legacyVersion))
	require.Equal(t, http.StatusOK, resp.StatusCode, read(t, resp))
	session := resp.Header.Get("Mcp-Session-Id")
	require.NotEmpty(t, session)
	return session
}

// callBody is a tools/call before 2026-07-28.
func callBody(id, tool string) string {
	return fmt.Sprintf(`{"jsonrpc":"2.0","id":%s,"method":"tools/call","params":{"name":%q,"arguments":{}}}`, id, tool)
}

// modernCall is a tools/call of the stateless protocol, with its headers.
func modernCall(id, tool string) (headers, string) {
	return modernRequest(id, "tools/call", tool, fmt.Sprintf(`"name":%q,"arguments":{},`, tool))
}

// modernRequest is a request of the stateless protocol. params end with a comma.
func modernRequest(id, method, name, params string) (headers, string) {
	h := headers{"Mcp-Protocol-Version": modernVersion, "Mcp-Method": method}
	if name != "" {
		h["Mcp-Name"] = name
	}
	identified := ""
	if id != "" {
		identified = `"id":` + id + `,`
	}
	return h, fmt.Sprintf(`{"jsonrpc":"2.0",%s"method":%q,"params":{%s"_meta":{`+
		`"io.modelcontextprotocol/protocolVersion":%q,"io.modelcontextprotocol/clientInfo":{"name":"t","version":"1"},`+
		`"io.modelcontextprotocol/clientCapabilities":{}}}}`, identified, method, params, modernVersion)
}

// resultText is the first text of a tools/call's answer.
func resultText(t testing.TB, body string) string {
	t.Helper()
	if _, data, ok := strings.Cut(body, "data:"); ok {
		body = data
	}
	var answer struct {
		Result struct {
			Content []struct {
				Text string `json:"text"`
			} `json:"content"`
		} `json:"result"`
		Error *struct {
			Message string `json:"message"`
		} `json:"error"`
	}
	require.NoError(t, json.NewDecoder(strings.NewReader(body)).Decode(&answer), body)
	require.Nil(t, answer.Error, body)
	require.NotEmpty(t, answer.Result.Content, body)
	return answer.Result.Content[0].Text
}

// eventStream is an open SSE stream.
type eventStream struct {
	*reply
	lines *bufio.Scanner
}

func openStream(t testing.TB, url string, h headers) *eventStream {
	t.Helper()
	resp := send(t, http.MethodGet, url, with(headers{"Accept": "text/event-stream"}, h), "")
	require.Equal(t, http.StatusOK, resp.StatusCode)
	lines := bufio.NewScanner(resp.Body)
	lines.Buffer(nil, 1<<20)
	return &eventStream{reply: resp, lines: lines}
}

// next is the next event's data; ok is false at the stream's end.
func (s *eventStream) next() (data string, ok bool) {
	for s.lines.Scan() {
		if data, ok := strings.CutPrefix(s.lines.Text(), "data:"); ok {
			return strings.TrimSpace(data), true
		}
	}
	return "", false
}

// openSSE opens a session of the older transport and gives its stream and
// where its messages go.
func openSSE(t testing.TB, url string, h headers) (*eventStream, string) {
	t.Helper()
	stream := openStream(t, url+"/sse", h)
	endpoint, ok := stream.next()
	require.True(t, ok)
	resp := send(t, http.MethodPost, url+endpoint, h, fmt.Sprintf(
		`{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":%q,"capabilities":{},"clientInfo":{"name":"t","version":"1"}}}`, legacyVersion))
	require.Equal(t, http.StatusAccepted, resp.StatusCode)
	_, ok = stream.next()
	require.True(t, ok)
	return stream, url + endpoint
}

func closedListener(t testing.TB) net.Listener {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, listener.Close())
	return listener
}

// later is a request on its way; its answer comes on the channel, which closes
// without one where the request failed.
func later(t testing.TB, url string, h headers, body string) <-chan string {
	t.Helper()
	ctx, giveUp := context.WithCancel(context.WithoutCancel(t.Context()))
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, strings.NewReader(body))
	require.NoError(t, err)
	req.Header.Set("Content-Type", "application/json")
	for name, value := range h {
		req.Header.Set(name, value)
	}
	answer, done := make(chan string, 1), make(chan struct{})
	go func() {
		defer close(done)
		defer close(answer)
		resp, err := apart.Do(req)
		if err != nil {
			return
		}
		defer func() { _ = resp.Body.Close() }()
		if got, err := io.ReadAll(resp.Body); err == nil {
			answer <- string(got)
		}
	}()
	t.Cleanup(func() { giveUp(); <-done })
	return answer
}

// serveOnce gives a handler one request without a connection.
func serveOnce(t testing.TB, handler http.Handler) *httptest.ResponseRecorder {
	t.Helper()
	recorded := httptest.NewRecorder()
	handler.ServeHTTP(recorded, httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/mcp", http.NoBody))
	return recorded
}
