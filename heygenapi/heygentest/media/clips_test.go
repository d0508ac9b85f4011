package media_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The clips are compiled into every binary, so they stay small.
func TestClipsAreSmall(t *testing.T) {
	t.Parallel()
	clips, err := filepath.Glob("clips/*.mp4")
	require.NoError(t, err)
	assert.Len(t, clips, len(aspects)+1, "one for each aspect, and the hum")
	for _, clip := range clips {
		info, err := os.Stat(clip)
		require.NoError(t, err)
		assert.Less(t, info.Size(), int64(10<<10), clip)
	}
	segment, err := os.Stat("clips/segment.ts")
	require.NoError(t, err)
	assert.Less(t, segment.Size(), int64(50<<10))
}
