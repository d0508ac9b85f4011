package server_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/server"
)

// notYet fails when the server stops while a call is under way.
func notYet(t *testing.T, s *serving) {
	t.Helper()
	select {
	case err := <-s.stopped:
		t.Fatalf("the server stopped under a running call: %v", err)
	case <-time.After(100 * time.Millisecond):
	}
}

func TestShutdownLetsCallsFinish(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	s := f.listenTest(t, server.HTTPOptions{})

	// A call of each kind, and every stream that has no end of its own.
	h, body := modernCall("1", "slow")
	modern := later(t, s.url+"/mcp", h, body)
	session := headers{"Mcp-Session-Id": initialize(t, s.url, nil)}
	legacy := later(t, s.url+"/mcp", session, callBody("2", "slow"))
	stream, messages := openSSE(t, s.url, nil)
	send(t, http.MethodPost, messages, nil, callBody("3", "slow"))
	listening := openStream(t, s.url+"/mcp", session)
	h, body = modernRequest("9", "subscriptions/listen", "", `"notifications":{"toolsListChanged":true},`)
	subscription := later(t, s.url+"/mcp", h, body)
	for range 3 {
		<-f.started
	}

	s.stop()
	notYet(t, s)
	f.finish()
	assert.Equal(t, "done", resultText(t, <-modern))
	assert.Equal(t, "done", resultText(t, <-legacy))
	answer, ok := stream.next()
	require.True(t, ok, "the SSE stream carries the answer before it ends")
	assert.Equal(t, "done", resultText(t, answer))
	_, more := stream.next()
	assert.False(t, more)
	_, more = listening.next()
	assert.False(t, more)
	<-subscription
	require.NoError(t, <-s.stopped)
	assert.Empty(t, f.cancelled, "no call was cut")
	_, err := http.Get(s.url + "/healthz") //nolint:bodyclose,noctx // it must fail
	assert.Error(t, err, "nobody listens any more")
}

func TestIdleStreamsDoNotHoldTheShutdown(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	s := f.listenTest(t, server.HTTPOptions{ShutdownTimeout: time.Hour})
	openSSE(t, s.url, nil)
	openStream(t, s.url+"/mcp", headers{"Mcp-Session-Id": initialize(t, s.url, nil)})
	s.stop()
	select {
	case err := <-s.stopped:
		assert.NoError(t, err)
	case <-time.After(10 * time.Second):
		t.Fatal("streams without a call hold the end up")
	}
}

func TestShutdownIsBounded(t *testing.T) {
	t.Parallel()
	for _, transport := range []string{"/mcp", "/sse"} {
		t.Run(transport, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t)
			s := f.listenTest(t, server.HTTPOptions{ShutdownTimeout: 100 * time.Millisecond})
			if transport == "/mcp" {
				h, body := modernCall("1", "slow")
				later(t, s.url+"/mcp", h, body)
			} else {
				_, messages := openSSE(t, s.url, nil)
				send(t, http.MethodPost, messages, nil, callBody("1", "slow"))
			}
			<-f.started
			s.stop()
			assert.ErrorContains(t, <-s.stopped, "still ran")
			f.finish()
		})
	}
}

func TestAStreamThatBreaksHoldsNothing(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	s := f.listenTest(t, server.HTTPOptions{ShutdownTimeout: time.Hour})
	stream, messages := openSSE(t, s.url, nil)
	send(t, http.MethodPost, messages, nil, callBody("1", "slow"))
	<-f.started
	require.NoError(t, stream.Body.Close())
	require.Eventually(t, func() bool {
		return send(t, http.MethodPost, messages, nil, callBody("2", "slow")).StatusCode == http.StatusNotFound
	}, 5*time.Second, 10*time.Millisecond)
	s.stop()
	select {
	case err := <-s.stopped:
		assert.NoError(t, err)
	case <-time.After(10 * time.Second):
		t.Fatal("a call whose answer nobody can take holds the end up")
	}
	f.finish()
}

func TestServeHTTPSaysWhatFailed(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	listener := closedListener(t)
	assert.ErrorContains(t, f.ServeHTTP(t.Context(), listener, server.HTTPOptions{}), "serving 127.0.0.1")
}
