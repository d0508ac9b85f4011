package version

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

// version is set by the linker in releases:
// -ldflags "-X heygen-mcp/cli/version.version=1.2.3". Nothing else writes it.
var version string

// Build is what is known about this binary.
type Build struct {
	Version string
	Commit  string
	Go      string
}

// Read asks the linker's value first, then what the Go toolchain
// recorded: a module version by go install, or the commit by go build.
func Read() Build {
	b := Build{Version: version, Go: runtime.Version()}
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
func (b Build) String() string {
	return fmt.Sprintf("heygen-mcp %s (commit %s, %s %s/%s)", b.Version, b.Commit, b.Go, runtime.GOOS, runtime.GOARCH)
}
