package post

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"heygen-mcp/account"
	"heygen-mcp/heygenapi"
	"heygen-mcp/jobs"
	"heygen-mcp/pricing"
	"heygen-mcp/tools/check"
	"heygen-mcp/tools/fault"
	"heygen-mcp/tools/kit"
	"heygen-mcp/tools/lookup"
	"heygen-mcp/tools/pay"
)

// priceLipsync counts the stretch of the video once for each sound.
func priceLipsync(c *kit.Call, p lookup.Part, mode string, sounds int) (*pricing.Estimate, error) {
	return pay.Price(c, pricing.Item{Product: pricing.Lipsync, Mode: cmp.Or(mode, "speed"), Count: sounds, Seconds: pricing.Exactly(p.Length())})
}

type createLipsyncArgs struct {
	lookup.SourceArgs
	_                 kit.Dropped `former:"enable_caption,true,false"`
	AudioURL          string      `json:"audio_url,omitempty"`
	AudioAssetID      string      `json:"audio_asset_id,omitempty"`
	AudioURLs         []string    `json:"audio_urls,omitempty" jsonschema:"minItems=1,maxItems=100,uniqueItems=true"`
	Mode              string      `json:"mode,omitempty" jsonschema:"enum=speed,enum=precision" jsonschema_description:"Default speed; precision is dearer."`
	DynamicDuration   *bool       `json:"enable_dynamic_duration,omitempty" jsonschema_description:"Let the video's length follow the audio's. Default true."`
	DisableMusicTrack bool        `json:"disable_music_track,omitempty"`
	StartTime         *float64    `json:"start_time,omitempty" jsonschema:"minimum=0" jsonschema_description:"Of the video, in seconds."`
	EndTime           *float64    `json:"end_time,omitempty" jsonschema:"minimum=0"`
	Title             string      `json:"title,omitempty"`
	CallbackURL       string      `json:"callback_url,omitempty"`
	CallbackID        string      `json:"callback_id,omitempty"`
	DryRun            bool        `json:"dry_run,omitempty"`
}

func (a createLipsyncArgs) Check() error {
	errs := []error{
		a.SourceArgs.Check(),
		check.ExactlyOne("audio", check.Given("audio_url", a.AudioURL != ""), check.Given("audio_asset_id", a.AudioAssetID != ""), check.Given("audio_urls", len(a.AudioURLs) > 0)),
		check.MediaAddress("audio_url", a.AudioURL), check.WebAddress("callback_url", a.CallbackURL),
		lookup.CheckTimes(a.StartTime, a.EndTime),
	}
	for i, address := range a.AudioURLs {
		field := fmt.Sprintf("audio_urls.%d", i)
		if address == "" {
			errs = append(errs, fault.Invalid(field, "is empty", "Give an https:// address of an audio file."))
		}
		errs = append(errs, check.MediaAddress(field, address))
	}
	return check.First(errs...)
}

type createdLipsync struct {
	LipsyncIDs []string          `json:"lipsync_ids,omitempty" jsonschema_description:"In the order of the recordings."`
	BatchID    string            `json:"batch_id,omitempty"`
	Status     string            `json:"status" jsonschema_description:"dry_run where nothing was sent."`
	Refused    []refusedItem     `json:"refused,omitempty"`
	Estimate   *pricing.Estimate `json:"estimate,omitempty"`
	Warnings   []string          `json:"warnings,omitempty"`
	Next       string            `json:"next"`
}

// refusedItem is one of several that HeyGen did not take.
type refusedItem struct {
	Index   int    `json:"index" jsonschema_description:"Place in the list, from 0."`
	Message string `json:"message"`
}

const nextLipsync = "Call get_video_status with these ids and wait_seconds until all are completed; it takes some minutes. Do not create them again."

func createLipsync(ctx context.Context, c *kit.Call, args createLipsyncArgs) (createdLipsync, error) {
	acct, err := c.Account(ctx)
	if err != nil {
		return createdLipsync{}, err
	}
	source, err := lookup.SourceVideo(ctx, c, acct, args.SourceArgs)
	if err != nil {
		return createdLipsync{}, err
	}
	part := lookup.Part{Seconds: source.Seconds, Start: args.StartTime, End: args.EndTime}
	if err := part.Check(); err != nil {
		return createdLipsync{}, err
	}
	warnings, err := probeSounds(ctx, c, args)
	if err != nil {
		return createdLipsync{}, err
	}
	estimate, err := priceLipsync(c, part, args.Mode, max(1, len(args.AudioURLs)))
	if err != nil {
		return createdLipsync{}, err
	}
	out := createdLipsync{Estimate: estimate, Warnings: slices.Concat(source.Warnings, warnings)}
	if args.DryRun {
		out.Status, out.Next = pay.StatusDryRun, pay.NextDryRun
		return out, nil
	}
	out.Status, out.Next = "pending", nextLipsync
	if err := args.send(ctx, c, acct, source.Ref, &out); err != nil {
		return createdLipsync{}, fault.LookFirst(fault.Named(err, lipsyncFields), "list_jobs source heygen kind lipsync")
	}
	return out, nil
}

// lipsyncFields are the arguments behind the fields of HeyGen's request.
var lipsyncFields = map[string]string{
	"video.url": "video_url", "video.asset_id": "video_asset_id", "audio.url": "audio_url", "audio.asset_id": "audio_asset_id",
}

// probeSounds looks at the recordings: at one of many, as a server that
// answers with pages answers with pages for all.
func probeSounds(ctx context.Context, c *kit.Call, args createLipsyncArgs) ([]string, error) {
	field, address := "audio_url", args.AudioURL
	if len(args.AudioURLs) > 0 {
		field, address = "audio_urls.0", args.AudioURLs[0]
	}
	if address == "" {
		return nil, nil
	}
	warning, err := c.Fetch.Probe(ctx, field, address)
	if warning == "" {
		return nil, err
	}
	return []string{warning}, err
}

func (a createLipsyncArgs) request(video, audio heygenapi.MediaRef) heygenapi.LipsyncRequest {
	return heygenapi.LipsyncRequest{
		Video: video, Audio: audio, Mode: a.Mode, Title: a.Title,
		EnableDynamicDuration: a.DynamicDuration, DisableMusicTrack: a.DisableMusicTrack,
		StartTime: a.StartTime, EndTime: a.EndTime, CallbackURL: a.CallbackURL, CallbackID: a.CallbackID,
	}
}

// madeLipsync is HeyGen's answer, as the ledger keeps it.
type madeLipsync struct {
	ID string `json:"lipsync_id"`
}

// send makes the one paid request and notes what came of it.
func (a createLipsyncArgs) send(ctx context.Context, c *kit.Call, acct *account.Account, video heygenapi.MediaRef, out *createdLipsync) error {
	if len(a.AudioURLs) == 0 {
		req := a.request(video, lookup.MediaRef(a.AudioURL, a.AudioAssetID))
		made, err := pay.Spend(ctx, c, acct, pay.Purchase{Kind: jobs.KindLipsync, Title: a.Title, Estimate: out.Estimate, Keyed: true},
			func(l madeLipsync) []string { return []string{l.ID} },
			func(ctx context.Context, options ...heygenapi.CallOption) (madeLipsync, error) {
				id, err := acct.API.CreateLipsync(ctx, req, options...)
				return madeLipsync{id}, err
			})
		out.LipsyncIDs = []string{made.ID}
		return err
	}
	batch := heygenapi.LipsyncBatch{Title: a.Title}
	for _, address := range a.AudioURLs {
		batch.Lipsyncs = append(batch.Lipsyncs, a.request(video, lookup.MediaRef(address, "")))
	}
	made, err := pay.Spend(ctx, c, acct, pay.Purchase{Kind: jobs.KindLipsync, Title: a.Title, Estimate: out.Estimate, Keyed: true}, pay.BatchIDs,
		func(ctx context.Context, options ...heygenapi.CallOption) (pay.Batch, error) {
			made, err := acct.API.CreateLipsyncBatch(ctx, batch, options...)
			if err != nil {
				return pay.Batch{}, err
			}
			return pay.LookAt(made, acct.API.LipsyncBatchItems(ctx, made.BatchID)), nil
		})
	if err != nil {
		return err
	}
	out.BatchID = made.BatchID
	if len(made.Items) == 0 {
		out.Warnings = append(out.Warnings, "The batch was accepted, but its ids could not be read. Do not send it again.")
		out.Next = "Find the ids with list_jobs source heygen kind lipsync, then follow them with get_video_status."
		return nil
	}
	for _, item := range made.Items {
		switch {
		case item.ID != "":
			out.LipsyncIDs = append(out.LipsyncIDs, item.ID)
		case item.Error != nil:
			out.Refused = append(out.Refused, refusedItem{Index: item.ItemIndex, Message: item.Error.Message})
		}
	}
	if len(out.Refused) > 0 {
		out.Next = "Mend what refused says and create those alone. " + out.Next
	}
	return nil
}
