package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestDemoRunsToItsEnd(t *testing.T) {
	t.Parallel()
	out := filepath.Join(t.TempDir(), "films")
	sys := newTestSystem(t, map[string]string{keyVariable: "sk_must_not_be_used", "HEYGEN_API_BASE": "http://127.0.0.1:1"})
	begin := time.Now()
	require.Equal(t, ExitOK, run(t.Context(), []string{"demo", "--out", out, "--speed", "400"}, sys.system), "%s%s", sys.out, sys.errs)
	assert.Less(t, time.Since(begin), 20*time.Second)
	assert.Empty(t, sys.errs.String())

	story := sys.out.String()
	for _, tool := range []string{"list_avatars", "list_voices", "estimate_cost", "create_video", "get_video_status", "translate_video", "download_video"} {
		assert.Contains(t, story, tool+" {", "the step names its tool")
	}
	assert.NotContains(t, story, "\r", "no bar where there is no terminal")
	assert.Contains(t, story, "Spanish")
	assert.Len(t, configs(t, story), 3)

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
	sys := newTestSystem(t, nil)
	assert.Equal(t, ExitUsage, run(t.Context(), []string{"demo", "--out", file}, sys.system))
	assert.Contains(t, sys.errs.String(), "--out")
}

func TestProgressAsLines(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	p := newProgress(&out, time.Now)
	p.begin(time.Second)
	for _, message := range []string{"waiting", "waiting", "processing"} {
		p.report(1, 10, message)
	}
	p.end()
	assert.Equal(t, "   ... waiting\n   ... processing\n", out.String())
}

func TestProgressAsBar(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	now := time.Unix(0, 0)
	p := newProgress(&out, func() time.Time { return now })
	p.terminal = true
	p.begin(10 * time.Second)
	now = now.Add(5 * time.Second)
	p.report(5, 10, "processing")
	assert.Contains(t, out.String(), "50%")
	now = now.Add(time.Hour)
	p.report(20, 10, "processing")
	p.end()
	p.report(1, 1, "too late")
	assert.Contains(t, out.String(), "processing")
	assert.Contains(t, out.String(), "99%", "the end belongs to the result")
	assert.NotContains(t, out.String(), "too late")
}

func TestSizes(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "900 bytes", size(900))
	assert.Equal(t, "2 KB", size(2048))
	assert.Equal(t, "1.5 MB", size(3<<19))
}

func TestShorten(t *testing.T) {
	t.Parallel()
	assert.Equal(t, `{"a":1,"b":"x & y"}`, shorten(map[string]any{"b": "x & y", "a": 1}))
	assert.LessOrEqual(t, len([]rune(shorten(map[string]any{"script": demoScript}))), 80)
}
