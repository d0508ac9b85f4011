package rules

import "heygen-mcp/heygenapi/heygentest/schema"

func hyperframes() schema.Fields {
	return schema.Fields{
		"POST /v3/hyperframes/renders": schema.Object(schema.Fields{
			"aspect_ratio": schema.OneOf("16:9", "9:16", "1:1"),
			"callback_id":  schema.Text().Len(0, 256).Null(),
			"callback_url": schema.Text().Null(),
			"composition":  schema.Text().Len(0, 512).Null(),
			"format":       schema.OneOf("mp4", "webm", "mov"),
			"fps":          schema.Integer().Between(1, 240).Null(),
			"project":      anyMedia(),
			"quality":      schema.OneOf("draft", "standard", "high"),
			"resolution":   schema.OneOf("1080p", "4k"),
			"title":        schema.Text().Len(0, 500).Null(),
			"variables":    schema.Object(nil).Open().Null(),
		}, "project"),
	}
}
