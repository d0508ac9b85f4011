package heygenapi

import (
	"context"
	"encoding/json"
)

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
	BrandVoiceID            string   `json:"brand_voice_id,omitempty"`
	FolderID                string   `json:"folder_id,omitempty"`
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

// proofreads is where they live, with the rest of the path behind.
func proofreads(rest ...string) []string {
	return append([]string{"video-translations", "proofreads"}, rest...)
}

// CreateProofreads starts one proofread a language
// (POST /v3/video-translations/proofreads).
func (c *Client) CreateProofreads(ctx context.Context, req ProofreadRequest, options ...CallOption) (CreatedProofreads, error) {
	return data[CreatedProofreads](ctx, c, call{op: "create proofreads", kind: keyed, method: "POST", path: proofreads(), body: req, opts: options})
}

// GetProofread gives a proofread
// (GET /v3/video-translations/proofreads/{proofread_id}).
func (c *Client) GetProofread(ctx context.Context, id string) (Proofread, error) {
	return data[Proofread](ctx, c, call{op: "get proofread", method: "GET", path: proofreads(id)})
}

// GetProofreadSRT gives fresh links to a completed proofread's texts
// (GET /v3/video-translations/proofreads/{proofread_id}/srt).
func (c *Client) GetProofreadSRT(ctx context.Context, id string) (ProofreadSRT, error) {
	return data[ProofreadSRT](ctx, c, call{op: "get proofread SRT", method: "GET", path: proofreads(id, "srt")})
}

// PutProofreadSRT replaces a proofread's text by an SRT file, uploaded before
// or at an address (PUT /v3/video-translations/proofreads/{proofread_id}/srt).
func (c *Client) PutProofreadSRT(ctx context.Context, id string, srt MediaRef) (Proofread, error) {
	body := struct {
		SRT MediaRef `json:"srt"`
	}{srt}
	return data[Proofread](ctx, c, call{op: "put proofread SRT", kind: natural, method: "PUT", path: proofreads(id, "srt"), body: body})
}

// GenerateProofread renders a proofread as a translation
// (POST /v3/video-translations/proofreads/{proofread_id}/generate).
func (c *Client) GenerateProofread(ctx context.Context, id string, req ProofreadGeneration, options ...CallOption) (GeneratedProofread, error) {
	return data[GeneratedProofread](ctx, c, call{op: "generate from proofread", kind: keyed, method: "POST", path: proofreads(id, "generate"), body: req, opts: options})
}
