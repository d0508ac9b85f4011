package jobs

import (
	"context"
	"fmt"
	"time"
)

// Budget bounds what an account may spend, in US dollars; 0 means no bound.
// Days and months begin at midnight UTC.
type Budget struct {
	Day   float64
	Month float64
}

// BudgetError refuses a purchase that would go over a budget. Nothing was sent.
type BudgetError struct {
	// Period is day or month.
	Period string
	// Budget, Spent, Remaining and Needed are US dollars. Spent counts what is
	// reserved for unfinished work.
	Budget, Spent, Remaining, Needed float64
	// Until is when the period ends.
	Until time.Time
}

// Error implements error.
func (e *BudgetError) Error() string {
	return fmt.Sprintf("the budget of the %s is $%.2f, of which $%.2f is spent or reserved; this needs up to $%.2f", e.Period, e.Budget, e.Spent, e.Needed)
}

// costSum is what an entry counts in SQL: its cost once known, else the most it
// may cost.
const costSum = "COALESCE(SUM(COALESCE(cost, estimate_max)), 0)"

// spentSince adds up what the account has spent or reserved.
func (d *database) spentSince(ctx context.Context, q querier, account string, since time.Time) (float64, error) {
	var sum int64
	err := q.QueryRowContext(ctx, d.bind("SELECT CAST("+costSum+" AS BIGINT) FROM ledger_entries WHERE account = ? AND created_at >= ? AND state NOT IN (?, ?, ?)"),
		account, micros(since), string(Refused), string(Failed), string(Cancelled)).Scan(&sum)
	return fromMicroUSD(sum), err
}

// checkBudget refuses what the budgets do not cover. Needed is in US dollars, 0
// where no price is known: that passes until nothing is left. Counted is the
// part of it that is written already.
func (l *Ledger) checkBudget(ctx context.Context, db *database, q querier, account string, needed, counted float64) error {
	for _, p := range l.periods() {
		if p.budget <= 0 {
			continue
		}
		spent, err := db.spentSince(ctx, q, account, p.from)
		if err != nil {
			return err
		}
		spent -= counted
		if spent+needed > p.budget+1e-9 || needed == 0 && spent >= p.budget {
			return &BudgetError{Period: p.name, Budget: p.budget, Spent: spent, Remaining: max(0, p.budget-spent), Needed: needed, Until: p.until}
		}
	}
	return nil
}

type period struct {
	name        string
	budget      float64
	from, until time.Time
}

func (l *Ledger) periods() []period {
	now := l.now()
	day := now.Truncate(24 * time.Hour)
	month := time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, time.UTC)
	return []period{
		{"day", l.options.Budget.Day, day, day.AddDate(0, 0, 1)},
		{"month", l.options.Budget.Month, month, month.AddDate(0, 1, 0)},
	}
}

// BudgetStatus is what a budget has left.
type BudgetStatus struct {
	Period    string    `json:"period"`
	Budget    float64   `json:"budget_usd"`
	Spent     float64   `json:"spent_usd"`
	Remaining float64   `json:"left_usd"`
	Until     time.Time `json:"until"`
}

// Budgets tells how the account's budgets stand; those without a bound are
// left out. Of a ledger that does not exist nothing is spent.
func (l *Ledger) Budgets(ctx context.Context, account string) ([]BudgetStatus, error) {
	spentSince := func(time.Time) (float64, error) { return 0, nil }
	if l.exists() {
		db, err := l.open(ctx)
		if err != nil {
			return nil, err
		}
		spentSince = func(from time.Time) (float64, error) { return db.spentSince(ctx, db, account, from) }
	}
	var out []BudgetStatus
	for _, p := range l.periods() {
		if p.budget <= 0 {
			continue
		}
		spent, err := spentSince(p.from)
		if err != nil {
			return nil, err
		}
		out = append(out, BudgetStatus{p.name, p.budget, spent, max(0, p.budget-spent), p.until})
	}
	return out, nil
}
