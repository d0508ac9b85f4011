package media

import (
	"regexp"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// How fast a voice speaks at speed 1, in seconds each.
const (
	secondsPerWord      = 60.0 / 150
	secondsPerIdeograph = 1 / 4.5 // Chinese, Japanese, Korean.
	secondsPerLetter    = 0.1     // Scripts that put no spaces between words: Thai and its neighbours.
	longestPause        = 600     // Seconds; a break of more is taken as this.
)

// unit is what captions never break: a word, one ideograph, or a silence, which has no text.
type unit struct {
	text    string
	width   int     // Columns.
	seconds float64 // At speed 1. A silence does not depend on the speed.
	spaced  bool    // Whether a space goes before it.
	ends    bool    // Whether a sentence ends with it.
}

// SpokenSeconds estimates how long a script takes to say: about 150 words a minute, or 4.5 Chinese, Japanese
// or Korean characters a second, divided by the speed (1 where it is not above 0), plus the silences of
// <break time="1s"/> tags, which no speed shortens.
func SpokenSeconds(script string, speed float64) float64 {
	if !(speed > 0) {
		speed = 1
	}
	var speech, silence float64
	for _, u := range units(script) {
		if u.text == "" {
			silence += u.seconds
		} else {
			speech += u.seconds
		}
	}
	return speech/speed + silence
}

var breakTag = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)<break\s+time\s*=\s*["']?\s*([0-9.]+)\s*(ms|s)?\s*["']?\s*/?>`)
})

// units takes a script apart.
func units(script string) []unit {
	script = strings.ToValidUTF8(script, "\uFFFD")
	var found []unit
	at := 0
	for _, tag := range breakTag().FindAllStringSubmatchIndex(script, -1) {
		found = appendWords(found, script[at:tag[0]])
		isMilli := tag[4] >= 0 && strings.EqualFold(script[tag[4]:tag[5]], "ms")
		if pause := pauseSeconds(script[tag[2]:tag[3]], isMilli); pause > 0 {
			found = append(found, unit{seconds: pause})
		}
		at = tag[1]
	}
	return appendWords(found, script[at:])
}

func pauseSeconds(number string, isMilli bool) float64 {
	pause, err := strconv.ParseFloat(number, 64)
	if err != nil {
		return 0 // "1.2.3s" is no time; a voice would not wait either.
	}
	if isMilli {
		pause /= 1000
	}
	return min(pause, longestPause)
}

func appendWords(found []unit, text string) []unit {
	for word := range strings.FieldsSeq(text) {
		first := len(found)
		for word != "" {
			n := unitLength(word)
			found = append(found, newUnit(word[:n]))
			word = word[n:]
		}
		found[first].spaced = true
	}
	return found
}

// unitLength is the number of bytes of a word's first unit: an ideograph with its punctuation, letters up to
// an ideograph, or as much as fits on a line. A mark that belongs to the letter before it is never cut off.
func unitLength(word string) int {
	var letters, ideograph bool
	columns := 0
	for i, r := range word {
		columns += columnsOf(r)
		switch {
		case i > 0 && columns > lineColumns && !unicode.Is(unicode.M, r):
			return i
		case isIdeograph(r):
			if letters || ideograph {
				return i
			}
			ideograph = true
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.In(r, unicode.Ps, unicode.Pi):
			if ideograph {
				return i
			}
			letters = letters || unicode.IsLetter(r) || unicode.IsDigit(r)
		}
	}
	return len(word)
}

func newUnit(text string) unit {
	u := unit{text: text, ends: endsSentence(text)}
	for _, r := range text {
		u.width += columnsOf(r)
		switch {
		case isIdeograph(r):
			u.seconds += secondsPerIdeograph
		case unicode.In(r, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar) && unicode.IsLetter(r):
			u.seconds += secondsPerLetter
		case u.seconds == 0 && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			u.seconds = secondsPerWord
		}
	}
	return u
}

// endsSentence knows the full stops of the scripts that HeyGen's voices read.
func endsSentence(text string) bool {
	text = strings.TrimRight(text, `"'”’)]»」』）`)
	last, _ := utf8.DecodeLastRuneInString(text)
	return strings.ContainsRune(".!?…。！？｡؟۔।։።។။", last)
}

func isIdeograph(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul) || r == 'ー'
}

// columnsOf is a character's width, as terminals and subtitle editors count it.
func columnsOf(r rune) int {
	switch {
	case unicode.In(r, unicode.M, unicode.Cf):
		return 0
	case isIdeograph(r), r >= 0x3000 && r <= 0x303F, r >= 0xFF01 && r <= 0xFF60, r >= 0x1F300 && r <= 0x1FAFF:
		return 2
	default:
		return 1
	}
}
