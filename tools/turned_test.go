package tools_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/sourcegraph/conc/pool"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi/heygentest"
	"heygen-mcp/jobs"
	"heygen-mcp/tools/kit"
)

// turned is a bench whose HeyGen, ledger and tools share a clock that the test
// turns.
type turned struct {
	*bench
	clock *heygentest.ManualClock
	at    jobs.Options
	// reader reads the ledger past the servers.
	reader *jobs.Ledger
}

// soonest is how often a turned bench's watcher looks for those who wait.
const soonest = 15 * time.Second

func newTurned(t *testing.T, change ...func(*jobs.Options)) *turned {
	t.Helper()
	b := &turned{clock: heygentest.NewManualClock(epoch)}
	b.at = jobs.Options{Path: ledgerFile(t), Now: b.clock.Now, Timing: jobs.DefaultTiming()}
	b.at.Timing.PollInterval, b.at.Timing.MinPollInterval = 30*time.Millisecond, soonest
	for _, c := range change {
		c(&b.at)
	}
	b.reader = b.ledger(t)
	b.bench = newBench(t, withHeyGen(heygentest.WithClock(b.clock), heygentest.WithConcurrency(1000), heygentest.WithBalance(1e4)),
		withEnv(func(e *kit.Env) { b.equip(t, e) }))
	return b
}

// ledger is one more on the file.
func (b *turned) ledger(t *testing.T) *jobs.Ledger {
	ledger := jobs.New(b.at)
	t.Cleanup(func() { assert.NoError(t, ledger.Close(context.WithoutCancel(t.Context()))) })
	return ledger
}

// equip makes a server one of a process of its own.
func (b *turned) equip(t *testing.T, e *kit.Env) {
	e.Ledger, e.Now, e.PollInterval, e.MaxWait = b.ledger(t), b.clock.Now, 300*time.Millisecond, 10*time.Minute
	if b.at.Timing.MinPollInterval == soonest {
		e.WatcherTimeout, e.LedgerTimeout = time.Hour, time.Hour // however slow the machine is
	}
}

// beside is another process on the same HeyGen and the same ledger.
func (b *turned) beside(t *testing.T) *turned {
	t.Helper()
	other := *b
	other.bench = newBenchOn(t, b.bench)
	b.equip(t, other.env)
	return &other
}

// restarted is the process that comes after this one.
func (b *turned) restarted(t *testing.T) *turned {
	t.Helper()
	require.NoError(t, b.env.Ledger.Close(t.Context()))
	return b.beside(t)
}

// asked counts the GETs of a path, or where it is empty of all but the balance,
// which the watcher notes now and then.
func (b *turned) asked(path string) int {
	n := 0
	for _, r := range b.heygen.Requests() {
		if r.Method == http.MethodGet && (r.Path == path || path == "" && r.Path != "/v3/users/me") {
			n++
		}
	}
	return n
}

const videoStatuses = "/v3/videos/statuses"

// renders are what the ledger has of HeyGen's ids.
func (b *turned) renders() map[string]jobs.Render {
	b.t.Helper()
	found, err := b.reader.List(b.t.Context(), jobs.Filter{})
	require.NoError(b.t, err)
	all := map[string]jobs.Render{}
	for _, e := range found {
		for _, r := range e.Renders {
			all[r.ID] = r
		}
	}
	return all
}

// untilNoted waits until the watcher has looked at so many at this time of the
// clock, and has noted what it found.
func (b *turned) untilNoted(renders int) {
	b.t.Helper()
	require.Eventually(b.t, func() bool {
		n, now := 0, b.clock.Now()
		for _, r := range b.renders() {
			if r.PolledAt.Equal(now) && (r.Done || r.NextPollAt.Before(now.Add(25*time.Second))) {
				n++
			}
		}
		return n == renders
	}, time.Minute, 20*time.Millisecond)
}

// waiting starts calls that wait for the ids, and gives what they will answer.
func (b *turned) waiting(calls ...[]string) *pool.ResultErrorPool[statusAnswer] {
	p := pool.NewWithResults[statusAnswer]().WithErrors()
	for _, ids := range calls {
		p.Go(func() (statusAnswer, error) {
			var s statusAnswer
			result, err := b.client.CallTool(b.context(), "get_video_status", map[string]any{"ids": ids, "wait_seconds": 600})
			if err != nil {
				return s, err
			}
			if result.IsError {
				return s, fmt.Errorf("it failed: %s", result.JSON)
			}
			return s, json.Unmarshal(result.JSON, &s)
		})
	}
	return p
}

// allDone takes the answers of calls that have waited to the end.
func allDone(t *testing.T, p *pool.ResultErrorPool[statusAnswer]) []statusAnswer {
	t.Helper()
	answers, err := p.Wait()
	require.NoError(t, err)
	for _, a := range answers {
		assert.True(t, a.Done)
		for _, item := range a.Items {
			assert.Equal(t, "completed", item.Status, item.ID)
			assert.NotEmpty(t, item.VideoURL, item.ID)
		}
	}
	return answers
}
