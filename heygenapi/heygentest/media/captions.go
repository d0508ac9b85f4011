package media

import (
	"fmt"
	"math"
	"strings"
	"time"
)

// The usual limits of subtitles: two lines of 42 columns, 21 ideographs.
const (
	lineColumns = 42
	cueLines    = 2
)

// Cue is one caption. Cues neither overlap nor go backwards.
type Cue struct {
	Start, End time.Duration // From the beginning of the video, whole milliseconds.
	Text       string        // One or two lines, parted by "\n".
}

// Captions spreads a script over a video of some seconds as the voice would speak it: each sentence begins a
// cue, long ones take several, and a <break time="1s"/> shows nothing for as long as it lasts. Times are in
// proportion to the words. An empty script, or no length, has no cues.
func Captions(script string, seconds float64) []Cue {
	if !(seconds > 0 && seconds <= MaxSeconds) {
		return nil
	}
	parts := units(script)
	total := 0.0
	for i := range parts {
		parts[i].seconds = max(parts[i].seconds, 0.02) // Even a lone dash is seen for a moment.
		total += parts[i].seconds
	}
	c := captioner{scale: seconds / total}
	for _, part := range parts {
		c.add(part)
	}
	c.flush()
	return c.cues
}

// captioner fills one cue after the other.
type captioner struct {
	scale   float64 // Video seconds for each second at speed 1.
	spoken  float64 // Seconds at speed 1 so far.
	start   float64 // Where the open cue begins, likewise.
	lines   []string
	columns int // Of the last line.
	cues    []Cue
}

func (c *captioner) add(u unit) {
	if u.text == "" {
		c.flush()
		c.spoken += u.seconds
		return
	}
	gap := ""
	if u.spaced {
		gap = " "
	}
	switch last := len(c.lines) - 1; {
	case last < 0:
		c.open(u)
	case c.columns+len(gap)+u.width <= lineColumns:
		c.lines[last] += gap + u.text
		c.columns += len(gap) + u.width
	case len(c.lines) < cueLines:
		c.lines, c.columns = append(c.lines, u.text), u.width
	default:
		c.flush()
		c.open(u)
	}
	c.spoken += u.seconds
	if u.ends {
		c.flush()
	}
}

func (c *captioner) open(u unit) {
	c.start, c.lines, c.columns = c.spoken, []string{u.text}, u.width
}

func (c *captioner) flush() {
	if len(c.lines) == 0 {
		return
	}
	c.cues = append(c.cues, Cue{Start: c.at(c.start), End: c.at(c.spoken), Text: strings.Join(c.lines, "\n")})
	c.lines = nil
}

func (c *captioner) at(spoken float64) time.Duration {
	return time.Duration(math.Round(spoken*c.scale*1000)) * time.Millisecond
}

// SRT writes cues as a SubRip file, UTF-8, numbered from 1.
func SRT(cues []Cue) []byte {
	var b strings.Builder
	for i, cue := range cues {
		fmt.Fprintf(&b, "%d\n%s --> %s\n%s\n\n", i+1, timestamp(cue.Start, ','), timestamp(cue.End, ','), noArrow(cue.Text))
	}
	return []byte(b.String())
}

// VTT writes cues as a WebVTT file, with &, < and > escaped.
func VTT(cues []Cue) []byte {
	var b strings.Builder
	b.WriteString("WEBVTT\n\n")
	escape := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
	for _, cue := range cues {
		fmt.Fprintf(&b, "%s --> %s\n%s\n\n", timestamp(cue.Start, '.'), timestamp(cue.End, '.'), escape.Replace(cue.Text))
	}
	return []byte(b.String())
}

// noArrow keeps a text from being read as a line of times.
func noArrow(text string) string { return strings.ReplaceAll(text, "-->", "→") }

func timestamp(d time.Duration, point rune) string {
	ms := d.Milliseconds()
	return fmt.Sprintf("%02d:%02d:%02d%c%03d", ms/3_600_000, ms/60_000%60, ms/1000%60, point, ms%1000)
}
