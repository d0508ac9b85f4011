// Package assets is the uploads of the simulated HeyGen: files sent at once or
// straight to its storage, in batches too, and the search for stock pictures. It
// fills the account's assets; what they are used for it does not know.
package assets

import (
	"bytes"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"path"
	"slices"
	"strings"

	"github.com/gabriel-vasile/mimetype"

	"heygen-mcp/heygenapi/heygentest/media"
	"heygen-mcp/heygenapi/heygentest/rest"
	"heygen-mcp/heygenapi/heygentest/sim"
)

// Assets are an account's uploads.
type Assets struct{ *sim.Account }

// New lets an account take uploads.
func New(a *sim.Account) *Assets {
	s := &Assets{Account: a}
	a.Assets.Show = s.show
	a.Add(sim.Kind{State: s.state, Files: map[string]func(string) (io.ReadSeeker, error){"asset": s.open}})
	return s
}

// Operations are those of assets.
func (s *Assets) Operations() []rest.Operation {
	return []rest.Operation{
		{Pattern: "POST /v3/assets", Keyed: true, Multipart: true, Handle: s.upload},
		{Pattern: "GET /v3/assets", Handle: s.list},
		{Pattern: "GET /v3/assets/{id}", Handle: s.Assets.Get},
		{Pattern: "DELETE /v3/assets/{id}", Handle: rest.Found(s.Assets.Find, s.delete)},
		{Pattern: "POST /v3/assets/direct-uploads", Keyed: true, Handle: rest.Reading(s.readAnnounced, s.createDirectUpload)},
		{Pattern: "POST /v3/assets/{id}/complete", Handle: rest.FoundReading(s.Assets.Find, readChecksum, s.completeUpload)},
		{Pattern: "POST /v3/assets/direct-uploads/batches", Keyed: true, Handle: rest.Reading(s.readUploadBatch, s.createUploadBatch)},
		{Pattern: "POST /v3/assets/complete/batches", Keyed: true, Status: http.StatusAccepted, Handle: rest.Reading(readBatchID, s.completeBatch)},
		{Pattern: "GET /v3/assets/batches/{id}", Handle: s.GetBatch(batchKind)},
		{Pattern: "GET /v3/assets/statuses", Handle: s.Statuses("asset_ids", s.state)},
		{Pattern: "GET /v3/assets/search", Handle: s.search},
	}
}

// batchKind tells batches of uploads from others.
const batchKind = "assets"

const maxUpload = 32 << 20

// acceptedTypes are what HeyGen takes as assets.
var acceptedTypes = [...]string{"image/png", "image/jpeg", "video/mp4", "video/webm", "audio/mpeg", "audio/wav", "application/pdf", "application/x-subrip"}

// zipType is taken by direct uploads only.
const zipType = "application/zip"

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
	if found.Is(zipType) {
		return zipType
	}
	return found.String()
}

func extensionOf(a *sim.Asset) string {
	types := sim.ContentTypes()
	if e := path.Ext(a.Name); types[e] == a.Type {
		return e
	}
	for e, t := range types {
		if t == a.Type {
			return e
		}
	}
	return ".bin"
}

func (s *Assets) link(base string, a *sim.Asset) any {
	if a.Data == nil {
		return nil
	}
	return s.Link(base, "asset", a.ID, extensionOf(a))
}

func (s *Assets) open(id string) (io.ReadSeeker, error) {
	a, ok := s.Assets.ByID(id)
	if !ok || a.Data == nil {
		return nil, sim.NoFile("asset", id)
	}
	return bytes.NewReader(a.Data), nil
}

func (s *Assets) show(base string, a *sim.Asset) rest.Object {
	kind, _, _ := strings.Cut(a.Type, "/")
	return rest.Object{
		"id": a.ID, "name": a.Name, "type": kind, "owner": sim.Username, "space_id": "space_sandbox", "folder_id": nil,
		"uploaded_at": a.Uploaded.Unix(), "url": s.link(base, a),
	}
}

func (s *Assets) upload(r *rest.Request) (any, error) {
	_, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || params["boundary"] == "" {
		return nil, rest.Invalid("file", "send the file as multipart/form-data")
	}
	form := multipart.NewReader(bytes.NewReader(r.Raw), params["boundary"])
	for {
		part, err := form.NextPart()
		if err != nil {
			return nil, rest.Invalid("file", "is required")
		}
		if part.FormName() != "file" {
			continue
		}
		data, err := io.ReadAll(part)
		switch {
		case err != nil:
			return nil, rest.Invalid("file", "is cut short")
		case len(data) > maxUpload:
			return nil, rest.Fail(http.StatusRequestEntityTooLarge, "payload_too_large", "file", "at most 32 MB; use a direct upload")
		}
		a := &sim.Asset{ID: s.NewID("asset_"), Name: part.FileName(), Type: typeOf(data), Size: int64(len(data)), Data: data, Status: sim.Completed, Uploaded: s.Now()}
		if !slices.Contains(acceptedTypes[:], a.Type) {
			return nil, rest.Invalid("file", "%s is not accepted", a.Type)
		}
		s.Assets.Put(a.ID, a)
		return rest.Object{"asset_id": a.ID, "mime_type": a.Type, "size_bytes": a.Size, "url": s.link(r.Base, a)}, nil
	}
}

func (s *Assets) list(r *rest.Request) (any, error) {
	q := r.URL.Query()
	if q.Get("username") == "" {
		return nil, rest.Invalid("username", "is required")
	}
	var kept []*sim.Asset
	for _, a := range s.Assets.Newest() {
		if a.Data != nil && q.Get("username") == sim.Username && q.Get("folder_id") == "" {
			kept = append(kept, a)
		}
	}
	return s.Assets.Page(r, kept, 20, 100)
}

func (s *Assets) delete(_ *rest.Request, a *sim.Asset) (any, error) {
	s.Assets.Drop(a.ID)
	return rest.Object{"id": a.ID}, nil
}

func (s *Assets) state(id string) (sim.State, bool) {
	a, ok := s.Assets.ByID(id)
	if !ok {
		return sim.State{}, false
	}
	return sim.State{Status: sim.BulkStatus(a.Status)}, true
}

// search finds invented pictures for any words.
func (s *Assets) search(r *rest.Request) (any, error) {
	q := r.URL.Query()
	if q.Get("query") == "" {
		return nil, rest.Invalid("query", "is required")
	}
	kind, err := rest.Choice(r, "type", "image", "icon")
	if err != nil || kind == "" {
		return nil, rest.Invalid("type", "must be image or icon")
	}
	scope, err := rest.Choice(r, "scope", "public", "personal")
	if err != nil {
		return nil, err
	}
	found := []rest.Object{}
	if scope != "personal" {
		for i := range 40 {
			id := sim.HexOf("picture", kind, strings.ToLower(q.Get("query")), i)
			found = append(found, rest.Object{
				"id": id, "type": kind, "url": s.Link(r.Base, "picture", id, ".png"), "width": 512, "height": 512,
				"orientation": "square", "is_transparent": kind == "icon",
			})
		}
	}
	return rest.PageOf(r, found, 20, 50, func(o rest.Object) rest.Object { return o })
}
