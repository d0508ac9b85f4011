package cli

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/alecthomas/kong"
)

// version is set by the linker in releases:
// -ldflags "-X heygen-mcp/cli.version=1.2.3". Nothing else writes it.
var version string

// build is what is known about this binary.
type build struct {
	Version string
	Commit  string
	Go      string
}

// buildVersion asks the linker's value first, then what the Go toolchain
// recorded: a module version by go install, or the commit by go build.
func buildVersion() build {
	b := build{Version: version, Go: runtime.Version()}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		info = &debug.BuildInfo{}
	}
	if b.Version == "" && info.Main.Version != "(devel)" {
		b.Version = info.Main.Version
	}
	if b.Version == "" {
		b.Version = "dev"
	}
	dirty := ""
	for _, setting := range info.Settings {
		switch setting.Key {
		case "vcs.revision":
			b.Commit = setting.Value[:min(12, len(setting.Value))]
		case "vcs.modified":
			if setting.Value == "true" {
				dirty = "+changes"
			}
		}
	}
	if b.Commit == "" {
		b.Commit = "unknown"
	}
	b.Commit += dirty
	return b
}

// String is the line that version prints.
func (b build) String() string {
	return fmt.Sprintf("heygen-mcp %s (commit %s, %s %s/%s)", b.Version, b.Commit, b.Go, runtime.GOOS, runtime.GOARCH)
}

type versionCmd struct{}

// Run prints the version.
func (versionCmd) Run(sys *system) error {
	_, err := fmt.Fprintln(sys.stdout, buildVersion())
	return err
}

// versionFlag is --version, which wins over whatever command is named.
type versionFlag bool

// IgnoreDefault keeps the default command from being chosen.
func (versionFlag) IgnoreDefault() {}

// BeforeReset prints the version and ends the parsing.
func (versionFlag) BeforeReset(k *kong.Kong, sys *system) error {
	if _, err := fmt.Fprintln(sys.stdout, buildVersion()); err != nil {
		return err
	}
	k.Exit(ExitOK)
	return nil
}
