package tools

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"heygen-mcp/account"
	"heygen-mcp/heygenapi"
	"heygen-mcp/pricing"
)

type estimateCostArgs struct {
	Product   string   `json:"product" jsonschema:"required,enum=video,enum=video_agent,enum=translation,enum=speech,enum=cinematic,enum=lipsync,enum=avatar_creation,enum=clipping,enum=background_removal,enum=voice_clone,enum=proofread,enum=live"`
	Script    string   `json:"script,omitempty" jsonschema:"maxLength=50000" jsonschema_description:"Gives the length."`
	Seconds   *float64 `json:"seconds,omitempty" jsonschema:"minimum=0,maximum=36000" jsonschema_description:"Of the result or source."`
	Language  string   `json:"language,omitempty" jsonschema_description:"Of the script; default the voice's."`
	Speed     *float64 `json:"voice_speed,omitempty" jsonschema:"minimum=0.5,maximum=2"`
	AvatarID  string   `json:"avatar_id,omitempty"`
	Image     bool     `json:"image,omitempty" jsonschema_description:"A still image speaks."`
	Engine    string   `json:"engine,omitempty" jsonschema:"enum=avatar_iii,enum=avatar_iv,enum=avatar_v"`
	VideoID   string   `json:"video_id,omitempty" jsonschema_description:"Gives the source's length."`
	Mode      string   `json:"mode,omitempty" jsonschema:"enum=speed,enum=precision,enum=audio_only" jsonschema_description:"Of a translation or lipsync."`
	Languages int      `json:"languages,omitempty" jsonschema:"minimum=1,maximum=200"`
	Count     int      `json:"count,omitempty" jsonschema:"minimum=1,maximum=100000" jsonschema_description:"How many alike."`
}

func (a estimateCostArgs) check() error {
	return firstError(
		atMostOne("length", given("script", a.Script != ""), given("seconds", a.Seconds != nil), given("video_id", a.VideoID != "")),
		atMostOne("speaker", given("avatar_id", a.AvatarID != ""), given("image", a.Image)),
		a.checkMode(),
	)
}

func (a estimateCostArgs) checkMode() error {
	if a.Mode == "audio_only" && a.Product == string(pricing.Lipsync) {
		return invalid("mode", "is audio_only, and a lipsync is of the picture", "Use speed or precision.")
	}
	return nil
}

type costResult struct {
	Estimate     pricing.Estimate `json:"estimate"`
	BalanceUSD   *float64         `json:"balance_usd,omitempty"`
	BalanceAfter *pricing.Range   `json:"balance_after_usd,omitempty"`
	Enough       *bool            `json:"enough,omitempty" jsonschema_description:"Whether the wallet covers the most it may cost."`
	Pool         string           `json:"pool,omitempty"`
	Warnings     []string         `json:"warnings,omitempty"`
}

func estimateCost(ctx context.Context, c *Call, args estimateCostArgs) (costResult, error) {
	card, err := c.RateCard()
	if err != nil {
		return costResult{}, fmt.Errorf("reading the rate card: %w", err)
	}
	// Prices are known without a key; what depends on the account is not.
	acct, err := c.Account(ctx)
	if err != nil && (args.AvatarID != "" || args.VideoID != "" || !errors.Is(err, account.ErrNoCredential)) {
		return costResult{}, err
	}
	item, err := costItem(ctx, acct, args)
	if err != nil {
		return costResult{}, err
	}
	var out costResult
	if out.Warnings, err = args.warnings(item); err != nil {
		return costResult{}, err
	}
	out.Estimate = card.Estimate(item)
	if acct == nil {
		out.Warnings = append(out.Warnings, "No HeyGen key is set, so the balance is not known.")
		return out, nil
	}
	user, err := c.currentUser(ctx, acct)
	if err != nil {
		out.Warnings = append(out.Warnings, "The balance could not be read: "+AsError(err).Message+".")
		return out, nil
	}
	out.addBalance(describeUser(user))
	return out, nil
}

// longestStream is the most that one live stream lasts, in seconds.
const longestStream = 3600

// warnings are what an estimate of the product leaves open; it refuses what
// HeyGen would not make.
func (a estimateCostArgs) warnings(item pricing.Item) ([]string, error) {
	field := "script"
	if a.Seconds != nil {
		field = "seconds"
	}
	switch item.Product {
	case pricing.Video, pricing.VideoAgent:
		return lengthWarnings(field, item.Seconds)
	case pricing.Clipping:
		if a.Count == 0 {
			return []string{warnClips}, nil
		}
	case pricing.Live:
		if item.Seconds.Min > longestStream {
			return nil, invalid(field, fmt.Sprintf("lasts about %.0f minutes, longer than the hour of one stream", item.Seconds.Min/60), "Plan several streams, and estimate one with count.")
		}
		return []string{"This is HeyGen's own streaming. LiveAvatar counts in credits of its own: 2 a minute in FULL mode, 1 in LITE."}, nil
	default:
	}
	return nil, nil
}

func (r *costResult) addBalance(u currentUser) {
	r.Pool, r.BalanceUSD = u.Pool, u.BalanceUSD
	if u.Low {
		r.Warnings = append(r.Warnings, u.Note)
	}
	if u.BalanceUSD == nil {
		return
	}
	r.BalanceAfter = pricing.BalanceAfter(*u.BalanceUSD, r.Estimate)
	if r.BalanceAfter != nil {
		r.Enough = new(r.BalanceAfter.Min >= 0)
	}
}

// costItem gathers what the estimate depends on.
func costItem(ctx context.Context, acct *account.Account, args estimateCostArgs) (pricing.Item, error) {
	item := pricing.Item{Product: pricing.Product(args.Product), Mode: args.Mode, Count: max(1, args.Count) * max(1, args.Languages)}
	language := args.Language
	switch item.Product {
	case pricing.Video:
		item.Engine = cmp.Or(args.Engine, "avatar_iv")
		if args.Image {
			item.Kind = "image"
		}
	case pricing.Translation, pricing.Lipsync:
		// HeyGen's default.
		item.Mode = cmp.Or(args.Mode, "speed")
	default:
	}
	if args.AvatarID != "" {
		look, err := acct.Catalog.Look(ctx, args.AvatarID)
		if err != nil {
			return item, unknownID("avatar_id", err, "Search with list_avatars.")
		}
		item.Kind = look.AvatarType
		if language == "" && look.DefaultVoiceID != "" {
			if voice, err := acct.Catalog.Voice(ctx, look.DefaultVoiceID); err == nil {
				language = voice.Language
			}
		}
	}
	switch {
	case args.Seconds != nil:
		item.Seconds = pricing.Exactly(*args.Seconds)
	case args.Script != "":
		item.Seconds = pricing.ScriptSeconds(args.Script, language, speedOf(args.Speed))
	case args.VideoID != "":
		own, err := ownVideo(ctx, acct, args.VideoID)
		if err != nil {
			return item, err
		}
		if own.seconds != nil {
			item.Seconds = pricing.Exactly(*own.seconds)
		}
	}
	return item, nil
}

func speedOf(speed *float64) float64 {
	if speed == nil {
		return 1
	}
	return *speed
}

// lengthWarnings refuses what HeyGen would not render, before it is sent.
func lengthWarnings(field string, seconds pricing.Range) ([]string, error) {
	warning, err := pricing.LengthAdvice(seconds)
	if err != nil {
		return nil, invalid(field, fmt.Sprintf("lasts about %.0f minutes, %v", seconds.Min/60, err), "Split it into several videos.")
	}
	if warning == "" {
		return nil, nil
	}
	return []string{warning}, nil
}

// spoken is a video whose length follows from a script.
type spoken struct {
	engine, kind, script, language string
	speed                          float64
}

func (c *Call) priceSpokenVideo(s spoken) (*pricing.Estimate, []string, error) {
	item := pricing.Item{Product: pricing.Video, Engine: s.engine, Kind: s.kind}
	if s.script != "" {
		item.Seconds = pricing.ScriptSeconds(s.script, s.language, s.speed)
	}
	warnings, err := lengthWarnings("script", item.Seconds)
	if err != nil {
		return nil, nil, err
	}
	estimate, err := c.price(item)
	return estimate, warnings, err
}

func (c *Call) price(item pricing.Item) (*pricing.Estimate, error) {
	card, err := c.RateCard()
	if err != nil {
		return nil, fmt.Errorf("reading the rate card: %w", err)
	}
	return new(card.Estimate(item)), nil
}

// promptLength finds a wanted length in a prompt, such as "60-second" or
// "2 minutes".
var promptLength = regexp.MustCompile(`(?i)(\d+(?:\.\d+)?)\s*-?\s*(s|secs?|seconds?|m|mins?|minutes?)\b`)

func (c *Call) priceAgent(prompt string) (*pricing.Estimate, error) {
	item := pricing.Item{Product: pricing.VideoAgent}
	if match := promptLength.FindStringSubmatch(prompt); match != nil {
		var n float64
		if _, err := fmt.Sscan(match[1], &n); err == nil {
			if strings.HasPrefix(strings.ToLower(match[2]), "m") {
				n *= 60
			}
			// The agent keeps to a wanted length only roughly.
			item.Seconds = pricing.Range{Min: n * 0.8, Max: n * 1.25}
		}
	}
	return c.price(item)
}

func (c *Call) priceTranslation(p part, languages int, mode string, audioOnly bool) (*pricing.Estimate, error) {
	item := pricing.Item{Product: pricing.Translation, Mode: cmp.Or(mode, "speed"), Count: languages, Seconds: pricing.Exactly(p.length())}
	if audioOnly {
		item.Mode = "audio_only"
	}
	return c.price(item)
}

// priceLipsync counts the stretch of the video once for each sound.
func (c *Call) priceLipsync(p part, mode string, sounds int) (*pricing.Estimate, error) {
	return c.price(pricing.Item{Product: pricing.Lipsync, Mode: cmp.Or(mode, "speed"), Count: sounds, Seconds: pricing.Exactly(p.length())})
}

func (c *Call) priceSpeech(text, language string, speed *float64) (*pricing.Estimate, error) {
	return c.price(pricing.Item{Product: pricing.Speech, Seconds: pricing.ScriptSeconds(text, language, speedOf(speed))})
}

// priceTemplate counts the scripts of the scenes, with their texts filled in;
// the engines behind a template are not told, so its price is a range.
func (c *Call) priceTemplate(t heygenapi.TemplateDetail, scenes []string, values map[string]string) (*pricing.Estimate, []string, error) {
	keep := map[string]bool{}
	for _, id := range scenes {
		keep[id] = true
	}
	var script strings.Builder
	for _, s := range t.Scenes {
		if len(scenes) > 0 && !keep[s.SceneID] {
			continue
		}
		text := s.Script
		for name, value := range values {
			text = strings.ReplaceAll(text, "{{"+name+"}}", value)
		}
		script.WriteString(text + "\n")
	}
	item := pricing.Item{Product: pricing.Video, Seconds: pricing.ScriptSeconds(script.String(), "", 1)}
	warnings, err := lengthWarnings("variables", item.Seconds)
	if err != nil {
		return nil, nil, err
	}
	estimate, err := c.price(item)
	return estimate, warnings, err
}
