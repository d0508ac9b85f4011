package follow

import (
	"context"
	"maps"
	"slices"
	"time"

	"heygen-mcp/heygenapi"
)

// Layer is one layer of a background removal.
type Layer struct {
	Name string `json:"name"`
	URL  string `json:"url"`
}

// removalKind follows background removals.
func removalKind(api *heygenapi.Client) jobKind {
	see := func(ctx context.Context, j *Job) error {
		r, err := api.GetBackgroundRemoval(ctx, j.ID)
		if err != nil {
			return err
		}
		j.DurationSeconds, j.createdAt, j.FailureMessage, j.Layers = r.Duration, r.CreatedAt.Time, r.Error, nil
		links := r.LayerURLs()
		for _, name := range slices.Sorted(maps.Keys(links)) {
			j.Layers = append(j.Layers, Layer{Name: name, URL: links[name]})
		}
		j.finish(r.Status, len(j.Layers) > 0)
		return nil
	}
	return jobKind{name: KindRemoval, stallAfter: time.Hour, poll: pollSingly(KindRemoval, see)}
}
