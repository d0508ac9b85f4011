// Package clienterror has the failures of resources and prompts whose texts a
// client may see as they stand: they name what it can mend, and nothing of the
// inside.
package clienterror

import "fmt"

// Error is a failure whose text the client may see.
type Error struct{ text string }

// New makes one by a format, as [fmt.Sprintf] does.
func New(format string, args ...any) error { return &Error{fmt.Sprintf(format, args...)} }

// Error implements error.
func (e *Error) Error() string { return e.text }
