package pricing_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/pricing"
)

func card(t testing.TB) *pricing.Card {
	t.Helper()
	c, err := pricing.Default()
	require.NoError(t, err)
	return c
}

// What estimates say of the lists.
const (
	disagree = "The price lists disagree"
	before   = "The newest list has no price for this; it is from the list before (2026-08-31)."
)

// TestTheDefaultCard holds the embedded figures to HeyGen's public lists.
func TestTheDefaultCard(t *testing.T) {
	t.Parallel()
	c := card(t)
	assert.Equal(t, "2026-09-16", c.AsOf)
	exactly := pricing.Exactly
	for _, row := range []struct {
		item pricing.Item
		usd  pricing.Range
		// note is what an estimate says of a price that is not in the newest list alone.
		note string
	}{
		{pricing.Item{Product: pricing.Video, Engine: "avatar_v", Kind: "digital_twin"}, pricing.Range{Min: 0.0667, Max: 0.12}, disagree},
		{pricing.Item{Product: pricing.Video, Engine: "avatar_iv", Kind: "digital_twin"}, pricing.Range{Min: 0.0667, Max: 0.0805}, disagree},
		{pricing.Item{Product: pricing.Video, Engine: "avatar_iv", Kind: "studio_avatar"}, pricing.Range{Min: 0.0667, Max: 0.0805}, disagree},
		{pricing.Item{Product: pricing.Video, Engine: "avatar_iv", Kind: "photo_avatar"}, pricing.Range{Min: 0.0385, Max: 0.05}, disagree},
		{pricing.Item{Product: pricing.Video, Engine: "avatar_iv", Kind: "image"}, pricing.Range{Min: 0.0385, Max: 0.05}, disagree},
		{pricing.Item{Product: pricing.Video, Engine: "avatar_iii", Kind: "studio_avatar"}, exactly(0.0167), before},
		{pricing.Item{Product: pricing.Video, Engine: "avatar_iii", Kind: "photo_avatar"}, exactly(0.0433), before},
		{pricing.Item{Product: pricing.VideoAgent}, exactly(0.0333), before},
		{pricing.Item{Product: pricing.Translation, Mode: "speed"}, exactly(0.0333), before},
		{pricing.Item{Product: pricing.Translation, Mode: "precision"}, exactly(0.0667), before},
		{pricing.Item{Product: pricing.Translation, Mode: "audio_only"}, exactly(0.0333), before},
		{pricing.Item{Product: pricing.Lipsync, Mode: "precision"}, exactly(0.0667), before},
		{pricing.Item{Product: pricing.Speech}, pricing.Range{Min: 0.000667, Max: 0.002}, disagree},
		{pricing.Item{Product: pricing.Cinematic}, exactly(7), before},
		{pricing.Item{Product: pricing.AvatarCreation}, exactly(1), ""},
		{pricing.Item{Product: pricing.Clipping}, exactly(0.15), before},
		{pricing.Item{Product: pricing.Live}, exactly(0.05), ""},
		{pricing.Item{Product: pricing.FillerWordRemoval}, exactly(0.3), ""},
	} {
		row.item.Seconds = pricing.Exactly(60)
		e := c.Estimate(row.item)
		require.NotNil(t, e.UnitUSD, "%+v", row.item)
		assert.InDelta(t, row.usd.Min, e.UnitUSD.Min, 1e-9, "%+v", row.item)
		assert.InDelta(t, row.usd.Max, e.UnitUSD.Max, 1e-9, "%+v", row.item)
		said := strings.Join(e.Notes, " ")
		for _, note := range []string{disagree, before} {
			assert.Equal(t, note == row.note, strings.Contains(said, note), "%+v: %s", row.item, said)
		}
		assert.Equal(t, "2026-09-16", e.RateCard)
	}
	for _, unknown := range []pricing.Product{pricing.BackgroundRemoval, pricing.VoiceClone, pricing.Proofread, pricing.HyperFrames} {
		e := c.Estimate(pricing.Item{Product: unknown, Seconds: pricing.Exactly(60)})
		assert.True(t, e.Unknown, unknown)
		assert.Nil(t, e.USD, unknown)
	}
}

func TestEstimate(t *testing.T) {
	t.Parallel()
	c := card(t)
	minute := c.Estimate(pricing.Item{Product: pricing.Video, Engine: "avatar_iv", Kind: "photo_avatar", Seconds: pricing.Exactly(60)})
	assert.Equal(t, &pricing.Range{Min: 2.31, Max: 3}, minute.USD, "both lists")
	assert.Contains(t, minute.Notes, "The price lists disagree: $0.0385 a second on 2026-09-16, $0.05 on 2026-08-31. The range spans both.")
	assert.Equal(t, "avatar_iv/photo_avatar", minute.Variant)

	anyKind := c.Estimate(pricing.Item{Product: pricing.Video, Engine: "avatar_iv", Seconds: pricing.Range{Min: 50, Max: 60}})
	assert.Equal(t, &pricing.Range{Min: 1.92, Max: 4.83}, anyKind.USD, "rounded outwards over kinds and lengths")

	two := c.Estimate(pricing.Item{Product: pricing.Translation, Mode: "speed", Seconds: pricing.Exactly(30), Count: 2})
	assert.Equal(t, &pricing.Range{Min: 1.99, Max: 2}, two.USD)

	noLength := c.Estimate(pricing.Item{Product: pricing.VideoAgent})
	assert.True(t, noLength.Unknown)
	assert.Contains(t, strings.Join(noLength.Notes, " "), "a minute costs about $2.00")

	tiny := c.Estimate(pricing.Item{Product: pricing.Speech, Seconds: pricing.Exactly(1)})
	assert.InDelta(t, 0.0007, tiny.USD.Min, 1e-9, "what is below a cent is not shown as nothing")
	assert.InDelta(t, 0.01, tiny.USD.Max, 1e-9)

	assert.Equal(t, &pricing.Range{Min: 97, Max: 97.69}, pricing.BalanceAfter(100, minute))
	assert.Nil(t, pricing.BalanceAfter(100, noLength))
}

// TestMinutes: what is billed by the minute has a least, and a minute that has
// begun may count as a whole one.
func TestMinutes(t *testing.T) {
	t.Parallel()
	c := card(t)
	for seconds, want := range map[float64]pricing.Range{
		0.5: pricing.Exactly(0.3), 59: pricing.Exactly(0.3), 60: pricing.Exactly(0.3), 90: {Min: 0.45, Max: 0.6}, 120: pricing.Exactly(0.6), 7200: pricing.Exactly(36),
	} {
		e := c.Estimate(pricing.Item{Product: pricing.FillerWordRemoval, Seconds: pricing.Exactly(seconds)})
		require.NotNil(t, e.USD, seconds)
		assert.InDelta(t, want.Min, e.USD.Min, 1e-9, seconds)
		assert.InDelta(t, want.Max, e.USD.Max, 1e-9, seconds)
		assert.InDelta(t, want.Max, e.Ceiling(), 1e-9, seconds)
		assert.Equal(t, "minute", e.Unit)
		assert.Contains(t, e.Notes, "At least 1 minute is billed for each.")
	}
	twice := c.Estimate(pricing.Item{Product: pricing.FillerWordRemoval, Seconds: pricing.Exactly(10), Count: 2})
	assert.Equal(t, &pricing.Range{Min: 0.6, Max: 0.6}, twice.USD, "the least counts for each")
	unknown := c.Estimate(pricing.Item{Product: pricing.FillerWordRemoval})
	assert.True(t, unknown.Unknown)
	assert.Contains(t, strings.Join(unknown.Notes, " "), "a minute costs about $0.30")
}

// TestHyperFrames: no list has a price; with one of one's own, 4k is dearer.
func TestHyperFrames(t *testing.T) {
	t.Parallel()
	none := card(t).Estimate(pricing.Item{Product: pricing.HyperFrames, Mode: "4k", Seconds: pricing.Exactly(10)})
	assert.True(t, none.Unknown)
	assert.Contains(t, none.Notes, "4k costs 1.5 times as much as 1080p.")
	path := filepath.Join(t.TempDir(), "card.json")
	require.NoError(t, os.WriteFile(path, []byte(`{"as_of":"2026-11-01","rates":[{"product":"hyperframes","unit":"second","usd":0.1}]}`), 0o600))
	own, err := pricing.Load(path)
	require.NoError(t, err)
	for mode, want := range map[string]pricing.Range{"1080p": pricing.Exactly(1), "4k": pricing.Exactly(1.5), "": {Min: 1, Max: 1.5}} {
		assert.Equal(t, &want, own.Estimate(pricing.Item{Product: pricing.HyperFrames, Mode: mode, Seconds: pricing.Exactly(10)}).USD, mode)
	}
}

func TestLengthAdvice(t *testing.T) {
	t.Parallel()
	none, err := pricing.LengthAdvice(pricing.Range{Min: 100, Max: 1200})
	require.NoError(t, err)
	assert.Empty(t, none)
	warning, err := pricing.LengthAdvice(pricing.Range{Min: 1100, Max: 1300})
	require.NoError(t, err)
	assert.Contains(t, warning, "22 minutes")
	_, err = pricing.LengthAdvice(pricing.Range{Min: 1801, Max: 2400})
	assert.ErrorIs(t, err, pricing.ErrTooLong)
}

func TestScriptSeconds(t *testing.T) {
	t.Parallel()
	words := strings.Repeat("word ", 150)
	for _, row := range []struct {
		script, language string
		speed            float64
		about            float64
	}{
		{words, "", 1, 60},
		{words, "English (United States)", 1, 60},
		{words, "", 1.5, 40},
		{words, "German", 1, 69},
		{words, "", 0, 60},
		{words + `<break time="10s"/>`, "", 1, 70},
		{words + `<break time='1500ms' />`, "", 2, 31.5},
		{strings.Repeat("漢", 45), "Chinese", 1, 10},
		{"<speak>" + words + "</speak>", "", 1, 60},
		{"", "", 1, 0},
		{"... !!", "", 1, 0},
	} {
		got := pricing.ScriptSeconds(row.script, row.language, row.speed)
		middle := (got.Min + got.Max) / 2
		assert.InDelta(t, row.about, middle, 1, "%.20q %s %v", row.script, row.language, row.speed)
		assert.LessOrEqual(t, got.Min, got.Max)
	}
}

func TestLoadRefuses(t *testing.T) {
	t.Parallel()
	for content, want := range map[string]string{
		`{`:                                                     "is not a rate card",
		`{"as_of":"2026-01-01","x":1}`:                          `unknown field "x"`,
		`{"as_of":"soon","rates":[]}`:                           `as_of is "soon"`,
		`{"as_of":"2026-01-01"}`:                                "rates is empty",
		rates(`"product":"yacht"`):                              `rates[0].product is "yacht"`,
		rates(`"product":"speech"`):                             `rates[0].unit is ""`,
		rates(unitPrice("-1")):                                  "rates[0].usd is -1",
		rates(unitPrice("1e9")):                                 "from 0 to 1000",
		rates(unitPrice("1"), unitPrice("2")):                   "repeats the product of rates[0]",
		rates(unitPrice("1,\"minimum\":-1")):                    "rates[0].minimum is -1",
		rates(`"product":"clipping","unit":"clip","minimum":2`): "leave it out for other units",
	} {
		path := filepath.Join(t.TempDir(), "card.json")
		require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
		_, err := pricing.Load(path)
		require.Error(t, err, content)
		assert.Contains(t, err.Error(), want)
		assert.Contains(t, err.Error(), path)
	}
	_, err := pricing.Load(filepath.Join(t.TempDir(), "missing"))
	assert.True(t, errors.Is(err, os.ErrNotExist))
}

func unitPrice(usd string) string { return `"product":"speech","unit":"second","usd":` + usd }

func rates(each ...string) string {
	return `{"as_of":"2026-01-01","rates":[{` + strings.Join(each, "},{") + `}]}`
}

func TestLoadReplacesPrices(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "card.json")
	require.NoError(t, os.WriteFile(path, []byte(rates(unitPrice("0.5"))), 0o600))
	c, err := pricing.Load(path)
	require.NoError(t, err)
	e := c.Estimate(pricing.Item{Product: pricing.Speech, Seconds: pricing.Exactly(4)})
	assert.Equal(t, &pricing.Range{Min: 2, Max: 2}, e.USD)
	assert.Equal(t, "2026-01-01", e.RateCard)
	assert.True(t, c.Estimate(pricing.Item{Product: pricing.Video}).Unknown, "what the card leaves out is unknown")
}

func FuzzScriptSeconds(f *testing.F) {
	f.Add("Hello <break time=\"1s\"/> world", "Spanish", 1.2)
	f.Add("漢字かな ไทย", "", 0.5)
	f.Add("<break time=\"99999999999999999999s\"/>", "x", -1.0)
	f.Fuzz(func(t *testing.T, script, language string, speed float64) {
		got := pricing.ScriptSeconds(script, language, speed)
		assert.False(t, got.Min < 0 || got.Max < got.Min, "%+v", got)
	})
}

func BenchmarkScriptSeconds(b *testing.B) {
	script := strings.Repeat("A sentence of ordinary words. ", 170)[:5000]
	b.SetBytes(int64(len(script)))
	for b.Loop() {
		pricing.ScriptSeconds(script, "English", 1)
	}
}

func ExampleCard_Estimate() {
	card, err := pricing.Default()
	if err != nil {
		panic(err)
	}
	e := card.Estimate(pricing.Item{Product: pricing.Video, Engine: "avatar_iv", Kind: "photo_avatar", Seconds: pricing.Exactly(60)})
	fmt.Printf("$%.2f to $%.2f by the list of %s\n", e.USD.Min, e.USD.Max, e.RateCard)
	// Output: $2.31 to $3.00 by the list of 2026-09-16
}

// TestCeilings: what a purchase is reckoned with where its length is not known.
func TestCeilings(t *testing.T) {
	t.Parallel()
	card, err := pricing.Default()
	require.NoError(t, err)
	for _, row := range []struct {
		item pricing.Item
		most float64
	}{
		{pricing.Item{Product: pricing.Cinematic}, 7},
		{pricing.Item{Product: pricing.Speech, Seconds: pricing.Range{Min: 10, Max: 20}}, 0.04},
		{pricing.Item{Product: pricing.VideoAgent}, 9.99},
		{pricing.Item{Product: pricing.Translation, Mode: "speed", Count: 2}, 19.98},
		{pricing.Item{Product: pricing.Live}, 180},
		{pricing.Item{Product: pricing.VoiceClone}, 0},
		{pricing.Item{Product: pricing.Video, Engine: "avatar_iv", Kind: "image", Seconds: pricing.Exactly(60)}, 3},
		{pricing.Item{Product: pricing.FillerWordRemoval}, 1.5},
	} {
		assert.InDelta(t, row.most, card.Estimate(row.item).Ceiling(), 0.001, "%v", row.item)
	}
}
