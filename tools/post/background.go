package post

import (
	"context"

	"heygen-mcp/heygenapi"
	"heygen-mcp/jobs"
	"heygen-mcp/pricing"
	"heygen-mcp/tools/fault"
	"heygen-mcp/tools/kit"
	"heygen-mcp/tools/lookup"
	"heygen-mcp/tools/pay"
)

type removeBackgroundArgs struct {
	lookup.SourceArgs
	Title  string `json:"title,omitempty"`
	DryRun bool   `json:"dry_run,omitempty"`
}

func (a removeBackgroundArgs) Check() error { return a.SourceArgs.Check() }

func removeBackground(ctx context.Context, c *kit.Call, args removeBackgroundArgs) (createdJob, error) {
	acct, err := c.Account(ctx)
	if err != nil {
		return createdJob{}, err
	}
	source, err := lookup.SourceVideo(ctx, c, acct, args.SourceArgs)
	if err != nil {
		return createdJob{}, err
	}
	item := pricing.Item{Product: pricing.BackgroundRemoval}
	if source.Seconds != nil {
		item.Seconds = pricing.Exactly(*source.Seconds)
	}
	estimate, err := pay.Price(c, item)
	if err != nil {
		return createdJob{}, err
	}
	out := createdJob{Estimate: estimate, Warnings: source.Warnings}
	if args.DryRun {
		out.Status, out.Next = pay.StatusDryRun, pay.NextDryRun
		return out, nil
	}
	// HeyGen tells a repetition by the request's own id, not by the header.
	req := heygenapi.BackgroundRemovalRequest{Video: source.Ref, Title: args.Title}
	made, err := pay.Spend(ctx, c, acct, pay.Purchase{Kind: jobs.KindRemoval, Title: args.Title, Estimate: estimate, Keyed: true},
		func(j heygenapi.BackgroundRemoval) []string { return []string{j.ID} },
		func(ctx context.Context, options ...heygenapi.CallOption) (heygenapi.BackgroundRemoval, error) {
			return acct.API.CreateBackgroundRemoval(ctx, req, options...)
		})
	if err != nil {
		return createdJob{}, fault.LookFirst(err, "list_jobs source heygen kind background_removal")
	}
	out.JobID, out.Status, out.Next = made.ID, string(made.Status), nextJob
	return out, nil
}
