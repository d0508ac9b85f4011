package check

import (
	"fmt"
	"strings"

	"heygen-mcp/internal/lazyregexp"
	"heygen-mcp/tools/fault"
)

// Markup is what of a script is obeyed instead of being spoken.
type Markup int

// The kinds of markup.
const (
	// PlainText is spoken as it stands.
	PlainText Markup = iota
	// Pauses are plain text with <break> tags.
	Pauses
	// SSML has tags.
	SSML
)

var (
	openField = lazyregexp.New(`\{\{[^{}]*\}\}`)
	anyTag    = lazyregexp.New(`</?[A-Za-z][\w:.-]*(?:\s[^<>]*)?/?>`)
	breakTag  = lazyregexp.New(`(?i)^<break[\s/>]`)
	// bracketed is something in brackets that has a letter. Footnotes have none.
	bracketed = lazyregexp.New(`\[[^\[\]\n]{0,80}?\pL[^\[\]\n]{0,80}\]`)
	// Much stands in parentheses that is meant to be spoken: only what begins as
	// directions do is taken for one.
	direction = lazyregexp.New(`(?i)\((?:(?:a|short|long|brief|big|small|slight|dramatic|with a|he|she|they|speaker|presenter)\s+)*` +
		`(?:paus|smil|laugh|chuckl|giggl|sigh|nod|whisper|beat\b|wink|wav(?:e|es|ing)\b|shrug|gestur|frown|grin|gasp|clears?\s+(?:\w+\s+)?throat|` +
		`silence\b|applause\b|music\b|cut to\b|fade|zoom|voice\s?-?over\b|off-?screen\b|excited|enthusiastic|softly\b|slowly\b|quietly\b|loudly\b|` +
		`looks?\s+(?:at|into|up|down|away|to)\b|points?\s+(?:at|to)\b|turns?\s+(?:to|around|away)\b|leans?\s|breath(?:e|es|ing)\b)[^()\n]{0,60}\)`)
)

// mostSnippet is how much of a script a warning repeats, in characters.
const mostSnippet = 28

// ReadAloud warns of what stands in a script and would be spoken, though it is
// not meant to be: fields that nobody filled, stage directions, and tags that
// are not obeyed. It is only a guess at what is meant: nothing is refused.
func ReadAloud(field, text string, obeyed Markup) []string {
	var warnings []string
	warn := func(found []string, mend string) {
		if len(found) == 0 {
			return
		}
		more := ""
		if len(found) > 1 {
			more = fmt.Sprintf(" (and %d more like it)", len(found)-1)
		}
		warnings = append(warnings, fmt.Sprintf("%s has %s%s, which would be read aloud. %s", field, fault.Shorten(found[0], mostSnippet), more, mend))
	}
	if strings.Contains(text, "{{") {
		warn(openField().FindAllString(text, -1), "Fill it in.")
	}
	var directions []string
	if strings.Contains(text, "[") {
		directions = bracketed().FindAllString(text, -1)
	}
	if strings.Contains(text, "(") {
		directions = append(directions, direction().FindAllString(text, -1)...)
	}
	warn(directions, "Leave stage directions out of the script.")
	if obeyed != SSML && strings.Contains(text, "<") {
		var breaks, others []string
		for _, tag := range anyTag().FindAllString(text, -1) {
			if breakTag().MatchString(tag) {
				breaks = append(breaks, tag)
			} else {
				others = append(others, tag)
			}
		}
		if obeyed != Pauses {
			warn(breaks, "Pause by punctuation, or use what takes such tags: for videos a voice with support_pause, for speech ssml.")
		}
		warn(others, "Give plain text.")
	}
	return warnings
}

// mostWarnings is how many warnings of a kind a result lists.
const mostWarnings = 10

// Few keeps the first of many warnings, and counts the others.
func Few(warnings []string) []string {
	if more := len(warnings) - mostWarnings; more > 0 {
		return append(warnings[:mostWarnings:mostWarnings], fmt.Sprintf("And %d more such warnings.", more))
	}
	return warnings
}
