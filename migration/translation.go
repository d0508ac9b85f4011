package migration

import (
	"slices"

	"heygen-mcp/heygenapi"
)

// convertTranslation converts POST /v2/video_translate.
func convertTranslation(d *draft, root object, _ map[string]string) any {
	req := heygenapi.TranslationRequest{
		Title: root.text("title", "title"), OutputLanguages: root.languages(),
		InputLanguage: root.text("input_language", "input_language"),
		Mode: root.mapped("mode", "mode", map[string]string{
			"fast": "speed", "speed": "speed", "quality": "precision", "precision": "precision",
		}),
		SpeakerNum: root.integer("speaker_num", "speaker_num", 1, 20),
		StartTime:  root.number("start_time", "start_time", 0, 7200), EndTime: root.number("end_time", "end_time", 0, 7200),
		EnableDynamicDuration: root.flag("enable_dynamic_duration", "enable_dynamic_duration"),
		KeepTheSameFormat:     root.flag("keep_the_same_format", "keep_the_same_format"),
		FPSMode: root.mapped("fps_mode", "fps_mode", map[string]string{
			"vfr": "vfr", "cfr": "cfr", "passthrough": "passthrough",
		}),
		BrandGlossaryID: root.text("brand_glossary_id", "brand_glossary_id"), BrandVoiceID: root.text("brand_voice_id", "brand_voice_id"),
		FolderID: root.text("folder_id", "folder_id"), CallbackURL: root.link("callback_url", "callback_url"), CallbackID: root.text("callback_id", "callback_id"),
	}
	req.Video = root.readVideo()
	root.same("enable_caption", "caption files come along with every translation")
	root.flags(map[string]*bool{
		"translate_audio_only": &req.TranslateAudioOnly, "disable_music_track": &req.DisableMusicTrack,
		"enable_speech_enhancement": &req.EnableSpeechEnhancement, "enable_watermark": &req.EnableWatermark,
	})
	if srt := root.link("srt_url", "srt.url"); srt != "" {
		req.SRT = heygenapi.MediaURL{URL: srt}
		req.SRTRole = root.mapped("srt_role", "srt_role", map[string]string{"input": "input", "output": "output"})
	}
	root.drop("srt_role", "has no meaning without srt_url", "Give srt_url with it.")
	if start := req.StartTime; req.EndTime != nil && start != nil && *req.EndTime <= *start {
		d.fail("end_time", show(root.fields["end_time"]), "is not after start_time", "Give an end_time after start_time, in seconds")
	}
	d.warn("Compare the languages with list_video_translation_languages: HeyGen's names may have changed. translate_video also takes codes such as es.")
	return req
}

// readVideo reads the video to translate.
func (o object) readVideo() heygenapi.MediaRef {
	if o.has("video_asset_id") && !o.has("video_url") {
		return heygenapi.MediaAsset{AssetID: o.text("video_asset_id", "video.asset_id")}
	}
	switch raw := o.peek("video_url"); {
	case raw == "":
		o.d.fail("video_url", "", "is missing: there is nothing to translate", "Give the https address of the video file")
	case !isWeb(raw):
		o.d.fail("video_url", show(raw), "is not a web address", "Give an https address of the file itself, or upload it with upload_asset and give video_asset_id")
	default:
		o.d.warn("video_url must be the address of the file itself: pages of YouTube, Google Drive and the like are not downloaded.")
	}
	return heygenapi.MediaURL{URL: o.text("video_url", "video.url")}
}

// languages joins the two old fields.
func (o object) languages() []string {
	languages := o.texts("output_languages", "output_languages")
	if one := o.text("output_language", "output_languages"); one != "" && !slices.Contains(languages, one) {
		languages = append([]string{one}, languages...)
	}
	if len(languages) == 0 {
		o.d.fail("output_language", "", "is missing: into which language?", "Give output_language, or output_languages for several")
	}
	return languages
}
