package agent

import (
	"fmt"
	"strings"

	"heygen-mcp/internal/lazyregexp"
	"heygen-mcp/pricing"
	"heygen-mcp/tools/kit"
	"heygen-mcp/tools/pay"
)

// promptLength finds a wanted length in a prompt, such as "60-second" or
// "2 minutes".
var promptLength = lazyregexp.New(`(?i)(\d+(?:\.\d+)?)\s*-?\s*(s|secs?|seconds?|m|mins?|minutes?)\b`)

func priceAgent(c *kit.Call, prompt string) (*pricing.Estimate, error) {
	item := pricing.Item{Product: pricing.VideoAgent}
	if match := promptLength().FindStringSubmatch(prompt); match != nil {
		var n float64
		if _, err := fmt.Sscan(match[1], &n); err == nil {
			if strings.HasPrefix(strings.ToLower(match[2]), "m") {
				n *= 60
			}
			// The agent keeps to a wanted length only roughly.
			item.Seconds = pricing.Range{Min: n * 0.8, Max: n * 1.25}
		}
	}
	return pay.Price(c, item)
}
