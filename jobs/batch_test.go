package jobs_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi"
	"heygen-mcp/heygenapi/heygentest"
	"heygen-mcp/jobs"
)

const batches = "/v3/videos/batches"

func TestABatchOfAThousandIsMadeByTenRequests(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, at jobs.Options) {
		b := newBench(t, at)
		batch := b.plan(1000, "Go.")
		p := b.untilRows(batch, jobs.Completed, 1000)
		assert.Equal(t, 1000, p.Total)
		assert.Zero(t, p.ETA)
		assert.Equal(t, 10, b.requests("POST", batches))
		assert.Len(t, chargedOnce(t, b), 1000)
		id, repeated, err := b.ledger.PlanBatch(t.Context(), b.acct, b.batch(1000, "Go."))
		require.NoError(t, err)
		assert.Equal(t, []any{batch, true}, []any{id, repeated})
		rows, err := b.ledger.List(t.Context(), jobs.Filter{BatchID: batch})
		require.NoError(t, err)
		for i, e := range rows {
			require.Equal(t, i, e.Row)
			require.Empty(t, e.Request)
		}
	})
}

// chargedOnce gives what was charged by HeyGen's ids, and fails where one was
// charged twice.
func chargedOnce(t require.TestingT, b *bench) map[string]bool {
	once := map[string]bool{}
	for _, c := range b.heygen.Charges() {
		require.False(t, once[c.ID], c.ID)
		once[c.ID] = true
	}
	return once
}

func TestRowsAreRefusedOneByOne(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, at jobs.Options) {
		b := newBench(t, at)
		p := b.batch(120, "Some.")
		for _, i := range []int{3, 50, 110} {
			p.Rows[i].Request = heygenapi.AvatarVideo{AvatarID: "nobody", SpeechInput: heygenapi.SpeechInput{Script: "Hi"}}
		}
		p.Rows[7].Request = heygenapi.AvatarVideo{AvatarID: b.look(), SpeechInput: heygenapi.SpeechInput{Script: "Row 7 [[fail]]"}}
		batch, _, err := b.ledger.PlanBatch(t.Context(), b.acct, p)
		require.NoError(t, err)
		progress := b.untilRows(batch, jobs.Completed, 116)
		assert.Equal(t, map[jobs.State]int{jobs.Completed: 116, jobs.Refused: 3, jobs.Failed: 1}, progress.Counts)
		assert.Len(t, progress.Failures, 2)
		rows, err := b.ledger.List(t.Context(), jobs.Filter{BatchID: batch, States: []jobs.State{jobs.Refused}})
		require.NoError(t, err)
		assert.Equal(t, []int{3, 50, 110}, []int{rows[0].Row, rows[1].Row, rows[2].Row})
		assert.Len(t, chargedOnce(t, b), 116)
	})
}

func TestABusyHeyGenPutsABatchBack(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, at jobs.Options) {
		b := newBench(t, at, heygentest.WithFault(heygentest.Fault{Method: "POST", Path: batches, Times: 2, Kind: heygentest.Fault429}))
		batch := b.plan(150, "Busy.")
		b.untilRows(batch, jobs.Completed, 150)
		assert.Equal(t, 4, b.requests("POST", batches))
		assert.Len(t, chargedOnce(t, b), 150)
	})
}

func TestALostBatchIsReplayedUnderItsKey(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]heygentest.Fault{
		"its answer":        {Method: "POST", Path: batches, Times: 6, Kind: heygentest.FaultDropAfter},
		"its items":         {Method: "GET", Path: batches + "/*", Times: 6, Kind: heygentest.FaultFail500},
		"its items, busy":   {Method: "GET", Path: batches + "/*", Times: 2, Kind: heygentest.Fault429},
		"its answer, tired": {Method: "POST", Path: batches, Skip: 1, Times: 6, Kind: heygentest.FaultCutBody},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			onBoth(t, func(t *testing.T, at jobs.Options) {
				b := newBench(t, at, heygentest.WithFault(fault))
				batch := b.plan(230, "Lost.")
				b.untilRows(batch, jobs.Completed, 230)
				assert.Len(t, chargedOnce(t, b), 230)
				keys := map[string]bool{}
				for _, r := range b.heygen.Requests() {
					if r.Method == http.MethodPost && r.Path == batches {
						keys[r.Header.Get("Idempotency-Key")] = true
					}
				}
				assert.Len(t, keys, 3)
			})
		})
	}
}

func TestOnlyRowsThatWereNotSentAreCancelled(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, at jobs.Options) {
		b := newBench(t, at, heygentest.WithFault(heygentest.Fault{Method: "POST", Path: batches, Skip: 1, Kind: heygentest.Fault429}))
		batch := b.plan(300, "Stop.")
		progress := b.untilRows(batch, jobs.Completed, 100)
		assert.Equal(t, 200, progress.Counts[jobs.Planned]+progress.Counts[jobs.Sending])
		assert.WithinRange(t, progress.ETA, b.clock.Now(), b.clock.Now().Add(time.Hour))
		cancelled := 0
		b.await("to cancel: a chunk may be on its way at that moment", func() (any, bool) {
			n, err := b.ledger.CancelBatch(t.Context(), b.acct.ID, batch)
			require.NoError(t, err)
			cancelled += n
			return cancelled, cancelled == 200
		})
		assert.Len(t, chargedOnce(t, b), 100)
		_, known, err := b.ledger.BatchProgress(t.Context(), "another account", batch)
		require.NoError(t, err)
		assert.False(t, known)
	})
}

// Rows keep their place in a request whose answer came in part.
func TestCancelledRowsDoNotShiftTheOthers(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, at jobs.Options) {
		b := newBench(t, at, heygentest.WithFault(heygentest.Fault{Method: "POST", Path: batches, Times: 1, Kind: heygentest.Fault429}))
		batch := b.plan(10, "Shift.")
		// Put back for a second, which does not pass meanwhile.
		await(t, "put back", func() (any, bool) {
			// In this order: before the request they are planned, too.
			asked := b.requests("POST", batches)
			p, _, err := b.ledger.BatchProgress(t.Context(), b.acct.ID, batch)
			require.NoError(t, err)
			return []any{asked, p.Counts}, asked == 1 && p.Counts[jobs.Planned] == 10
		})
		b.execute("UPDATE ledger_entries SET state = 'cancelled' WHERE state = 'planned' AND row_number < 4")
		b.untilRows(batch, jobs.Completed, 6)
		b.titled(batch)
	})
}

func TestABadBatchIsRefused(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, at jobs.Options) {
		b := newBench(t, at, heygentest.WithBalance(0))
		_, _, err := b.ledger.PlanBatch(t.Context(), b.acct, jobs.BatchPurchase{Kind: jobs.KindVideo})
		require.ErrorContains(t, err, "no rows")
		_, _, err = b.ledger.PlanBatch(t.Context(), b.acct, jobs.BatchPurchase{Kind: jobs.KindVideo, Rows: []jobs.Row{{Request: 1}, {Request: func() {}}}})
		require.ErrorContains(t, err, "row 2")
		batch := b.plan(5, "Poor.")
		p := b.untilRows(batch, jobs.Refused, 5)
		require.Len(t, p.Failures, 1)
		assert.Equal(t, "insufficient_credit", p.Failures[0].Code)
		assert.Equal(t, []int{0, 1, 2, 3, 4}, p.Failures[0].Rows)
	})
}
