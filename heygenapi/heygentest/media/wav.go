package media

import (
	"encoding/binary"
	"math"
)

const (
	wavRate    = 16000 // Samples a second.
	wavLoop    = 4     // Seconds after which the tone repeats.
	defaultHum = 140   // Hz, between a deep and a high voice.
)

// WAV returns a tone that rises and falls as speech does, at a voice's pitch (50 to 500 Hz; about 110 sounds
// male, 200 female; outside of that 140): 16-bit PCM, mono, 16 kHz. Its length is exact to a sample: seconds
// below 0 count as 0, and above MaxSeconds as that.
func WAV(seconds, pitchHz float64) []byte {
	if !(seconds > 0) {
		seconds = 0
	}
	if !(pitchHz >= 50 && pitchHz <= 500) {
		pitchHz = defaultHum
	}
	size := 2 * int(math.Round(min(seconds, MaxSeconds)*wavRate))
	file := append(make([]byte, 0, 44+size), wavHeader(size)...)
	for loop := tone(pitchHz, min(size/2, wavLoop*wavRate)); size > 0; size -= len(loop) {
		file = append(file, loop[:min(size, len(loop))]...)
	}
	return file
}

func wavHeader(size int) []byte {
	const pcm, channels, bytesPerSample = 1, 1, 2
	header := append([]byte("RIFF"), le32(36+size)...)
	header = append(header, "WAVEfmt "...)
	header = append(header, le32(16)...)
	header = append(header, pcm, 0, channels, 0)
	header = append(header, le32(wavRate)...)
	header = append(header, le32(wavRate*bytesPerSample)...)
	header = append(header, bytesPerSample, 0, 8*bytesPerSample, 0)
	header = append(header, "data"...)
	return append(header, le32(size)...)
}

func le32(n int) []byte {
	return binary.LittleEndian.AppendUint32(nil, uint32(n)) //nolint:gosec // At most 230 MB.
}

// tone makes PCM samples of a voice-like murmur. Every frequency in it is a multiple of 1/4 Hz, so that
// four seconds of it can be repeated without a click.
func tone(pitchHz float64, samples int) []byte {
	pitch := math.Round(pitchHz*wavLoop) / wavLoop
	strengths := [...]float64{0.5, 0.3, 0.22, 0.1, 0.06} // Of the overtones: a vowel, roughly.
	pcm := make([]byte, 0, 2*samples)
	for i := range samples {
		t := 2 * math.Pi * float64(i) / wavRate
		phase := pitch*t + 0.06*pitch*math.Sin(t*0.5) // The melody of a sentence: 3 % up and down in 2 s.
		wave := 0.0
		for n, strength := range strengths {
			wave += strength * math.Sin(float64(n+1)*phase)
		}
		syllables := math.Abs(math.Sin(t*2)) * (0.7 + 0.3*math.Sin(t*0.75))
		sample := int16(wave * syllables * 0.5 * math.MaxInt16)
		pcm = binary.LittleEndian.AppendUint16(pcm, uint16(sample)) //nolint:gosec // The same 16 bits.
	}
	return pcm
}
