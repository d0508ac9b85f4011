package billing

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"heygen-mcp/account"
	"heygen-mcp/pricing"
	"heygen-mcp/tools/check"
	"heygen-mcp/tools/fault"
	"heygen-mcp/tools/kit"
	"heygen-mcp/tools/lookup"
	"heygen-mcp/tools/pay"
)

type estimateCostArgs struct {
	Product   string   `json:"product" jsonschema:"required,enum=video,enum=video_agent,enum=translation,enum=speech,enum=cinematic,enum=lipsync,enum=avatar_creation,enum=clipping,enum=background_removal,enum=voice_clone,enum=proofread,enum=live,enum=filler_word_removal,enum=hyperframes"`
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

func (a estimateCostArgs) Check() error {
	return check.First(
		check.AtMostOne("length", check.Given("script", a.Script != ""), check.Given("seconds", a.Seconds != nil), check.Given("video_id", a.VideoID != "")),
		check.AtMostOne("speaker", check.Given("avatar_id", a.AvatarID != ""), check.Given("image", a.Image)),
		a.checkMode(),
	)
}

func (a estimateCostArgs) checkMode() error {
	if a.Mode == "audio_only" && a.Product == string(pricing.Lipsync) {
		return fault.Invalid("mode", "is audio_only, and a lipsync is of the picture", "Use speed or precision.")
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

func estimateCost(ctx context.Context, c *kit.Call, args estimateCostArgs) (costResult, error) {
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
	user, err := pay.CurrentUser(ctx, c, acct)
	if err != nil {
		out.Warnings = append(out.Warnings, "The balance could not be read: "+fault.AsError(err).Message+".")
		return out, nil
	}
	out.addBalance(pay.DescribeWallet(user))
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
		return pay.LengthWarnings(field, item.Seconds)
	case pricing.Clipping:
		if a.Count == 0 {
			return []string{pay.WarnClips}, nil
		}
	case pricing.Live:
		if item.Seconds.Min > longestStream {
			return nil, fault.Invalid(field, fmt.Sprintf("lasts about %.0f minutes, longer than the hour of one stream", item.Seconds.Min/60), "Plan several streams, and estimate one with count.")
		}
		return []string{"This is HeyGen's own streaming. LiveAvatar counts in credits of its own: 2 a minute in FULL mode, 1 in LITE."}, nil
	default:
	}
	return nil, nil
}

func (r *costResult) addBalance(u pay.Wallet) {
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
			return item, lookup.UnknownID("avatar_id", err, "Search with list_avatars.")
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
		item.Seconds = pricing.ScriptSeconds(args.Script, language, pay.Speed(args.Speed))
	case args.VideoID != "":
		own, err := lookup.OwnVideo(ctx, acct, args.VideoID)
		if err != nil {
			return item, err
		}
		if own.Seconds != nil {
			item.Seconds = pricing.Exactly(*own.Seconds)
		}
	}
	return item, nil
}
