package tools_test

import (
	"bytes"
	"image"
	"image/png"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/tools/files"
	"heygen-mcp/tools/kit"
)

func pngFile() []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewRGBA(image.Rect(0, 0, 8, 8))); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// place puts a file into the folder that uploads may read.
func (b *bench) place(name string, content []byte) string {
	b.t.Helper()
	path := filepath.Join(b.files.UploadDirs[0], name)
	require.NoError(b.t, os.WriteFile(path, content, 0o600))
	return path
}

// upload sends a file, and gives its asset id.
func (b *bench) upload(t *testing.T, name string, content []byte) string {
	t.Helper()
	var made struct {
		AssetID string `json:"asset_id"`
	}
	b.call("upload_asset", map[string]any{"path": b.place(name, content)}, &made)
	return made.AssetID
}

type uploadAnswer struct {
	AssetID   string `json:"asset_id"`
	Name      string `json:"name"`
	MimeType  string `json:"mime_type"`
	SizeBytes int64  `json:"size_bytes"`
}

func TestUploadByPath(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	wav := append([]byte("RIFF\x24\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x40\x1f\x00\x00\x80\x3e\x00\x00\x02\x00\x10\x00data\x00\x00\x00\x00"), make([]byte, 100)...)
	for name, c := range map[string]struct {
		content []byte
		mime    string
	}{
		"a.png":       {pngFile(), "image/png"},
		"a.wav":       {wav, "audio/wav"},
		"a.pdf":       {[]byte("%PDF-1.7\n1 0 obj\n"), "application/pdf"},
		"a.srt":       {[]byte("1\n00:00:00,000 --> 00:00:01,000\nHello\n"), "application/x-subrip"},
		"a.mp3":       {append([]byte("ID3\x04\x00\x00\x00\x00\x00\x40TIT2\x00\x00\x00\x03\x00\x00\x03x\x00"), make([]byte, 100)...), "audio/mpeg"},
		"wrong.mp4":   {pngFile(), "image/png"}, // the content counts, not the name
		"no-ending":   {pngFile(), "image/png"},
		"ä b (1).png": {pngFile(), "image/png"},
	} {
		var made uploadAnswer
		b.call("upload_asset", map[string]any{"path": b.place(name, c.content)}, &made)
		assert.NotEmpty(t, made.AssetID, name)
		assert.Equal(t, name, made.Name)
		assert.Equal(t, c.mime, made.MimeType, name)
		assert.EqualValues(t, len(c.content), made.SizeBytes)
	}
	var renamed uploadAnswer
	b.call("upload_asset", map[string]any{"path": b.place("x.png", pngFile()), "name": "logo.png"}, &renamed)
	assert.Equal(t, "logo.png", renamed.Name)
}

// TestUploadRefuses what HeyGen would refuse, and what is not the user's to
// send, before anything is sent.
func TestUploadRefuses(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	outside := filepath.Join(t.TempDir(), "secret.png")
	require.NoError(t, os.WriteFile(outside, pngFile(), 0o600))
	inside := b.files.UploadDirs[0]
	require.NoError(t, os.Symlink(outside, filepath.Join(inside, "link.png")))
	require.NoError(t, os.Symlink(filepath.Dir(outside), filepath.Join(inside, "linked")))
	require.NoError(t, os.Mkdir(filepath.Join(inside, "folder"), 0o750))
	for path, says := range map[string]string{
		outside:                                                         "outside the folders",
		filepath.Join(inside, "..", "x.png"):                            "outside the folders",
		filepath.Join(inside, "link.png"):                               "leads out of",
		filepath.Join(inside, "linked/secret.png"):                      "leads out of",
		filepath.Join(inside, "folder"):                                 "not a plain file",
		filepath.Join(inside, "missing.png"):                            "no such file",
		b.place("empty.png", nil):                                       "empty file",
		b.place("page.png", []byte("<!doctype html><title>x</title>")):  "text/html",
		b.place("a.gif", []byte("GIF89a\x01\x00\x01\x00\x00\x00\x00;")): "image/gif",
		b.place("a.exe", []byte("MZ\x90\x00\x03")):                      "which HeyGen does not take",
	} {
		failure := b.refused("upload_asset", map[string]any{"path": path})
		assert.Equal(t, "path", failure.Field, path)
		assert.Contains(t, failure.Message, says, path)
		assert.NotEmpty(t, failure.Hint, path)
	}
	assert.Empty(t, b.heygen.Requests())
}

func TestUploadOverHTTPReadsNoFiles(t *testing.T) {
	t.Parallel()
	b := newBench(t, withEnv(func(e *kit.Env) { e.Files = nil }))
	failure := b.refused("upload_asset", map[string]any{"path": "/etc/hostname"})
	assert.Equal(t, "path", failure.Field)
	assert.Contains(t, failure.Hint, "Give url instead")
}

// TestUploadByURL fetches the file here and sends it on.
func TestUploadByURL(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir()) // other programs upload too
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		assert.Empty(t, r.Header.Get("X-Api-Key"))
		switch r.URL.Path {
		case "/logo.png":
			_, _ = w.Write(pngFile())
		case "/page":
			_, _ = io.WriteString(w, "<!doctype html><title>Sign in</title>")
		default:
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(web.Close)
	b := newBench(t, withEnv(func(e *kit.Env) { e.Fetch = files.NewFetcher(web.URL) }))
	var made uploadAnswer
	b.call("upload_asset", map[string]any{"url": web.URL + "/logo.png"}, &made)
	assert.Equal(t, "logo.png", made.Name)
	assert.Equal(t, "image/png", made.MimeType)
	for address, says := range map[string]string{
		web.URL + "/page": "text/html", web.URL + "/missing.png": "status 404", "http://127.0.0.1:1/x.png": "private network", "http://[::1]:1/x.png": "private network", "http://10.0.0.1/x.png": "private network",
	} {
		failure := b.refused("upload_asset", map[string]any{"url": address})
		assert.Equal(t, "url", failure.Field, address)
		assert.Contains(t, failure.Message, says, address)
	}
	leftovers, err := filepath.Glob(filepath.Join(os.TempDir(), "heygen-upload-*"))
	require.NoError(t, err)
	assert.Empty(t, leftovers)
}

// TestLargeFilesGoDirectly: above 32 MB a file is put into the storage itself.
func TestLargeFilesGoDirectly(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	path := b.place("large.pdf", []byte("%PDF-1.7\n"))
	require.NoError(t, os.Truncate(path, 32<<20+1))
	var made uploadAnswer
	b.call("upload_asset", map[string]any{"path": path}, &made)
	assert.EqualValues(t, 32<<20+1, made.SizeBytes)
	var seen []string
	for _, r := range b.heygen.Requests() {
		seen = append(seen, r.Method+" "+strings.ReplaceAll(r.Path, made.AssetID, "ID"))
	}
	assert.Equal(t, []string{"POST /v3/assets/direct-uploads", "POST /v3/assets/ID/complete"}, seen)
}
