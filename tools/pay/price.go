package pay

import (
	"fmt"

	"heygen-mcp/pricing"
	"heygen-mcp/tools/fault"
	"heygen-mcp/tools/kit"
)

// WarnClips is what an estimate of clips leaves open.
const WarnClips = "The estimate is for one clip: how many a video gives is not known before. A few for each of duration_types is usual."

// Speed is how fast a voice speaks; 1 where nothing is said.
func Speed(speed *float64) float64 {
	if speed == nil {
		return 1
	}
	return *speed
}

// LengthWarnings refuses what HeyGen would not render, before it is sent.
func LengthWarnings(field string, seconds pricing.Range) ([]string, error) {
	warning, err := pricing.LengthAdvice(seconds)
	if err != nil {
		return nil, fault.Invalid(field, fmt.Sprintf("lasts about %.0f minutes, %v", seconds.Min/60, err), "Split it into several videos.")
	}
	if warning == "" {
		return nil, nil
	}
	return []string{warning}, nil
}

// Price estimates an item by the rate card.
func Price(c *kit.Call, item pricing.Item) (*pricing.Estimate, error) {
	card, err := c.RateCard()
	if err != nil {
		return nil, fmt.Errorf("reading the rate card: %w", err)
	}
	return new(card.Estimate(item)), nil
}
