package media

import (
	"cmp"
	"image"
	"image/color"
	"maps"
	"slices"
)

// reducer turns frames into the 256 colours that a GIF may have: those most used in the first frame.
type reducer struct {
	palette color.Palette
	nearest map[uint16]uint8 // By the colour's upper five bits a channel.
}

func (r *reducer) reduce(frame *image.RGBA) *image.Paletted {
	if r.palette == nil {
		r.choose(frame)
	}
	reduced := image.NewPaletted(frame.Bounds(), r.palette)
	for i := range reduced.Pix {
		key := coarse(frame.Pix[4*i:])
		index, known := r.nearest[key]
		if !known {
			index = uint8(r.palette.Index(fine(key))) //nolint:gosec // A palette has at most 256 colours.
			r.nearest[key] = index
		}
		reduced.Pix[i] = index
	}
	return reduced
}

func (r *reducer) choose(frame *image.RGBA) {
	counts := map[uint16]int{}
	for pixel := range slices.Chunk(frame.Pix, 4) {
		counts[coarse(pixel)]++
	}
	keys := slices.SortedFunc(maps.Keys(counts), func(a, b uint16) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	})
	r.nearest = map[uint16]uint8{}
	for _, key := range keys[:min(len(keys), 256)] {
		r.palette = append(r.palette, fine(key))
	}
}

func coarse(pixel []byte) uint16 {
	return uint16(pixel[0]>>3)<<10 | uint16(pixel[1]>>3)<<5 | uint16(pixel[2]>>3)
}

func fine(key uint16) color.RGBA {
	widen := func(bits uint16) uint8 { return uint8(bits & 31 * 255 / 31) }
	return color.RGBA{widen(key >> 10), widen(key >> 5), widen(key), 255}
}
