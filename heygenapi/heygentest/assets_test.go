package heygentest_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi/heygentest"
	"heygen-mcp/heygenapi/heygentest/media"
)

func form(t testing.TB, name string, content []byte) (body []byte, contentType string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	part, err := w.CreateFormFile("file", name)
	require.NoError(t, err)
	_, err = part.Write(content)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return b.Bytes(), w.FormDataContentType()
}

// upload uploads a file and gives its id.
func (s *sandbox) upload(name string, content []byte) string {
	s.t.Helper()
	body, contentType := form(s.t, name, content)
	return s.ok(http.MethodPost, "/v3/assets", body, "Content-Type", contentType)["asset_id"].(string)
}

func picture() []byte { return media.PNG(7, "", 64, 64) }

func TestUploadIsSniffed(t *testing.T) {
	t.Parallel()
	clip, err := media.MP4("1:1", 1)
	require.NoError(t, err)
	for kind, content := range map[string][]byte{
		"image/png": picture(), "video/mp4": clip, "audio/wav": media.WAV(1, 0),
		"application/pdf": []byte("%PDF-1.7\n1 0 obj\n"), "application/x-subrip": media.SRT(media.Captions("Hello there.", 2)),
	} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			s := open(t)
			body, contentType := form(t, "anything.dat", content)
			got := s.ok(http.MethodPost, "/v3/assets", body, "Content-Type", contentType)
			assert.Equal(t, kind, got["mime_type"])
			assert.InDelta(t, len(content), got["size_bytes"], 0)
			assert.Equal(t, content, s.send(http.MethodGet, got["url"].(string), nil).raw)
		})
	}
}

func TestUploadRules(t *testing.T) {
	t.Parallel()
	s := open(t)
	for name, content := range map[string][]byte{"page.png": []byte("<!doctype html><p>Hi"), "anim.gif": media.GIF(1), "note.txt": []byte("words")} {
		body, contentType := form(t, name, content)
		s.refused("400 invalid_parameter file", http.MethodPost, "/v3/assets", body, "Content-Type", contentType)
	}
	s.refused("400 invalid_parameter file", http.MethodPost, "/v3/assets", obj{})
	body, contentType := form(t, "big.png", append(picture(), make([]byte, 33<<20)...))
	s.refused("413 payload_too_large file", http.MethodPost, "/v3/assets", body, "Content-Type", contentType)
	body, contentType = form(t, "huge.png", make([]byte, 41<<20))
	s.refused("413 payload_too_large", http.MethodPost, "/v3/assets", body, "Content-Type", contentType)
}

func TestAssetsAreListedAndDeleted(t *testing.T) {
	t.Parallel()
	s := open(t)
	id := s.upload("logo.png", picture())
	me := s.ok(http.MethodGet, "/v3/users/me", nil)["username"].(string)
	assert.Equal(t, id, s.list("/v3/assets?username=" + me)[0]["id"])
	assert.Empty(t, s.list("/v3/assets?username=somebody"))
	s.refused("400 invalid_parameter username", http.MethodGet, "/v3/assets", nil)
	assert.Equal(t, "logo.png", s.ok(http.MethodGet, "/v3/assets/"+id, nil)["name"])
	s.ok(http.MethodDelete, "/v3/assets/"+id, nil)
	s.refused("404 asset_not_found", http.MethodGet, "/v3/assets/"+id, nil)
	assert.NotEmpty(t, s.list("/v3/assets/search?query=anchor&type=icon"))
	assert.Empty(t, s.list("/v3/assets/search?query=anchor&type=icon&scope=personal"))
	s.refused("400 invalid_parameter query", http.MethodGet, "/v3/assets/search?type=icon", nil)
	s.refused("400 invalid_parameter type", http.MethodGet, "/v3/assets/search?query=a", nil)
}

// announcement is what a direct upload begins with.
func announcement(content []byte) obj {
	sum := sha256.Sum256(content)
	return obj{"filename": "big.png", "content_type": "image/png", "size_bytes": len(content), "checksum_sha256": hex.EncodeToString(sum[:])}
}

// put stores a file as a direct upload was told to.
func (s *sandbox) put(place obj, content []byte) answer {
	s.t.Helper()
	var header []string
	for name, v := range place["upload_headers"].(obj) {
		header = append(header, name, v.(string))
	}
	return s.send(http.MethodPut, place["upload_url"].(string), content, header...)
}

func TestDirectUpload(t *testing.T) {
	t.Parallel()
	s := open(t)
	content := picture()
	place := s.ok(http.MethodPost, "/v3/assets/direct-uploads", announcement(content))
	id := place["asset_id"].(string)
	complete := "/v3/assets/" + id + "/complete"
	s.refused("409 conflict", http.MethodPost, complete, obj{})
	assert.Equal(t, "pending_upload", place["status"])
	image := obj{"type": "image", "image": obj{"type": "asset_id", "asset_id": id}, "script": script, "voice_id": voiceID(t, starfish)}
	s.refused("409 resource_not_ready image.asset_id", http.MethodPost, "/v3/videos", image)

	assert.Equal(t, http.StatusForbidden, s.send(http.MethodPut, place["upload_url"].(string), content).status, "without the announced headers")
	withKey := with(place, "upload_headers", with(place["upload_headers"].(obj), "X-Api-Key", "sk_mine"))
	assert.Equal(t, http.StatusBadRequest, s.put(withKey, content).status, "the storage wants no credential")
	assert.Equal(t, http.StatusBadRequest, s.put(place, content[1:]).status, "of another size")
	other := bytes.Clone(content)
	other[len(other)-1]++
	assert.Equal(t, http.StatusBadRequest, s.put(place, other).status, "of another checksum")
	require.Equal(t, http.StatusOK, s.put(place, content).status)

	s.refused("400 invalid_parameter checksum_sha256", http.MethodPost, complete, obj{"checksum_sha256": strings.Repeat("0", 64)})
	for range 2 {
		got := s.ok(http.MethodPost, complete, obj{"checksum_sha256": announcement(content)["checksum_sha256"]})
		assert.Equal(t, "processing", got["status"], "it may be completed again")
	}
	s.video(image)
	late := s.ok(http.MethodPost, "/v3/assets/direct-uploads", announcement(content))
	s.clock.Advance(2 * time.Hour)
	assert.Equal(t, http.StatusForbidden, s.put(late, content).status, "expired")
}

func TestDirectUploadRules(t *testing.T) {
	t.Parallel()
	s := open(t, heygentest.WithMaxDirectUpload(1<<20))
	fine := announcement(picture())
	for _, c := range []struct {
		want string
		body obj
	}{
		{"400 invalid_parameter filename", with(fine, "filename", nil)},
		{"400 invalid_parameter content_type", with(fine, "content_type", "text/html")},
		{"400 invalid_parameter size_bytes", with(fine, "size_bytes", nil)},
		{"413 payload_too_large size_bytes", with(fine, "size_bytes", 2<<20)},
		{"400 invalid_parameter checksum_sha256", with(fine, "checksum_sha256", "abc")},
	} {
		s.refused(c.want, http.MethodPost, "/v3/assets/direct-uploads", c.body)
	}
	words := []byte("these are only words")
	place := s.ok(http.MethodPost, "/v3/assets/direct-uploads", with(announcement(words), "content_type", "image/png"))
	require.Equal(t, http.StatusOK, s.put(place, words).status)
	s.refused("400 invalid_parameter content_type", http.MethodPost, "/v3/assets/"+place["asset_id"].(string)+"/complete", obj{})
}

func TestDirectUploadBatch(t *testing.T) {
	t.Parallel()
	s := open(t)
	content := picture()
	made := s.ok(http.MethodPost, "/v3/assets/direct-uploads/batches", obj{"files": times(2, announcement(content)), "title": "Two"})
	id := made["batch_id"].(string)
	s.ok(http.MethodPost, "/v3/assets/complete/batches", obj{"batch_id": id})
	assert.Equal(t, "processing", s.ok(http.MethodGet, "/v3/assets/batches/"+id, nil)["status"], "nothing has arrived")
	for _, place := range items(made["items"]) {
		require.Equal(t, http.StatusOK, s.put(place, content).status)
	}
	s.ok(http.MethodPost, "/v3/assets/complete/batches", obj{"batch_id": id})
	assert.Equal(t, "completed", s.ok(http.MethodGet, "/v3/assets/batches/"+id, nil)["status"])
	first := items(made["items"])[0]["asset_id"].(string)
	assert.Equal(t, "completed", s.list("/v3/assets/statuses?asset_ids=" + first)[0]["status"])
	s.refused("404 not_found", http.MethodPost, "/v3/assets/complete/batches", obj{"batch_id": "none"})
}
