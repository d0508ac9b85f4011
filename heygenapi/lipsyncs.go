package heygenapi

import (
	"context"
	"encoding/json"
	"iter"
)

// LipsyncRequest puts other audio on a video and moves the lips to it.
type LipsyncRequest struct {
	Video MediaRef `json:"video"`
	Audio MediaRef `json:"audio"`
	// Mode is speed or precision; speed when empty.
	Mode  string `json:"mode,omitempty"`
	Title string `json:"title,omitempty"`
	// EnableCaption is ignored: a caption file always comes.
	EnableCaption bool `json:"enable_caption,omitempty"`
	// StartTime and EndTime are seconds of the source.
	StartTime *float64 `json:"start_time,omitempty"`
	EndTime   *float64 `json:"end_time,omitempty"`
	// EnableDynamicDuration is true when nil.
	EnableDynamicDuration   *bool `json:"enable_dynamic_duration,omitempty"`
	EnableSpeechEnhancement bool  `json:"enable_speech_enhancement,omitempty"`
	EnableWatermark         bool  `json:"enable_watermark,omitempty"`
	DisableMusicTrack       bool  `json:"disable_music_track,omitempty"`
	KeepTheSameFormat       *bool `json:"keep_the_same_format,omitempty"`
	// FPSMode is vfr, cfr or passthrough.
	FPSMode     string `json:"fps_mode,omitempty"`
	FolderID    string `json:"folder_id,omitempty"`
	CallbackURL string `json:"callback_url,omitempty"`
	CallbackID  string `json:"callback_id,omitempty"`
}

// Lipsync is a video with other audio, or one on its way.
type Lipsync struct {
	ID string `json:"id"`
	// Status is pending, running, completed or failed.
	Status     Status `json:"status"`
	Title      string `json:"title"`
	VideoURL   string `json:"video_url"`
	CaptionURL string `json:"caption_url"`
	// Duration is seconds.
	Duration       *float64 `json:"duration"`
	FailureMessage string   `json:"failure_message"`
	CallbackID     string   `json:"callback_id"`
	CreatedAt      Time     `json:"created_at"`

	Extra map[string]json.RawMessage `json:"-"`
}

func (c *Client) lipsyncs() resources[Lipsync] {
	return resources[Lipsync]{client: c, noun: "lipsync", path: []string{"lipsyncs"}}
}

// CreateLipsync starts a lipsync and gives its id (POST /v3/lipsyncs).
func (c *Client) CreateLipsync(ctx context.Context, req LipsyncRequest, options ...CallOption) (string, error) {
	type created struct {
		ID string `json:"lipsync_id"`
	}
	out, err := data[created](ctx, c, call{op: "create lipsync", kind: keyed, method: "POST", path: []string{"lipsyncs"}, body: req, opts: options})
	return out.ID, err
}

// LipsyncBatch starts up to 100 lipsyncs at once.
type LipsyncBatch struct {
	Title       string           `json:"title,omitempty"`
	CallbackURL string           `json:"callback_url,omitempty"`
	Lipsyncs    []LipsyncRequest `json:"lipsyncs"`
}

// CreateLipsyncBatch starts the batch (POST /v3/lipsyncs/batches).
func (c *Client) CreateLipsyncBatch(ctx context.Context, batch LipsyncBatch, options ...CallOption) (CreatedBatch, error) {
	return c.lipsyncs().createBatch(ctx, batch, options)
}

// GetLipsyncBatch gives a batch with a page of its items
// (GET /v3/lipsyncs/batches/{batch_id}).
func (c *Client) GetLipsyncBatch(ctx context.Context, batchID string, o PageOptions) (Batch, error) {
	return c.lipsyncs().getBatch(ctx, batchID, o)
}

// LipsyncBatchItems iterates over the items of a batch.
func (c *Client) LipsyncBatchItems(ctx context.Context, batchID string) iter.Seq2[BatchItem, error] {
	return c.lipsyncs().batchItems(ctx, batchID)
}

// GetLipsync gives a lipsync with fresh links (GET /v3/lipsyncs/{lipsync_id}).
func (c *Client) GetLipsync(ctx context.Context, id string) (Lipsync, error) {
	return c.lipsyncs().get(ctx, id)
}

// ListLipsyncs gives a page of lipsyncs, newest first, 100 at most
// (GET /v3/lipsyncs).
func (c *Client) ListLipsyncs(ctx context.Context, o PageOptions) (Page[Lipsync], error) {
	return c.lipsyncs().list(ctx, o.values())
}

// Lipsyncs iterates over the lipsyncs.
func (c *Client) Lipsyncs(ctx context.Context, o PageOptions) iter.Seq2[Lipsync, error] {
	return c.lipsyncs().all(ctx, o)
}

// LipsyncStatuses gives the states of many lipsyncs, 100 a request
// (GET /v3/lipsyncs/statuses).
func (c *Client) LipsyncStatuses(ctx context.Context, q StatusQuery) ([]JobStatus, error) {
	return c.lipsyncs().statuses(ctx, "lipsync_ids", q)
}

// DeleteLipsync deletes a lipsync for good (DELETE /v3/lipsyncs/{lipsync_id}).
func (c *Client) DeleteLipsync(ctx context.Context, id string) error {
	return c.lipsyncs().delete(ctx, id)
}

// RenameLipsync gives a lipsync another title
// (PATCH /v3/lipsyncs/{lipsync_id}).
func (c *Client) RenameLipsync(ctx context.Context, id, title string) (Lipsync, error) {
	return c.lipsyncs().rename(ctx, id, title)
}
