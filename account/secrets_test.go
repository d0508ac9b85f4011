package account_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/sourcegraph/conc"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/account"
)

func kept(t *testing.T, s *account.WebhookSecrets, accountID string) map[string]string {
	t.Helper()
	secrets, err := s.Of(accountID)
	require.NoError(t, err)
	return secrets
}

// TestSecretsSurvive a restart, account by account.
func TestSecretsSurvive(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data", "secrets")
	s := account.NewWebhookSecrets(dir)
	assert.Empty(t, kept(t, s, "ada"), "a folder that is not there holds nothing")
	require.NoError(t, s.Forget("ada", "ep_1"))
	require.NoError(t, s.Keep("ada", "ep_1", "whsec_1"))
	require.NoError(t, s.Keep("ada", "urn:ep:2", "whsec_2"))
	require.NoError(t, s.Keep("bob", "ep_1", "whsec_b"))
	s = account.NewWebhookSecrets(dir)
	assert.Equal(t, map[string]string{"ep_1": "whsec_1", "urn:ep:2": "whsec_2"}, kept(t, s, "ada"))
	assert.Equal(t, map[string]string{"ep_1": "whsec_b"}, kept(t, s, "bob"))
	require.NoError(t, s.Keep("ada", "ep_1", "whsec_new"))
	require.NoError(t, s.Forget("ada", "urn:ep:2"))
	require.NoError(t, s.Forget("ada", "urn:ep:2"), "twice is no error")
	assert.Equal(t, map[string]string{"ep_1": "whsec_new"}, kept(t, s, "ada"))
}

// TestSecretsAreTheUsersAlone: nobody else may read them, and nothing
// half-written is left.
func TestSecretsAreTheUsersAlone(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "secrets")
	s := account.NewWebhookSecrets(dir)
	require.NoError(t, s.Keep("ada", "ep_1", "whsec_1"))
	files := 0
	require.NoError(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		require.NoError(t, err)
		info, err := d.Info()
		require.NoError(t, err)
		if !d.IsDir() {
			files++
			assert.Equal(t, "ep_1.json", d.Name())
		}
		if runtime.GOOS != "windows" {
			assert.Zero(t, info.Mode().Perm()&0o077, path)
		}
		return nil
	}))
	assert.Equal(t, 1, files)
}

// TestSecretsStayInTheirFolder, whatever an id looks like.
func TestSecretsStayInTheirFolder(t *testing.T) {
	t.Parallel()
	outer := t.TempDir()
	s := account.NewWebhookSecrets(filepath.Join(outer, "secrets"))
	for _, id := range []string{"", "..", "../x", "a/b", `a\b`, ".hidden", "-x", "ä"} {
		require.Error(t, s.Keep("ada", id, "whsec_1"), "%q", id)
		require.Error(t, s.Keep(id, "ep_1", "whsec_1"), "%q", id)
		require.Error(t, s.Forget("ada", id), "%q", id)
	}
	require.NoError(t, s.Keep("ada", "ep_1", "whsec_1"))
	require.NoError(t, os.WriteFile(filepath.Join(outer, "elsewhere"), nil, 0o600))
	require.NoError(t, os.Remove(filepath.Join(outer, "secrets", "ada", "ep_1.json")))
	require.NoError(t, os.Symlink(filepath.Join(outer, "elsewhere"), filepath.Join(outer, "secrets", "ada", "ep_1.json")))
	require.NoError(t, s.Keep("ada", "ep_1", "whsec_2"))
	untouched, err := os.ReadFile(filepath.Join(outer, "elsewhere"))
	require.NoError(t, err)
	assert.Empty(t, untouched, "a link is replaced, not followed")
}

// TestAFileThatIsNone does not hide the others.
func TestAFileThatIsNone(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := account.NewWebhookSecrets(dir)
	require.NoError(t, s.Keep("ada", "ep_1", "whsec_1"))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "ada", "ep_2.json"), []byte("{cut of"), 0o600))
	assert.Equal(t, map[string]string{"ep_1": "whsec_1"}, kept(t, s, "ada"))
}

func TestSecretsThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	s := account.NewWebhookSecrets(filepath.Join(file, "secrets"))
	err := s.Keep("ada", "ep_1", "whsec_secret")
	require.Error(t, err)
	assert.NotContains(t, err.Error(), "whsec_secret")
}

// TestManyWritersLoseNothing: two stores on one folder, as two servers have.
func TestManyWritersLoseNothing(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "secrets")
	var wg conc.WaitGroup
	for i := range 40 {
		wg.Go(func() {
			assert.NoError(t, account.NewWebhookSecrets(dir).Keep("ada", fmt.Sprintf("ep_%d", i%20), "whsec_x"))
		})
	}
	wg.Wait()
	assert.Len(t, kept(t, account.NewWebhookSecrets(dir), "ada"), 20)
}
