package server_test

import (
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/server"
)

func TestBodiesAreBounded(t *testing.T) {
	t.Parallel()
	srv := newFixture(t).serveTest(t, server.HTTPOptions{MaxBodyBytes: 2000})
	_, messages := openSSE(t, srv.URL, nil)
	h, small := modernCall("1", "echo")
	large := strings.Replace(small, `"arguments":{}`, `"arguments":{"text":"`+strings.Repeat("x", 2000)+`"}`, 1)
	for _, url := range []string{srv.URL + "/mcp", messages} {
		resp := send(t, http.MethodPost, url, h, large)
		assert.Equal(t, http.StatusRequestEntityTooLarge, resp.StatusCode)
		assert.Contains(t, read(t, resp), "2000 bytes")
		resp = send(t, http.MethodPost, url, h, small)
		assert.Less(t, resp.StatusCode, 300, "small ones pass")
	}
}

func TestHeadsAndSlowClientsAreBounded(t *testing.T) {
	t.Parallel()
	s := newFixture(t).listenTest(t, server.HTTPOptions{ReadHeaderTimeout: 100 * time.Millisecond, BodyTimeout: 100 * time.Millisecond})
	address := strings.TrimPrefix(s.url, "http://")
	for name, test := range map[string]struct{ sent, answer string }{
		"large head": {"POST /mcp HTTP/1.1\r\nHost: localhost\r\nX-Large: " + strings.Repeat("x", 200<<10) + "\r\n\r\n", "431"},
		"slow head":  {"POST /mcp HTTP/1.1\r\nHost: local", ""},
		"slow body":  {"POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{", "408"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", address)
			require.NoError(t, err)
			defer func() { _ = conn.Close() }()
			require.NoError(t, conn.SetDeadline(time.Now().Add(10*time.Second)))
			_, err = io.WriteString(conn, test.sent)
			require.NoError(t, err)
			answer := make([]byte, 64)
			n, err := conn.Read(answer)
			if test.answer == "" {
				// The connection is closed, with a status or without.
				assert.NotErrorIs(t, err, net.ErrClosed)
				assert.NotContains(t, string(answer[:n]), " 200 ")
				return
			}
			require.NoError(t, err)
			assert.Contains(t, string(answer[:n]), test.answer)
		})
	}
}

func TestBodyTimeoutDoesNotEndLongCalls(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	s := f.listenTest(t, server.HTTPOptions{BodyTimeout: 50 * time.Millisecond, ReadHeaderTimeout: 50 * time.Millisecond})
	h, body := modernCall("1", "slow")
	answered := later(t, s.url+"/mcp", h, body)
	<-f.started
	select {
	case <-f.cancelled:
		t.Fatal("the call was cancelled by a timeout meant for its request")
	case <-time.After(200 * time.Millisecond):
	}
	f.finish()
	assert.Equal(t, "done", resultText(t, <-answered))
}

// TestForeignCancelIsDropped sends every form of a cancellation that names
// another client's call by its id alone.
func TestForeignCancelIsDropped(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	srv := f.serveTest(t, server.HTTPOptions{})
	h, body := modernCall("7", "slow")
	answered := later(t, srv.URL+"/mcp", h, body)
	<-f.started

	strangers := headers{"Mcp-Session-Id": initialize(t, srv.URL, nil)}
	modern, modernCancel := modernRequest("", "notifications/cancelled", "", `"requestId":7,`)
	legacyCancel := `{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":7}}`
	for name, attempt := range map[string]struct {
		h    headers
		body string
	}{
		"modern":                     {modern, modernCancel},
		"modern with a session":      {with(modern, strangers), modernCancel},
		"legacy without a session":   {nil, legacyCancel},
		"legacy with its session":    {strangers, legacyCancel},
		"with meta that is no meta":  {nil, `{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"_meta":"x","requestId":7}}`},
		"modern by the body alone":   {strangers, modernCancel},
		"modern by the header alone": {with(modern, strangers), legacyCancel},
	} {
		resp := send(t, http.MethodPost, srv.URL+"/mcp", attempt.h, attempt.body)
		assert.Equal(t, http.StatusAccepted, resp.StatusCode, name)
	}
	select {
	case <-f.cancelled:
		t.Fatal("a stranger cancelled the call")
	default:
	}
	f.finish()
	assert.Equal(t, "done", resultText(t, <-answered))
}

func TestOwnCancelArrives(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	srv := f.serveTest(t, server.HTTPOptions{})
	session := headers{"Mcp-Session-Id": initialize(t, srv.URL, nil)}
	done := later(t, srv.URL+"/mcp", session, callBody("7", "slow"))
	<-f.started
	send(t, http.MethodPost, srv.URL+"/mcp", session, `{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":7}}`)
	<-f.cancelled
	assert.NotContains(t, <-done, "done")
}

func TestLogHoldsNoSecrets(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	srv := f.serveTest(t, server.HTTPOptions{})
	h := headers{"X-Api-Key": callerKey}
	_, messages := openSSE(t, srv.URL, h)
	send(t, http.MethodPost, messages, h, callBody("1", "whoami"))
	send(t, http.MethodGet, srv.URL+"/"+otherKey+"?key="+otherKey, nil, "")
	log := f.log.String()
	assert.Contains(t, log, "path=/message")
	assert.Contains(t, log, "path=other status=404")
	assert.NotContains(t, log, callerKey)
	assert.NotContains(t, log, otherKey)
	assert.NotContains(t, log, "sessionId")
}
