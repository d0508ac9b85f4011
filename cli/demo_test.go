package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/cli/flags"
	"heygen-mcp/cli/internal/clitest"
	"heygen-mcp/cli/terminal"
)

func TestDemoRunsToItsEnd(t *testing.T) {
	t.Parallel()
	out := filepath.Join(t.TempDir(), "films")
	sys := clitest.NewSystem(t, map[string]string{flags.KeyVariable: "sk_must_not_be_used", "HEYGEN_API_BASE": "http://127.0.0.1:1"})
	require.Equal(t, terminal.ExitOK, run(t.Context(), []string{"demo", "--out", out, "--speed", "400"}, sys.System), "%s%s", sys.Out, sys.Errs)
	assert.Empty(t, sys.Errs.String())

	story := sys.Out.String()
	for _, tool := range []string{"list_avatars", "list_voices", "estimate_cost", "create_video", "get_video_status", "translate_video", "download_video"} {
		assert.Contains(t, story, tool+" {", "the step names its tool")
	}
	assert.NotContains(t, story, "\r", "no bar where there is no terminal")
	assert.Contains(t, story, "Spanish")
	assert.Len(t, clitest.Configs(t, story), 3)

	kinds := map[string]int{}
	require.NoError(t, filepath.WalkDir(out, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		require.NoError(t, err)
		kinds[filepath.Ext(path)]++
		assert.Contains(t, story, path, "the demo says where its files are")
		switch filepath.Ext(path) {
		case ".mp4":
			assert.Equal(t, "ftyp", string(content[4:8]))
			assert.Greater(t, len(content), 4<<10)
		case ".srt":
			assert.Contains(t, string(content), " --> ")
		}
		return nil
	}))
	assert.Equal(t, map[string]int{".mp4": 2, ".srt": 2}, kinds)
	assert.Contains(t, readAny(t, out, ".srt"), "Welcome aboard")
}

// readAny reads all files with an ending, one after the other.
func readAny(t *testing.T, dir, ending string) string {
	t.Helper()
	var all strings.Builder
	require.NoError(t, filepath.WalkDir(dir, func(path string, _ os.DirEntry, err error) error {
		if err == nil && filepath.Ext(path) == ending {
			content, err := os.ReadFile(path)
			require.NoError(t, err)
			all.Write(content)
		}
		return err
	}))
	return all.String()
}

func TestDemoWithoutAPlaceForItsFiles(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	sys := clitest.NewSystem(t, nil)
	assert.Equal(t, terminal.ExitUsage, run(t.Context(), []string{"demo", "--out", file}, sys.System))
	assert.Contains(t, sys.Errs.String(), "--out")
}
