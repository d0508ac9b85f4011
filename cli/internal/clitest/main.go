package clitest

import (
	"flag"
	"runtime"
	"strconv"
	"testing"
)

// Run runs the tests of a package of which many wait, twice as many at the same
// time as there are processors unless the command line says how many, and gives the
// exit code for [os.Exit]. More would starve each other under the race detector.
func Run(m *testing.M) int {
	flag.Parse()
	processors := runtime.GOMAXPROCS(0)
	if at := flag.Lookup("test.parallel"); at.Value.String() == strconv.Itoa(processors) {
		_ = at.Value.Set(strconv.Itoa(2 * processors)) // a number is always taken
	}
	return m.Run()
}
