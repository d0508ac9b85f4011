package tools

import (
	"context"
	"fmt"

	"heygen-mcp/account"
	"heygen-mcp/heygenapi"
)

// sourceArgs name the video to work on: exactly one of them.
type sourceArgs struct {
	VideoURL     string `json:"video_url,omitempty" jsonschema_description:"Of the file itself. Give one source."`
	VideoAssetID string `json:"video_asset_id,omitempty"`
	VideoID      string `json:"video_id,omitempty" jsonschema_description:"A finished video of this account."`
}

func (a sourceArgs) check() error {
	return firstError(
		exactlyOne("source video", given("video_url", a.VideoURL != ""), given("video_asset_id", a.VideoAssetID != ""), given("video_id", a.VideoID != "")),
		mediaAddress("video_url", a.VideoURL),
	)
}

// source is what to work on, and how long it is where that is known.
type source struct {
	ref      heygenapi.MediaRef
	title    string
	seconds  *float64
	warnings []string
}

// videoSource finds the video that the arguments name.
func (c *Call) videoSource(ctx context.Context, acct *account.Account, args sourceArgs) (source, error) {
	switch {
	case args.VideoID != "":
		return ownVideo(ctx, acct, args.VideoID)
	case args.VideoAssetID != "":
		return source{ref: heygenapi.MediaAsset{AssetID: args.VideoAssetID}}, nil
	default:
		s := source{ref: heygenapi.MediaURL{URL: args.VideoURL}}
		warning, err := c.Fetch.probe(ctx, "video_url", args.VideoURL)
		if warning != "" {
			s.warnings = append(s.warnings, warning)
		}
		return s, err
	}
}

// ownVideo takes the fresh link of a finished video: older ones expire.
func ownVideo(ctx context.Context, acct *account.Account, id string) (source, error) {
	video, err := acct.API.GetVideo(ctx, id)
	if err != nil {
		if heygenapi.IsNotFound(err) {
			return source{}, invalid("video_id", fmt.Sprintf("is %q, and there is no such video", cut(id)), "Find it with list_videos; an agent session's video_id comes from get_video_status.")
		}
		return source{}, err
	}
	if video.Status.Failed() {
		return source{}, invalid("video_id", "is a video that failed", "Choose a finished one with list_videos.")
	}
	if video.VideoURL == "" {
		return source{}, &Error{Code: codeNotReady, Field: "video_id", Message: "the video is " + string(video.Status) + ", not finished yet", Hint: "Wait with get_video_status, then call again. Nothing was sent.", Retryable: true}
	}
	return source{ref: heygenapi.MediaURL{URL: video.VideoURL}, title: video.Title, seconds: video.Duration}, nil
}

// part is the stretch of a source that is worked on, in seconds. What is nil is
// not known, or not cut.
type part struct{ seconds, start, end *float64 }

// checkTimes tells what is wrong with a stretch without knowing the source.
func checkTimes(start, end *float64) error {
	from := 0.0
	if start != nil {
		from = *start
	}
	if end != nil && *end <= from {
		return invalid("end_time", fmt.Sprintf("is %g, not after start_time %g", *end, from), "Give an end_time after start_time, in seconds.")
	}
	return nil
}

func (p part) check() error {
	if p.seconds != nil && p.start != nil && *p.start >= *p.seconds {
		return invalid("start_time", fmt.Sprintf("is %g, and the video ends at %g", *p.start, *p.seconds), "Give a start_time before the video's end, in seconds.")
	}
	return nil
}

// length is how long the stretch is, in seconds; 0 where that is not known.
func (p part) length() float64 {
	var start float64
	if p.start != nil {
		start = *p.start
	}
	end := p.seconds
	if p.end != nil && (end == nil || *p.end < *end) {
		end = p.end
	}
	if end == nil {
		return 0
	}
	return max(0, *end-start)
}
