package cli

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/cli/terminal"
)

func TestUntilInterrupted(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	for name, c := range map[string]struct {
		command func(ctx context.Context) error
		end     bool
		want    string
	}{
		"done":               {command: func(context.Context) error { return nil }},
		"failed":             {command: func(context.Context) error { return broken }, want: "broken"},
		"ended in time":      {command: func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }, end: true, want: "interrupted"},
		"told by itself":     {command: func(ctx context.Context) error { <-ctx.Done(); return terminal.UsageError("own words") }, end: true, want: "own words"},
		"deaf to the signal": {command: func(context.Context) error { time.Sleep(time.Hour); return nil }, end: true, want: "interrupted"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				if c.end {
					time.AfterFunc(time.Second, cancel)
				}
				begun := time.Now()
				err := untilInterrupted(ctx, endLimit, func() error { return c.command(ctx) })
				assert.LessOrEqual(t, time.Since(begun), time.Second+endLimit)
				if c.want == "" {
					require.NoError(t, err)
				} else {
					require.EqualError(t, err, c.want)
				}
				time.Sleep(2 * time.Hour) // what was left behind ends
			})
		})
	}
}
