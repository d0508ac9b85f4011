package media

import (
	"embed"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"sync"
)

//go:generate sh -c "cd clips && ./encode.sh"

//go:embed clips/*.mp4
var clipFiles embed.FS

// What clips/encode.sh makes, and what the muxer relies on. A block of 8 s is the shortest time that
// both a one-second clip and a whole number of audio frames fill.
const (
	framesPerSecond  = 25
	audioRate        = 16000 // Samples a second, mono.
	audioFrame       = 1024  // Samples of one AAC frame.
	audioPerBlock    = blockSeconds * audioRate / audioFrame
	blockSeconds     = 8
	humFrames        = 25 // AAC frames after which the hum repeats.
	humFirst         = 12 // The encoder has settled by then.
	boxHeader        = 8
	visualEntryWidth = 32 // Offset of width and height in a stsd box's first avc1 entry.
)

var clipNames = map[string]string{"16:9": "16x9", "9:16": "9x16", "1:1": "1x1", "4:5": "4x5", "5:4": "5x4"}

// track is an encoded clip: its sample description, which decoders need, and its samples.
type track struct {
	description []byte // The whole stsd box.
	samples     [][]byte
}

// size returns the picture's width and height in pixels, of a video track.
func (t track) size() (width, height uint16) {
	at := t.description[boxHeader+8+visualEntryWidth:]
	return binary.BigEndian.Uint16(at), binary.BigEndian.Uint16(at[2:])
}

// clips is all that is embedded, read once, at first use.
type clips struct {
	pictures map[string]track // By aspect, one second each.
	hum      track
}

var loadClips = sync.OnceValues(func() (*clips, error) {
	loaded := &clips{pictures: map[string]track{}}
	for aspect, name := range clipNames {
		clip, err := readTrack(name)
		if err != nil {
			return nil, err
		}
		if len(clip.samples) != framesPerSecond {
			return nil, fmt.Errorf("clip %s has %d frames, want %d", name, len(clip.samples), framesPerSecond)
		}
		loaded.pictures[aspect] = clip
	}
	hum, err := readTrack("hum")
	if err != nil {
		return nil, err
	}
	if len(hum.samples) < humFirst+humFrames {
		return nil, fmt.Errorf("the hum has only %d frames", len(hum.samples))
	}
	hum.samples = hum.samples[humFirst : humFirst+humFrames]
	loaded.hum = hum
	return loaded, nil
})

var errClip = errors.New("not a clip with one track")

// readTrack reads the only track of an embedded file. ffmpeg lays such a file's samples out one after
// the other, so the first chunk's offset and the sizes tell where each is.
func readTrack(name string) (track, error) {
	file, err := clipFiles.ReadFile("clips/" + name + ".mp4")
	if err != nil {
		return track{}, fmt.Errorf("reading clip: %w", err)
	}
	table := boxBody(file, "moov", "trak", "mdia", "minf", "stbl")
	description, sizes, offsets := findBox(table, "stsd"), boxBody(table, "stsz"), boxBody(table, "stco")
	if len(description) < boxHeader+8+visualEntryWidth+4 || len(sizes) < 12 || len(offsets) < 12 {
		return track{}, fmt.Errorf("clip %s: %w", name, errClip)
	}
	clip := track{description: description}
	at := int(binary.BigEndian.Uint32(offsets[8:]))
	for size := range slices.Chunk(sizes[12:], 4) {
		end := at + int(binary.BigEndian.Uint32(size))
		if end > len(file) {
			return track{}, fmt.Errorf("clip %s: %w", name, errClip)
		}
		clip.samples = append(clip.samples, file[at:end])
		at = end
	}
	return clip, nil
}

// boxBody returns what is inside the box that a path of types leads to, or nil.
func boxBody(data []byte, path ...string) []byte {
	for _, kind := range path {
		box := findBox(data, kind)
		if box == nil {
			return nil
		}
		data = box[boxHeader:]
	}
	return data
}

// findBox returns the first box of a type, header included, or nil.
func findBox(data []byte, kind string) []byte {
	for len(data) >= boxHeader {
		size := int(binary.BigEndian.Uint32(data))
		if size < boxHeader || size > len(data) {
			return nil
		}
		if string(data[4:8]) == kind {
			return data[:size]
		}
		data = data[size:]
	}
	return nil
}
