package terminal

import (
	"errors"
	"fmt"
)

// Exit codes of every command.
const (
	// ExitOK: the command did its work.
	ExitOK = 0
	// ExitFailed: the tool answered with an error, or the command failed.
	ExitFailed = 1
	// ExitUsage: the command line or a setting is wrong.
	ExitUsage = 2
	// ExitCredentials: there is no usable HeyGen credential, or HeyGen
	// refused it.
	ExitCredentials = 3
)

// ExitError is a failure with the exit code that goes with it.
type ExitError struct {
	Code int
	Err  error
}

func (e *ExitError) Error() string { return e.Err.Error() }
func (e *ExitError) Unwrap() error { return e.Err }

// UsageError is a mistake in the command line or in a setting.
func UsageError(format string, args ...any) error {
	return &ExitError{Code: ExitUsage, Err: fmt.Errorf(format, args...)}
}

// QuietError ends the command with a code where everything has been said.
func QuietError(code int) error { return &ExitError{Code: code} }

// Interrupted ends a command that was told to end. The rest, where there is one,
// says what goes on and how to take it up.
func Interrupted(rest string) error {
	if rest != "" {
		rest = "; " + rest
	}
	return &ExitError{Code: ExitFailed, Err: errors.New("interrupted" + rest)}
}
