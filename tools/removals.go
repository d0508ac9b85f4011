package tools

import (
	"context"

	"heygen-mcp/heygenapi"
	"heygen-mcp/jobs"
	"heygen-mcp/pricing"
)

type removeBackgroundArgs struct {
	sourceArgs
	Title  string `json:"title,omitempty"`
	DryRun bool   `json:"dry_run,omitempty"`
}

func (a removeBackgroundArgs) check() error { return a.sourceArgs.check() }

func removeBackground(ctx context.Context, c *Call, args removeBackgroundArgs) (createdJob, error) {
	acct, err := c.Account(ctx)
	if err != nil {
		return createdJob{}, err
	}
	source, err := c.videoSource(ctx, acct, args.sourceArgs)
	if err != nil {
		return createdJob{}, err
	}
	item := pricing.Item{Product: pricing.BackgroundRemoval}
	if source.seconds != nil {
		item.Seconds = pricing.Exactly(*source.seconds)
	}
	estimate, err := c.price(item)
	if err != nil {
		return createdJob{}, err
	}
	out := createdJob{Estimate: estimate, Warnings: source.warnings}
	if args.DryRun {
		out.Status, out.Next = statusDryRun, nextDryRun
		return out, nil
	}
	// HeyGen tells a repetition by the request's own id, not by the header.
	req := heygenapi.BackgroundRemovalRequest{Video: source.ref, Title: args.Title}
	made, err := spend(ctx, c, acct, purchase{kind: jobs.KindRemoval, title: args.Title, estimate: estimate, keyed: true},
		func(j heygenapi.BackgroundRemoval) []string { return []string{j.ID} },
		func(ctx context.Context, options ...heygenapi.CallOption) (heygenapi.BackgroundRemoval, error) {
			return acct.API.CreateBackgroundRemoval(ctx, req, options...)
		})
	if err != nil {
		return createdJob{}, lookFirst(err, "list_jobs source heygen kind background_removal")
	}
	out.JobID, out.Status, out.Next = made.ID, string(made.Status), nextJob
	return out, nil
}
