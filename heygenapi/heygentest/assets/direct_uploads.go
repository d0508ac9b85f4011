package assets

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"slices"
	"strings"

	"heygen-mcp/heygenapi/heygentest/rest"
	"heygen-mcp/heygenapi/heygentest/sim"
)

// readAnnounced reads one announced file.
func (s *Assets) readAnnounced(b *rest.Body) *sim.Asset {
	a := &sim.Asset{Name: b.Required("filename", 500), Type: b.Required("content_type", 100), Checksum: strings.ToLower(b.Text("checksum_sha256", 64)), Status: pendingUpload}
	a.Size = int64(b.Number("size_bytes", 1, 1<<40, 0))
	if !slices.Contains(acceptedTypes[:], a.Type) && a.Type != zipType {
		b.Fail("content_type", "%s is not accepted", a.Type)
	}
	if a.Size == 0 {
		b.Fail("size_bytes", "is required")
	}
	if a.Size > s.MaxUpload {
		b.Refuse(rest.Fail(http.StatusRequestEntityTooLarge, "payload_too_large", b.Name("size_bytes"), "at most %d bytes", s.MaxUpload))
	}
	if _, err := hex.DecodeString(a.Checksum); a.Checksum != "" && (err != nil || len(a.Checksum) != 64) {
		b.Fail("checksum_sha256", "must be 64 hex digits")
	}
	return a
}

// pendingUpload is an asset whose bytes have not been announced as complete.
const pendingUpload = "pending_upload"

// announce keeps an announced file, and says where to put it.
func (s *Assets) announce(base string, a *sim.Asset) rest.Object {
	a.ID, a.Uploaded = s.NewID("asset_"), s.Now()
	s.Assets.Put(a.ID, a)
	return rest.Object{
		"asset_id": a.ID, "status": a.Status, "max_bytes": s.MaxUpload, "expires_in_seconds": s.UploadSeconds,
		"upload_url":     s.SignedURL(base, http.MethodPut, "/_upload/"+a.ID),
		"upload_headers": rest.Object{"Content-Type": a.Type, "X-Upload-Token": uploadToken(a)},
	}
}

func uploadToken(a *sim.Asset) string { return sim.HexOf("upload", a.ID) }

func (s *Assets) createDirectUpload(r *rest.Request, a *sim.Asset) (any, error) {
	return s.announce(r.Base, a), nil
}

// TakeUpload is the storage: it wants the announced headers and no credential.
func (s *Assets) TakeUpload(w http.ResponseWriter, r *http.Request) {
	s.Lock()
	a, ok := s.Assets.ByID(r.PathValue("id"))
	s.Unlock()
	switch {
	case !ok || !s.Signed(r):
		sim.RefuseLink(w)
		return
	case r.Header.Get("X-Api-Key") != "" || r.Header.Get("Authorization") != "":
		http.Error(w, "Only one auth mechanism allowed", http.StatusBadRequest)
		return
	case !hmac.Equal([]byte(r.Header.Get("X-Upload-Token")), []byte(uploadToken(a))) || r.Header.Get("Content-Type") != a.Type:
		http.Error(w, "The upload headers are not those announced", http.StatusForbidden)
		return
	}
	data, err := io.ReadAll(http.MaxBytesReader(w, r.Body, s.MaxUpload))
	if err != nil || int64(len(data)) != a.Size {
		http.Error(w, "The size is not the one announced", http.StatusBadRequest)
		return
	}
	if sum := sha256.Sum256(data); a.Checksum != "" && a.Checksum != hex.EncodeToString(sum[:]) {
		http.Error(w, "The checksum is not the one announced", http.StatusBadRequest)
		return
	}
	s.Lock()
	a.Data = data
	s.Unlock()
	w.WriteHeader(http.StatusOK)
}

// complete ends an upload; it may be asked again.
func complete(a *sim.Asset, checksum string) error {
	if a.Data == nil {
		return rest.Fail(http.StatusConflict, "conflict", "", "the file has not arrived yet")
	}
	sum := sha256.Sum256(a.Data)
	got := hex.EncodeToString(sum[:])
	for _, wanted := range []string{a.Checksum, strings.ToLower(checksum)} {
		if wanted != "" && wanted != got {
			return rest.Invalid("checksum_sha256", "the file's checksum is another one")
		}
	}
	if kind := typeOf(a.Data); kind != a.Type {
		return rest.Invalid("content_type", "the file is %s and was announced as %s", kind, a.Type)
	}
	a.Status = sim.Completed
	return nil
}

func readChecksum(b *rest.Body) string { return b.Text("checksum_sha256", 64) }

func (s *Assets) completeUpload(r *rest.Request, a *sim.Asset, checksum string) (any, error) {
	if err := complete(a, checksum); err != nil {
		return nil, err
	}
	return rest.Object{"asset_id": a.ID, "mime_type": a.Type, "size_bytes": a.Size, "status": "processing", "url": s.link(r.Base, a)}, nil
}

// uploadBatch is a batch and its announced files.
type uploadBatch struct {
	*sim.Batch
	files []*sim.Asset
}

func (s *Assets) readUploadBatch(b *rest.Body) uploadBatch {
	made := uploadBatch{Batch: &sim.Batch{Kind: batchKind, Title: b.Text("title", 1000), Callback: sim.ReadCallback(b)}}
	for _, f := range b.List("files", 1, sim.MaxBatchItems) {
		made.files = append(made.files, s.readAnnounced(f))
	}
	return made
}

func (s *Assets) createUploadBatch(r *rest.Request, made uploadBatch) (any, error) {
	s.KeepBatch(made.Batch)
	items := []rest.Object{}
	for _, a := range made.files {
		items = append(items, s.announce(r.Base, a))
		made.Items = append(made.Items, sim.BatchItem{ID: a.ID})
	}
	return rest.Object{"batch_id": made.ID, "items": items}, nil
}

func readBatchID(b *rest.Body) string { return b.Required("batch_id", 200) }

func (s *Assets) completeBatch(_ *rest.Request, id string) (any, error) {
	made, err := s.Batches.Lookup(id)
	if err != nil {
		return nil, err
	}
	for i, it := range made.Items {
		a, ok := s.Assets.ByID(it.ID)
		if !ok {
			continue
		}
		// One bad file leaves the rest alone; one that is late may come yet.
		if err := complete(a, ""); err != nil && a.Data != nil {
			made.Items[i].Failed = rest.FailureOf(err)
		}
	}
	return rest.Object{"batch_id": made.ID}, nil
}
