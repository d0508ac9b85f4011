package heygentest

import (
	"bytes"
	"encoding/binary"
	"math"
	"net/url"
	"path"
	"strings"
)

// footage is what is known of a source video.
type footage struct {
	script, aspect string
	// title is the name of an uploaded file.
	title   string
	seconds float64
	// known is true where the length is the source's own.
	known bool
}

// sourceSeconds is the length of a source that is not a video of this account.
const sourceSeconds = 30

// readSource knows the length of a source that this server made or was given.
func (s *Server) readSource(link, assetID string) footage {
	f := footage{script: "This is the spoken text of the source video. It was translated.", aspect: "16:9", seconds: sourceSeconds}
	if u, err := url.Parse(link); err == nil && strings.HasPrefix(u.Path, "/_media/") {
		id := strings.TrimSuffix(path.Base(u.Path), path.Ext(u.Path))
		if v, ok := s.videos.get(id); ok {
			f.seconds, f.script, f.aspect, f.known = v.seconds, v.script, v.clipAspect(), true
		}
		if d, ok := s.dubs.get(id); ok {
			f.seconds, f.script, f.aspect, f.known = d.seconds, d.script, d.aspect, true
		}
		if l, ok := s.lipsyncs.get(id); ok {
			f.seconds, f.script, f.aspect, f.known = l.seconds, l.script, l.aspect, true
		}
		if c, aspect, ok := s.clipOf(id); ok {
			f.seconds, f.aspect, f.known = c.seconds, aspect, true
		}
		if c, ok := s.layerOf(id); ok {
			f.seconds, f.aspect, f.known = c.seconds, c.aspect, true
		}
	}
	if a, ok := s.assets.get(assetID); ok {
		f.title = a.name
		if seconds := mp4Seconds(a.data); seconds > 0 {
			f.seconds, f.known = seconds, true
		}
	}
	return f
}

// part reads start_time and end_time, and gives the seconds that they leave.
func (b *body) part(f footage) float64 {
	start := b.number("start_time", 0, 7200, 0)
	if !f.known {
		// A source whose length nobody knows is long enough.
		f.seconds += start
	}
	end := b.number("end_time", 0, 7200, f.seconds)
	if end <= start {
		b.fail("end_time", "must be after start_time")
	}
	return math.Max(1, math.Min(end, f.seconds)-start)
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
