package media_test

import (
	"bytes"
	"image/color"
	"image/png"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi/heygentest/media"
)

func TestLogoHasItsColours(t *testing.T) {
	t.Parallel()
	logo, err := png.Decode(bytes.NewReader(media.Logo([]string{"#0a1b2c", "#ff8800", "#00ff00"}, 256)))
	require.NoError(t, err)
	assert.Equal(t, 256, logo.Bounds().Dx())
	assert.Equal(t, 256, logo.Bounds().Dy())
	seen := map[color.Color]bool{}
	for x := range 256 {
		for y := range 256 {
			seen[logo.At(x, y)] = true
		}
	}
	for _, c := range []color.RGBA{{0x0a, 0x1b, 0x2c, 255}, {0xff, 0x88, 0, 255}, {0, 0xff, 0, 255}} {
		assert.True(t, seen[c], "%v", c)
	}
	assert.NotEmpty(t, media.Logo([]string{"red", "#zzzzzz"}, 0))
}
