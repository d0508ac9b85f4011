package media_test

import (
	"bytes"
	"encoding/binary"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi/heygentest/media"
)

var aspects = map[string][2]int{"16:9": {480, 270}, "9:16": {270, 480}, "1:1": {320, 320}, "4:5": {320, 400}, "5:4": {400, 320}}

// Lengths and the frames that they come to: below a frame, inside a second, at the edges of a
// second, of an AAC frame and of the repeating block.
var lengths = map[float64]int{
	0.001: 1, 0.04: 1, 0.06: 2, 0.5: 13, 0.99: 25, 1: 25, 1.04: 26, 1.6: 40, 7.96: 199, 8: 200, 8.04: 201, 12.34: 309, 600: 15000,
}

func TestMP4IsWellFormed(t *testing.T) {
	t.Parallel()
	for aspect, size := range aspects {
		for seconds, frames := range lengths {
			t.Run(aspect+" "+strconv.FormatFloat(seconds, 'g', -1, 64), func(t *testing.T) {
				t.Parallel()
				file, err := media.MP4(aspect, seconds)
				require.NoError(t, err)
				movie := parseMovie(t, file)

				assert.Equal(t, []string{"ftyp", "moov", "mdat"}, movie.order, "streaming wants moov first")
				assert.InDelta(t, float64(frames)/25, movie.seconds, 1e-9)
				require.Len(t, movie.tracks, 2)
				video, audio := movie.tracks[0], movie.tracks[1]
				assert.Equal(t, "vide", video.handler)
				assert.Equal(t, size, [2]int{video.width, video.height})
				assert.Len(t, video.samples, frames)
				assert.Equal(t, "soun", audio.handler)
				for _, track := range movie.tracks {
					assert.InDelta(t, movie.seconds, track.headerSeconds, 1e-9, "tkhd and mvhd agree")
					assert.InDelta(t, movie.seconds, track.mediaSeconds, 1e-9, "mdhd and mvhd agree")
					assert.InDelta(t, movie.seconds, track.tableSeconds, 1e-9, "stts and mvhd agree")
				}
				checkFrames(t, file, video)
			})
		}
	}
}

// checkFrames walks the pictures: each is made of whole NAL units, and just the first of a second is a key frame.
func checkFrames(t *testing.T, file []byte, video movieTrack) {
	t.Helper()
	for i, sample := range video.samples {
		isKey := false
		data := file[sample.at : sample.at+sample.size]
		for len(data) > 4 {
			length := int(binary.BigEndian.Uint32(data))
			if length > len(data)-4 {
				t.Fatalf("frame %d: a NAL unit of %d bytes, %d are left", i, length, len(data)-4)
			}
			isKey = isKey || data[4]&0x1f == 5
			data = data[4+length:]
		}
		require.Empty(t, data, "frame %d", i)
		require.Equal(t, i%25 == 0, isKey, "frame %d", i)
		require.Equal(t, isKey, video.keys[i+1], "stss of frame %d", i)
	}
}

func TestMP4PlaysInFFmpeg(t *testing.T) {
	t.Parallel()
	ffprobe, ffmpeg := lookPath(t, "ffprobe"), lookPath(t, "ffmpeg")
	for aspect := range aspects {
		for _, seconds := range []float64{0.5, 12.34, 61} {
			t.Run(aspect+" "+strconv.FormatFloat(seconds, 'g', -1, 64), func(t *testing.T) {
				t.Parallel()
				file, err := media.MP4(aspect, seconds)
				require.NoError(t, err)
				path := filepath.Join(t.TempDir(), "video.mp4")
				require.NoError(t, os.WriteFile(path, file, 0o600))

				out, err := exec.CommandContext(t.Context(), ffprobe, "-v", "error", "-show_entries", "stream=codec_name,duration", "-of", "csv=p=0", path).CombinedOutput()
				require.NoError(t, err, "%s", out)
				lines := strings.Fields(string(out))
				require.Len(t, lines, 2)
				for i, codec := range []string{"h264", "aac"} {
					name, duration, _ := strings.Cut(lines[i], ",")
					got, err := strconv.ParseFloat(duration, 64)
					require.NoError(t, err)
					assert.Equal(t, codec, name)
					assert.InDelta(t, seconds, got, 0.0201)
				}
				out, err = exec.CommandContext(t.Context(), ffmpeg, "-v", "warning", "-xerror", "-i", path, "-f", "null", "-").CombinedOutput()
				require.NoError(t, err, "%s", out)
				assert.Empty(t, string(out), "ffmpeg decodes it without a complaint")
			})
		}
	}
}

func lookPath(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil && os.Getenv("CI") == "" {
		t.Skip(name + " is not installed")
	}
	require.NoError(t, err)
	return path
}

func TestMP4RefusesWhatItCannotMake(t *testing.T) {
	t.Parallel()
	for _, seconds := range []float64{0, -1, media.MaxSeconds + 1, math.NaN(), math.Inf(1)} {
		_, err := media.MP4("16:9", seconds)
		require.ErrorIs(t, err, media.ErrLength)
	}
	for _, aspect := range []string{"", "16x9", "21:9"} {
		_, err := media.MP4(aspect, 1)
		require.ErrorIs(t, err, media.ErrAspect)
		assert.Contains(t, err.Error(), "16:9", "it names what there is")
	}
}

func TestOpenMP4ReadsTheSameFile(t *testing.T) {
	t.Parallel()
	whole, err := media.MP4("9:16", 17.2)
	require.NoError(t, err)
	opened, err := media.OpenMP4("9:16", 17.2)
	require.NoError(t, err)
	assert.Equal(t, int64(len(whole)), opened.Size())
	// Reads in odd pieces, seeks, reads at offsets and at the end, all against the whole.
	require.NoError(t, iotest.TestReader(opened, whole))
}

func TestOpenMP4ReadsTheEndOfHalfAnHour(t *testing.T) {
	t.Parallel()
	video, err := media.OpenMP4("16:9", 1800)
	require.NoError(t, err)
	tail := make([]byte, 1000)
	n, err := video.ReadAt(tail, video.Size()-600)
	require.ErrorIs(t, err, io.EOF)
	assert.Equal(t, 600, n)
	assert.NotEqual(t, make([]byte, 600), tail[:600])
}

func TestMP4IsTheSameEachTime(t *testing.T) {
	t.Parallel()
	first, err := media.MP4("1:1", 3.3)
	require.NoError(t, err)
	second, err := media.MP4("1:1", 3.3)
	require.NoError(t, err)
	assert.True(t, bytes.Equal(first, second))
}

func BenchmarkOpenMP4HalfAnHour(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		_, _ = media.OpenMP4("16:9", 1800)
	}
}

func BenchmarkMP4Minute(b *testing.B) {
	for b.Loop() {
		_, _ = media.MP4("16:9", 60)
	}
}
