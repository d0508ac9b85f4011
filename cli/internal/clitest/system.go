package clitest

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"heygen-mcp/cli/terminal"
)

// System is a system without a terminal, with an environment of its own and an
// empty home.
type System struct {
	*terminal.System
	// Out and Errs have what was written to stdout and stderr.
	Out, Errs *bytes.Buffer
}

// NewSystem makes a system with these environment variables and no others.
func NewSystem(t testing.TB, env map[string]string) System {
	t.Helper()
	out, errs := &bytes.Buffer{}, &bytes.Buffer{}
	home := t.TempDir()
	return System{Out: out, Errs: errs, System: &terminal.System{
		Stdin: strings.NewReader(""), Stdout: out, Stderr: errs,
		Lookup:  func(name string) (string, bool) { v, ok := env[name]; return v, ok },
		Now:     time.Now,
		Home:    home,
		Workdir: home, Executable: "/opt/heygen/heygen-mcp", Goos: "linux",
		EndLimit: time.Minute,
	}}
}

// WriteCredentials puts a credentials file into the system's home and gives its
// path.
func (s System) WriteCredentials(t testing.TB, content string, mode os.FileMode) string {
	t.Helper()
	path := filepath.Join(s.Home, ".heygen", "credentials")
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o700))
	require.NoError(t, os.WriteFile(path, []byte(content), mode))
	require.NoError(t, os.Chmod(path, mode))
	return path
}

// At is a clock that stands still.
func At(moment time.Time) func() time.Time { return func() time.Time { return moment } }
