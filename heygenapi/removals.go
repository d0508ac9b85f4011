package heygenapi

import (
	"cmp"
	"context"
	"encoding/json"
	"iter"
)

// BackgroundRemovalRequest cuts people out of a video.
type BackgroundRemovalRequest struct {
	Video MediaSource `json:"video"`
	Title string      `json:"title,omitempty"`
	// Layers are the parts wanted; HeyGen chooses when empty.
	Layers []string `json:"layers,omitempty"`
	// RequestID makes HeyGen answer a repeated request with the first job. The
	// client fills it in when it is empty.
	RequestID string `json:"request_id,omitempty"`
}

// BackgroundRemoval is a background removal, or one on its way.
type BackgroundRemoval struct {
	ID string `json:"id"`
	// Status is pending, processing, completed, failed or deleted.
	Status Status `json:"status"`
	// Layers are the parts by their names. The reference leaves their form
	// open; [BackgroundRemoval.LayerURLs] reads it.
	Layers map[string]json.RawMessage `json:"layers"`
	// Duration is seconds.
	Duration    *float64 `json:"duration"`
	Error       string   `json:"error"`
	CreatedAt   Time     `json:"created_at"`
	CompletedAt Time     `json:"completed_at"`

	Extra map[string]json.RawMessage `json:"-"`
}

// LayerURLs gives the link of each layer, written as text or as an object with
// a url.
func (b BackgroundRemoval) LayerURLs() map[string]string {
	links := map[string]string{}
	for name, raw := range b.Layers {
		var link string
		var file struct {
			URL string `json:"url"`
		}
		switch {
		case json.Unmarshal(raw, &link) == nil && link != "":
			links[name] = link
		case json.Unmarshal(raw, &file) == nil && file.URL != "":
			links[name] = file.URL
		}
	}
	return links
}

func (c *Client) removals() resources[BackgroundRemoval] {
	return resources[BackgroundRemoval]{client: c, noun: "background removal", path: []string{"background-removals"}}
}

// CreateBackgroundRemoval starts a job (POST /v3/background-removals). The
// request's RequestID is what HeyGen tells a repetition by; [IdempotencyKey]
// sets it where it is empty.
func (c *Client) CreateBackgroundRemoval(ctx context.Context, req BackgroundRemovalRequest, options ...CallOption) (BackgroundRemoval, error) {
	op := call{op: "create background removal", kind: idempotent, method: "POST", path: []string{"background-removals"}, opts: options}
	req.RequestID = cmp.Or(req.RequestID, op.options().idempotencyKey, NewIdempotencyKey())
	op.body = req
	return data[BackgroundRemoval](ctx, c, op)
}

// GetBackgroundRemoval gives a job with fresh links
// (GET /v3/background-removals/{job_id}).
func (c *Client) GetBackgroundRemoval(ctx context.Context, id string) (BackgroundRemoval, error) {
	return c.removals().get(ctx, id)
}

// ListBackgroundRemovals gives a page of jobs, newest first, 100 at most
// (GET /v3/background-removals).
func (c *Client) ListBackgroundRemovals(ctx context.Context, o PageOptions) (Page[BackgroundRemoval], error) {
	return c.removals().list(ctx, o.values())
}

// BackgroundRemovals iterates over the jobs.
func (c *Client) BackgroundRemovals(ctx context.Context, o PageOptions) iter.Seq2[BackgroundRemoval, error] {
	return c.removals().all(ctx, o)
}

// DeleteBackgroundRemoval deletes a job and its layers
// (DELETE /v3/background-removals/{job_id}).
func (c *Client) DeleteBackgroundRemoval(ctx context.Context, id string) error {
	return c.removals().delete(ctx, id)
}
