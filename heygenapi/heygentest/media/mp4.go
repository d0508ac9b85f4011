package media

import (
	"errors"
	"fmt"
	"io"
	"math"
)

// MaxSeconds is the longest video that can be made: two hours.
const MaxSeconds = 7200

// Errors of MP4 and OpenMP4, for errors.Is.
var (
	ErrAspect = errors.New("unknown aspect")
	ErrLength = errors.New("impossible length")
)

// MP4 returns a video of a talking figure with a hum: H.264 at 25 frames a second and mono AAC, laid out for
// streaming (moov before mdat). Its length is that of seconds rounded to a frame of 1/25 s, one at least.
// Aspects are 16:9, 9:16, 1:1, 4:5 and 5:4. Errors: ErrAspect, and ErrLength for what is not above 0 and at
// most MaxSeconds. A minute takes about 500 kB: for long videos see OpenMP4.
func MP4(aspect string, seconds float64) ([]byte, error) {
	video, err := OpenMP4(aspect, seconds)
	if err != nil {
		return nil, err
	}
	file := make([]byte, video.Size())
	if _, err := io.ReadFull(video, file); err != nil {
		return nil, fmt.Errorf("writing MP4: %w", err)
	}
	return file, nil
}

// OpenMP4 returns the same file as MP4 without holding it in memory, ready for http.ServeContent.
// Readers of one video are independent of each other.
func OpenMP4(aspect string, seconds float64) (*io.SectionReader, error) {
	if !(seconds > 0 && seconds <= MaxSeconds) { // NaN too.
		return nil, fmt.Errorf("%w: %v s, want above 0 and at most %d", ErrLength, seconds, MaxSeconds)
	}
	loaded, err := loadClips()
	if err != nil {
		return nil, err
	}
	picture, ok := loaded.pictures[aspect]
	if !ok {
		return nil, fmt.Errorf("%w: %q, want 16:9, 9:16, 1:1, 4:5 or 5:4", ErrAspect, aspect)
	}
	frames := max(1, int(math.Round(seconds*framesPerSecond)))
	plan := newLayout(picture, loaded.hum, frames)
	file := &loopedFile{head: plan.header(), block: plan.block}
	return io.NewSectionReader(file, 0, int64(len(file.head)+plan.payload)), nil
}

// loopedFile is a head followed by a block that repeats for ever. A section of it is a file.
type loopedFile struct{ head, block []byte }

// ReadAt implements io.ReaderAt; it never fails.
func (f *loopedFile) ReadAt(p []byte, offset int64) (int, error) {
	done := 0
	if offset < int64(len(f.head)) {
		done = copy(p, f.head[offset:])
	}
	for done < len(p) {
		at := (offset + int64(done) - int64(len(f.head))) % int64(len(f.block))
		done += copy(p[done:], f.block[at:])
	}
	return done, nil
}
