package heygenapi_test

import (
	"heygen-mcp/heygenapi"
)

// everyVideo are the four kinds of videos with every field that fits together.
func (w *walk) everyVideo(folder string) []heygenapi.VideoRequest {
	image := heygenapi.MediaAsset{AssetID: w.asset}
	settings := func(engine heygenapi.VoiceEngineSettings) *heygenapi.VoiceSettings {
		return &heygenapi.VoiceSettings{Speed: new(1.2), Pitch: new(-3.0), Volume: new(0.0), Locale: "en-US", EngineSettings: engine}
	}
	watermark := &heygenapi.Watermark{Image: image, Opacity: new(0.5), Scale: new(0.2), Placement: &heygenapi.Placement{Position: "top_left", OffsetX: new(0.1), OffsetY: new(-0.2)}}
	caption := &heygenapi.Caption{FileFormat: "srt", Style: "default"}
	eleven := heygenapi.ElevenLabsSettings{Model: "eleven_turbo_v2_5", SimilarityBoost: new(0.1), Stability: new(0.2), Style: new(0.3), UseSpeakerBoost: new(true)}
	fish := heygenapi.FishSettings{Model: "s1", Similarity: new(0.4), Stability: new(0.5)}
	return []heygenapi.VideoRequest{
		heygenapi.AvatarVideo{
			AvatarID:    w.look.ID,
			SpeechInput: heygenapi.SpeechInput{Script: "All the fields.", VoiceID: w.voice.ID, VoiceSettings: settings(eleven)},
			VideoOutput: heygenapi.VideoOutput{
				Title: "All fields", AspectRatio: "9:16", Resolution: "1080p", Background: &heygenapi.Background{Type: "color", Value: "#102030"}, Caption: caption, Expressiveness: "high", MotionPrompt: "nods", Fit: "cover", OutputFormat: "mp4", RemoveBackground: new(true), Watermark: watermark, BrandGlossaryID: "glossary", FolderID: folder, CallbackURL: "https://example.com/hook", CallbackID: "1",
			},
			Engine: heygenapi.AvatarIV{},
		},
		heygenapi.ImageVideo{
			Image:       image,
			SpeechInput: heygenapi.SpeechInput{Script: "An image.", VoiceID: w.voice.ID, VoiceSettings: settings(fish)},
			VideoOutput: heygenapi.VideoOutput{
				Title: "All fields of an image", AspectRatio: "1:1", Resolution: "720p", Background: &heygenapi.Background{Type: "image", AssetID: w.asset}, Caption: caption, Expressiveness: "low", MotionPrompt: "waves", Fit: "contain", OutputFormat: "mp4", RemoveBackground: new(false), Watermark: watermark, BrandGlossaryID: "glossary", FolderID: folder, CallbackURL: "https://example.com/hook", CallbackID: "2",
			},
		},
		heygenapi.CinematicVideo{
			AvatarIDs: []string{w.look.ID}, Prompt: "walks along a beach", References: []heygenapi.MediaSource{image}, Duration: new(5), EnhancePrompt: true,
			Title: "A walk", AspectRatio: "1:1", Resolution: "720p", FolderID: folder,
		},
		heygenapi.StudioVideo{
			Title: "Scenes", AspectRatio: "16:9", Resolution: "1080p", Caption: caption, Watermark: watermark, BrandGlossaryID: "glossary", FolderID: folder, CallbackURL: "https://example.com/hook", CallbackID: "3",
			Scenes: []heygenapi.Scene{
				heygenapi.AvatarScene{Input: heygenapi.SceneAvatar{
					AvatarID:       w.look.ID,
					SpeechInput:    heygenapi.SpeechInput{Script: "One.", VoiceID: w.voice.ID, VoiceSettings: settings(heygenapi.StarfishSettings{})},
					Background:     &heygenapi.ColorBackground{Color: "#ffffff"},
					Engine:         heygenapi.AvatarIV{},
					Expressiveness: "medium",
					MotionPrompt:   "smiles",
				}},
				heygenapi.ImageScene{Source: image, Duration: new(3.0)},
				heygenapi.ImageScene{Source: image, SpeechInput: heygenapi.SpeechInput{Script: "Three.", VoiceID: w.voice.ID}},
				heygenapi.VideoScene{Source: heygenapi.MediaURL{URL: "https://example.com/v.mp4"}, Playback: &heygenapi.Playback{Mute: true, Volume: new(0.0)}},
				heygenapi.VideoScene{Source: image, Playback: &heygenapi.Playback{Mode: "loop"}, SpeechInput: heygenapi.SpeechInput{Script: "Four.", VoiceID: w.voice.ID, VoiceSettings: settings(nil)}},
			},
		},
	}
}

func (w *walk) everyTranslation(languages []string) heygenapi.TranslationRequest {
	return heygenapi.TranslationRequest{
		Video: heygenapi.MediaURL{URL: "https://example.com/talk.mp4"}, OutputLanguages: languages, InputLanguage: "English", Mode: "precision", Title: "A talk",
		Audio: heygenapi.MediaURL{URL: "https://example.com/talk.mp3"}, SRT: heygenapi.MediaAsset{AssetID: w.asset}, SRTRole: "input", EnableCaption: true,
		TranslateAudioOnly: true, StartTime: new(0.0), EndTime: new(12.5), SpeakerNum: new(2), EnableDynamicDuration: new(false), EnableSpeechEnhancement: true,
		EnableWatermark: true, DisableMusicTrack: true, KeepTheSameFormat: new(true), FPSMode: "cfr",
		StockVoiceConfig: &heygenapi.StockVoiceConfig{UseStockVoice: true, PreferredStockVoiceIDs: []string{w.voice.ID}},
		BrandGlossaryID:  "glossary", BrandVoiceID: "brand", FolderID: "folder", CallbackURL: "https://example.com/hook", CallbackID: "4",
	}
}

// everyTemplateField fills each variable by its type.
func (w *walk) everyTemplateField(t heygenapi.TemplateDetail) heygenapi.TemplateRequest {
	values := heygenapi.TemplateVariables{}
	for _, scene := range t.Scenes {
		for _, v := range scene.Variables {
			asset := heygenapi.MediaAsset{AssetID: w.asset}
			switch v.VariableType {
			case "text":
				values[v.Name] = heygenapi.TextVariable{Content: "Words"}
			case "image":
				values[v.Name] = heygenapi.ImageVariable{Asset: asset, Fit: "cover"}
			case "video":
				values[v.Name] = heygenapi.VideoVariable{Asset: asset, Fit: "crop", PlayStyle: "once", Volume: new(0.5)}
			case "audio":
				values[v.Name] = heygenapi.AudioVariable{Asset: asset}
			case "voice":
				values[v.Name] = heygenapi.VoiceVariable{VoiceID: w.voice.ID, Locale: "en-US"}
			case "character":
				values[v.Name] = heygenapi.CharacterVariable{CharacterID: w.look.ID, CharacterType: "avatar"}
			}
		}
	}
	return heygenapi.TemplateRequest{
		Variables: values, Title: "Filled", Caption: true, Dimension: &heygenapi.Dimension{Width: 1280, Height: 720}, SceneIDs: t.SceneIDs, FPS: new(30.0),
		Subtitles:  &heygenapi.Subtitles{PresetName: "plain", Alignment: new(2), DisableHighlight: new(true), FontSize: new(30), Position: &heygenapi.SubtitlePosition{X: 1, Y: 2}},
		IncludeGIF: true, EnableSharing: true, KeepTextVerticallyCentered: true, ReorderMusic: new(false), BrandGlossaryID: "glossary", BrandVoiceID: "brand", FolderID: "folder",
		CallbackURL: "https://example.com/hook", CallbackID: "5",
	}
}
