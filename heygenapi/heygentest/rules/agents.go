package rules

import "heygen-mcp/heygenapi/heygentest/schema"

func agents() schema.Fields {
	return schema.Fields{
		"POST /v3/video-agents": schema.Object(schema.Fields{
			"avatar_id":         schema.Text().Null(),
			"brand_glossary_id": schema.Text().Len(1, 0).Null(),
			"brand_kit_id":      schema.Text().Null(),
			"callback_id":       schema.Text().Null(),
			"callback_url":      schema.Text().Null(),
			"files":             schema.List(anyMedia()).Len(0, 20).Null(),
			"incognito_mode":    schema.Flag(),
			"mode":              schema.OneOf("generate", "chat"),
			"orientation":       schema.OneOf("landscape", "portrait").Null(),
			"prompt":            schema.Text().Len(1, 10000),
			"style_id":          schema.Text().Null(),
			"voice_id":          schema.Text().Null(),
		}, "prompt"),
		"POST /v3/video-agents/{session_id}": schema.Object(schema.Fields{
			"avatar_id":    schema.Text().Null(),
			"brand_kit_id": schema.Text().Null(),
			"files":        schema.List(anyMedia()).Len(0, 20).Null(),
			"message":      schema.Text().Len(1, 10000),
			"voice_id":     schema.Text().Null(),
		}, "message"),
		"POST /v3/video-agents/{session_id}/stop": schema.Object(nil),
	}
}
