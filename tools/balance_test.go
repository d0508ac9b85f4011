package tools_test

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/mcp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi/heygentest"
	"heygen-mcp/internal/mcptest"
	"heygen-mcp/jobs"
)

// spentResource is heygen://spend as a client reads it.
type spentResource struct {
	Wallet *struct {
		FirstUSD float64 `json:"first_usd"`
		LastUSD  float64 `json:"last_usd"`
	} `json:"wallet"`
}

func readSpent(t *testing.T, c *client.Client) spentResource {
	t.Helper()
	var req mcp.ReadResourceRequest
	req.Params.URI = "heygen://spend"
	read, err := c.ReadResource(t.Context(), req)
	require.NoError(t, err)
	text, ok := mcp.AsTextResourceContents(read.Contents[0])
	require.True(t, ok)
	var spent spentResource
	require.NoError(t, json.Unmarshal([]byte(text.Text), &spent))
	return spent
}

// TestBalancesThatToolsReadAreNoted, where there is a ledger already: the
// question to the person is the first, the tools that tell the balance follow.
func TestBalancesThatToolsReadAreNoted(t *testing.T) {
	t.Parallel()
	for _, tell := range []mcp.CallToolRequest{
		toolCall("get_current_user", nil),
		toolCall("estimate_cost", map[string]any{"product": "video", "seconds": 10}),
		toolCall("list_assets", nil),
	} {
		t.Run(tell.Params.Name, func(t *testing.T) {
			t.Parallel()
			clock := heygentest.NewManualClock(time.Now())
			heygen := mcptest.HeyGen(t, heygentest.WithClock(clock))
			env := careful(t, heygen, true)
			env.Ledger = openLedger(t, jobs.Options{Path: filepath.Join(t.TempDir(), "ledger.db")})
			c := mcptest.ConnectTo(t, env, key, client.WithElicitationHandler(&user{says: mcp.ElicitationResponseActionAccept}))
			read := func() {
				result, err := c.CallTool(t.Context(), tell)
				require.NoError(t, err)
				require.False(t, result.IsError)
			}
			read()
			_, err := os.Stat(env.Ledger.Name())
			require.ErrorIs(t, err, os.ErrNotExist, "no ledger is made for a balance")
			assert.Nil(t, readSpent(t, c).Wallet)

			_, made := createVideo(t, c, nil)
			noted := func(last float64) {
				require.Eventually(t, func() bool {
					spent := readSpent(t, c)
					return spent.Wallet != nil && spent.Wallet.FirstUSD == 100 && math.Abs(spent.Wallet.LastUSD-last) < 0.006 // HeyGen tells cents
				}, awhile, 10*time.Millisecond)
			}
			noted(100)
			clock.Advance(time.Hour)
			_, err = c.CallTool(t.Context(), toolCall("get_video_status", map[string]any{"ids": []any{made["video_id"]}}))
			require.NoError(t, err)
			charges := heygen.Charges()
			require.Len(t, charges, 1)
			read()
			noted(100 - charges[0].USD)
		})
	}
}

// TestABalanceFailsNoCall: a ledger that cannot be written is no trouble for
// who only asks for the balance.
func TestABalanceFailsNoCall(t *testing.T) {
	t.Parallel()
	b := newTurned(t)
	require.NoError(t, os.WriteFile(b.at.Path, []byte("This is no database."), 0o600))
	var user struct {
		BalanceUSD float64 `json:"balance_usd"`
	}
	b.call("get_current_user", nil, &user)
	assert.Positive(t, user.BalanceUSD)
}
