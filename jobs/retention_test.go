package jobs_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/sourcegraph/conc/pool"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/internal/ledgertest"
	"heygen-mcp/jobs"
)

func TestOldEntriesArePruned(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, at jobs.Options) {
		b := newBench(t, at)
		n, err := b.ledger.Prune(t.Context(), b.clock.Now())
		require.NoError(t, err)
		assert.Zero(t, n, "there is no ledger yet")
		made, err := b.video(b.ledger, purchase("Old."))
		require.NoError(t, err)
		stalled, err := b.video(b.ledger, purchase("Under way [[stall]]"))
		require.NoError(t, err)
		b.until(made.Entry.ID, jobs.Completed)
		n, err = b.ledger.Prune(t.Context(), b.clock.Now().Add(-time.Hour))
		require.NoError(t, err)
		assert.Zero(t, n)
		n, err = b.ledger.Prune(t.Context(), b.clock.Now().Add(time.Hour))
		require.NoError(t, err)
		assert.Equal(t, 1, n)
		assert.Empty(t, b.find(made.Entry.ID))
		assert.Empty(t, b.find(made.Entry.IDs()[0]), "its renders are gone too")
		assert.NotEmpty(t, b.find(stalled.Entry.ID), "what is under way stays")
	})
}

func TestTheQueueDoesNotGrow(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, at jobs.Options) {
		b := newBench(t, at)
		other := account(t, b.heygen.URL, "sk_of_another")
		own := *b
		own.acct, own.ledger = other, b.open()
		_, err := own.video(own.ledger, purchase("Nobody's [[stall]]"))
		require.NoError(t, err)
		require.NoError(t, own.ledger.Close(t.Context()))
		_, err = b.video(b.ledger, purchase("Mine [[stall]]"))
		require.NoError(t, err)
		b.untilAsked(statuses, 20)
		assert.LessOrEqual(t, b.count("SELECT COUNT(*) FROM river_job WHERE state = 'available'"), 3)
	})
}

func TestTheQueueRestsWhileNothingIsUnfinished(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, at jobs.Options) {
		b := newBench(t, at)
		made, err := b.video(b.ledger, purchase("Short."))
		require.NoError(t, err)
		b.until(made.Entry.ID, jobs.Completed)
		// A leader that stops gives its lead up.
		leaders := "SELECT COUNT(*) FROM river_leader"
		b.await("no leader", func() (any, bool) {
			n := b.count(leaders)
			return n, n == 0
		})
		// What another process leaves wakes it.
		other := b.open()
		more, err := b.video(other, purchase("More."))
		require.NoError(t, err)
		require.NoError(t, other.Close(t.Context()))
		b.until(more.Entry.ID, jobs.Completed)
	})
}

// This one runs alone: it counts goroutines.
//
//nolint:paralleltest // see above
func TestClosingLeavesNothingBehind(t *testing.T) {
	onEach := map[string]jobs.Options{"sqlite": {Path: filepath.Join(t.TempDir(), "ledger.db")}, "postgres": {DatabaseURL: schema(t)}}
	for name, at := range onEach {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, at)
			look := b.look()
			require.NotEmpty(t, look)
			before := running()
			for n := range 3 {
				l := jobs.New(b.at)
				_, _, err := l.PlanBatch(t.Context(), b.acct, b.batch(20, fmt.Sprint("Closed. ", n)))
				require.NoError(t, err)
				news := l.Updates() // of the calls at least: the batch may wait behind the one before
				p := pool.New()
				for range 4 {
					p.Go(func() {
						_, err := b.video(l, purchase(fmt.Sprint("During. ", n)))
						_ = err // it may be closed by now; it must not hang or panic
					})
				}
				// It is closed in the middle of the calls, or behind them.
				ended := make(chan struct{})
				go func() {
					p.Wait()
					close(ended)
				}()
				await(t, "news, or the end of the calls", func() (string, bool) {
					select {
					case <-news:
						return "news", true
					case <-ended:
						return "the end", true
					default:
						return "none", false
					}
				})
				require.NoError(t, l.Close(context.WithoutCancel(t.Context())))
				<-ended
				require.NoError(t, l.Close(t.Context()), "twice is fine")
				_, err = l.List(t.Context(), jobs.Filter{})
				require.ErrorIs(t, err, jobs.ErrClosed)
			}
			await(t, "the end of the ledger's goroutines", func() (int, bool) {
				now := running()
				return now, now <= before
			})
			assert.Zero(t, openFiles(t, at.Path))
			// Nothing was lost by it. What was under way is taken up once it is over.
			b.clock.Advance(b.at.Timing.RequestLease)
			require.NoError(t, b.ledger.Resume(t.Context(), b.acct))
			b.await("nothing left open", func() (any, bool) {
				open, err := b.ledger.List(t.Context(), jobs.Filter{States: []jobs.State{jobs.Planned, jobs.Sending, jobs.Accepted}})
				require.NoError(t, err)
				return open, len(open) == 0
			})
			chargedOnce(t, b)
		})
	}
}

// running counts goroutines of the ledger, of its queue and of its databases.
func running() int {
	buffer := make([]byte, 8<<20)
	n := 0
	for stack := range strings.SplitSeq(string(buffer[:runtime.Stack(buffer, true)]), "\n\n") {
		for _, ours := range []string{"riverqueue", "heygen-mcp/jobs.", "database/sql", "pgxpool", "modernc.org"} {
			if strings.Contains(stack, ours) {
				n++
				break
			}
		}
	}
	return n
}

// openFiles counts this process's open files of a ledger, where the system
// tells.
func openFiles(t *testing.T, path string) int {
	t.Helper()
	if path == "" {
		return 0
	}
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return 0
	}
	n := 0
	for _, e := range entries {
		if to, err := os.Readlink(filepath.Join("/proc/self/fd", e.Name())); err == nil && strings.HasPrefix(to, path) {
			n++
		}
	}
	return n
}

// BenchmarkOpen compares opening a ledger of 100,000 entries with opening an
// empty one.
func BenchmarkOpen(b *testing.B) {
	folder := b.TempDir()
	open := func(name string) time.Duration {
		started := time.Now()
		l := jobs.New(jobs.Options{Path: filepath.Join(folder, name)})
		_, err := l.Find(b.Context(), "account", "job")
		require.NoError(b, err)
		took := time.Since(started)
		require.NoError(b, l.Close(b.Context()))
		return took
	}
	for _, name := range []string{"empty", "full"} {
		l := jobs.New(jobs.Options{Path: filepath.Join(folder, name)})
		_, err := l.Endpoints(b.Context(), "")
		require.NoError(b, err)
		require.NoError(b, l.Close(b.Context()))
	}
	ledgertest.Fill(b, filepath.Join(folder, "full"), "account", 100_000)
	open("full") // the log of what was just written is merged once
	var empty, full time.Duration
	for b.Loop() {
		empty += open("empty")
		full += open("full")
	}
	b.ReportMetric(float64(full)/float64(empty), "full/empty")
	b.ReportMetric(float64(full.Milliseconds())/float64(b.N), "ms/full")
}
