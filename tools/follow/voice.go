package follow

import (
	"context"
	"time"

	"heygen-mcp/heygenapi"
)

// voiceKind follows cloned voices; all others are there.
func voiceKind(api *heygenapi.Client) jobKind {
	see := func(ctx context.Context, j *Job) error {
		v, err := api.GetVoice(ctx, j.ID)
		if err != nil {
			return err
		}
		j.Title, j.AudioURL, j.createdAt, j.FailureMessage = v.Name, v.PreviewAudioURL, v.CreatedAt.Time, v.FailureMessage
		status := v.Status
		if status == "" {
			status = heygenapi.StatusCompleted
		}
		j.finish(status, true)
		if status.Succeeded() {
			j.Note = "Its id is the voice_id; audio_url is a sample."
		}
		return nil
	}
	return jobKind{name: KindVoice, stallAfter: time.Hour, poll: pollSingly(KindVoice, see)}
}
