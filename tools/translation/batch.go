package translation

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"heygen-mcp/heygenapi"
	"heygen-mcp/jobs"
	"heygen-mcp/pricing"
	"heygen-mcp/tools/check"
	"heygen-mcp/tools/fault"
	"heygen-mcp/tools/kit"
	"heygen-mcp/tools/lookup"
	"heygen-mcp/tools/pay"
	"heygen-mcp/tools/tables"
)

// translationItem is one video of translate_videos: what is its own.
type translationItem struct {
	VideoURL        string   `json:"video_url,omitempty"`
	VideoAssetID    string   `json:"video_asset_id,omitempty"`
	VideoID         string   `json:"video_id,omitempty"`
	OutputLanguages []string `json:"output_languages,omitempty" jsonschema:"maxItems=50,uniqueItems=true"`
	Title           string   `json:"title,omitempty"`
	CallbackID      string   `json:"callback_id,omitempty"`
}

type translateVideosArgs struct {
	Videos []translationItem `json:"videos,omitempty" jsonschema:"minItems=1,maxItems=10000" jsonschema_description:"One source each."`
	tables.Args
	_               kit.Dropped `former:"enable_caption,true,false"`
	VideoURL        string      `json:"video_url,omitempty" jsonschema_description:"With rows."`
	VideoAssetID    string      `json:"video_asset_id,omitempty"`
	VideoID         string      `json:"video_id,omitempty"`
	OutputLanguages []string    `json:"output_languages,omitempty" jsonschema:"maxItems=50,uniqueItems=true" jsonschema_description:"A row's column may hold several: es;fr."`
	InputLanguage   string      `json:"input_language,omitempty"`
	Mode            string      `json:"mode,omitempty" jsonschema:"enum=speed,enum=precision"`
	AudioOnly       bool        `json:"translate_audio_only,omitempty"`
	SpeakerNum      *int        `json:"speaker_num,omitempty" jsonschema:"minimum=1,maximum=20"`
	BrandGlossaryID string      `json:"brand_glossary_id,omitempty"`
	Title           string      `json:"title,omitempty" jsonschema_description:"Of the batch; with rows, of each video."`
	CallbackURL     string      `json:"callback_url,omitempty"`
	CallbackID      string      `json:"callback_id,omitempty"`
	DryRun          bool        `json:"dry_run,omitempty"`
}

// texts are the arguments that rows may fill.
func (a translateVideosArgs) texts() map[string]string {
	return map[string]string{
		"video_url": a.VideoURL, "video_asset_id": a.VideoAssetID, "video_id": a.VideoID, "title": a.Title, "callback_id": a.CallbackID,
		"output_languages": strings.Join(a.OutputLanguages, languageMark),
	}
}

// languageMark divides languages in one text.
const languageMark = ";"

// video is one item as the arguments of a translation of its own, and the
// fields in it that come from what all share.
func (a translateVideosArgs) video(item translationItem) (args translateVideoArgs, shared []string) {
	args = translateVideoArgs{
		SourceArgs: lookup.SourceArgs{VideoURL: item.VideoURL, VideoAssetID: item.VideoAssetID, VideoID: item.VideoID}, OutputLanguages: item.OutputLanguages,
		Title: item.Title, CallbackID: cmp.Or(item.CallbackID, a.CallbackID),
		InputLanguage: a.InputLanguage, Mode: a.Mode, AudioOnly: a.AudioOnly, SpeakerNum: a.SpeakerNum, BrandGlossaryID: a.BrandGlossaryID,
	}
	if len(item.OutputLanguages) == 0 {
		args.OutputLanguages, shared = a.OutputLanguages, []string{"output_languages"}
	}
	common := lookup.SourceArgs{VideoURL: a.VideoURL, VideoAssetID: a.VideoAssetID, VideoID: a.VideoID}
	if args.SourceArgs == (lookup.SourceArgs{}) && common != (lookup.SourceArgs{}) {
		args.SourceArgs = common
		shared = append(shared, "video_url", "video_asset_id", "video_id")
	}
	return args, shared
}

func (a translateVideosArgs) Check() error {
	err := check.First(
		a.Args.Check("videos", len(a.Videos) > 0),
		check.AtMostOne("video", check.Given("video_url", a.VideoURL != ""), check.Given("video_asset_id", a.VideoAssetID != ""), check.Given("video_id", a.VideoID != "")),
		check.WebAddress("callback_url", a.CallbackURL),
	)
	if err != nil || a.Tabular() {
		return err
	}
	return check.First(tables.NoFields(a.texts()), tables.CheckEach(a.Videos, tables.VideoName, a.checkItem))
}

// checkItem tells the rules between fields of an item.
func (a translateVideosArgs) checkItem(item translationItem) (shared []string, err error) {
	video, shared := a.video(item)
	if err := video.Check(); err != nil {
		return shared, err
	}
	if len(video.OutputLanguages) == 0 {
		err = fault.Invalid("output_languages", "is missing", "Give it for all videos, or for each of them.")
	}
	return shared, err
}

func translateVideos(ctx context.Context, c *kit.Call, args translateVideosArgs) (tables.CreatedBatch, error) {
	acct, err := c.Account(ctx)
	if err != nil {
		return tables.CreatedBatch{}, err
	}
	o := tables.Order{Product: pricing.Translation, Kind: jobs.KindTranslation, Title: args.Title, Callback: args.CallbackURL}
	items, name := args.Videos, tables.VideoName
	if args.Tabular() {
		name = tables.RowName
		if items, o.Warnings, err = translationsOfRows(c, &args); err != nil {
			return tables.CreatedBatch{}, err
		}
	}
	plans, err := fault.PlanAll(items,
		func(item translationItem) (plannedTranslation, error) {
			video, _ := args.video(item)
			return planTranslation(ctx, c, acct, video)
		},
		func(f *fault.List, i int, err error) error {
			_, shared := args.video(items[i])
			return f.Add(name(i), err, shared...)
		})
	if err != nil {
		return tables.CreatedBatch{}, err
	}
	batch := heygenapi.TranslationBatch{Title: args.Title, CallbackURL: args.CallbackURL}
	for _, p := range plans {
		batch.VideoTranslations, o.Warnings = append(batch.VideoTranslations, p.request), append(o.Warnings, p.warnings...)
		o.Rows = append(o.Rows, p.rows()...)
	}
	o.SendAtOnce = func(ctx context.Context) (pay.Batch, error) {
		made, err := acct.API.CreateTranslationBatch(ctx, batch)
		if err != nil {
			return pay.Batch{}, err
		}
		return pay.LookAt(made, acct.API.TranslationBatchItems(ctx, made.BatchID)), nil
	}
	return tables.Place(ctx, c, acct, o)
}

// rows are one for each language: so each is followed, priced and told by
// itself, and an item of HeyGen's batch is one of ours.
func (p plannedTranslation) rows() []jobs.Row {
	each := p.estimate.Each()
	var rows []jobs.Row
	for _, language := range p.request.OutputLanguages {
		request := p.request
		request.OutputLanguages = []string{language}
		title := language
		if request.Title != "" {
			title = fmt.Sprintf("%s (%s)", request.Title, language)
		}
		rows = append(rows, jobs.Row{Title: title, Estimate: &each, Request: request})
	}
	return rows
}

// translationsOfRows makes an item of each row. What it fills is no shared
// argument any more.
func translationsOfRows(c *kit.Call, args *translateVideosArgs) ([]translationItem, []string, error) {
	items, warnings, err := tables.Items(c, args.Args, args.texts(), func(own map[string]string, i int) (translationItem, error) {
		return translationItem{
			VideoURL: own["video_url"], VideoAssetID: own["video_asset_id"], VideoID: own["video_id"], OutputLanguages: languagesIn(own["output_languages"]),
			Title: tables.RowTitle(args.Title, own["title"], i), CallbackID: own["callback_id"],
		}, nil
	})
	if err != nil {
		return nil, nil, err
	}
	for _, own := range []*string{&args.VideoURL, &args.VideoAssetID, &args.VideoID, &args.CallbackID} {
		if len(tables.FieldsOf(*own)) > 0 {
			*own = ""
		}
	}
	return items, warnings, tables.CheckEach(items, tables.RowName, args.checkItem)
}

// languagesIn reads a cell with one language or several.
func languagesIn(text string) []string {
	var languages []string
	for name := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ';' || r == '|' || r == '\n' }) {
		if name = strings.TrimSpace(name); name != "" {
			languages = append(languages, name)
		}
	}
	return languages
}
