package jobs_test

import (
	"encoding/json"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"heygen-mcp/internal/pause"
	"heygen-mcp/jobs"
)

const (
	// patience is how long a wait goes on while what it sees does not change.
	patience = slowdown * 30 * time.Second
	// soon is the least pause between two looks of a wait.
	soon = 10 * time.Millisecond
)

// await looks until what it sees will do. Where that has not changed for half a
// minute it fails, and says what it was.
func await[T any](t testing.TB, what string, see func() (seen T, enough bool)) T {
	t.Helper()
	return awaitUntil(t, what, time.Now, patience, see)
}

// awaitUntil is await that fails after so much time of a clock.
func awaitUntil[T any](t testing.TB, what string, now func() time.Time, limit time.Duration, see func() (seen T, enough bool)) T {
	t.Helper()
	last, since, moved, at := "", now(), time.Now(), now()
	for {
		began := time.Now()
		seen, enough := see()
		if enough {
			return seen
		}
		told, err := json.Marshal(seen)
		require.NoError(t, err)
		if string(told) != last {
			last, since, moved = string(told), now(), time.Now()
		}
		if !now().Equal(at) {
			at, moved = now(), time.Now()
		}
		if now().Sub(since) > limit || time.Since(moved) > patience {
			require.FailNow(t, what+" does not come to pass", "seen last: %s", last)
		}
		// Looking must not keep the machine from what is looked for.
		require.NoError(t, pause.For(t.Context(), max(soon, 4*time.Since(began))))
	}
}

// unchanged is how much of the clock's time may pass without a change of what a
// wait sees: on a quiet machine it passes in half a minute.
const unchanged = 6 * time.Hour

// await is [await], and passes the time meanwhile: it fails where the clock
// stands for half a minute, or nothing has changed for long by it.
func (b *bench) await(what string, see func() (seen any, enough bool)) {
	b.t.Helper()
	now, limit := time.Now, patience
	if b.clock != nil {
		now, limit = b.clock.Now, unchanged
	}
	awaitUntil(b.t, what, now, limit, func() (any, bool) {
		seen, enough := see()
		if !enough {
			b.pass()
		}
		return seen, enough
	})
}

// step is how far the time passes at once.
const step = time.Minute

// pass turns the clock on once everything is done that is due by it: however
// slow the machine is, nothing is late.
func (b *bench) pass() {
	if b.clock != nil && b.due() == 0 {
		b.clock.Advance(step)
		b.wake()
	}
}

// wake has the ledger look for what is due by now: it would not look for long.
func (b *bench) wake() { b.ledger.AddAccount(b.t.Context(), b.acct) }

// due counts what is under way for the account, or has to be now.
func (b *bench) due() int {
	b.t.Helper()
	if _, err := os.Stat(b.at.Path); b.at.Path != "" && err != nil {
		return 0
	}
	// Rows for which there is no room wait for the time to pass.
	query := `SELECT (SELECT COUNT(*) FROM ledger_renders WHERE account = ? AND done = 0 AND look_at <= ?)
		+ (SELECT COUNT(*) FROM ledger_entries WHERE account = ? AND state IN ('sending', 'uncertain') AND (owner <> '' OR due_at > 0 AND due_at <= ?))
		+ (SELECT COUNT(*) FROM river_job WHERE state IN ('available', 'running') AND kind <> 'submit' AND queue LIKE ?)
		+ CASE WHEN (SELECT COUNT(*) FROM ledger_renders WHERE account = ? AND done = 0) >= ? THEN 0
			ELSE (SELECT COUNT(*) FROM ledger_entries WHERE account = ? AND state = 'planned' AND due_at <= ?) END`
	now, account := b.at.Now().UnixMicro(), b.acct.ID
	args := []any{account, now, account, now, "%" + account + "%", account, b.at.Concurrency, account, now}
	if b.at.DatabaseURL != "" {
		for n := range args {
			query = strings.Replace(query, "?", "$"+strconv.Itoa(n+1), 1)
		}
	}
	return b.count(query, args...)
}

// untilIdle waits until the ledger has done all that is due.
func (b *bench) untilIdle() {
	b.t.Helper()
	await(b.t, "rest", func() (int, bool) {
		n := b.due()
		return n, n == 0
	})
}

// until waits for an entry to come into a state.
func (b *bench) until(id string, want jobs.State) jobs.Entry {
	b.t.Helper()
	var e jobs.Entry
	b.await("job "+id+" "+string(want), func() (any, bool) {
		e = b.find(id)
		return e, e.State == want
	})
	return e
}

// untilRows waits for so many rows of a batch to be in a state.
func (b *bench) untilRows(batch string, want jobs.State, rows int) jobs.Progress {
	b.t.Helper()
	var p jobs.Progress
	b.await(string(want)+" rows", func() (any, bool) {
		var err error
		p, _, err = b.ledger.BatchProgress(b.t.Context(), b.acct.ID, batch)
		require.NoError(b.t, err)
		return p.Counts, p.Counts[want] == rows
	})
	return p
}

// untilAsked waits for so many requests to a path.
func (b *bench) untilAsked(path string, times int) {
	b.t.Helper()
	b.await("asking "+path, func() (any, bool) {
		n := b.requests("GET", path)
		return n, n >= times
	})
}

// heard is true once there is news of the ledger.
func heard(news <-chan struct{}) func() (any, bool) {
	return func() (any, bool) {
		select {
		case <-news:
			return nil, true
		default:
			return "none", false
		}
	}
}
