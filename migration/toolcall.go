package migration

import "heygen-mcp/heygenapi"

// arguments are a tool's flat arguments; empty values are left out.
type arguments map[string]any

// put sets an argument where it has a value.
func put[T comparable](a arguments, name string, value T) {
	var none T
	if value != none {
		a[name] = value
	}
}

// point sets an argument where the pointer has a value.
func point[T any](a arguments, name string, value *T) {
	if value != nil {
		a[name] = *value
	}
}

// list sets a list where it has items.
func list(a arguments, name string, values []string) {
	if len(values) > 0 {
		a[name] = values
	}
}

// toolCall gives the call that sends a body, and the fields of the body that
// the tool has no argument for.
func toolCall(body any, vars map[string]string) (tool string, args map[string]any, lacks []string) {
	a := arguments{}
	switch b := body.(type) {
	case heygenapi.AvatarVideo:
		put(a, "avatar_id", b.AvatarID)
		lacks = a.speak(b.Script, b.AudioURL, b.AudioAssetID, b.VoiceID, b.VoiceSettings)
		a.manner(b.Engine, b.Expressiveness, b.MotionPrompt)
		a.video(b.Title, b.AspectRatio, b.Resolution, b.Caption, b.CallbackURL, b.CallbackID)
		a.picture(b.Background, b.Fit, b.OutputFormat, b.RemoveBackground)
		return "create_video", a, lacks
	case heygenapi.ImageVideo:
		a.media("image", b.Image)
		lacks = a.speak(b.Script, b.AudioURL, b.AudioAssetID, b.VoiceID, b.VoiceSettings)
		a.manner(nil, b.Expressiveness, b.MotionPrompt)
		a.video(b.Title, b.AspectRatio, b.Resolution, b.Caption, b.CallbackURL, b.CallbackID)
		a.picture(b.Background, b.Fit, b.OutputFormat, b.RemoveBackground)
		return "create_video", a, lacks
	case heygenapi.StudioVideo:
		a.video(b.Title, b.AspectRatio, b.Resolution, b.Caption, b.CallbackURL, b.CallbackID)
		lacks = a.scenes(b.Scenes)
		return "create_scene_video", a, lacks
	case heygenapi.TranslationRequest:
		return "translate_video", a, a.translation(b)
	case heygenapi.VideoAgentRequest:
		a.agent(b)
		return "create_video_agent", a, nil
	case heygenapi.TemplateRequest:
		put(a, "template_id", vars["id"])
		return "generate_from_template", a, a.template(b)
	case heygenapi.SpeechRequest:
		put(a, "text", b.Text)
		put(a, "voice_id", b.VoiceID)
		put(a, "language", b.Language)
		put(a, "locale", b.Locale)
		put(a, "ssml", b.InputType == "ssml")
		point(a, "speed", b.Speed)
		return "create_speech", a, nil
	default:
		return "", nil, nil
	}
}

func (a arguments) speak(script, audioURL, audioAsset, voiceID string, s *heygenapi.VoiceSettings) (lacks []string) {
	put(a, "script", script)
	put(a, "audio_url", audioURL)
	put(a, "audio_asset_id", audioAsset)
	put(a, "voice_id", voiceID)
	if s == nil {
		return nil
	}
	point(a, "voice_speed", s.Speed)
	point(a, "voice_pitch", s.Pitch)
	point(a, "voice_volume", s.Volume)
	put(a, "voice_locale", s.Locale)
	if s.EngineSettings != nil {
		return []string{"voice_settings.engine_settings"}
	}
	return nil
}

func (a arguments) manner(engine heygenapi.Engine, expressiveness, motion string) {
	switch engine.(type) {
	case heygenapi.AvatarIII:
		a["engine"] = "avatar_iii"
	case heygenapi.AvatarIV:
		a["engine"] = "avatar_iv"
	case heygenapi.AvatarV:
		a["engine"] = "avatar_v"
	}
	put(a, "expressiveness", expressiveness)
	put(a, "motion_prompt", motion)
}

func (a arguments) video(title, aspect, resolution string, caption *heygenapi.Caption, callbackURL, callbackID string) {
	put(a, "title", title)
	put(a, "aspect_ratio", aspect)
	put(a, "resolution", resolution)
	burned(a, caption != nil && caption.Style != "")
	put(a, "callback_url", callbackURL)
	put(a, "callback_id", callbackID)
}

// burned puts captions into the picture; a file of them comes either way.
func burned(a arguments, burn bool) {
	if burn {
		a["captions"] = "burned"
	}
}

func (a arguments) picture(b *heygenapi.Background, fit, outFormat string, cutOut *bool) {
	if b != nil {
		put(a, "background_color", b.Value)
		put(a, "background_url", b.URL)
		put(a, "background_asset_id", b.AssetID)
	}
	put(a, "fit", fit)
	if outFormat == "webm" {
		// It cuts the speaker out as well.
		a["transparent_background"] = true
		return
	}
	point(a, "remove_background", cutOut)
}

// media names a file: NAME_url or NAME_asset_id.
func (a arguments) media(name string, m heygenapi.MediaSource) {
	switch m := m.(type) {
	case heygenapi.MediaURL:
		put(a, name+"_url", m.URL)
	case heygenapi.MediaAsset:
		put(a, name+"_asset_id", m.AssetID)
	}
}

// scenes are flat as a video is: a speaker, a picture or footage each.
func (a arguments) scenes(scenes []heygenapi.Scene) (lacks []string) {
	var out []any
	for _, scene := range scenes {
		s := arguments{}
		var missing []string
		switch b := scene.(type) {
		case heygenapi.ImageScene:
			s.media("image", b.Source)
			point(s, "duration", b.Duration)
			missing = s.speak(b.Script, b.AudioURL, b.AudioAssetID, b.VoiceID, b.VoiceSettings)
		case heygenapi.VideoScene:
			s.media("video", b.Source)
		case heygenapi.AvatarScene:
			missing = s.spoken(b.Input)
		}
		for _, name := range missing {
			lacks = append(lacks, "scenes."+name)
		}
		out = append(out, map[string]any(s))
	}
	a["scenes"] = out
	return lacks
}

func (a arguments) spoken(b heygenapi.SceneAvatar) (lacks []string) {
	put(a, "avatar_id", b.AvatarID)
	if b.Background != nil {
		put(a, "background_color", b.Background.Color)
	}
	a.manner(b.Engine, b.Expressiveness, b.MotionPrompt)
	return a.speak(b.Script, b.AudioURL, b.AudioAssetID, b.VoiceID, b.VoiceSettings)
}

func (a arguments) translation(b heygenapi.TranslationRequest) (lacks []string) {
	a.media("video", b.Video)
	list(a, "output_languages", b.OutputLanguages)
	put(a, "input_language", b.InputLanguage)
	put(a, "mode", b.Mode)
	put(a, "title", b.Title)
	put(a, "translate_audio_only", b.TranslateAudioOnly)
	point(a, "start_time", b.StartTime)
	point(a, "end_time", b.EndTime)
	point(a, "speaker_num", b.SpeakerNum)
	if b.SRT != nil {
		a.media("srt", b.SRT)
		put(a, "srt_role", b.SRTRole)
	}
	put(a, "brand_glossary_id", b.BrandGlossaryID)
	put(a, "callback_url", b.CallbackURL)
	put(a, "callback_id", b.CallbackID)
	for _, rest := range []given{
		{"brand_voice_id", b.BrandVoiceID != ""}, {"disable_music_track", b.DisableMusicTrack},
		{"enable_dynamic_duration", b.EnableDynamicDuration != nil && !*b.EnableDynamicDuration},
		{"enable_speech_enhancement", b.EnableSpeechEnhancement}, {"enable_watermark", b.EnableWatermark},
		{"folder_id", b.FolderID != ""}, {"fps_mode", b.FPSMode != ""}, {"keep_the_same_format", b.KeepTheSameFormat != nil},
	} {
		lacks = rest.add(lacks)
	}
	return lacks
}

// given is a field that a tool has no argument for, and whether it is set.
type given struct {
	name string
	set  bool
}

func (g given) add(to []string) []string {
	if g.set {
		return append(to, g.name)
	}
	return to
}

func (a arguments) agent(b heygenapi.VideoAgentRequest) {
	put(a, "prompt", b.Prompt)
	put(a, "avatar_id", b.AvatarID)
	put(a, "voice_id", b.VoiceID)
	put(a, "style_id", b.StyleID)
	put(a, "orientation", b.Orientation)
	put(a, "callback_url", b.CallbackURL)
	put(a, "callback_id", b.CallbackID)
	var urls, assets []string
	for _, file := range b.Files {
		switch f := file.(type) {
		case heygenapi.MediaURL:
			urls = append(urls, f.URL)
		case heygenapi.MediaAsset:
			assets = append(assets, f.AssetID)
		}
	}
	list(a, "file_urls", urls)
	list(a, "file_asset_ids", assets)
}
