package lookup

import (
	"context"
	"fmt"

	"heygen-mcp/account"
	"heygen-mcp/heygenapi"
	"heygen-mcp/tools/check"
	"heygen-mcp/tools/fault"
	"heygen-mcp/tools/kit"
)

// SourceArgs name the video to work on: exactly one of them.
type SourceArgs struct {
	VideoURL     string `json:"video_url,omitempty" jsonschema_description:"Of the file itself. Give one source."`
	VideoAssetID string `json:"video_asset_id,omitempty"`
	VideoID      string `json:"video_id,omitempty" jsonschema_description:"A finished video of this account."`
}

// Check refuses all but one source.
func (a SourceArgs) Check() error {
	return check.First(
		check.ExactlyOne("source video", check.Given("video_url", a.VideoURL != ""), check.Given("video_asset_id", a.VideoAssetID != ""), check.Given("video_id", a.VideoID != "")),
		check.MediaAddress("video_url", a.VideoURL),
	)
}

// Source is what to work on, and how long it is where that is known.
type Source struct {
	Ref      heygenapi.MediaRef
	Title    string
	Seconds  *float64
	Warnings []string
}

// SourceVideo finds the video that the arguments name.
func SourceVideo(ctx context.Context, c *kit.Call, acct *account.Account, args SourceArgs) (Source, error) {
	switch {
	case args.VideoID != "":
		return OwnVideo(ctx, acct, args.VideoID)
	case args.VideoAssetID != "":
		return Source{Ref: heygenapi.MediaAsset{AssetID: args.VideoAssetID}}, nil
	default:
		s := Source{Ref: heygenapi.MediaURL{URL: args.VideoURL}}
		warning, err := c.Fetch.Probe(ctx, "video_url", args.VideoURL)
		if warning != "" {
			s.Warnings = append(s.Warnings, warning)
		}
		return s, err
	}
}

// OwnVideo takes the fresh link of a finished video: older ones expire.
func OwnVideo(ctx context.Context, acct *account.Account, id string) (Source, error) {
	video, err := acct.API.GetVideo(ctx, id)
	if err != nil {
		if heygenapi.IsNotFound(err) {
			return Source{}, fault.Invalid("video_id", fmt.Sprintf("is %q, and there is no such video", fault.Cut(id)), "Find it with list_videos; an agent session's video_id comes from get_video_status.")
		}
		return Source{}, err
	}
	if video.Status.Failed() {
		return Source{}, fault.Invalid("video_id", "is a video that failed", "Choose a finished one with list_videos.")
	}
	if video.VideoURL == "" {
		return Source{}, &fault.Error{Code: fault.CodeNotReady, Field: "video_id", Message: "the video is " + string(video.Status) + ", not finished yet", Hint: "Wait with get_video_status, then call again. Nothing was sent.", Retryable: true}
	}
	return Source{Ref: heygenapi.MediaURL{URL: video.VideoURL}, Title: video.Title, Seconds: video.Duration}, nil
}

// Part is the stretch of a source that is worked on, in seconds. What is nil is
// not known, or not cut.
type Part struct{ Seconds, Start, End *float64 }

// CheckTimes tells what is wrong with a stretch without knowing the source.
func CheckTimes(start, end *float64) error {
	from := 0.0
	if start != nil {
		from = *start
	}
	if end != nil && *end <= from {
		return fault.Invalid("end_time", fmt.Sprintf("is %g, not after start_time %g", *end, from), "Give an end_time after start_time, in seconds.")
	}
	return nil
}

// Check refuses a stretch that begins after the end of the source.
func (p Part) Check() error {
	if p.Seconds != nil && p.Start != nil && *p.Start >= *p.Seconds {
		return fault.Invalid("start_time", fmt.Sprintf("is %g, and the video ends at %g", *p.Start, *p.Seconds), "Give a start_time before the video's end, in seconds.")
	}
	return nil
}

// Length is how long the stretch is, in seconds; 0 where that is not known.
func (p Part) Length() float64 {
	var start float64
	if p.Start != nil {
		start = *p.Start
	}
	end := p.Seconds
	if p.End != nil && (end == nil || *p.End < *end) {
		end = p.End
	}
	if end == nil {
		return 0
	}
	return max(0, *end-start)
}
