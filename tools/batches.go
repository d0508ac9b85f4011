package tools

import (
	"context"
	"fmt"

	"heygen-mcp/heygenapi"
	"heygen-mcp/jobs"
	"heygen-mcp/pricing"
)

func batchTools() []Tool {
	return []Tool{
		define(Tool{
			Spends: true, Name: "create_videos", Title: "Create avatar videos", Toolset: "videos",
			Description: "Render up to 100 avatar or image videos as one batch; what is given beside videos holds for those that do not say otherwise. For one use create_video. " +
				"Costs money by the second of each; dry_run checks and prices all. Returns at once: follow with get_batch.",
		}, createVideos),
		define(Tool{
			Spends: true, Name: "translate_videos", Title: "Translate videos", Toolset: "translation",
			Description: "Dub up to 100 videos as one batch, each into the languages given beside videos or its own. For one use translate_video. " +
				"Costs money by the second for each language; dry_run checks and prices all. Returns at once: follow with get_batch.",
		}, translateVideos),
		define(Tool{
			Name: "get_batch", Title: "Get batch", Toolset: "videos",
			Description: "How a batch stands: counts by status, failures with their reasons, and a page of its items' ids. Links come from get_video_status.",
			Hints:       Hints{ReadOnly: true},
		}, getBatch),
	}
}

// createdBatch is what a call that starts a batch answers.
type createdBatch struct {
	BatchID    string            `json:"batch_id,omitempty"`
	Status     string            `json:"status" jsonschema_description:"dry_run where nothing was sent."`
	TotalItems int               `json:"total_items"`
	Failures   []batchFailure    `json:"failures,omitempty" jsonschema_description:"Items that HeyGen refused at once."`
	Estimate   *pricing.Estimate `json:"estimate,omitempty"`
	Warnings   []string          `json:"warnings,omitempty"`
	Next       string            `json:"next"`
}

const nextFollowBatch = "Call get_batch with this batch_id for the items' ids and states; it renders in the background. Do not create it again."

// accepted describes a batch that HeyGen took.
func (b createdBatch) accepted(made heygenapi.CreatedBatch) createdBatch {
	b.BatchID, b.Status, b.Next = made.BatchID, or(string(made.Status), "processing"), nextFollowBatch
	if made.TotalItems > 0 {
		b.TotalItems = made.TotalItems
	}
	if made.BatchID == "" {
		// The reference leaves the answer open.
		b.Next = "HeyGen took the batch and named no id for it: list_videos shows what it renders. Do not create it again."
		return b
	}
	var f failureGroups
	for _, item := range made.Items {
		f.add(item)
	}
	if b.Failures = f.groups; len(b.Failures) > 0 {
		b.Next = "HeyGen refused the items under failures, which cost nothing: mend and send those alone. " + nextFollowBatch
	}
	return b
}

// videoItem is one video of create_videos: what is its own.
type videoItem struct {
	Script          string   `json:"script,omitempty" jsonschema:"minLength=1,maxLength=5000"`
	AudioURL        string   `json:"audio_url,omitempty"`
	AudioAssetID    string   `json:"audio_asset_id,omitempty"`
	AvatarID        string   `json:"avatar_id,omitempty"`
	ImageURL        string   `json:"image_url,omitempty"`
	ImageAssetID    string   `json:"image_asset_id,omitempty"`
	VoiceID         string   `json:"voice_id,omitempty"`
	VoiceSpeed      *float64 `json:"voice_speed,omitempty" jsonschema:"minimum=0.5,maximum=1.5"`
	Title           string   `json:"title,omitempty"`
	Engine          string   `json:"engine,omitempty" jsonschema:"enum=avatar_iii,enum=avatar_iv,enum=avatar_v"`
	BackgroundColor string   `json:"background_color,omitempty" jsonschema:"pattern=^#[0-9a-fA-F]{6}$"`
	BackgroundURL   string   `json:"background_url,omitempty"`
	BackgroundAsset string   `json:"background_asset_id,omitempty"`
	CallbackID      string   `json:"callback_id,omitempty"`
}

type createVideosArgs struct {
	Videos          []videoItem `json:"videos" jsonschema:"required,minItems=1,maxItems=100" jsonschema_description:"As in create_video."`
	AvatarID        string      `json:"avatar_id,omitempty"`
	VoiceID         string      `json:"voice_id,omitempty"`
	VoiceSpeed      *float64    `json:"voice_speed,omitempty" jsonschema:"minimum=0.5,maximum=1.5"`
	Engine          string      `json:"engine,omitempty" jsonschema:"enum=avatar_iii,enum=avatar_iv,enum=avatar_v"`
	BackgroundColor string      `json:"background_color,omitempty" jsonschema:"pattern=^#[0-9a-fA-F]{6}$"`
	AspectRatio     string      `json:"aspect_ratio,omitempty" jsonschema:"enum=16:9,enum=9:16,enum=4:5,enum=5:4,enum=1:1,enum=auto"`
	Resolution      string      `json:"resolution,omitempty" jsonschema:"enum=720p,enum=1080p,enum=4k"`
	BurnCaptions    bool        `json:"burn_captions,omitempty"`
	Title           string      `json:"title,omitempty" jsonschema_description:"Of the batch."`
	CallbackURL     string      `json:"callback_url,omitempty"`
	DryRun          bool        `json:"dry_run,omitempty"`
}

// video is one item as the arguments of a video of its own, and the fields in
// it that come from what all share.
func (a createVideosArgs) video(item videoItem) (args createVideoArgs, shared []string) {
	args = createVideoArgs{
		Script: item.Script, AudioURL: item.AudioURL, AudioAssetID: item.AudioAssetID, AvatarID: item.AvatarID, ImageURL: item.ImageURL, ImageAssetID: item.ImageAssetID,
		VoiceID: item.VoiceID, speech: speech{VoiceSpeed: item.VoiceSpeed}, Title: item.Title, Engine: item.Engine,
		BackgroundColor: item.BackgroundColor, BackgroundURL: item.BackgroundURL, BackgroundAssetID: item.BackgroundAsset, CallbackID: item.CallbackID,
		AspectRatio: a.AspectRatio, Resolution: a.Resolution, BurnCaptions: a.BurnCaptions,
	}
	fill := func(field string, own *string, common string, fits bool) {
		if *own == "" && common != "" && fits {
			*own, shared = common, append(shared, field)
		}
	}
	// What is shared never spoils an item that is of another sort: an image has
	// no engine to choose, an audio file no voice.
	image, spoken := item.ImageURL != "" || item.ImageAssetID != "", item.AudioURL == "" && item.AudioAssetID == ""
	fill("avatar_id", &args.AvatarID, a.AvatarID, !image)
	fill("engine", &args.Engine, a.Engine, !image)
	fill("voice_id", &args.VoiceID, a.VoiceID, spoken)
	fill("background_color", &args.BackgroundColor, a.BackgroundColor, item.BackgroundURL == "" && item.BackgroundAsset == "")
	if args.VoiceSpeed == nil && spoken {
		args.VoiceSpeed = a.VoiceSpeed
	}
	return args, shared
}

func videoName(i int) string { return fmt.Sprintf("videos[%d]", i) }

func (a createVideosArgs) check() error {
	var f faults
	for i, item := range a.Videos {
		video, shared := a.video(item)
		if err := f.add(videoName(i), video.check(), shared...); err != nil {
			return err
		}
	}
	return firstError(f.err(), webAddress("callback_url", a.CallbackURL))
}

func createVideos(ctx context.Context, c *Call, args createVideosArgs) (createdBatch, error) {
	acct, err := c.Account(ctx)
	if err != nil {
		return createdBatch{}, err
	}
	warmLooks(ctx, acct, len(args.Videos))
	plans, err := planAll(args.Videos,
		func(item videoItem) (plannedVideo, error) {
			video, _ := args.video(item)
			return c.planVideo(ctx, acct, video)
		},
		func(f *faults, i int, err error) error {
			_, shared := args.video(args.Videos[i])
			return f.add(videoName(i), err, shared...)
		})
	if err != nil {
		return createdBatch{}, err
	}
	batch := heygenapi.VideoBatch{Title: args.Title, CallbackURL: args.CallbackURL}
	var costs []pricing.Estimate
	var warnings []string
	for _, p := range plans {
		batch.Videos, costs, warnings = append(batch.Videos, p.request), append(costs, *p.estimate), append(warnings, p.warnings...)
	}
	out := createdBatch{TotalItems: len(plans), Estimate: new(pricing.Sum(pricing.Video, costs...)), Warnings: distinct(warnings)}
	if args.DryRun {
		out.Status, out.Next = statusDryRun, nextDryRun
		return out, nil
	}
	made, err := spend(ctx, c, acct, purchase{kind: jobs.KindVideo, title: args.Title, estimate: out.Estimate, keyed: true}, batchIDs,
		func(ctx context.Context, options ...heygenapi.CallOption) (heygenapi.CreatedBatch, error) {
			return acct.API.CreateVideoBatch(ctx, batch, options...)
		})
	if err != nil {
		return createdBatch{}, renamed(err, itemArgument)
	}
	return out.accepted(made), nil
}
