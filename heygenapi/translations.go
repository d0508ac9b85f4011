package heygenapi

import (
	"context"
	"encoding/json"
	"iter"
)

// TranslationRequest dubs a video into one or more languages.
type TranslationRequest struct {
	Video MediaRef `json:"video"`
	// OutputLanguages are names as TranslationLanguages gives them.
	OutputLanguages []string `json:"output_languages"`
	InputLanguage   string   `json:"input_language,omitempty"`
	// Mode is speed or precision.
	Mode  string   `json:"mode,omitempty"`
	Title string   `json:"title,omitempty"`
	Audio MediaRef `json:"audio,omitempty"`
	SRT   MediaRef `json:"srt,omitempty"`
	// SRTRole is input or output.
	SRTRole            string `json:"srt_role,omitempty"`
	EnableCaption      bool   `json:"enable_caption,omitempty"`
	TranslateAudioOnly bool   `json:"translate_audio_only,omitempty"`
	// StartTime and EndTime are seconds of the source.
	StartTime  *float64 `json:"start_time,omitempty"`
	EndTime    *float64 `json:"end_time,omitempty"`
	SpeakerNum *int     `json:"speaker_num,omitempty"`
	// EnableDynamicDuration is true when nil.
	EnableDynamicDuration   *bool `json:"enable_dynamic_duration,omitempty"`
	EnableSpeechEnhancement bool  `json:"enable_speech_enhancement,omitempty"`
	EnableWatermark         bool  `json:"enable_watermark,omitempty"`
	DisableMusicTrack       bool  `json:"disable_music_track,omitempty"`
	KeepTheSameFormat       *bool `json:"keep_the_same_format,omitempty"`
	// FPSMode is vfr, cfr or passthrough.
	FPSMode          string            `json:"fps_mode,omitempty"`
	StockVoiceConfig *StockVoiceConfig `json:"stock_voice_config,omitempty"`
	BrandGlossaryID  string            `json:"brand_glossary_id,omitempty"`
	BrandVoiceID     string            `json:"brand_voice_id,omitempty"`
	FolderID         string            `json:"folder_id,omitempty"`
	CallbackURL      string            `json:"callback_url,omitempty"`
	CallbackID       string            `json:"callback_id,omitempty"`
}

// StockVoiceConfig replaces the speaker's own voice.
type StockVoiceConfig struct {
	UseStockVoice          bool     `json:"use_stock_voice,omitempty"`
	PreferredStockVoiceIDs []string `json:"preferred_stock_voice_ids,omitempty"`
}

// Translation is a dubbed video in one language, or one on its way.
type Translation struct {
	ID string `json:"id"`
	// Status is pending, running, completed or failed.
	Status             Status   `json:"status"`
	Title              string   `json:"title"`
	InputLanguage      string   `json:"input_language"`
	OutputLanguage     string   `json:"output_language"`
	VideoURL           string   `json:"video_url"`
	AudioURL           string   `json:"audio_url"`
	SRTCaptionURL      string   `json:"srt_caption_url"`
	VTTCaptionURL      string   `json:"vtt_caption_url"`
	FailureMessage     string   `json:"failure_message"`
	CallbackID         string   `json:"callback_id"`
	Duration           *float64 `json:"duration"`
	TranslateAudioOnly *bool    `json:"translate_audio_only"`
	CreatedAt          Time     `json:"created_at"`

	Extra map[string]json.RawMessage `json:"-"`
}

// CreateTranslation starts a translation and gives one id a language, in their
// order (POST /v3/video-translations).
func (c *Client) CreateTranslation(ctx context.Context, req TranslationRequest, options ...CallOption) ([]string, error) {
	type created struct {
		IDs []string `json:"video_translation_ids"`
	}
	out, err := data[created](ctx, c, call{op: "create translation", kind: keyed, method: "POST", path: []string{"video-translations"}, body: req, opts: options})
	return out.IDs, err
}

// TranslationBatch starts up to 100 translations at once.
type TranslationBatch struct {
	Title             string               `json:"title,omitempty"`
	CallbackURL       string               `json:"callback_url,omitempty"`
	VideoTranslations []TranslationRequest `json:"video_translations"`
}

// CreateTranslationBatch starts the batch (POST /v3/video-translations/batches).
func (c *Client) CreateTranslationBatch(ctx context.Context, batch TranslationBatch, options ...CallOption) (CreatedBatch, error) {
	return data[CreatedBatch](ctx, c, call{op: "create translation batch", kind: keyed, method: "POST", path: []string{"video-translations", "batches"}, body: batch, opts: options})
}

// GetTranslationBatch gives a batch with a page of its items
// (GET /v3/video-translations/batches/{batch_id}).
func (c *Client) GetTranslationBatch(ctx context.Context, batchID string, o PageOptions) (Batch, error) {
	return c.getBatch(ctx, "get translation batch", "video-translations", batchID, o)
}

// TranslationBatchItems drains the items of a batch.
func (c *Client) TranslationBatchItems(ctx context.Context, batchID string) iter.Seq2[BatchItem, error] {
	return c.batchItems(ctx, "get translation batch", "video-translations", batchID)
}

// GetTranslation gives a translation with fresh links
// (GET /v3/video-translations/{video_translation_id}).
func (c *Client) GetTranslation(ctx context.Context, id string) (Translation, error) {
	return data[Translation](ctx, c, call{op: "get translation", method: "GET", path: []string{"video-translations", id}})
}

// ListTranslations gives a page of translations, newest first, 100 at most
// (GET /v3/video-translations).
func (c *Client) ListTranslations(ctx context.Context, o PageOptions) (Page[Translation], error) {
	return page[Translation](ctx, c, call{op: "list translations", method: "GET", path: []string{"video-translations"}, query: o.values()})
}

// Translations drains the translations.
func (c *Client) Translations(ctx context.Context, o PageOptions) iter.Seq2[Translation, error] {
	return drain(o, func(p PageOptions) (Page[Translation], error) { return c.ListTranslations(ctx, p) })
}

// TranslationLanguages gives the names of the languages, such as
// "Spanish (Spain)" (GET /v3/video-translations/languages).
func (c *Client) TranslationLanguages(ctx context.Context) ([]string, error) {
	type languages struct {
		Languages []string `json:"languages"`
	}
	out, err := data[languages](ctx, c, call{op: "list translation languages", method: "GET", path: []string{"video-translations", "languages"}})
	return out.Languages, err
}

// TranslationStatuses gives the states of many translations, 100 a request
// (GET /v3/video-translations/statuses).
func (c *Client) TranslationStatuses(ctx context.Context, q StatusQuery) ([]JobStatus, error) {
	return c.statuses(ctx, "translation statuses", "video-translations", "video_translation_ids", q)
}

// DeleteTranslation deletes a translation for good
// (DELETE /v3/video-translations/{video_translation_id}).
func (c *Client) DeleteTranslation(ctx context.Context, id string) error {
	return done(ctx, c, call{op: "delete translation", kind: natural, method: "DELETE", path: []string{"video-translations", id}})
}

// RenameTranslation gives a translation another title
// (PATCH /v3/video-translations/{video_translation_id}).
func (c *Client) RenameTranslation(ctx context.Context, id, title string) (Translation, error) {
	return data[Translation](ctx, c, call{op: "rename translation", kind: natural, method: "PATCH", path: []string{"video-translations", id}, body: newTitle{title}})
}
