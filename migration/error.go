package migration

import "strings"

// Error is an old request that cannot be converted.
type Error struct {
	// Field is the path in the old body, such as video_inputs[0].voice; empty
	// where the whole request is at fault.
	Field string `json:"field,omitempty"`
	// Value is what was given, shortened, without keys and scripts.
	Value string `json:"value,omitempty"`
	// Reason is why it cannot be converted.
	Reason string `json:"reason"`
	// Mend is what to do about it.
	Mend string `json:"mend"`
}

// Error says field, value, reason and mend in one line.
func (e *Error) Error() string {
	what := e.Field
	if what == "" {
		what = "the request"
	}
	if e.Value != "" {
		what += " (" + e.Value + ")"
	}
	return what + " " + e.Reason + ". " + strings.TrimSuffix(e.Mend, ".") + "."
}
