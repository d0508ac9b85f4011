package cli

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"math"
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
	"heygen-mcp/heygenapi"
	"heygen-mcp/jobs"
	"heygen-mcp/pricing"
)

const formula = `=HYPERLINK("https://evil.example","click")`

// kept is a ledger with jobs of two accounts in it.
type kept struct {
	dir   string
	mine  string
	video string
	old   string
}

// buy puts one job of a key into the ledger at path, made at a time.
func buy(t *testing.T, base, path, key, title string, made time.Time, finished bool) jobs.Entry {
	t.Helper()
	credential, err := heygenapi.APIKey(key)
	require.NoError(t, err)
	api, err := heygenapi.New(credential, heygenapi.WithBaseURL(base))
	require.NoError(t, err)
	page, err := api.ListVoices(t.Context(), heygenapi.ListVoicesOptions{PageOptions: heygenapi.PageOptions{Limit: 1}, Engine: "starfish"})
	require.NoError(t, err)
	ledger := jobs.New(jobs.Options{Path: path, Now: clitest.At(made)})
	acct := jobs.Account{ID: credential.Fingerprint(), API: api}
	tool, kind := "create_speech", jobs.KindSpeech
	if !finished {
		tool, kind = "create_video", jobs.KindVideo
	}
	receipt, err := ledger.Spend(t.Context(), acct, jobs.Purchase{
		Tool: tool, Arguments: title, Kind: kind, Title: title,
		Estimate: &pricing.Estimate{Product: pricing.Speech, USD: &pricing.Range{Min: 1, Max: 2.5}, RateCard: "2026-09-16"},
	}, func(ctx context.Context, options ...heygenapi.CallOption) (any, []string, error) {
		speech, err := api.CreateSpeech(ctx, heygenapi.SpeechRequest{Text: "Hello.", VoiceID: page.Items[0].ID}, options...)
		if finished {
			return speech, nil, err
		}
		// A job that stays under way, whatever its request.
		return speech, []string{"v_" + title[:1]}, err
	})
	require.NoError(t, err)
	require.NoError(t, ledger.RecordBalance(t.Context(), acct.ID, 100-float64(made.Unix()%7)))
	require.NoError(t, ledger.Close(context.WithoutCancel(t.Context())))
	return receipt.Entry
}

func keptJobs(t *testing.T) kept {
	t.Helper()
	base, dir, now := simulate(t), t.TempDir(), time.Now().UTC()
	path := filepath.Join(dir, ledgerFile)
	k := kept{dir: dir}
	k.old = buy(t, base, path, "sk_mine", "An old speech", now.AddDate(0, 0, -100), true).ID
	buy(t, base, path, "sk_mine", formula, now.AddDate(0, 0, -2), true)
	e := buy(t, base, path, "sk_mine", "Under\x1b[31m way", now.Add(-time.Hour), false)
	k.mine, k.video = e.Account, e.ID
	buy(t, base, path, "sk_other", "Another's", now.Add(-time.Minute), true)
	return k
}

// tellJobs runs a command on the ledger and gives what it wrote.
func (k kept) tellJobs(t *testing.T, want int, args ...string) clitest.System {
	t.Helper()
	sys := clitest.NewSystem(t, map[string]string{"HEYGEN_MCP_DATA_DIR": k.dir})
	require.Equal(t, want, run(t.Context(), args, sys.System), "%v: %s", args, sys.Errs)
	return sys
}

func TestJobsList(t *testing.T) {
	t.Parallel()
	k := keptJobs(t)
	tests := []struct {
		args []string
		want int
	}{
		{nil, 4},
		{[]string{"--state", "accepted"}, 1},
		{[]string{"--state=completed,accepted"}, 4},
		{[]string{"--kind", "speech"}, 3},
		{[]string{"--tool", "create_video"}, 1},
		{[]string{"--since", "7d"}, 3},
		{[]string{"--since", time.Now().UTC().AddDate(0, 0, -200).Format(time.DateOnly)}, 4},
		{[]string{"--account", k.mine}, 3},
		{[]string{"--limit", "2"}, 2},
		{[]string{"--limit", "0"}, 4},
		{[]string{"--tool", "nothing"}, 0},
	}
	for _, test := range tests {
		sys := k.tellJobs(t, terminal.ExitOK, append([]string{"jobs", "list"}, test.args...)...)
		assert.Equal(t, test.want, strings.Count(sys.Out.String(), "\n"), "%v: %s", test.args, sys.Out)
		sys = k.tellJobs(t, terminal.ExitOK, append([]string{"jobs", "list", "--json"}, test.args...)...)
		var answer struct {
			Items []jobs.Entry `json:"items"`
		}
		require.NoError(t, json.Unmarshal(sys.Out.Bytes(), &answer))
		assert.Len(t, answer.Items, test.want, "%v", test.args)
		assert.NotNil(t, answer.Items)
	}
	line := strings.Split(strings.TrimSpace(k.tellJobs(t, terminal.ExitOK, "jobs", "list", "--state=accepted").Out.String()), "\t")
	require.Len(t, line, 8)
	assert.Equal(t, []string{"accepted", "create_video", "video", "~2.50", k.video, "v_U", "Under [31m way"}, line[1:], "no text moves the cursor")
}

func TestJobsBadFlags(t *testing.T) {
	t.Parallel()
	k := keptJobs(t)
	for args, want := range map[string]string{
		"jobs list --state done":            `--state (HEYGEN_MCP_JOBS_STATE) is "done"; it must be one of planned,`,
		"jobs list --kind film":             "--kind (HEYGEN_MCP_JOBS_KIND)",
		"jobs list --limit=-1":              "must not be negative",
		"jobs list --since soon":            `"soon" is no time such as 30d`,
		"jobs export a.txt":                 "neither .csv nor .json",
		"jobs export --format xml":          "--format",
		"jobs prune --older-than 5d --yes":  "less than 31 days",
		"jobs prune --older-than 40d":       "say --yes",
		"jobs list --database-url mysql://": "HEYGEN_MCP_DATABASE_URL (--database-url) must be",
		"spend --by month":                  `--by (HEYGEN_MCP_SPEND_BY) has "month"`,
		"spend --budget-day-usd=-3":         "--budget-day-usd",
		"jobs show":                         "<id>",
	} {
		assert.Contains(t, k.tellJobs(t, terminal.ExitUsage, strings.Fields(args)...).Errs.String(), want, args)
	}
}

func TestJobsShow(t *testing.T) {
	t.Parallel()
	k := keptJobs(t)
	sys := k.tellJobs(t, terminal.ExitOK, "jobs", "show", "v_U")
	for _, want := range []string{k.video, "accepted", "$1.00 to $2.50 by prices of 2026-09-16", "video v_U", "pending"} {
		assert.Contains(t, sys.Out.String(), want)
	}
	var e jobs.Entry
	require.NoError(t, json.Unmarshal(k.tellJobs(t, terminal.ExitOK, "jobs", "show", k.old, "--json").Out.Bytes(), &e))
	assert.Equal(t, jobs.Completed, e.State)
	assert.Contains(t, k.tellJobs(t, terminal.ExitFailed, "jobs", "show", "job_nowhere").Errs.String(), "jobs list")
}

func TestJobsExport(t *testing.T) {
	t.Parallel()
	k := keptJobs(t)
	rows, err := csv.NewReader(k.tellJobs(t, terminal.ExitOK, "jobs", "export").Out).ReadAll()
	require.NoError(t, err)
	require.Len(t, rows, 5)
	assert.Equal(t, "job_id", rows[0][0])
	assert.Equal(t, "title", rows[0][7])
	assert.Equal(t, "'"+formula, rows[3][7], "no spreadsheet runs it")
	assert.Equal(t, []string{"1", "2.5", "2.5"}, rows[3][9:12])

	file := filepath.Join(k.dir, "out.json")
	require.NoError(t, os.WriteFile(file, []byte("older"), 0o600))
	sys := k.tellJobs(t, terminal.ExitOK, "jobs", "export", file, "--since=7d", "--state=completed")
	assert.Empty(t, sys.Out.String())
	assert.Contains(t, sys.Errs.String(), "2 jobs written to "+file)
	raw, err := os.ReadFile(file)
	require.NoError(t, err)
	var found []jobs.Entry
	require.NoError(t, json.Unmarshal(raw, &found))
	assert.Len(t, found, 2)
	left, err := filepath.Glob(filepath.Join(k.dir, ".heygen-mcp-*"))
	require.NoError(t, err)
	assert.Empty(t, left)
	k.tellJobs(t, terminal.ExitFailed, "jobs", "export", filepath.Join(k.dir, "nowhere", "out.csv"))
}

func TestJobsPrune(t *testing.T) {
	t.Parallel()
	k := keptJobs(t)
	assert.Contains(t, k.tellJobs(t, terminal.ExitUsage, "jobs", "prune").Errs.String(), "drop 1 jobs from before")
	assert.Contains(t, k.tellJobs(t, terminal.ExitOK, "jobs", "prune", "--yes").Out.String(), "1 jobs dropped from ")
	assert.Contains(t, k.tellJobs(t, terminal.ExitOK, "jobs", "prune", "--yes").Out.String(), "Nothing to drop")
	assert.NotContains(t, k.tellJobs(t, terminal.ExitOK, "jobs", "list").Out.String(), k.old)
	assert.Contains(t, k.tellJobs(t, terminal.ExitOK, "jobs", "list").Out.String(), k.video)
}

func TestSpend(t *testing.T) {
	t.Parallel()
	k := keptJobs(t)
	var report spendReport
	require.NoError(t, json.Unmarshal(k.tellJobs(t, terminal.ExitOK, "spend", "--json", "--budget-day-usd=20", "--budget-month-usd=50").Out.Bytes(), &report))
	assert.Equal(t, jobs.Spending{Jobs: 3, EstimateUSD: 7.5, CostUSD: 5, ReservedUSD: 2.5}, report.Total)
	assert.Len(t, report.Items, 3)
	require.Len(t, report.Accounts, 2)
	for _, a := range report.Accounts {
		require.NotNil(t, a.Wallet)
		assert.InDelta(t, a.Wallet.FirstUSD-a.Wallet.LastUSD, a.Wallet.SpentUSD, 1e-9)
		require.Len(t, a.Budgets, 2)
		assert.Equal(t, "day", a.Budgets[0].Period)
		assert.InDelta(t, 20-a.Budgets[0].Spent, a.Budgets[0].Remaining, 1e-9)
	}

	sys := k.tellJobs(t, terminal.ExitOK, "spend", "--since=1w", "--by=tool", "--account", k.mine)
	assert.Equal(t, "create_video\t1\t2.50\t0.00\t2.50\ncreate_speech\t1\t2.50\t2.50\t0.00\n", sys.Out.String())
}

// spendReport is what spend tells as JSON.
type spendReport struct {
	Items    []jobs.Spending `json:"items"`
	Total    jobs.Spending   `json:"total"`
	Accounts []struct {
		Wallet  *walletChange       `json:"wallet"`
		Budgets []jobs.BudgetStatus `json:"budgets"`
	} `json:"accounts"`
}

type walletChange struct {
	FirstUSD float64 `json:"first_usd"`
	LastUSD  float64 `json:"last_usd"`
	SpentUSD float64 `json:"spent_usd"`
}

// TestSpendShowsWhatTheWalletLost between two calls that told the balance.
func TestSpendShowsWhatTheWalletLost(t *testing.T) {
	t.Parallel()
	base, dir := simulate(t), t.TempDir()
	call := func(tool, args string, into any) {
		t.Helper()
		sys := clitest.NewSystem(t, map[string]string{"HEYGEN_MCP_DATA_DIR": dir, flags.KeyVariable: "sk_mine", "HEYGEN_API_BASE": base})
		require.Equal(t, terminal.ExitOK, run(t.Context(), []string{"call", tool, args}, sys.System), "%s", sys.Errs)
		require.NoError(t, json.Unmarshal(sys.Out.Bytes(), into))
	}
	var voices struct {
		Items []struct {
			VoiceID string `json:"voice_id"`
		} `json:"items"`
	}
	call("list_voices", `{"engine": "starfish", "limit": 1}`, &voices)
	// wallet is what spend tells once the balance of now is in the ledger.
	wallet := func(first, last float64) *walletChange {
		t.Helper()
		var report spendReport
		require.Eventually(t, func() bool {
			sys := clitest.NewSystem(t, map[string]string{"HEYGEN_MCP_DATA_DIR": dir})
			require.Equal(t, terminal.ExitOK, run(t.Context(), []string{"spend", "--json"}, sys.System), "%s", sys.Errs)
			report = spendReport{}
			require.NoError(t, json.Unmarshal(sys.Out.Bytes(), &report))
			require.Len(t, report.Accounts, 1)
			w := report.Accounts[0].Wallet
			if w != nil && math.Abs(w.FirstUSD-first) < 1e-5 && math.Abs(w.LastUSD-last) < 1e-5 {
				return true
			}
			call("get_current_user", "{}", &struct{}{})
			return false
		}, time.Minute, 10*time.Millisecond)
		return report.Accounts[0].Wallet
	}
	var balances []float64
	for _, text := range []string{"One sentence.", "Another sentence, which is longer than the first one was."} {
		raw, err := json.Marshal(map[string]string{"voice_id": voices.Items[0].VoiceID, "text": text})
		require.NoError(t, err)
		call("create_speech", string(raw), &struct{}{})
		var user struct {
			BalanceUSD float64 `json:"balance_usd"`
		}
		call("get_current_user", "{}", &user)
		balances = append(balances, user.BalanceUSD)
		wallet(balances[0], user.BalanceUSD)
	}
	assert.Less(t, balances[1], balances[0])
	assert.InDelta(t, balances[0]-balances[1], wallet(balances[0], balances[1]).SpentUSD, 1e-5)
}

func TestALedgerThatIsNotThere(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, args := range []string{"jobs list", "jobs show job_1", "jobs export", "jobs prune --yes", "spend"} {
		sys := clitest.NewSystem(t, map[string]string{"HEYGEN_MCP_DATA_DIR": dir})
		assert.Equal(t, terminal.ExitFailed, run(t.Context(), strings.Fields(args), sys.System), args)
		assert.Contains(t, sys.Errs.String(), "there is no ledger at "+filepath.Join(dir, ledgerFile), args)
	}
	found, err := os.ReadDir(dir)
	require.NoError(t, err)
	assert.Empty(t, found, "and none is made")
}

func TestADamagedLedger(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, ledgerFile), []byte(strings.Repeat("not a database ", 1000)), 0o600))
	for _, args := range []string{"jobs list", "spend"} {
		sys := clitest.NewSystem(t, map[string]string{"HEYGEN_MCP_DATA_DIR": dir})
		assert.Equal(t, terminal.ExitFailed, run(t.Context(), strings.Fields(args), sys.System), args)
		assert.Contains(t, sys.Errs.String(), "cannot be used", args)
		assert.Contains(t, sys.Errs.String(), "Move the file away", args)
	}
}
