package translation

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

func proofreadTools() []kit.Tool {
	return []kit.Tool{
		kit.Define(kit.Tool{
			Spends: true, Saves: true, Name: "translate_videos", Title: "Translate videos", Toolset: "translation",
			Description: "Dub any number of videos as one batch: listed in videos, or made from rows by filling {{columns}} into the arguments. For one use translate_video. " +
				"Costs money by the second for each language; dry_run checks and prices all. Returns at once: follow with get_batch.",
		}, translateVideos),
		kit.Define(kit.Tool{
			Name: "list_video_translations", Title: "List translations", Toolset: toolsetTranslation,
			Description: "The account's translations, newest first, with their state.",
			Hints:       kit.Hints{ReadOnly: true},
		}, listVideoTranslations),
		kit.Define(kit.Tool{
			Spends: true, Name: "create_proofread", Title: "Create proofread", Toolset: toolsetTranslation,
			Description: "Translate a video's text only, to be read and edited before it is dubbed; translate_video dubs at once. No price is published. Returns one id a language: follow with get_video_status.",
		}, createProofread),
		kit.Define(kit.Tool{
			Name: "get_proofread", Title: "Read proofread", Toolset: toolsetTranslation,
			Description: "A proofread's state and its text, line by line.",
			Hints:       kit.Hints{ReadOnly: true},
		}, getProofread),
		kit.Define(kit.Tool{
			Name: "update_proofread", Title: "Edit proofread", Toolset: toolsetTranslation,
			Description: "Change lines of a proofread, keeping their times, or replace its whole text by an SRT. Give edits or one SRT source.",
			Hints:       kit.Hints{Destructive: true, Idempotent: true},
		}, updateProofread),
		kit.Define(kit.Tool{
			Spends: true, Saves: true, Name: "generate_from_proofread", Title: "Dub from proofread", Toolset: toolsetTranslation,
			Description: "Dub the video with the proofread's text as it stands. Costs as much as a translation. Returns a translation's id: follow with get_video_status.",
		}, generateFromProofread),
	}
}

const toolsetTranslation = "translation"

type createProofreadArgs struct {
	lookup.SourceArgs
	OutputLanguages []string `json:"output_languages" jsonschema:"required,minItems=1,maxItems=50,uniqueItems=true" jsonschema_description:"Name, English name or code."`
	Title           string   `json:"title,omitempty"`
	Mode            string   `json:"mode,omitempty" jsonschema:"enum=speed,enum=precision" jsonschema_description:"Default speed."`
	SpeakerNum      *int     `json:"speaker_num,omitempty" jsonschema:"minimum=1,maximum=20"`
	SRTURL          string   `json:"srt_url,omitempty" jsonschema_description:"What is spoken, as SRT."`
	SRTAssetID      string   `json:"srt_asset_id,omitempty"`
	BrandGlossaryID string   `json:"brand_glossary_id,omitempty"`
	DryRun          bool     `json:"dry_run,omitempty"`
}

func (a createProofreadArgs) Check() error {
	return check.First(
		a.SourceArgs.Check(), check.NotBlank("title", a.Title),
		check.AtMostOne("SRT file", check.Given("srt_url", a.SRTURL != ""), check.Given("srt_asset_id", a.SRTAssetID != "")),
		check.WebAddress("srt_url", a.SRTURL),
	)
}

type createdProofread struct {
	ProofreadIDs    []string          `json:"proofread_ids,omitempty"`
	OutputLanguages []string          `json:"output_languages" jsonschema_description:"As HeyGen names them, in the ids' order."`
	Status          string            `json:"status" jsonschema_description:"dry_run where nothing was sent."`
	Estimate        *pricing.Estimate `json:"estimate,omitempty"`
	Warnings        []string          `json:"warnings,omitempty"`
	Next            string            `json:"next"`
}

func createProofread(ctx context.Context, c *kit.Call, args createProofreadArgs) (createdProofread, error) {
	acct, err := c.Account(ctx)
	if err != nil {
		return createdProofread{}, err
	}
	languages, err := matchLanguages(ctx, acct, args.OutputLanguages)
	if err != nil {
		return createdProofread{}, err
	}
	source, err := lookup.SourceVideo(ctx, c, acct, args.SourceArgs)
	if err != nil {
		return createdProofread{}, err
	}
	warnings, err := checkSRTSource(ctx, c, acct, args.SRTURL, args.SRTAssetID)
	if err != nil {
		return createdProofread{}, err
	}
	estimate, err := pay.Price(c, pricing.Item{Product: pricing.Proofread, Count: len(languages), Seconds: pricing.Exactly(lookup.Part{Seconds: source.Seconds}.Length())})
	if err != nil {
		return createdProofread{}, err
	}
	out := createdProofread{OutputLanguages: languages, Estimate: estimate, Warnings: slices.Concat(source.Warnings, warnings)}
	if args.DryRun {
		out.Status, out.Next = pay.StatusDryRun, pay.NextDryRun
		return out, nil
	}
	req := heygenapi.ProofreadRequest{
		Video: source.Ref, OutputLanguages: languages, Title: cmp.Or(args.Title, source.Title, "Proofread"), Mode: args.Mode,
		SpeakerNum: args.SpeakerNum, SRT: lookup.MediaRef(args.SRTURL, args.SRTAssetID), BrandGlossaryID: args.BrandGlossaryID,
	}
	made, err := pay.Spend(ctx, c, acct, pay.Purchase{Kind: jobs.KindProofread, Title: req.Title, Estimate: estimate, Keyed: true},
		func(p heygenapi.CreatedProofreads) []string { return p.IDs },
		func(ctx context.Context, options ...heygenapi.CallOption) (heygenapi.CreatedProofreads, error) {
			return acct.API.CreateProofreads(ctx, req, options...)
		})
	if err != nil {
		return createdProofread{}, fault.Named(err, proofreadFields)
	}
	out.ProofreadIDs, out.Status = made.IDs, string(made.Status)
	out.Next = "Call get_video_status with these ids and wait_seconds until they are completed, then read each with get_proofread. Keep the ids: HeyGen does not list proofreads. Do not create them again."
	return out, nil
}

// proofreadFields are the arguments behind the fields of HeyGen's request.
var proofreadFields = map[string]string{
	"video.url": "video_url", "video.asset_id": "video_asset_id", "srt": "srt_url", "srt.url": "srt_url", "srt.asset_id": "srt_asset_id",
}

// findProofread gives a proofread, or says which argument is wrong.
func findProofread(ctx context.Context, acct *account.Account, id string) (heygenapi.Proofread, error) {
	p, err := acct.API.GetProofread(ctx, id)
	if heygenapi.IsNotFound(err) {
		return p, fault.Invalid("proofread_id", fmt.Sprintf("is %q, and there is no such proofread", fault.Cut(id)), "Use an id that create_proofread gave; HeyGen does not list them.")
	}
	return p, err
}

// readyProofread gives a proofread whose text is there.
func readyProofread(ctx context.Context, acct *account.Account, id string) (heygenapi.Proofread, error) {
	p, err := findProofread(ctx, acct, id)
	switch {
	case err != nil:
		return p, err
	case p.Status.Failed():
		return p, fault.Invalid("proofread_id", "is a proofread that failed: "+cmp.Or(p.FailureMessage, "HeyGen gave no reason"), "Mend that and create another one.")
	case !p.Status.Succeeded():
		return p, &fault.Error{
			Code: fault.CodeNotReady, Field: "proofread_id", Message: "the proofread is " + string(p.Status) + ", and has no text yet", Retryable: true,
			Hint: "Wait with get_video_status, then call again. Nothing was sent.",
		}
	default:
		return p, nil
	}
}

type generateArgs struct {
	ProofreadID string      `json:"proofread_id" jsonschema:"required,minLength=1"`
	_           kit.Dropped `former:"captions,true,false"`
	AudioOnly   bool        `json:"translate_audio_only,omitempty" jsonschema_description:"Keep the picture as it is."`
	CallbackURL string      `json:"callback_url,omitempty"`
	CallbackID  string      `json:"callback_id,omitempty"`
	DryRun      bool        `json:"dry_run,omitempty"`
}

func (a generateArgs) Check() error { return check.WebAddress("callback_url", a.CallbackURL) }

type generatedTranslation struct {
	VideoTranslationID string            `json:"video_translation_id,omitempty"`
	OutputLanguage     string            `json:"output_language,omitempty"`
	Status             string            `json:"status" jsonschema_description:"dry_run where nothing was sent."`
	Estimate           *pricing.Estimate `json:"estimate,omitempty"`
	Next               string            `json:"next"`
}

func generateFromProofread(ctx context.Context, c *kit.Call, args generateArgs) (generatedTranslation, error) {
	acct, err := c.Account(ctx)
	if err != nil {
		return generatedTranslation{}, err
	}
	p, err := readyProofread(ctx, acct, args.ProofreadID)
	if err != nil {
		return generatedTranslation{}, err
	}
	estimate, err := priceGeneration(ctx, c, acct, args)
	if err != nil {
		return generatedTranslation{}, err
	}
	out := generatedTranslation{OutputLanguage: p.OutputLanguage, Estimate: estimate}
	if args.DryRun {
		out.Status, out.Next = pay.StatusDryRun, pay.NextDryRun
		return out, nil
	}
	req := heygenapi.ProofreadGeneration{
		TranslateAudioOnly: args.AudioOnly, CallbackURL: args.CallbackURL, CallbackID: args.CallbackID,
	}
	made, err := pay.Spend(ctx, c, acct, pay.Purchase{Kind: jobs.KindTranslation, Title: p.Title, Estimate: estimate, Keyed: true},
		func(g heygenapi.GeneratedProofread) []string { return []string{g.VideoTranslationID} },
		func(ctx context.Context, options ...heygenapi.CallOption) (heygenapi.GeneratedProofread, error) {
			return acct.API.GenerateProofread(ctx, args.ProofreadID, req, options...)
		})
	if err != nil {
		return generatedTranslation{}, fault.LookFirst(err, "list_video_translations")
	}
	out.VideoTranslationID, out.Status, out.Next = made.VideoTranslationID, string(made.Status), pay.NextFollow
	return out, nil
}

// priceGeneration counts up to the last line: a proofread tells neither the
// video's length nor the mode that it was made with. Without the text the
// length is unknown, which is no reason not to render.
func priceGeneration(ctx context.Context, c *kit.Call, acct *account.Account, args generateArgs) (*pricing.Estimate, error) {
	item := pricing.Item{Product: pricing.Translation}
	if args.AudioOnly {
		item.Mode = "audio_only"
	}
	if text, err := readProofread(ctx, c, acct, args.ProofreadID, false); err == nil {
		item.Seconds = pricing.Exactly(text.length().Seconds())
	}
	estimate, err := pay.Price(c, item)
	if err != nil {
		return nil, err
	}
	if estimate.USD != nil {
		estimate.Notes = append(estimate.Notes, "Counted up to the last line; what follows in silence comes on top.")
	}
	return estimate, nil
}
