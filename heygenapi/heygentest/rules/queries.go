package rules

import "heygen-mcp/heygenapi/heygentest/schema"

func queries() schema.Fields {
	return schema.Fields{
		"GET /v3/ai-clipping": schema.Object(schema.Fields{
			"limit": schema.Integer().Between(1, 100),
		}).Open(),
		"GET /v3/assets/batches/{batch_id}": schema.Object(schema.Fields{
			"limit": schema.Integer().Between(1, 100),
		}).Open(),
		"GET /v3/assets": schema.Object(schema.Fields{
			"username":  schema.Text().Len(1, 0),
			"limit":     schema.Integer().Between(1, 100),
			"folder_id": schema.Text(),
		}, "username").Open(),
		"GET /v3/assets/search": schema.Object(schema.Fields{
			"query": schema.Text().Len(1, 1000),
			"limit": schema.Integer().Between(1, 50),
			"type":  schema.OneOf("image", "icon"),
			"scope": schema.OneOf("public", "personal"),
		}, "query", "type").Open(),
		"GET /v3/assets/statuses": schema.Object(schema.Fields{
			"asset_ids": schema.Text(),
			"batch_ids": schema.Text(),
		}).Open(),
		"GET /v3/audio/sounds": schema.Object(schema.Fields{
			"query":     schema.Text().Len(1, 5000),
			"type":      schema.OneOf("music", "sound_effects"),
			"limit":     schema.Integer().Between(1, 50),
			"min_score": schema.Number().Between(0, 1),
		}, "query").Open(),
		"GET /v3/avatars": schema.Object(schema.Fields{
			"ownership": schema.OneOf("public", "private"),
			"limit":     schema.Integer().Between(1, 50),
		}).Open(),
		"GET /v3/avatars/looks": schema.Object(schema.Fields{
			"group_id":    schema.Text(),
			"avatar_type": schema.OneOf("studio_avatar", "digital_twin", "photo_avatar"),
			"ownership":   schema.OneOf("public", "private"),
			"limit":       schema.Integer().Between(1, 50),
		}).Open(),
		"GET /v3/background-removals": schema.Object(schema.Fields{
			"limit": schema.Integer().Between(1, 100),
		}).Open(),
		"GET /v3/brand-glossaries": schema.Object(schema.Fields{
			"limit": schema.Integer().Between(1, 100),
		}).Open(),
		"GET /v3/brand-kits": schema.Object(schema.Fields{
			"limit": schema.Integer().Between(1, 100),
		}).Open(),
		"GET /v3/hyperframes/renders": schema.Object(schema.Fields{
			"limit": schema.Integer().Between(1, 100),
		}).Open(),
		"GET /v3/lipsyncs/batches/{batch_id}": schema.Object(schema.Fields{
			"limit": schema.Integer().Between(1, 100),
		}).Open(),
		"GET /v3/lipsyncs": schema.Object(schema.Fields{
			"limit": schema.Integer().Between(1, 100),
		}).Open(),
		"GET /v3/lipsyncs/statuses": schema.Object(schema.Fields{
			"lipsync_ids": schema.Text(),
			"batch_ids":   schema.Text(),
		}).Open(),
		"GET /v3/templates": schema.Object(schema.Fields{
			"limit": schema.Integer().Between(1, 100),
		}).Open(),
		"GET /v3/videos/batches/{batch_id}": schema.Object(schema.Fields{
			"limit": schema.Integer().Between(1, 100),
		}).Open(),
		"GET /v3/videos": schema.Object(schema.Fields{
			"limit":     schema.Integer().Between(1, 100),
			"folder_id": schema.Text(),
			"title":     schema.Text().Len(1, 0),
		}).Open(),
		"GET /v3/videos/statuses": schema.Object(schema.Fields{
			"video_ids": schema.Text(),
			"batch_ids": schema.Text(),
		}).Open(),
		"GET /v3/video-agents": schema.Object(schema.Fields{
			"limit": schema.Integer().Between(1, 100),
		}).Open(),
		"GET /v3/video-agents/styles": schema.Object(schema.Fields{
			"tag":   schema.Text(),
			"limit": schema.Integer().Between(1, 100),
		}).Open(),
		"GET /v3/video-translations/batches/{batch_id}": schema.Object(schema.Fields{
			"limit": schema.Integer().Between(1, 100),
		}).Open(),
		"GET /v3/video-translations": schema.Object(schema.Fields{
			"limit": schema.Integer().Between(1, 100),
		}).Open(),
		"GET /v3/video-translations/statuses": schema.Object(schema.Fields{
			"video_translation_ids": schema.Text(),
			"batch_ids":             schema.Text(),
		}).Open(),
		"GET /v3/voices": schema.Object(schema.Fields{
			"type":     schema.OneOf("public", "private"),
			"engine":   schema.Text(),
			"language": schema.Text(),
			"gender":   schema.Text(),
			"limit":    schema.Integer().Between(1, 100),
		}).Open(),
		"GET /v3/webhooks/endpoints": schema.Object(schema.Fields{
			"limit": schema.Integer().Between(1, 100),
		}).Open(),
		"GET /v3/webhooks/events": schema.Object(schema.Fields{
			"event_type": eventType(),
			"entity_id":  schema.Text(),
			"limit":      schema.Integer().Between(1, 100),
		}).Open(),
	}
}
