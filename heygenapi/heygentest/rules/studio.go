package rules

import "heygen-mcp/heygenapi/heygentest/schema"

func studioScene() *schema.Schema {
	return schema.Either("type", schema.Fields{
		"avatar_video": schema.Object(schema.Fields{
			"input": sceneAvatar(),
		}, "input"),
		"image": schema.Object(schema.Fields{
			"audio_asset_id": schema.Text().Null(),
			"audio_url":      schema.Text().Null(),
			"duration":       schema.Number().Above(0).AtMost(300).Null(),
			"script":         schema.Text().Len(1, 0).Null(),
			"source":         anyMedia(),
			"voice_id":       schema.Text().Null(),
			"voice_settings": voiceSettings().Null(),
		}, "source"),
		"video": schema.Object(schema.Fields{
			"audio_asset_id": schema.Text().Null(),
			"audio_url":      schema.Text().Null(),
			"playback":       playback().Null(),
			"script":         schema.Text().Len(1, 0).Null(),
			"source":         anyMedia(),
			"voice_id":       schema.Text().Null(),
			"voice_settings": voiceSettings().Null(),
		}, "source"),
	})
}

func sceneAvatar() *schema.Schema {
	return schema.Object(schema.Fields{
		"audio_asset_id": schema.Text().Null(),
		"audio_url":      schema.Text().Null(),
		"avatar_id":      schema.Text(),
		"background": schema.Either("type", schema.Fields{
			"color": schema.Object(schema.Fields{
				"color": schema.Text().Like(`^#[0-9a-fA-F]{6}$`),
			}, "color"),
		}).Null(),
		"engine":         engine().Null(),
		"expressiveness": schema.OneOf("high", "medium", "low").Null(),
		"motion_prompt":  schema.Text().Null(),
		"script":         schema.Text().Len(1, 0).Null(),
		"type":           schema.OneOf("avatar"),
		"voice_id":       schema.Text().Null(),
		"voice_settings": voiceSettings().Null(),
	}, "type", "avatar_id")
}

func playback() *schema.Schema {
	return schema.Object(schema.Fields{
		"mode":   schema.OneOf("freeze", "loop", "fit_to_scene").Null(),
		"mute":   schema.Flag(),
		"volume": schema.Number().Between(0, 1),
	})
}
