package follow

import (
	"cmp"
	"context"
	"time"

	"heygen-mcp/heygenapi"
)

// translationKind follows translations, which take 5 to 15 minutes.
func translationKind(api *heygenapi.Client) jobKind {
	fetch := func(ctx context.Context, j *Job) error {
		tr, err := api.GetTranslation(ctx, j.ID)
		if err != nil {
			return err
		}
		j.Title, j.DurationSeconds, j.OutputLanguage = tr.Title, tr.Duration, tr.OutputLanguage
		j.VideoURL, j.AudioURL, j.SubtitleURL = tr.VideoURL, tr.AudioURL, tr.SRTCaptionURL
		j.FailureMessage = cmp.Or(tr.FailureMessage, j.FailureMessage)
		j.finish(tr.Status, tr.VideoURL != "" || tr.AudioURL != "")
		return nil
	}
	return jobKind{
		name: kindTranslation, stallAfter: time.Hour, poll: pollBulk(kindTranslation, api.TranslationStatuses, fetch), fetch: fetch,
		createdTimes: createdTimesIn(api.ListTranslations, func(tr heygenapi.Translation) (string, heygenapi.Time) { return tr.ID, tr.CreatedAt }),
	}
}
