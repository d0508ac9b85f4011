package media

import (
	"bytes"
	_ "embed" // For the segment.
	"io"
)

//go:embed clips/segment.ts
var segment []byte

// SegmentSeconds is how long a segment lasts.
const SegmentSeconds = 2

// OpenSegment returns a segment of an HTTP live stream: the talking figure with its hum as MPEG-TS, 1280 by 720,
// H.264 and AAC. Every segment is the same and begins at time zero, so a playlist needs a discontinuity between two.
func OpenSegment() io.ReadSeeker { return bytes.NewReader(segment) }
