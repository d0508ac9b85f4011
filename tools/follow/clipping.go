package follow

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"heygen-mcp/heygenapi"
)

// Clip is one clip of a clipping job.
type Clip struct {
	ID              string   `json:"id"`
	Title           string   `json:"title,omitempty"`
	Status          string   `json:"status"`
	ViralityScore   *int     `json:"virality_score,omitempty" jsonschema_description:"HeyGen's guess, 0 to 100."`
	DurationSeconds *float64 `json:"duration_seconds,omitempty"`
	VideoURL        string   `json:"video_url,omitempty"`
	ThumbnailURL    string   `json:"thumbnail_url,omitempty"`
	FailureMessage  string   `json:"failure_message,omitempty"`
}

// clippingKind follows clipping jobs. The lists of long videos take their time.
func clippingKind(api *heygenapi.Client) jobKind {
	see := func(ctx context.Context, j *Job) error {
		c, err := api.GetClipping(ctx, j.ID)
		if err != nil {
			return err
		}
		j.Title, j.createdAt, j.FailureMessage = c.Title, c.CreatedAt.Time, c.FailureMessage
		j.Progress, j.Clips = new(c.Progress), nil
		linked, failed := 0, 0
		for _, clip := range c.Clips {
			j.Clips = append(j.Clips, Clip{
				ID: clip.ID, Title: clip.Title, Status: string(clip.Status), ViralityScore: clip.ViralityScore, DurationSeconds: clip.DurationSeconds,
				VideoURL: clip.VideoURL, ThumbnailURL: clip.ThumbnailURL, FailureMessage: clip.FailureMessage,
			})
			if clip.VideoURL != "" {
				linked++
			}
			if clip.Status.Failed() {
				failed++
			}
		}
		if c.Status == "cancelled" {
			j.FailureMessage = cmp.Or(j.FailureMessage, "it was cancelled")
		}
		// A video may hold nothing that is worth a clip.
		j.finish(c.Status, linked+failed == len(c.Clips))
		switch {
		case j.settled && c.Status.Succeeded() && len(c.Clips) == 0:
			j.Note = "HeyGen found nothing to clip: try another prompt or other duration_types."
		case j.settled && failed > 0 && c.Status.Succeeded():
			j.Note = fmt.Sprintf("%d of %d clips failed.", failed, len(c.Clips))
		}
		return nil
	}
	return jobKind{name: KindClipping, stallAfter: time.Hour, poll: pollSingly(KindClipping, see)}
}
