package tools

import (
	"context"

	"heygen-mcp/heygenapi"
	"heygen-mcp/jobs"
	"heygen-mcp/pricing"
)

// translationItem is one video of translate_videos: what is its own.
type translationItem struct {
	VideoURL        string   `json:"video_url,omitempty"`
	VideoAssetID    string   `json:"video_asset_id,omitempty"`
	VideoID         string   `json:"video_id,omitempty"`
	OutputLanguages []string `json:"output_languages,omitempty" jsonschema:"maxItems=50,uniqueItems=true"`
	Title           string   `json:"title,omitempty"`
	CallbackID      string   `json:"callback_id,omitempty"`
}

type translateVideosArgs struct {
	Videos          []translationItem `json:"videos" jsonschema:"required,minItems=1,maxItems=100" jsonschema_description:"One source each."`
	OutputLanguages []string          `json:"output_languages,omitempty" jsonschema:"maxItems=50,uniqueItems=true"`
	InputLanguage   string            `json:"input_language,omitempty"`
	Mode            string            `json:"mode,omitempty" jsonschema:"enum=speed,enum=precision"`
	EnableCaption   bool              `json:"enable_caption,omitempty"`
	AudioOnly       bool              `json:"translate_audio_only,omitempty"`
	SpeakerNum      *int              `json:"speaker_num,omitempty" jsonschema:"minimum=1,maximum=20"`
	BrandGlossaryID string            `json:"brand_glossary_id,omitempty"`
	Title           string            `json:"title,omitempty" jsonschema_description:"Of the batch."`
	CallbackURL     string            `json:"callback_url,omitempty"`
	DryRun          bool              `json:"dry_run,omitempty"`
}

// video is one item as the arguments of a translation of its own, and the
// fields in it that come from what all share.
func (a translateVideosArgs) video(item translationItem) (args translateVideoArgs, shared []string) {
	args = translateVideoArgs{
		sourceArgs: sourceArgs{VideoURL: item.VideoURL, VideoAssetID: item.VideoAssetID, VideoID: item.VideoID}, OutputLanguages: item.OutputLanguages,
		Title: item.Title, CallbackID: item.CallbackID,
		InputLanguage: a.InputLanguage, Mode: a.Mode, EnableCaption: a.EnableCaption, AudioOnly: a.AudioOnly, SpeakerNum: a.SpeakerNum, BrandGlossaryID: a.BrandGlossaryID,
	}
	if len(item.OutputLanguages) == 0 {
		args.OutputLanguages, shared = a.OutputLanguages, []string{"output_languages"}
	}
	return args, shared
}

func (a translateVideosArgs) check() error {
	var f faults
	for i, item := range a.Videos {
		video, shared := a.video(item)
		err := video.check()
		if err == nil && len(video.OutputLanguages) == 0 {
			err = invalid("output_languages", "is missing", "Give it for all videos, or for each of them.")
		}
		if err := f.add(videoName(i), err, shared...); err != nil {
			return err
		}
	}
	return firstError(f.err(), webAddress("callback_url", a.CallbackURL))
}

func translateVideos(ctx context.Context, c *Call, args translateVideosArgs) (createdBatch, error) {
	acct, err := c.Account(ctx)
	if err != nil {
		return createdBatch{}, err
	}
	plans, err := planAll(args.Videos,
		func(item translationItem) (plannedTranslation, error) {
			video, _ := args.video(item)
			return c.planTranslation(ctx, acct, video)
		},
		func(f *faults, i int, err error) error {
			_, shared := args.video(args.Videos[i])
			return f.add(videoName(i), err, shared...)
		})
	if err != nil {
		return createdBatch{}, err
	}
	batch := heygenapi.TranslationBatch{Title: args.Title, CallbackURL: args.CallbackURL}
	var costs []pricing.Estimate
	var warnings []string
	out := createdBatch{}
	for _, p := range plans {
		batch.VideoTranslations, costs, warnings = append(batch.VideoTranslations, p.request), append(costs, *p.estimate), append(warnings, p.warnings...)
		out.TotalItems += len(p.request.OutputLanguages)
	}
	out.Estimate, out.Warnings = new(pricing.Sum(pricing.Translation, costs...)), distinct(warnings)
	if args.DryRun {
		out.Status, out.Next = statusDryRun, nextDryRun
		return out, nil
	}
	made, err := spend(ctx, c, acct, purchase{kind: jobs.KindTranslation, title: args.Title, estimate: out.Estimate, keyed: true}, batchIDs,
		func(ctx context.Context, options ...heygenapi.CallOption) (heygenapi.CreatedBatch, error) {
			return acct.API.CreateTranslationBatch(ctx, batch, options...)
		})
	if err != nil {
		return createdBatch{}, err
	}
	return out.accepted(made), nil
}
