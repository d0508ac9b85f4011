package ledger

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/jobs"
)

// TestSpendForPeople tells how each account's wallet and budgets stand.
func TestSpendForPeople(t *testing.T) {
	t.Parallel()
	day := time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)
	budgets := []jobs.BudgetStatus{{Period: "day", Budget: 20, Spent: 7.5, Remaining: 12.5, Until: day.AddDate(0, 0, 1)}}
	report := spendReport{Since: day, Accounts: []accountSpend{
		{Account: "unseen", Budgets: budgets},
		{Account: "seen", Budgets: budgets, Wallet: &walletChange{From: day, Until: day.AddDate(0, 0, 2), FirstUSD: 100, LastUSD: 97.5, SpentUSD: 2.5}},
	}}
	var table strings.Builder
	require.NoError(t, writeSpend(&table, report, []string{"TOOL", "JOBS"}, [][]string{{"create_video", "1"}}))
	for _, want := range []string{
		"TOOL          JOBS\ncreate_video  1\n", "account unseen", "no balance was seen",
		"account seen", "$100.00 on 2026-11-24, $97.50 on 2026-11-26: $2.50 went out", "$12.50 of $20.00 are left until",
	} {
		assert.Contains(t, table.String(), want)
	}
}
