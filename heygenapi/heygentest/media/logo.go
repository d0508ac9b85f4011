package media

import (
	"bytes"
	"image/color"
	"image/png"
	"strconv"
)

// Logo draws a square logo of a given side in pixels, 512 where it is not above 0 and never more than 2160: a
// round mark in the second colour on the first, and a stroke in the third. Colours are written #RRGGBB; missing or
// malformed ones are greys.
func Logo(colors []string, pixels int) []byte {
	paint := [3]color.RGBA{rgb(0x20242c), rgb(0xe6e6e6), rgb(0x8a8f98)}
	for i := range paint {
		if i < len(colors) && len(colors[i]) == len("#RRGGBB") {
			if hex, err := strconv.ParseUint(colors[i][1:], 16, 24); err == nil {
				paint[i] = rgb(uint32(hex))
			}
		}
	}
	c := newCanvas(side(pixels), side(pixels))
	c.fill(polygon(point{-1, -1}, point{1, -1}, point{1, 1}, point{-1, 1}), paint[0])
	c.fill(ellipse(0, 0, 0.66, 0.66), paint[1], ellipse(0.12, -0.1, -0.34, 0.34))
	c.fill(polygon(point{-0.5, 0.62}, point{0.34, -0.62}, point{0.56, -0.62}, point{-0.28, 0.62}), paint[2])
	var file bytes.Buffer
	_ = png.Encode(&file, c.RGBA) // A Buffer takes everything, and the size is right.
	return file.Bytes()
}
