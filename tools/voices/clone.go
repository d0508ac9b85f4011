package voices

import (
	"context"

	"heygen-mcp/heygenapi"
	"heygen-mcp/jobs"
	"heygen-mcp/pricing"
	"heygen-mcp/tools/check"
	"heygen-mcp/tools/fault"
	"heygen-mcp/tools/files"
	"heygen-mcp/tools/kit"
	"heygen-mcp/tools/lookup"
	"heygen-mcp/tools/pay"
)

func voiceStudioTools() []kit.Tool {
	return []kit.Tool{
		kit.Define(kit.Tool{
			Name: "design_voice", Title: "Find a voice by description", Toolset: "voices",
			Description: "Search existing voices by a description such as \"warm, elderly storyteller\": 3 a seed. Creates nothing; free. By name or language: list_voices.",
			Hints:       kit.Hints{ReadOnly: true},
		}, designVoice),
		kit.Define(kit.Tool{
			Name: "get_voice", Title: "Get voice", Toolset: "voices",
			Description: "One voice with a fresh preview link, and how far a clone is.",
			Hints:       kit.Hints{ReadOnly: true},
		}, getVoice),
		kit.Define(kit.Tool{
			Spends: true, Name: "clone_voice", Title: "Clone voice", Toolset: "voices",
			Description: "Make a voice of one's own from a clean recording whose speaker agrees. May cost money; its price is not published. Follow with get_voice.",
		}, cloneVoice),
		kit.Define(kit.Tool{
			Name: "delete_voice", Title: "Delete voice", Toolset: "voices",
			Description: "Delete a voice of one's own for good. Ask the user first.",
			Hints:       kit.Hints{Destructive: true, Idempotent: true},
		}, deleteVoice),
	}
}

type designVoiceArgs struct {
	Prompt string `json:"prompt" jsonschema:"required,minLength=1,maxLength=2000"`
	Gender string `json:"gender,omitempty" jsonschema:"enum=male,enum=female"`
	Locale string `json:"locale,omitempty" jsonschema:"maxLength=20" jsonschema_description:"E.g. en-GB."`
	Seed   *int   `json:"seed,omitempty" jsonschema:"minimum=0,maximum=1000000" jsonschema_description:"Another one gives others. Default 0."`
}

func (a designVoiceArgs) Check() error { return check.NotBlank("prompt", a.Prompt) }

type foundVoice struct {
	voiceRow
	PreviewAudioURL string `json:"preview_audio_url,omitempty" jsonschema_description:"Expires."`
}

type designedVoices struct {
	Items []foundVoice `json:"items"`
	Seed  int          `json:"seed"`
	Next  string       `json:"next"`
}

func designVoice(ctx context.Context, c *kit.Call, args designVoiceArgs) (designedVoices, error) {
	acct, err := c.Account(ctx)
	if err != nil {
		return designedVoices{}, err
	}
	found, err := acct.API.DesignVoice(ctx, heygenapi.DesignVoiceRequest{Prompt: args.Prompt, Gender: args.Gender, Locale: args.Locale, Seed: args.Seed})
	if heygenapi.Uncertain(err) {
		// It is a search: nothing is lost but the answer.
		return designedVoices{}, &fault.Error{Code: fault.CodeUnavailable, Message: "HeyGen did not answer the search", Hint: "Call again; the search costs nothing.", Retryable: true, Cause: err}
	}
	if err != nil {
		return designedVoices{}, err
	}
	out := designedVoices{
		Items: make([]foundVoice, 0, len(found.Voices)), Seed: found.Seed,
		Next: "Let the user hear the previews; pass the voice_id on. Call again with the next seed for three others.",
	}
	for _, v := range found.Voices {
		out.Items = append(out.Items, foundVoice{PreviewAudioURL: v.PreviewAudioURL, voiceRow: voiceRow{
			VoiceID: v.ID, Name: v.Name, Language: v.Language, Gender: v.Gender, Type: v.Type, SupportPause: v.SupportPause, SupportLocale: v.SupportLocale,
		}})
	}
	return out, nil
}

type getVoiceArgs struct {
	VoiceID string `json:"voice_id" jsonschema:"required,minLength=1"`
}

func (a getVoiceArgs) Check() error { return check.ID("voice_id", a.VoiceID, "list_voices") }

type voiceDetail struct {
	VoiceID         string `json:"voice_id"`
	Name            string `json:"name"`
	Language        string `json:"language,omitempty"`
	Gender          string `json:"gender,omitempty"`
	Status          string `json:"status,omitempty" jsonschema_description:"Of a clone: processing, complete or failed."`
	Ready           bool   `json:"ready"`
	Problem         string `json:"problem,omitempty"`
	SupportPause    bool   `json:"support_pause,omitempty"`
	PreviewAudioURL string `json:"preview_audio_url,omitempty" jsonschema_description:"Expires."`
	CreatedAt       string `json:"created_at,omitempty"`
	Next            string `json:"next"`
}

func getVoice(ctx context.Context, c *kit.Call, args getVoiceArgs) (voiceDetail, error) {
	acct, err := c.Account(ctx)
	if err != nil {
		return voiceDetail{}, err
	}
	v, err := acct.API.GetVoice(ctx, args.VoiceID)
	if err != nil {
		return voiceDetail{}, fault.NoSuch(err, "voice_id", args.VoiceID, "voice", "list_voices")
	}
	return voiceDetail{
		VoiceID: v.ID, Name: v.Name, Language: v.Language, Gender: v.Gender, Status: string(v.Status), Ready: v.Status == "" || v.Status.Succeeded(),
		Problem: v.FailureMessage, SupportPause: v.SupportPause, PreviewAudioURL: v.PreviewAudioURL, CreatedAt: kit.Timestamp(v.CreatedAt), Next: nextForVoice(v.Status),
	}, nil
}

func nextForVoice(status heygenapi.Status) string {
	switch {
	case status.Failed():
		return "The clone failed. Record again as the problem says, then clone_voice."
	case status.Unfinished():
		return "The clone is being made, which takes minutes: look again with get_voice."
	default:
		return "Ready: pass voice_id to create_video; create_speech takes it where list_voices has it with engine starfish."
	}
}

type cloneVoiceArgs struct {
	Name         string `json:"name" jsonschema:"required,minLength=1,maxLength=200"`
	AudioURL     string `json:"audio_url,omitempty" jsonschema_description:"MP3 or WAV, up to 10 minutes."`
	AudioAssetID string `json:"audio_asset_id,omitempty"`
	Language     string `json:"language,omitempty" jsonschema:"maxLength=100" jsonschema_description:"Spoken in it."`
	Denoise      *bool  `json:"remove_background_noise,omitempty" jsonschema_description:"Default true."`
	DryRun       bool   `json:"dry_run,omitempty"`
}

func (a cloneVoiceArgs) Check() error {
	return check.First(
		check.NotBlank("name", a.Name),
		check.ExactlyOne("recording", check.Given("audio_url", a.AudioURL != ""), check.Given("audio_asset_id", a.AudioAssetID != "")),
		check.MediaAddress("audio_url", a.AudioURL),
		check.OptionalID("audio_asset_id", a.AudioAssetID),
	)
}

type clonedVoice struct {
	VoiceID  string            `json:"voice_id,omitempty"`
	Status   string            `json:"status" jsonschema_description:"dry_run where nothing was sent."`
	Estimate *pricing.Estimate `json:"estimate,omitempty"`
	Warnings []string          `json:"warnings,omitempty"`
	Next     string            `json:"next"`
}

func cloneVoice(ctx context.Context, c *kit.Call, args cloneVoiceArgs) (clonedVoice, error) {
	acct, err := c.Account(ctx)
	if err != nil {
		return clonedVoice{}, err
	}
	out := clonedVoice{Status: pay.StatusDryRun, Next: pay.NextDryCreation}
	if out.Warnings, err = c.Fetch.ProbeAll(ctx, files.Source{Field: "audio_url", Address: args.AudioURL}); err != nil {
		return clonedVoice{}, err
	}
	if out.Estimate, err = pay.Price(c, pricing.Item{Product: pricing.VoiceClone}); err != nil {
		return clonedVoice{}, err
	}
	if out.Estimate.Unknown {
		out.Warnings = append(out.Warnings, "HeyGen publishes no price for a voice clone; the wallet's balance before and after tells it (get_current_user).")
	}
	if args.DryRun {
		return out, nil
	}
	req := heygenapi.CloneVoiceRequest{
		VoiceName: args.Name, Audio: lookup.MediaSource(args.AudioURL, args.AudioAssetID), Language: args.Language, RemoveBackgroundNoise: args.Denoise,
	}
	made, err := pay.Spend(ctx, c, acct, pay.Purchase{Kind: jobs.KindVoice, Title: args.Name, Estimate: out.Estimate},
		func(v madeVoice) []string { return []string{v.ID} },
		func(ctx context.Context, options ...heygenapi.CallOption) (madeVoice, error) {
			id, err := acct.API.CloneVoice(ctx, req, options...)
			return madeVoice{id}, err
		})
	// Where the answer was lost it may be there all the same.
	acct.Catalog.InvalidateVoices()
	if err != nil {
		fields := map[string]string{"voice_name": "name", "audio": "audio_url", "audio.url": "audio_url", "audio.asset_id": "audio_asset_id"}
		return clonedVoice{}, fault.LookFirst(fault.Named(err, fields), "list_voices with type private")
	}
	out.VoiceID, out.Status = made.ID, string(heygenapi.StatusProcessing)
	out.Next = "Call get_voice with the voice_id until it is ready, in some minutes. Do not clone it again."
	return out, nil
}

// madeVoice is HeyGen's answer, as the ledger keeps it.
type madeVoice struct {
	ID string `json:"voice_clone_id"`
}

type deletedVoice struct {
	Deleted bool   `json:"deleted"`
	VoiceID string `json:"voice_id"`
	Name    string `json:"name"`
	Next    string `json:"next"`
}

func deleteVoice(ctx context.Context, c *kit.Call, args getVoiceArgs) (deletedVoice, error) {
	acct, err := c.Account(ctx)
	if err != nil {
		return deletedVoice{}, err
	}
	voice, err := lookup.Voice(ctx, acct, "voice_id", args.VoiceID)
	if err != nil {
		return deletedVoice{}, err
	}
	if voice.Type != "private" {
		return deletedVoice{}, fault.Invalid("voice_id", "is "+fault.Cut(voice.Name)+", a public voice of HeyGen's", "Name one of the user's own: list_voices with type private.")
	}
	err = acct.API.DeleteVoice(ctx, args.VoiceID)
	acct.Catalog.InvalidateVoices()
	if err != nil {
		return deletedVoice{}, fault.NoSuch(err, "voice_id", args.VoiceID, "voice", "list_voices")
	}
	return deletedVoice{Deleted: true, VoiceID: voice.ID, Name: voice.Name, Next: kit.NextDeleted}, nil
}
