package follow

import (
	"cmp"
	"context"
	"time"

	"heygen-mcp/heygenapi"
)

// videoKind follows videos, which take 2 to 10 minutes.
func videoKind(api *heygenapi.Client) jobKind {
	fetch := func(ctx context.Context, j *Job) error { return fetchVideo(ctx, api, j, j.ID) }
	return jobKind{
		name: kindVideo, stallAfter: 30 * time.Minute, page: videoPage, poll: pollBulk(kindVideo, api.VideoStatuses, fetch), fetch: fetch,
		createdTimes: createdTimesIn(func(ctx context.Context, o heygenapi.PageOptions) (heygenapi.Page[heygenapi.Video], error) {
			return api.ListVideos(ctx, heygenapi.ListVideosOptions{PageOptions: o})
		}, func(v heygenapi.Video) (string, heygenapi.Time) { return v.ID, v.CreatedAt }),
	}
}

// fetchVideo gives a job the links of a video: its own, or an agent session's.
func fetchVideo(ctx context.Context, api *heygenapi.Client, j *Job, id string) error {
	v, err := api.GetVideo(ctx, id)
	if err != nil {
		return err
	}
	j.Title, j.DurationSeconds, j.OutputLanguage = cmp.Or(v.Title, j.Title), v.Duration, v.OutputLanguage
	j.VideoURL, j.CaptionedVideoURL, j.SubtitleURL = v.VideoURL, v.CaptionedVideoURL, v.SubtitleURL
	j.VideoPageURL, j.ThumbnailURL, j.GIFURL = v.VideoPageURL, v.ThumbnailURL, v.GIFURL
	j.FailureCode, j.FailureMessage = cmp.Or(v.FailureCode, j.FailureCode), cmp.Or(v.FailureMessage, j.FailureMessage)
	j.finish(v.Status, v.VideoURL != "")
	return nil
}
