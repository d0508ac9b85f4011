package flags

import (
	"errors"
	"fmt"
	"strings"

	"heygen-mcp/cli/terminal"
	"heygen-mcp/tools"
)

// ToolFlags say which tools there are. The default toolsets are the command's.
type ToolFlags struct {
	Toolsets      []string `env:"HEYGEN_MCP_TOOLSETS" group:"tools" default:"${toolsets}" placeholder:"NAME" help:"The toolsets, instead of the default (default ${default}): ${toolset_names}."`
	Tools         []string `env:"HEYGEN_MCP_TOOLS" group:"tools" placeholder:"TOOL" help:"Single tools, in addition to those of the toolsets."`
	ExcludeTools  []string `env:"HEYGEN_MCP_EXCLUDE_TOOLS" group:"tools" placeholder:"TOOL" help:"Tools to leave out, whatever else names them."`
	ReadOnly      bool     `env:"HEYGEN_MCP_READ_ONLY" group:"tools" help:"Leave out every tool that creates, changes, spends, deletes or writes a file. It wins over names."`
	NoDestructive bool     `env:"HEYGEN_MCP_NO_DESTRUCTIVE" group:"tools" help:"Leave out every tool that may delete or overwrite. It wins over names."`
}

// Selection is what the flags say; fallback are the toolsets where none is
// left of those given.
func (f ToolFlags) Selection(fallback string) tools.Selection {
	s := tools.Selection{
		Toolsets: setNames(f.Toolsets), Tools: setNames(f.Tools), ExcludeTools: setNames(f.ExcludeTools),
		ReadOnly: f.ReadOnly, NoDestructive: f.NoDestructive,
	}
	if len(s.Toolsets) == 0 {
		s.Toolsets = []string{fallback}
	}
	return s
}

// WrongName is a name that no toolset or tool has, as a mistake in its flag or
// variable.
func WrongName(err error) error {
	if unknown, ok := errors.AsType[*tools.UnknownNameError](err); ok {
		return terminal.UsageError("%s: %w", FlagAndVariable(unknown.List), unknown)
	}
	return err
}

// FlagAndVariable is how messages call a flag that may have come from either.
func FlagAndVariable(flag string) string {
	return "--" + flag + " (HEYGEN_MCP_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_")) + ")"
}

// ToolsetTable lists the toolsets for help texts.
func ToolsetTable() string {
	var b strings.Builder
	for _, set := range tools.Toolsets() {
		fmt.Fprintf(&b, "    %-11s  %s\n", set.Name, set.Description)
	}
	return b.String()
}

// setNames leaves out the names that count as not given.
func setNames(given []string) []string {
	var names []string
	for _, name := range given {
		if !terminal.IsUnset(name) {
			names = append(names, strings.TrimSpace(name))
		}
	}
	return names
}
