package heygenapi

import (
	"context"
	"encoding/json"
	"iter"
)

// Video is a rendered video, or one on its way.
type Video struct {
	ID     string `json:"id"`
	Title  string `json:"title"`
	Status Status `json:"status"`
	// VideoURL and the other links are signed afresh by every request and
	// expire: fetch the video again right before using one.
	VideoURL          string `json:"video_url"`
	CaptionedVideoURL string `json:"captioned_video_url"`
	SubtitleURL       string `json:"subtitle_url"`
	ThumbnailURL      string `json:"thumbnail_url"`
	GIFURL            string `json:"gif_url"`
	VideoPageURL      string `json:"video_page_url"`
	FolderID          string `json:"folder_id"`
	OutputLanguage    string `json:"output_language"`
	FailureCode       string `json:"failure_code"`
	FailureMessage    string `json:"failure_message"`
	// Duration is in seconds; nil until it is known.
	Duration    *float64 `json:"duration"`
	CreatedAt   Time     `json:"created_at"`
	CompletedAt Time     `json:"completed_at"`

	Extra map[string]json.RawMessage `json:"-"`
}

// CreatedVideo is the answer to a video's creation.
type CreatedVideo struct {
	VideoID      string `json:"video_id"`
	Status       Status `json:"status"`
	OutputFormat string `json:"output_format"`

	Extra map[string]json.RawMessage `json:"-"`
}

func (c *Client) videos() resources[Video] {
	return resources[Video]{client: c, noun: "video", path: []string{"videos"}}
}

// CreateVideo starts a render (POST /v3/videos): an [AvatarVideo], [ImageVideo],
// [CinematicVideo] or [StudioVideo]. It is paid for when it completes.
func (c *Client) CreateVideo(ctx context.Context, video VideoRequest, options ...CallOption) (CreatedVideo, error) {
	return data[CreatedVideo](ctx, c, call{op: "create video", kind: keyed, method: "POST", path: []string{"videos"}, body: video, opts: options})
}

// VideoBatch starts up to 100 renders at once.
type VideoBatch struct {
	Title string `json:"title,omitempty"`
	// FolderID is where all items go; they have no folder of their own.
	FolderID    string         `json:"folder_id,omitempty"`
	CallbackURL string         `json:"callback_url,omitempty"`
	Videos      []VideoRequest `json:"videos"`
}

// CreateVideoBatch starts the batch's renders (POST /v3/videos/batches).
func (c *Client) CreateVideoBatch(ctx context.Context, batch VideoBatch, options ...CallOption) (CreatedBatch, error) {
	return c.videos().createBatch(ctx, batch, options)
}

// GetVideoBatch gives a batch with a page of its items, 100 at most
// (GET /v3/videos/batches/{batch_id}).
func (c *Client) GetVideoBatch(ctx context.Context, batchID string, o PageOptions) (Batch, error) {
	return c.videos().getBatch(ctx, batchID, o)
}

// VideoBatchItems iterates over the items of a batch.
func (c *Client) VideoBatchItems(ctx context.Context, batchID string) iter.Seq2[BatchItem, error] {
	return c.videos().batchItems(ctx, batchID)
}

// GetVideo gives a video with fresh links (GET /v3/videos/{video_id}).
func (c *Client) GetVideo(ctx context.Context, videoID string) (Video, error) {
	return c.videos().get(ctx, videoID)
}

// DeleteVideo deletes a video for good (DELETE /v3/videos/{video_id}).
func (c *Client) DeleteVideo(ctx context.Context, videoID string) error {
	return c.videos().delete(ctx, videoID)
}

// ListVideosOptions choose a page of the account's videos; 100 at most.
type ListVideosOptions struct {
	PageOptions
	FolderID string
	// Title keeps the videos whose title has this part.
	Title string
}

// ListVideos gives a page of the account's videos, newest first (GET /v3/videos).
func (c *Client) ListVideos(ctx context.Context, o ListVideosOptions) (Page[Video], error) {
	q := o.values()
	setNonEmpty(q, "folder_id", o.FolderID)
	setNonEmpty(q, "title", o.Title)
	return c.videos().list(ctx, q)
}

// Videos iterates over the account's videos.
func (c *Client) Videos(ctx context.Context, o ListVideosOptions) iter.Seq2[Video, error] {
	return iterate(o.PageOptions, func(p PageOptions) (Page[Video], error) {
		o.PageOptions = p
		return c.ListVideos(ctx, o)
	})
}

// VideoStatuses gives the states of many videos, 100 a request
// (GET /v3/videos/statuses). Unknown ids come back as not_found.
func (c *Client) VideoStatuses(ctx context.Context, q StatusQuery) ([]JobStatus, error) {
	return c.videos().statuses(ctx, "video_ids", q)
}
