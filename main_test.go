package main_test

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"heygen-mcp/cli"
)

// asProgram makes this test binary run heygen-mcp instead of the tests.
const asProgram = "RUN_AS_HEYGEN_MCP"

// TestMain lets tests run the program in processes of their own, without
// building it again.
func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		os.Exit(cli.Run(context.Background(), os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}

// program runs heygen-mcp as on a new machine, without a home or a setting, and
// gives what it prints.
func program(t *testing.T, stdin string, args ...string) string {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	home := t.TempDir()
	var out, errs bytes.Buffer
	cmd := exec.CommandContext(t.Context(), self, args...)
	cmd.Env = slices.DeleteFunc(os.Environ(), func(set string) bool {
		return strings.HasPrefix(set, "HEYGEN_") || strings.HasPrefix(set, "LIVEAVATAR_") || strings.HasPrefix(set, "XDG_")
	})
	cmd.Env = append(cmd.Env, asProgram+"=1", "COLUMNS=110", "HOME="+home, "USERPROFILE="+home, "TMPDIR="+home, "TMP="+home, "TEMP="+home)
	cmd.Dir, cmd.Stdin, cmd.Stdout, cmd.Stderr = home, strings.NewReader(stdin), &out, &errs
	require.NoError(t, cmd.Run(), "%v: %s", args, &errs)
	return out.String()
}
