package flags

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Moment is a time as people name it: an age such as 30d, 2w or 12h, a date, or
// RFC 3339. The zero value names none.
type Moment struct {
	age time.Duration
	at  time.Time
	set bool
}

// UnmarshalText implements [encoding.TextUnmarshaler].
func (m *Moment) UnmarshalText(text []byte) error {
	s := strings.TrimSpace(string(text))
	if age, ok := ageOf(s); ok {
		*m = Moment{age: age, set: true}
		return nil
	}
	for _, layout := range []string{time.DateOnly, time.RFC3339} {
		if at, err := time.Parse(layout, s); err == nil {
			*m = Moment{at: at.UTC(), set: true}
			return nil
		}
	}
	return fmt.Errorf("%q is no time such as 30d, 12h, 2026-11-02 or 2026-11-02T09:00:00Z", s)
}

// longestAge keeps ages within what a duration holds: a century.
const longestAge = 100 * 365 * 24 * time.Hour

func ageOf(s string) (time.Duration, bool) {
	age, err := time.ParseDuration(s)
	if err != nil {
		unit := map[string]time.Duration{"d": 24 * time.Hour, "w": 7 * 24 * time.Hour}
		if s == "" || unit[s[len(s)-1:]] == 0 {
			return 0, false
		}
		n, err := strconv.ParseFloat(s[:len(s)-1], 64)
		if err != nil || n > longestAge.Hours() {
			return 0, false
		}
		age = time.Duration(n * float64(unit[s[len(s)-1:]]))
	}
	return age, age >= 0 && age <= longestAge
}

// Before is the time that is meant, seen from now; zero where none is.
func (m Moment) Before(now time.Time) time.Time {
	switch {
	case !m.set:
		return time.Time{}
	case m.at.IsZero():
		return now.Add(-m.age).UTC()
	default:
		return m.at
	}
}
