package sim

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"path"
	"strconv"
	"strings"

	"heygen-mcp/heygenapi/heygentest/media"
)

// MediaPath begins the path of a signed link, which goes on as
// KIND/ID.EXT?expires=...&signature=...
const MediaPath = "/_media/"

// Link makes a signed link to a file of a resource.
func (a *Account) Link(base, kind, id, ext string) string {
	return a.SignedURL(base, http.MethodGet, MediaPath+kind+"/"+id+ext)
}

// SignedURL makes an address that works for a while.
func (a *Account) SignedURL(base, method, path string) string {
	expires := strconv.FormatInt(a.Now().Add(a.URLLifetime).Unix(), 10)
	return base + path + "?expires=" + expires + "&signature=" + a.sign(method, path, expires)
}

func (a *Account) sign(method, path, expires string) string {
	mac := hmac.New(sha256.New, a.secret)
	_, _ = io.WriteString(mac, method+" "+path+" "+expires)
	return hex.EncodeToString(mac.Sum(nil))
}

// Signed is true for a link that is ours and still works. It needs no lock.
func (a *Account) Signed(r *http.Request) bool {
	q := r.URL.Query()
	expires, err := strconv.ParseInt(q.Get("expires"), 10, 64)
	method := r.Method
	if method == http.MethodHead {
		method = http.MethodGet
	}
	return err == nil && a.Now().Unix() <= expires &&
		hmac.Equal([]byte(q.Get("signature")), []byte(a.sign(method, r.URL.Path, q.Get("expires"))))
}

// RefuseLink answers a link that is not ours, or no longer works.
func RefuseLink(w http.ResponseWriter) {
	http.Error(w, "Request has expired or its signature does not match", http.StatusForbidden)
}

// ContentTypes are the types of the files that there are, by their extensions.
func ContentTypes() map[string]string {
	return map[string]string{
		".mp4": "video/mp4", ".webm": "video/webm", ".mov": "video/quicktime", ".srt": "application/x-subrip", ".vtt": "text/vtt", ".wav": "audio/wav",
		".png": "image/png", ".gif": "image/gif", ".bin": "application/octet-stream",
		".m3u8": "application/vnd.apple.mpegurl", ".ts": "video/mp2t",
	}
}

// OpenFile opens what the path of a link leads to, such as video/ID.mp4. It
// takes the lock.
func (a *Account) OpenFile(kind, file string) (io.ReadSeeker, error) {
	a.Lock()
	defer a.Unlock()
	id := strings.TrimSuffix(file, path.Ext(file))
	for _, k := range a.kinds {
		if open, ok := k.Files[kind]; ok {
			return open(id)
		}
	}
	switch kind {
	case "portrait-f":
		return bytes.NewReader(media.PNG(SeedOf(id)&^1, "", 512, 512)), nil
	case "portrait-m", "picture":
		return bytes.NewReader(media.PNG(SeedOf(id)|1, "", 512, 512)), nil
	case "preview":
		return media.OpenMP4("16:9", 3)
	default:
		return nil, NoFile(kind, id)
	}
}

// NoFile is the error of a link that leads nowhere.
func NoFile(kind, id string) error { return fmt.Errorf("no %s %s", kind, id) }

// PortraitOf links to the portrait of a person.
func (a *Account) PortraitOf(base, gender, id string) string {
	if gender == "female" {
		return a.Link(base, "portrait-f", id, ".png")
	}
	return a.Link(base, "portrait-m", id, ".png")
}
