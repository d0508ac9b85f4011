package media_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi/heygentest/media"
)

func TestParseSRT(t *testing.T) {
	t.Parallel()
	want := []media.Cue{
		{Start: 0, End: 1500 * time.Millisecond, Text: "One\ntwo"},
		{Start: 2 * time.Second, End: time.Hour + 2*time.Minute + 3*time.Second + 4*time.Millisecond, Text: "Drei"},
	}
	plain := string(media.SRT(want))
	for name, file := range map[string]string{
		"as written":        plain,
		"with CRLF":         strings.ReplaceAll(plain, "\n", "\r\n"),
		"with CR":           strings.ReplaceAll(plain, "\n", "\r"),
		"with a BOM":        "\ufeff" + plain,
		"with points":       strings.ReplaceAll(plain, ",", "."),
		"with empty lines":  "\n\n" + strings.ReplaceAll(plain, "\n\n", "\n \n\t\n"),
		"cut at its end":    strings.TrimRight(plain, "\n"),
		"without numbers":   "00:00:00,000 --> 00:00:01,500\nOne\ntwo\n\n0:00:02,000-->1:02:03,004\nDrei",
		"with coordinates":  strings.ReplaceAll(plain, ",500\n", ",500 X1:40 X2:600\n"),
		"numbered from ten": strings.Replace(plain, "1\n0", "10\n0", 1),
	} {
		got, err := media.ParseSRT([]byte(file))
		require.NoError(t, err, name)
		assert.Equal(t, want, got, name)
	}
}

func TestParseSRTRefuses(t *testing.T) {
	t.Parallel()
	for file, why := range map[string]string{
		"":                                     "no cues",
		" \n\n":                                "no cues",
		"\xff":                                 "not UTF-8",
		"Once upon a time there was a crane.":  "cue 1: its times are not like",
		"1\n\n":                                "cue 1: it has no line of times",
		"1\n00:00:01,000 --> 00:00:02,000\n\n": "cue 1: it has no text",
		"1\n00:00:03,000 --> 00:00:02,000\nA":  "cue 1: it ends before it starts",
		"00:00:01,000 --> 00:00:03,000\nA\n\n" + "2\n0:0 --> x\nB":             "cue 2: its times",
		"00:00:01,000 --> 00:00:03,000\nA\n\n00:00:02,000 --> 00:00:04,000\nB": "cue 2: it starts before",
		"1\n00:00:01,000 --> 02:00:00,001\nA":                                  "cue 1: it ends after more than 7200 s",
		"WEBVTT\n\n00:00.000 --> 00:01.000\nA":                                 "cue 1",
	} {
		_, err := media.ParseSRT([]byte(file))
		require.ErrorIs(t, err, media.ErrSRT, file)
		assert.ErrorContains(t, err, why, file)
	}
}

func FuzzParseSRT(f *testing.F) {
	f.Add(string(media.SRT(media.Captions("Hello there. How are you? "+strings.Repeat("on and on ", 30), 40))))
	for _, odd := range []string{"", "1", "\ufeff1\r\n00:00:00,000 --> 00:00:00,000\r\n<i>a</i>", "0:00:00.000-->0:00:00.001 x\n1\n2\n\n3", "00:00:00,000 --> 00:00:01,000\na --> b"} {
		f.Add(odd)
	}
	f.Fuzz(func(t *testing.T, file string) {
		cues, err := media.ParseSRT([]byte(file))
		if err != nil {
			require.ErrorIs(t, err, media.ErrSRT)
			return
		}
		for i := range cues {
			cues[i].Text = strings.ReplaceAll(cues[i].Text, "-->", "→")
		}
		again, err := media.ParseSRT(media.SRT(cues))
		require.NoError(t, err)
		require.Equal(t, cues, again)
	})
}
