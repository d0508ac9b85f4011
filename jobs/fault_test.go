package jobs_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi"
	"heygen-mcp/heygenapi/heygentest"
	"heygen-mcp/jobs"
)

// Every way to fail befalls every request of a purchase's story, for a while
// and once more than the client repeats: nothing is paid for twice, nothing is
// forgotten, and the caller is told.
func TestEveryFaultAtEveryRequest(t *testing.T) {
	t.Parallel()
	kinds := []heygentest.FaultKind{
		heygentest.FaultFail500, heygentest.Fault502HTML, heygentest.Fault429, heygentest.FaultTimeout, heygentest.FaultDrop, heygentest.FaultDropAfter,
		heygentest.FaultCutBody, heygentest.FaultHTML, heygentest.FaultExpired, heygentest.FaultLateURL, heygentest.FaultFailJob, heygentest.FaultStallJob,
	}
	requests := map[string]heygentest.Fault{
		"create": {Method: "POST", Path: "/v3/videos"}, "status": {Method: "GET", Path: statuses}, "get": {Method: "GET", Path: "/v3/videos/*", Skip: 1},
		"batch": {Method: "POST", Path: batches}, "items": {Method: "GET", Path: batches + "/*"},
	}
	for name, fault := range requests {
		for i, kind := range kinds {
			if i%tellEach != 0 {
				continue
			}
			if ofJob := kind == heygentest.FaultLateURL || kind == heygentest.FaultFailJob || kind == heygentest.FaultStallJob; ofJob && name != "create" {
				continue // they befall what a request starts
			}
			t.Run(name+" "+string(kind), func(t *testing.T) {
				t.Parallel()
				one := fault
				one.Kind, one.Times = kind, 3
				onBoth(t, func(t *testing.T, at jobs.Options) {
					b := newBench(t, at, heygentest.WithFault(one))
					b.look()
					if kind == heygentest.FaultTimeout {
						b.acct = account(t, b.heygen.URL, "sk_of_the_tests", heygenapi.WithTimeouts(heygenapi.Timeouts{Read: time.Second, Write: time.Second}))
					}
					b.suffer(kind)
				})
			})
		}
	}
}

// suffer buys a video and a batch of two, and again what was refused.
func (b *bench) suffer(kind heygentest.FaultKind) {
	want := map[jobs.State]bool{jobs.Completed: true, jobs.Failed: kind == heygentest.FaultFailJob, jobs.Refused: true}
	stalls := kind == heygentest.FaultStallJob
	batch := b.plan(2, "Fault.")
	b.await("the end of the story", func() (any, bool) {
		made, err := b.video(b.ledger, purchase("Fault."))
		b.clear(err)
		all, err := b.ledger.List(b.t.Context(), jobs.Filter{})
		require.NoError(b.t, err)
		completed, states := 0, map[jobs.State]int{}
		for _, e := range all {
			states[e.State]++
			if e.State == jobs.Completed {
				completed++
			}
			if !want[e.State] && (!stalls || e.State != jobs.Accepted) {
				return states, false
			}
		}
		progress, known, err := b.ledger.BatchProgress(b.t.Context(), b.acct.ID, batch)
		require.NoError(b.t, err)
		require.True(b.t, known)
		refused := progress.Counts[jobs.Refused]
		if stalls {
			return states, completed == 2
		}
		return states, made.Entry.State.Final() && completed >= 3-refused-progress.Counts[jobs.Failed]
	})
	charged := chargedOnce(b.t, b)
	all, err := b.ledger.List(b.t.Context(), jobs.Filter{States: []jobs.State{jobs.Completed}})
	require.NoError(b.t, err)
	for _, e := range all {
		require.Len(b.t, e.Renders, 1)
		assert.True(b.t, charged[e.Renders[0].ID], "what the ledger has was paid for")
	}
	assert.Len(b.t, all, len(charged), "what was paid for is in the ledger")
}

// clear fails where an error does not tell what happened, or tells too much.
func (b *bench) clear(err error) {
	if err == nil {
		return
	}
	_, lost := errors.AsType[*jobs.UncertainError](err)
	_, refused := errors.AsType[*heygenapi.Error](err)
	assert.True(b.t, lost || refused, "%v", err)
	assert.Contains(b.t, err.Error(), "HeyGen")
	assert.False(b.t, strings.Contains(err.Error(), "Fault.") || strings.Contains(err.Error(), "sk_of"), fmt.Sprint(err))
}
