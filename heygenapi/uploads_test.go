package heygenapi_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi"
	"heygen-mcp/heygenapi/heygentest"
)

// storage plays HeyGen's direct uploads and the storage behind them.
type storage struct {
	t *testing.T
	// late is how many completions come before the storage shows the file.
	late, maxBytes int
	putStatus      int

	mu        sync.Mutex
	requests  []string
	announced heygenapi.DirectUploadFile
	content   []byte
}

func (s *storage) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, r.Method+" "+r.URL.Path)
	switch {
	case r.Method == http.MethodPut:
		assert.Empty(s.t, r.Header.Get("X-Api-Key"), "the storage gets no credential")
		assert.Empty(s.t, r.Header.Get("Authorization"))
		assert.Equal(s.t, "kept", r.Header.Get("X-Storage-Tag"))
		s.content, _ = io.ReadAll(r.Body)
		assert.EqualValues(s.t, len(s.content), r.ContentLength)
		w.WriteHeader(max(s.putStatus, http.StatusOK))
	case r.URL.Path == "/v3/assets/direct-uploads":
		assert.NoError(s.t, json.NewDecoder(r.Body).Decode(&s.announced))
		_, _ = io.WriteString(w, `{"data":{"asset_id":"as1","max_bytes":`+strconv.Itoa(s.maxBytes)+`,"upload_url":"http://`+r.Host+`/bucket?signature=secret","upload_headers":{"X-Storage-Tag":"kept"}}}`)
	case s.late > 0:
		s.late--
		refuses(http.StatusConflict, "resource_not_ready")(w)
	default:
		var body struct {
			Checksum string `json:"checksum_sha256"`
		}
		assert.NoError(s.t, json.NewDecoder(r.Body).Decode(&body))
		assert.Equal(s.t, s.announced.ChecksumSHA256, body.Checksum)
		_, _ = io.WriteString(w, `{"data":{"asset_id":"as1","status":"completed"}}`)
	}
}

func TestUploadDirect(t *testing.T) {
	t.Parallel()
	content := bytes.Repeat([]byte("0123456789"), 1000)
	file := heygenapi.AssetFile{Name: "a.mp4", ContentType: "video/mp4", Body: bytes.NewReader(content)}
	s := &storage{t: t, late: 2}
	made, err := scripted(t, s.ServeHTTP).UploadDirect(t.Context(), file)
	require.NoError(t, err)
	assert.Equal(t, "as1", made.AssetID)
	s.mu.Lock()
	defer s.mu.Unlock()
	assert.Equal(t, content, s.content)
	sum := sha256.Sum256(content)
	assert.Equal(t, heygenapi.DirectUploadFile{Filename: "a.mp4", ContentType: "video/mp4", SizeBytes: 10000, ChecksumSHA256: hex.EncodeToString(sum[:])}, s.announced)
	complete := "POST /v3/assets/as1/complete"
	assert.Equal(t, []string{"POST /v3/assets/direct-uploads", "PUT /bucket", complete, complete, complete}, s.requests)
}

func TestUploadDirectFails(t *testing.T) {
	t.Parallel()
	file := func() heygenapi.AssetFile {
		return heygenapi.AssetFile{Name: "a.mp4", ContentType: "video/mp4", Body: strings.NewReader("0123456789")}
	}
	t.Run("too large", func(t *testing.T) {
		t.Parallel()
		s := &storage{t: t, maxBytes: 9}
		_, err := scripted(t, s.ServeHTTP).UploadDirect(t.Context(), file())
		require.True(t, heygenapi.IsPayloadTooLarge(err), "%v", err)
		require.ErrorContains(t, err, "10 bytes")
		assert.Len(t, s.requests, 1, "nothing is put")
	})
	t.Run("refused by the storage", func(t *testing.T) {
		t.Parallel()
		s := &storage{t: t, putStatus: http.StatusForbidden}
		_, err := scripted(t, s.ServeHTTP).UploadDirect(t.Context(), file())
		require.ErrorContains(t, err, "the storage refused the file")
		assert.NotContains(t, err.Error(), "secret")
	})
	t.Run("never shown", func(t *testing.T) {
		t.Parallel()
		s := &storage{t: t, late: 100}
		_, err := scripted(t, s.ServeHTTP).UploadDirect(t.Context(), file())
		require.True(t, heygenapi.IsNotReady(err), "%v", err)
		assert.Len(t, s.requests, 8, "announced, put, and completed six times")
	})
	t.Run("an address that leaves the secure ways", func(t *testing.T) {
		t.Parallel()
		client := newClient(t, "http://127.0.0.1:1")
		err := client.PutDirectUpload(t.Context(), heygenapi.DirectUpload{UploadURL: "http://storage.example/x?sig=secret"}, strings.NewReader("x"))
		require.ErrorContains(t, err, "cannot be used")
		assert.NotContains(t, err.Error(), "secret")
	})
}

// TestAnUploadIsSentWholeAgain breaks the first attempt.
func TestAnUploadIsSentWholeAgain(t *testing.T) {
	t.Parallel()
	heygen, err := heygentest.Start(heygentest.WithFault(heygentest.Fault{Method: "POST", Path: "/v3/assets", Times: 1, Kind: heygentest.FaultFail500}))
	require.NoError(t, err)
	t.Cleanup(heygen.Close)
	png := pngFile()
	body := bytes.NewReader(png)
	_, err = body.Seek(5, io.SeekStart) // wherever it stands, the whole file counts
	require.NoError(t, err)
	up, err := newClient(t, heygen.URL).UploadAsset(t.Context(), heygenapi.AssetFile{Name: `sly".png`, ContentType: "image/png", Body: body})
	require.NoError(t, err)
	assert.EqualValues(t, len(png), up.SizeBytes)
	assert.Equal(t, "image/png", up.MimeType)
}
