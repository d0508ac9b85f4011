package videos

import (
	"heygen-mcp/heygenapi"
	"heygen-mcp/tools/check"
	"heygen-mcp/tools/fault"
	"heygen-mcp/tools/lookup"
)

// scene is one scene of a video, flat: which of its fields are given tells what
// it is.
type scene struct {
	AvatarID     string `json:"avatar_id,omitempty"`
	ImageURL     string `json:"image_url,omitempty"`
	ImageAssetID string `json:"image_asset_id,omitempty"`
	ImageSpeaks  bool   `json:"image_speaks,omitempty" jsonschema_description:"The face in the image says it."`
	VideoURL     string `json:"video_url,omitempty"`
	VideoAssetID string `json:"video_asset_id,omitempty"`
	Script       string `json:"script,omitempty" jsonschema:"minLength=1,maxLength=5000"`
	AudioURL     string `json:"audio_url,omitempty"`
	AudioAssetID string `json:"audio_asset_id,omitempty"`
	VoiceID      string `json:"voice_id,omitempty" jsonschema_description:"Default: the look's own."`
	speech
	Duration        *float64 `json:"duration,omitempty" jsonschema:"minimum=0.1,maximum=300" jsonschema_description:"Seconds of a silent still."`
	Engine          string   `json:"engine,omitempty" jsonschema:"enum=avatar_iii,enum=avatar_iv,enum=avatar_v"`
	BackgroundColor string   `json:"background_color,omitempty" jsonschema:"pattern=^#[0-9a-fA-F]{6}$" jsonschema_description:"Behind an avatar."`
	Expressiveness  string   `json:"expressiveness,omitempty" jsonschema:"enum=high,enum=medium,enum=low"`
	MotionPrompt    string   `json:"motion_prompt,omitempty"`
	Mute            bool     `json:"mute,omitempty" jsonschema_description:"Of a clip."`
	Volume          *float64 `json:"volume,omitempty" jsonschema:"minimum=0,maximum=1"`
}

// The kinds of scenes.
const (
	sceneAvatar   = "an avatar scene"
	sceneSpeaking = "a scene of a speaking image"
	sceneStill    = "a still image"
	sceneClip     = "a clip"
)

// kind is what the scene is.
func (s scene) kind() string {
	switch {
	case s.AvatarID != "":
		return sceneAvatar
	case s.VideoURL != "" || s.VideoAssetID != "":
		return sceneClip
	case s.ImageSpeaks:
		return sceneSpeaking
	default:
		return sceneStill
	}
}

// Check tells the rules between a scene's fields that hold for every account.
func (s scene) Check() error {
	if err := check.ExactlyOne("picture", check.Given("avatar_id", s.AvatarID != ""), check.Given("image_url", s.ImageURL != ""), check.Given("image_asset_id", s.ImageAssetID != ""),
		check.Given("video_url", s.VideoURL != ""), check.Given("video_asset_id", s.VideoAssetID != "")); err != nil {
		return err
	}
	speech := []check.Argument{check.Given("script", s.Script != ""), check.Given("audio_url", s.AudioURL != ""), check.Given("audio_asset_id", s.AudioAssetID != "")}
	voice := []check.Argument{
		check.Given("voice_id", s.VoiceID != ""), check.Given("voice_speed", s.VoiceSpeed != nil), check.Given("voice_pitch", s.VoicePitch != nil),
		check.Given("voice_volume", s.VoiceVolume != nil), check.Given("voice_locale", s.VoiceLocale != ""),
	}
	background, duration := check.Given("background_color", s.BackgroundColor != ""), check.Given("duration", s.Duration != nil)
	acting := []check.Argument{check.Given("engine", s.Engine != ""), check.Given("expressiveness", s.Expressiveness != ""), check.Given("motion_prompt", s.MotionPrompt != "")}
	sound := []check.Argument{check.Given("mute", s.Mute), check.Given("volume", s.Volume != nil)}
	kind := s.kind()
	foreign := meaninglessIn(kind)
	switch kind {
	case sceneAvatar:
		return check.First(foreign(check.Given("image_speaks", s.ImageSpeaks), duration), foreign(sound...), s.spoken().Check())
	case sceneSpeaking:
		return fault.Invalid("image_speaks", "is set, and HeyGen lets no image speak in a scene any more", "Make a photo avatar of the image with create_avatar, and give its look as avatar_id.")
	case sceneClip:
		return check.First(foreign(check.Given("image_speaks", s.ImageSpeaks), background, duration), foreign(acting...), foreign(speech...), foreign(voice...),
			check.AtMostOne("setting of the clip's sound", sound...), check.MediaAddress("video_url", s.VideoURL))
	}
	err := check.First(foreign(background), foreign(acting...), foreign(sound...), check.ExactlyOne("duration or narration", append([]check.Argument{duration}, speech...)...))
	if err != nil {
		return err
	}
	if s.Duration != nil {
		return check.First(meaninglessIn("a silent still image")(voice...), check.MediaAddress("image_url", s.ImageURL))
	}
	return s.spoken().Check()
}

// meaninglessIn refuses fields that belong to other kinds of scenes.
func meaninglessIn(kind string) func(fields ...check.Argument) error {
	return func(fields ...check.Argument) error {
		for _, f := range fields {
			if f.Set {
				return fault.Invalid(f.Field, "has no meaning in "+kind, "Leave it out, or make that a scene of another kind.")
			}
		}
		return nil
	}
}

// spoken is who speaks in the scene as the arguments of a video, whose rules
// are the same. The voice over a still is that of an image.
func (s scene) spoken() createVideoArgs {
	return createVideoArgs{
		AvatarID: s.AvatarID, ImageURL: s.ImageURL, ImageAssetID: s.ImageAssetID,
		Script: s.Script, AudioURL: s.AudioURL, AudioAssetID: s.AudioAssetID, VoiceID: s.VoiceID, speech: s.speech,
		Engine: s.Engine, Expressiveness: s.Expressiveness, MotionPrompt: s.MotionPrompt,
	}
}

// request is the API's shape of the scene.
func (s scene) request() heygenapi.Scene {
	switch s.kind() {
	case sceneClip:
		clip := heygenapi.VideoScene{Source: lookup.MediaSource(s.VideoURL, s.VideoAssetID)}
		if s.Mute || s.Volume != nil {
			clip.Playback = &heygenapi.Playback{Mute: s.Mute, Volume: s.Volume}
		}
		return clip
	case sceneAvatar:
		engine, _ := heygenapi.EngineByName(s.Engine)
		avatar := heygenapi.SceneAvatar{
			AvatarID: s.AvatarID, SpeechInput: s.speechInput(), Engine: engine, Expressiveness: s.Expressiveness, MotionPrompt: s.MotionPrompt,
		}
		if s.BackgroundColor != "" {
			avatar.Background = &heygenapi.ColorBackground{Color: s.BackgroundColor}
		}
		return heygenapi.AvatarScene{Input: avatar}
	default:
		return heygenapi.ImageScene{Source: lookup.MediaSource(s.ImageURL, s.ImageAssetID), Duration: s.Duration, SpeechInput: s.speechInput()}
	}
}

// speechInput is the API's shape of what is said.
func (s scene) speechInput() heygenapi.SpeechInput {
	return heygenapi.SpeechInput{Script: s.Script, AudioURL: s.AudioURL, AudioAssetID: s.AudioAssetID, VoiceID: s.VoiceID, VoiceSettings: s.settings()}
}
