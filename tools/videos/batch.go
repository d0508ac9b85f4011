package videos

import (
	"context"
	"fmt"
	"unicode/utf8"

	"heygen-mcp/account"
	"heygen-mcp/heygenapi"
	"heygen-mcp/jobs"
	"heygen-mcp/pricing"
	"heygen-mcp/tools/check"
	"heygen-mcp/tools/fault"
	"heygen-mcp/tools/kit"
	"heygen-mcp/tools/pay"
	"heygen-mcp/tools/tables"
)

// videoItem is one video of create_videos: what is its own.
type videoItem struct {
	Script          string   `json:"script,omitempty" jsonschema:"minLength=1,maxLength=5000"`
	AudioURL        string   `json:"audio_url,omitempty"`
	AudioAssetID    string   `json:"audio_asset_id,omitempty"`
	AvatarID        string   `json:"avatar_id,omitempty"`
	ImageURL        string   `json:"image_url,omitempty"`
	ImageAssetID    string   `json:"image_asset_id,omitempty"`
	VoiceID         string   `json:"voice_id,omitempty"`
	VoiceSpeed      *float64 `json:"voice_speed,omitempty" jsonschema:"minimum=0.5,maximum=1.5"`
	Title           string   `json:"title,omitempty"`
	Engine          string   `json:"engine,omitempty" jsonschema:"enum=avatar_iii,enum=avatar_iv,enum=avatar_v"`
	BackgroundColor string   `json:"background_color,omitempty" jsonschema:"pattern=^#[0-9a-fA-F]{6}$"`
	BackgroundURL   string   `json:"background_url,omitempty"`
	BackgroundAsset string   `json:"background_asset_id,omitempty"`
	CallbackID      string   `json:"callback_id,omitempty"`
}

type createVideosArgs struct {
	Videos []videoItem `json:"videos,omitempty" jsonschema:"minItems=1,maxItems=10000" jsonschema_description:"As in create_video."`
	tables.Args
	Script          string            `json:"script,omitempty" jsonschema:"minLength=1,maxLength=5000"`
	AudioURL        string            `json:"audio_url,omitempty"`
	AvatarID        string            `json:"avatar_id,omitempty"`
	ImageURL        string            `json:"image_url,omitempty"`
	TemplateID      string            `json:"template_id,omitempty" jsonschema_description:"Render this template for each row."`
	Variables       map[string]string `json:"variables,omitempty" jsonschema_description:"The template's; default: the columns of their names."`
	VoiceID         string            `json:"voice_id,omitempty"`
	VoiceSpeed      *float64          `json:"voice_speed,omitempty" jsonschema:"minimum=0.5,maximum=1.5"`
	Engine          string            `json:"engine,omitempty" jsonschema:"enum=avatar_iii,enum=avatar_iv,enum=avatar_v"`
	BackgroundColor string            `json:"background_color,omitempty" jsonschema:"pattern=^#[0-9a-fA-F]{6}$"`
	BackgroundURL   string            `json:"background_url,omitempty"`
	AspectRatio     string            `json:"aspect_ratio,omitempty" jsonschema:"enum=16:9,enum=9:16,enum=4:5,enum=5:4,enum=1:1,enum=auto"`
	Resolution      string            `json:"resolution,omitempty" jsonschema:"enum=720p,enum=1080p,enum=4k"`
	Captions        string            `json:"captions,omitempty" jsonschema:"enum=file,enum=burned" former:"burn_captions,true=burned,false=file"`
	Title           string            `json:"title,omitempty" jsonschema_description:"Of the batch; with rows, of each video."`
	CallbackURL     string            `json:"callback_url,omitempty"`
	CallbackID      string            `json:"callback_id,omitempty"`
	DryRun          bool              `json:"dry_run,omitempty"`
}

// texts are the arguments that rows may fill.
func (a createVideosArgs) texts() map[string]string {
	return map[string]string{
		"script": a.Script, "audio_url": a.AudioURL, "avatar_id": a.AvatarID, "image_url": a.ImageURL, "voice_id": a.VoiceID,
		"background_url": a.BackgroundURL, "title": a.Title, "callback_id": a.CallbackID,
	}
}

// video is one item as the arguments of a video of its own, and the fields in
// it that come from what all share.
func (a createVideosArgs) video(item videoItem) (args createVideoArgs, shared []string) {
	args = createVideoArgs{
		Script: item.Script, AudioURL: item.AudioURL, AudioAssetID: item.AudioAssetID, AvatarID: item.AvatarID, ImageURL: item.ImageURL, ImageAssetID: item.ImageAssetID,
		VoiceID: item.VoiceID, speech: speech{VoiceSpeed: item.VoiceSpeed}, Title: item.Title, Engine: item.Engine,
		BackgroundColor: item.BackgroundColor, BackgroundURL: item.BackgroundURL, BackgroundAssetID: item.BackgroundAsset, CallbackID: item.CallbackID,
		AspectRatio: a.AspectRatio, Resolution: a.Resolution, Captions: a.Captions,
	}
	fill := func(field string, own *string, common string, fits bool) {
		if *own == "" && common != "" && len(tables.FieldsOf(common)) == 0 && fits {
			*own, shared = common, append(shared, field)
		}
	}
	// What is shared never spoils an item that is of another sort: an image has
	// no engine to choose, an audio file no voice.
	fill("script", &args.Script, a.Script, item.AudioURL == "" && item.AudioAssetID == "")
	fill("audio_url", &args.AudioURL, a.AudioURL, item.Script == "" && item.AudioAssetID == "")
	fill("image_url", &args.ImageURL, a.ImageURL, item.AvatarID == "" && item.ImageAssetID == "")
	image, spoken := args.ImageURL != "" || item.ImageAssetID != "", args.AudioURL == "" && item.AudioAssetID == ""
	fill("avatar_id", &args.AvatarID, a.AvatarID, !image)
	fill("engine", &args.Engine, a.Engine, !image)
	fill("voice_id", &args.VoiceID, a.VoiceID, spoken)
	fill("callback_id", &args.CallbackID, a.CallbackID, true)
	fill("background_color", &args.BackgroundColor, a.BackgroundColor, item.BackgroundURL == "" && item.BackgroundAsset == "")
	fill("background_url", &args.BackgroundURL, a.BackgroundURL, item.BackgroundColor == "" && item.BackgroundAsset == "")
	if args.VoiceSpeed == nil && spoken {
		args.VoiceSpeed = a.VoiceSpeed
	}
	return args, shared
}

func (a createVideosArgs) Check() error {
	err := check.First(
		a.Args.Check("videos", len(a.Videos) > 0),
		check.Needs("template_id", a.TemplateID != "", "rows or csv_path", a.Tabular()),
		check.Needs("variables", len(a.Variables) > 0, "template_id", a.TemplateID != ""),
		check.OptionalID("template_id", a.TemplateID),
		check.AtMostOne("speech source", check.Given("script", a.Script != ""), check.Given("audio_url", a.AudioURL != ""), check.Given("template_id", a.TemplateID != "")),
		check.AtMostOne("speaker", check.Given("avatar_id", a.AvatarID != ""), check.Given("image_url", a.ImageURL != ""), check.Given("template_id", a.TemplateID != "")),
		check.AtMostOne("background", check.Given("background_color", a.BackgroundColor != ""), check.Given("background_url", a.BackgroundURL != "")),
		check.WebAddress("callback_url", a.CallbackURL),
	)
	if err != nil || a.Tabular() {
		return err
	}
	return check.First(tables.NoFields(a.texts()), tables.CheckEach(a.Videos, tables.VideoName, a.checkItem))
}

// checkItem tells the rules between fields of an item.
func (a createVideosArgs) checkItem(item videoItem) (shared []string, err error) {
	video, shared := a.video(item)
	return shared, video.Check()
}

func createVideos(ctx context.Context, c *kit.Call, args createVideosArgs) (tables.CreatedBatch, error) {
	acct, err := c.Account(ctx)
	if err != nil {
		return tables.CreatedBatch{}, err
	}
	o := tables.Order{Product: pricing.Video, Kind: jobs.KindVideo, Title: args.Title, Callback: args.CallbackURL, Fields: createVideoFields}
	if args.TemplateID != "" {
		o.Rows, o.Warnings, err = templateRows(ctx, c, acct, args)
		if err != nil {
			return tables.CreatedBatch{}, err
		}
		return tables.Place(ctx, c, acct, o)
	}
	items, name := args.Videos, tables.VideoName
	if args.Tabular() {
		name = tables.RowName
		if items, o.Warnings, err = itemsOfRows(c, args); err != nil {
			return tables.CreatedBatch{}, err
		}
	}
	batch, err := planVideos(ctx, c, acct, args, items, name, &o)
	if err != nil {
		return tables.CreatedBatch{}, err
	}
	o.SendAtOnce = func(ctx context.Context) (pay.Batch, error) {
		made, err := acct.API.CreateVideoBatch(ctx, batch)
		if err != nil {
			return pay.Batch{}, err
		}
		return pay.LookAt(made, acct.API.VideoBatchItems(ctx, made.BatchID)), nil
	}
	return tables.Place(ctx, c, acct, o)
}

// itemsOfRows makes an item of each row.
func itemsOfRows(c *kit.Call, args createVideosArgs) ([]videoItem, []string, error) {
	items, warnings, err := tables.Items(c, args.Args, args.texts(), func(own map[string]string, i int) (videoItem, error) {
		item := videoItem{
			Script: own["script"], AudioURL: own["audio_url"], AvatarID: own["avatar_id"], ImageURL: own["image_url"], VoiceID: own["voice_id"],
			BackgroundURL: own["background_url"], Title: tables.RowTitle(args.Title, own["title"], i), CallbackID: own["callback_id"],
		}
		if n := utf8.RuneCountInString(item.Script); n > longestScript {
			return item, fault.Invalid("script", fmt.Sprintf("has %d characters when it is filled, more than %d", n, longestScript), "Shorten it, or the row's cells.")
		}
		return item, nil
	})
	if err == nil {
		err = tables.CheckEach(items, tables.RowName, args.checkItem)
	}
	return items, warnings, err
}

// longestScript is the most characters that HeyGen speaks in one video.
const longestScript = 5000

// planVideos checks the items against the account, prices them, and adds them
// to the order.
func planVideos(ctx context.Context, c *kit.Call, acct *account.Account, args createVideosArgs, items []videoItem, name func(int) string, o *tables.Order) (heygenapi.VideoBatch, error) {
	warmLooks(ctx, acct, len(items))
	plans, err := fault.PlanAll(items,
		func(item videoItem) (plannedVideo, error) {
			video, _ := args.video(item)
			return planVideo(ctx, c, acct, video)
		},
		func(f *fault.List, i int, err error) error {
			_, shared := args.video(items[i])
			return f.Add(name(i), err, shared...)
		})
	if err != nil {
		return heygenapi.VideoBatch{}, err
	}
	batch := heygenapi.VideoBatch{Title: args.Title, CallbackURL: args.CallbackURL}
	var aloud []string
	for i, p := range plans {
		for _, warning := range p.aloud {
			aloud = append(aloud, name(i)+"."+warning)
		}
		batch.Videos, o.Warnings = append(batch.Videos, p.request), append(o.Warnings, p.warnings...)
		o.Rows = append(o.Rows, jobs.Row{Title: items[i].Title, Estimate: p.estimate, Request: p.request})
	}
	o.Warnings = append(o.Warnings, check.Few(aloud)...)
	return batch, nil
}
