package clitest

import (
	"flag"
	"runtime"
	"strconv"
	"testing"
)

// parallel is how many tests run at the same time where most of them wait.
const parallel = 16

// Run runs the tests of a package that mostly wait, many at the same time unless
// the command line says how many, and gives the exit code for [os.Exit].
func Run(m *testing.M) int {
	flag.Parse()
	if at := flag.Lookup("test.parallel"); at.Value.String() == strconv.Itoa(runtime.GOMAXPROCS(0)) {
		_ = at.Value.Set(strconv.Itoa(parallel)) // a number is always taken
	}
	return m.Run()
}
