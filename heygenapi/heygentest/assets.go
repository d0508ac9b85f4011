package heygentest

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gabriel-vasile/mimetype"

	"heygen-mcp/heygenapi/heygentest/media"
)

func assetRoutes() []route {
	return []route{
		{pattern: "POST /v3/assets", honours: true, multipart: true, handle: uploadAsset},
		{pattern: "GET /v3/assets", handle: listAssets},
		{pattern: "GET /v3/assets/{id}", handle: getAsset},
		{pattern: "DELETE /v3/assets/{id}", handle: deleteAsset},
		{pattern: "POST /v3/assets/direct-uploads", honours: true, handle: createDirectUpload},
		{pattern: "POST /v3/assets/{id}/complete", handle: completeUpload},
		{pattern: "POST /v3/assets/direct-uploads/batches", honours: true, handle: createDirectUploadBatch},
		{pattern: "POST /v3/assets/complete/batches", handle: completeBatch},
		{pattern: "GET /v3/assets/batches/{id}", handle: getBatch},
		{pattern: "GET /v3/assets/statuses", handle: statusesOf("asset_ids", (*Server).assetState)},
		{pattern: "GET /v3/assets/search", handle: searchAssets},
	}
}

// asset is an uploaded file, or one that was announced.
type asset struct {
	id, name, kind string
	checksum       string
	size           int64
	data           []byte
	status         string
	uploaded       time.Time
}

const mostUpload = 32 << 20

// acceptedTypes are what HeyGen takes as assets.
var acceptedTypes = []string{"image/png", "image/jpeg", "video/mp4", "video/webm", "audio/mpeg", "audio/wav", "application/pdf", "application/x-subrip"}

func typeOf(data []byte) string {
	found := mimetype.Detect(data)
	for _, t := range acceptedTypes {
		if found.Is(t) {
			return t
		}
	}
	if _, err := media.ParseSRT(data); err == nil {
		return "application/x-subrip"
	}
	return found.String()
}

func (a *asset) ext() string {
	if e := path.Ext(a.name); contentTypes[e] == a.kind {
		return e
	}
	for e, t := range contentTypes {
		if t == a.kind {
			return e
		}
	}
	return ".bin"
}

func (s *Server) assetLink(base string, a *asset) any {
	if a.data == nil {
		return nil
	}
	return s.link(base, "asset", a.id, a.ext())
}

func (s *Server) assetObject(base string, a *asset) object {
	kind, _, _ := strings.Cut(a.kind, "/")
	return object{
		"id": a.id, "name": a.name, "type": kind, "owner": username, "space_id": "space_sandbox", "folder_id": nil,
		"uploaded_at": a.uploaded.Unix(), "url": s.assetLink(base, a),
	}
}

func uploadAsset(s *Server, r *request) (any, error) {
	_, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || params["boundary"] == "" {
		return nil, invalid("file", "send the file as multipart/form-data")
	}
	form := multipart.NewReader(bytes.NewReader(r.raw), params["boundary"])
	for {
		part, err := form.NextPart()
		if err != nil {
			return nil, invalid("file", "is required")
		}
		if part.FormName() != "file" {
			continue
		}
		data, err := io.ReadAll(part)
		switch {
		case err != nil:
			return nil, invalid("file", "is cut short")
		case len(data) > mostUpload:
			return nil, fail(http.StatusRequestEntityTooLarge, "payload_too_large", "file", "at most 32 MB; use a direct upload")
		}
		a := &asset{id: s.id("asset_"), name: part.FileName(), kind: typeOf(data), size: int64(len(data)), data: data, status: "completed", uploaded: s.now()}
		if !slices.Contains(acceptedTypes, a.kind) {
			return nil, invalid("file", "%s is not accepted", a.kind)
		}
		s.assets.put(a.id, a)
		return object{"asset_id": a.id, "mime_type": a.kind, "size_bytes": a.size, "url": s.assetLink(r.base, a)}, nil
	}
}

func listAssets(s *Server, r *request) (any, error) {
	if r.URL.Query().Get("username") == "" {
		return nil, invalid("username", "is required")
	}
	var kept []*asset
	for _, a := range s.assets.newest() {
		if a.data != nil && r.URL.Query().Get("username") == username && r.URL.Query().Get("folder_id") == "" {
			kept = append(kept, a)
		}
	}
	items, p, err := pageOf(r, kept, 20, 100)
	p.data = mapped(items, func(a *asset) object { return s.assetObject(r.base, a) })
	return p, err
}

func (s *Server) assetOf(r *request) (*asset, error) {
	a, ok := s.assets.get(r.PathValue("id"))
	if !ok {
		return nil, notFound("asset_not_found", "asset "+r.PathValue("id"))
	}
	return a, nil
}

func getAsset(s *Server, r *request) (any, error) {
	a, err := s.assetOf(r)
	if err != nil {
		return nil, err
	}
	return s.assetObject(r.base, a), nil
}

func deleteAsset(s *Server, r *request) (any, error) {
	a, err := s.assetOf(r)
	if err != nil {
		return nil, err
	}
	s.assets.drop(a.id)
	return object{"id": a.id}, nil
}

// announce reads one announced file.
func (s *Server) announce(b *body) *asset {
	a := &asset{name: b.required("filename", 500), kind: b.required("content_type", 100), checksum: strings.ToLower(b.text("checksum_sha256", 64)), status: "pending"}
	a.size = int64(b.number("size_bytes", 1, 1<<40, 0))
	if !slices.Contains(acceptedTypes, a.kind) {
		b.fail("content_type", "%s is not accepted", a.kind)
	}
	if a.size == 0 {
		b.fail("size_bytes", "is required")
	}
	if a.size > s.cfg.maxUpload && *b.first == nil {
		*b.first = fail(http.StatusRequestEntityTooLarge, "payload_too_large", b.name("size_bytes"), "at most %d bytes", s.cfg.maxUpload)
	}
	if a.checksum != "" && len(a.checksum) != 64 {
		b.fail("checksum_sha256", "must be 64 hex digits")
	}
	return a
}

func (s *Server) place(base string, a *asset) object {
	a.id, a.uploaded = s.id("asset_"), s.now()
	s.assets.put(a.id, a)
	p := "/_upload/" + a.id
	expires := strconv.FormatInt(s.now().Add(s.cfg.urlLifetime).Unix(), 10)
	return object{
		"asset_id": a.id, "status": "pending", "max_bytes": s.cfg.maxUpload, "expires_in_seconds": int(s.cfg.urlLifetime.Seconds()),
		"upload_url":     base + p + "?expires=" + expires + "&signature=" + s.sign(http.MethodPut, p, expires),
		"upload_headers": object{"Content-Type": a.kind, "X-Upload-Token": hexOf("upload", a.id)},
	}
}

func createDirectUpload(s *Server, r *request) (any, error) {
	b, problem := r.read()
	a := s.announce(b)
	if err := problem.err(); err != nil {
		return nil, err
	}
	return s.place(r.base, a), nil
}

// takeUpload is the storage: it wants the announced headers and no credential.
func (s *Server) takeUpload(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	a, ok := s.assets.get(r.PathValue("id"))
	s.mu.Unlock()
	switch {
	case !ok || !s.signed(r):
		http.Error(w, "Request has expired or its signature does not match", http.StatusForbidden)
		return
	case r.Header.Get("X-Api-Key") != "" || r.Header.Get("Authorization") != "":
		http.Error(w, "Only one auth mechanism allowed", http.StatusBadRequest)
		return
	case !hmac.Equal([]byte(r.Header.Get("X-Upload-Token")), []byte(hexOf("upload", a.id))) || r.Header.Get("Content-Type") != a.kind:
		http.Error(w, "The upload headers are not those announced", http.StatusForbidden)
		return
	}
	data, err := io.ReadAll(http.MaxBytesReader(w, r.Body, s.cfg.maxUpload))
	if err != nil || int64(len(data)) != a.size {
		http.Error(w, "The size is not the one announced", http.StatusBadRequest)
		return
	}
	s.mu.Lock()
	a.data = data
	s.mu.Unlock()
	w.WriteHeader(http.StatusOK)
}

// complete ends an upload; it may be asked again.
func (s *Server) complete(a *asset, checksum string) error {
	if a.data == nil {
		return fail(http.StatusConflict, "resource_not_ready", "", "the file has not arrived yet")
	}
	sum := sha256.Sum256(a.data)
	got := hex.EncodeToString(sum[:])
	for _, wanted := range []string{a.checksum, strings.ToLower(checksum)} {
		if wanted != "" && wanted != got {
			return invalid("checksum_sha256", "the file's checksum is another one")
		}
	}
	if kind := typeOf(a.data); kind != a.kind {
		return invalid("content_type", "the file is %s and was announced as %s", kind, a.kind)
	}
	a.status = "completed"
	return nil
}

func completeUpload(s *Server, r *request) (any, error) {
	a, err := s.assetOf(r)
	if err != nil {
		return nil, err
	}
	b, problem := r.read()
	checksum := b.text("checksum_sha256", 64)
	if err := problem.err(); err != nil {
		return nil, err
	}
	if err := s.complete(a, checksum); err != nil {
		return nil, err
	}
	return object{"asset_id": a.id, "mime_type": a.kind, "size_bytes": a.size, "status": a.status, "url": s.assetLink(r.base, a)}, nil
}

func createDirectUploadBatch(s *Server, r *request) (any, error) {
	b, problem := r.read()
	made := &batch{title: b.text("title", 1000)}
	made.callback = b.callback()
	var announced []*asset
	for _, f := range b.list("files", 1, mostInBatch) {
		announced = append(announced, s.announce(f))
	}
	if err := problem.err(); err != nil {
		return nil, err
	}
	made.id, made.created = s.id("batch_"), s.now()
	items := []object{}
	for _, a := range announced {
		items = append(items, s.place(r.base, a))
		made.items = append(made.items, batchItem{id: a.id})
	}
	s.batches.put(made.id, made)
	return object{"batch_id": made.id, "items": items}, nil
}

func completeBatch(s *Server, r *request) (any, error) {
	b, problem := r.read()
	id := b.required("batch_id", 200)
	if err := problem.err(); err != nil {
		return nil, err
	}
	made, ok := s.batches.get(id)
	if !ok {
		return nil, notFound("resource_not_found", "batch "+id)
	}
	for _, it := range made.items {
		if a, ok := s.assets.get(it.id); ok {
			if err := s.complete(a, ""); err != nil {
				return nil, err
			}
		}
	}
	return s.batchObject(made, made.items, 0), nil
}

func (s *Server) assetState(id string) (string, object, bool) {
	a, ok := s.assets.get(id)
	if !ok {
		return "", nil, false
	}
	return inBulk(a.status), nil, true
}

// searchAssets finds invented pictures for any words.
func searchAssets(s *Server, r *request) (any, error) {
	q := r.URL.Query()
	if q.Get("query") == "" {
		return nil, invalid("query", "is required")
	}
	kind, err := oneOf(r, "type", "image", "icon")
	if err != nil || kind == "" {
		return nil, invalid("type", "must be image or icon")
	}
	scope, err := oneOf(r, "scope", "public", "personal")
	if err != nil {
		return nil, err
	}
	found := []object{}
	if scope != "personal" {
		for i := range 40 {
			id := hexOf("picture", kind, strings.ToLower(q.Get("query")), i)
			found = append(found, object{
				"id": id, "type": kind, "url": s.link(r.base, "picture", id, ".png"), "width": 512, "height": 512,
				"orientation": "square", "is_transparent": kind == "icon",
			})
		}
	}
	items, p, err := pageOf(r, found, 20, 50)
	p.data = items
	return p, err
}
