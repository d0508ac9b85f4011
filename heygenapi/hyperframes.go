package heygenapi

import (
	"context"
	"encoding/json"
	"iter"
)

// HyperFramesRequest renders a composition of web pages, which HeyGen calls a
// HyperFrames project. Renders are no videos: [Client.ListVideos] does not show
// them.
type HyperFramesRequest struct {
	// Project is a zip with an index.html at its root, or with the page that
	// Composition names.
	Project MediaSource `json:"project"`
	// Composition is index.html when empty; at most 512 characters.
	Composition string `json:"composition,omitempty"`
	// Variables override those of the composition.
	Variables map[string]any `json:"variables,omitempty"`
	// Title has at most 500 characters.
	Title string `json:"title,omitempty"`
	// AspectRatio is 16:9, as when empty, 9:16 or 1:1.
	AspectRatio string `json:"aspect_ratio,omitempty"`
	// Resolution is 1080p, as when empty, or 4k, which costs half as much again.
	Resolution string `json:"resolution,omitempty"`
	// FPS is 1 to 240; 30 when nil.
	FPS *int `json:"fps,omitempty"`
	// Quality is draft, standard or high; standard when empty.
	Quality string `json:"quality,omitempty"`
	// Format is mp4, webm or mov; mp4 when empty.
	Format      string `json:"format,omitempty"`
	CallbackURL string `json:"callback_url,omitempty"`
	// CallbackID has at most 256 characters.
	CallbackID string `json:"callback_id,omitempty"`
}

// HyperFramesRender is a rendered composition, or one on its way.
type HyperFramesRender struct {
	ID string `json:"render_id"`
	// Status is queued, rendering, completed or failed.
	Status         Status `json:"status"`
	Title          string `json:"title"`
	Composition    string `json:"composition"`
	AspectRatio    string `json:"aspect_ratio"`
	Resolution     string `json:"resolution"`
	FPS            *int   `json:"fps"`
	Quality        string `json:"quality"`
	Format         string `json:"format"`
	VideoURL       string `json:"video_url"`
	ThumbnailURL   string `json:"thumbnail_url"`
	FailureMessage string `json:"failure_message"`
	CallbackID     string `json:"callback_id"`
	// Duration is seconds.
	Duration    *float64 `json:"duration"`
	CreatedAt   Time     `json:"created_at"`
	CompletedAt Time     `json:"completed_at"`

	Extra map[string]json.RawMessage `json:"-"`
}

func (c *Client) hyperFrames() resources[HyperFramesRender] {
	return resources[HyperFramesRender]{client: c, noun: "HyperFrames render", path: []string{"hyperframes", "renders"}}
}

// CreateHyperFramesRender starts a render and gives its id
// (POST /v3/hyperframes/renders).
func (c *Client) CreateHyperFramesRender(ctx context.Context, req HyperFramesRequest, options ...CallOption) (string, error) {
	type created struct {
		ID string `json:"render_id"`
	}
	out, err := data[created](ctx, c, call{op: "create HyperFrames render", kind: keyed, method: "POST", path: c.hyperFrames().path, body: req, opts: options})
	return out.ID, err
}

// GetHyperFramesRender gives a render with fresh links
// (GET /v3/hyperframes/renders/{render_id}).
func (c *Client) GetHyperFramesRender(ctx context.Context, id string) (HyperFramesRender, error) {
	return c.hyperFrames().get(ctx, id)
}

// ListHyperFramesRenders gives a page of renders, newest first, 100 at most
// (GET /v3/hyperframes/renders).
func (c *Client) ListHyperFramesRenders(ctx context.Context, o PageOptions) (Page[HyperFramesRender], error) {
	return c.hyperFrames().list(ctx, o.values())
}

// HyperFramesRenders iterates over the renders.
func (c *Client) HyperFramesRenders(ctx context.Context, o PageOptions) iter.Seq2[HyperFramesRender, error] {
	return c.hyperFrames().all(ctx, o)
}

// DeleteHyperFramesRender deletes a render: it is not found any more
// (DELETE /v3/hyperframes/renders/{render_id}).
func (c *Client) DeleteHyperFramesRender(ctx context.Context, id string) error {
	return c.hyperFrames().delete(ctx, id)
}
