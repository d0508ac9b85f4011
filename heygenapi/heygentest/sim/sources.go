package sim

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"math"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"

	"heygen-mcp/heygenapi/heygentest/rest"
)

// Asset is an uploaded file, or one that was announced.
type Asset struct {
	ID, Name string
	// Type is its content type.
	Type     string
	Checksum string
	Size     int64
	// Data is nil until the file has arrived.
	Data     []byte
	Status   string
	Uploaded time.Time
}

// Source is where a request says that a file is: by address, by asset, or in the
// request itself.
type Source struct {
	Link, AssetID string
	Data          []byte
}

// maxInline bounds a file in the request itself, in base64.
const maxInline = 40 << 20

// ReadSource reads a file: by address, asset, or in base64 where inline is true.
func (a *Account) ReadSource(b *rest.Body, field string, required, inline bool) Source {
	o := b.Object(field)
	if o == nil {
		if required {
			b.Fail(field, "is required")
		}
		return Source{}
	}
	return a.readSource(o, inline)
}

// ReadSources reads a list of such files.
func (a *Account) ReadSources(b *rest.Body, field string, most int) {
	for _, o := range b.List(field, 0, most) {
		a.readSource(o, true)
	}
}

func (a *Account) readSource(b *rest.Body, inline bool) (src Source) {
	switch kind := b.Required("type", 20); {
	case kind == "url":
		src.Link = b.Link("url")
		if src.Link == "" {
			b.Fail("url", "is required")
		}
		RefusePage(b, "url", src.Link)
	case kind == "asset_id":
		src.AssetID = b.Required("asset_id", 200)
		a.KnownAsset(b, "asset_id", src.AssetID)
	case kind == "base64" && inline:
		if strings.HasPrefix(b.Required("media_type", 100), "text/html") {
			b.Fail("media_type", "web pages are not accepted")
		}
		data, err := base64.StdEncoding.DecodeString(b.Required("data", maxInline))
		if err != nil {
			b.Fail("data", "is not base64")
		}
		src.Data = data
	default:
		b.Fail("type", "must be url, asset_id%s", map[bool]string{true: " or base64"}[inline])
	}
	return src
}

// pageHosts answer with web pages about files.
var pageHosts = [...]string{"youtube.com", "youtu.be", "vimeo.com", "drive.google.com", "docs.google.com", "loom.com", "tiktok.com", "instagram.com", "onedrive.live.com", "1drv.ms"}

// RefusePage refuses, as a failed download, what is known to be a web page.
func RefusePage(b *rest.Body, field, link string) {
	u, err := url.Parse(link)
	if err != nil {
		return
	}
	host := strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
	if slices.Contains(pageHosts[:], host) || strings.HasSuffix(u.Path, ".html") || strings.HasSuffix(u.Path, ".htm") {
		b.Refuse(rest.Fail(http.StatusBadRequest, "download_failed", b.Name(field), "the address does not answer with a media file"))
	}
}

// KnownAsset refuses an asset that does not exist or whose upload is not over.
func (a *Account) KnownAsset(b *rest.Body, field, id string) {
	if id == "" {
		return
	}
	switch asset, ok := a.Assets.ByID(id); {
	case !ok:
		b.Refuse(rest.Fail(http.StatusNotFound, "asset_not_found", b.Name(field), "asset %s does not exist", id))
	case asset.Status != Completed:
		b.Refuse(rest.Fail(http.StatusConflict, "resource_not_ready", b.Name(field), "the upload of asset %s is not completed", id))
	}
}

// Footage is what is known of a source video.
type Footage struct {
	Script, Aspect string
	// Title is the name of an uploaded file.
	Title   string
	Seconds float64
	// Known is true where the length is the source's own.
	Known bool
}

// AudioSeconds is how long a given audio file is taken to be.
const AudioSeconds = 20

// sourceSeconds is the length of a source that is not a video of this account.
const sourceSeconds = 30

// FootageOf knows the length of a source that this account made or was given.
func (a *Account) FootageOf(src Source) Footage {
	f := Footage{Script: "This is the spoken text of the source video. It was translated.", Aspect: "16:9", Seconds: sourceSeconds}
	if u, err := url.Parse(src.Link); err == nil && strings.HasPrefix(u.Path, MediaPath) {
		id := strings.TrimSuffix(path.Base(u.Path), path.Ext(u.Path))
		for _, k := range a.kinds {
			if k.Footage == nil {
				continue
			}
			if own, ok := k.Footage(id); ok {
				f.Seconds, f.Aspect, f.Known = own.Seconds, own.Aspect, true
				if own.Script != "" {
					f.Script = own.Script
				}
			}
		}
	}
	data := src.Data
	if asset, ok := a.Assets.ByID(src.AssetID); ok {
		f.Title, data = asset.Name, asset.Data
	}
	if seconds := mp4Seconds(data); seconds > 0 {
		f.Seconds, f.Known = seconds, true
	}
	return f
}

// Part reads start_time and end_time, and gives the seconds that they leave.
func (f Footage) Part(b *rest.Body) float64 {
	start := b.Number("start_time", 0, 7200, 0)
	if !f.Known {
		// A source whose length nobody knows is long enough.
		f.Seconds += start
	}
	end := b.Number("end_time", 0, 7200, f.Seconds)
	if end <= start {
		b.Fail("end_time", "must be after start_time")
	}
	return math.Max(1, math.Min(end, f.Seconds)-start)
}

// mp4Seconds reads how long an MP4 is from its movie header; 0 where it cannot.
func mp4Seconds(file []byte) float64 {
	_, after, found := bytes.Cut(file, []byte("mvhd"))
	if !found || len(after) < 32 {
		return 0
	}
	// A version byte and flags, two times, then the units a second and the length.
	if after[0] == 1 {
		return float64(binary.BigEndian.Uint64(after[24:])) / math.Max(1, float64(binary.BigEndian.Uint32(after[20:])))
	}
	return float64(binary.BigEndian.Uint32(after[16:])) / math.Max(1, float64(binary.BigEndian.Uint32(after[12:])))
}
