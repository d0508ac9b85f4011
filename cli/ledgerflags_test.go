package cli

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/cli/flags"
	"heygen-mcp/cli/terminal"
	"heygen-mcp/heygenapi/heygentest"
	"heygen-mcp/jobs"
)

func TestDataDir(t *testing.T) {
	t.Parallel()
	absolute := t.TempDir()
	tests := []struct {
		name, goos, home, flag string
		env                    map[string]string
		want                   string
	}{
		{"linux", "linux", "/home/ada", "", nil, "/home/ada/.local/share/heygen-mcp"},
		{"XDG", "linux", "/home/ada", "", map[string]string{"XDG_DATA_HOME": absolute}, filepath.Join(absolute, "heygen-mcp")},
		{"a relative XDG", "linux", "/home/ada", "", map[string]string{"XDG_DATA_HOME": "share"}, "/home/ada/.local/share/heygen-mcp"},
		{"macOS", "darwin", "/Users/ada", "", map[string]string{"XDG_DATA_HOME": absolute}, "/Users/ada/Library/Application Support/heygen-mcp"},
		{"Windows", "windows", "/Users/ada", "", map[string]string{"LocalAppData": absolute}, filepath.Join(absolute, "heygen-mcp")},
		{"Windows, without its variable", "windows", "/Users/ada", "", nil, "/Users/ada/AppData/Local/heygen-mcp"},
		{"a flag", "linux", absolute, "~/kept", nil, filepath.Join(absolute, "kept")},
		{"no home", "linux", "", "", nil, filepath.Join(os.TempDir(), ".local", "share", "heygen-mcp")},
	}
	for _, test := range tests {
		sys := newTestSystem(t, test.env)
		sys.Goos, sys.Home = test.goos, test.home
		assert.Equal(t, filepath.FromSlash(test.want), flags.DataDir(sys.System, test.flag), test.name)
	}
}

func TestLedgerFlags(t *testing.T) {
	t.Parallel()
	got, err := newTestSystem(t, nil).parse(t, "--data-dir", "/kept", "--repeat-window=0", "--budget-day-usd=5", "--budget-month-usd", "50.5", "--concurrency=10")
	require.NoError(t, err)
	want := flags.LedgerFlags{LedgerPlace: flags.LedgerPlace{DataDir: "/kept"}, Concurrency: 10, KeepJobs: 400, BudgetFlags: flags.BudgetFlags{BudgetDayUSD: 5, BudgetMonthUSD: 50.5}}
	assert.Equal(t, want, got.Serve.LedgerFlags)
	require.NoError(t, want.Verify())

	got, err = newTestSystem(t, map[string]string{
		"HEYGEN_MCP_DATA_DIR": "/kept", "HEYGEN_MCP_DATABASE_URL": "postgres://u:p@host/db", "HEYGEN_MCP_NO_LEDGER": "true",
		"HEYGEN_MCP_BUDGET_DAY_USD": "${user_config.budget}", "HEYGEN_MCP_BUDGET_MONTH_USD": "7",
		"HEYGEN_MCP_CONCURRENCY": "20", "HEYGEN_MCP_KEEP_JOBS": "0",
	}).parse(t, "call", "x")
	require.NoError(t, err)
	assert.Equal(t, flags.LedgerFlags{
		LedgerPlace: flags.LedgerPlace{DataDir: "/kept", DatabaseURL: "postgres://u:p@host/db"}, NoLedger: true, RepeatWindow: flags.Period(15 * time.Minute), Concurrency: 20, KeepJobs: 0, BudgetFlags: flags.BudgetFlags{BudgetMonthUSD: 7},
	}, got.Call.LedgerFlags)
}

func TestBadLedgerFlags(t *testing.T) {
	t.Parallel()
	for args, want := range map[string]string{
		"--repeat-window=-1m":                                               "must not be negative",
		"--repeat-window=often":                                             "no duration",
		"--budget-day-usd=-1":                                               "--budget-day-usd (HEYGEN_MCP_BUDGET_DAY_USD) is -1",
		"--budget-month-usd=NaN":                                            "--budget-month-usd",
		"--database-url=mysql://u:hush@host/db":                             "postgres://user:password@host/database",
		"--database-url=host=h,password=hush":                               "postgres://user:password@host/database",
		"--concurrency=-1":                                                  "--concurrency (HEYGEN_MCP_CONCURRENCY) is -1",
		"--keep-jobs=7":                                                     "at least 31",
		"--no-ledger --budget-day-usd=1":                                    "exclude each other",
		"--transport=http --public-url=http://hush.example.com":             "plain http is for loopback",
		"--transport=http --public-url=mcp.example.com":                     "https://mcp.example.com",
		"--transport=http --public-url=https://u:hush@h.com":                "plain address",
		"--transport=http --public-url=https://h.com --no-ledger --sandbox": "exclude each other",
	} {
		sys := newTestSystem(t, nil)
		assert.Equal(t, terminal.ExitUsage, run(t.Context(), strings.Fields(args), sys.System), args)
		assert.Contains(t, sys.errs.String(), want, args)
		if strings.Contains(args, "hush@") || strings.Contains(args, "password=hush") {
			assert.NotContains(t, sys.errs.String(), "hush", "no password is repeated")
		}
	}
}

// TestTheSandboxHasALedgerOfItsOwn, which goes with it unless a place is named.
func TestTheSandboxHasALedgerOfItsOwn(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	log := flags.LogFlags{LogLevel: "error"}.Logger(io.Discard)
	sys := newTestSystem(t, nil)
	tests := []struct {
		name    string
		flags   flags.LedgerFlags
		sandbox bool
		want    string
	}{
		{"real", flags.LedgerFlags{LedgerPlace: flags.LedgerPlace{DataDir: dir}}, false, filepath.Join(dir, "ledger.db")},
		{"sandbox, kept", flags.LedgerFlags{LedgerPlace: flags.LedgerPlace{DataDir: dir}}, true, filepath.Join(dir, "sandbox.db")},
		{"sandbox and a database", flags.LedgerFlags{LedgerPlace: flags.LedgerPlace{DataDir: dir, DatabaseURL: "postgres://u@h/d"}}, true, filepath.Join(dir, "sandbox.db")},
	}
	for _, test := range tests {
		ledger, temporary := test.flags.Ledger(sys.System, test.sandbox, 60, log)
		assert.Equal(t, test.want, ledger.Name(), test.name)
		assert.Empty(t, temporary, test.name)
	}
	none, _ := flags.LedgerFlags{NoLedger: true}.Ledger(sys.System, false, 1, log)
	assert.Nil(t, none)

	r, err := flags.Start(sys.System, flags.Settings{Account: flags.AccountFlags{ApiFlags: flags.ApiFlags{Sandbox: true}, SandboxSpeed: 60}, Log: log})
	require.NoError(t, err)
	assert.NoDirExists(t, r.Temporary, "nothing is opened at the start")
	assert.Equal(t, filepath.Join(r.Temporary, flags.LedgerFile), r.Env.Ledger.Name())
	_, err = r.Env.Ledger.Endpoints(t.Context(), "")
	require.NoError(t, err)
	assert.FileExists(t, r.Env.Ledger.Name())
	require.NoError(t, r.Close())
	assert.NoDirExists(t, r.Temporary)
}

// TestServeStdioResumes what a process that ended left under way, and makes no
// ledger where there is none.
func TestServeStdioResumes(t *testing.T) {
	t.Parallel()
	base, dir, empty := simulate(t, heygentest.WithClock(heygentest.NewSpeedClock(600))), t.TempDir(), filepath.Join(t.TempDir(), "nothing")
	id := buyVideo(t, base, dir, "Under way.", at(time.Now().Add(-time.Minute)))
	require.Equal(t, jobs.Accepted, stateOf(t, dir, id))

	for _, data := range []string{dir, empty} {
		p := startProgram(t, []string{flags.KeyVariable + "=sk_shared", "HEYGEN_API_BASE=" + base, "HEYGEN_MCP_DATA_DIR=" + data})
		p.rpc(t, strings.TrimSpace(initializeLine))
		if data == dir {
			require.Eventually(t, func() bool { return stateOf(t, dir, id) == jobs.Completed }, 15*time.Second, 50*time.Millisecond)
		}
		require.NoError(t, p.stdin.Close())
		code, stderr := p.end(t)
		assert.Equal(t, terminal.ExitOK, code, stderr)
	}
	_, err := os.Stat(empty)
	assert.True(t, errors.Is(err, os.ErrNotExist))
}
