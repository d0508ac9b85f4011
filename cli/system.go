package cli

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

// system is what the commands see of the machine. Tests bring their own.
type system struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	lookup         func(name string) (string, bool)
	now            func() time.Time
	// home is the user's home directory, or empty where there is none.
	home string
	// workdir is the current directory.
	workdir string
	// executable is the absolute path of this program.
	executable string
	// goos is the operating system, as in runtime.GOOS.
	goos string
	// collect is the garbage collector's setting while it is paused.
	collect *collectorSetting
}

// machine is the real one.
func machine(stdin io.Reader, stdout, stderr io.Writer) *system {
	sys := &system{stdin: stdin, stdout: stdout, stderr: stderr, lookup: os.LookupEnv, now: time.Now, goos: runtime.GOOS}
	// Each of these may be unknown, in a container for one; what needs it
	// then does without or says so.
	sys.home, _ = os.UserHomeDir()
	sys.workdir, _ = os.Getwd()
	sys.executable, _ = os.Executable()
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

// pauseCollector keeps the garbage collector from running until a client has
// what it waits for: the start allocates a few MB once.
func (s *system) pauseCollector() {
	s.collect = &collectorSetting{percent: debug.SetGCPercent(-1), limit: debug.SetMemoryLimit(mostUncollected)}
}

// resumeCollector ends the pause, where there is one.
func (s *system) resumeCollector() {
	if s.collect != nil {
		debug.SetMemoryLimit(s.collect.limit)
		debug.SetGCPercent(s.collect.percent)
		s.collect = nil
	}
}

// getenv is a variable's value, empty where it counts as unset.
func (s *system) getenv(name string) string {
	value, _ := s.lookup(name)
	if isUnset(value) {
		return ""
	}
	return value
}

// expand resolves a leading ~, which nobody else does where a desktop host
// hands over a path, and makes the path absolute.
func (s *system) expand(path string) string {
	if rest, ok := strings.CutPrefix(path, "~"); ok && s.home != "" && (rest == "" || os.IsPathSeparator(rest[0])) {
		path = s.home + rest
	}
	if !filepath.IsAbs(path) && s.workdir != "" {
		path = filepath.Join(s.workdir, path)
	}
	return filepath.Clean(path)
}

// tell writes to a person. Where nobody reads any more there is nobody to tell.
func tell(w io.Writer, format string, args ...any) { _, _ = fmt.Fprintf(w, format, args...) }

// isTerminal tells whether a stream of ours is a person's terminal.
func isTerminal(stream any) bool {
	file, ok := stream.(interface{ Fd() uintptr })
	return ok && term.IsTerminal(int(file.Fd()))
}
