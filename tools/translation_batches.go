package tools

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"heygen-mcp/heygenapi"
	"heygen-mcp/jobs"
	"heygen-mcp/pricing"
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
	tableArgs
	VideoURL        string   `json:"video_url,omitempty" jsonschema_description:"With rows."`
	VideoAssetID    string   `json:"video_asset_id,omitempty"`
	VideoID         string   `json:"video_id,omitempty"`
	OutputLanguages []string `json:"output_languages,omitempty" jsonschema:"maxItems=50,uniqueItems=true" jsonschema_description:"A row's column may hold several: es;fr."`
	InputLanguage   string   `json:"input_language,omitempty"`
	Mode            string   `json:"mode,omitempty" jsonschema:"enum=speed,enum=precision"`
	EnableCaption   bool     `json:"enable_caption,omitempty"`
	AudioOnly       bool     `json:"translate_audio_only,omitempty"`
	SpeakerNum      *int     `json:"speaker_num,omitempty" jsonschema:"minimum=1,maximum=20"`
	BrandGlossaryID string   `json:"brand_glossary_id,omitempty"`
	Title           string   `json:"title,omitempty" jsonschema_description:"Of the batch; with rows, of each video."`
	CallbackURL     string   `json:"callback_url,omitempty"`
	CallbackID      string   `json:"callback_id,omitempty"`
	DryRun          bool     `json:"dry_run,omitempty"`
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
		sourceArgs: sourceArgs{VideoURL: item.VideoURL, VideoAssetID: item.VideoAssetID, VideoID: item.VideoID}, OutputLanguages: item.OutputLanguages,
		Title: item.Title, CallbackID: cmp.Or(item.CallbackID, a.CallbackID),
		InputLanguage: a.InputLanguage, Mode: a.Mode, EnableCaption: a.EnableCaption, AudioOnly: a.AudioOnly, SpeakerNum: a.SpeakerNum, BrandGlossaryID: a.BrandGlossaryID,
	}
	if len(item.OutputLanguages) == 0 {
		args.OutputLanguages, shared = a.OutputLanguages, []string{"output_languages"}
	}
	common := sourceArgs{VideoURL: a.VideoURL, VideoAssetID: a.VideoAssetID, VideoID: a.VideoID}
	if args.sourceArgs == (sourceArgs{}) && common != (sourceArgs{}) {
		args.sourceArgs = common
		shared = append(shared, "video_url", "video_asset_id", "video_id")
	}
	return args, shared
}

func (a translateVideosArgs) check() error {
	err := firstError(
		a.tableArgs.check("videos", len(a.Videos) > 0),
		atMostOne("video", given("video_url", a.VideoURL != ""), given("video_asset_id", a.VideoAssetID != ""), given("video_id", a.VideoID != "")),
		webAddress("callback_url", a.CallbackURL),
	)
	if err != nil || a.tabular() {
		return err
	}
	return firstError(noFields(a.texts()), checkEach(a.Videos, videoName, a.checkItem))
}

// checkItem tells the rules between fields of an item.
func (a translateVideosArgs) checkItem(item translationItem) (shared []string, err error) {
	video, shared := a.video(item)
	if err := video.check(); err != nil {
		return shared, err
	}
	if len(video.OutputLanguages) == 0 {
		err = invalid("output_languages", "is missing", "Give it for all videos, or for each of them.")
	}
	return shared, err
}

func translateVideos(ctx context.Context, c *Call, args translateVideosArgs) (createdBatch, error) {
	acct, err := c.Account(ctx)
	if err != nil {
		return createdBatch{}, err
	}
	o := order{product: pricing.Translation, kind: jobs.KindTranslation, title: args.Title, callback: args.CallbackURL}
	items, name := args.Videos, videoName
	if args.tabular() {
		name = rowName
		if items, o.warnings, err = c.translationsOfRows(&args); err != nil {
			return createdBatch{}, err
		}
	}
	plans, err := planAll(items,
		func(item translationItem) (plannedTranslation, error) {
			video, _ := args.video(item)
			return c.planTranslation(ctx, acct, video)
		},
		func(f *faults, i int, err error) error {
			_, shared := args.video(items[i])
			return f.add(name(i), err, shared...)
		})
	if err != nil {
		return createdBatch{}, err
	}
	batch := heygenapi.TranslationBatch{Title: args.Title, CallbackURL: args.CallbackURL}
	for _, p := range plans {
		batch.VideoTranslations, o.warnings = append(batch.VideoTranslations, p.request), append(o.warnings, p.warnings...)
		o.rows = append(o.rows, p.rows()...)
	}
	o.atOnce = func(ctx context.Context) (heygenapi.CreatedBatch, error) {
		return acct.API.CreateTranslationBatch(ctx, batch)
	}
	return c.place(ctx, acct, o)
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
func (c *Call) translationsOfRows(args *translateVideosArgs) ([]translationItem, []string, error) {
	items, warnings, err := itemsOf(c, args.tableArgs, args.texts(), func(own map[string]string, i int) (translationItem, error) {
		return translationItem{
			VideoURL: own["video_url"], VideoAssetID: own["video_asset_id"], VideoID: own["video_id"], OutputLanguages: languagesIn(own["output_languages"]),
			Title: titleOf(args.Title, own["title"], i), CallbackID: own["callback_id"],
		}, nil
	})
	if err != nil {
		return nil, nil, err
	}
	for _, own := range []*string{&args.VideoURL, &args.VideoAssetID, &args.VideoID, &args.CallbackID} {
		if len(fieldsOf(*own)) > 0 {
			*own = ""
		}
	}
	return items, warnings, checkEach(items, rowName, args.checkItem)
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
