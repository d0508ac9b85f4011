package heygenapi

import "encoding/json"

// Background is what stands behind the speaker: Type color with a Value such
// as #1a2b3c, or Type image with exactly one of URL and AssetID.
type Background struct {
	// Type is color, which takes Value, or image, which takes URL or AssetID.
	Type    string `json:"type"`
	Value   string `json:"value,omitempty"`
	URL     string `json:"url,omitempty"`
	AssetID string `json:"asset_id,omitempty"`
}

// ColorBackground is the background of a scene.
type ColorBackground struct {
	Color string `json:"color"`
}

// MarshalJSON fills in the discriminator.
func (b ColorBackground) MarshalJSON() ([]byte, error) {
	type plain ColorBackground
	return tagged("type", "color", plain(b))
}

// Caption says how captions come: Style default burns them in.
type Caption struct {
	// FileFormat is srt.
	FileFormat string `json:"file_format,omitempty"`
	// Style is default, or empty for the file alone.
	Style string `json:"style,omitempty"`
}

// Engine renders an avatar: [AvatarIII], [AvatarIV] or [AvatarV]. Which of them
// a look supports stands in its SupportedAPIEngines.
type Engine interface {
	json.Marshaler
	engine()
}

// AvatarIII is the oldest and cheapest engine.
type AvatarIII struct{}

// AvatarIV is the default engine.
type AvatarIV struct{}

// AvatarV is the newest engine.
type AvatarV struct {
	// ReferenceLookID is a digital twin of the same group to take the motion from.
	ReferenceLookID string `json:"reference_look_id,omitempty"`
}

func (AvatarIII) engine() {}
func (AvatarIV) engine()  {}
func (AvatarV) engine()   {}

// MarshalJSON fills in the discriminator.
func (AvatarIII) MarshalJSON() ([]byte, error) { return tagged("type", "avatar_iii", struct{}{}) }

// MarshalJSON fills in the discriminator.
func (AvatarIV) MarshalJSON() ([]byte, error) { return tagged("type", "avatar_iv", struct{}{}) }

// MarshalJSON fills in the discriminator.
func (e AvatarV) MarshalJSON() ([]byte, error) {
	type plain AvatarV
	return tagged("type", "avatar_v", plain(e))
}

// EngineByName gives the engine that HeyGen calls avatar_iii, avatar_iv or
// avatar_v.
func EngineByName(name string) (Engine, bool) {
	switch name {
	case "avatar_iii":
		return AvatarIII{}, true
	case "avatar_iv":
		return AvatarIV{}, true
	case "avatar_v":
		return AvatarV{}, true
	default:
		return nil, false
	}
}

// VoiceSettings are how a voice speaks.
type VoiceSettings struct {
	// Speed is 0.5 to 1.5; 1 when nil.
	Speed *float64 `json:"speed,omitempty"`
	// Pitch is -50 to 50; 0 when nil.
	Pitch *float64 `json:"pitch,omitempty"`
	// Volume is 0 to 1; 1 when nil.
	Volume *float64 `json:"volume,omitempty"`
	// Locale is an accent such as en-GB, for voices with SupportLocale.
	Locale         string              `json:"locale,omitempty"`
	EngineSettings VoiceEngineSettings `json:"engine_settings,omitempty"`
}

// UnmarshalJSON reads the engine's settings by their type. Those of an engine that
// this package does not know are left out.
func (s *VoiceSettings) UnmarshalJSON(raw []byte) error {
	type plain VoiceSettings
	read := struct {
		*plain
		EngineSettings json.RawMessage `json:"engine_settings"`
	}{plain: (*plain)(s)}
	if err := json.Unmarshal(raw, &read); err != nil {
		return err
	}
	var err error
	s.EngineSettings, err = readEngineSettings(read.EngineSettings)
	return err
}

func readEngineSettings(raw []byte) (VoiceEngineSettings, error) {
	var of struct {
		Type string `json:"engine_type"`
	}
	if len(raw) == 0 || json.Unmarshal(raw, &of) != nil {
		return nil, nil
	}
	switch of.Type {
	case "elevenlabs":
		var s ElevenLabsSettings
		return s, json.Unmarshal(raw, &s)
	case "fish":
		var s FishSettings
		return s, json.Unmarshal(raw, &s)
	case "starfish":
		return StarfishSettings{}, nil
	default:
		return nil, nil
	}
}

// VoiceEngineSettings are the settings of the engine behind a voice:
// [ElevenLabsSettings], [FishSettings] or [StarfishSettings].
type VoiceEngineSettings interface {
	json.Marshaler
	voiceEngineSettings()
}

// ElevenLabsSettings are for voices of ElevenLabs.
type ElevenLabsSettings struct {
	// Model is eleven_multilingual_v2, eleven_turbo_v2_5, eleven_flash_v2_5 or
	// eleven_v3.
	Model           string   `json:"model,omitempty"`
	SimilarityBoost *float64 `json:"similarity_boost,omitempty"`
	Stability       *float64 `json:"stability,omitempty"`
	Style           *float64 `json:"style,omitempty"`
	UseSpeakerBoost *bool    `json:"use_speaker_boost,omitempty"`
}

// FishSettings are for voices of Fish Audio.
type FishSettings struct {
	// Model is s1 or s2-pro.
	Model      string   `json:"model,omitempty"`
	Similarity *float64 `json:"similarity,omitempty"`
	Stability  *float64 `json:"stability,omitempty"`
}

// StarfishSettings are for HeyGen's own voices.
type StarfishSettings struct{}

func (ElevenLabsSettings) voiceEngineSettings() {}
func (FishSettings) voiceEngineSettings()       {}
func (StarfishSettings) voiceEngineSettings()   {}

// MarshalJSON fills in the discriminator.
func (s ElevenLabsSettings) MarshalJSON() ([]byte, error) {
	type plain ElevenLabsSettings
	return tagged("engine_type", "elevenlabs", plain(s))
}

// MarshalJSON fills in the discriminator.
func (s FishSettings) MarshalJSON() ([]byte, error) {
	type plain FishSettings
	return tagged("engine_type", "fish", plain(s))
}

// MarshalJSON fills in the discriminator.
func (StarfishSettings) MarshalJSON() ([]byte, error) {
	return tagged("engine_type", "starfish", struct{}{})
}

// Watermark is an image laid over the picture.
type Watermark struct {
	Image     MediaSource `json:"image"`
	Opacity   *float64    `json:"opacity,omitempty"`
	Scale     *float64    `json:"scale,omitempty"`
	Placement *Placement  `json:"placement,omitempty"`
}

// Placement is where a watermark stands.
type Placement struct {
	// Position is top_left, top_right, bottom_left or bottom_right.
	Position string   `json:"position,omitempty"`
	OffsetX  *float64 `json:"offset_x,omitempty"`
	OffsetY  *float64 `json:"offset_y,omitempty"`
}
