package tools

import (
	"cmp"
	"context"

	"heygen-mcp/heygenapi"
	"heygen-mcp/jobs"
	"heygen-mcp/pricing"
)

type createClipsArgs struct {
	sourceArgs
	Prompt        string   `json:"prompt,omitempty" jsonschema:"maxLength=500" jsonschema_description:"What to look for."`
	DurationTypes []string `json:"duration_types,omitempty" jsonschema:"maxItems=4,uniqueItems=true,enum=30,enum=60,enum=180,enum=long" jsonschema_description:"Wanted lengths in seconds."`
	AspectRatio   string   `json:"aspect_ratio,omitempty" jsonschema:"enum=portrait,enum=landscape,enum=square" jsonschema_description:"Default portrait."`
	Captions      *bool    `json:"captions,omitempty" jsonschema_description:"Default true."`
	InputLanguage string   `json:"input_language,omitempty" jsonschema:"maxLength=100"`
	Title         string   `json:"title,omitempty"`
	CallbackURL   string   `json:"callback_url,omitempty"`
	CallbackID    string   `json:"callback_id,omitempty"`
	DryRun        bool     `json:"dry_run,omitempty"`
}

func (a createClipsArgs) check() error {
	return firstError(a.sourceArgs.check(), notBlank("prompt", a.Prompt), webAddress("callback_url", a.CallbackURL))
}

type createdJob struct {
	JobID    string            `json:"job_id,omitempty"`
	Status   string            `json:"status" jsonschema_description:"dry_run where nothing was sent."`
	Estimate *pricing.Estimate `json:"estimate,omitempty"`
	Warnings []string          `json:"warnings,omitempty"`
	Next     string            `json:"next"`
}

// warnClips is what an estimate of clips leaves open.
const warnClips = "The estimate is for one clip: how many a video gives is not known before. A few for each of duration_types is usual."

const nextJob = "Call get_video_status with the job_id and wait_seconds until it is completed; it takes some minutes. Do not create it again."

func createClips(ctx context.Context, c *Call, args createClipsArgs) (createdJob, error) {
	acct, err := c.Account(ctx)
	if err != nil {
		return createdJob{}, err
	}
	source, err := c.videoSource(ctx, acct, args.sourceArgs)
	if err != nil {
		return createdJob{}, err
	}
	estimate, err := c.price(pricing.Item{Product: pricing.Clipping})
	if err != nil {
		return createdJob{}, err
	}
	out := createdJob{Estimate: estimate, Warnings: append(source.warnings, warnClips)}
	if args.DryRun {
		out.Status, out.Next = statusDryRun, nextDryRun
		return out, nil
	}
	made, err := spend(ctx, c, acct, purchase{kind: jobs.KindClipping, title: args.Title, estimate: estimate},
		func(j heygenapi.Clipping) []string { return someID(j.ID) },
		func(ctx context.Context, options ...heygenapi.CallOption) (heygenapi.Clipping, error) {
			return acct.API.CreateClipping(ctx, args.request(source.ref), options...)
		})
	if err != nil {
		return createdJob{}, lookFirst(named(err, map[string]string{"output_settings.prompt": "prompt", "output_settings.duration_types": "duration_types"}),
			"list_jobs source heygen kind clipping")
	}
	out.JobID, out.Status, out.Next = made.ID, cmp.Or(string(made.Status), "pending"), nextJob
	if made.ID == "" {
		out.Next = "HeyGen took it without telling an id: find it with list_jobs source heygen kind clipping. Do not create it again."
	}
	return out, nil
}

func (a createClipsArgs) request(video heygenapi.MediaRef) heygenapi.ClippingRequest {
	req := heygenapi.ClippingRequest{Video: video, Title: a.Title, InputLanguage: a.InputLanguage, CallbackURL: a.CallbackURL, CallbackID: a.CallbackID}
	if a.Prompt != "" || a.AspectRatio != "" || a.Captions != nil || len(a.DurationTypes) > 0 {
		req.OutputSettings = &heygenapi.ClippingOutput{AspectRatio: a.AspectRatio, Captions: a.Captions, DurationTypes: a.DurationTypes, Prompt: a.Prompt}
	}
	return req
}
