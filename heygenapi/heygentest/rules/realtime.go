package rules

import "heygen-mcp/heygenapi/heygentest/schema"

func realtime() schema.Fields {
	return schema.Fields{
		"POST /v3/avatar-realtime": schema.Either("type", schema.Fields{
			"tts": schema.Object(schema.Fields{
				"avatar_id": schema.Text(),
				"text":      schema.Text().Len(1, 0),
				"voice_id":  schema.Text(),
			}, "avatar_id", "text", "voice_id"),
			"audio": schema.Object(schema.Fields{
				"audio":     anyMedia(),
				"avatar_id": schema.Text(),
			}, "avatar_id", "audio"),
			"text_stream": schema.Object(schema.Fields{
				"avatar_id": schema.Text(),
				"text":      schema.Text().Len(1, 0),
				"voice_id":  schema.Text(),
			}, "avatar_id", "voice_id", "text"),
		}),
		"POST /v3/avatar-realtime/{stream_id}/text": schema.Object(schema.Fields{
			"delta": schema.Text(),
			"final": schema.Flag(),
		}, "delta"),
	}
}
