package server_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/account"
	"heygen-mcp/heygenapi/liveavatar"
	"heygen-mcp/server"
	"heygen-mcp/tools"
	"heygen-mcp/tools/kit"
)

const (
	ownLiveKey    = "la_the_servers_own"
	callerLiveKey = "la_the_callers"
)

// liveFixture is a server with a LiveAvatar key of its own, and the keys that
// reach LiveAvatar, one a request.
func liveFixture(t *testing.T) (*fixture, <-chan string) {
	t.Helper()
	arrived := make(chan string, 4)
	live := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		arrived <- r.Header.Get("X-Api-Key")
		_, _ = io.WriteString(w, `{"code":1000,"data":{"credits_left":7},"message":"ok"}`)
	}))
	t.Cleanup(live.Close)
	own, err := liveavatar.NewKey(ownLiveKey)
	require.NoError(t, err)
	return newFixture(t, func(o *server.Options) {
		o.Env.Live, err = account.NewLiveAccounts(own, liveavatar.WithBaseURL(live.URL), liveavatar.WithLogger(o.Log))
		require.NoError(t, err)
		all := tools.All()
		at := slices.IndexFunc(all, func(t kit.Tool) bool { return t.Name == "get_liveavatar_credits" })
		o.Tools = all[at : at+1]
	}), arrived
}

// TestLiveAvatarKeys: each request brings its own, and the server's own serves
// nobody else unless it is shared.
func TestLiveAvatarKeys(t *testing.T) {
	t.Parallel()
	private, shared := server.HTTPOptions{}, server.HTTPOptions{SharedKey: true}
	for _, test := range []struct {
		name    string
		options server.HTTPOptions
		headers headers
		// with is the key that reaches LiveAvatar; empty where none may.
		with   string
		status int
	}{
		{"none", private, nil, "", 200},
		{"a HeyGen key is none", private, headers{"X-Api-Key": callerKey}, "", 200},
		{"the caller's", private, headers{"X-LiveAvatar-Key": " " + callerLiveKey}, callerLiveKey, 200},
		{"left unset by the host", private, headers{"X-LiveAvatar-Key": "${LIVEAVATAR_API_KEY}"}, "", 200},
		{"stray characters", private, headers{"X-LiveAvatar-Key": "la_wïth_ümlauts"}, "", 400},
		{"the server's, shared", shared, nil, ownLiveKey, 200},
		{"shared, the caller's counts", shared, headers{"X-LiveAvatar-Key": callerLiveKey}, callerLiveKey, 200},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			f, arrived := liveFixture(t)
			srv := f.serveTest(t, test.options)
			h, body := modernCall("1", "get_liveavatar_credits")
			resp := send(t, http.MethodPost, srv.URL+"/mcp", with(h, test.headers), body)
			answer := read(t, resp)
			require.Equal(t, test.status, resp.StatusCode, answer)
			for _, secret := range []string{ownLiveKey, callerLiveKey} {
				assert.NotContains(t, answer+f.log.String(), secret)
			}
			switch {
			case test.with != "":
				assert.Equal(t, test.with, <-arrived)
				assert.Contains(t, resultText(t, answer), `"credits_left":7`)
			case test.status == http.StatusOK:
				assert.Contains(t, resultText(t, answer), "missing_credential")
				assert.Contains(t, resultText(t, answer), "X-LiveAvatar-Key")
			}
			assert.Empty(t, arrived)
		})
	}
}

func TestSSECallsUseTheCallersLiveAvatarKey(t *testing.T) {
	t.Parallel()
	f, arrived := liveFixture(t)
	srv := f.serveTest(t, server.HTTPOptions{})
	h := headers{"X-LiveAvatar-Key": callerLiveKey}
	stream, messages := openSSE(t, srv.URL, h)
	send(t, http.MethodPost, messages, h, callBody("1", "get_liveavatar_credits"))
	answer, ok := stream.next()
	require.True(t, ok)
	assert.Contains(t, resultText(t, answer), `"credits_left":7`)
	assert.Equal(t, callerLiveKey, <-arrived)
}
