package media_test

import (
	"math"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi/heygentest/media"
)

func TestSpokenSeconds(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		script string
		speed  float64
		want   float64
	}{
		"empty":                 {"", 1, 0},
		"white space":           {" \n\t ", 1, 0},
		"150 words a minute":    {strings.Repeat("word ", 150), 1, 60},
		"twice as fast":         {strings.Repeat("word ", 150), 2, 30},
		"no speed is speed 1":   {strings.Repeat("word ", 150), 0, 60},
		"NaN is speed 1":        {strings.Repeat("word ", 150), math.NaN(), 60},
		"punctuation is silent": {"one - two -- three !", 1, 1.2},
		"numbers are words":     {"3.14 2026", 1, 0.8},
		"Chinese":               {"今天天气很好我们去", 1, 2},
		"Chinese punctuation":   {"今天天气，很好。我们去！", 1, 2},
		"Japanese":              {"スーパーへいくよ", 1, 8 / 4.5},
		"Korean":                {"안녕하세요 여러분", 1, 8 / 4.5},
		"Chinese with English":  {"我用HeyGen做视频", 1, 5/4.5 + 0.4},
		"Arabic":                {"مرحبا بالعالم", 1, 0.8},
		"Hindi":                 {"नमस्ते दुनिया।", 1, 0.8},
		"Thai":                  {"สวัสดี", 1, 0.4},
		"a pause":               {`one <break time="1.5s"/> two`, 1, 2.3},
		"pauses keep their own": {`one<break time='500ms' />two`, 2, 0.9},
		"a lone pause":          {`<BREAK TIME="2s">`, 1, 2},
		"no such time":          {`one <break time="1.2.3s"/>`, 1, 0.4},
		"an endless pause":      {`<break time="99999999999999999999s"/>`, 1, 600},
		"bad UTF-8":             {"one \xff two", 1, 0.8},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.InDelta(t, test.want, media.SpokenSeconds(test.script, test.speed), 1e-9)
		})
	}
}

func TestCaptionsFollowTheSentences(t *testing.T) {
	t.Parallel()
	cues := media.Captions(`Hello there! <break time="2s"/> This is a longer sentence, which does not fit on a single line of text. Version 3.14 is "out." Bye`, 100)
	assert.Equal(t, []string{
		"Hello there!",
		"This is a longer sentence, which does not\nfit on a single line of text.",
		"Version 3.14 is \"out.\"",
		"Bye",
	}, texts(cues))
	// 2 + 15 + 4 + 1 words of 0.4 s and 2 s of silence are 10.8 s, here stretched to 100.
	assert.Equal(t, time.Duration(0), cues[0].Start)
	assert.InDelta(t, 100*0.8/10.8, cues[0].End.Seconds(), 0.001)
	assert.InDelta(t, 100*2.8/10.8, cues[1].Start.Seconds(), 0.001, "the pause shows nothing")
	assert.Equal(t, 100*time.Second, cues[3].End)
}

func TestCaptionsOfLongSentences(t *testing.T) {
	t.Parallel()
	for name, script := range map[string]string{
		"English": strings.Repeat("and so the story goes on ", 20),
		"Chinese": strings.Repeat("今天天气很好我们去公园", 12),
		"Thai":    strings.Repeat("สวัสดีครับ", 30),
		"Hindi":   strings.Repeat("नमस्तेदुनियाकैसेहो", 12),
		"a URL":   "https://example.com/" + strings.Repeat("very-long-", 20),
		"mixed":   strings.Repeat("我们用 HeyGen 和 مرحبا, ok? ", 20),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cues := media.Captions(script, media.SpokenSeconds(script, 1))
			assert.Greater(t, len(cues), 1)
			checkCues(t, cues, script, media.SpokenSeconds(script, 1))
			for i, cue := range cues {
				assert.Less(t, cue.Start, cue.End, "cue %d", i)
			}
		})
	}
}

func TestNoCaptions(t *testing.T) {
	t.Parallel()
	for _, script := range []string{"", "  \n ", `<break time="3s"/>`} {
		assert.Empty(t, media.Captions(script, 10), "%q", script)
	}
	for _, seconds := range []float64{0, -1, math.NaN(), math.Inf(1)} {
		assert.Empty(t, media.Captions("Hello.", seconds))
	}
	assert.Empty(t, media.SRT(nil))
	assert.Equal(t, "WEBVTT\n\n", string(media.VTT(nil)))
}

func TestSRTAndVTT(t *testing.T) {
	t.Parallel()
	cues := []media.Cue{
		{Start: 0, End: 1500 * time.Millisecond, Text: "One & <two>\nthree"},
		{Start: 1500 * time.Millisecond, End: time.Hour + 2*time.Minute + 3*time.Second + 4*time.Millisecond, Text: "a --> b"},
	}
	assert.Equal(t, "1\n00:00:00,000 --> 00:00:01,500\nOne & <two>\nthree\n\n2\n00:00:01,500 --> 01:02:03,004\na → b\n\n", string(media.SRT(cues)))
	assert.Equal(t, "WEBVTT\n\n00:00:00.000 --> 00:00:01.500\nOne &amp; &lt;two&gt;\nthree\n\n00:00:01.500 --> 01:02:03.004\na --&gt; b\n\n", string(media.VTT(cues)))
}

func FuzzCaptions(f *testing.F) {
	for _, script := range []string{"Hello there. How are you?", "今天。天气", "مرحبا؟", `a<break time="1s"/>b`, "\xff\xfe", "- - -", "e\u0301\u0301", "「引用」です。", "1 --> 2", "👩‍👩‍👧 ok"} {
		f.Add(script, 12.5)
	}
	f.Fuzz(func(t *testing.T, script string, seconds float64) {
		length := media.SpokenSeconds(script, 1)
		require.False(t, math.IsNaN(length) || math.IsInf(length, 0) || length < 0)
		cues := media.Captions(script, seconds)
		if !(seconds > 0 && seconds <= media.MaxSeconds) {
			require.Empty(t, cues)
			return
		}
		checkCues(t, cues, script, seconds)
		require.True(t, utf8.Valid(media.SRT(cues)))
		require.Equal(t, len(cues), strings.Count(string(media.VTT(cues)), " --> "), "no text looks like times")
		require.Equal(t, len(cues), strings.Count(string(media.SRT(cues)), " --> "))
	})
}

// checkCues holds for every script: in order, inside the video, short lines, and nothing of the text lost.
func checkCues(t *testing.T, cues []media.Cue, script string, seconds float64) {
	t.Helper()
	end := time.Duration(0)
	for i, cue := range cues {
		require.GreaterOrEqual(t, cue.Start, end, "cue %d", i)
		require.GreaterOrEqual(t, cue.End, cue.Start, "cue %d", i)
		end = cue.End
		lines := strings.Split(cue.Text, "\n")
		require.LessOrEqual(t, len(lines), 2)
		for _, line := range lines {
			require.NotEmpty(t, strings.TrimSpace(line))
			require.NotContains(t, line, "\r")
		}
	}
	require.LessOrEqual(t, end.Seconds(), seconds+0.0011)
	if !strings.Contains(strings.ToLower(script), "<break") {
		require.Equal(t, squeeze(strings.ToValidUTF8(script, "\uFFFD")), squeeze(strings.Join(texts(cues), "")))
	}
}

func texts(cues []media.Cue) []string {
	var all []string
	for _, cue := range cues {
		all = append(all, cue.Text)
	}
	return all
}

func squeeze(text string) string { return strings.Join(strings.Fields(text), "") }
