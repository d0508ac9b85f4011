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
	// Layers are the parts by their names. [BackgroundRemoval.LayerURLs] reads
	// them.
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

// CreateBackgroundRemoval starts a job (POST /v3/background-removals, which HeyGen
// excludes from its public reference). The request's RequestID is what HeyGen tells
// a repetition by; [IdempotencyKey] sets it where it is empty.
func (c *Client) CreateBackgroundRemoval(ctx context.Context, req BackgroundRemovalRequest, options ...CallOption) (BackgroundRemoval, error) {
	op := call{op: "create background removal", kind: idempotent, method: "POST", path: []string{"background-removals"}, opts: options}
	req.RequestID = cmp.Or(req.RequestID, op.options().idempotencyKey, NewIdempotencyKey())
	op.body = req
	return data[BackgroundRemoval](ctx, c, op)
}

// GetBackgroundRemoval gives a job with fresh links
// (GET /v3/background-removals/{job_id}, which HeyGen excludes from its public
// reference).
func (c *Client) GetBackgroundRemoval(ctx context.Context, id string) (BackgroundRemoval, error) {
	return c.removals().get(ctx, id)
}

// ListBackgroundRemovals gives a page of jobs, newest first, 100 at most
// (GET /v3/background-removals, which HeyGen excludes from its public reference).
func (c *Client) ListBackgroundRemovals(ctx context.Context, o PageOptions) (Page[BackgroundRemoval], error) {
	return c.removals().list(ctx, o.values())
}

// BackgroundRemovals iterates over the jobs.
func (c *Client) BackgroundRemovals(ctx context.Context, o PageOptions) iter.Seq2[BackgroundRemoval, error] {
	return c.removals().all(ctx, o)
}

// DeleteBackgroundRemoval deletes a job and its layers
// (DELETE /v3/background-removals/{job_id}, which HeyGen excludes from its public
// reference).
func (c *Client) DeleteBackgroundRemoval(ctx context.Context, id string) error {
	return c.removals().delete(ctx, id)
}

// FillerWordRemovalRequest cuts filler words and long silences out of a video of
// two hours at most.
type FillerWordRemovalRequest struct {
	Video MediaRef `json:"video"`
	// Title has at most 255 characters.
	Title       string `json:"title,omitempty"`
	CallbackURL string `json:"callback_url,omitempty"`
	// CallbackID has at most 128 characters.
	CallbackID string `json:"callback_id,omitempty"`
}

// FillerWordRemoval is a video without its filler words, or one on its way.
type FillerWordRemoval struct {
	ID string `json:"id"`
	// Status is pending, running, completed or failed.
	Status Status `json:"status"`
	// Progress is 0 to 100.
	Progress int    `json:"progress"`
	Title    string `json:"title"`
	// VideoURL is there once it is completed, and expires. Where there was nothing
	// to cut it is the source, and the price is paid back.
	VideoURL     string `json:"video_url"`
	ThumbnailURL string `json:"thumbnail_url"`
	// NumCuts counts filler words; a trimmed silence is none, and is paid for.
	NumCuts *int `json:"num_cuts"`
	// OriginalDuration and OutputDuration are seconds.
	OriginalDuration *float64 `json:"original_duration"`
	OutputDuration   *float64 `json:"output_duration"`
	// ReductionPct is by how many percent the video became shorter.
	ReductionPct   *float64 `json:"reduction_pct"`
	FailureMessage string   `json:"failure_message"`
	CallbackID     string   `json:"callback_id"`
	CreatedAt      Time     `json:"created_at"`

	Extra map[string]json.RawMessage `json:"-"`
}

// CreateFillerWordRemoval starts a job and gives its id
// (POST /v3/filler-word-removals). It costs by the minute of the source, one at
// least. HeyGen has no list of these jobs: keep the id.
func (c *Client) CreateFillerWordRemoval(ctx context.Context, req FillerWordRemovalRequest, options ...CallOption) (string, error) {
	type created struct {
		ID string `json:"filler_word_removal_id"`
	}
	out, err := data[created](ctx, c, call{op: "create filler word removal", kind: keyed, method: "POST", path: []string{"filler-word-removals"}, body: req, opts: options})
	return out.ID, err
}

// GetFillerWordRemoval gives a job with fresh links
// (GET /v3/filler-word-removals/{filler_word_removal_id}).
func (c *Client) GetFillerWordRemoval(ctx context.Context, id string) (FillerWordRemoval, error) {
	return data[FillerWordRemoval](ctx, c, call{op: "get filler word removal", method: "GET", path: []string{"filler-word-removals", id}})
}
