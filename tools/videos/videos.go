package videos

import (
	"context"
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

// Tools are the tools of this package.
func Tools() []kit.Tool { return slices.Concat(videoTools(), sceneTools()) }

func videoTools() []kit.Tool {
	return []kit.Tool{
		kit.Define(kit.Tool{
			Spends: true, Saves: true, Name: "create_video", Title: "Create avatar video",
			Description: "Render a video of one avatar (or one still image) speaking a script or an audio file. " +
				"For a video planned from an idea use create_video_agent. Costs money by the second; dry_run checks and prices it first. " +
				"Returns at once: follow with get_video_status.",
		}, createVideo),
		kit.Define(kit.Tool{
			Name: "list_videos", Title: "List videos",
			Description: "The account's videos, newest first, with their state.",
			Hints:       kit.Hints{ReadOnly: true},
		}, listVideos),
	}
}

// speech is how a script is spoken.
type speech struct {
	VoiceSpeed  *float64 `json:"voice_speed,omitempty" jsonschema:"minimum=0.5,maximum=1.5"`
	VoicePitch  *float64 `json:"voice_pitch,omitempty" jsonschema:"minimum=-50,maximum=50"`
	VoiceVolume *float64 `json:"voice_volume,omitempty" jsonschema:"minimum=0,maximum=1"`
	VoiceLocale string   `json:"voice_locale,omitempty" jsonschema_description:"Accent, e.g. en-GB."`
}

func (s speech) settings() *heygenapi.VoiceSettings {
	if s == (speech{}) {
		return nil
	}
	return &heygenapi.VoiceSettings{Speed: s.VoiceSpeed, Pitch: s.VoicePitch, Volume: s.VoiceVolume, Locale: s.VoiceLocale}
}

func (s speech) speed() float64 {
	if s.VoiceSpeed == nil {
		return 1
	}
	return *s.VoiceSpeed
}

type createVideoArgs struct {
	Script       string `json:"script,omitempty" jsonschema:"minLength=1,maxLength=5000" jsonschema_description:"Spoken text; or give audio."`
	AudioURL     string `json:"audio_url,omitempty"`
	AudioAssetID string `json:"audio_asset_id,omitempty"`
	AvatarID     string `json:"avatar_id,omitempty" jsonschema_description:"Look id from list_avatars; or give an image."`
	ImageURL     string `json:"image_url,omitempty"`
	ImageAssetID string `json:"image_asset_id,omitempty"`
	VoiceID      string `json:"voice_id,omitempty" jsonschema_description:"Default: the look's own."`
	speech
	Title                 string `json:"title,omitempty"`
	AspectRatio           string `json:"aspect_ratio,omitempty" jsonschema:"enum=16:9,enum=9:16,enum=4:5,enum=5:4,enum=1:1,enum=auto"`
	Resolution            string `json:"resolution,omitempty" jsonschema:"enum=720p,enum=1080p,enum=4k"`
	Engine                string `json:"engine,omitempty" jsonschema:"enum=avatar_iii,enum=avatar_iv,enum=avatar_v" jsonschema_description:"Default avatar_iv. Prices differ."`
	BackgroundColor       string `json:"background_color,omitempty" jsonschema:"pattern=^#[0-9a-fA-F]{6}$"`
	BackgroundURL         string `json:"background_url,omitempty" jsonschema_description:"Image."`
	BackgroundAssetID     string `json:"background_asset_id,omitempty"`
	RemoveBackground      *bool  `json:"remove_background,omitempty"`
	TransparentBackground bool   `json:"transparent_background,omitempty" jsonschema_description:"WebM with alpha."`
	Captions              string `json:"captions,omitempty" jsonschema:"enum=file,enum=burned" jsonschema_description:"SRT always." former:"burn_captions,true=burned,false=file"`
	Expressiveness        string `json:"expressiveness,omitempty" jsonschema:"enum=high,enum=medium,enum=low" jsonschema_description:"Photo avatars on avatar_iv."`
	MotionPrompt          string `json:"motion_prompt,omitempty" jsonschema_description:"Photo avatars or avatar_v."`
	Fit                   string `json:"fit,omitempty" jsonschema:"enum=contain,enum=cover"`
	CallbackURL           string `json:"callback_url,omitempty"`
	CallbackID            string `json:"callback_id,omitempty"`
	DryRun                bool   `json:"dry_run,omitempty" jsonschema_description:"Check and price; send nothing."`
}

// Check tells the rules between fields that hold for every account.
func (a createVideoArgs) Check() error {
	image := a.ImageURL != "" || a.ImageAssetID != ""
	return check.First(
		check.NotBlank("script", a.Script),
		check.ExactlyOne("speech source", check.Given("script", a.Script != ""), check.Given("audio_url", a.AudioURL != ""), check.Given("audio_asset_id", a.AudioAssetID != "")),
		check.ExactlyOne("speaker", check.Given("avatar_id", a.AvatarID != ""), check.Given("image_url", a.ImageURL != ""), check.Given("image_asset_id", a.ImageAssetID != "")),
		check.AtMostOne("background", check.Given("background_color", a.BackgroundColor != ""), check.Given("background_url", a.BackgroundURL != ""), check.Given("background_asset_id", a.BackgroundAssetID != "")),
		check.AtMostOne("background", check.Given("transparent_background", a.TransparentBackground), check.Given("background_color", a.BackgroundColor != ""), check.Given("background_url", a.BackgroundURL != ""), check.Given("background_asset_id", a.BackgroundAssetID != "")),
		a.checkVoice(image),
		a.checkEngine(image),
		check.MediaAddress("audio_url", a.AudioURL), check.MediaAddress("image_url", a.ImageURL), check.MediaAddress("background_url", a.BackgroundURL),
		check.WebAddress("callback_url", a.CallbackURL),
	)
}

func (a createVideoArgs) checkVoice(image bool) error {
	if a.Script != "" {
		if image && a.VoiceID == "" {
			return fault.Invalid("voice_id", "is missing: an image has no voice of its own", "Choose one with list_voices.")
		}
		return nil
	}
	settings := a.settings()
	if a.VoiceID != "" || settings != nil {
		field := "voice_id"
		if a.VoiceID == "" {
			field = "voice_speed, voice_pitch, voice_volume, voice_locale"
		}
		return fault.Invalid(field, "has no meaning with an audio file, which is played as it is", "Leave it out, or give a script instead of audio.")
	}
	return nil
}

// engine is the engine that will render: HeyGen's default where none is named.
func (a createVideoArgs) engine() string {
	if a.Engine == "" {
		return "avatar_iv"
	}
	return a.Engine
}

func (a createVideoArgs) checkEngine(image bool) error {
	switch {
	case image && a.Engine != "" && a.Engine != "avatar_iv":
		return fault.Invalid("engine", "is "+a.Engine+", but a still image renders on avatar_iv only", "Leave engine out, or use an avatar_id.")
	case a.Engine == "avatar_iii" && a.MotionPrompt != "":
		return fault.Invalid("motion_prompt", "is not taken by avatar_iii", "Leave it out, or use engine avatar_iv or avatar_v.")
	case a.Expressiveness != "" && a.engine() != "avatar_iv":
		return fault.Invalid("expressiveness", "is not taken by "+a.Engine, "Leave it out, or use engine avatar_iv.")
	default:
		return nil
	}
}

// warnings are what HeyGen may or may not take: its sources disagree.
func (a createVideoArgs) warnings() []string {
	if a.Resolution == "4k" && a.Engine != "avatar_iii" {
		return []string{"4k was reported to be unavailable on avatar_iv and avatar_v; 1080p is safe."}
	}
	return nil
}

// createdVideo is what a call that renders a video answers.
type createdVideo struct {
	VideoID  string            `json:"video_id,omitempty"`
	Status   string            `json:"status" jsonschema_description:"dry_run where nothing was sent."`
	Estimate *pricing.Estimate `json:"estimate,omitempty"`
	Warnings []string          `json:"warnings,omitempty"`
	Next     string            `json:"next"`
}

func createVideo(ctx context.Context, c *kit.Call, args createVideoArgs) (createdVideo, error) {
	acct, err := c.Account(ctx)
	if err != nil {
		return createdVideo{}, err
	}
	plan, err := planVideo(ctx, c, acct, args)
	if err != nil {
		return createdVideo{}, err
	}
	out := createdVideo{Estimate: plan.estimate, Warnings: append(plan.warnings, plan.aloud...)}
	if args.DryRun {
		out.Status, out.Next = pay.StatusDryRun, pay.NextDryRun
		return out, nil
	}
	made, err := pay.Spend(ctx, c, acct, pay.Purchase{Kind: jobs.KindVideo, Title: args.Title, Estimate: plan.estimate, Keyed: true}, videoIDs,
		func(ctx context.Context, options ...heygenapi.CallOption) (heygenapi.CreatedVideo, error) {
			return acct.API.CreateVideo(ctx, plan.request, options...)
		})
	if err != nil {
		return createdVideo{}, fault.Named(err, createVideoFields)
	}
	out.VideoID, out.Status, out.Next = made.VideoID, string(made.Status), pay.NextFollow
	return out, nil
}

func videoIDs(v heygenapi.CreatedVideo) []string { return []string{v.VideoID} }

// plannedVideo is a video that was checked and priced: what is left is to send
// its request.
type plannedVideo struct {
	request  heygenapi.VideoRequest
	estimate *pricing.Estimate
	warnings []string
	// aloud are warnings of what the script would say; each begins with a field.
	aloud []string
}

// planVideo checks arguments that passed check against the account, and prices
// them.
func planVideo(ctx context.Context, c *kit.Call, acct *account.Account, args createVideoArgs) (plannedVideo, error) {
	speaker, err := resolveSpeaker(ctx, acct, args)
	if err != nil {
		return plannedVideo{}, err
	}
	estimate, warnings, err := priceSpokenVideo(c, spoken{
		engine: args.engine(), kind: speaker.kind, script: args.Script, language: speaker.language, speed: args.speed(),
	})
	if err != nil {
		return plannedVideo{}, err
	}
	return plannedVideo{
		request: args.request(), estimate: estimate, warnings: slices.Concat(warnings, speaker.warnings, args.warnings()),
		aloud: check.ReadAloud("script", args.Script, speaker.obeys),
	}, nil
}

// createVideoFields are the arguments behind the fields of HeyGen's request.
var createVideoFields = map[string]string{
	"output_format": "transparent_background", "caption": "captions", "caption.style": "captions", "engine.type": "engine",
	"image": "image_url", "image.url": "image_url", "image.asset_id": "image_asset_id",
	"background.value": "background_color", "background.color": "background_color", "background.url": "background_url", "background.asset_id": "background_asset_id",
	"voice_settings.speed": "voice_speed", "voice_settings.pitch": "voice_pitch", "voice_settings.volume": "voice_volume", "voice_settings.locale": "voice_locale",
}

// request is the API's shape of the arguments.
func (a createVideoArgs) request() heygenapi.VideoRequest {
	var format string
	var cutOut = a.RemoveBackground
	if a.TransparentBackground {
		format = "webm"
		if cutOut == nil {
			cutOut = new(true)
		}
	}
	speech := heygenapi.SpeechInput{Script: a.Script, AudioURL: a.AudioURL, AudioAssetID: a.AudioAssetID, VoiceID: a.VoiceID, VoiceSettings: a.settings()}
	output := heygenapi.VideoOutput{
		Title: a.Title, AspectRatio: a.AspectRatio, Resolution: a.Resolution, Fit: a.Fit, OutputFormat: format,
		Background: a.background(), RemoveBackground: cutOut, Caption: burnedIn(a.Captions),
		Expressiveness: a.Expressiveness, MotionPrompt: a.MotionPrompt, CallbackURL: a.CallbackURL, CallbackID: a.CallbackID,
	}
	if a.AvatarID != "" {
		engine, _ := heygenapi.EngineByName(a.Engine)
		return heygenapi.AvatarVideo{AvatarID: a.AvatarID, Engine: engine, SpeechInput: speech, VideoOutput: output}
	}
	return heygenapi.ImageVideo{Image: lookup.MediaSource(a.ImageURL, a.ImageAssetID), SpeechInput: speech, VideoOutput: output}
}

func (a createVideoArgs) background() *heygenapi.Background {
	switch {
	case a.BackgroundColor != "":
		return &heygenapi.Background{Type: "color", Value: a.BackgroundColor}
	case a.BackgroundURL != "":
		return &heygenapi.Background{Type: "image", URL: a.BackgroundURL}
	case a.BackgroundAssetID != "":
		return &heygenapi.Background{Type: "image", AssetID: a.BackgroundAssetID}
	default:
		return nil
	}
}

// burned are captions in the picture. Without, they are in a file alone.
const burned = "burned"

// burnedIn asks for burned-in captions; the sidecar SRT needs no asking.
func burnedIn(captions string) *heygenapi.Caption {
	if captions != burned {
		return nil
	}
	return &heygenapi.Caption{FileFormat: "srt", Style: "default"}
}
