package cli

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/cli/flags"
	"heygen-mcp/cli/internal/clitest"
	"heygen-mcp/cli/terminal"
	"heygen-mcp/heygenapi/heygentest"
	"heygen-mcp/jobs"
)

func TestLedgerFlags(t *testing.T) {
	t.Parallel()
	got, err := parse(t, clitest.NewSystem(t, nil), "--data-dir", "/kept", "--repeat-window=0", "--budget-day-usd=5", "--budget-month-usd", "50.5", "--concurrency=10")
	require.NoError(t, err)
	want := flags.LedgerFlags{LedgerPlace: flags.LedgerPlace{DataDir: "/kept"}, Concurrency: 10, KeepJobs: 400, BudgetFlags: flags.BudgetFlags{BudgetDayUSD: 5, BudgetMonthUSD: 50.5}}
	assert.Equal(t, want, got.Serve.LedgerFlags)

	got, err = parse(t, clitest.NewSystem(t, map[string]string{
		"HEYGEN_MCP_DATA_DIR": "/kept", "HEYGEN_MCP_DATABASE_URL": "postgres://u:p@host/db", "HEYGEN_MCP_NO_LEDGER": "true",
		"HEYGEN_MCP_BUDGET_DAY_USD": "${user_config.budget}", "HEYGEN_MCP_BUDGET_MONTH_USD": "7",
		"HEYGEN_MCP_CONCURRENCY": "20", "HEYGEN_MCP_KEEP_JOBS": "0",
	}), "call", "x")
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
		sys := clitest.NewSystem(t, nil)
		assert.Equal(t, terminal.ExitUsage, run(t.Context(), strings.Fields(args), sys.System), args)
		assert.Contains(t, sys.Errs.String(), want, args)
		if strings.Contains(args, "hush@") || strings.Contains(args, "password=hush") {
			assert.NotContains(t, sys.Errs.String(), "hush", "no password is repeated")
		}
	}
}

// TestServeStdioResumes what a process that ended left under way, and makes no
// ledger where there is none.
func TestServeStdioResumes(t *testing.T) {
	t.Parallel()
	base, dir, empty := simulate(t, heygentest.WithClock(heygentest.NewSpeedClock(600))), t.TempDir(), filepath.Join(t.TempDir(), "nothing")
	id := buyVideo(t, base, dir, "Under way.", clitest.At(time.Now().Add(-time.Minute)))
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
