package tools_test

import (
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sourcegraph/conc"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi/heygentest"
	"heygen-mcp/tools/kit"
)

type downloadAnswer struct {
	Items []struct {
		ID       string        `json:"id"`
		Video    *downloadFile `json:"video"`
		Captions *downloadFile `json:"captions"`
		Problem  string        `json:"problem"`
	} `json:"items"`
	Directory string `json:"directory"`
	Next      string `json:"next"`
}

type downloadFile struct {
	Path      string `json:"path"`
	SizeBytes int64  `json:"size_bytes"`
	URL       string `json:"url"`
	Existing  bool   `json:"already_there"`
}

func (b *bench) download(args map[string]any) downloadAnswer {
	b.t.Helper()
	var got downloadAnswer
	b.call("download_video", args, &got)
	return got
}

// finished makes a bench with a video that is rendered.
func finished(t *testing.T, more ...setting) (*bench, *heygentest.ManualClock, string) {
	t.Helper()
	b, clock := still(t, more...)
	id := b.makeVideo("One two three. This is what the captions say.")
	clock.Advance(time.Hour)
	return b, clock, id
}

// files lists the download folder.
func (b *bench) saved() []string {
	b.t.Helper()
	entries, err := os.ReadDir(b.files.DownloadDir)
	require.NoError(b.t, err)
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func TestDownload(t *testing.T) {
	t.Parallel()
	var told atomic.Int64
	b, _, id := finished(t, withProgress(func(done, total float64, _ string) {
		assert.LessOrEqual(t, done, total)
		told.Add(1)
	}))
	got := b.download(map[string]any{"ids": []string{id}})
	require.Empty(t, got.Items[0].Problem)
	assert.Equal(t, b.files.DownloadDir, got.Directory)
	assert.Positive(t, told.Load())
	video, err := os.ReadFile(got.Items[0].Video.Path)
	require.NoError(t, err)
	assert.EqualValues(t, len(video), got.Items[0].Video.SizeBytes)
	assert.Equal(t, "ftyp", string(video[4:8]), "an MP4")
	srt, err := os.ReadFile(got.Items[0].Captions.Path)
	require.NoError(t, err)
	assert.Contains(t, string(srt), "One two three.")
	assert.Contains(t, string(srt), "-->")
	assert.Equal(t, []string{"Of-the-tests-" + id + ".mp4", "Of-the-tests-" + id + ".srt"}, b.saved(), "and nothing beside them")

	again := b.download(map[string]any{"ids": []string{id}})
	assert.True(t, again.Items[0].Video.Existing)
	assert.True(t, again.Items[0].Captions.Existing)
	only := b.download(map[string]any{"ids": []string{id}, "include": "captions"})
	assert.Nil(t, only.Items[0].Video)
	assert.NotNil(t, only.Items[0].Captions)
}

// TestDownloadResumes breaks the connection in the middle, twice.
func TestDownloadResumes(t *testing.T) {
	t.Parallel()
	b, _, id := finished(t)
	b.heygen.AddFault(heygentest.Fault{Path: "/_media/video/*", Times: 2, Kind: heygentest.FaultCutBody})
	got := b.download(map[string]any{"ids": []string{id}})
	require.Empty(t, got.Items[0].Problem)
	whole, _, other := finished(t)
	want := whole.download(map[string]any{"ids": []string{other}})
	a, err := os.ReadFile(got.Items[0].Video.Path)
	require.NoError(t, err)
	c, err := os.ReadFile(want.Items[0].Video.Path)
	require.NoError(t, err)
	assert.Equal(t, c, a, "the same bytes as without a break")
	assert.Len(t, b.saved(), 2)
}

// TestDownloadGivesUpAndGoesOnLater keeps what it has for the next call.
func TestDownloadGivesUpAndGoesOnLater(t *testing.T) {
	t.Parallel()
	b, _, id := finished(t)
	b.heygen.AddFault(heygentest.Fault{Path: "/_media/video/*", Times: 5, Kind: heygentest.FaultCutBody})
	got := b.download(map[string]any{"ids": []string{id}})
	assert.Contains(t, got.Items[0].Problem, "not complete")
	assert.NotContains(t, got.Items[0].Problem, "signature")
	assert.Contains(t, got.Next, "the same call resumes")
	assert.NotNil(t, got.Items[0].Captions, "the captions are saved all the same")
	assert.Contains(t, b.saved(), "Of-the-tests-"+id+".mp4.part")
	got = b.download(map[string]any{"ids": []string{id}})
	assert.Empty(t, got.Items[0].Problem)
	assert.Len(t, b.saved(), 2)
}

// TestDownloadRenewsALink: a link that the storage refuses is asked for anew.
func TestDownloadRenewsALink(t *testing.T) {
	t.Parallel()
	b, _, id := finished(t)
	b.heygen.AddFault(heygentest.Fault{Path: "/_media/video/*", Times: 1, Kind: heygentest.FaultExpired})
	b.heygen.AddFault(heygentest.Fault{Path: "/_media/subtitle/*", Times: 1, Kind: heygentest.FaultExpired})
	before := len(b.heygen.Requests())
	got := b.download(map[string]any{"ids": []string{id}})
	require.Empty(t, got.Items[0].Problem)
	looks := 0
	for _, r := range b.heygen.Requests()[before:] {
		if r.Path == "/v3/videos/"+id {
			looks++
		}
	}
	assert.Equal(t, 3, looks, "one for the call, one for each expired link")
	assert.Len(t, b.saved(), 2)
}

// TestDownloadOfOneFileAtOnce calls many times at once for the same file.
func TestDownloadOfOneFileAtOnce(t *testing.T) {
	t.Parallel()
	b, _, id := finished(t)
	var calls conc.WaitGroup
	for range 8 {
		calls.Go(func() {
			result, err := b.client.CallTool(t.Context(), "download_video", map[string]any{"ids": []string{id}})
			assert.NoError(t, err)
			assert.NotContains(t, string(result.JSON), "problem")
		})
	}
	calls.Wait()
	assert.Len(t, b.saved(), 2)
	got := b.download(map[string]any{"ids": []string{id}})
	whole, err := os.ReadFile(got.Items[0].Video.Path)
	require.NoError(t, err)
	lone, _, other := finished(t)
	want, err := os.ReadFile(lone.download(map[string]any{"ids": []string{other}}).Items[0].Video.Path)
	require.NoError(t, err)
	assert.Equal(t, want, whole)
}

// TestDownloadOfManyKinds saves what it can and says what it cannot.
func TestDownloadOfManyKinds(t *testing.T) {
	t.Parallel()
	b, clock, video := finished(t)
	failed := b.makeVideo("[[fail]] This goes wrong.")
	clock.Advance(time.Hour)
	pending := b.makeVideo("This is still on its way.")
	got := b.download(map[string]any{"ids": []string{video, failed, pending, "nothing"}, "include": "video"})
	require.Len(t, got.Items, 4)
	assert.Empty(t, got.Items[0].Problem)
	assert.Contains(t, got.Items[1].Problem, "It failed")
	assert.Contains(t, got.Items[2].Problem, "wait with get_video_status")
	assert.NotEmpty(t, got.Items[3].Problem)
	assert.Len(t, b.saved(), 1)
	for argument, value := range map[string]any{"captions": "burned", "burned_captions": true} {
		burned := b.download(map[string]any{"ids": []string{video}, argument: value})
		assert.Contains(t, burned.Items[0].Problem, "no burned-in captions", argument)
	}
}

// TestDownloadOverHTTP has no disk of the user's: the links are the answer.
func TestDownloadOverHTTP(t *testing.T) {
	t.Parallel()
	b, _, id := finished(t, withEnv(func(e *kit.Env) { e.Files = nil }))
	got := b.download(map[string]any{"ids": []string{id}})
	require.Empty(t, got.Items[0].Problem)
	assert.Empty(t, got.Items[0].Video.Path)
	assert.Contains(t, got.Items[0].Video.URL, "signature=")
	assert.Contains(t, got.Items[0].Captions.URL, "signature=")
	assert.Empty(t, got.Directory)
	assert.Contains(t, got.Next, "links")
}

// TestDownloadNames keeps titles from becoming paths.
func TestDownloadNames(t *testing.T) {
	t.Parallel()
	b, clock := still(t)
	look := b.someLook(nil).AvatarID
	for _, title := range []string{"../../etc/passwd", "C:\\Windows\\NUL", "Größe: 100 % – «ja»", strings.Repeat("long ", 100), "\x00\n", "..."} {
		var made struct {
			VideoID string `json:"video_id"`
		}
		b.call("create_video", map[string]any{"avatar_id": look, "script": "Hi.", "title": title}, &made)
		clock.Advance(time.Hour)
		got := b.download(map[string]any{"ids": []string{made.VideoID}, "include": "captions"})
		require.Empty(t, got.Items[0].Problem, title)
		path := got.Items[0].Captions.Path
		assert.Equal(t, b.files.DownloadDir, filepath.Dir(path))
		assert.Less(t, len(filepath.Base(path)), 128)
		assert.NotContains(t, filepath.Base(path), "..")
		assert.Contains(t, path, made.VideoID)
	}
}

func TestDownloadFolderThatCannotBe(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	b, _, id := finished(t, withEnv(func(e *kit.Env) { e.Files.DownloadDir = filepath.Join(file, "inside") }))
	failure := b.refused("download_video", map[string]any{"ids": []string{id}})
	assert.Equal(t, "download_dir", failure.Code)
	assert.Contains(t, failure.Hint, "--download-dir")
}
