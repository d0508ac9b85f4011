package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"heygen-mcp/server"
	"heygen-mcp/tools"
)

// callCmd calls one tool as an MCP client would.
type callCmd struct {
	List      bool     `env:"HEYGEN_MCP_CALL_LIST" help:"List the tools, a line each: name, toolset, what it does."`
	Tool      string   `arg:"" optional:"" help:"The tool's name."`
	Arguments []string `arg:"" optional:"" help:"One JSON object, or - to read it from stdin, or key=value pairs."`

	accountFlags `embed:""`
	toolFlags    `embed:"" set:"toolsets=all"`
	ledgerFlags  `embed:""`
	consentFlags `embed:""`
	fileFlags    `embed:""`
	logFlags     `embed:""`
}

// Help goes under the command's options.
func (callCmd) Help() string {
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
func (c *callCmd) Run(ctx context.Context, sys *system) error {
	selection := c.selection(tools.Every)
	if c.List {
		return listTools(sys.stdout, selection)
	}
	if c.Tool == "" {
		return usageError("which tool? `heygen-mcp call --list` lists them")
	}
	tool, err := c.findTool(selection)
	if err != nil {
		return err
	}
	arguments, err := await(ctx, func() (json.RawMessage, error) { return readArguments(tool.InputSchema(), c.Arguments, sys.stdin) })
	if err != nil {
		return err
	}
	set := settings{account: c.accountFlags, ledger: c.ledgerFlags, consent: c.consentFlags, tools: selection, files: &c.fileFlags, log: c.logger(sys.stderr)}
	if err := set.findKeys(sys); err != nil {
		return err
	}
	r, err := sys.start(set)
	if err != nil {
		return err
	}
	defer r.Close() //nolint:errcheck // the process ends
	return callTool(ctx, sys, r, tool.Name, arguments, sys.ask(slices.Contains(c.Arguments, "-")))
}

func callTool(ctx context.Context, sys *system, r *stack, name string, arguments json.RawMessage, ask server.Ask) error {
	client, err := r.client(ctx, progressLine(sys.stderr), server.WithAsk(ask))
	if err != nil {
		return err
	}
	defer client.Close() //nolint:errcheck // the process ends
	result, err := client.CallTool(ctx, name, arguments)
	if ctx.Err() != nil && (err != nil || result.IsError) {
		return interrupted("what had been sent goes on at HeyGen: `heygen-mcp jobs list` shows it, and the same call again takes it up")
	}
	if err != nil {
		return fmt.Errorf("calling %s: %w", name, err)
	}
	if result.IsError {
		return toolFailure(sys.stderr, result)
	}
	return printJSON(sys.stdout, result.JSON)
}

// progressLine writes progress to a terminal, and nowhere else.
func progressLine(w io.Writer) func(done, total float64, message string) {
	if !isTerminal(w) {
		return nil
	}
	return func(done, total float64, message string) {
		if total > 0 {
			message = fmt.Sprintf("%3.0f %%  %s", 100*done/total, message)
		}
		tell(w, "%s\n", message)
	}
}

// toolFailure prints a tool's error, for people on a terminal and as JSON for
// scripts, and gives its exit code.
func toolFailure(w io.Writer, result server.CallResult) error {
	var failure tools.Error
	if err := json.Unmarshal(result.JSON, &failure); err != nil || failure.Code == "" || !isTerminal(w) {
		tell(w, "%s\n", result.JSON)
	} else {
		tell(w, "%s\n", describeFailure(failure))
	}
	return quietError(failureExit(failure.Code))
}

func describeFailure(failure tools.Error) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: ", failure.Code)
	if failure.Field != "" && !strings.HasPrefix(failure.Message, failure.Field) {
		fmt.Fprintf(&b, "%s ", failure.Field)
	}
	fmt.Fprintf(&b, "%s\n%s", failure.Message, failure.Hint)
	if failure.RequestID != "" {
		fmt.Fprintf(&b, "\nrequest id: %s", failure.RequestID)
	}
	return b.String()
}

// failureExit tells failures of the credential from others by their code.
func failureExit(code string) int {
	if slices.Contains([]string{"missing_credential", "unauthorized", "authentication_failed", "http_401"}, code) {
		return ExitCredentials
	}
	return ExitFailed
}

// printJSON writes a result, indented for people and on one line for scripts.
func printJSON(w io.Writer, raw json.RawMessage) error {
	var out bytes.Buffer
	if isTerminal(w) {
		if err := json.Indent(&out, raw, "", "  "); err != nil {
			return fmt.Errorf("reading the result: %w", err)
		}
	} else {
		out.Write(raw)
	}
	out.WriteByte('\n')
	_, err := out.WriteTo(w)
	return err
}

// findTool is the tool that was named, if the flags offer it.
func (c *callCmd) findTool(selection tools.Selection) (tools.Tool, error) {
	all := tools.All()
	offered, err := selection.Apply(all)
	if err != nil {
		return tools.Tool{}, wrongName(err)
	}
	named := func(t tools.Tool) bool { return t.Name == c.Tool }
	if i := slices.IndexFunc(offered, named); i >= 0 {
		return offered[i], nil
	}
	if i := slices.IndexFunc(all, named); i >= 0 {
		flag := flagAndVariable(selection.LeftOutBy(all[i]))
		return tools.Tool{}, usageError("the tool %s is left out by %s; call it without that, or choose another: `heygen-mcp call --list`", c.Tool, flag)
	}
	unknown, ok := errors.AsType[*tools.UnknownNameError](tools.Selection{Tools: []string{c.Tool}}.Check(all))
	if ok && len(unknown.Near) > 0 {
		return tools.Tool{}, usageError("there is no tool %q; did you mean %s?", c.Tool, strings.Join(unknown.Near, ", "))
	}
	return tools.Tool{}, usageError("there is no tool %q; `heygen-mcp call --list` lists them", c.Tool)
}

// listTools prints each tool with its toolset and the first sentence of its
// description.
func listTools(w io.Writer, selection tools.Selection) error {
	offered, err := selection.Apply(tools.All())
	if err != nil {
		return wrongName(err)
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
