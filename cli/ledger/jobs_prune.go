package ledger

import (
	"bufio"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"heygen-mcp/cli/flags"
	"heygen-mcp/cli/terminal"
	"heygen-mcp/jobs"
)

// jobsPruneCmd drops what is old.
type jobsPruneCmd struct {
	OlderThan flags.Moment `env:"HEYGEN_MCP_JOBS_OLDER_THAN" default:"90d" placeholder:"TIME" help:"What was made before: an age such as 90d, at least 31d, or a date (default ${default})."`
	Yes       bool         `env:"HEYGEN_MCP_JOBS_YES" help:"Do not ask."`
	readFlags `embed:""`
}

// leastAge keeps what budgets count and repeated calls are told by.
const leastAge = 31 * 24 * time.Hour

// Help goes under the command's options.
func (jobsPruneCmd) Help() string {
	return `Only jobs that are over are dropped: completed, failed, refused, cancelled, lost for good. On a terminal it asks first; elsewhere it takes
--yes. What was dropped is in no report any more: export it first.`
}

// Run counts, asks and drops.
func (c *jobsPruneCmd) Run(ctx context.Context, sys *terminal.System) error {
	before := c.OlderThan.Before(sys.Now())
	if before.After(sys.Now().Add(-leastAge)) {
		return terminal.UsageError("%s is less than 31 days ago; what is younger stays: the budgets of the month count it", jobsFlag("older-than"))
	}
	ledger, err := c.open(sys, jobs.Budget{})
	if err != nil {
		return err
	}
	defer closing(ctx, ledger)
	old, err := ledger.List(ctx, jobs.Filter{Until: before})
	if err != nil {
		return err
	}
	old = slices.DeleteFunc(old, func(e jobs.Entry) bool {
		// A lost answer that is not looked for any more is over, too.
		return !e.State.Final() && (e.State != jobs.Uncertain || !e.DueAt.IsZero())
	})
	if len(old) == 0 {
		terminal.Tell(sys.Stdout, "Nothing to drop: no job that is over is from before %s.\n", before.Format(time.DateOnly))
		return nil
	}
	if ok, err := c.confirmed(sys, fmt.Sprintf("%d jobs from before %s", len(old), before.Format(time.DateOnly))); !ok {
		return err
	}
	dropped, err := ledger.Prune(ctx, before)
	if err != nil {
		return err
	}
	terminal.Tell(sys.Stdout, "%d jobs dropped from %s\n", dropped, ledger.Name())
	return nil
}

// confirmed asks the person at the terminal, unless --yes has answered.
func (c *jobsPruneCmd) confirmed(sys *terminal.System, what string) (bool, error) {
	if c.Yes {
		return true, nil
	}
	if !terminal.IsTerminal(sys.Stdin) {
		return false, terminal.UsageError("this would drop %s; nobody can be asked here: say --yes", what)
	}
	terminal.Tell(sys.Stderr, "Drop %s for good? [y/N] ", what)
	answer, err := bufio.NewReader(sys.Stdin).ReadString('\n')
	if err != nil && answer == "" {
		return false, nil
	}
	switch strings.ToLower(strings.TrimSpace(answer)) {
	case "y", "yes":
		return true, nil
	default:
		terminal.Tell(sys.Stderr, "Nothing was dropped.\n")
		return false, nil
	}
}
