package tools

import "heygen-mcp/heygenapi"

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

// check tells the rules between a scene's fields that hold for every account.
func (s scene) check() error {
	if err := exactlyOne("picture", given("avatar_id", s.AvatarID != ""), given("image_url", s.ImageURL != ""), given("image_asset_id", s.ImageAssetID != ""),
		given("video_url", s.VideoURL != ""), given("video_asset_id", s.VideoAssetID != "")); err != nil {
		return err
	}
	speech := []argument{given("script", s.Script != ""), given("audio_url", s.AudioURL != ""), given("audio_asset_id", s.AudioAssetID != "")}
	voice := []argument{
		given("voice_id", s.VoiceID != ""), given("voice_speed", s.VoiceSpeed != nil), given("voice_pitch", s.VoicePitch != nil),
		given("voice_volume", s.VoiceVolume != nil), given("voice_locale", s.VoiceLocale != ""),
	}
	background, duration := given("background_color", s.BackgroundColor != ""), given("duration", s.Duration != nil)
	acting := []argument{given("engine", s.Engine != ""), given("expressiveness", s.Expressiveness != ""), given("motion_prompt", s.MotionPrompt != "")}
	sound := []argument{given("mute", s.Mute), given("volume", s.Volume != nil)}
	kind := s.kind()
	foreign := meaninglessIn(kind)
	switch kind {
	case sceneAvatar:
		return firstError(foreign(given("image_speaks", s.ImageSpeaks), duration), foreign(sound...), s.spoken().check())
	case sceneSpeaking:
		return firstError(foreign(background, duration), foreign(sound...), s.spoken().check())
	case sceneClip:
		return firstError(foreign(given("image_speaks", s.ImageSpeaks), background, duration), foreign(acting...), foreign(speech...), foreign(voice...),
			atMostOne("setting of the clip's sound", sound...), mediaAddress("video_url", s.VideoURL))
	}
	err := firstError(foreign(background), foreign(acting...), foreign(sound...), exactlyOne("duration or narration", append([]argument{duration}, speech...)...))
	if err != nil {
		return err
	}
	if s.Duration != nil {
		return firstError(meaninglessIn("a silent still image")(voice...), mediaAddress("image_url", s.ImageURL))
	}
	return s.spoken().check()
}

// meaninglessIn refuses fields that belong to other kinds of scenes.
func meaninglessIn(kind string) func(fields ...argument) error {
	return func(fields ...argument) error {
		for _, f := range fields {
			if f.set {
				return invalid(f.field, "has no meaning in "+kind, "Leave it out, or make that a scene of another kind.")
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
		clip := heygenapi.VideoScene{Source: mediaSource(s.VideoURL, s.VideoAssetID)}
		if s.Mute || s.Volume != nil {
			clip.Playback = &heygenapi.Playback{Mute: s.Mute, Volume: s.Volume}
		}
		return clip
	case sceneAvatar:
		engine, _ := heygenapi.EngineByName(s.Engine)
		avatar := heygenapi.SceneAvatar{
			AvatarID: s.AvatarID, Script: s.Script, AudioURL: s.AudioURL, AudioAssetID: s.AudioAssetID, VoiceID: s.VoiceID,
			VoiceSettings: s.settings(), Engine: engine, Expressiveness: s.Expressiveness, MotionPrompt: s.MotionPrompt,
		}
		if s.BackgroundColor != "" {
			avatar.Background = &heygenapi.ColorBackground{Color: s.BackgroundColor}
		}
		return heygenapi.AvatarScene{Input: avatar}
	case sceneSpeaking:
		return heygenapi.AvatarScene{Input: heygenapi.SceneImage{
			Image: mediaSource(s.ImageURL, s.ImageAssetID), Script: s.Script, AudioURL: s.AudioURL, AudioAssetID: s.AudioAssetID, VoiceID: s.VoiceID,
			VoiceSettings: s.settings(), Expressiveness: s.Expressiveness, MotionPrompt: s.MotionPrompt,
		}}
	default:
		return heygenapi.ImageScene{
			Source: mediaSource(s.ImageURL, s.ImageAssetID), Duration: s.Duration, Script: s.Script,
			AudioURL: s.AudioURL, AudioAssetID: s.AudioAssetID, VoiceID: s.VoiceID, VoiceSettings: s.settings(),
		}
	}
}
