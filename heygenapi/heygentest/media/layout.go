package media

// layout says where in a video's payload each chunk of samples lies. The payload repeats an 8 s block: eight
// times a second of pictures followed by the second's sound. A track that ends inside a chunk leaves the
// rest of that chunk unused, so the block never changes.
type layout struct {
	picture, hum track
	frames       int // Of the picture, 1/25 s each.
	sounds       int // AAC frames; the last may be cut short.
	block        []byte
	starts       [blockSeconds][2]int // Where in the block a second's pictures and sound begin.
	payload      int                  // Bytes up to the end of the last chunk in use.
}

func newLayout(picture, hum track, frames int) *layout {
	l := &layout{picture: picture, hum: hum, frames: frames}
	l.sounds = (l.soundLength() + audioFrame - 1) / audioFrame
	for second := range blockSeconds {
		l.starts[second][0] = len(l.block)
		for _, sample := range picture.samples {
			l.block = append(l.block, sample...)
		}
		l.starts[second][1] = len(l.block)
		for i := soundsUntil(second); i < soundsUntil(second+1); i++ {
			l.block = append(l.block, hum.samples[i%humFrames]...)
		}
	}
	l.payload = l.offset(l.seconds(), 0)
	return l
}

// seconds is the number of chunks of each track, the last of which may be shorter.
func (l *layout) seconds() int { return (l.frames + framesPerSecond - 1) / framesPerSecond }

// soundLength is the length of the sound in audio samples, exactly that of the picture.
func (l *layout) soundLength() int { return l.frames * audioRate / framesPerSecond }

// offset is where a second's pictures (part 0) or sound (part 1) begin in the payload.
func (l *layout) offset(second, part int) int {
	return second/blockSeconds*len(l.block) + l.starts[second%blockSeconds][part]
}

// soundsUntil is the number of AAC frames that begin before a second is over: 15 or 16 more for each.
func soundsUntil(second int) int { return (second*audioPerBlock + blockSeconds - 1) / blockSeconds }

// chunk is a run of a track's samples that lie together.
type chunk struct{ offset, samples int }

func (l *layout) pictureChunks() []chunk {
	chunks := make([]chunk, l.seconds())
	for second := range chunks {
		chunks[second] = chunk{l.offset(second, 0), min(framesPerSecond, l.frames-second*framesPerSecond)}
	}
	return chunks
}

func (l *layout) soundChunks() []chunk {
	chunks := make([]chunk, 0, l.seconds())
	for second := range l.seconds() {
		if count := min(l.sounds, soundsUntil(second+1)) - soundsUntil(second); count > 0 {
			chunks = append(chunks, chunk{l.offset(second, 1), count})
		}
	}
	return chunks
}
