package rules

import "heygen-mcp/heygenapi/heygentest/schema"

func webhooks() schema.Fields {
	return schema.Fields{
		"POST /v3/webhooks/endpoints": schema.Object(schema.Fields{
			"entity_id": schema.Text().Null(),
			"events":    schema.List(eventType()).Null(),
			"url":       schema.Text(),
		}, "url"),
		"PATCH /v3/webhooks/endpoints/{endpoint_id}": schema.Object(schema.Fields{
			"events": schema.List(eventType()).Null(),
			"url":    schema.Text().Null(),
		}),
	}
}

func eventType() *schema.Schema {
	return schema.OneOf("avatar_video.success", "avatar_video.fail", "avatar_video_gif.success", "avatar_video_gif.fail", "video_translate.success", "video_translate.fail", "video_translate.preflight.validation_failed", "video_translate.preflight.download_failed", "personalized_video", "instant_avatar.success", "instant_avatar.fail", "photo_avatar_generation.success", "photo_avatar_generation.fail", "photo_avatar_train.success", "photo_avatar_train.fail", "photo_avatar_add_motion.success", "photo_avatar_add_motion.fail", "proofread_creation.success", "proofread_creation.fail", "live_avatar.success", "live_avatar.fail", "avatar_video_caption.success", "avatar_video_caption.fail", "video_agent.success", "video_agent.fail", "hyperframes_video.success", "hyperframes_video.fail", "ai_clipping.success", "ai_clipping.fail", "filler_word_removal.success", "filler_word_removal.fail", "podcast.success", "podcast.fail", "batch.finished")
}
