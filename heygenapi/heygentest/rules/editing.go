package rules

import "heygen-mcp/heygenapi/heygentest/schema"

func editing() schema.Fields {
	return schema.Fields{
		"POST /v3/ai-clipping": schema.Object(schema.Fields{
			"callback_id":    schema.Text().Len(0, 128).Null(),
			"callback_url":   schema.Text().Null(),
			"input_language": schema.Text().Null(),
			"output_settings": schema.Object(schema.Fields{
				"aspect_ratio":   schema.OneOf("landscape", "portrait", "square"),
				"caption_style":  schema.Text().Null(), // unknown names give the default
				"captions":       schema.Flag(),
				"duration_types": schema.List(schema.OneOf("30", "60", "180", "long")).Len(1, 4),
				"prompt":         schema.Text().Len(0, 500).Null(),
			}),
			"title": schema.Text().Len(0, 255).Null(),
			"video": linkedMedia(),
		}, "video"),
		"POST /v3/background-removals": schema.Object(schema.Fields{
			"layers":     schema.List(schema.Text()),
			"request_id": schema.Text().Null(),
			"title":      schema.Text().Null(),
			"video":      anyMedia(),
		}, "video"),
		"POST /v3/filler-word-removals": schema.Object(schema.Fields{
			"callback_id":  schema.Text().Len(0, 128).Null(),
			"callback_url": schema.Text().Null(),
			"title":        schema.Text().Len(0, 255).Null(),
			"video":        linkedMedia(),
		}, "video"),
	}
}
