package heygenapi

import (
	"cmp"
	"context"
	"encoding/json"
	"iter"
)

// ClippingRequest cuts short clips out of a long video.
type ClippingRequest struct {
	Video MediaRef `json:"video"`
	// Title has at most 255 characters; the source's where it is empty.
	Title string `json:"title,omitempty"`
	// InputLanguage is a code of ISO 639-1; HeyGen detects it where it is empty.
	InputLanguage  string          `json:"input_language,omitempty"`
	OutputSettings *ClippingOutput `json:"output_settings,omitempty"`
	CallbackURL    string          `json:"callback_url,omitempty"`
	// CallbackID has at most 128 characters.
	CallbackID string `json:"callback_id,omitempty"`
}

// ClippingOutput says what clips are wanted.
type ClippingOutput struct {
	// AspectRatio is landscape, portrait or square; portrait when empty.
	AspectRatio string `json:"aspect_ratio,omitempty"`
	// Captions is true when nil.
	Captions *bool `json:"captions,omitempty"`
	// CaptionStyle is outline_classic when empty, and where HeyGen does not know
	// it: subtle_gray, shadow_mint, subtle_cyan, stamp_red, retro_gold, block_dark,
	// racing, modern_dark, modern_boxed, chunky, clean, shadow_lime, tag_yellow,
	// pop_purple, spotlight, exotic, golden, simple, pop_single, energy, bold,
	// elegant or neon_pink.
	CaptionStyle string `json:"caption_style,omitempty"`
	// DurationTypes are 1 to 4 wanted lengths, one clip for each: 30, 60 and 180
	// seconds, or long.
	DurationTypes []string `json:"duration_types,omitempty"`
	// Prompt says what to look for; 500 characters at most.
	Prompt string `json:"prompt,omitempty"`
}

// Clipping is a clipping job with what it has found.
type Clipping struct {
	ID string `json:"id"`
	// Status is pending, running, completed, failed or cancelled.
	Status Status `json:"status"`
	// Progress is a percentage.
	Progress      int    `json:"progress"`
	Title         string `json:"title"`
	InputLanguage string `json:"input_language"`
	// SourceDuration is the length of the long video, in seconds.
	SourceDuration *float64        `json:"source_duration"`
	OutputSettings *ClippingOutput `json:"output_settings"`
	Clips          []Clip          `json:"clips"`
	FailureMessage string          `json:"failure_message"`
	CallbackID     string          `json:"callback_id"`
	CreatedAt      Time            `json:"created_at"`

	Extra map[string]json.RawMessage `json:"-"`
}

// Clip is one clip of a clipping job.
type Clip struct {
	ID string `json:"id"`
	// Status is pending, completed or failed.
	Status          Status   `json:"status"`
	Title           string   `json:"title"`
	AspectRatio     string   `json:"aspect_ratio"`
	DurationSeconds *float64 `json:"duration_seconds"`
	// ViralityScore is HeyGen's guess at how well the clip will do, 0 to 100.
	ViralityScore  *int   `json:"virality_score"`
	VideoURL       string `json:"video_url"`
	ThumbnailURL   string `json:"thumbnail_url"`
	FailureMessage string `json:"failure_message"`

	Extra map[string]json.RawMessage `json:"-"`
}

func (c *Client) clippings() resources[Clipping] {
	return resources[Clipping]{client: c, noun: "clipping", path: []string{"ai-clipping"}}
}

// CreateClipping starts a clipping job and gives its id (POST /v3/ai-clipping).
func (c *Client) CreateClipping(ctx context.Context, req ClippingRequest, options ...CallOption) (string, error) {
	type created struct {
		ID string `json:"ai_clipping_id"`
		// JobID and Plain are what HeyGen's pages of July 2026 called it.
		JobID string `json:"job_id"`
		Plain string `json:"id"`
	}
	out, err := data[created](ctx, c, call{op: "create clipping", kind: keyed, method: "POST", path: []string{"ai-clipping"}, body: req, opts: options})
	return cmp.Or(out.ID, out.JobID, out.Plain), err
}

// GetClipping gives a job with fresh links (GET /v3/ai-clipping/{job_id}).
func (c *Client) GetClipping(ctx context.Context, id string) (Clipping, error) {
	return c.clippings().get(ctx, id)
}

// ListClippings gives a page of jobs, newest first, 100 at most
// (GET /v3/ai-clipping).
func (c *Client) ListClippings(ctx context.Context, o PageOptions) (Page[Clipping], error) {
	return c.clippings().list(ctx, o.values())
}

// Clippings iterates over the jobs.
func (c *Client) Clippings(ctx context.Context, o PageOptions) iter.Seq2[Clipping, error] {
	return c.clippings().all(ctx, o)
}

// DeleteClipping cancels or deletes a job (DELETE /v3/ai-clipping/{job_id}).
func (c *Client) DeleteClipping(ctx context.Context, id string) error {
	return c.clippings().delete(ctx, id)
}
