package media

import (
	"encoding/binary"
	"slices"
)

// The boxes of an MP4 file, as ISO/IEC 14496-12 lays them out. Every number is big-endian.

// identity is the transformation matrix that leaves a picture as it is, in 16.16 and 2.30 fixed point.
var identity = words(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)

const movieScale = 1000 // Units a second of the movie's own clock.

// header returns everything before the samples: ftyp, moov and the beginning of mdat. The tables hold
// offsets into the file, so moov is made twice: once to learn its size, then with the real offsets.
func (l *layout) header() []byte {
	kind := box("ftyp", []byte("isom"), words(0x200), []byte("isomiso2avc1mp41"))
	size := len(kind) + len(l.movie(0)) + boxHeader
	mdat := append(words(boxHeader+l.payload), "mdat"...)
	return slices.Concat(kind, l.movie(size), mdat)
}

func (l *layout) movie(dataAt int) []byte {
	length := l.frames * movieScale / framesPerSecond
	width, height := l.picture.size()
	mvhd := box("mvhd", words(0, 0, 0, movieScale, length, 0x10000), words(0x01000000, 0, 0), identity, words(0, 0, 0, 0, 0, 0, 3))
	video := box("trak",
		trackHeader(1, length, 0, int(width)<<16, int(height)<<16),
		mediaBox("vide", framesPerSecond, l.frames, box("vmhd", words(1, 0, 0)), box("stbl",
			l.picture.description,
			box("stts", words(0, 1, l.frames, 1)),
			syncSamples(l.frames),
			sampleSizes(l.picture, l.frames),
			chunkTables(l.pictureChunks(), dataAt),
		)),
	)
	audio := box("trak",
		trackHeader(2, length, 0x01000000, 0, 0),
		mediaBox("soun", audioRate, l.soundLength(), box("smhd", words(0, 0)), box("stbl",
			l.hum.description,
			l.soundTimes(),
			sampleSizes(l.hum, l.sounds),
			chunkTables(l.soundChunks(), dataAt),
		)),
	)
	return box("moov", mvhd, video, audio)
}

func trackHeader(id, length, volume, width, height int) []byte {
	const enabledInMovie = 3
	return box("tkhd", words(enabledInMovie, 0, 0, id, 0, length, 0, 0, 0, volume), identity, words(width, height))
}

func mediaBox(handler string, scale, length int, mediaHeader, table []byte) []byte {
	const undetermined = 0x55c40000 // The language "und", packed.
	reference := box("dinf", box("dref", words(0, 1), box("url ", words(1))))
	return box("mdia",
		box("mdhd", words(0, 0, 0, scale, length, undetermined)),
		box("hdlr", words(0, 0), []byte(handler), words(0, 0, 0), []byte(handler+"\x00")),
		box("minf", mediaHeader, reference, table),
	)
}

// soundTimes gives every AAC frame its full length, and the last one what is left.
func (l *layout) soundTimes() []byte {
	last := l.soundLength() - (l.sounds-1)*audioFrame
	if last == audioFrame || l.sounds == 1 {
		return box("stts", words(0, 1, l.sounds, last))
	}
	return box("stts", words(0, 2, l.sounds-1, audioFrame, 1, last))
}

// syncSamples names the frames that decoding can begin at: the first of each second.
func syncSamples(frames int) []byte {
	table := words(0, (frames+framesPerSecond-1)/framesPerSecond)
	for frame := 1; frame <= frames; frame += framesPerSecond {
		table = pack(table, frame)
	}
	return box("stss", table)
}

func sampleSizes(t track, count int) []byte {
	table := slices.Grow(words(0, 0, count), 4*count)
	for i := range count {
		table = pack(table, len(t.samples[i%len(t.samples)]))
	}
	return box("stsz", table)
}

// chunkTables says how many samples each chunk has (stsc, a line where the number changes) and where it lies (stco).
func chunkTables(chunks []chunk, dataAt int) []byte {
	var runs, offsets []byte
	for i, c := range chunks {
		if i == 0 || c.samples != chunks[i-1].samples {
			runs = pack(runs, i+1, c.samples, 1)
		}
		offsets = pack(offsets, dataAt+c.offset)
	}
	return slices.Concat(
		box("stsc", words(0, len(runs)/12), runs),
		box("stco", words(0, len(chunks)), offsets),
	)
}

func box(kind string, parts ...[]byte) []byte {
	size := boxHeader
	for _, part := range parts {
		size += len(part)
	}
	made := append(make([]byte, 0, size), words(size)...)
	made = append(made, kind...)
	for _, part := range parts {
		made = append(made, part...)
	}
	return made
}

// words packs numbers of 32 bits.
func words(numbers ...int) []byte { return pack(make([]byte, 0, 4*len(numbers)), numbers...) }

// pack packs more numbers of 32 bits. All that come here are far smaller: two hours of video are 60 MB.
func pack(packed []byte, numbers ...int) []byte {
	for _, n := range numbers {
		packed = binary.BigEndian.AppendUint32(packed, uint32(n)) //nolint:gosec // See above.
	}
	return packed
}
