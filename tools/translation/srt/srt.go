// Package srt reads and writes SubRip files, the text form of subtitles. It
// keeps what it does not need to understand: tags such as <i> in the text and
// coordinates behind the times. The libraries for subtitles lose both, and take
// cues that end before they begin.
package srt

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"heygen-mcp/internal/lazyregexp"
)

// Cue is one subtitle.
type Cue struct {
	// Start and End are from the beginning of the video, in whole milliseconds.
	Start, End time.Duration
	// Text is one line or more, parted by "\n", none of them empty.
	Text string
	// Settings are what stood behind the times, such as X1:40; mostly empty.
	Settings string
}

// Error says which cue of a file cannot be read, and why.
type Error struct {
	// Cue counts from 1; it is 0 where the file as a whole is at fault.
	Cue    int
	Reason string
}

// Error implements error.
func (e *Error) Error() string {
	if e.Cue == 0 {
		return "the file " + e.Reason
	}
	return fmt.Sprintf("cue %d %s", e.Cue, e.Reason)
}

// times is a line of times. Hours may have any number of digits up to six, and
// some programs write a point for the comma.
var times = lazyregexp.New(`^(\d{1,6}):(\d{1,2}):(\d{1,2})[,.](\d{1,3})\s*-->\s*(\d{1,6}):(\d{1,2}):(\d{1,2})[,.](\d{1,3})(?:\s+(.*))?$`)

// Parse reads a file: UTF-8, with or without a byte order mark, any line ends,
// numbers that are missing or wrong. It gives at least one cue. What is no cue
// is an [*Error], as are a cue without text and an end before its start; cues
// may overlap.
func Parse(file []byte) ([]Cue, error) {
	if !utf8.Valid(file) {
		return nil, &Error{Reason: "is not UTF-8 text"}
	}
	text := strings.TrimPrefix(string(file), "\ufeff")
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
	var cues []Cue
	var block []string
	for line := range strings.SplitSeq(text+"\n\n", "\n") {
		if line = strings.TrimSpace(line); line != "" {
			block = append(block, line)
			continue
		}
		if len(block) == 0 {
			continue
		}
		cue, reason := parseCue(block)
		if reason != "" {
			return nil, &Error{Cue: len(cues) + 1, Reason: reason}
		}
		cues, block = append(cues, cue), nil
	}
	if len(cues) == 0 {
		return nil, &Error{Reason: "has no cues"}
	}
	return cues, nil
}

// parseCue reads the lines of one cue, or says why it cannot.
func parseCue(lines []string) (cue Cue, reason string) {
	at := times().FindStringSubmatch(lines[0])
	if at == nil && len(lines) > 1 {
		if _, err := strconv.ParseUint(lines[0], 10, 64); err == nil {
			lines = lines[1:]
			at = times().FindStringSubmatch(lines[0])
		}
	}
	if at == nil {
		return Cue{}, "has no line of times like 00:00:01,000 --> 00:00:02,500"
	}
	start, ok := clock(at[1:5])
	end, alsoOK := clock(at[5:9])
	cue = Cue{Start: start, End: end, Text: strings.Join(lines[1:], "\n"), Settings: at[9]}
	switch {
	case slices.ContainsFunc(lines[1:], times().MatchString):
		return Cue{}, "has a second line of times: an empty line has to part two cues"
	case !ok || !alsoOK:
		return Cue{}, "has minutes or seconds above 59"
	case cue.Text == "":
		return Cue{}, "has no text"
	case cue.End < cue.Start:
		return Cue{}, "ends before it starts"
	default:
		return cue, ""
	}
}

// clock adds up hours, minutes, seconds and a decimal fraction, all digits.
func clock(digits []string) (time.Duration, bool) {
	// ,5 is half a second.
	fraction := (digits[3] + "00")[:3]
	var n [4]int
	for i, d := range []string{digits[0], digits[1], digits[2], fraction} {
		n[i], _ = strconv.Atoi(d)
	}
	sum := time.Duration(n[0])*time.Hour + time.Duration(n[1])*time.Minute + time.Duration(n[2])*time.Second + time.Duration(n[3])*time.Millisecond
	return sum, n[1] < 60 && n[2] < 60
}

// Format writes the cues, numbered from 1. Empty lines inside a text would end
// its cue: they are left out.
func Format(cues []Cue) []byte {
	var b strings.Builder
	for i, c := range cues {
		if i > 0 {
			b.WriteByte('\n')
		}
		fmt.Fprintf(&b, "%d\n%s --> %s", i+1, Time(c.Start), Time(c.End))
		if c.Settings != "" {
			b.WriteString(" " + c.Settings)
		}
		b.WriteString("\n" + Clean(c.Text) + "\n")
	}
	return []byte(b.String())
}

// Time writes a time as SubRip does, with as many digits for the hours as it
// takes: 00:01:02,345.
func Time(at time.Duration) string {
	ms := at.Milliseconds()
	return fmt.Sprintf("%02d:%02d:%02d,%03d", ms/3_600_000, ms/60_000%60, ms/1000%60, ms%1000)
}

// Clean gives a text in the form that a cue can carry: lines without white
// space around them, and no empty ones.
func Clean(text string) string {
	var lines []string
	for line := range strings.SplitSeq(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text), "\n") {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

// Overlap gives the number, from 1, of the first cue that starts before the one
// before it has ended; 0 where there is none.
func Overlap(cues []Cue) int {
	for i := 1; i < len(cues); i++ {
		if cues[i].Start < cues[i-1].End {
			return i + 1
		}
	}
	return 0
}
