package batch

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"heygen-mcp/cli/flags"
	"heygen-mcp/cli/terminal"
	"heygen-mcp/jobs"
	"heygen-mcp/server"
	"heygen-mcp/tools"
	"heygen-mcp/tools/fault"
)

// Command makes a video of each row of a table, and follows them to their end.
type Command struct {
	File string `arg:"" optional:"" help:"The table: CSV in UTF-8 with a header, a row for each video; - reads it from stdin."`

	batchVideoFlags       `embed:""`
	batchTemplateFlags    `embed:""`
	batchTranslationFlags `embed:""`

	Download       bool   `env:"HEYGEN_MCP_BATCH_DOWNLOAD" help:"Save each file in the download folder as soon as it is done."`
	DryRun         bool   `env:"HEYGEN_MCP_BATCH_DRY_RUN" help:"Check every row and tell the price; nothing is sent."`
	AllowDuplicate bool   `env:"HEYGEN_MCP_BATCH_ALLOW_DUPLICATE" help:"Make another batch although the same one was made within --repeat-window."`
	JSON           bool   `name:"json" env:"HEYGEN_MCP_BATCH_JSON" help:"Answer as one JSON object."`
	Follow         string `env:"HEYGEN_MCP_BATCH_FOLLOW" placeholder:"ID" help:"Take up a batch of earlier instead: go on sending what is planned, and follow it."`
	Cancel         string `env:"HEYGEN_MCP_BATCH_CANCEL" placeholder:"ID" help:"Cancel what is not sent yet of a batch."`

	flags.AccountFlags `embed:""`
	flags.LedgerFlags  `embed:""`
	flags.ConsentFlags `embed:""`
	flags.FileFlags    `embed:""`
	flags.LogFlags     `embed:""`
}

// Help goes under the command's options.
func (Command) Help() string {
	return `Texts may hold {{fields}}, which each row fills from its columns; {{name|there}} says "there" where name is empty.

Examples:

    heygen-mcp batch people.csv --script "Hello {{name}}" --avatar ID --title "For {{name}}" --dry-run
    heygen-mcp batch people.csv --script @greeting.txt --avatar ID --voice "{{voice}}" --download
    heygen-mcp batch people.csv --template ID --var name="{{name}}" --var city="{{city}}"
    heygen-mcp batch videos.csv --translate --languages es,fr --video-url "{{url}}"
    heygen-mcp batch --follow BATCH_ID

All rows are checked and priced before anything is sent. Then 100 are sent at a time, by this command or by any server with
the same key. Ctrl+C ends the following, not the batch: --follow takes it up, --cancel ends what is not sent. The outcome is a line for each item on stdout,
values between tabs: number, id, status, title, file or link; all else goes to stderr. Items are numbered as the rows, from 1;
translations of a row into several languages are an item each.
Exit codes: 0 all completed, 1 some did not, 2 wrong use, 3 no usable key.`
}

// Run makes the batch, or takes up or cancels one.
func (c *Command) Run(ctx context.Context, sys *terminal.System) error {
	if err := c.check(); err != nil {
		return err
	}
	order := batchOrder{}
	if c.Follow == "" && c.Cancel == "" {
		var err error
		if order, err = c.order(ctx, sys); err != nil {
			return err
		}
	}
	view := newBatchView(sys.Stderr, sys.Now)
	if sys.Getenv("TERM") == "dumb" {
		view.columns = nil
	}
	set := flags.Settings{
		Account: c.AccountFlags, Ledger: c.LedgerFlags, Consent: c.ConsentFlags, Files: &c.FileFlags, Log: c.Logger(view),
		Tools: tools.Selection{Toolsets: []string{tools.Every}},
	}
	if err := set.FindKeys(sys); err != nil {
		return err
	}
	r, err := flags.Start(sys, set)
	if err != nil {
		return err
	}
	defer r.Close() //nolint:errcheck // the process ends
	client, err := r.Client(ctx, nil, server.WithAsk(sys.Ask(c.File == "-")))
	if err != nil {
		return err
	}
	defer client.Close() //nolint:errcheck // the process ends
	run := &runner{
		sys: sys, tools: client, view: view, json: c.JSON, flags: c.again(), passing: r.Temporary != "",
		unsaved: func(ctx context.Context, id string) (int, error) { return unsaved(ctx, r.Env.Ledger, id) },
	}
	switch {
	case c.Cancel != "":
		return run.cancel(ctx, c.Cancel)
	case c.Follow != "":
		r.Resume()
		return run.follow(ctx, c.Follow)
	}
	id, err := run.create(ctx, order, c.DryRun)
	if err != nil || id == "" {
		return err
	}
	return run.follow(ctx, id)
}

// again are the flags that lead another command to the same ledger. The
// database's address may hold a password: it stays where it is.
func (c *Command) again() string {
	flags := ""
	if c.Sandbox {
		flags += " --sandbox"
	}
	if c.DataDir != "" {
		flags += " --data-dir " + c.DataDir
	}
	return flags
}

// unsaved counts the finished items of a batch whose files are to be saved, and
// are not yet.
func unsaved(ctx context.Context, ledger *jobs.Ledger, id string) (int, error) {
	entries, err := ledger.List(ctx, jobs.Filter{BatchID: id, States: []jobs.State{jobs.Completed}})
	return len(slices.DeleteFunc(entries, func(e jobs.Entry) bool { return !e.Download || len(e.Files) > 0 })), err
}

// toolCaller calls tools as an MCP client does.
type toolCaller interface {
	CallTool(ctx context.Context, tool string, arguments any) (server.CallResult, error)
}

// runner is a batch on its way.
type runner struct {
	sys   *terminal.System
	tools toolCaller
	view  *batchView
	json  bool
	// unsaved counts the finished items of a batch whose files are to be saved;
	// nil where none are.
	unsaved func(ctx context.Context, id string) (int, error)
	// flags are those that another command on the same batch needs too.
	flags string
	// passing is true of a sandbox whose ledger ends with the command.
	passing bool
}

// call calls a tool and reads its result. A failure of the tool's is a
// [*fault.Error].
func (b *runner) call(ctx context.Context, tool string, arguments map[string]any, into any) error {
	result, err := b.tools.CallTool(ctx, tool, arguments)
	if err != nil {
		return fmt.Errorf("calling %s: %w", tool, err)
	}
	if result.IsError {
		failure := &fault.Error{}
		if err := json.Unmarshal(result.JSON, failure); err != nil || failure.Code == "" {
			return fmt.Errorf("%s: %s", tool, result.JSON)
		}
		return failure
	}
	if err := json.Unmarshal(result.JSON, into); err != nil {
		return fmt.Errorf("reading the result of %s: %w", tool, err)
	}
	return nil
}

// createdBatch is what the tools that make batches answer.
type createdBatch struct {
	BatchID    string `json:"batch_id"`
	Status     string `json:"status"`
	TotalItems int    `json:"total_items"`
	Estimate   *struct {
		USD      *terminal.Span `json:"usd"`
		Seconds  *terminal.Span `json:"seconds"`
		RateCard string         `json:"rate_card"`
	} `json:"estimate"`
	Warnings []string `json:"warnings"`
	Repeated bool     `json:"repeated"`
}

// create checks and prices the batch, tells what it is about, and plans it; the
// id is empty where it was only to be checked.
func (b *runner) create(ctx context.Context, order batchOrder, dry bool) (id string, err error) {
	var checked createdBatch
	raw := json.RawMessage{}
	if err := b.call(ctx, order.tool, order.arguments(true), &raw); err != nil {
		if ctx.Err() != nil {
			terminal.Tell(b.sys.Stderr, "Interrupted; nothing was sent.\n")
			return "", terminal.QuietError(terminal.ExitFailed)
		}
		return "", b.refused(order, err)
	}
	if err := json.Unmarshal(raw, &checked); err != nil {
		return "", fmt.Errorf("reading the result of %s: %w", order.tool, err)
	}
	terminal.Tell(b.sys.Stderr, "%s of %s; %s\n", counted(checked.TotalItems, order.noun), order.source, checked.priced())
	for _, warning := range checked.Warnings {
		terminal.Tell(b.sys.Stderr, "warning: %s\n", terminal.PlainText(warning))
	}
	if dry {
		if b.json {
			return "", terminal.PrintJSON(b.sys.Stdout, raw)
		}
		terminal.Tell(b.sys.Stderr, "Nothing was sent.\n")
		return "", nil
	}
	var made createdBatch
	if err := b.call(ctx, order.tool, order.arguments(false), &made); err != nil {
		if ctx.Err() != nil {
			terminal.Tell(b.sys.Stderr, "Interrupted before the batch was known to be planned: `heygen-mcp jobs list --state planned%s` tells whether it is.\n", b.flags)
			return "", terminal.QuietError(terminal.ExitFailed)
		}
		return "", b.refused(order, err)
	}
	if made.Repeated {
		terminal.Tell(b.sys.Stderr, "The same batch was made a short while ago: this is that one, and nothing more is paid. --allow-duplicate makes another.\n")
	}
	terminal.Tell(b.sys.Stderr, "batch %s\n", made.BatchID)
	return made.BatchID, nil
}

func (c createdBatch) priced() string {
	if c.Estimate == nil || c.Estimate.USD == nil {
		return "the price is not known"
	}
	text := "estimated at $" + c.Estimate.USD.Text("%.2f") + " by the prices of " + c.Estimate.RateCard
	if c.Estimate.Seconds != nil {
		text += ", " + duration(seconds(c.Estimate.Seconds.Max)) + " of video at most"
	}
	return text
}
