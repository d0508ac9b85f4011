package tools

import (
	"context"
	"maps"
	"slices"
	"time"

	"heygen-mcp/heygenapi"
)

// layerLink is one layer of a background removal.
type layerLink struct {
	Name string `json:"name"`
	URL  string `json:"url"`
}

// removalKind follows background removals.
func removalKind(api *heygenapi.Client) jobKind {
	see := func(ctx context.Context, j *job) error {
		r, err := api.GetBackgroundRemoval(ctx, j.ID)
		if err != nil {
			return err
		}
		j.DurationSeconds, j.born, j.FailureMessage, j.Layers = r.Duration, r.CreatedAt.Time, r.Error, nil
		links := r.LayerURLs()
		for _, name := range slices.Sorted(maps.Keys(links)) {
			j.Layers = append(j.Layers, layerLink{Name: name, URL: links[name]})
		}
		j.finish(r.Status, len(j.Layers) > 0)
		return nil
	}
	return jobKind{name: kindRemoval, slow: time.Hour, look: lookSingly(kindRemoval, see)}
}
