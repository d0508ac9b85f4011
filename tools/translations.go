package tools

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"heygen-mcp/account"
	"heygen-mcp/catalog"
	"heygen-mcp/heygenapi"
	"heygen-mcp/pricing"
)

func translationTools() []Tool {
	return []Tool{
		define(Tool{
			Name: "translate_video", Title: "Translate video",
			Description: "Dub a video into one or more languages in the speaker's own voice with matching lips. " +
				"Costs money by the second for each language; dry_run checks and prices it first. Returns one id a language at once: follow with get_video_status.",
		}, translateVideo),
		define(Tool{
			Name: "list_video_translation_languages", Title: "List translation languages",
			Description: "The exact names of the languages that translate_video takes; it also matches `es` or `spanish` itself.",
			Hints:       Hints{ReadOnly: true},
		}, listTranslationLanguages),
	}
}

type translateVideoArgs struct {
	VideoURL        string   `json:"video_url,omitempty" jsonschema_description:"Address of the file itself. Give one source only."`
	VideoAssetID    string   `json:"video_asset_id,omitempty"`
	VideoID         string   `json:"video_id,omitempty" jsonschema_description:"A finished video of this account."`
	OutputLanguages []string `json:"output_languages" jsonschema:"required,minItems=1,maxItems=50,uniqueItems=true" jsonschema_description:"Name, English name or code."`
	InputLanguage   string   `json:"input_language,omitempty"`
	Mode            string   `json:"mode,omitempty" jsonschema:"enum=speed,enum=precision" jsonschema_description:"Default speed; precision is slower and dearer."`
	EnableCaption   bool     `json:"enable_caption,omitempty"`
	AudioOnly       bool     `json:"translate_audio_only,omitempty" jsonschema_description:"Keep the picture as it is."`
	StartTime       *float64 `json:"start_time,omitempty" jsonschema:"minimum=0" jsonschema_description:"Seconds."`
	EndTime         *float64 `json:"end_time,omitempty" jsonschema:"minimum=0"`
	SpeakerNum      *int     `json:"speaker_num,omitempty" jsonschema:"minimum=1,maximum=20"`
	SRTURL          string   `json:"srt_url,omitempty"`
	SRTAssetID      string   `json:"srt_asset_id,omitempty"`
	SRTRole         string   `json:"srt_role,omitempty" jsonschema:"enum=input,enum=output"`
	BrandGlossaryID string   `json:"brand_glossary_id,omitempty"`
	UseStockVoice   bool     `json:"use_stock_voice,omitempty"`
	StockVoiceIDs   []string `json:"stock_voice_ids,omitempty"`
	Title           string   `json:"title,omitempty"`
	CallbackURL     string   `json:"callback_url,omitempty"`
	CallbackID      string   `json:"callback_id,omitempty"`
	DryRun          bool     `json:"dry_run,omitempty"`
}

func (a translateVideoArgs) check() error {
	srt := a.SRTURL != "" || a.SRTAssetID != ""
	return firstError(
		exactlyOne("source video", given{"video_url", a.VideoURL != ""}, given{"video_asset_id", a.VideoAssetID != ""}, given{"video_id", a.VideoID != ""}),
		atMostOne("SRT file", given{"srt_url", a.SRTURL != ""}, given{"srt_asset_id", a.SRTAssetID != ""}),
		needs("srt_role", a.SRTRole != "", "srt_url or srt_asset_id", srt),
		needs("stock_voice_ids", len(a.StockVoiceIDs) > 0, "use_stock_voice", a.UseStockVoice),
		mediaAddress("video_url", a.VideoURL), webAddress("srt_url", a.SRTURL), webAddress("callback_url", a.CallbackURL),
		a.checkTimes(),
	)
}

func (a translateVideoArgs) checkTimes() error {
	start := 0.0
	if a.StartTime != nil {
		start = *a.StartTime
	}
	if a.EndTime != nil && *a.EndTime <= start {
		return invalid("end_time", fmt.Sprintf("is %g, not after start_time %g", *a.EndTime, start), "Give an end_time after start_time, in seconds.")
	}
	return nil
}

type createdTranslation struct {
	VideoTranslationIDs []string          `json:"video_translation_ids,omitempty"`
	OutputLanguages     []string          `json:"output_languages" jsonschema_description:"As HeyGen names them, in the ids' order."`
	Status              string            `json:"status" jsonschema_description:"dry_run where nothing was sent."`
	Estimate            *pricing.Estimate `json:"estimate,omitempty"`
	Warnings            []string          `json:"warnings,omitempty"`
	Next                string            `json:"next"`
}

func translateVideo(ctx context.Context, c *Call, args translateVideoArgs) (createdTranslation, error) {
	acct, err := c.Account(ctx)
	if err != nil {
		return createdTranslation{}, err
	}
	plan, err := c.planTranslation(ctx, acct, args)
	if err != nil {
		return createdTranslation{}, err
	}
	out := createdTranslation{OutputLanguages: plan.request.OutputLanguages, Estimate: plan.estimate, Warnings: plan.warnings}
	if args.DryRun {
		out.Status, out.Next = statusDryRun, nextDryRun
		return out, nil
	}
	out.VideoTranslationIDs, err = acct.API.CreateTranslation(ctx, plan.request)
	if err != nil {
		return createdTranslation{}, err
	}
	out.Status, out.Next = "pending", nextFollowAll
	return out, nil
}

// plannedTranslation is a translation that was checked and priced.
type plannedTranslation struct {
	request  heygenapi.TranslationRequest
	estimate *pricing.Estimate
	warnings []string
}

// planTranslation checks arguments that passed check against the account, and
// prices them.
func (c *Call) planTranslation(ctx context.Context, acct *account.Account, args translateVideoArgs) (plannedTranslation, error) {
	languages, err := matchLanguages(ctx, acct, args.OutputLanguages)
	if err != nil {
		return plannedTranslation{}, err
	}
	for _, id := range args.StockVoiceIDs {
		if _, err := findVoice(ctx, acct, "stock_voice_ids", id); err != nil {
			return plannedTranslation{}, err
		}
	}
	source, err := c.translationSource(ctx, acct, args)
	if err != nil {
		return plannedTranslation{}, err
	}
	if source.seconds != nil && args.StartTime != nil && *args.StartTime >= *source.seconds {
		return plannedTranslation{}, invalid("start_time", fmt.Sprintf("is %g, and the video ends at %g", *args.StartTime, *source.seconds), "Give a start_time before the video's end, in seconds.")
	}
	estimate, err := c.priceTranslation(translation{
		seconds: source.seconds, languages: len(languages), mode: args.Mode, audioOnly: args.AudioOnly, start: args.StartTime, end: args.EndTime,
	})
	if err != nil {
		return plannedTranslation{}, err
	}
	return plannedTranslation{request: args.request(source.ref, languages), estimate: estimate, warnings: source.warnings}, nil
}

func (a translateVideoArgs) request(source heygenapi.MediaRef, languages []string) heygenapi.TranslationRequest {
	req := heygenapi.TranslationRequest{
		Video: source, OutputLanguages: languages, InputLanguage: a.InputLanguage, Mode: a.Mode, Title: a.Title,
		EnableCaption: a.EnableCaption, TranslateAudioOnly: a.AudioOnly, StartTime: a.StartTime, EndTime: a.EndTime, SpeakerNum: a.SpeakerNum,
		SRT: mediaRef(a.SRTURL, a.SRTAssetID), SRTRole: a.SRTRole, BrandGlossaryID: a.BrandGlossaryID,
		CallbackURL: a.CallbackURL, CallbackID: a.CallbackID,
	}
	if a.UseStockVoice {
		req.StockVoiceConfig = &heygenapi.StockVoiceConfig{UseStockVoice: true, PreferredStockVoiceIDs: a.StockVoiceIDs}
	}
	return req
}

// source is what to translate, and how long it is where that is known.
type source struct {
	ref      heygenapi.MediaRef
	seconds  *float64
	warnings []string
}

func (c *Call) translationSource(ctx context.Context, acct *account.Account, args translateVideoArgs) (source, error) {
	switch {
	case args.VideoID != "":
		return ownVideo(ctx, acct, args.VideoID)
	case args.VideoAssetID != "":
		return source{ref: heygenapi.MediaAsset{AssetID: args.VideoAssetID}}, nil
	default:
		warning, err := c.probe(ctx, "video_url", args.VideoURL)
		if err != nil {
			return source{}, err
		}
		s := source{ref: heygenapi.MediaURL{URL: args.VideoURL}}
		if warning != "" {
			s.warnings = append(s.warnings, warning)
		}
		return s, nil
	}
}

// ownVideo takes the fresh link of a finished video: older ones expire.
func ownVideo(ctx context.Context, acct *account.Account, id string) (source, error) {
	video, err := acct.API.GetVideo(ctx, id)
	if err != nil {
		if heygenapi.IsNotFound(err) {
			return source{}, invalid("video_id", fmt.Sprintf("is %q, and there is no such video", cut(id)), "Find it with list_videos; an agent session's video_id comes from get_video_status.")
		}
		return source{}, err
	}
	if video.Status.Failed() {
		return source{}, invalid("video_id", "is a video that failed", "Choose a finished one with list_videos.")
	}
	if video.VideoURL == "" {
		return source{}, &Error{Code: "resource_not_ready", Field: "video_id", Message: "the video is " + string(video.Status) + ", not finished yet", Hint: "Wait with get_video_status, then call again. Nothing was sent.", Retryable: true}
	}
	return source{ref: heygenapi.MediaURL{URL: video.VideoURL}, seconds: video.Duration}, nil
}

// matchLanguages names the languages as HeyGen does, each once.
func matchLanguages(ctx context.Context, acct *account.Account, wanted []string) ([]string, error) {
	var matched []string
	seen := map[string]string{}
	for _, w := range wanted {
		name, err := acct.Catalog.MatchLanguage(ctx, w)
		if err != nil {
			return nil, languageError("output_languages", err)
		}
		if earlier, twice := seen[name]; twice {
			return nil, invalid("output_languages", fmt.Sprintf("has %q and %q, which are both %s", cut(earlier), cut(w), name), "Name each language once: each is paid for.")
		}
		seen[name] = w
		matched = append(matched, name)
	}
	return matched, nil
}

// languageError makes an unknown language the failure of its argument.
func languageError(field string, err error) error {
	unknown, ok := errors.AsType[*catalog.LanguageError](err)
	if !ok {
		return err
	}
	hint := "See list_video_translation_languages."
	if len(unknown.Candidates) > 0 {
		hint = "Use one of: " + strings.Join(unknown.Candidates, ", ") + ". " + hint
	}
	return invalid(field, fmt.Sprintf("has %q, which is no language that HeyGen knows", cut(unknown.Input)), hint)
}

type listLanguagesArgs struct {
	Query string `json:"query,omitempty" jsonschema_description:"Part of a name."`
}

type listLanguagesResult struct {
	Items []string `json:"items"`
	Total int      `json:"total"`
}

func listTranslationLanguages(ctx context.Context, c *Call, args listLanguagesArgs) (listLanguagesResult, error) {
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
