package heygenapi

import (
	"context"
	"encoding/json"
)

// VideoScenes are a video's scenes as they are edited now. Positions, text on the
// screen, animations, the captions' style and background music are not told: a
// video made anew from this loses them.
type VideoScenes struct {
	VideoID  string        `json:"video_id"`
	Settings SceneSettings `json:"video"`
	// Scenes are all, in their order.
	Scenes []EditedScene `json:"scenes"`

	Extra map[string]json.RawMessage `json:"-"`
}

// SceneSettings are what a video's scenes have in common.
type SceneSettings struct {
	// AspectRatio is 16:9, 9:16, 4:5, 5:4, 1:1 or auto.
	AspectRatio string `json:"aspect_ratio"`
	// Resolution is 720p, 1080p or 4k; empty for sizes that no request could ask
	// for.
	Resolution      string        `json:"resolution"`
	Title           string        `json:"title"`
	BrandGlossaryID string        `json:"brand_glossary_id"`
	Caption         *SceneCaption `json:"caption"`

	Extra map[string]json.RawMessage `json:"-"`
}

// SceneCaption says whether captions are burned in.
type SceneCaption struct {
	Enabled bool `json:"enabled"`

	Extra map[string]json.RawMessage `json:"-"`
}

// EditedScene is one scene of a video.
type EditedScene struct {
	ID string `json:"id"`
	// Background is the whole frame's; nil where there is none.
	Background *SceneBackground `json:"background"`
	Script     []ScriptEntry    `json:"script"`
	Elements   []SceneElement   `json:"elements"`

	Extra map[string]json.RawMessage `json:"-"`
}

// SceneBackground fills the frame. HeyGen may add types: what has no field is in
// Extra.
type SceneBackground struct {
	// Type is color, image or video.
	Type string `json:"type"`
	// Color is that of a color.
	Color string `json:"color"`
	// ID and URL are those of an image or a video.
	ID  string `json:"id"`
	URL string `json:"url"`
	SceneClip

	Extra map[string]json.RawMessage `json:"-"`
}

// SceneClip is how a video plays in its scene.
type SceneClip struct {
	// Playback is freeze, loop, fit_to_scene or full_video.
	Playback        string     `json:"playback"`
	SpeedMultiplier *float64   `json:"speed_multiplier"`
	Trim            *SceneTrim `json:"trim"`
	Volume          *float64   `json:"volume"`
}

// SceneTrim is the part of a clip that plays, in seconds.
type SceneTrim struct {
	StartOffset float64 `json:"start_offset"`
	EndOffset   float64 `json:"end_offset"`

	Extra map[string]json.RawMessage `json:"-"`
}

// ScriptEntry is something that is heard in a scene.
type ScriptEntry struct {
	// ID is the same in two scenes where they share the entry.
	ID string `json:"id"`
	// Type is text, audio or silence.
	Type string `json:"type"`
	// Text, VoiceID, VoiceSettings and TrimToSpeech are those of a text.
	Text    string `json:"text"`
	VoiceID string `json:"voice_id"`
	// VoiceSettings may have values that a request may not have.
	VoiceSettings *VoiceSettings `json:"voice_settings"`
	TrimToSpeech  *bool          `json:"trim_to_speech"`
	// AudioURL is that of an audio.
	AudioURL string `json:"audio_url"`
	// Duration is that of a silence, in seconds.
	Duration *float64 `json:"duration"`

	Extra map[string]json.RawMessage `json:"-"`
}

// SceneElement is something that is seen in a scene. Types that HeyGen does not
// describe, such as text, are told by ID and Type alone; what has no field is in
// Extra.
type SceneElement struct {
	ID string `json:"id"`
	// Type is avatar, image or video; or another, such as group, mask and text.
	Type string `json:"type"`
	// AvatarID, Engine, Expressiveness and MotionPrompt are those of an avatar.
	AvatarID string `json:"avatar_id"`
	// Engine is avatar_v, avatar_iv or avatar_iii: see [EngineByName].
	Engine         string `json:"engine"`
	Expressiveness string `json:"expressiveness"`
	MotionPrompt   string `json:"motion_prompt"`
	// URL is that of an image or a video.
	URL string `json:"url"`
	SceneClip
	// Children are those of a group and a mask, of any type, to any depth.
	Children []SceneElement `json:"children"`

	Extra map[string]json.RawMessage `json:"-"`
}

// GetVideoScenes gives a video's scenes (GET /v3/videos/{video_id}/scenes).
func (c *Client) GetVideoScenes(ctx context.Context, videoID string) (VideoScenes, error) {
	return data[VideoScenes](ctx, c, call{op: "get video scenes", method: "GET", path: c.videos().under(videoID, "scenes")})
}
