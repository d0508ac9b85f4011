package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"heygen-mcp/tools"
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

// grammar is the command line as kong reads it.
type grammar struct {
	Version versionFlag `help:"Print version, commit and Go version." short:"v"`

	Serve serveCmd `cmd:"" default:"withargs" help:"Serve MCP clients (the default command)." set:"log_level=info"`

	Demo    demoCmd    `cmd:"" help:"Make a video on a simulated HeyGen, as an assistant would: no key, no cost, under 20 seconds." set:"log_level=error"`
	Call    callCmd    `cmd:"" help:"Call one tool from a terminal or a script." set:"log_level=error"`
	Batch   batchCmd   `cmd:"" help:"Make or translate a video for each row of a CSV file, and follow them to the end." set:"log_level=error"`
	Doctor  doctorCmd  `cmd:"" help:"Check key, wallet, network and directories, each with its remedy."`
	Sandbox sandboxCmd `cmd:"" help:"Serve the simulated HeyGen to any HeyGen v3 client."`
	Migrate migrateCmd `cmd:"" help:"Convert requests of HeyGen's ended v1 and v2 APIs to v3 and to tool calls; nothing is sent."`
	Jobs    jobsCmd    `cmd:"" help:"Tell of paid jobs from the ledger: list, show, export, prune."`
	Spend   spendCmd   `cmd:"" help:"Tell what was spent, against estimates, the wallet and the budgets."`
	Info    versionCmd `cmd:"" name:"version" help:"Print version, commit and Go version."`
}

// exitError is a failure with the exit code that goes with it.
type exitError struct {
	code int
	err  error
}

func (e *exitError) Error() string { return e.err.Error() }
func (e *exitError) Unwrap() error { return e.err }

// usageError is a mistake in the command line or in a setting.
func usageError(format string, args ...any) error {
	return &exitError{code: ExitUsage, err: fmt.Errorf(format, args...)}
}

// quietError ends the command with a code where everything has been said.
func quietError(code int) error { return &exitError{code: code} }

// Run runs the command that args name and returns the process's exit code. It
// stops gracefully when ctx ends or the process is told to (SIGINT, SIGTERM).
func Run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	// Who says it twice means at once: the second signal ends the process.
	context.AfterFunc(ctx, stop)
	sys := machine(stdin, stdout, stderr)
	sys.pauseCollector()
	return run(ctx, args, sys)
}

func run(ctx context.Context, args []string, sys *system) int {
	if parsed, ok := parseServe(args, sys); ok {
		return execute(ctx, parsed, sys)
	}
	exited := false
	parser, err := newParser(&grammar{}, sys, func(int) { exited = true })
	if err != nil {
		return report(sys, err)
	}
	parsed, err := parser.Parse(dropUnset(args, valueFlags(parser.Model.Node)))
	switch {
	case exited:
		// --help or --version has printed what was asked for.
		return ExitOK
	case err != nil:
		return report(sys, usageError("%w", err))
	}
	sys.resumeCollector()
	return execute(ctx, parsed, sys)
}

func execute(ctx context.Context, parsed *kong.Context, sys *system) int {
	parsed.BindTo(ctx, (*context.Context)(nil))
	command, _, _ := strings.Cut(parsed.Command(), " ")
	if command == "serve" || command == "sandbox" {
		return report(sys, parsed.Run(sys)) // servers let their requests end
	}
	return report(sys, untilInterrupted(ctx, func() error { return parsed.Run(sys) }))
}

// parseServe reads a command line that can only mean serve, with the part of
// the grammar that serve needs: every MCP client waits for this start. What it
// cannot read is left to the whole grammar, which knows the better message.
func parseServe(args []string, sys *system) (*kong.Context, bool) {
	others := []string{"demo", "call", "batch", "doctor", "sandbox", "migrate", "jobs", "spend", "version", "-h", "--help", "-v", "--version"}
	if slices.ContainsFunc(args, func(arg string) bool { return slices.Contains(others, arg) }) {
		return nil, false
	}
	var only struct {
		Serve serveCmd `cmd:"" default:"withargs" set:"log_level=info"`
	}
	parser, err := newParser(&only, sys, func(int) {})
	if err != nil {
		return nil, false
	}
	parsed, err := parser.Parse(dropUnset(args, valueFlags(parser.Model.Node)))
	return parsed, err == nil
}

func newParser(into any, sys *system, exit func(int)) (*kong.Kong, error) {
	variables := &variables{lookup: sys.lookup}
	return kong.New(into,
		kong.Name("heygen-mcp"),
		kong.Description(appHelp),
		kong.Vars{"toolset_names": strings.Join(tools.ToolsetNames(), ", ")},
		kong.Writers(sys.stdout, sys.stderr),
		kong.Exit(exit),
		kong.Bind(sys),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: helpWidth, NoAppDescFormat: true}),
		kong.Help(printHelp),
		kong.ExplicitGroups(helpGroups()),
		kong.PostBuild(variables.take),
		kong.Resolvers(variables),
		kong.ValueFormatter(variables.helpOf),
	)
}

// report writes a failure to stderr and gives its exit code.
func report(sys *system, err error) int {
	if err == nil {
		return ExitOK
	}
	failure, ok := errors.AsType[*exitError](err)
	if !ok {
		failure = &exitError{code: ExitFailed, err: err}
	}
	if failure.err != nil {
		tell(sys.stderr, "heygen-mcp: %v\n", failure.err)
		if failure.code == ExitUsage {
			tell(sys.stderr, "Run `heygen-mcp --help`, or `heygen-mcp <command> --help`.\n")
		}
	}
	return failure.code
}
