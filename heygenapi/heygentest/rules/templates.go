package rules

import "heygen-mcp/heygenapi/heygentest/schema"

func templates() schema.Fields {
	return schema.Fields{
		"POST /v3/templates/{template_id}": schema.Object(schema.Fields{
			"brand_glossary_id": schema.Text().Null(),
			"brand_voice_id":    schema.Text().Null(),
			"callback_id":       schema.Text().Null(),
			"callback_url":      schema.Text().Null(),
			"caption":           schema.Flag(),
			"dimension": schema.Object(schema.Fields{
				"height": schema.Integer().Between(128, 4096),
				"width":  schema.Integer().Between(128, 4096),
			}, "width", "height").Null(),
			"enable_sharing":                schema.Flag(),
			"folder_id":                     schema.Text().Null(),
			"fps":                           schema.Number(),
			"include_gif":                   schema.Flag(),
			"keep_text_vertically_centered": schema.Flag(),
			"reorder_music":                 schema.Flag(),
			"scene_ids":                     schema.List(schema.Text()).Null(),
			"subtitles": schema.Object(schema.Fields{
				"alignment":         schema.Integer().Null(),
				"disable_highlight": schema.Flag().Null(),
				"font_size":         schema.Integer().Null(),
				"position": schema.Object(schema.Fields{
					"x": schema.Number(),
					"y": schema.Number(),
				}).Null(),
				"preset_name": schema.Text(),
			}, "preset_name").Null(),
			"title": schema.Text().Null(),
			"variables": schema.Map(schema.Either("type", schema.Fields{
				"text": schema.Object(schema.Fields{
					"content": schema.Text().Len(1, 10000),
				}, "content"),
				"image": schema.Object(schema.Fields{
					"asset": anyMedia(),
					"fit":   schema.OneOf("cover", "contain", "crop", "none"),
				}, "asset"),
				"video": schema.Object(schema.Fields{
					"asset":      anyMedia(),
					"fit":        schema.OneOf("cover", "contain", "crop", "none"),
					"play_style": schema.OneOf("fit_to_scene", "freeze", "loop", "once", "full_video"),
					"volume":     schema.Number().Between(0, 1),
				}, "asset"),
				"audio": schema.Object(schema.Fields{
					"asset": anyMedia(),
				}, "asset"),
				"character": schema.Object(schema.Fields{
					"character_id":   schema.Text().Len(1, 0),
					"character_type": schema.OneOf("avatar", "talking_photo"),
				}, "character_id"),
				"voice": schema.Object(schema.Fields{
					"locale":   schema.Text().Null(),
					"voice_id": schema.Text().Len(1, 0),
				}, "voice_id"),
			})),
		}, "variables").Open(),
	}
}
