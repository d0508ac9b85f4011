package heygenapi

import (
	"context"
	"encoding/json"
	"iter"
	"strconv"
)

// Sound is a piece of music or a sound effect. Its link expires.
type Sound struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Description string `json:"description"`
	// Type is music or sound_effects.
	Type     string `json:"type"`
	AudioURL string `json:"audio_url"`
	// Score says how well the sound fits the query, 0 to 1.
	Score float64 `json:"score"`
	// Duration and PeakOffset are seconds.
	Duration   *float64 `json:"duration"`
	PeakOffset *float64 `json:"peak_offset"`
	Placement  string   `json:"placement"`

	Extra map[string]json.RawMessage `json:"-"`
}

// SearchSoundsOptions say what to look for; 50 a page at most.
type SearchSoundsOptions struct {
	PageOptions
	// Query is words that describe the sound. It is required.
	Query string
	// Type is music or sound_effects; HeyGen takes music when it is empty.
	Type string
	// MinScore is the least score, 0 to 1; HeyGen takes 0.7 when it is nil.
	MinScore *float64
}

// SearchSounds gives a page of sounds, the best first (GET /v3/audio/sounds).
func (c *Client) SearchSounds(ctx context.Context, o SearchSoundsOptions) (Page[Sound], error) {
	q := o.values()
	q.Set("query", o.Query)
	setNonEmpty(q, "type", o.Type)
	if o.MinScore != nil {
		q.Set("min_score", strconv.FormatFloat(*o.MinScore, 'f', -1, 64))
	}
	return page[Sound](ctx, c, call{op: "search sounds", method: "GET", path: []string{"audio", "sounds"}, query: q})
}

// SoundSearch drains the sounds.
func (c *Client) SoundSearch(ctx context.Context, o SearchSoundsOptions) iter.Seq2[Sound, error] {
	return drain(o.PageOptions, func(p PageOptions) (Page[Sound], error) {
		o.PageOptions = p
		return c.SearchSounds(ctx, o)
	})
}
