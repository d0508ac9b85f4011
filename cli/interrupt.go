package cli

import (
	"context"
	"errors"
	"time"

	"heygen-mcp/cli/terminal"
)

// endLimit is how long an interrupted command may take, where the system sets no
// other limit, to say how things stand and to close what it opened. Nothing is lost
// by leaving earlier: the ledger bears the end of its process at any moment.
const endLimit = 1500 * time.Millisecond

// untilInterrupted runs a command to its end, or until so long after the end of
// ctx. A command that is still busy then is left behind, as the process is about
// to end: not every read and not every query heeds a context.
func untilInterrupted(ctx context.Context, patience time.Duration, command func() error) error {
	over := make(chan error, 1)
	go func() { over <- command() }()
	select {
	case err := <-over:
		return asInterruption(ctx, err)
	case <-ctx.Done():
	}
	limit := time.NewTimer(patience)
	defer limit.Stop()
	select {
	case err := <-over:
		return asInterruption(ctx, err)
	case <-limit.C:
		return terminal.Interrupted("")
	}
}

// asInterruption replaces what failed because ctx ended by what people want to
// know. What a command has told by itself stays.
func asInterruption(ctx context.Context, err error) error {
	if _, told := errors.AsType[*terminal.ExitError](err); err == nil || ctx.Err() == nil || told {
		return err
	}
	return terminal.Interrupted("")
}
