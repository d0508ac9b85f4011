package realtime

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"time"

	"heygen-mcp/heygenapi/heygentest/media"
	"heygen-mcp/heygenapi/heygentest/sim"
)

// segments is how many segments of a stream there are by a time. Of a stream
// that is over, the last one is filled up.
func (v *stream) segments(now time.Time) int {
	n := v.spoken(now) / media.SegmentSeconds
	if v.over() {
		return int(math.Ceil(n))
	}
	return int(n)
}

// playlist is what a player of the stream polls: RFC 8216 with links to the
// segments that there are, and an end once the stream is over.
func (s *Realtime) playlist(v *stream) io.ReadSeeker {
	var b bytes.Buffer
	_, _ = fmt.Fprintf(&b, "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:%d\n#EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-PLAYLIST-TYPE:EVENT\n", media.SegmentSeconds)
	for i := range v.segments(s.Now()) {
		if i > 0 {
			b.WriteString("#EXT-X-DISCONTINUITY\n")
		}
		_, _ = fmt.Fprintf(&b, "#EXTINF:%d.000,\n%s\n", media.SegmentSeconds, s.Link("", "segment", v.id+"-"+strconv.Itoa(i), ".ts"))
	}
	if v.over() {
		b.WriteString("#EXT-X-ENDLIST\n")
	}
	return bytes.NewReader(b.Bytes())
}

func (s *Realtime) openPlaylist(id string) (io.ReadSeeker, error) {
	s.settle(s.Now())
	v, ok := s.streams.ByID(id)
	if !ok || s.Now().Before(v.started) {
		return nil, sim.NoFile("stream", id)
	}
	return s.playlist(v), nil
}

// openSegment opens the segment STREAM-NUMBER.
func (s *Realtime) openSegment(id string) (io.ReadSeeker, error) {
	s.settle(s.Now())
	streamID, number, _ := strings.Cut(id, "-")
	v, ok := s.streams.ByID(streamID)
	n, err := strconv.Atoi(number)
	if !ok || err != nil || n < 0 || n >= v.segments(s.Now()) {
		return nil, sim.NoFile("segment", id)
	}
	return media.OpenSegment(), nil
}
