package follow

import (
	"context"
	"time"

	"heygen-mcp/heygenapi"
)

// proofreadKind follows proofreads; a completed one has its text as captions.
func proofreadKind(api *heygenapi.Client) jobKind {
	see := func(ctx context.Context, j *Job) error {
		p, err := api.GetProofread(ctx, j.ID)
		if err != nil {
			return err
		}
		j.Title, j.OutputLanguage, j.createdAt, j.FailureMessage = p.Title, p.OutputLanguage, p.CreatedAt.Time, p.FailureMessage
		if p.Status.Succeeded() {
			text, err := api.GetProofreadSRT(ctx, j.ID)
			if err != nil && !heygenapi.IsConflict(err) {
				return err
			}
			j.SubtitleURL = text.SRTURL
		}
		j.finish(p.Status, j.SubtitleURL != "")
		if j.settled && j.SubtitleURL != "" {
			j.Note = "Read it with get_proofread, edit it with update_proofread, render it with generate_from_proofread."
		}
		return nil
	}
	return jobKind{name: KindProofread, stallAfter: time.Hour, poll: pollSingly(KindProofread, see)}
}
