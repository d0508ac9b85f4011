package voices

import (
	"context"
	"fmt"
	"slices"

	"heygen-mcp/account"
	"heygen-mcp/catalog"
	"heygen-mcp/heygenapi"
	"heygen-mcp/jobs"
	"heygen-mcp/pricing"
	"heygen-mcp/tools/check"
	"heygen-mcp/tools/fault"
	"heygen-mcp/tools/kit"
	"heygen-mcp/tools/lookup"
	"heygen-mcp/tools/pay"
)

func priceSpeech(c *kit.Call, text, language string, speed *float64) (*pricing.Estimate, error) {
	return pay.Price(c, pricing.Item{Product: pricing.Speech, Seconds: pricing.ScriptSeconds(text, language, pay.Speed(speed))})
}

// Tools are the tools of this package.
func Tools() []kit.Tool { return slices.Concat(voiceTools(), voiceStudioTools()) }

func voiceTools() []kit.Tool {
	return []kit.Tool{
		kit.Define(kit.Tool{
			Name: "list_voices", Title: "Search voices",
			Description: "Search voices by words, language and filters. The id is voice_id; create_speech needs engine starfish.",
			Hints:       kit.Hints{ReadOnly: true},
		}, listVoices),
		kit.Define(kit.Tool{
			Spends: true, Name: "create_speech", Title: "Create speech",
			Description: "Speak a text to an audio file, without a video. Costs money by the second. The link expires soon.",
		}, createSpeech),
	}
}

type listVoicesArgs struct {
	Query    string `json:"query,omitempty" jsonschema_description:"Name; typos are fine."`
	Language string `json:"language,omitempty" jsonschema_description:"Name or code, e.g. es."`
	Gender   string `json:"gender,omitempty" jsonschema:"enum=male,enum=female"`
	Engine   string `json:"engine,omitempty" jsonschema:"enum=starfish,enum=elevenlabs,enum=fish"`
	Type     string `json:"type,omitempty" jsonschema:"enum=public,enum=private"`
	Limit    int    `json:"limit,omitempty" jsonschema:"minimum=1,maximum=100" jsonschema_description:"Default 10."`
	Cursor   string `json:"cursor,omitempty"`
}

type voiceRow struct {
	VoiceID       string   `json:"voice_id"`
	Name          string   `json:"name"`
	Language      string   `json:"language"`
	Gender        string   `json:"gender,omitempty"`
	Engines       []string `json:"engines,omitempty"`
	Type          string   `json:"type,omitempty"`
	SupportPause  bool     `json:"support_pause,omitempty"`
	SupportLocale bool     `json:"support_locale,omitempty"`
}

func listVoices(ctx context.Context, c *kit.Call, args listVoicesArgs) (lookup.Found[voiceRow], error) {
	acct, err := c.Account(ctx)
	if err != nil {
		return lookup.Found[voiceRow]{}, err
	}
	found, err := acct.Catalog.FindVoices(ctx, catalog.VoiceQuery{
		Text: args.Query, Language: args.Language, Gender: args.Gender, Engine: args.Engine, Type: args.Type,
		Limit: kit.PageSize(args.Limit), Cursor: args.Cursor,
	})
	if err != nil {
		return lookup.Found[voiceRow]{}, lookup.CursorError(lookup.LanguageError("language", err))
	}
	return lookup.FoundIn(found, voiceRowOf), nil
}

func voiceRowOf(v catalog.Voice) voiceRow {
	return voiceRow{
		VoiceID: v.ID, Name: v.Name, Language: v.Language, Gender: v.Gender, Engines: v.Engines, Type: v.Type,
		SupportPause: v.SupportPause, SupportLocale: v.SupportLocale,
	}
}

// hasEngine asks the catalog, which learns engines only when they are asked for.
func hasEngine(ctx context.Context, acct *account.Account, voiceID, engine string) (bool, error) {
	found, err := acct.Catalog.FindVoices(ctx, catalog.VoiceQuery{Text: voiceID, Engine: engine, Limit: 1})
	if err != nil {
		return false, err
	}
	return len(found.Items) > 0 && found.Items[0].ID == voiceID, nil
}

type createSpeechArgs struct {
	Text     string   `json:"text" jsonschema:"required,minLength=1,maxLength=5000"`
	VoiceID  string   `json:"voice_id" jsonschema:"required,minLength=1" jsonschema_description:"With engine starfish."`
	Speed    *float64 `json:"speed,omitempty" jsonschema:"minimum=0.5,maximum=2"`
	Language string   `json:"language,omitempty"`
	Locale   string   `json:"locale,omitempty"`
	SSML     bool     `json:"ssml,omitempty" jsonschema_description:"The text is SSML."`
	DryRun   bool     `json:"dry_run,omitempty"`
}

func (a createSpeechArgs) Check() error { return check.NotBlank("text", a.Text) }

type createdSpeech struct {
	AudioURL        string            `json:"audio_url,omitempty" jsonschema_description:"Expires soon."`
	DurationSeconds float64           `json:"duration_seconds,omitempty"`
	Status          string            `json:"status" jsonschema_description:"completed, or dry_run where nothing was sent."`
	Estimate        *pricing.Estimate `json:"estimate,omitempty"`
	Warnings        []string          `json:"warnings,omitempty"`
	Next            string            `json:"next"`
}

func createSpeech(ctx context.Context, c *kit.Call, args createSpeechArgs) (createdSpeech, error) {
	acct, err := c.Account(ctx)
	if err != nil {
		return createdSpeech{}, err
	}
	voice, err := lookup.Voice(ctx, acct, "voice_id", args.VoiceID)
	if err != nil {
		return createdSpeech{}, err
	}
	speaks, err := hasEngine(ctx, acct, voice.ID, "starfish")
	if err != nil {
		return createdSpeech{}, err
	}
	if !speaks {
		return createdSpeech{}, fault.Invalid("voice_id", fmt.Sprintf("is %s, which cannot speak without a video (its engine is not starfish)", voice.Name), "Choose one with list_voices and engine starfish.")
	}
	if args.Locale != "" && !voice.SupportLocale {
		return createdSpeech{}, fault.Invalid("locale", fmt.Sprintf("is %q, but the voice %s has one accent only", fault.Cut(args.Locale), voice.Name), "Leave locale out, or choose another voice.")
	}
	estimate, err := priceSpeech(c, args.Text, voice.Language, args.Speed)
	if err != nil {
		return createdSpeech{}, err
	}
	obeyed := check.PlainText
	if args.SSML {
		obeyed = check.SSML
	}
	out := createdSpeech{Estimate: estimate, Warnings: check.ReadAloud("text", args.Text, obeyed), Status: pay.StatusDryRun, Next: pay.NextDryRun}
	if args.DryRun {
		return out, nil
	}
	req := heygenapi.SpeechRequest{Text: args.Text, VoiceID: args.VoiceID, Speed: args.Speed, Language: args.Language, Locale: args.Locale}
	if args.SSML {
		req.InputType = "ssml"
	}
	speech, err := pay.Spend(ctx, c, acct, pay.Purchase{Kind: jobs.KindSpeech, Estimate: estimate},
		func(heygenapi.Speech) []string { return nil },
		func(ctx context.Context, options ...heygenapi.CallOption) (heygenapi.Speech, error) {
			return acct.API.CreateSpeech(ctx, req, options...)
		})
	if err != nil {
		return createdSpeech{}, err
	}
	out.Status, out.AudioURL, out.DurationSeconds = "completed", speech.AudioURL, speech.Duration
	out.Next = "Give the user the link now; it expires soon. It also serves as audio_url of create_video."
	return out, nil
}
