package call

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"heygen-mcp/cli/flags"
	"heygen-mcp/cli/terminal"
	"heygen-mcp/server"
	"heygen-mcp/tools"
	"heygen-mcp/tools/fault"
	"heygen-mcp/tools/kit"
)

// Command calls one tool as an MCP client would.
type Command struct {
	List      bool     `env:"HEYGEN_MCP_CALL_LIST" help:"List the tools, a line each: name, toolset, what it does."`
	Tool      string   `arg:"" optional:"" help:"The tool's name."`
	Arguments []string `arg:"" optional:"" help:"One JSON object, or - to read it from stdin, or key=value pairs."`

	flags.AccountFlags `embed:""`
	flags.ToolFlags    `embed:"" set:"toolsets=all"`
	flags.LedgerFlags  `embed:""`
	flags.ConsentFlags `embed:""`
	flags.FileFlags    `embed:""`
	flags.LogFlags     `embed:""`
}

// Help goes under the command's options.
func (Command) Help() string {
	return `Examples:

    heygen-mcp call --list
    heygen-mcp call --list --toolsets voices,avatars
    heygen-mcp call list_avatars query=office gender=female limit=3
    heygen-mcp call create_video '{"avatar_id": "...", "script": "Hello", "dry_run": true}'
    heygen-mcp call translate_video video_id=... output_languages=es,fr
    heygen-mcp call get_video_status ids=... ids=... wait_seconds=45
    jq -n '{prompt: "A 30 second tour"}' | heygen-mcp call create_video_agent -

Values are read by the tool's schema. Lists are written with commas, or by repeating the key; objects as JSON, or as
key.name=value. The result is JSON on stdout, errors go to stderr. Exit codes: 0 done, 1 the tool answered with an
error, 2 wrong use, 3 no usable key.`
}

// Run calls the tool and prints its result.
func (c *Command) Run(ctx context.Context, sys *terminal.System) error {
	selection := c.Selection(tools.Every)
	if c.List {
		return listTools(sys.Stdout, selection)
	}
	if c.Tool == "" {
		return terminal.UsageError("which tool? `heygen-mcp call --list` lists them")
	}
	tool, err := c.findTool(selection)
	if err != nil {
		return err
	}
	arguments, err := terminal.Await(ctx, func() (json.RawMessage, error) { return readArguments(tool.InputSchema(), c.Arguments, sys.Stdin) })
	if err != nil {
		return err
	}
	set := flags.Settings{Account: c.AccountFlags, Ledger: c.LedgerFlags, Consent: c.ConsentFlags, Tools: selection, Files: &c.FileFlags, Log: c.Logger(sys.Stderr)}
	if err := set.FindKeys(sys); err != nil {
		return err
	}
	r, err := flags.Start(sys, set)
	if err != nil {
		return err
	}
	defer r.Close() //nolint:errcheck // the process ends
	return callTool(ctx, sys, r, tool.Name, arguments, sys.Ask(slices.Contains(c.Arguments, "-")))
}

func callTool(ctx context.Context, sys *terminal.System, r *flags.Stack, name string, arguments json.RawMessage, ask server.Ask) error {
	client, err := r.Client(ctx, progressLine(sys.Stderr), server.WithAsk(ask))
	if err != nil {
		return err
	}
	defer client.Close() //nolint:errcheck // the process ends
	result, err := client.CallTool(ctx, name, arguments)
	if ctx.Err() != nil && (err != nil || result.IsError) {
		return terminal.Interrupted("what had been sent goes on at HeyGen: `heygen-mcp jobs list` shows it, and the same call again takes it up")
	}
	if err != nil {
		return fmt.Errorf("calling %s: %w", name, err)
	}
	if result.IsError {
		return toolFailure(sys.Stderr, result)
	}
	return terminal.PrintJSON(sys.Stdout, result.JSON)
}

// progressLine writes progress to a terminal, and nowhere else.
func progressLine(w io.Writer) func(done, total float64, message string) {
	if !terminal.IsTerminal(w) {
		return nil
	}
	return func(done, total float64, message string) {
		if total > 0 {
			message = fmt.Sprintf("%3.0f %%  %s", 100*done/total, message)
		}
		terminal.Tell(w, "%s\n", message)
	}
}

// toolFailure prints a tool's error, for people on a terminal and as JSON for
// scripts, and gives its exit code.
func toolFailure(w io.Writer, result server.CallResult) error {
	var failure fault.Error
	if err := json.Unmarshal(result.JSON, &failure); err != nil || failure.Code == "" || !terminal.IsTerminal(w) {
		terminal.Tell(w, "%s\n", result.JSON)
	} else {
		terminal.Tell(w, "%s\n", terminal.DescribeFailure(failure))
	}
	return terminal.QuietError(terminal.FailureExit(failure.Code))
}

// findTool is the tool that was named, if the flags offer it.
func (c *Command) findTool(selection tools.Selection) (kit.Tool, error) {
	all := tools.All()
	offered, err := selection.Apply(all)
	if err != nil {
		return kit.Tool{}, flags.WrongName(err)
	}
	named := func(t kit.Tool) bool { return t.Name == c.Tool }
	if i := slices.IndexFunc(offered, named); i >= 0 {
		return offered[i], nil
	}
	if i := slices.IndexFunc(all, named); i >= 0 {
		flag := flags.FlagAndVariable(selection.LeftOutBy(all[i]))
		return kit.Tool{}, terminal.UsageError("the tool %s is left out by %s; call it without that, or choose another: `heygen-mcp call --list`", c.Tool, flag)
	}
	unknown, ok := errors.AsType[*tools.UnknownNameError](tools.Selection{Tools: []string{c.Tool}}.Check(all))
	if ok && len(unknown.Near) > 0 {
		return kit.Tool{}, terminal.UsageError("there is no tool %q; did you mean %s?", c.Tool, strings.Join(unknown.Near, ", "))
	}
	return kit.Tool{}, terminal.UsageError("there is no tool %q; `heygen-mcp call --list` lists them", c.Tool)
}

// listTools prints each tool with its toolset and the first sentence of its
// description.
func listTools(w io.Writer, selection tools.Selection) error {
	offered, err := selection.Apply(tools.All())
	if err != nil {
		return flags.WrongName(err)
	}
	name, toolset := 0, 0
	for _, t := range offered {
		name, toolset = max(name, len(t.Name)), max(toolset, len(t.Toolset))
	}
	for _, t := range offered {
		sentence, _, _ := strings.Cut(t.Description, ". ")
		if _, err := fmt.Fprintf(w, "%-*s  %-*s  %s\n", name, t.Name, toolset, t.Toolset, strings.TrimSuffix(sentence, ".")+"."); err != nil {
			return err
		}
	}
	return nil
}
