package cli

import (
	"cmp"
	"context"
	"errors"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"heygen-mcp/cli/batch"
	"heygen-mcp/cli/call"
	"heygen-mcp/cli/demo"
	"heygen-mcp/cli/doctor"
	"heygen-mcp/cli/ledger"
	"heygen-mcp/cli/serve"
	"heygen-mcp/cli/terminal"
	"heygen-mcp/tools"
)

// grammar is the command line as kong reads it.
type grammar struct {
	Version versionFlag `help:"Print version, commit and Go version." short:"v"`

	Serve serve.Command `cmd:"" default:"withargs" help:"Serve MCP clients (the default command)." set:"log_level=info"`

	Demo    demo.Command   `cmd:"" help:"Make a video on a simulated HeyGen, as an assistant would: no key, no cost, under 20 seconds." set:"log_level=error"`
	Call    call.Command   `cmd:"" help:"Call one tool from a terminal or a script." set:"log_level=error"`
	Batch   batch.Command  `cmd:"" help:"Make or translate a video for each row of a CSV file, and follow them to the end." set:"log_level=error"`
	Doctor  doctor.Command `cmd:"" help:"Check key, wallet, network and directories, each with its remedy."`
	Sandbox sandboxCmd     `cmd:"" help:"Serve the simulated HeyGen to any HeyGen v3 client."`
	Migrate migrateCmd     `cmd:"" help:"Convert requests of HeyGen's ended v1 and v2 APIs to v3 and to tool calls; nothing is sent."`
	Jobs    ledger.Jobs    `cmd:"" help:"Tell of paid jobs from the ledger: list, show, export, prune."`
	Spend   ledger.Spend   `cmd:"" help:"Tell what was spent, against estimates, the wallet and the budgets."`
	Info    versionCmd     `cmd:"" name:"version" help:"Print version, commit and Go version."`
}

// Run runs the command that args name and returns the process's exit code. It
// stops gracefully when ctx ends or the process is told to (SIGINT, SIGTERM).
func Run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	// Who says it twice means at once: the second signal ends the process.
	context.AfterFunc(ctx, stop)
	sys := terminal.Machine(stdin, stdout, stderr)
	sys.PauseCollector()
	return run(ctx, args, sys)
}

func run(ctx context.Context, args []string, sys *terminal.System) int {
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
		return terminal.ExitOK
	case err != nil:
		return report(sys, terminal.UsageError("%w", err))
	}
	sys.ResumeCollector()
	return execute(ctx, parsed, sys)
}

func execute(ctx context.Context, parsed *kong.Context, sys *terminal.System) int {
	parsed.BindTo(ctx, (*context.Context)(nil))
	command, _, _ := strings.Cut(parsed.Command(), " ")
	if command == "serve" || command == "sandbox" {
		return report(sys, parsed.Run(sys)) // servers let their requests end
	}
	return report(sys, untilInterrupted(ctx, cmp.Or(sys.EndLimit, endLimit), func() error { return parsed.Run(sys) }))
}

// parseServe reads a command line that can only mean serve, with the part of
// the grammar that serve needs: every MCP client waits for this start. What it
// cannot read is left to the whole grammar, which knows the better message.
func parseServe(args []string, sys *terminal.System) (*kong.Context, bool) {
	others := []string{"demo", "call", "batch", "doctor", "sandbox", "migrate", "jobs", "spend", "version", "-h", "--help", "-v", "--version"}
	if slices.ContainsFunc(args, func(arg string) bool { return slices.Contains(others, arg) }) {
		return nil, false
	}
	var only struct {
		Serve serve.Command `cmd:"" default:"withargs" set:"log_level=info"`
	}
	parser, err := newParser(&only, sys, func(int) {})
	if err != nil {
		return nil, false
	}
	parsed, err := parser.Parse(dropUnset(args, valueFlags(parser.Model.Node)))
	return parsed, err == nil
}

func newParser(into any, sys *terminal.System, exit func(int)) (*kong.Kong, error) {
	variables := &variables{lookup: sys.Lookup}
	return kong.New(into,
		kong.Name("heygen-mcp"),
		kong.Description(appHelp),
		kong.Vars{"toolset_names": strings.Join(tools.ToolsetNames(), ", ")},
		kong.Writers(sys.Stdout, sys.Stderr),
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
func report(sys *terminal.System, err error) int {
	if err == nil {
		return terminal.ExitOK
	}
	failure, ok := errors.AsType[*terminal.ExitError](err)
	if !ok {
		failure = &terminal.ExitError{Code: terminal.ExitFailed, Err: err}
	}
	if failure.Err != nil {
		terminal.Tell(sys.Stderr, "heygen-mcp: %v\n", failure.Err)
		if failure.Code == terminal.ExitUsage {
			terminal.Tell(sys.Stderr, "Run `heygen-mcp --help`, or `heygen-mcp <command> --help`.\n")
		}
	}
	return failure.Code
}
