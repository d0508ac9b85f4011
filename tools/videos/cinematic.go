package videos

import (
	"context"

	"heygen-mcp/heygenapi"
	"heygen-mcp/jobs"
	"heygen-mcp/pricing"
	"heygen-mcp/tools/check"
	"heygen-mcp/tools/fault"
	"heygen-mcp/tools/kit"
	"heygen-mcp/tools/lookup"
	"heygen-mcp/tools/pay"
)

type createCinematicVideoArgs struct {
	AvatarIDs     []string `json:"avatar_ids" jsonschema:"required,minItems=1,maxItems=3,uniqueItems=true"`
	Prompt        string   `json:"prompt" jsonschema:"required,minLength=1,maxLength=5000" jsonschema_description:"Action, setting, camera."`
	Duration      *int     `json:"duration,omitempty" jsonschema:"minimum=4,maximum=15" jsonschema_description:"Seconds. Default 10."`
	AutoDuration  bool     `json:"auto_duration,omitempty"`
	EnhancePrompt bool     `json:"enhance_prompt,omitempty"`
	ImageURLs     []string `json:"image_urls,omitempty" jsonschema:"maxItems=9" jsonschema_description:"References: 9 images and 3 videos at most."`
	ImageAssetIDs []string `json:"image_asset_ids,omitempty" jsonschema:"maxItems=9"`
	VideoURLs     []string `json:"video_urls,omitempty" jsonschema:"maxItems=3"`
	VideoAssetIDs []string `json:"video_asset_ids,omitempty" jsonschema:"maxItems=3"`
	Title         string   `json:"title,omitempty"`
	AspectRatio   string   `json:"aspect_ratio,omitempty" jsonschema:"enum=16:9,enum=9:16,enum=1:1"`
	Resolution    string   `json:"resolution,omitempty" jsonschema:"enum=720p,enum=1080p"`
	DryRun        bool     `json:"dry_run,omitempty"`
}

const (
	mostReferenceImages = 9
	mostReferenceVideos = 3
)

func (a createCinematicVideoArgs) Check() error {
	errs := []error{
		check.NotBlank("prompt", a.Prompt),
		check.AtMostOne("length", check.Given("duration", a.Duration != nil), check.Given("auto_duration", a.AutoDuration)),
	}
	if n := len(a.ImageURLs) + len(a.ImageAssetIDs); n > mostReferenceImages {
		errs = append(errs, fault.Invalid("image_urls", "and image_asset_ids have "+fault.Plural(n, "image")+" together, more than 9", "Send at most 9."))
	}
	if n := len(a.VideoURLs) + len(a.VideoAssetIDs); n > mostReferenceVideos {
		errs = append(errs, fault.Invalid("video_urls", "and video_asset_ids have "+fault.Plural(n, "video")+" together, more than 3", "Send at most 3."))
	}
	for _, u := range a.ImageURLs {
		errs = append(errs, check.MediaAddress("image_urls", u))
	}
	for _, u := range a.VideoURLs {
		errs = append(errs, check.MediaAddress("video_urls", u))
	}
	for _, id := range a.ImageAssetIDs {
		errs = append(errs, check.ID("image_asset_ids", id, "upload_asset or list_assets"))
	}
	for _, id := range a.VideoAssetIDs {
		errs = append(errs, check.ID("video_asset_ids", id, "upload_asset or list_assets"))
	}
	return check.First(errs...)
}

func createCinematicVideo(ctx context.Context, c *kit.Call, args createCinematicVideoArgs) (createdVideo, error) {
	acct, err := c.Account(ctx)
	if err != nil {
		return createdVideo{}, err
	}
	for _, id := range args.AvatarIDs {
		if _, err := lookup.ReadyLook(ctx, acct, "avatar_ids", id); err != nil {
			return createdVideo{}, err
		}
	}
	estimate, err := pay.Price(c, pricing.Item{Product: pricing.Cinematic})
	if err != nil {
		return createdVideo{}, err
	}
	out := createdVideo{Estimate: estimate}
	if args.DryRun {
		out.Status, out.Next = pay.StatusDryRun, pay.NextDryRun
		return out, nil
	}
	made, err := pay.Spend(ctx, c, acct, pay.Purchase{Kind: jobs.KindVideo, Title: args.Title, Estimate: estimate, Keyed: true}, videoIDs,
		func(ctx context.Context, options ...heygenapi.CallOption) (heygenapi.CreatedVideo, error) {
			return acct.API.CreateVideo(ctx, args.request(), options...)
		})
	if err != nil {
		return createdVideo{}, fault.Named(err, map[string]string{"avatar_id": "avatar_ids", "references": "image_urls"})
	}
	out.VideoID, out.Status, out.Next = made.VideoID, string(made.Status), pay.NextFollow
	return out, nil
}

func (a createCinematicVideoArgs) request() heygenapi.CinematicVideo {
	return heygenapi.CinematicVideo{
		AvatarIDs: a.AvatarIDs, Prompt: a.Prompt, Duration: a.Duration, AutoDuration: a.AutoDuration, EnhancePrompt: a.EnhancePrompt,
		References: append(lookup.MediaSources(a.ImageURLs, a.ImageAssetIDs), lookup.MediaSources(a.VideoURLs, a.VideoAssetIDs)...),
		Title:      a.Title, AspectRatio: a.AspectRatio, Resolution: a.Resolution,
	}
}
