package cli

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"heygen-mcp/cli/internal/clitest"
	"heygen-mcp/cli/terminal"
)

func TestBatchWrongUse(t *testing.T) {
	t.Parallel()
	people, bad := clitest.Table(t, "name\nAda\n"), clitest.Table(t, "name,city\nAda,London\nBob\n")
	say := []string{"--script=Hello", "--avatar=a"}
	tests := []struct {
		name string
		args []string
		says string
	}{
		{"no table", say, "which table?"},
		{"nothing to make", []string{people}, "what is to be made"},
		{"no such file", append([]string{filepath.Join(t.TempDir(), "none.csv")}, say...), "none.csv: no such file"},
		{"a folder", append([]string{t.TempDir()}, say...), "cannot be read to its end"},
		{"a bad line", append([]string{bad}, say...), "people.csv: line 3 has 1 cell, and the header names 2 columns"},
		{"no script file", []string{people, "--avatar=a", "--script=@" + people + ".txt"}, "--script @people.csv.txt: no such file"},
		{"an empty script file", []string{people, "--avatar=a", "--script=@" + clitest.Table(t, " \n")}, "--script @people.csv is empty"},
		{"a huge script file", []string{people, "--avatar=a", "--script=@" + clitest.Table(t, strings.Repeat("x", 64<<10+1))}, "more than 64 KB"},
		{"no value", []string{people, "--template=t", "--var=name"}, "--var"},
		{"a template that speaks", []string{people, "--template=t", "--script=Hello"}, "--script and --template exclude each other"},
		{"a translation that speaks", []string{people, "--translate", "--script=Hello"}, "--script and --translate exclude each other"},
		{"a translation of a template", []string{people, "--translate", "--template=t"}, "--template and --translate exclude each other"},
		{"languages without a translation", append([]string{people, "--languages=es"}, say...), "--languages needs --translate"},
		{"variables without a template", append([]string{people, "--var=a=1"}, say...), "--var needs --template"},
		{"no ledger", append([]string{people, "--no-ledger"}, say...), "--no-ledger exclude"},
		{"follow and cancel", []string{"--follow=b", "--cancel=b"}, "--follow and --cancel exclude"},
		{"follow and make", append([]string{people, "--follow=b"}, say...), "leave out the file"},
		{"cancel and make", []string{"--cancel=b", "--title=x"}, "leave out the file"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			sys := clitest.NewSystem(t, nil)
			assert.Equal(t, terminal.ExitUsage, run(t.Context(), append([]string{"batch", "--sandbox"}, test.args...), sys.System), "%s", sys.Errs)
			assert.Contains(t, sys.Errs.String(), test.says)
			assert.Empty(t, sys.Out.String())
		})
	}
}
