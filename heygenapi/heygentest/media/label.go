package media

import (
	"image"
	"image/color"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

var labelFont = sync.OnceValues(func() (*opentype.Font, error) { return opentype.Parse(goregular.TTF) })

// label writes a text on a dark band along the bottom, in a size that makes it fit. Pictures
// too small to read it on stay without.
func (c *canvas) label(text string) {
	width, height := c.Bounds().Dx(), c.Bounds().Dy()
	band := min(width, height) / 9
	if text == "" || band < 12 {
		return
	}
	face, err := labelFace(text, float64(band)*0.5, width-band)
	if err != nil {
		return // Cannot be, with a font that is compiled in; and a portrait without its name is still one.
	}
	c.band(band)
	writer := font.Drawer{Dst: c, Src: image.NewUniform(color.White), Face: face, Dot: fixed.P(band/2, height-band*35/100)}
	writer.DrawString(text)
}

// labelFace is the font at a size in pixels, or at the smaller one at which the text is no wider than room.
func labelFace(text string, size float64, room int) (font.Face, error) {
	parsed, err := labelFont()
	if err != nil {
		return nil, err
	}
	face, err := opentype.NewFace(parsed, &opentype.FaceOptions{Size: size, DPI: 72})
	if err != nil {
		return nil, err
	}
	if long := font.MeasureString(face, text).Ceil(); long > room {
		return opentype.NewFace(parsed, &opentype.FaceOptions{Size: max(6, size*float64(room)/float64(long)), DPI: 72})
	}
	return face, nil
}
