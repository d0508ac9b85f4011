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
	SRTRole string `json:"srt_role,omitempty"`
	// EnableCaption is ignored: caption files always come.
	EnableCaption      bool `json:"enable_caption,omitempty"`
	TranslateAudioOnly bool `json:"translate_audio_only,omitempty"`
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
	// FPSMode is vfr, cfr or passthrough; it acts only together with Audio.
	FPSMode          string            `json:"fps_mode,omitempty"`
	StockVoiceConfig *StockVoiceConfig `json:"stock_voice_config,omitempty"`
	BrandGlossaryID  string            `json:"brand_glossary_id,omitempty"`
	// BrandVoiceID is the old name of BrandGlossaryID.
	BrandVoiceID string `json:"brand_voice_id,omitempty"`
	FolderID     string `json:"folder_id,omitempty"`
	CallbackURL  string `json:"callback_url,omitempty"`
	CallbackID   string `json:"callback_id,omitempty"`
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

func (c *Client) translations() resources[Translation] {
	return resources[Translation]{client: c, noun: "translation", path: []string{"video-translations"}}
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
	return c.translations().createBatch(ctx, batch, options)
}

// GetTranslationBatch gives a batch with a page of its items
// (GET /v3/video-translations/batches/{batch_id}).
func (c *Client) GetTranslationBatch(ctx context.Context, batchID string, o PageOptions) (Batch, error) {
	return c.translations().getBatch(ctx, batchID, o)
}

// TranslationBatchItems iterates over the items of a batch.
func (c *Client) TranslationBatchItems(ctx context.Context, batchID string) iter.Seq2[BatchItem, error] {
	return c.translations().batchItems(ctx, batchID)
}

// GetTranslation gives a translation with fresh links
// (GET /v3/video-translations/{video_translation_id}).
func (c *Client) GetTranslation(ctx context.Context, id string) (Translation, error) {
	return c.translations().get(ctx, id)
}

// ListTranslations gives a page of translations, newest first, 100 at most
// (GET /v3/video-translations).
func (c *Client) ListTranslations(ctx context.Context, o PageOptions) (Page[Translation], error) {
	return c.translations().list(ctx, o.values())
}

// Translations iterates over the translations.
func (c *Client) Translations(ctx context.Context, o PageOptions) iter.Seq2[Translation, error] {
	return c.translations().all(ctx, o)
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
	return c.translations().statuses(ctx, "video_translation_ids", q)
}

// DeleteTranslation deletes a translation for good
// (DELETE /v3/video-translations/{video_translation_id}).
func (c *Client) DeleteTranslation(ctx context.Context, id string) error {
	return c.translations().delete(ctx, id)
}

// RenameTranslation gives a translation another title
// (PATCH /v3/video-translations/{video_translation_id}).
func (c *Client) RenameTranslation(ctx context.Context, id, title string) (Translation, error) {
	return c.translations().rename(ctx, id, title)
}

// ProofreadRequest prepares a translation whose text can be edited before it
// is rendered.
type ProofreadRequest struct {
	Video MediaRef `json:"video"`
	// OutputLanguages are names as TranslationLanguages gives them.
	OutputLanguages []string `json:"output_languages"`
	Title           string   `json:"title"`
	// Mode is speed or precision; speed when empty.
	Mode                    string   `json:"mode,omitempty"`
	SRT                     MediaRef `json:"srt,omitempty"`
	SpeakerNum              *int     `json:"speaker_num,omitempty"`
	DisableMusicTrack       bool     `json:"disable_music_track,omitempty"`
	EnableSpeechEnhancement bool     `json:"enable_speech_enhancement,omitempty"`
	EnableVideoStretching   bool     `json:"enable_video_stretching,omitempty"`
	KeepTheSameFormat       bool     `json:"keep_the_same_format,omitempty"`
	BrandGlossaryID         string   `json:"brand_glossary_id,omitempty"`
	// BrandVoiceID is the old name of BrandGlossaryID.
	BrandVoiceID string `json:"brand_voice_id,omitempty"`
	FolderID     string `json:"folder_id,omitempty"`
}

// CreatedProofreads is HeyGen's answer to a proofread: one id a language, in
// their order.
type CreatedProofreads struct {
	IDs    []string `json:"proofread_ids"`
	Status Status   `json:"status"`

	Extra map[string]json.RawMessage `json:"-"`
}

// Proofread is a translated text in one language, before it is rendered.
type Proofread struct {
	ID string `json:"id"`
	// Status is processing, completed or failed.
	Status             Status `json:"status"`
	Title              string `json:"title"`
	InputLanguage      string `json:"input_language"`
	OutputLanguage     string `json:"output_language"`
	FailureMessage     string `json:"failure_message"`
	SubmittedForReview *bool  `json:"submitted_for_review"`
	CreatedAt          Time   `json:"created_at"`

	Extra map[string]json.RawMessage `json:"-"`
}

// ProofreadSRT are the links to a proofread's texts. They expire.
type ProofreadSRT struct {
	// SRTURL is the translated text as it stands.
	SRTURL string `json:"srt_url"`
	// OriginalSRTURL is the text in the source's language.
	OriginalSRTURL string `json:"original_srt_url"`

	Extra map[string]json.RawMessage `json:"-"`
}

// ProofreadGeneration says how a proofread is rendered.
type ProofreadGeneration struct {
	// Captions is ignored: caption files always come.
	Captions           bool   `json:"captions,omitempty"`
	TranslateAudioOnly bool   `json:"translate_audio_only,omitempty"`
	CallbackURL        string `json:"callback_url,omitempty"`
	CallbackID         string `json:"callback_id,omitempty"`
}

// GeneratedProofread is the translation that a proofread became.
type GeneratedProofread struct {
	VideoTranslationID string `json:"video_translation_id"`
	Status             Status `json:"status"`

	Extra map[string]json.RawMessage `json:"-"`
}

func (c *Client) proofreads() resources[Proofread] {
	return resources[Proofread]{client: c, noun: "proofread", path: []string{"video-translations", "proofreads"}}
}

// CreateProofreads starts one proofread a language
// (POST /v3/video-translations/proofreads).
func (c *Client) CreateProofreads(ctx context.Context, req ProofreadRequest, options ...CallOption) (CreatedProofreads, error) {
	return data[CreatedProofreads](ctx, c, call{op: "create proofreads", kind: keyed, method: "POST", path: c.proofreads().path, body: req, opts: options})
}

// GetProofread gives a proofread
// (GET /v3/video-translations/proofreads/{proofread_id}).
func (c *Client) GetProofread(ctx context.Context, id string) (Proofread, error) {
	return c.proofreads().get(ctx, id)
}

// GetProofreadSRT gives fresh links to a completed proofread's texts
// (GET /v3/video-translations/proofreads/{proofread_id}/srt).
func (c *Client) GetProofreadSRT(ctx context.Context, id string) (ProofreadSRT, error) {
	return data[ProofreadSRT](ctx, c, call{op: "get proofread SRT", method: "GET", path: c.proofreads().under(id, "srt")})
}

// PutProofreadSRT replaces a proofread's text by an SRT file, uploaded before
// or at an address (PUT /v3/video-translations/proofreads/{proofread_id}/srt).
func (c *Client) PutProofreadSRT(ctx context.Context, id string, srt MediaRef) (Proofread, error) {
	body := struct {
		SRT MediaRef `json:"srt"`
	}{srt}
	return data[Proofread](ctx, c, call{op: "put proofread SRT", kind: idempotent, method: "PUT", path: c.proofreads().under(id, "srt"), body: body})
}

// GenerateProofread renders a proofread as a translation
// (POST /v3/video-translations/proofreads/{proofread_id}/generate).
func (c *Client) GenerateProofread(ctx context.Context, id string, req ProofreadGeneration, options ...CallOption) (GeneratedProofread, error) {
	return data[GeneratedProofread](ctx, c, call{op: "generate from proofread", kind: keyed, method: "POST", path: c.proofreads().under(id, "generate"), body: req, opts: options})
}
