package ledger

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"heygen-mcp/cli/terminal"
	"heygen-mcp/jobs"
)

// jobsShowCmd shows one job.
type jobsShowCmd struct {
	ID        string `arg:"" help:"The ledger's id of the job, or an id of HeyGen's."`
	JSON      bool   `name:"json" env:"HEYGEN_MCP_JOBS_JSON" help:"Answer as JSON."`
	readFlags `embed:""`
}

// Run shows it. An id of HeyGen's may belong to jobs of several keys.
func (c *jobsShowCmd) Run(ctx context.Context, sys *terminal.System) error {
	ledger, err := c.open(sys, jobs.Budget{})
	if err != nil {
		return err
	}
	defer closing(ctx, ledger)
	all, err := ledger.List(ctx, jobs.Filter{})
	if err != nil {
		return err
	}
	var found []jobs.Entry
	for _, e := range all {
		if e.ID == c.ID || slices.Contains(e.IDs(), c.ID) {
			found = append(found, e)
		}
	}
	if len(found) == 0 {
		return &terminal.ExitError{Code: terminal.ExitFailed, Err: errors.New("the ledger " + ledger.Name() + " has no job " + terminal.PlainText(c.ID) + "; `heygen-mcp jobs list` lists them")}
	}
	for _, e := range found {
		if c.JSON {
			err = terminal.PrintValue(sys, e)
		} else {
			err = describeJob(sys, e)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func describeJob(sys *terminal.System, e jobs.Entry) error {
	var rows [][]string
	add := func(name, value string) {
		if value != "" {
			rows = append(rows, []string{name, value})
		}
	}
	add("job", e.ID)
	add("state", string(e.State))
	add("tool", e.Tool)
	add("kind", string(e.Kind))
	add("product", string(e.Product))
	add("title", e.Title)
	add("account", e.Account)
	add("estimate", estimated(e))
	if e.CostUSD != nil && e.State.Final() {
		add("cost", "$"+usd(*e.CostUSD))
	}
	add("idempotency key", e.Key)
	if e.BatchID != "" {
		add("batch", fmt.Sprintf("%s, row %d", e.BatchID, e.Row))
	}
	add("error", strings.Trim(e.ErrorCode+": "+e.ErrorMessage, ": "))
	for _, t := range []struct {
		name string
		at   time.Time
	}{{"created", e.CreatedAt}, {"sent", e.SentAt}, {"answered", e.AnsweredAt}, {"finished", e.FinishedAt}} {
		if !t.at.IsZero() {
			add(t.name, t.at.Format(time.RFC3339))
		}
	}
	for _, r := range e.Renders {
		add(string(r.Kind)+" "+r.ID, rendered(r))
	}
	add("files", strings.Join(e.Files, ", "))
	return terminal.AlignTable(sys.Stdout, []string{"field", "value"}, rows)
}

func estimated(e jobs.Entry) string {
	switch {
	case e.EstimateMax == 0:
		return "unknown"
	case e.EstimateMin == e.EstimateMax:
		return fmt.Sprintf("$%s by prices of %s", usd(e.EstimateMax), e.RateCard)
	default:
		return fmt.Sprintf("$%s to $%s by prices of %s", usd(e.EstimateMin), usd(e.EstimateMax), e.RateCard)
	}
}

func rendered(r jobs.Render) string {
	text := r.Status
	if r.Progress > 0 && !r.Done {
		text += fmt.Sprintf(", %d %%", r.Progress)
	}
	if r.Failure != "" {
		text += ": " + r.Failure
	}
	return text + ", since " + r.ChangedAt.Format(time.RFC3339)
}
