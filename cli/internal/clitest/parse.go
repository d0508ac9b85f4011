package clitest

import (
	"testing"

	"github.com/alecthomas/kong"
	"github.com/stretchr/testify/require"
)

// Parse reads the arguments of one command into it, without running it and without
// the environment's variables, which the whole command line knows.
func Parse(t testing.TB, command any, sys System, args ...string) {
	t.Helper()
	parser, err := kong.New(command, kong.Vars{"log_level": "info", "toolset_names": "core"}, kong.Bind(sys.System), kong.Exit(func(int) {}))
	require.NoError(t, err)
	_, err = parser.Parse(args)
	require.NoError(t, err)
}
