package tools_test

import (
	"encoding/json"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sourcegraph/conc/pool"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi/heygentest"
	"heygen-mcp/internal/mcptest"
	"heygen-mcp/jobs"
	"heygen-mcp/tools/fault"
)

// TestTwoServersNeverOverspendABudget: hosts that each started a server share
// the ledger's file and its budget, and what does not fit says why.
func TestTwoServersNeverOverspendABudget(t *testing.T) {
	t.Parallel()
	heygen := mcptest.HeyGen(t, heygentest.WithClock(heygentest.NewManualClock(epoch)), heygentest.WithConcurrency(100), heygentest.WithBalance(1000))
	path := ledgerFile(t)
	var servers []*bench
	for range 2 {
		env := newEnv(t, heygen)
		env.Ledger = openLedger(t, jobs.Options{Path: path, Budget: jobs.Budget{Day: 24, Month: 100}, Now: func() time.Time { return epoch }})
		servers = append(servers, connect(t, heygen, env, nil))
	}
	look := servers[0].someLook(map[string]any{"engine": "avatar_iv"})
	var bought atomic.Int64
	refusals := make(chan fault.Error, 20)
	calls := pool.New().WithErrors()
	for i := range 20 {
		calls.Go(func() error {
			result, err := servers[i%2].client.CallTool(t.Context(), "create_cinematic_video",
				map[string]any{"avatar_ids": []string{look.AvatarID}, "prompt": fmt.Sprintf("She waves %d times.", i), "duration": 5})
			if err != nil {
				return err
			}
			if !result.IsError {
				bought.Add(1)
				return nil
			}
			var refusal fault.Error
			defer func() { refusals <- refusal }()
			return json.Unmarshal(result.JSON, &refusal)
		})
	}
	require.NoError(t, calls.Wait())
	close(refusals)
	// Each costs $7: three fit into $24, whoever asks first.
	assert.EqualValues(t, 3, bought.Load())
	assert.Len(t, refusals, 17)
	for refusal := range refusals {
		assert.Equal(t, "budget_exceeded", refusal.Code)
		assert.Equal(t, "the budget of this day is $24.00, and $3.00 of it is left; this may cost up to $7.00. Nothing was sent", refusal.Message)
		assert.Equal(t, "Tell the user. Only the person who runs this server can raise it (--budget-day-usd); a new day begins at 2026-11-03T00:00:00Z.", refusal.Hint)
		assert.False(t, refusal.Retryable)
	}
	assert.Equal(t, 3, videosSent(heygen))
	known, err := servers[0].env.Ledger.List(t.Context(), jobs.Filter{})
	require.NoError(t, err)
	assert.Len(t, known, 3, "what was refused leaves nothing behind")
	for _, b := range servers {
		left, err := b.env.Ledger.Budgets(t.Context(), known[0].Account)
		require.NoError(t, err)
		require.Len(t, left, 2)
		assert.InDelta(t, 3, left[0].Remaining, 1e-6)
		assert.InDelta(t, 79, left[1].Remaining, 1e-6)
	}
}
