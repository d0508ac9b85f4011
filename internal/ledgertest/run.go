package ledgertest

import (
	"flag"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"testing"
)

// Run runs the tests of a package that wait on ledgers, and returns the exit code
// for [os.Exit].
//
//   - So many of them run at once on each processor, unless -parallel tells how
//     many: they wait more than they compute.
//   - Their temporary files are in memory where it is plenty: a ledger waits for
//     its disk at each write, and no test breaks disks.
//   - Garbage is collected more rarely.
func Run(m *testing.M, perProcessor int) int {
	flag.Parse()
	told := false
	flag.Visit(func(f *flag.Flag) { told = told || f.Name == "test.parallel" })
	if !told {
		if err := flag.Set("test.parallel", strconv.Itoa(max(1, perProcessor/crowd)*runtime.GOMAXPROCS(0))); err != nil {
			panic(err)
		}
	}
	debug.SetGCPercent(300)
	end, err := inMemory()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer end()
	return m.Run()
}

// inMemory makes a folder in memory the one for temporary files, and returns what
// removes it. It does nothing where there is no such memory, or TMPDIR is set.
func inMemory() (end func(), err error) {
	parent := memoryFolder()
	if parent == "" || os.Getenv("TMPDIR") != "" {
		return func() {}, nil
	}
	dir, err := os.MkdirTemp(parent, "heygen-mcp-tests-*")
	if err != nil {
		return func() {}, nil //nolint:nilerr // the disk does as well
	}
	return func() { _ = os.RemoveAll(dir) }, os.Setenv("TMPDIR", dir)
}
