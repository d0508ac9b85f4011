package rules

import "heygen-mcp/heygenapi/heygentest/schema"

func voices() schema.Fields {
	return schema.Fields{
		"POST /v3/voices/clone": schema.Object(schema.Fields{
			"audio":                   anyMedia(),
			"language":                schema.Text().Null(),
			"remove_background_noise": schema.Flag(),
			"voice_name":              schema.Text().Len(1, 100),
		}, "audio", "voice_name"),
		"POST /v3/voices": schema.Object(schema.Fields{
			"gender": schema.Text().Null(),
			"locale": schema.Text().Null(),
			"prompt": schema.Text().Len(1, 1000),
			"seed":   schema.Integer().AtLeast(0),
		}, "prompt"),
		"POST /v3/voices/speech": schema.Object(schema.Fields{
			"input_type": schema.Text(),
			"language":   schema.Text().Null(),
			"locale":     schema.Text().Null(),
			"speed":      schema.Number().Between(0.5, 2),
			"text":       schema.Text().Len(1, 5000),
			"voice_id":   schema.Text(),
		}, "text", "voice_id"),
	}
}
