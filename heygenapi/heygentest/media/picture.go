package media

import (
	"bytes"
	"image/gif"
	"image/png"
	"math"
)

const (
	pictureSize = 512  // Pixels, where a side is not given.
	largestSide = 2160 // Pixels.
	gifSize     = 160  // Pixels.
	gifFrames   = 10
	gifDelay    = 10 // Hundredths of a second.
)

// PNG draws the portrait of an invented person, the same for the same seed (even ones look more like
// women, odd ones like men), with a label in Latin letters along the bottom (none where it is empty). A side that is not above 0 is 512 pixels, and none is above 2160.
func PNG(seed uint64, label string, w, h int) []byte {
	c := newCanvas(side(w), side(h))
	newPerson(seed).paint(c)
	c.label(label)
	var file bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestSpeed}
	_ = encoder.Encode(&file, c.RGBA) // A Buffer takes everything, and the size is right.
	return file.Bytes()
}

func side(pixels int) int {
	if pixels <= 0 {
		return pictureSize
	}
	return min(pixels, largestSide)
}

// GIF draws the same person as PNG does, small, talking for a second, over and over.
func GIF(seed uint64) []byte {
	someone := newPerson(seed)
	animation := &gif.GIF{}
	var reduced reducer
	for frame := range gifFrames {
		turn := 2 * math.Pi * float64(frame) / gifFrames
		someone.mouth = float32(math.Abs(math.Sin(1.5 * turn)))
		someone.bob = float32(0.012 * math.Sin(turn))
		someone.blink = frame == gifFrames-2
		c := newCanvas(gifSize, gifSize)
		someone.paint(c)
		animation.Image = append(animation.Image, reduced.reduce(c.RGBA))
		animation.Delay = append(animation.Delay, gifDelay)
	}
	var file bytes.Buffer
	_ = gif.EncodeAll(&file, animation) // As above.
	return file.Bytes()
}
