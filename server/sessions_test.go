package server_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/server"
)

func TestSessionsAreTheirOpeners(t *testing.T) {
	t.Parallel()
	srv := newFixture(t).serveTest(t, server.HTTPOptions{})
	owner := headers{"X-Api-Key": callerKey}
	session := headers{"Mcp-Session-Id": initialize(t, srv.URL, owner)}

	for name, stranger := range map[string]headers{"nobody": nil, "another key": {"X-Api-Key": otherKey}, "an access token": {"Authorization": "Bearer " + oauth}} {
		for _, at := range []string{http.MethodPost, http.MethodGet, http.MethodDelete} {
			resp := send(t, at, srv.URL+"/mcp", with(session, stranger), callBody("1", "whoami"))
			assert.Equal(t, http.StatusNotFound, resp.StatusCode, "%s by %s", at, name)
		}
	}
	resp := send(t, http.MethodPost, srv.URL+"/mcp", with(session, owner), callBody("1", "whoami"))
	require.Equal(t, http.StatusOK, resp.StatusCode, "the owner still has it")
	assert.Equal(t, key(t, callerKey).Fingerprint(), resultText(t, read(t, resp)))

	resp = send(t, http.MethodDelete, srv.URL+"/mcp", with(session, owner), "")
	require.Equal(t, http.StatusOK, resp.StatusCode)
	resp = send(t, http.MethodPost, srv.URL+"/mcp", with(session, owner), callBody("1", "whoami"))
	assert.Equal(t, http.StatusNotFound, resp.StatusCode, "a deleted session is gone")
}

func TestSSESessionsAreTheirOpeners(t *testing.T) {
	t.Parallel()
	srv := newFixture(t).serveTest(t, server.HTTPOptions{})
	owner := headers{"X-Api-Key": callerKey}
	stream, messages := openSSE(t, srv.URL, owner)
	for name, stranger := range map[string]headers{"nobody": nil, "another key": {"X-Api-Key": otherKey}} {
		resp := send(t, http.MethodPost, messages, stranger, callBody("1", "whoami"))
		assert.Equal(t, http.StatusNotFound, resp.StatusCode, name)
	}
	resp := send(t, http.MethodPost, srv.URL+"/mcp", with(owner, headers{"Mcp-Session-Id": messages[len(messages)-26:]}), callBody("1", "whoami"))
	assert.Equal(t, http.StatusNotFound, resp.StatusCode, "an SSE session is none of streamable HTTP's")

	require.NoError(t, stream.Body.Close())
	require.Eventually(t, func() bool {
		return send(t, http.MethodPost, messages, owner, callBody("1", "whoami")).StatusCode == http.StatusNotFound
	}, 5*time.Second, 10*time.Millisecond, "the session ends with its stream")
}

func TestRequestsWithoutASession(t *testing.T) {
	t.Parallel()
	srv := newFixture(t).serveTest(t, server.HTTPOptions{})
	for _, method := range []string{http.MethodPost, http.MethodGet, http.MethodDelete} {
		resp := send(t, method, srv.URL+"/mcp", nil, callBody("1", "whoami"))
		assert.Equal(t, http.StatusBadRequest, resp.StatusCode, method)
	}
	resp := send(t, http.MethodPost, srv.URL+"/message", nil, callBody("1", "whoami"))
	assert.Equal(t, http.StatusNotFound, resp.StatusCode)
	h, body := modernCall("1", "whoami")
	resp = send(t, http.MethodPost, srv.URL+"/mcp", with(h, headers{"Mcp-Session-Id": "somebody's"}), body)
	assert.Equal(t, http.StatusOK, resp.StatusCode, "the stateless protocol ignores sessions")
}

func TestSessionsAreBounded(t *testing.T) {
	t.Parallel()
	srv := newFixture(t).serveTest(t, server.HTTPOptions{MaxSessions: 2})
	first := initialize(t, srv.URL, nil)
	initialize(t, srv.URL, nil)
	body := `{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}`
	resp := send(t, http.MethodPost, srv.URL+"/mcp", nil, body)
	assert.Equal(t, http.StatusServiceUnavailable, resp.StatusCode)
	send(t, http.MethodDelete, srv.URL+"/mcp", headers{"Mcp-Session-Id": first}, "")
	initialize(t, srv.URL, nil)

	for range 2 {
		openStream(t, srv.URL+"/sse", nil)
	}
	resp = send(t, http.MethodGet, srv.URL+"/sse", nil, "")
	assert.Equal(t, http.StatusServiceUnavailable, resp.StatusCode)
}

func TestIdleSessionsAreDropped(t *testing.T) {
	t.Parallel()
	srv := newFixture(t).serveTest(t, server.HTTPOptions{SessionIdleTTL: time.Millisecond})
	session := headers{"Mcp-Session-Id": initialize(t, srv.URL, nil), "Mcp-Protocol-Version": legacyVersion}
	// A GET without the right to stream does not touch the session, so looking
	// does not keep it: the server is asked for one that it would refuse.
	require.Eventually(t, func() bool {
		resp := send(t, http.MethodDelete, srv.URL+"/mcp", with(session, headers{"Mcp-Protocol-Version": "1999-01-01"}), "")
		return resp.StatusCode == http.StatusNotFound
	}, 10*time.Second, 50*time.Millisecond)
}
