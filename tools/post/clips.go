package post

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

type createClipsArgs struct {
	lookup.SourceArgs
	Prompt        string   `json:"prompt,omitempty" jsonschema:"maxLength=500" jsonschema_description:"What to look for."`
	DurationTypes []string `json:"duration_types,omitempty" jsonschema:"maxItems=4,uniqueItems=true,enum=30,enum=60,enum=180,enum=long" jsonschema_description:"Wanted lengths in seconds."`
	AspectRatio   string   `json:"aspect_ratio,omitempty" jsonschema:"enum=portrait,enum=landscape,enum=square" jsonschema_description:"Default portrait."`
	Captions      string   `json:"captions,omitempty" jsonschema:"enum=none,enum=burned" jsonschema_description:"Default burned." former:"captions,true=burned,false=none"`
	InputLanguage string   `json:"input_language,omitempty" jsonschema:"maxLength=100"`
	Title         string   `json:"title,omitempty"`
	CallbackURL   string   `json:"callback_url,omitempty"`
	CallbackID    string   `json:"callback_id,omitempty"`
	DryRun        bool     `json:"dry_run,omitempty"`
}

func (a createClipsArgs) Check() error {
	return check.First(a.SourceArgs.Check(), check.NotBlank("prompt", a.Prompt), check.WebAddress("callback_url", a.CallbackURL))
}

const nextJob = "Call get_video_status with the job_id and wait_seconds until it is completed; it takes some minutes. Do not create it again."

func createClips(ctx context.Context, c *kit.Call, args createClipsArgs) (createdJob, error) {
	acct, err := c.Account(ctx)
	if err != nil {
		return createdJob{}, err
	}
	source, err := lookup.SourceVideo(ctx, c, acct, args.SourceArgs)
	if err != nil {
		return createdJob{}, err
	}
	estimate, err := pay.Price(c, pricing.Item{Product: pricing.Clipping})
	if err != nil {
		return createdJob{}, err
	}
	out := createdJob{Estimate: estimate, Warnings: append(source.Warnings, pay.WarnClips)}
	if args.DryRun {
		out.Status, out.Next = pay.StatusDryRun, pay.NextDryRun
		return out, nil
	}
	made, err := pay.Spend(ctx, c, acct, pay.Purchase{Kind: jobs.KindClipping, Title: args.Title, Estimate: estimate, Keyed: true}, pay.SomeID,
		func(ctx context.Context, options ...heygenapi.CallOption) (string, error) {
			return acct.API.CreateClipping(ctx, args.request(source.Ref), options...)
		})
	if err != nil {
		return createdJob{}, fault.LookFirst(fault.Named(err, map[string]string{"output_settings.prompt": "prompt", "output_settings.duration_types": "duration_types"}),
			"list_jobs source heygen kind clipping")
	}
	out.JobID, out.Status, out.Next = made, "pending", nextJob
	if made == "" {
		out.Next = "HeyGen took it without telling an id: find it with list_jobs source heygen kind clipping. Do not create it again."
	}
	return out, nil
}

func (a createClipsArgs) request(video heygenapi.MediaRef) heygenapi.ClippingRequest {
	req := heygenapi.ClippingRequest{Video: video, Title: a.Title, InputLanguage: a.InputLanguage, CallbackURL: a.CallbackURL, CallbackID: a.CallbackID}
	if a.Prompt != "" || a.AspectRatio != "" || a.Captions != "" || len(a.DurationTypes) > 0 {
		req.OutputSettings = &heygenapi.ClippingOutput{AspectRatio: a.AspectRatio, DurationTypes: a.DurationTypes, Prompt: a.Prompt}
		if a.Captions != "" {
			req.OutputSettings.Captions = new(a.Captions == "burned")
		}
	}
	return req
}
