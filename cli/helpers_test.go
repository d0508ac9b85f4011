package cli

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"heygen-mcp/cli/terminal"
)

// terminal-less system with an environment of its own and an empty home.
type testSystem struct {
	*terminal.System
	out, errs *bytes.Buffer
}

func newTestSystem(t *testing.T, env map[string]string) testSystem {
	t.Helper()
	out, errs := &bytes.Buffer{}, &bytes.Buffer{}
	home := t.TempDir()
	return testSystem{out: out, errs: errs, System: &terminal.System{
		Stdin: strings.NewReader(""), Stdout: out, Stderr: errs,
		Lookup:  func(name string) (string, bool) { v, ok := env[name]; return v, ok },
		Now:     time.Now,
		Home:    home,
		Workdir: home, Executable: "/opt/heygen/heygen-mcp", Goos: "linux",
	}}
}

// parse reads a command line without running it.
func (s testSystem) parse(t *testing.T, args ...string) (*grammar, error) {
	t.Helper()
	into := &grammar{}
	parser, err := newParser(into, s.System, func(int) {})
	if err != nil {
		t.Fatalf("the grammar is broken: %v", err)
	}
	_, err = parser.Parse(dropUnset(args, valueFlags(parser.Model.Node)))
	return into, err
}
