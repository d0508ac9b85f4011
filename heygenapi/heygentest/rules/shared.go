package rules

import "heygen-mcp/heygenapi/heygentest/schema"

func linkedMedia() *schema.Schema {
	return schema.Either("type", schema.Fields{
		"url": schema.Object(schema.Fields{
			"url": schema.Text(),
		}, "url"),
		"asset_id": schema.Object(schema.Fields{
			"asset_id": schema.Text(),
		}, "asset_id"),
	})
}

func anyMedia() *schema.Schema {
	return schema.Either("type", schema.Fields{
		"url": schema.Object(schema.Fields{
			"url": schema.Text(),
		}, "url"),
		"asset_id": schema.Object(schema.Fields{
			"asset_id": schema.Text(),
		}, "asset_id"),
		"base64": schema.Object(schema.Fields{
			"data":       schema.Text(),
			"media_type": schema.Text(),
		}, "media_type", "data"),
	})
}

func background() *schema.Schema {
	return schema.Object(schema.Fields{
		"asset_id": schema.Text().Null(),
		"type":     schema.OneOf("color", "image"),
		"url":      schema.Text().Null(),
		"value":    schema.Text().Null(),
	}, "type").Open()
}

func caption() *schema.Schema {
	return schema.Object(schema.Fields{
		"file_format": schema.OneOf("srt"),
		"style":       schema.OneOf("default").Null(),
	}).Open()
}

func engine() *schema.Schema {
	return schema.Either("type", schema.Fields{
		"avatar_v": schema.Object(schema.Fields{
			"reference_look_id": schema.Text().Null(),
		}),
		"avatar_iv":  schema.Object(nil),
		"avatar_iii": schema.Object(nil),
	})
}

func voiceSettings() *schema.Schema {
	return schema.Object(schema.Fields{
		"engine_settings": schema.Either("engine_type", schema.Fields{
			"elevenlabs": schema.Object(schema.Fields{
				"model":             schema.OneOf("eleven_multilingual_v2", "eleven_turbo_v2_5", "eleven_flash_v2_5", "eleven_v3").Null(),
				"similarity_boost":  schema.Number().Between(0, 1).Null(),
				"stability":         schema.Number().Between(0, 1).Null(),
				"style":             schema.Number().Between(0, 1).Null(),
				"use_speaker_boost": schema.Flag().Null(),
			}).Open(),
			"fish": schema.Object(schema.Fields{
				"model":      schema.OneOf("s1", "s2-pro").Null(),
				"similarity": schema.Number().Between(0, 1).Null(),
				"stability":  schema.Number().Between(0, 1).Null(),
			}).Open(),
			"starfish": schema.Object(nil).Open(),
		}).Null(),
		"locale": schema.Text().Null(),
		"pitch":  schema.Number().Between(-50, 50),
		"speed":  schema.Number().Between(0.5, 1.5),
		"volume": schema.Number().Between(0, 1),
	}).Open()
}

func watermark() *schema.Schema {
	return schema.Object(schema.Fields{
		"image":   anyMedia(),
		"opacity": schema.Number().Between(0, 1),
		"placement": schema.Object(schema.Fields{
			"offset_x": schema.Number().Between(-1, 1).Null(),
			"offset_y": schema.Number().Between(-1, 1).Null(),
			"position": schema.OneOf("top_left", "top_right", "bottom_left", "bottom_right"),
		}).Null(),
		"scale": schema.Number().Above(0).AtMost(2),
	}, "image")
}
