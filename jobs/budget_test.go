package jobs_test

import (
	"errors"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sourcegraph/conc/pool"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi/heygentest"
	"heygen-mcp/jobs"
)

func TestTwoLedgersNeverOverspendABudget(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, at jobs.Options) {
		at.Budget = jobs.Budget{Day: 11}
		b := newBench(t, at)
		ledgers := []*jobs.Ledger{b.ledger, b.open()}
		var made, refused atomic.Int64
		p := pool.New().WithErrors()
		for i := range 16 {
			p.Go(func() error {
				one := purchase("Costs up to two dollars [[stall]]")
				one.AllowDuplicate = true
				_, err := b.video(ledgers[i%2], one)
				if _, over := errors.AsType[*jobs.BudgetError](err); over {
					refused.Add(1)
					return nil
				}
				made.Add(1)
				return err
			})
		}
		require.NoError(t, p.Wait())
		assert.Equal(t, []int64{5, 11}, []int64{made.Load(), refused.Load()})
		// A slow answer is asked for again, under its key.
		keys := map[string]bool{}
		for _, r := range b.heygen.Requests() {
			if r.Method == "POST" && r.Path == "/v3/videos" {
				keys[r.Header.Get("Idempotency-Key")] = true
			}
		}
		assert.Len(t, keys, 5)
		left, err := b.ledger.Budgets(t.Context(), b.acct.ID)
		require.NoError(t, err)
		require.Len(t, left, 1)
		assert.Equal(t, []any{"day", 11.0, 10.0, 1.0}, []any{left[0].Period, left[0].Budget, left[0].Spent, left[0].Remaining})
		_, _, err = b.ledger.PlanBatch(t.Context(), b.acct, b.batch(2, "Two dollars."))
		var over *jobs.BudgetError
		require.ErrorAs(t, err, &over)
		assert.Equal(t, []float64{11, 10, 1, 2}, []float64{over.Budget, over.Spent, over.Remaining, over.Needed})
		assert.ErrorContains(t, err, "budget of the day is $11.00")
		id, _, err := b.ledger.PlanBatch(t.Context(), b.acct, b.batch(1, "One dollar."))
		require.NoError(t, err)
		assert.NotEmpty(t, id)
	})
}

func TestBudgetsRollOverWithTheDayAndTheMonth(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, at jobs.Options) {
		at.Budget = jobs.Budget{Day: 3, Month: 5}
		clock := heygentest.NewManualClock(time.Date(2026, 11, 29, 23, 59, 0, 0, time.FixedZone("", -5*3600)).In(time.UTC)) // 04:59 UTC on the 30th
		at.Now, at.DuplicateWindow = clock.Now, -1
		b := newBench(t, at, heygentest.WithClock(clock))
		buy := func() error {
			_, err := b.video(b.ledger, purchase("Two dollars [[stall]]"))
			return err
		}
		var over *jobs.BudgetError
		require.NoError(t, buy())
		require.ErrorAs(t, buy(), &over)
		assert.Equal(t, []any{"day", time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)}, []any{over.Period, over.Until})
		clock.Advance(24 * time.Hour) // into December
		require.NoError(t, buy())
		clock.Advance(24 * time.Hour)
		require.NoError(t, buy())
		clock.Advance(24 * time.Hour)
		require.ErrorAs(t, buy(), &over)
		assert.Equal(t, []any{"month", 5.0, 4.0}, []any{over.Period, over.Budget, over.Spent})
		clock.Advance(31 * 24 * time.Hour)
		require.NoError(t, buy())
	})
}

func TestBudgetsAreReleasedAndCorrected(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, at jobs.Options) {
		at.Budget = jobs.Budget{Month: 100}
		b := newBench(t, at)
		spent := func() float64 {
			left, err := b.ledger.Budgets(t.Context(), b.acct.ID)
			require.NoError(t, err)
			return left[0].Spent
		}
		failing, err := b.video(b.ledger, purchase("Fails [[fail]]"))
		require.NoError(t, err)
		b.until(failing.Entry.ID, jobs.Failed)
		assert.Zero(t, spent())
		p := purchase("Costs by the second.")
		p.Estimate.UnitUSD = new(*p.Estimate.USD)
		p.Estimate.UnitUSD.Max = 0.5
		made, err := b.video(b.ledger, p)
		require.NoError(t, err)
		done := b.until(made.Entry.ID, jobs.Completed)
		seconds := b.heygen.Charges()[0].Seconds
		assert.InDelta(t, seconds*0.5, *done.CostUSD, 0.01)
		assert.InDelta(t, *done.CostUSD, spent(), 1e-6)
		report, err := b.ledger.SpendingSince(t.Context(), b.acct.ID, morning)
		require.NoError(t, err)
		require.Len(t, report, 1)
		assert.Equal(t, []any{1, 2.0, *done.CostUSD, 0.0}, []any{report[0].Jobs, report[0].EstimateUSD, report[0].CostUSD, report[0].ReservedUSD})
	})
}

func TestAnUnknownPricePassesUntilNothingIsLeft(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, at jobs.Options) {
		at.Budget, at.DuplicateWindow = jobs.Budget{Day: 2}, -1
		b := newBench(t, at)
		unknown := purchase("Unknown [[stall]]")
		unknown.Estimate = nil
		made, err := b.video(b.ledger, unknown)
		require.NoError(t, err)
		assert.Equal(t, []any{0.0, 0.0, ""}, []any{made.Entry.EstimateMin, made.Entry.EstimateMax, made.Entry.RateCard})
		_, err = b.video(b.ledger, purchase("Two dollars [[stall]]"))
		require.NoError(t, err)
		_, err = b.video(b.ledger, unknown)
		var over *jobs.BudgetError
		require.ErrorAs(t, err, &over)
		assert.Zero(t, over.Remaining)
	})
}

func TestTheWalletTellsWhatWasReallyTaken(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, at jobs.Options) {
		clock := heygentest.NewManualClock(time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC))
		at.Now = clock.Now
		b := newBench(t, at)
		_, err := b.ledger.Endpoints(t.Context(), "") // it is there already
		require.NoError(t, err)
		for _, usd := range []float64{50, 48.5, 47.25} {
			require.NoError(t, b.ledger.RecordBalance(t.Context(), b.acct.ID, usd))
			clock.Advance(time.Hour)
		}
		w, err := b.ledger.WalletSince(t.Context(), b.acct.ID, clock.Now().Add(-150*time.Minute))
		require.NoError(t, err)
		assert.Equal(t, []float64{48.5, 47.25}, []float64{*w.FirstUSD, *w.LastUSD})
		_, err = b.ledger.Prune(t.Context(), clock.Now())
		require.NoError(t, err)
		w, err = b.ledger.WalletSince(t.Context(), b.acct.ID, time.Time{})
		require.NoError(t, err)
		assert.Nil(t, w.LastUSD)
	})
}

// TestTheWalletIsSeenBeforeAndAfter a job, by itself.
func TestTheWalletIsSeenBeforeAndAfter(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, at jobs.Options) {
		b := newBench(t, at, heygentest.WithBalance(50))
		made, err := b.video(b.ledger, purchase("What does this cost in the end?"))
		require.NoError(t, err)
		e := b.until(made.Entry.ID, jobs.Completed)
		charges := b.heygen.Charges()
		require.Len(t, charges, 1)
		require.NotNil(t, e.CostUSD)
		var w jobs.Wallet
		b.await("the balance after it", func() (any, bool) {
			w, err = b.ledger.WalletSince(t.Context(), b.acct.ID, time.Time{})
			require.NoError(t, err)
			return w, w.LastUSD != nil && *w.LastUSD < 50
		})
		assert.InDelta(t, 50, *w.FirstUSD, 1e-9)
		assert.InDelta(t, charges[0].USD, *w.FirstUSD-*w.LastUSD, 0.0051, "HeyGen tells whole cents")
	})
}

// TestNoLedgerIsMadeToBeRead: what is there to tell is told without one.
func TestNoLedgerIsMadeToBeRead(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "folder", "ledger.db")
	b := newBench(t, jobs.Options{Path: path, Budget: jobs.Budget{Day: 5, Month: 50}})
	left, err := b.ledger.Budgets(t.Context(), b.acct.ID)
	require.NoError(t, err)
	require.Len(t, left, 2)
	assert.Equal(t, []any{"day", 0.0, 5.0, "month", 0.0, 50.0}, []any{left[0].Period, left[0].Spent, left[0].Remaining, left[1].Period, left[1].Spent, left[1].Remaining})
	require.NoError(t, b.ledger.RecordBalance(t.Context(), b.acct.ID, 7))
	wallet, err := b.ledger.WalletSince(t.Context(), b.acct.ID, time.Time{})
	require.NoError(t, err)
	assert.Nil(t, wallet.LastUSD)
	assert.NoDirExists(t, filepath.Dir(path))
}
