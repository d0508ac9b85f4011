package heygenapi

import "encoding/json"

// VideoRequest is what to render: [AvatarVideo], [ImageVideo],
// [CinematicVideo] or [StudioVideo].
type VideoRequest interface {
	json.Marshaler
	videoRequest()
}

// SpeechInput is what is said, exactly one of Script, AudioURL and AudioAssetID,
// and by which voice.
type SpeechInput struct {
	// Script has at most 5,000 characters.
	Script       string `json:"script,omitempty"`
	AudioURL     string `json:"audio_url,omitempty"`
	AudioAssetID string `json:"audio_asset_id,omitempty"`
	// VoiceID and VoiceSettings are for a Script.
	VoiceID       string         `json:"voice_id,omitempty"`
	VoiceSettings *VoiceSettings `json:"voice_settings,omitempty"`
}

// VideoOutput is how a video of one speaker looks, and who is told of its end.
type VideoOutput struct {
	Title string `json:"title,omitempty"`
	// AspectRatio is 16:9, 9:16, 4:5, 5:4, 1:1 or auto.
	AspectRatio string `json:"aspect_ratio,omitempty"`
	// Resolution is 720p, 1080p or 4k.
	Resolution string      `json:"resolution,omitempty"`
	Background *Background `json:"background,omitempty"`
	// Caption burns captions in; an SRT file comes along either way.
	Caption *Caption `json:"caption,omitempty"`
	// Expressiveness is high, medium or low, for photo avatars on Avatar IV.
	Expressiveness string `json:"expressiveness,omitempty"`
	MotionPrompt   string `json:"motion_prompt,omitempty"`
	// Fit is contain or cover.
	Fit string `json:"fit,omitempty"`
	// OutputFormat is mp4, or webm with an alpha channel.
	OutputFormat     string     `json:"output_format,omitempty"`
	RemoveBackground *bool      `json:"remove_background,omitempty"`
	Watermark        *Watermark `json:"watermark,omitempty"`
	// BrandGlossaryID changes how words of a Script are spoken, not the captions.
	BrandGlossaryID string `json:"brand_glossary_id,omitempty"`
	// FolderID is the workspace's root when empty; not for items of a batch.
	FolderID    string `json:"folder_id,omitempty"`
	CallbackURL string `json:"callback_url,omitempty"`
	CallbackID  string `json:"callback_id,omitempty"`
}

// AvatarVideo is one avatar that speaks.
type AvatarVideo struct {
	// AvatarID is a look's id, not a group's. Its default voice speaks where no
	// VoiceID is given.
	AvatarID string `json:"avatar_id"`
	SpeechInput
	// Engine is Avatar IV when nil.
	Engine Engine `json:"engine,omitempty"`
	VideoOutput
}

// ImageVideo is a still image that speaks, always on Avatar IV. With a Script
// it needs a VoiceID.
type ImageVideo struct {
	Image MediaSource `json:"image"`
	SpeechInput
	VideoOutput
}

// CinematicVideo is a short clip of one to three looks without speech.
type CinematicVideo struct {
	AvatarIDs []string `json:"avatar_id"`
	// Prompt has 1 to 10,000 characters.
	Prompt string `json:"prompt"`
	// References are at most 3 videos and 9 images, the looks counted in.
	References []MediaSource `json:"references,omitempty"`
	// Duration is 4 to 15 seconds, 10 when nil; leave it out with AutoDuration.
	Duration      *int   `json:"duration,omitempty"`
	AutoDuration  bool   `json:"auto_duration,omitempty"`
	EnhancePrompt bool   `json:"enhance_prompt,omitempty"`
	Title         string `json:"title,omitempty"`
	// AspectRatio is 16:9, 9:16 or 1:1.
	AspectRatio string `json:"aspect_ratio,omitempty"`
	// Resolution is 720p or 1080p.
	Resolution string `json:"resolution,omitempty"`
	// FolderID is the workspace's root when empty; not for items of a batch.
	FolderID string `json:"folder_id,omitempty"`
}

// StudioVideo is a sequence of 1 to 50 scenes.
type StudioVideo struct {
	Scenes      []Scene    `json:"scenes"`
	Title       string     `json:"title,omitempty"`
	AspectRatio string     `json:"aspect_ratio,omitempty"`
	Resolution  string     `json:"resolution,omitempty"`
	Caption     *Caption   `json:"caption,omitempty"`
	Watermark   *Watermark `json:"watermark,omitempty"`
	// BrandGlossaryID changes how words of scripts are spoken, not the captions.
	BrandGlossaryID string `json:"brand_glossary_id,omitempty"`
	// FolderID is the workspace's root when empty; not for items of a batch.
	FolderID    string `json:"folder_id,omitempty"`
	CallbackURL string `json:"callback_url,omitempty"`
	CallbackID  string `json:"callback_id,omitempty"`
}

func (AvatarVideo) videoRequest()    {}
func (ImageVideo) videoRequest()     {}
func (CinematicVideo) videoRequest() {}
func (StudioVideo) videoRequest()    {}

// MarshalJSON fills in the discriminator.
func (v AvatarVideo) MarshalJSON() ([]byte, error) {
	type plain AvatarVideo
	return tagged("type", "avatar", plain(v))
}

// MarshalJSON fills in the discriminator.
func (v ImageVideo) MarshalJSON() ([]byte, error) {
	type plain ImageVideo
	return tagged("type", "image", plain(v))
}

// MarshalJSON fills in the discriminator.
func (v CinematicVideo) MarshalJSON() ([]byte, error) {
	type plain CinematicVideo
	return tagged("type", "cinematic_avatar", plain(v))
}

// MarshalJSON fills in the discriminator.
func (v StudioVideo) MarshalJSON() ([]byte, error) {
	type plain StudioVideo
	return tagged("type", "studio", plain(v))
}

// Scene is a part of a studio video: [AvatarScene], [ImageScene] or [VideoScene].
type Scene interface {
	json.Marshaler
	scene()
}

// AvatarScene is a scene in which an avatar speaks.
type AvatarScene struct {
	Input SceneAvatar `json:"input"`
}

// ImageScene is a still image, silent for Duration seconds or narrated by
// exactly one of Script, AudioURL and AudioAssetID.
type ImageScene struct {
	Source   MediaSource `json:"source"`
	Duration *float64    `json:"duration,omitempty"`
	SpeechInput
}

// VideoScene is a clip, which may be narrated by one of Script, AudioURL and
// AudioAssetID: then the scene is as long as the narration.
type VideoScene struct {
	Source   MediaSource `json:"source"`
	Playback *Playback   `json:"playback,omitempty"`
	SpeechInput
}

// Playback is how a clip plays.
type Playback struct {
	// Mute wins over Volume.
	Mute bool `json:"mute,omitempty"`
	// Volume is 0 to 1; 1 when nil.
	Volume *float64 `json:"volume,omitempty"`
	// Mode is how the clip fills a narrated scene, and needs a narration: freeze,
	// loop or fit_to_scene; freeze when empty.
	Mode string `json:"mode,omitempty"`
}

func (AvatarScene) scene() {}
func (ImageScene) scene()  {}
func (VideoScene) scene()  {}

// MarshalJSON fills in the discriminator.
func (s AvatarScene) MarshalJSON() ([]byte, error) {
	type plain AvatarScene
	return tagged("type", "avatar_video", plain(s))
}

// MarshalJSON fills in the discriminator.
func (s ImageScene) MarshalJSON() ([]byte, error) {
	type plain ImageScene
	return tagged("type", "image", plain(s))
}

// MarshalJSON fills in the discriminator.
func (s VideoScene) MarshalJSON() ([]byte, error) {
	type plain VideoScene
	return tagged("type", "video", plain(s))
}

// SceneAvatar is the avatar that speaks in a scene.
type SceneAvatar struct {
	// AvatarID is a look's id, also for a photograph that speaks.
	AvatarID string `json:"avatar_id"`
	SpeechInput
	Background     *ColorBackground `json:"background,omitempty"`
	Engine         Engine           `json:"engine,omitempty"`
	Expressiveness string           `json:"expressiveness,omitempty"`
	MotionPrompt   string           `json:"motion_prompt,omitempty"`
}

// MarshalJSON fills in the discriminator.
func (s SceneAvatar) MarshalJSON() ([]byte, error) {
	type plain SceneAvatar
	return tagged("type", "avatar", plain(s))
}
