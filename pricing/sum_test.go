package pricing_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/pricing"
)

func TestSum(t *testing.T) {
	t.Parallel()
	c := card(t)
	of := func(kind string, seconds float64) pricing.Estimate {
		return c.Estimate(pricing.Item{Product: pricing.Video, Engine: "avatar_iv", Kind: kind, Seconds: pricing.Exactly(seconds)})
	}
	photo, twin := of("photo_avatar", 100), of("digital_twin", 100)

	both := pricing.Sum(pricing.Video, photo, twin)
	require.NotNil(t, both.USD)
	assert.Equal(t, pricing.Range{Min: 10.52, Max: 13.05}, *both.USD)
	assert.Equal(t, pricing.Range{Min: 0.0385, Max: 0.0805}, *both.UnitUSD)
	assert.Equal(t, pricing.Exactly(200), *both.Seconds)
	assert.Equal(t, 2, both.Count)
	assert.Empty(t, both.Variant, "the parts differ")
	assert.Equal(t, photo.RateCard, both.RateCard)
	assert.False(t, both.Unknown)
	assert.Equal(t, 1, strings.Count(strings.Join(both.Notes, "|"), "An estimate"))
	assert.Contains(t, both.Notes[len(both.Notes)-1], "An estimate")

	alike := pricing.Sum(pricing.Video, photo, photo)
	assert.Equal(t, "avatar_iv/photo_avatar", alike.Variant)
	assert.InDelta(t, 10, alike.USD.Max, 1e-9)

	partly := pricing.Sum(pricing.Video, photo, of("digital_twin", 0))
	assert.True(t, partly.Unknown, "a part of unknown length makes the sum unknown")
	assert.Nil(t, partly.USD)
	assert.Contains(t, strings.Join(partly.Notes, "|"), "1 of 2 parts have a known price: $3.85 to $5.00")

	none := pricing.Sum(pricing.Video)
	assert.True(t, none.Unknown)
	assert.Nil(t, none.USD)

	languages := c.Estimate(pricing.Item{Product: pricing.Translation, Mode: "speed", Count: 3, Seconds: pricing.Exactly(10)})
	translated := pricing.Sum(pricing.Translation, languages, languages)
	assert.Equal(t, 6, translated.Count)
	assert.Equal(t, pricing.Exactly(60), *translated.Seconds)
}
