package server_test

import (
	"net"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi"
	"heygen-mcp/server"
)

const (
	ownKey    = "sk_the_servers_own"
	callerKey = "sk_the_callers"
	otherKey  = "sk_somebody_elses"
	oauth     = "oauth.access.token"
	authToken = "the-token-of-this-server"
)

func TestCredentials(t *testing.T) {
	t.Parallel()
	caller, own := key(t, callerKey).Fingerprint(), key(t, ownKey).Fingerprint()
	token, err := heygenapi.BearerToken(oauth)
	require.NoError(t, err)
	open, protected := server.HTTPOptions{}, server.HTTPOptions{AuthToken: authToken}
	shared := server.HTTPOptions{SharedKey: true}
	protectedShared := server.HTTPOptions{SharedKey: true, AuthToken: authToken}

	for _, test := range []struct {
		name    string
		options server.HTTPOptions
		own     string
		headers headers
		// who is whose account the call works on, where the request is let in.
		who    string
		status int
	}{
		{"no credential", open, "", nil, "nobody", 200},
		{"key", open, "", headers{"X-Api-Key": callerKey}, caller, 200},
		{"key with white space", open, "", headers{"X-Api-Key": "  " + callerKey + "\t"}, caller, 200},
		{"empty key", open, "", headers{"X-Api-Key": ""}, "nobody", 200},
		{"key that the host left unset", open, "", headers{"X-Api-Key": "${user_config.api_key}"}, "nobody", 200},
		{"bearer with a key", open, "", headers{"Authorization": "Bearer " + callerKey}, caller, 200},
		{"bearer in small letters", open, "", headers{"Authorization": "bearer " + callerKey}, caller, 200},
		{"bearer with an access token", open, "", headers{"Authorization": "Bearer " + oauth}, token.Fingerprint(), 200},
		{"the same key in both", open, "", headers{"X-Api-Key": callerKey, "Authorization": "Bearer " + callerKey}, caller, 200},
		{"two keys", open, "", headers{"X-Api-Key": callerKey, "Authorization": "Bearer " + otherKey}, "", 400},
		{"key and access token", open, "", headers{"X-Api-Key": callerKey, "Authorization": "Bearer " + oauth}, "", 400},
		{"another scheme", open, "", headers{"Authorization": "Basic dXNlcjpwYXNz"}, "", 400},
		{"stray characters", open, "", headers{"X-Api-Key": "sk_wïth_ümlauts"}, "", 400},

		{"own key is not for callers", open, ownKey, nil, "", 401},
		{"own key, the caller's counts", open, ownKey, headers{"X-Api-Key": callerKey}, caller, 200},
		{"shared key", shared, ownKey, nil, own, 200},
		{"shared key, the caller's counts", shared, ownKey, headers{"Authorization": "Bearer " + callerKey}, caller, 200},

		{"token missing", protected, "", nil, "", 401},
		{"token missing, key given", protected, "", headers{"X-Api-Key": callerKey}, "", 401},
		{"token wrong", protected, "", headers{"Authorization": "Bearer wrong"}, "", 401},
		{"HeyGen key instead of the token", protected, "", headers{"Authorization": "Bearer " + callerKey}, "", 401},
		{"token alone", protected, "", headers{"Authorization": "Bearer " + authToken}, "nobody", 200},
		{"token and key", protected, "", headers{"Authorization": "Bearer " + authToken, "X-Api-Key": callerKey}, caller, 200},
		{"token, own key not shared", protected, ownKey, headers{"Authorization": "Bearer " + authToken}, "", 401},
		{"token and shared key", protectedShared, ownKey, headers{"Authorization": "Bearer " + authToken}, own, 200},
		{"shared key, token missing", protectedShared, ownKey, nil, "", 401},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var serverKey heygenapi.Credential
			if test.own != "" {
				serverKey = key(t, test.own)
			}
			f := newFixtureWithKey(t, serverKey)
			srv := f.serveTest(t, test.options)
			h, body := modernCall("1", "whoami")
			resp := send(t, http.MethodPost, srv.URL+"/mcp", with(h, test.headers), body)
			answer := read(t, resp)
			require.Equal(t, test.status, resp.StatusCode, answer)
			for _, secret := range []string{ownKey, callerKey, otherKey, oauth, authToken} {
				assert.NotContains(t, answer, secret)
				assert.NotContains(t, f.log.String(), secret)
			}
			switch test.status {
			case http.StatusOK:
				assert.Equal(t, test.who, resultText(t, answer))
			case http.StatusUnauthorized:
				assert.Contains(t, resp.Header.Get("WWW-Authenticate"), "Bearer")
			default:
				assert.Contains(t, answer, `"error"`)
			}
			stream := send(t, http.MethodGet, srv.URL+"/sse", test.headers, "")
			assert.Equal(t, test.status, stream.StatusCode, "SSE is guarded alike")
		})
	}
}

func TestKeyGivenTwice(t *testing.T) {
	t.Parallel()
	srv := newFixture(t).serveTest(t, server.HTTPOptions{})
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, srv.URL+"/sse", http.NoBody)
	require.NoError(t, err)
	req.Header["X-Api-Key"] = []string{callerKey, otherKey}
	resp, err := apart.Do(req)
	require.NoError(t, err)
	defer func() { _ = resp.Body.Close() }()
	assert.Equal(t, http.StatusBadRequest, resp.StatusCode)
}

func TestSSECallsUseTheCallersAccount(t *testing.T) {
	t.Parallel()
	srv := newFixture(t).serveTest(t, server.HTTPOptions{})
	h := headers{"X-Api-Key": callerKey}
	stream, messages := openSSE(t, srv.URL, h)
	send(t, http.MethodPost, messages, h, callBody("1", "whoami"))
	answer, ok := stream.next()
	require.True(t, ok)
	assert.Equal(t, key(t, callerKey).Fingerprint(), resultText(t, answer))
}

func TestSharedKeyBeyondLoopbackNeedsAToken(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, address string
		options       server.HTTPOptions
		refused       bool
	}{
		{"everywhere", "0.0.0.0:0", server.HTTPOptions{SharedKey: true}, true},
		{"everywhere with a token", "0.0.0.0:0", server.HTTPOptions{SharedKey: true, AuthToken: authToken}, false},
		{"everywhere, own keys", "0.0.0.0:0", server.HTTPOptions{}, false},
		{"loopback", "127.0.0.1:0", server.HTTPOptions{SharedKey: true}, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", test.address)
			require.NoError(t, err)
			ctx, stop := contextEnded(t)
			defer stop()
			err = newFixture(t).ServeHTTP(ctx, listener, test.options)
			if test.refused {
				require.ErrorIs(t, err, server.ErrExposedKey)
				_, err = listener.Accept()
				assert.ErrorIs(t, err, net.ErrClosed, "the listener is closed")
				return
			}
			assert.NoError(t, err)
		})
	}
}
