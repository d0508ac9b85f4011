package srt_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/tools/translation/srt"
)

const ms = time.Millisecond

func TestParse(t *testing.T) {
	t.Parallel()
	want := []srt.Cue{
		{Start: 0, End: 1500 * ms, Text: "<i>One</i>\ntwo"},
		{Start: 2 * time.Second, End: time.Hour + 2*time.Minute + 3*time.Second + 4*ms, Text: "Drei"},
	}
	plain := string(srt.Format(want))
	assert.Equal(t, "1\n00:00:00,000 --> 00:00:01,500\n<i>One</i>\ntwo\n\n2\n00:00:02,000 --> 01:02:03,004\nDrei\n", plain)
	for name, file := range map[string]string{
		"as written":        plain,
		"with CRLF":         strings.ReplaceAll(plain, "\n", "\r\n"),
		"with CR":           strings.ReplaceAll(plain, "\n", "\r"),
		"with a BOM":        "\ufeff" + plain,
		"with points":       strings.ReplaceAll(plain, ",", "."),
		"with empty lines":  "\n\n" + strings.ReplaceAll(plain, "\n\n", "\n \n\t\n"),
		"cut at its end":    strings.TrimRight(plain, "\n"),
		"without numbers":   "00:00:00,0 --> 00:00:01,5\n<i>One</i>\ntwo\n\n0:00:02,000-->1:2:3,004\nDrei",
		"numbered from ten": strings.Replace(plain, "1\n0", "10\n0", 1),
	} {
		got, err := srt.Parse([]byte(file))
		require.NoError(t, err, name)
		assert.Equal(t, want, got, name)
	}
}

func TestParseKeeps(t *testing.T) {
	t.Parallel()
	cues, err := srt.Parse([]byte("7\n123:00:00,000 --> 123:00:01,000 X1:40 X2:600\n{\\an8}<b>Late</b>\n42\n\n123:00:00,500 --> 123:00:02,000\n2\n"))
	require.NoError(t, err)
	assert.Equal(t, []srt.Cue{
		{Start: 123 * time.Hour, End: 123*time.Hour + time.Second, Text: "{\\an8}<b>Late</b>\n42", Settings: "X1:40 X2:600"},
		{Start: 123*time.Hour + 500*ms, End: 123*time.Hour + 2*time.Second, Text: "2"},
	}, cues)
	assert.Contains(t, string(srt.Format(cues)), "1\n123:00:00,000 --> 123:00:01,000 X1:40 X2:600\n{\\an8}<b>Late</b>\n42\n\n2\n")
	assert.Equal(t, 2, srt.Overlap(cues))
	assert.Zero(t, srt.Overlap(cues[:1]))
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	for file, want := range map[string]string{
		"":                                     "the file has no cues",
		" \n\n":                                "the file has no cues",
		"\xff":                                 "the file is not UTF-8 text",
		"Once upon a time.":                    "cue 1 has no line of times",
		"1\n\n":                                "cue 1 has no line of times",
		"1\n00:00:01,000 --> 00:00:02,000\n\n": "cue 1 has no text",
		"1\n00:00:03,000 --> 00:00:02,000\nA":  "cue 1 ends before it starts",
		"00:00:01,000 --> 00:00:02,000\nA\n2\n00:00:02,000 --> 00:00:03,000\nB": "cue 1 has a second line of times",
		"00:00:01,000 --> 00:61:03,000\nA":                                      "cue 1 has minutes or seconds above 59",
		"00:00:01,000 --> 00:00:03,000\nA\n\n2\n0:0 --> x\nB":                   "cue 2 has no line of times",
		"WEBVTT\n\n00:00.000 --> 00:01.000\nA":                                  "cue 1 has no line of times",
	} {
		_, err := srt.Parse([]byte(file))
		failure, ok := errors.AsType[*srt.Error](err)
		require.True(t, ok, file)
		assert.Contains(t, failure.Error(), want, file)
	}
}

func TestClean(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "a\nb", srt.Clean(" a \r\n\n\n b\r"))
	assert.Empty(t, srt.Clean(" \n\t\r\n"))
	assert.Equal(t, "1\n00:00:00,000 --> 00:00:01,000\na\nb\n", string(srt.Format([]srt.Cue{{End: time.Second, Text: "a\n\nb"}})))
}

// FuzzParse writes whatever could be read, and reads the same from it.
func FuzzParse(f *testing.F) {
	for _, odd := range []string{
		"", "1", "\ufeff1\r\n00:00:00,000 --> 00:00:00,000\r\n<i>a</i>", "0:00:00.000-->0:00:00.001 x\n1\n2\n\n3",
		"00:00:00,000 --> 00:00:01,000\na --> b", "999999:59:59,9 --> 999999:59:59,99 \u00a0\n0", "1\n2\n00:00:00,000 --> 00:00:00,000\na",
	} {
		f.Add(odd)
	}
	f.Fuzz(func(t *testing.T, file string) {
		cues, err := srt.Parse([]byte(file))
		if err != nil {
			return
		}
		again, err := srt.Parse(srt.Format(cues))
		require.NoError(t, err)
		assert.Equal(t, cues, again)
	})
}

func BenchmarkParse(b *testing.B) {
	var cues []srt.Cue
	for i := range 500 {
		cues = append(cues, srt.Cue{Start: time.Duration(i) * time.Second, End: time.Duration(i+1) * time.Second, Text: "A sentence of ordinary words."})
	}
	file := srt.Format(cues)
	b.SetBytes(int64(len(file)))
	for b.Loop() {
		if _, err := srt.Parse(file); err != nil {
			b.Fatal(err)
		}
	}
}

func ExampleParse() {
	cues, err := srt.Parse([]byte("1\n00:00:01,000 --> 00:00:02,500\nGood morning.\n"))
	if err != nil {
		panic(err)
	}
	cues[0].Text = "Good evening."
	fmt.Print(string(srt.Format(cues)))
	// Output:
	// 1
	// 00:00:01,000 --> 00:00:02,500
	// Good evening.
}
