package heygentest

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash/fnv"
	"html"
	"io"
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"

	"heygen-mcp/heygenapi/heygentest/media"
)

// Signed links look like /_media/KIND/ID.EXT?expires=...&signature=...

func (s *Server) link(base, kind, id, ext string) string {
	p := "/_media/" + kind + "/" + id + ext
	expires := strconv.FormatInt(s.now().Add(s.cfg.urlLifetime).Unix(), 10)
	return base + p + "?expires=" + expires + "&signature=" + s.sign(http.MethodGet, p, expires)
}

func (s *Server) sign(method, p, expires string) string {
	mac := hmac.New(sha256.New, s.secret)
	_, _ = io.WriteString(mac, method+" "+p+" "+expires)
	return hex.EncodeToString(mac.Sum(nil))
}

// signed is true for a link that is ours and still works.
func (s *Server) signed(r *http.Request) bool {
	q := r.URL.Query()
	expires, err := strconv.ParseInt(q.Get("expires"), 10, 64)
	method := r.Method
	if method == http.MethodHead {
		method = http.MethodGet
	}
	return err == nil && s.now().Unix() <= expires &&
		hmac.Equal([]byte(q.Get("signature")), []byte(s.sign(method, r.URL.Path, q.Get("expires"))))
}

func (s *Server) mediaRoutes(mux *http.ServeMux) {
	mux.HandleFunc("GET /_media/{kind}/{file}", s.serveMedia)
	mux.HandleFunc("PUT /_upload/{id}", s.takeUpload)
	mux.HandleFunc("GET /videos/{id}", s.servePage)
}

func refuseLink(w http.ResponseWriter) {
	http.Error(w, "Request has expired or its signature does not match", http.StatusForbidden)
}

func (s *Server) serveMedia(w http.ResponseWriter, r *http.Request) {
	if !s.signed(r) {
		refuseLink(w)
		return
	}
	s.cast()
	if kind := s.faultFor(r); kind != "" && s.breakMedia(w, r, kind) {
		return
	}
	file := r.PathValue("file")
	content, err := s.content(r.PathValue("kind"), strings.TrimSuffix(file, path.Ext(file)))
	if err != nil {
		http.Error(w, "No such file", http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", contentTypes[path.Ext(file)])
	http.ServeContent(w, r, "", time.Time{}, content)
}

// breakMedia fails a download, and is true where it has answered.
func (s *Server) breakMedia(w http.ResponseWriter, r *http.Request, kind FaultKind) bool {
	if kind != FaultCutBody {
		return s.breakRequest(w, r, kind)
	}
	file := r.PathValue("file")
	content, err := s.content(r.PathValue("kind"), strings.TrimSuffix(file, path.Ext(file)))
	if err != nil {
		return false
	}
	size, err := content.Seek(0, io.SeekEnd)
	if err != nil {
		return false
	}
	_, _ = content.Seek(0, io.SeekStart)
	w.Header().Set("Content-Type", contentTypes[path.Ext(file)])
	w.Header().Set("Content-Length", strconv.FormatInt(size, 10))
	_, _ = io.CopyN(w, content, size/2)
	_ = http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler)
}

var contentTypes = map[string]string{
	".mp4": "video/mp4", ".webm": "video/webm", ".srt": "application/x-subrip", ".vtt": "text/vtt", ".wav": "audio/wav",
	".png": "image/png", ".gif": "image/gif", ".bin": "application/octet-stream",
	".m3u8": "application/vnd.apple.mpegurl", ".ts": "video/mp2t",
}

// content makes what a link shows.
func (s *Server) content(kind, id string) (io.ReadSeeker, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	missing := fmt.Errorf("no %s %s", kind, id)
	switch kind {
	case "video", "captioned":
		v, ok := s.videos.get(id)
		if !ok {
			return nil, missing
		}
		return media.OpenMP4(v.clipAspect(), v.seconds)
	case "subtitle":
		v, ok := s.videos.get(id)
		if !ok {
			return nil, missing
		}
		return bytes.NewReader(media.SRT(media.Captions(v.script, v.seconds))), nil
	case "dub", "dub-audio", "dub-srt", "dub-vtt":
		d, ok := s.dubs.get(id)
		if !ok {
			return nil, missing
		}
		return d.content(kind)
	case "stream", "segment":
		if content, ok := s.streamContent(kind, id); ok {
			return content, nil
		}
		return nil, missing
	case "asset":
		a, ok := s.assets.get(id)
		if !ok || a.data == nil {
			return nil, missing
		}
		return bytes.NewReader(a.data), nil
	case "speech":
		seconds, ok := s.speeches[id]
		if !ok {
			return nil, missing
		}
		return bytes.NewReader(media.WAV(seconds, 0)), nil
	case "voice":
		return bytes.NewReader(media.WAV(2, 110+float64(seedOf(id)%120))), nil
	case "gif":
		return bytes.NewReader(media.GIF(seedOf(id))), nil
	case "portrait-f":
		return bytes.NewReader(media.PNG(seedOf(id)&^1, "", 512, 512)), nil
	case "portrait-m", "picture":
		return bytes.NewReader(media.PNG(seedOf(id)|1, "", 512, 512)), nil
	case "preview":
		return media.OpenMP4("16:9", 3)
	default:
		return s.jobContent(kind, id)
	}
}

func seedOf(id string) uint64 {
	h := fnv.New64a()
	_, _ = io.WriteString(h, id)
	return h.Sum64()
}

// portrait is the kind of picture that fits a gender.
func portrait(gender string) string {
	if gender == "female" {
		return "portrait-f"
	}
	return "portrait-m"
}

// servePage is the page of a video, which people open in a browser.
func (s *Server) servePage(w http.ResponseWriter, r *http.Request) {
	s.cast()
	s.mu.Lock()
	s.settle()
	v, ok := s.videos.get(r.PathValue("id"))
	var title, status string
	if ok {
		title, status = html.EscapeString(v.title), shown(v.status)
	}
	s.mu.Unlock()
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = fmt.Fprintf(w, "<!doctype html><title>%s</title><h1>%s</h1><p>A video of the simulated HeyGen: %s.</p>", title, title, status)
}
