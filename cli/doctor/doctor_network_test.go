package doctor

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/cli/internal/clitest"
)

func TestDoctorOnDirectories(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	for path, want := range map[string]outcome{
		dir: passed, filepath.Join(dir, "new", "deeper"): passed, file: failed, filepath.Join(file, "below"): failed,
	} {
		sys := clitest.NewSystem(t, nil)
		c := checkDownloads(sys.System, path)
		assert.Equal(t, want, c.Outcome, "%s: %s", path, c.Detail)
	}
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	assert.Len(t, entries, 1, "nothing is left behind")
}
