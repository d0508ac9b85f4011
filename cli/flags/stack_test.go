package flags

import (
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/cli/internal/clitest"
)

// TestTheSandboxHasALedgerOfItsOwn, which goes with it unless a place is named.
func TestTheSandboxHasALedgerOfItsOwn(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	log := LogFlags{LogLevel: "error"}.Logger(io.Discard)
	sys := clitest.NewSystem(t, nil)
	tests := []struct {
		name    string
		given   LedgerFlags
		sandbox bool
		want    string
	}{
		{"real", LedgerFlags{LedgerPlace: LedgerPlace{DataDir: dir}}, false, filepath.Join(dir, "ledger.db")},
		{"sandbox, kept", LedgerFlags{LedgerPlace: LedgerPlace{DataDir: dir}}, true, filepath.Join(dir, "sandbox.db")},
		{"sandbox and a database", LedgerFlags{LedgerPlace: LedgerPlace{DataDir: dir, DatabaseURL: "postgres://u@h/d"}}, true, filepath.Join(dir, "sandbox.db")},
	}
	for _, test := range tests {
		ledger, temporary := test.given.newLedger(sys.System, test.sandbox, 60, log)
		assert.Equal(t, test.want, ledger.Name(), test.name)
		assert.Empty(t, temporary, test.name)
	}
	none, _ := LedgerFlags{NoLedger: true}.newLedger(sys.System, false, 1, log)
	assert.Nil(t, none)

	r, err := Start(sys.System, Settings{Account: AccountFlags{APIFlags: APIFlags{Sandbox: true}, SandboxSpeed: 60}, Log: log})
	require.NoError(t, err)
	assert.NoDirExists(t, r.Temporary, "nothing is opened at the start")
	assert.Equal(t, filepath.Join(r.Temporary, ledgerFile), r.Env.Ledger.Name())
	_, err = r.Env.Ledger.Endpoints(t.Context(), "")
	require.NoError(t, err)
	assert.FileExists(t, r.Env.Ledger.Name())
	require.NoError(t, r.Close())
	assert.NoDirExists(t, r.Temporary)
}

// TestOnlyStdioAndCallHaveADataDirectory: over HTTP the secrets are the
// callers', and the disk is not.
func TestOnlyStdioAndCallHaveADataDirectory(t *testing.T) {
	t.Parallel()
	sys := clitest.NewSystem(t, nil)
	for _, test := range []struct {
		set  Settings
		want bool
	}{
		{Settings{Files: &FileFlags{}}, true},
		{Settings{}, false},
		{Settings{Files: &FileFlags{}, Account: AccountFlags{APIFlags: APIFlags{Sandbox: true}, SandboxSpeed: 1}}, false},
	} {
		test.set.Log = LogFlags{LogLevel: "error"}.Logger(sys.Errs)
		r, err := Start(sys.System, test.set)
		require.NoError(t, err)
		assert.Equal(t, test.want, r.Env.Secrets != nil)
		require.NoError(t, r.Close())
	}
	_, err := os.Stat(dataDir(sys.System, ""))
	assert.ErrorIs(t, err, os.ErrNotExist, "a start makes no folder")
}

// TestLedgerFlagsThatGoTogether pass; what does not is refused where the program's
// whole command line is tested.
func TestLedgerFlagsThatGoTogether(t *testing.T) {
	t.Parallel()
	require.NoError(t, LedgerFlags{LedgerPlace: LedgerPlace{DataDir: "/kept"}, Concurrency: 10, KeepJobs: 400, BudgetFlags: BudgetFlags{BudgetDayUSD: 5, BudgetMonthUSD: 50.5}}.validate())
}
