package terminal

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	"golang.org/x/term"
)

// System is what the commands see of the machine. Tests bring their own.
type System struct {
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	Lookup         func(name string) (string, bool)
	Now            func() time.Time
	// Home is the user's home directory, or empty where there is none.
	Home string
	// Workdir is the current directory.
	Workdir string
	// Executable is the absolute path of this program.
	Executable string
	// Goos is the operating system, as in runtime.GOOS.
	Goos string
	// collect is the garbage collector's setting while it is paused.
	collect *collectorSetting
	// EndLimit is how long an interrupted command may take to end; zero is the
	// usual limit. Tests set another: a busy machine is no failure of theirs.
	EndLimit time.Duration
}

// Machine is the real one.
func Machine(stdin io.Reader, stdout, stderr io.Writer) *System {
	sys := &System{Stdin: stdin, Stdout: stdout, Stderr: stderr, Lookup: os.LookupEnv, Now: time.Now, Goos: runtime.GOOS}
	// Each of these may be unknown, in a container for one; what needs it
	// then does without or says so.
	sys.Home, _ = os.UserHomeDir()
	sys.Workdir, _ = os.Getwd()
	sys.Executable, _ = os.Executable()
	return sys
}

// collectorSetting is when the garbage collector runs.
type collectorSetting struct {
	percent int
	limit   int64
}

// mostUncollected ends a pause of the collector that nobody else ends: a client
// may say hello and then nothing more, while the ledger is watched for hours.
const mostUncollected = 64 << 20

// PauseCollector keeps the garbage collector from running until a client has
// what it waits for: the start allocates a few MB once.
func (s *System) PauseCollector() {
	s.collect = &collectorSetting{percent: debug.SetGCPercent(-1), limit: debug.SetMemoryLimit(mostUncollected)}
}

// ResumeCollector ends the pause, where there is one.
func (s *System) ResumeCollector() {
	if s.collect != nil {
		debug.SetMemoryLimit(s.collect.limit)
		debug.SetGCPercent(s.collect.percent)
		s.collect = nil
	}
}

// Getenv is a variable's value, empty where it counts as unset.
func (s *System) Getenv(name string) string {
	value, _ := s.Lookup(name)
	if IsUnset(value) {
		return ""
	}
	return value
}

// Expand resolves a leading ~, which nobody else does where a desktop host
// hands over a path, and makes the path absolute.
func (s *System) Expand(path string) string {
	if rest, ok := strings.CutPrefix(path, "~"); ok && s.Home != "" && (rest == "" || os.IsPathSeparator(rest[0])) {
		path = s.Home + rest
	}
	if !filepath.IsAbs(path) && s.Workdir != "" {
		path = filepath.Join(s.Workdir, path)
	}
	return filepath.Clean(path)
}

// Tell writes to a person. Where nobody reads any more there is nobody to tell.
func Tell(w io.Writer, format string, args ...any) { _, _ = fmt.Fprintf(w, format, args...) }

// IsTerminal tells whether a stream of ours is a person's terminal.
func IsTerminal(stream any) bool {
	file, ok := stream.(interface{ Fd() uintptr })
	return ok && term.IsTerminal(int(file.Fd()))
}
