package cli

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/account"
	"heygen-mcp/heygenapi"
)

// TestSecretsAreKeptWhereTheDiskIsTheUsers: call and stdio store what HeyGen
// tells once; the sandbox does not.
func TestSecretsAreKeptWhereTheDiskIsTheUsers(t *testing.T) {
	t.Parallel()
	sys := newTestSystem(t, map[string]string{keyVariable: "sk_good", "HEYGEN_API_BASE": simulate(t)})
	dir := filepath.Join(sys.home, "kept")
	var made struct {
		EndpointID   string `json:"endpoint_id"`
		Secret       string `json:"secret"`
		SecretStored bool   `json:"secret_stored"`
	}
	create := []string{"call", "--data-dir", dir, "create_webhook", "url=https://hooks.example.com"}
	require.Equal(t, ExitOK, run(t.Context(), create, sys.system), sys.errs)
	require.NoError(t, json.Unmarshal(sys.out.Bytes(), &made))
	assert.True(t, made.SecretStored)
	assert.NotContains(t, sys.errs.String(), made.Secret)
	credential, err := heygenapi.APIKey("sk_good")
	require.NoError(t, err)
	kept, err := account.NewSecrets(filepath.Join(dir, "webhook-secrets")).Of(credential.Fingerprint())
	require.NoError(t, err)
	assert.Equal(t, map[string]string{made.EndpointID: made.Secret}, kept)

	elsewhere := filepath.Join(sys.home, "sandbox")
	sys.out.Reset()
	require.Equal(t, ExitOK, run(t.Context(), []string{"call", "--sandbox", "--data-dir", elsewhere, "create_webhook", "url=https://hooks.example.com"}, sys.system), sys.errs)
	require.NoError(t, json.Unmarshal(sys.out.Bytes(), &made))
	assert.NotEmpty(t, made.Secret)
	assert.False(t, made.SecretStored)
	_, err = os.Stat(elsewhere)
	assert.ErrorIs(t, err, os.ErrNotExist)
}

// TestOnlyStdioAndCallHaveADataDirectory: over HTTP the secrets are the
// callers', and the disk is not.
func TestOnlyStdioAndCallHaveADataDirectory(t *testing.T) {
	t.Parallel()
	sys := newTestSystem(t, nil)
	for _, test := range []struct {
		set  settings
		want bool
	}{
		{settings{files: &fileFlags{}}, true},
		{settings{}, false},
		{settings{files: &fileFlags{}, account: accountFlags{apiFlags: apiFlags{Sandbox: true}, SandboxSpeed: 1}}, false},
	} {
		test.set.log = logFlags{LogLevel: "error"}.logger(sys.errs)
		r, err := sys.start(test.set)
		require.NoError(t, err)
		assert.Equal(t, test.want, r.env.Secrets != nil)
		require.NoError(t, r.Close())
	}
	_, err := os.Stat(sys.dataDir(""))
	assert.ErrorIs(t, err, os.ErrNotExist, "a start makes no folder")
}
