package heygenapi_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi"
)

// sends gives the headers that a client with the credential sends.
func sends(t *testing.T, credential heygenapi.Credential) http.Header {
	t.Helper()
	headers := make(chan http.Header, 1)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		headers <- r.Header
		_, _ = w.Write([]byte(`{"data":{}}`))
	}))
	t.Cleanup(srv.Close)
	client, err := heygenapi.New(credential, heygenapi.WithBaseURL(srv.URL), heygenapi.WithUserAgent("test/1"))
	require.NoError(t, err)
	_, err = client.GetCurrentUser(t.Context())
	require.NoError(t, err)
	return <-headers
}

func TestCredentialsAreCleaned(t *testing.T) {
	t.Parallel()
	for _, pasted := range []string{"sk_abc", "  sk_abc\n", "sk_\u200babc", "\ufeffsk_abc", "sk_abc\u00a0", "\tsk_\u2028abc\r\n"} {
		t.Run(fmt.Sprintf("%+q", pasted), func(t *testing.T) {
			t.Parallel()
			credential, err := heygenapi.APIKey(pasted)
			require.NoError(t, err)
			header := sends(t, credential)
			assert.Equal(t, "sk_abc", header.Get("X-Api-Key"))
			assert.Empty(t, header.Get("Authorization"), "one header, not both")
			assert.Equal(t, "test/1", header.Get("User-Agent"))
		})
	}
	token, err := heygenapi.BearerToken(" eyJ.a.b ")
	require.NoError(t, err)
	header := sends(t, token)
	assert.Equal(t, "Bearer eyJ.a.b", header.Get("Authorization"))
	assert.Empty(t, header.Get("X-Api-Key"))
}

func TestNoCredential(t *testing.T) {
	t.Parallel()
	for _, unset := range []string{"", "  \n", "${HEYGEN_API_KEY}", " ${user_config.key} ", "\u200b"} {
		credential, err := heygenapi.APIKey(unset)
		require.ErrorIs(t, err, heygenapi.ErrNoCredential, "%+q", unset)
		assert.True(t, credential.IsZero())
		_, err = heygenapi.New(credential)
		require.ErrorIs(t, err, heygenapi.ErrNoCredential)
	}
	_, err := heygenapi.APIKey("sk_abc…")
	require.ErrorContains(t, err, "position 7")
	assert.NotContains(t, err.Error(), "sk_abc")
}

// TestCredentialsAreNeverPrinted tries every way in which a value gets into a
// log or an error.
func TestCredentialsAreNeverPrinted(t *testing.T) {
	t.Parallel()
	credential, err := heygenapi.APIKey("sk_very_secret")
	require.NoError(t, err)
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("with", "key", credential, "in", struct{ C heygenapi.Credential }{credential})
	raw, err := json.Marshal(map[string]any{"key": credential})
	require.NoError(t, err)
	printed := log.String() + string(raw) + fmt.Sprintf("%v %+v %#v %s %q %x %d", credential, credential, credential, credential, credential, credential, credential) +
		fmt.Sprintf("%v %+v %#v", []any{credential}, &credential, struct{ C heygenapi.Credential }{credential})
	assert.NotContains(t, printed, "very_secret")
	assert.NotContains(t, printed, fmt.Sprintf("%x", "sk_very_secret"))
	assert.Contains(t, printed, credential.Fingerprint())
	assert.Len(t, credential.Fingerprint(), 12)
}

// TestNothingSecretIsLogged runs calls with a logger at its most talkative, and
// reads the errors too.
func TestNothingSecretIsLogged(t *testing.T) {
	t.Parallel()
	var log strings.Builder
	talk := heygenapi.WithLogger(slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})))
	s := &turns{play: []turn{says(400, `{"error":{"code":"invalid_parameter","message":"bad script: my secret script","param":"script"}}`), drops}}
	client := scripted(t, s.ServeHTTP, talk, heygenapi.WithRetry(heygenapi.Retry{}))
	_, err := client.CreateVideo(t.Context(), heygenapi.AvatarVideo{AvatarID: "a", SpeechInput: heygenapi.SpeechInput{Script: "my secret script"}})
	require.Error(t, err)
	_, err = client.ListVideos(t.Context(), heygenapi.ListVideosOptions{Title: "my secret script"})
	require.Error(t, err)
	assert.NotContains(t, err.Error(), "secret")
	assert.NotContains(t, log.String(), "secret")
	assert.NotContains(t, log.String(), "sk_of_the_tests")
	assert.Contains(t, log.String(), `"code":"invalid_parameter"`)
	assert.Contains(t, log.String(), "create video")
}

func TestBaseAddress(t *testing.T) {
	t.Parallel()
	key, err := heygenapi.APIKey("sk_abc")
	require.NoError(t, err)
	for _, good := range []string{"https://api.heygen.com", "https://proxy.example/heygen/", "http://127.0.0.1:8787", "http://localhost:1", "http://[::1]:1"} {
		_, err := heygenapi.New(key, heygenapi.WithBaseURL(good))
		require.NoError(t, err, good)
	}
	for _, bad := range []string{"", "api.heygen.com", "http://api.heygen.com", "ftp://127.0.0.1", "https://user:pw@host", "https://host/?q=1", "http://127.0.0.1.evil.example"} {
		_, err := heygenapi.New(key, heygenapi.WithBaseURL(bad))
		require.ErrorContains(t, err, "base address", bad)
		assert.NotContains(t, err.Error(), "pw")
	}
}

// TestIDsStayInTheirPlace sends ids that try to lead elsewhere.
func TestIDsStayInTheirPlace(t *testing.T) {
	t.Parallel()
	paths := make(chan string, 1)
	client := scripted(t, func(w http.ResponseWriter, r *http.Request) {
		paths <- r.URL.EscapedPath()
		_, _ = w.Write([]byte(`{"data":{}}`))
	})
	for id, want := range map[string]string{"../users/me": "..%2Fusers%2Fme", "..": "%2E%2E", "a?b=c": "a%3Fb=c", "a#b": "a%23b", "ä b": "%C3%A4%20b"} {
		_, err := client.GetVideo(t.Context(), id)
		require.NoError(t, err)
		assert.Equal(t, "/v3/videos/"+want, <-paths)
	}
}

// TestRedirectsAreNotFollowed keeps the key on HeyGen's host.
func TestRedirectsAreNotFollowed(t *testing.T) {
	t.Parallel()
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		assert.Fail(t, "the redirect was followed")
	}))
	t.Cleanup(elsewhere.Close)
	client := scripted(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, elsewhere.URL, http.StatusTemporaryRedirect)
	})
	_, err := client.GetVideo(t.Context(), "v")
	require.ErrorContains(t, err, "307")
	require.Error(t, client.DeleteVideo(t.Context(), "v"), "a redirect is not a deletion")
}

func FuzzAPIKey(f *testing.F) {
	for _, seed := range []string{"sk_abc", " ${X} ", "\u200b", "sk\x00_a", "é"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, pasted string) {
		credential, err := heygenapi.APIKey(pasted)
		if err != nil {
			assert.True(t, credential.IsZero())
			return
		}
		again, err := heygenapi.APIKey(" " + pasted + "\n")
		require.NoError(t, err)
		assert.Equal(t, credential, again)
		assert.Equal(t, "credential "+credential.Fingerprint(), fmt.Sprint(credential))
	})
}
