package cli

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/account"
	"heygen-mcp/cli/flags"
	"heygen-mcp/cli/internal/clitest"
	"heygen-mcp/cli/terminal"
	"heygen-mcp/heygenapi"
)

// TestSecretsAreKeptWhereTheDiskIsTheUsers: call and stdio store what HeyGen
// tells once; the sandbox does not.
func TestSecretsAreKeptWhereTheDiskIsTheUsers(t *testing.T) {
	t.Parallel()
	sys := clitest.NewSystem(t, map[string]string{flags.KeyVariable: "sk_good", "HEYGEN_API_BASE": simulate(t)})
	dir := filepath.Join(sys.Home, "kept")
	var made struct {
		EndpointID   string `json:"endpoint_id"`
		Secret       string `json:"secret"`
		SecretStored bool   `json:"secret_stored"`
	}
	create := []string{"call", "--data-dir", dir, "create_webhook", "url=https://hooks.example.com"}
	require.Equal(t, terminal.ExitOK, run(t.Context(), create, sys.System), sys.Errs)
	require.NoError(t, json.Unmarshal(sys.Out.Bytes(), &made))
	assert.True(t, made.SecretStored)
	assert.NotContains(t, sys.Errs.String(), made.Secret)
	credential, err := heygenapi.APIKey("sk_good")
	require.NoError(t, err)
	kept, err := account.NewWebhookSecrets(filepath.Join(dir, "webhook-secrets")).Of(credential.Fingerprint())
	require.NoError(t, err)
	assert.Equal(t, map[string]string{made.EndpointID: made.Secret}, kept)

	elsewhere := filepath.Join(sys.Home, "sandbox")
	sys.Out.Reset()
	require.Equal(t, terminal.ExitOK, run(t.Context(), []string{"call", "--sandbox", "--data-dir", elsewhere, "create_webhook", "url=https://hooks.example.com"}, sys.System), sys.Errs)
	require.NoError(t, json.Unmarshal(sys.Out.Bytes(), &made))
	assert.NotEmpty(t, made.Secret)
	assert.False(t, made.SecretStored)
	_, err = os.Stat(elsewhere)
	assert.ErrorIs(t, err, os.ErrNotExist)
}
