package media_test

import (
	"bytes"
	"image"
	"image/gif"
	"image/png"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi/heygentest/media"
)

func TestPNGSizes(t *testing.T) {
	t.Parallel()
	for asked, want := range map[[2]int]image.Point{
		{512, 512}: {X: 512, Y: 512}, {320, 180}: {X: 320, Y: 180}, {90, 160}: {X: 90, Y: 160}, {1, 1}: {X: 1, Y: 1},
		{0, 0}: {X: 512, Y: 512}, {-3, 100}: {X: 512, Y: 100}, {9999, 10}: {X: 2160, Y: 10},
	} {
		assert.Equal(t, want, decodePNG(t, media.PNG(5, "Mara", asked[0], asked[1])).Bounds().Size(), "%v", asked)
	}
}

func TestPNGIsAPortrait(t *testing.T) {
	t.Parallel()
	for seed := range uint64(40) {
		picture := decodePNG(t, media.PNG(seed, "", 128, 128))
		colours := map[[3]uint32]int{}
		for y := range 128 {
			for x := range 128 {
				r, g, b, a := picture.At(x, y).RGBA()
				if a != 0xffff {
					t.Fatalf("seed %d: (%d, %d) is left unpainted", seed, x, y)
				}
				colours[[3]uint32{r, g, b}]++
			}
		}
		assert.Greater(t, len(colours), 100, "seed %d: a gradient and smooth edges", seed)
		assert.NotEqual(t, picture.At(3, 3), picture.At(64, 70), "seed %d: a face stands out from the background", seed)
		assert.NotEqual(t, picture.At(64, 70), picture.At(64, 120), "seed %d: the shirt is no skin", seed)
	}
}

func TestPNGDependsOnSeedAndLabelAlone(t *testing.T) {
	t.Parallel()
	seen := map[string]uint64{}
	for seed := range uint64(50) {
		file := media.PNG(seed, "Mara", 64, 64)
		assert.Equal(t, file, media.PNG(seed, "Mara", 64, 64))
		seen[string(file)] = seed
	}
	assert.Greater(t, len(seen), 47, "hardly anyone has a double")

	plain, labelled := decodePNG(t, media.PNG(1, "", 256, 256)), decodePNG(t, media.PNG(1, "Mara", 256, 256))
	assert.Equal(t, plain.At(128, 100), labelled.At(128, 100))
	assert.NotEqual(t, plain.At(2, 250), labelled.At(2, 250))
}

func TestPNGLabelFits(t *testing.T) {
	t.Parallel()
	long := decodePNG(t, media.PNG(1, "A very long name in a remarkably long outfit, in a far too long place, seen from the front", 300, 300))
	short := decodePNG(t, media.PNG(1, " ", 300, 300))
	for y := range 300 {
		require.Equal(t, short.At(297, y), long.At(297, y), "the label stays clear of the edge")
	}
	assert.NotEqual(t, short, long)
}

func TestGIFMoves(t *testing.T) {
	t.Parallel()
	file := media.GIF(3)
	assert.Less(t, len(file), 150_000)
	assert.Equal(t, file, media.GIF(3))
	assert.NotEqual(t, file, media.GIF(4))

	animation, err := gif.DecodeAll(bytes.NewReader(file))
	require.NoError(t, err)
	assert.Zero(t, animation.LoopCount, "for ever")
	require.Len(t, animation.Image, 10)
	for i, frame := range animation.Image[1:] {
		assert.NotEqual(t, animation.Image[i].Pix, frame.Pix, "frame %d", i+1)
	}
	total := 0
	for _, delay := range animation.Delay {
		total += delay
	}
	assert.Equal(t, 100, total, "a second")
}

func decodePNG(t *testing.T, file []byte) image.Image {
	t.Helper()
	picture, err := png.Decode(bytes.NewReader(file))
	require.NoError(t, err)
	return picture
}

func BenchmarkPNG(b *testing.B) {
	for b.Loop() {
		media.PNG(1, "Mara in Blazer, Office Front", 512, 512)
	}
}
