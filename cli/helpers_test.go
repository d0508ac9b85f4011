package cli

import (
	"bytes"
	"strings"
	"testing"
	"time"
)

// terminal-less system with an environment of its own and an empty home.
type testSystem struct {
	*system
	out, errs *bytes.Buffer
}

func newTestSystem(t *testing.T, env map[string]string) testSystem {
	t.Helper()
	out, errs := &bytes.Buffer{}, &bytes.Buffer{}
	home := t.TempDir()
	return testSystem{out: out, errs: errs, system: &system{
		stdin: strings.NewReader(""), stdout: out, stderr: errs,
		lookup:  func(name string) (string, bool) { v, ok := env[name]; return v, ok },
		now:     time.Now,
		home:    home,
		workdir: home, executable: "/opt/heygen/heygen-mcp", goos: "linux",
	}}
}

// parse reads a command line without running it.
func (s testSystem) parse(t *testing.T, args ...string) (*grammar, error) {
	t.Helper()
	into := &grammar{}
	parser, err := newParser(into, s.system, func(int) {})
	if err != nil {
		t.Fatalf("the grammar is broken: %v", err)
	}
	_, err = parser.Parse(dropUnset(args, valueFlags(parser.Model.Node)))
	return into, err
}
