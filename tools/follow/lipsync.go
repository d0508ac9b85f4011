package follow

import (
	"cmp"
	"context"
	"time"

	"heygen-mcp/heygenapi"
)

// lipsyncKind follows lipsyncs, those of batches too.
func lipsyncKind(api *heygenapi.Client) jobKind {
	fetch := func(ctx context.Context, j *Job) error {
		l, err := api.GetLipsync(ctx, j.ID)
		if err != nil {
			return err
		}
		j.Title, j.DurationSeconds, j.VideoURL, j.SubtitleURL = l.Title, l.Duration, l.VideoURL, l.CaptionURL
		j.FailureMessage = cmp.Or(l.FailureMessage, j.FailureMessage)
		j.finish(l.Status, l.VideoURL != "")
		return nil
	}
	return jobKind{
		name: KindLipsync, stallAfter: time.Hour, poll: pollBulk(KindLipsync, api.LipsyncStatuses, fetch), fetch: fetch,
		createdTimes: createdTimesIn(api.ListLipsyncs, func(l heygenapi.Lipsync) (string, heygenapi.Time) { return l.ID, l.CreatedAt }),
	}
}
