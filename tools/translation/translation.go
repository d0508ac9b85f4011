package translation

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

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

func priceTranslation(c *kit.Call, p lookup.Part, languages int, mode string, audioOnly bool) (*pricing.Estimate, error) {
	item := pricing.Item{Product: pricing.Translation, Mode: cmp.Or(mode, "speed"), Count: languages, Seconds: pricing.Exactly(p.Length())}
	if audioOnly {
		item.Mode = "audio_only"
	}
	return pay.Price(c, item)
}

// Tools are the tools of this package.
func Tools() []kit.Tool { return slices.Concat(translationTools(), proofreadTools()) }

func translationTools() []kit.Tool {
	return []kit.Tool{
		kit.Define(kit.Tool{
			Spends: true, Saves: true, Name: "translate_video", Title: "Translate video",
			Description: "Dub a video into one or more languages in the speaker's own voice with matching lips. " +
				"Costs money by the second for each language; dry_run checks and prices it first. Returns one id a language at once: follow with get_video_status.",
		}, translateVideo),
		kit.Define(kit.Tool{
			Name: "list_video_translation_languages", Title: "List translation languages",
			Description: "The exact names of the languages that translate_video takes; it also matches `es` or `spanish` itself.",
			Hints:       kit.Hints{ReadOnly: true},
		}, listTranslationLanguages),
	}
}

type translateVideoArgs struct {
	lookup.SourceArgs
	_               kit.Dropped `former:"enable_caption,true,false"`
	OutputLanguages []string    `json:"output_languages" jsonschema:"required,minItems=1,maxItems=50,uniqueItems=true" jsonschema_description:"Name, English name or code."`
	InputLanguage   string      `json:"input_language,omitempty"`
	Mode            string      `json:"mode,omitempty" jsonschema:"enum=speed,enum=precision" jsonschema_description:"Default speed; precision is slower and dearer."`
	AudioOnly       bool        `json:"translate_audio_only,omitempty" jsonschema_description:"Keep the picture as it is."`
	StartTime       *float64    `json:"start_time,omitempty" jsonschema:"minimum=0"`
	EndTime         *float64    `json:"end_time,omitempty" jsonschema:"minimum=0"`
	SpeakerNum      *int        `json:"speaker_num,omitempty" jsonschema:"minimum=1,maximum=20"`
	SRTURL          string      `json:"srt_url,omitempty"`
	SRTAssetID      string      `json:"srt_asset_id,omitempty"`
	SRTRole         string      `json:"srt_role,omitempty" jsonschema:"enum=input,enum=output"`
	BrandGlossaryID string      `json:"brand_glossary_id,omitempty"`
	UseStockVoice   bool        `json:"use_stock_voice,omitempty"`
	StockVoiceIDs   []string    `json:"stock_voice_ids,omitempty"`
	Title           string      `json:"title,omitempty"`
	CallbackURL     string      `json:"callback_url,omitempty"`
	CallbackID      string      `json:"callback_id,omitempty"`
	DryRun          bool        `json:"dry_run,omitempty"`
}

func (a translateVideoArgs) Check() error {
	srt := a.SRTURL != "" || a.SRTAssetID != ""
	return check.First(
		a.SourceArgs.Check(),
		check.AtMostOne("SRT file", check.Given("srt_url", a.SRTURL != ""), check.Given("srt_asset_id", a.SRTAssetID != "")),
		check.Needs("srt_role", a.SRTRole != "", "srt_url or srt_asset_id", srt),
		check.Needs("stock_voice_ids", len(a.StockVoiceIDs) > 0, "use_stock_voice", a.UseStockVoice),
		check.WebAddress("srt_url", a.SRTURL), check.WebAddress("callback_url", a.CallbackURL),
		lookup.CheckTimes(a.StartTime, a.EndTime),
	)
}

type createdTranslation struct {
	VideoTranslationIDs []string          `json:"video_translation_ids,omitempty"`
	OutputLanguages     []string          `json:"output_languages" jsonschema_description:"As HeyGen names them, in the ids' order."`
	Status              string            `json:"status" jsonschema_description:"dry_run where nothing was sent."`
	Estimate            *pricing.Estimate `json:"estimate,omitempty"`
	Warnings            []string          `json:"warnings,omitempty"`
	Next                string            `json:"next"`
}

func translateVideo(ctx context.Context, c *kit.Call, args translateVideoArgs) (createdTranslation, error) {
	acct, err := c.Account(ctx)
	if err != nil {
		return createdTranslation{}, err
	}
	plan, err := planTranslation(ctx, c, acct, args)
	if err != nil {
		return createdTranslation{}, err
	}
	out := createdTranslation{OutputLanguages: plan.request.OutputLanguages, Estimate: plan.estimate, Warnings: plan.warnings}
	if args.DryRun {
		out.Status, out.Next = pay.StatusDryRun, pay.NextDryRun
		return out, nil
	}
	made, err := pay.Spend(ctx, c, acct, pay.Purchase{Kind: jobs.KindTranslation, Title: args.Title, Estimate: plan.estimate, Keyed: true},
		func(t madeTranslations) []string { return t.IDs },
		func(ctx context.Context, options ...heygenapi.CallOption) (madeTranslations, error) {
			ids, err := acct.API.CreateTranslation(ctx, plan.request, options...)
			return madeTranslations{ids}, err
		})
	if err != nil {
		return createdTranslation{}, err
	}
	out.VideoTranslationIDs, out.Status, out.Next = made.IDs, "pending", pay.NextFollowAll
	return out, nil
}

// madeTranslations is HeyGen's answer, as the ledger keeps it.
type madeTranslations struct {
	IDs []string `json:"video_translation_ids"`
}

// plannedTranslation is a translation that was checked and priced.
type plannedTranslation struct {
	request  heygenapi.TranslationRequest
	estimate *pricing.Estimate
	warnings []string
}

// planTranslation checks arguments that passed check against the account, and
// prices them.
func planTranslation(ctx context.Context, c *kit.Call, acct *account.Account, args translateVideoArgs) (plannedTranslation, error) {
	languages, err := matchLanguages(ctx, acct, args.OutputLanguages)
	if err != nil {
		return plannedTranslation{}, err
	}
	for _, id := range args.StockVoiceIDs {
		if _, err := lookup.Voice(ctx, acct, "stock_voice_ids", id); err != nil {
			return plannedTranslation{}, err
		}
	}
	source, err := lookup.SourceVideo(ctx, c, acct, args.SourceArgs)
	if err != nil {
		return plannedTranslation{}, err
	}
	part := lookup.Part{Seconds: source.Seconds, Start: args.StartTime, End: args.EndTime}
	if err := part.Check(); err != nil {
		return plannedTranslation{}, err
	}
	estimate, err := priceTranslation(c, part, len(languages), args.Mode, args.AudioOnly)
	if err != nil {
		return plannedTranslation{}, err
	}
	return plannedTranslation{request: args.request(source.Ref, languages), estimate: estimate, warnings: source.Warnings}, nil
}

func (a translateVideoArgs) request(source heygenapi.MediaRef, languages []string) heygenapi.TranslationRequest {
	req := heygenapi.TranslationRequest{
		Video: source, OutputLanguages: languages, InputLanguage: a.InputLanguage, Mode: a.Mode, Title: a.Title,
		TranslateAudioOnly: a.AudioOnly, StartTime: a.StartTime, EndTime: a.EndTime, SpeakerNum: a.SpeakerNum,
		SRT: lookup.MediaRef(a.SRTURL, a.SRTAssetID), SRTRole: a.SRTRole, BrandGlossaryID: a.BrandGlossaryID,
		CallbackURL: a.CallbackURL, CallbackID: a.CallbackID,
	}
	if a.UseStockVoice {
		req.StockVoiceConfig = &heygenapi.StockVoiceConfig{UseStockVoice: true, PreferredStockVoiceIDs: a.StockVoiceIDs}
	}
	return req
}

// matchLanguages names the languages as HeyGen does, each once.
func matchLanguages(ctx context.Context, acct *account.Account, wanted []string) ([]string, error) {
	var matched []string
	seen := map[string]string{}
	for _, w := range wanted {
		name, err := acct.Catalog.MatchLanguage(ctx, w)
		if err != nil {
			return nil, lookup.LanguageError("output_languages", err)
		}
		if earlier, twice := seen[name]; twice {
			return nil, fault.Invalid("output_languages", fmt.Sprintf("has %q and %q, which are both %s", fault.Cut(earlier), fault.Cut(w), name), "Name each language once: each is paid for.")
		}
		seen[name] = w
		matched = append(matched, name)
	}
	return matched, nil
}

type listLanguagesArgs struct {
	Query string `json:"query,omitempty"`
}

type listLanguagesResult struct {
	Items []string `json:"items"`
	Total int      `json:"total"`
}

func listTranslationLanguages(ctx context.Context, c *kit.Call, args listLanguagesArgs) (listLanguagesResult, error) {
	acct, err := c.Account(ctx)
	if err != nil {
		return listLanguagesResult{}, err
	}
	all, err := acct.Catalog.Languages(ctx)
	if err != nil {
		return listLanguagesResult{}, err
	}
	out := listLanguagesResult{Items: []string{}, Total: len(all)}
	for _, name := range all {
		if strings.Contains(strings.ToLower(name), strings.ToLower(strings.TrimSpace(args.Query))) {
			out.Items = append(out.Items, name)
		}
	}
	if len(out.Items) == 0 {
		if name, err := acct.Catalog.MatchLanguage(ctx, args.Query); err == nil {
			out.Items = append(out.Items, name)
		}
	}
	return out, nil
}
