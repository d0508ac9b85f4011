package pricing

import (
	"strconv"
	"strings"
	"unicode"

	"heygen-mcp/internal/lazyregexp"
)

// wordsPerMinute are ordinary speaking rates at speed 1. English is HeyGen's
// own figure; the others are typical of narration in the language.
var wordsPerMinute = map[string]float64{
	"english": 150, "spanish": 160, "french": 155, "german": 130, "italian": 150, "portuguese": 150, "dutch": 145,
	"russian": 120, "polish": 120, "ukrainian": 120, "czech": 120, "turkish": 110, "finnish": 105, "hungarian": 110,
	"arabic": 120, "hebrew": 125, "hindi": 140, "bengali": 130, "urdu": 140, "tamil": 100, "telugu": 105,
	"indonesian": 130, "malay": 130, "vietnamese": 180, "greek": 130, "swedish": 140, "norwegian": 140, "danish": 145,
	"romanian": 140, "korean": 100,
}

const (
	defaultWordsPerMinute = 145
	// charactersPerSecond is for scripts written without spaces.
	charactersPerSecond = 4.5
	// spread is how far narrators differ from the typical rate.
	spread = 0.15
)

var (
	breakTag = lazyregexp.New(`(?i)<break\s+time\s*=\s*["']?\s*(\d+(?:\.\d+)?)\s*(ms|s)?\s*["']?\s*/?>`)
	anyTag   = lazyregexp.New(`<[^<>]*>`)
)

// ScriptSeconds estimates how long a script takes to speak, in seconds, from
// its words, the voice's language (such as "Spanish (Spain)"; empty where
// unknown), the speed and its pauses. An empty script takes none.
func ScriptSeconds(script, language string, speed float64) Range {
	if speed <= 0 {
		speed = 1
	}
	var pauses float64
	script = breakTag().ReplaceAllStringFunc(script, func(tag string) string {
		pauses += pauseSeconds(breakTag().FindStringSubmatch(tag))
		return " "
	})
	words, dense := countSpeech(anyTag().ReplaceAllString(script, " "))
	spoken := (float64(words)*60/rate(language) + float64(dense)/charactersPerSecond) / speed
	return Range{spoken*(1-spread) + pauses, spoken*(1+spread) + pauses}
}

// mostPause bounds one pause, so that a mistyped one makes no absurd price.
const mostPause = 60

func pauseSeconds(match []string) float64 {
	v, err := strconv.ParseFloat(match[1], 64)
	if err != nil {
		return 0
	}
	if strings.EqualFold(match[2], "ms") {
		v /= 1000
	}
	return min(v, mostPause)
}

// countSpeech counts words, and the characters of scripts that write none.
func countSpeech(text string) (words, dense int) {
	inWord := false
	for _, r := range text {
		switch {
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar):
			dense++
			inWord = false
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r):
			if !inWord {
				words++
			}
			inWord = true
		case r == '\'' || r == '’' || r == '-':
			// Inside a word these do not end it.
		default:
			inWord = false
		}
	}
	return words, dense
}

func rate(language string) float64 {
	name, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(language)), " ")
	if name == "" {
		name = "english"
	}
	if perMinute, ok := wordsPerMinute[name]; ok {
		return perMinute
	}
	return defaultWordsPerMinute
}
