package flags

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/cli/internal/clitest"
	"heygen-mcp/heygenapi"
)

func TestCredentialSources(t *testing.T) {
	t.Parallel()
	const none = ""
	tests := []struct {
		name, env, file string
		key             string
		bearer          bool
		source          string
	}{
		{"nothing", "", "", none, false, ""},
		{"the variable", "sk_env", "", "sk_env", false, "HEYGEN_API_KEY"},
		{"the variable wins", "sk_env", `{"api_key":"sk_file"}`, "sk_env", false, "HEYGEN_API_KEY"},
		{"a placeholder falls through to the file", "${user_config.api_key}", `{"api_key":"sk_file"}`, "sk_file", false, "(api_key)"},
		{"white space falls through to the file", " \n", `{"api_key":"sk_file"}`, "sk_file", false, "(api_key)"},
		{"a placeholder and no file", "${HEYGEN_API_KEY}", "", none, false, ""},
		{"a pasted line break", "sk_env\r\n", "", "sk_env", false, "HEYGEN_API_KEY"},
		{"unknown fields and a BOM", "", "\ufeff{\"api_key\":\"sk_file\",\"user\":{\"email\":\"a@b\"}}", "sk_file", false, "(api_key)"},
		{"the key wins over the login", "", `{"api_key":"sk_file","oauth":{"access_token":"tok"}}`, "sk_file", false, "(api_key)"},
		{"a single line, as older versions wrote", "", "sk_line\n", "sk_line", false, "(api_key)"},
		{"a login", "", `{"oauth":{"access_token":"tok","expires_at":"2999-01-01T00:00:00Z"}}`, "tok", true, "(oauth)"},
		{"a login in seconds", "", `{"oauth":{"access_token":"tok","expires_at":32503680000}}`, "tok", true, "(oauth)"},
		{"a login without an end", "", `{"oauth":{"access_token":"tok"}}`, "tok", true, "(oauth)"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			sys := clitest.NewSystem(t, map[string]string{KeyVariable: test.env})
			if test.file != "" {
				sys.WriteCredentials(t, test.file, 0o600)
			}
			got, err := Credential(sys.System)
			require.NoError(t, err)
			if test.key == none {
				assert.True(t, got.None())
				return
			}
			want, err := heygenapi.APIKey(test.key)
			if test.bearer {
				want, err = heygenapi.BearerToken(test.key)
			}
			require.NoError(t, err)
			assert.Equal(t, want.Fingerprint(), got.Credential.Fingerprint())
			assert.Equal(t, test.bearer, got.Bearer)
			assert.Contains(t, got.Source, test.source)
			assert.Empty(t, got.Warning)
		})
	}
}

func TestBrokenCredentialsNameTheirSource(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, content, says string
	}{
		{"empty", "", "is empty"},
		{"cut JSON", `{"api_key": "sk_secret`, "JSON"},
		{"an array", `["sk_secret"]`, "JSON object"},
		{"a key of the wrong type", `{"api_key": {"value": "sk_secret"}}`, "api_key"},
		{"several lines", "sk_secret\nsk_secret2\n", "JSON"},
		{"nothing in it", `{"user": {"email": "a@b"}}`, "no api_key"},
		{"an expired login", `{"oauth":{"access_token":"sk_secret","expires_at":"2020-01-01T00:00:00Z"}}`, "expired at 2020-01-01"},
		{"an unprintable key", `{"api_key":"sk_secret_é"}`, "(api_key)"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			sys := clitest.NewSystem(t, nil)
			path := sys.WriteCredentials(t, test.content, 0o600)
			_, err := Credential(sys.System)
			var broken *CredentialError
			require.ErrorAs(t, err, &broken)
			assert.Contains(t, err.Error(), path)
			assert.Contains(t, err.Error(), test.says)
			assert.NotContains(t, err.Error(), "sk_secret")
		})
	}
}

func TestBrokenVariableIsNotPassedOver(t *testing.T) {
	t.Parallel()
	sys := clitest.NewSystem(t, map[string]string{KeyVariable: "sk_sécret"})
	sys.WriteCredentials(t, `{"api_key":"sk_file"}`, 0o600)
	_, err := Credential(sys.System)
	require.ErrorContains(t, err, KeyVariable)
	assert.NotContains(t, err.Error(), "sécret")
}

func TestUnreadableCredentialsFile(t *testing.T) {
	t.Parallel()
	sys := clitest.NewSystem(t, nil)
	require.NoError(t, os.MkdirAll(CredentialsFile(sys.System), 0o700), "a directory in its place")
	_, err := Credential(sys.System)
	require.ErrorContains(t, err, "cannot be read")
}

func TestCredentialsFileOfOthers(t *testing.T) {
	t.Parallel()
	sys := clitest.NewSystem(t, nil)
	path := sys.WriteCredentials(t, `{"api_key":"sk_file"}`, 0o644)
	got, err := Credential(sys.System)
	require.NoError(t, err)
	assert.Contains(t, got.Warning, path)
	assert.Contains(t, got.Warning, "chmod 600")
	sys.Goos = "windows"
	got, err = Credential(sys.System)
	require.NoError(t, err)
	assert.Empty(t, got.Warning, "modes mean nothing there")
}

func TestCredentialsFileElsewhere(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "credentials"), []byte(`{"api_key":"sk_moved"}`), 0o600))
	sys := clitest.NewSystem(t, map[string]string{"HEYGEN_CONFIG_DIR": dir})
	got, err := Credential(sys.System)
	require.NoError(t, err)
	want, err := heygenapi.APIKey("sk_moved")
	require.NoError(t, err)
	assert.Equal(t, want.Fingerprint(), got.Credential.Fingerprint())

	homeless := clitest.NewSystem(t, nil)
	homeless.Home = ""
	got, err = Credential(homeless.System)
	require.NoError(t, err)
	assert.True(t, got.None())
}

func TestLoginExpiresWithTheClock(t *testing.T) {
	t.Parallel()
	sys := clitest.NewSystem(t, nil)
	sys.WriteCredentials(t, `{"oauth":{"access_token":"tok","expires_at":"2026-11-23T12:00:00Z"}}`, 0o600)
	end := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	sys.Now = func() time.Time { return end.Add(-time.Second) }
	got, err := Credential(sys.System)
	require.NoError(t, err)
	assert.Equal(t, end, got.Expires)
	sys.Now = func() time.Time { return end }
	_, err = Credential(sys.System)
	require.Error(t, err)
}

func TestLiveAvatarKey(t *testing.T) {
	t.Parallel()
	for _, unset := range []string{"", "${user_config.liveavatar}"} {
		key, err := LiveKey(clitest.NewSystem(t, map[string]string{liveVariable: unset}).System)
		require.NoError(t, err)
		assert.True(t, key.IsZero(), unset)
	}
	key, err := LiveKey(clitest.NewSystem(t, map[string]string{liveVariable: " la_key\n"}).System)
	require.NoError(t, err)
	assert.False(t, key.IsZero())
	_, err = LiveKey(clitest.NewSystem(t, map[string]string{liveVariable: "la_kéy"}).System)
	require.ErrorContains(t, err, liveVariable)
	assert.NotContains(t, err.Error(), "la_k")
}
