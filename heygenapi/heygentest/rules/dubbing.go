package rules

import "heygen-mcp/heygenapi/heygentest/schema"

func dubbing() schema.Fields {
	return schema.Fields{
		"POST /v3/lipsyncs/batches": schema.Object(schema.Fields{
			"callback_url": schema.Text().Null(),
			"lipsyncs":     schema.List(lipsync()).Len(1, 100),
			"title":        schema.Text().Null(),
		}, "lipsyncs"),
		"POST /v3/lipsyncs":               lipsync(),
		"PATCH /v3/lipsyncs/{lipsync_id}": newTitle(),
		"POST /v3/video-translations/batches": schema.Object(schema.Fields{
			"callback_url":       schema.Text().Null(),
			"title":              schema.Text().Null(),
			"video_translations": schema.List(translation()).Len(1, 100),
		}, "video_translations"),
		"POST /v3/video-translations": translation(),
		"POST /v3/video-translations/proofreads": schema.Object(schema.Fields{
			"brand_glossary_id":         schema.Text().Null(),
			"brand_voice_id":            schema.Text().Null(),
			"disable_music_track":       schema.Flag(),
			"enable_speech_enhancement": schema.Flag(),
			"enable_video_stretching":   schema.Flag(),
			"folder_id":                 schema.Text().Null(),
			"keep_the_same_format":      schema.Flag(),
			"mode":                      schema.OneOf("speed", "precision"),
			"output_languages":          schema.List(schema.Text()).Len(1, 0),
			"speaker_num":               schema.Integer().Null(),
			"srt":                       linkedMedia().Null(),
			"title":                     schema.Text(),
			"video":                     linkedMedia(),
		}, "video", "output_languages", "title"),
		"POST /v3/video-translations/proofreads/{proofread_id}/generate": schema.Object(schema.Fields{
			"callback_id":          schema.Text().Null(),
			"callback_url":         schema.Text().Null(),
			"captions":             schema.Flag(),
			"translate_audio_only": schema.Flag(),
		}),
		"PUT /v3/video-translations/proofreads/{proofread_id}/srt": schema.Object(schema.Fields{
			"srt": linkedMedia(),
		}, "srt"),
		"PATCH /v3/video-translations/{video_translation_id}": newTitle(),
	}
}

func lipsync() *schema.Schema {
	return schema.Object(schema.Fields{
		"audio":                     linkedMedia(),
		"callback_id":               schema.Text().Null(),
		"callback_url":              schema.Text().Null(),
		"disable_music_track":       schema.Flag(),
		"enable_caption":            schema.Flag(),
		"enable_dynamic_duration":   schema.Flag(),
		"enable_speech_enhancement": schema.Flag(),
		"enable_watermark":          schema.Flag(),
		"end_time":                  schema.Number().Null(),
		"folder_id":                 schema.Text().Null(),
		"fps_mode":                  schema.Text().Null(),
		"keep_the_same_format":      schema.Flag().Null(),
		"mode":                      schema.OneOf("speed", "precision"),
		"start_time":                schema.Number().Null(),
		"title":                     schema.Text().Null(),
		"video":                     linkedMedia(),
	}, "video", "audio")
}

func newTitle() *schema.Schema {
	return schema.Object(schema.Fields{
		"title": schema.Text(),
	}, "title")
}

func translation() *schema.Schema {
	return schema.Object(schema.Fields{
		"audio":                     linkedMedia().Null(),
		"brand_glossary_id":         schema.Text().Null(),
		"brand_voice_id":            schema.Text().Null(),
		"callback_id":               schema.Text().Null(),
		"callback_url":              schema.Text().Null(),
		"disable_music_track":       schema.Flag(),
		"enable_caption":            schema.Flag(),
		"enable_dynamic_duration":   schema.Flag(),
		"enable_speech_enhancement": schema.Flag(),
		"enable_watermark":          schema.Flag(),
		"end_time":                  schema.Number().Null(),
		"folder_id":                 schema.Text().Null(),
		"fps_mode":                  schema.OneOf("vfr", "cfr", "passthrough").Null(),
		"input_language":            schema.Text().Null(),
		"keep_the_same_format":      schema.Flag().Null(),
		"mode":                      schema.OneOf("speed", "precision"),
		"output_languages":          schema.List(schema.Text()).Len(1, 0),
		"speaker_num":               schema.Integer().Null(),
		"srt":                       linkedMedia().Null(),
		"srt_role":                  schema.OneOf("input", "output").Null(),
		"start_time":                schema.Number().Null(),
		"stock_voice_config": schema.Object(schema.Fields{
			"preferred_stock_voice_ids": schema.List(schema.Text()),
			"use_stock_voice":           schema.Flag(),
		}).Null(),
		"title":                schema.Text().Null(),
		"translate_audio_only": schema.Flag(),
		"video":                linkedMedia(),
	}, "video", "output_languages")
}
