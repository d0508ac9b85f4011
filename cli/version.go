package cli

import (
	"fmt"

	"github.com/alecthomas/kong"

	"heygen-mcp/cli/terminal"
	"heygen-mcp/cli/version"
)

type versionCmd struct{}

// Run prints the version.
func (versionCmd) Run(sys *terminal.System) error {
	_, err := fmt.Fprintln(sys.Stdout, version.Read())
	return err
}

// versionFlag is --version, which wins over whatever command is named.
type versionFlag bool

// IgnoreDefault keeps the default command from being chosen.
func (versionFlag) IgnoreDefault() {}

// BeforeReset prints the version and ends the parsing.
func (versionFlag) BeforeReset(k *kong.Kong, sys *terminal.System) error {
	if _, err := fmt.Fprintln(sys.Stdout, version.Read()); err != nil {
		return err
	}
	k.Exit(terminal.ExitOK)
	return nil
}
