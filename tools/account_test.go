package tools_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi/heygentest"
)

type userAnswer struct {
	Username   string   `json:"username"`
	Pool       string   `json:"pool"`
	BalanceUSD *float64 `json:"balance_usd"`
	Low        bool     `json:"low"`
	Note       string   `json:"note"`
}

// TestGetCurrentUser names what pays, and warns when it runs out.
func TestGetCurrentUser(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		billing string
		balance float64
		low     bool
		says    string
	}{
		"a full wallet":  {"wallet", 100, false, "prepaid API wallet"},
		"a low wallet":   {"wallet", 4.5, true, "low ($4.50)"},
		"an empty one":   {"wallet", 0, true, "paid calls will be refused"},
		"a subscription": {"subscription", 100, false, "credits of the web plan"},
		"by use":         {"usage_based", 100, false, "spending cap"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, withHeyGen(heygentest.WithBillingType(c.billing), heygentest.WithBalance(c.balance)))
			var u userAnswer
			b.call("get_current_user", nil, &u)
			assert.NotEmpty(t, u.Username)
			assert.Equal(t, c.billing, u.Pool)
			assert.Equal(t, c.low, u.Low)
			assert.Contains(t, u.Note, c.says)
			if c.billing == "wallet" {
				require.NotNil(t, u.BalanceUSD)
				assert.InDelta(t, c.balance, *u.BalanceUSD, 0.001)
			} else {
				assert.Nil(t, u.BalanceUSD, "an API wallet does not count here")
			}
		})
	}
}

func TestABadKeyIsToldWithItsRemedy(t *testing.T) {
	t.Parallel()
	b := newBench(t, withHeyGen(heygentest.WithAPIKeys("sk_another")))
	failure := b.refused("get_current_user", nil)
	assert.Contains(t, failure.Hint, "heygen-mcp doctor")
	assert.NotContains(t, failure.Message+failure.Hint, key)
}

type costAnswer struct {
	Estimate struct {
		Product  string `json:"product"`
		Variant  string `json:"variant"`
		Notes    []string
		Unknown  bool   `json:"unknown"`
		Count    int    `json:"count"`
		RateCard string `json:"rate_card"`
		Seconds  *span  `json:"seconds"`
		USD      *span  `json:"usd"`
	} `json:"estimate"`
	BalanceUSD   *float64 `json:"balance_usd"`
	BalanceAfter *span    `json:"balance_after_usd"`
	Enough       *bool    `json:"enough"`
	Warnings     []string `json:"warnings"`
}

type span struct {
	Min float64 `json:"min"`
	Max float64 `json:"max"`
}

func (b *bench) cost(args map[string]any) costAnswer {
	b.t.Helper()
	var got costAnswer
	b.call("estimate_cost", args, &got)
	assert.NotEmpty(b.t, got.Estimate.RateCard)
	return got
}

func TestEstimateCost(t *testing.T) {
	t.Parallel()
	b, _, video := finished(t)
	photo := b.someLook(map[string]any{"avatar_type": "photo_avatar", "engine": "avatar_iv"}).AvatarID

	minute := b.cost(map[string]any{"product": "video", "seconds": 60, "avatar_id": photo})
	require.NotNil(t, minute.Estimate.USD)
	assert.InDelta(t, 2.31, minute.Estimate.USD.Min, 0.02, "0.0385 dollars a second")
	assert.InDelta(t, 3, minute.Estimate.USD.Max, 0.02, "0.05 by the list before")
	assert.Contains(t, minute.Estimate.Notes[0], "lists disagree")
	require.NotNil(t, minute.BalanceAfter)
	assert.InDelta(t, *minute.BalanceUSD-minute.Estimate.USD.Max, minute.BalanceAfter.Min, 0.01)
	assert.True(t, *minute.Enough)

	spread := b.cost(map[string]any{"product": "video", "seconds": 60})
	assert.Greater(t, spread.Estimate.USD.Max, spread.Estimate.USD.Min, "the look decides, and none is named")

	words := b.cost(map[string]any{"product": "video", "script": strings.Repeat("word ", 150), "avatar_id": photo})
	assert.InDelta(t, 60, (words.Estimate.Seconds.Min+words.Estimate.Seconds.Max)/2, 12, "150 words are about a minute")
	fast := b.cost(map[string]any{"product": "video", "script": strings.Repeat("word ", 150), "avatar_id": photo, "voice_speed": 1.5})
	assert.Less(t, fast.Estimate.Seconds.Max, words.Estimate.Seconds.Max)

	own := b.cost(map[string]any{"product": "translation", "video_id": video, "mode": "precision", "languages": 3})
	assert.Equal(t, 3, own.Estimate.Count)
	assert.Positive(t, own.Estimate.USD.Max)

	many := b.cost(map[string]any{"product": "video", "seconds": 600, "avatar_id": photo, "count": 100})
	assert.False(t, *many.Enough)
	assert.Less(t, many.BalanceAfter.Min, 0.0)

	open := b.cost(map[string]any{"product": "video_agent"})
	assert.Nil(t, open.Estimate.Seconds, "no length is known")
	long := b.cost(map[string]any{"product": "video", "seconds": 1500})
	assert.NotEmpty(t, long.Warnings)
	for _, product := range []string{"speech", "cinematic", "lipsync", "avatar_creation", "clipping", "background_removal", "voice_clone", "proofread"} {
		got := b.cost(map[string]any{"product": product, "seconds": 60})
		assert.True(t, got.Estimate.Unknown || got.Estimate.USD != nil, product)
	}
	assert.Len(t, b.paid(), 1, "only the video itself was paid for")
}

// TestTheBalanceCannotBeRead still tells the price.
func TestTheBalanceCannotBeRead(t *testing.T) {
	t.Parallel()
	b := newBench(t, withHeyGen(heygentest.WithFault(heygentest.Fault{Path: "/v3/users/me", Kind: heygentest.FaultFail500})))
	got := b.cost(map[string]any{"product": "cinematic"})
	assert.InDelta(t, 7, got.Estimate.USD.Max, 0.001)
	assert.Contains(t, strings.Join(got.Warnings, " "), "balance could not be read")
	assert.Nil(t, got.Enough)
}
