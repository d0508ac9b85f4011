package media_test

import (
	"bytes"
	"encoding/binary"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi/heygentest/media"
)

// wavFile is a canonical WAV header, as the format's description has it.
type wavFile struct {
	RIFF       [4]byte
	Size       uint32
	WAVE, Fmt  [4]byte
	FmtSize    uint32
	Format     uint16
	Channels   uint16
	Rate       uint32
	ByteRate   uint32
	BlockAlign uint16
	Bits       uint16
	Data       [4]byte
	DataSize   uint32
}

func TestWAVHeaderAndLength(t *testing.T) {
	t.Parallel()
	for seconds, samples := range map[float64]int{-1: 0, 0: 0, 0.25: 4000, 1: 16000, 3.99999: 64000, 4.5: 72000, 61.3: 980800} {
		file := media.WAV(seconds, 120)
		var header wavFile
		reader := bytes.NewReader(file)
		require.NoError(t, binary.Read(reader, binary.LittleEndian, &header))
		assert.Equal(t, "RIFF WAVE fmt  data", string(header.RIFF[:])+" "+string(header.WAVE[:])+" "+string(header.Fmt[:])+" "+string(header.Data[:]))
		assert.Equal(t, len(file)-8, int(header.Size))
		assert.Equal(t, [...]int{16, 1, 1, 16000, 32000, 2, 16}, [...]int{int(header.FmtSize), int(header.Format), int(header.Channels), int(header.Rate), int(header.ByteRate), int(header.BlockAlign), int(header.Bits)})
		assert.Equal(t, 2*samples, int(header.DataSize), "%v s", seconds)
		assert.Equal(t, 2*samples, reader.Len(), "%v s", seconds)
	}
	assert.Len(t, media.WAV(math.NaN(), 120), 44)
}

func TestWAVSounds(t *testing.T) {
	t.Parallel()
	pcm := samplesOf(t, media.WAV(9, 120))
	loudest, step := 0.0, 0.0
	for i, sample := range pcm {
		loudest = max(loudest, math.Abs(sample))
		if i > 0 {
			step = max(step, math.Abs(sample-pcm[i-1]))
		}
	}
	assert.Greater(t, loudest, 0.2)
	assert.Less(t, loudest, 0.9, "no clipping")
	assert.Less(t, step, 0.25, "no clicks, also where the loop begins again")
	assert.Equal(t, pcm[:16000], pcm[64000:80000], "it repeats after four seconds")
}

func TestWAVPitch(t *testing.T) {
	t.Parallel()
	for pitch, want := range map[float64]float64{100: 100, 220: 220, 0: 140, 9000: 140, math.NaN(): 140} {
		pcm := samplesOf(t, media.WAV(4, pitch))
		// The strongest of the candidate pitches, by correlation with the signal one period later.
		best, bestScore := 0.0, math.Inf(-1)
		for _, candidate := range []float64{100, 140, 220} {
			period, score := int(math.Round(16000/candidate)), 0.0
			for i := range 16000 {
				score += pcm[i] * pcm[i+period]
			}
			if score > bestScore {
				best, bestScore = candidate, score
			}
		}
		assert.InDelta(t, want, best, 0, "asked for %v", pitch)
	}
}

func samplesOf(t *testing.T, file []byte) []float64 {
	t.Helper()
	raw := make([]int16, (len(file)-44)/2)
	require.NoError(t, binary.Read(bytes.NewReader(file[44:]), binary.LittleEndian, raw))
	samples := make([]float64, len(raw))
	for i, v := range raw {
		samples[i] = float64(v) / math.MaxInt16
	}
	return samples
}
