package ledger

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"heygen-mcp/cli/flags"
	"heygen-mcp/cli/terminal"
	"heygen-mcp/jobs"
)

// Jobs tells of the ledger of paid work. None of its commands needs a key or
// makes a request.
type Jobs struct {
	List   jobsListCmd   `cmd:"" help:"List paid jobs, the newest first."`
	Show   jobsShowCmd   `cmd:"" help:"Show all that the ledger has of one job."`
	Export jobsExportCmd `cmd:"" help:"Write the jobs as CSV or JSON."`
	Prune  jobsPruneCmd  `cmd:"" help:"Drop old jobs that are over from the ledger."`
}

// Help goes under the command's options.
func (Jobs) Help() string {
	return `The ledger has every paid call: what was asked for, what became of it, what it may cost and did cost. It needs no key.`
}

// readFlags say which ledger is read.
type readFlags struct {
	flags.LedgerPlace `embed:""`
	Sandbox           bool `env:"HEYGEN_MCP_SANDBOX" group:"ledger" help:"The ledger of the sandbox, which lasts where --data-dir was named."`
}

func (f readFlags) open(s *terminal.System, budget jobs.Budget) (*jobs.Ledger, error) {
	return f.ReadLedger(s, f.Sandbox, budget)
}

// closing closes a ledger at the end of a command.
func closing(ctx context.Context, ledger *jobs.Ledger) {
	// Nothing was started in it: there is nothing left to go wrong.
	_ = ledger.Close(context.WithoutCancel(ctx))
}

// jobFilter chooses jobs.
type jobFilter struct {
	State   []string     `env:"HEYGEN_MCP_JOBS_STATE" placeholder:"STATE" help:"Only jobs in these states: planned, sending, accepted, refused, uncertain, completed, failed, cancelled."`
	Kind    string       `env:"HEYGEN_MCP_JOBS_KIND" placeholder:"KIND" help:"Only jobs of this kind, such as video, translation or agent_session."`
	Tool    string       `env:"HEYGEN_MCP_JOBS_TOOL" placeholder:"TOOL" help:"Only jobs that this tool started."`
	Since   flags.Moment `env:"HEYGEN_MCP_JOBS_SINCE" placeholder:"TIME" help:"Only jobs since then: an age such as 30d or 12h, or a date."`
	Account string       `env:"HEYGEN_MCP_JOBS_ACCOUNT" placeholder:"ID" help:"Only jobs of this account: the fingerprint of its key, as doctor shows it."`
}

func (f jobFilter) filter(s *terminal.System) (jobs.Filter, error) {
	out := jobs.Filter{Account: f.Account, Kind: jobs.Kind(f.Kind), Tool: f.Tool, Since: f.Since.Before(s.Now())}
	for _, name := range f.State {
		state := jobs.State(strings.TrimSpace(name))
		if !slices.Contains(jobs.States(), state) {
			return out, terminal.UsageError("%s is %q; it must be one of %s", jobsFlag("state"), name, listed(jobs.States()))
		}
		out.States = append(out.States, state)
	}
	if f.Kind != "" && !slices.Contains(jobs.Kinds(), out.Kind) {
		return out, terminal.UsageError("%s is %q; it must be one of %s", jobsFlag("kind"), f.Kind, listed(jobs.Kinds()))
	}
	return out, nil
}

// jobsFlag is how messages call a flag of these commands.
func jobsFlag(flag string) string {
	return "--" + flag + " (HEYGEN_MCP_JOBS_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_")) + ")"
}

func listed[T ~string](names []T) string {
	texts := make([]string, len(names))
	for i, name := range names {
		texts[i] = string(name)
	}
	return strings.Join(texts, ", ")
}

// jobsListCmd lists jobs.
type jobsListCmd struct {
	jobFilter `embed:""`
	Limit     int  `env:"HEYGEN_MCP_JOBS_LIMIT" default:"50" placeholder:"N" help:"The most jobs; 0 for all (default ${default})."`
	JSON      bool `name:"json" env:"HEYGEN_MCP_JOBS_JSON" help:"Answer as JSON."`
	readFlags `embed:""`
}

// Help goes under the command's options.
func (jobsListCmd) Help() string {
	return `On a terminal it is a table. Otherwise each job is a line of values between tabs: created, state, tool, kind, US dollars,
the job's id, HeyGen's ids, title. The dollars are the cost, or with a tilde the most that it may cost.

Examples:

    heygen-mcp jobs list --state accepted,uncertain
    heygen-mcp jobs list --tool create_video --since 7d --json`
}

// Run lists them.
func (c *jobsListCmd) Run(ctx context.Context, sys *terminal.System) error {
	if c.Limit < 0 {
		return terminal.UsageError("%s is %d; it must not be negative", jobsFlag("limit"), c.Limit)
	}
	filter, err := c.filter(sys)
	if err != nil {
		return err
	}
	filter.Limit = c.Limit
	ledger, err := c.open(sys, jobs.Budget{})
	if err != nil {
		return err
	}
	defer closing(ctx, ledger)
	found, err := ledger.List(ctx, filter)
	if err != nil {
		return err
	}
	if c.JSON {
		return terminal.PrintValue(sys, struct {
			Ledger string       `json:"ledger"`
			Items  []jobs.Entry `json:"items"`
		}{ledger.Name(), append([]jobs.Entry{}, found...)})
	}
	rows := make([][]string, len(found))
	for i, e := range found {
		rows[i] = []string{
			e.CreatedAt.Format("2006-01-02 15:04:05"), string(e.State), e.Tool, string(e.Kind), amount(e), e.ID, strings.Join(e.IDs(), ","), e.Title,
		}
	}
	if err := terminal.PrintTable(sys.Stdout, []string{"CREATED (UTC)", "STATE", "TOOL", "KIND", "USD", "JOB", "HEYGEN'S IDS", "TITLE"}, rows); err != nil {
		return err
	}
	switch {
	case len(found) == 0:
		terminal.Tell(sys.Stderr, "No jobs of that sort are in %s.\n", ledger.Name())
	case c.Limit > 0 && len(found) == c.Limit:
		terminal.Tell(sys.Stderr, "The newest %d; more with --limit.\n", c.Limit)
	}
	return nil
}

// amount is what a job cost, or with a tilde what it may cost at most.
func amount(e jobs.Entry) string {
	switch {
	case e.CostUSD != nil && e.State.Final():
		return usd(*e.CostUSD)
	case e.EstimateMax > 0:
		return "~" + usd(e.EstimateMax)
	default:
		return "?"
	}
}

func usd(v float64) string { return fmt.Sprintf("%.2f", v) }
