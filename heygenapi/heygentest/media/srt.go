package media

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"
)

// ErrSRT is what errors of ParseSRT wrap.
var ErrSRT = errors.New("not a SubRip file")

// cueTimes is compiled where it is first needed: a program that simulates nothing
// should not pay for it.
var cueTimes = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(\d{1,2}):(\d{2}):(\d{2})[,.](\d{3})\s*-->\s*(\d{1,2}):(\d{2}):(\d{2})[,.](\d{3})(?:\s.*)?$`)
})

// ParseSRT reads a SubRip file: UTF-8, with or without a byte order mark, numbers and any line ends. It returns at
// least one cue, in order, of which the texts have no empty lines. Errors wrap ErrSRT and name the cue, counted from 1: no
// line of times, no text, an end before its start, a start before the cue before it has ended, or more than
// MaxSeconds.
func ParseSRT(file []byte) ([]Cue, error) {
	if !utf8.Valid(file) {
		return nil, fmt.Errorf("%w: it is not UTF-8", ErrSRT)
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
		cue, err := parseCue(block)
		if err == nil && len(cues) > 0 && cue.Start < cues[len(cues)-1].End {
			err = errors.New("it starts before the one before it has ended")
		}
		if err != nil {
			return nil, fmt.Errorf("%w: cue %d: %w", ErrSRT, len(cues)+1, err)
		}
		cues, block = append(cues, cue), nil
	}
	if len(cues) == 0 {
		return nil, fmt.Errorf("%w: it has no cues", ErrSRT)
	}
	return cues, nil
}

// parseCue reads the lines of one cue, of which the number may be missing.
func parseCue(lines []string) (Cue, error) {
	if _, err := strconv.ParseUint(lines[0], 10, 64); err == nil {
		lines = lines[1:]
	}
	if len(lines) == 0 {
		return Cue{}, errors.New("it has no line of times")
	}
	times := cueTimes().FindStringSubmatch(lines[0])
	if times == nil {
		return Cue{}, errors.New("its times are not like 00:00:01,000 --> 00:00:02,500")
	}
	cue := Cue{Start: clockTime(times[1:5]), End: clockTime(times[5:9]), Text: strings.Join(lines[1:], "\n")}
	switch {
	case cue.Text == "":
		return Cue{}, errors.New("it has no text")
	case cue.End < cue.Start:
		return Cue{}, errors.New("it ends before it starts")
	case cue.End > MaxSeconds*time.Second:
		return Cue{}, fmt.Errorf("it ends after more than %d s", MaxSeconds)
	}
	return cue, nil
}

// clockTime adds up hours, minutes, seconds and milliseconds, which are digits.
func clockTime(digits []string) time.Duration {
	sum := time.Duration(0)
	for i, unit := range []time.Duration{time.Hour, time.Minute, time.Second, time.Millisecond} {
		n, _ := strconv.Atoi(digits[i])
		sum += time.Duration(n) * unit
	}
	return sum
}
