package heygenapi

import (
	"context"
	"encoding/json"
	"iter"
	"strconv"
)

// Voice is a voice in a list.
type Voice struct {
	ID       string `json:"voice_id"`
	Name     string `json:"name"`
	Language string `json:"language"`
	Gender   string `json:"gender"`
	// Type is public or private.
	Type            string `json:"type"`
	PreviewAudioURL string `json:"preview_audio_url"`
	// SupportLocale is true where the voice takes an accent.
	SupportLocale bool `json:"support_locale"`
	// SupportPause is true where the voice takes <break> tags.
	SupportPause bool `json:"support_pause"`

	Extra map[string]json.RawMessage `json:"-"`
}

// VoiceDetail is a voice by itself; a clone also tells how far it is.
type VoiceDetail struct {
	ID                       string `json:"voice_id"`
	Name                     string `json:"name"`
	Language                 string `json:"language"`
	Gender                   string `json:"gender"`
	Status                   Status `json:"status"`
	FailureMessage           string `json:"failure_message"`
	PreviewAudioURL          string `json:"preview_audio_url"`
	SupportPause             bool   `json:"support_pause"`
	SupportInteractiveAvatar bool   `json:"support_interactive_avatar"`
	CreatedAt                Time   `json:"created_at"`

	Extra map[string]json.RawMessage `json:"-"`
}

// ListVoicesOptions choose a page of voices; 100 at most.
type ListVoicesOptions struct {
	PageOptions
	// Type is public or private; HeyGen takes public when it is empty.
	Type string
	// Engine is the engine behind the voice, such as starfish.
	Engine   string
	Language string
	Gender   string
}

// ListVoices gives a page of voices (GET /v3/voices).
func (c *Client) ListVoices(ctx context.Context, o ListVoicesOptions) (Page[Voice], error) {
	q := o.values()
	setNonEmpty(q, "type", o.Type)
	setNonEmpty(q, "engine", o.Engine)
	setNonEmpty(q, "language", o.Language)
	setNonEmpty(q, "gender", o.Gender)
	return page[Voice](ctx, c, call{op: "list voices", method: "GET", path: []string{"voices"}, query: q})
}

// Voices iterates over the voices.
func (c *Client) Voices(ctx context.Context, o ListVoicesOptions) iter.Seq2[Voice, error] {
	return iterate(o.PageOptions, func(p PageOptions) (Page[Voice], error) {
		o.PageOptions = p
		return c.ListVoices(ctx, o)
	})
}

// GetVoice gives a voice (GET /v3/voices/{voice_id}).
func (c *Client) GetVoice(ctx context.Context, voiceID string) (VoiceDetail, error) {
	return data[VoiceDetail](ctx, c, call{op: "get voice", method: "GET", path: []string{"voices", voiceID}})
}

// DesignVoiceRequest searches voices by a description.
type DesignVoiceRequest struct {
	Prompt string `json:"prompt"`
	Gender string `json:"gender,omitempty"`
	Locale string `json:"locale,omitempty"`
	// Seed turns the page: each seed gives three other voices.
	Seed *int `json:"seed,omitempty"`
}

// DesignedVoices are the voices found.
type DesignedVoices struct {
	Seed   int     `json:"seed"`
	Voices []Voice `json:"voices"`

	Extra map[string]json.RawMessage `json:"-"`
}

// DesignVoice searches voices by a description; it creates nothing and costs
// nothing (POST /v3/voices).
func (c *Client) DesignVoice(ctx context.Context, req DesignVoiceRequest) (DesignedVoices, error) {
	return data[DesignedVoices](ctx, c, call{op: "design voice", kind: write, method: "POST", path: []string{"voices"}, body: req})
}

// CloneVoiceRequest makes a voice from a recording.
type CloneVoiceRequest struct {
	VoiceName string      `json:"voice_name"`
	Audio     MediaSource `json:"audio"`
	Language  string      `json:"language,omitempty"`
	// RemoveBackgroundNoise is true when nil.
	RemoveBackgroundNoise *bool `json:"remove_background_noise,omitempty"`
}

// CloneVoice starts a clone and gives its voice id; follow it with GetVoice
// (POST /v3/voices/clone). No idempotency key is honoured.
func (c *Client) CloneVoice(ctx context.Context, req CloneVoiceRequest, options ...CallOption) (string, error) {
	type created struct {
		ID string `json:"voice_clone_id"`
	}
	out, err := data[created](ctx, c, call{op: "clone voice", kind: write, method: "POST", path: []string{"voices", "clone"}, body: req, opts: options})
	return out.ID, err
}

// DeleteVoice deletes a private voice (DELETE /v3/voices/{voice_id}).
func (c *Client) DeleteVoice(ctx context.Context, voiceID string) error {
	return done(ctx, c, call{op: "delete voice", kind: idempotent, method: "DELETE", path: []string{"voices", voiceID}})
}

// SpeechRequest speaks a text.
type SpeechRequest struct {
	// Text has 1 to 5,000 characters.
	Text string `json:"text"`
	// VoiceID is a voice of engine starfish.
	VoiceID string `json:"voice_id"`
	// InputType is text or ssml.
	InputType string `json:"input_type,omitempty"`
	Language  string `json:"language,omitempty"`
	Locale    string `json:"locale,omitempty"`
	// Speed is 0.5 to 2; 1 when nil.
	Speed *float64 `json:"speed,omitempty"`
}

// Speech is a spoken text.
type Speech struct {
	// AudioURL expires.
	AudioURL string `json:"audio_url"`
	// Duration is in seconds.
	Duration       float64         `json:"duration"`
	RequestID      string          `json:"request_id"`
	WordTimestamps []WordTimestamp `json:"word_timestamps"`

	Extra map[string]json.RawMessage `json:"-"`
}

// WordTimestamp is when a word is spoken, in seconds.
type WordTimestamp struct {
	Word  string  `json:"word"`
	Start float64 `json:"start"`
	End   float64 `json:"end"`

	Extra map[string]json.RawMessage `json:"-"`
}

// CreateSpeech speaks a text, which is paid for (POST /v3/voices/speech). No
// idempotency key is honoured.
func (c *Client) CreateSpeech(ctx context.Context, req SpeechRequest, options ...CallOption) (Speech, error) {
	return data[Speech](ctx, c, call{op: "create speech", kind: write, method: "POST", path: []string{"voices", "speech"}, body: req, opts: options})
}

// Sound is a piece of music or a sound effect. Its link expires.
type Sound struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Description string `json:"description"`
	// Type is music or sound_effects.
	Type     string `json:"type"`
	AudioURL string `json:"audio_url"`
	// Score says how well the sound fits the query, 0 to 1.
	Score float64 `json:"score"`
	// Duration and PeakOffset are seconds.
	Duration   *float64 `json:"duration"`
	PeakOffset *float64 `json:"peak_offset"`
	Placement  string   `json:"placement"`

	Extra map[string]json.RawMessage `json:"-"`
}

// SearchSoundsOptions say what to look for; 50 a page at most.
type SearchSoundsOptions struct {
	PageOptions
	// Query is words that describe the sound. It is required.
	Query string
	// Type is music or sound_effects; HeyGen takes music when it is empty.
	Type string
	// MinScore is the least score, 0 to 1; HeyGen takes 0.7 when it is nil.
	MinScore *float64
}

// SearchSounds gives a page of sounds, the best first (GET /v3/audio/sounds).
func (c *Client) SearchSounds(ctx context.Context, o SearchSoundsOptions) (Page[Sound], error) {
	q := o.values()
	q.Set("query", o.Query)
	setNonEmpty(q, "type", o.Type)
	if o.MinScore != nil {
		q.Set("min_score", strconv.FormatFloat(*o.MinScore, 'f', -1, 64))
	}
	return page[Sound](ctx, c, call{op: "search sounds", method: "GET", path: []string{"audio", "sounds"}, query: q})
}

// SoundSearch iterates over the sounds.
func (c *Client) SoundSearch(ctx context.Context, o SearchSoundsOptions) iter.Seq2[Sound, error] {
	return iterate(o.PageOptions, func(p PageOptions) (Page[Sound], error) {
		o.PageOptions = p
		return c.SearchSounds(ctx, o)
	})
}
