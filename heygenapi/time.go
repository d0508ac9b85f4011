package heygenapi

import (
	"encoding/json"
	"math"
	"strconv"
	"time"
)

// Time is a moment as HeyGen writes it: Unix seconds. The zero Time is one that
// HeyGen left out.
type Time struct{ time.Time }

// MarshalJSON writes Unix seconds, or null for the zero Time.
func (t Time) MarshalJSON() ([]byte, error) {
	if t.IsZero() {
		return []byte("null"), nil
	}
	return strconv.AppendInt(nil, t.Unix(), 10), nil
}

// UnmarshalJSON reads Unix seconds, whole or not, and RFC 3339 text. What it
// cannot read is the zero Time: no answer is worth losing for its date.
func (t *Time) UnmarshalJSON(raw []byte) error {
	t.Time = time.Time{}
	var seconds float64
	if json.Unmarshal(raw, &seconds) == nil {
		if seconds != 0 && math.Abs(seconds) < 1e11 {
			whole, part := math.Modf(seconds)
			t.Time = time.Unix(int64(whole), int64(part*1e9)).UTC()
		}
		return nil
	}
	var text string
	if json.Unmarshal(raw, &text) == nil {
		if at, err := time.Parse(time.RFC3339, text); err == nil {
			t.Time = at.UTC()
		}
	}
	return nil
}
