package rules

import "heygen-mcp/heygenapi/heygentest/schema"

func avatars() schema.Fields {
	return schema.Fields{
		"POST /v3/avatars/{group_id}/consent": schema.Object(schema.Fields{
			"consent_text":  schema.Text().Len(0, 1000).Null(),
			"consent_video": anyMedia().Null(),
			"reroute_url":   schema.Text().Null(),
		}).Open(),
		"POST /v3/avatars": schema.Either("type", schema.Fields{
			"prompt": schema.Object(schema.Fields{
				"aspect_ratio":     schema.OneOf("auto", "16:9", "9:16", "1:1", "4:5", "5:4").Null(),
				"avatar_group_id":  schema.Text().Null(),
				"avatar_id":        schema.Text().Null(),
				"name":             schema.Text(),
				"prompt":           schema.Text().Len(0, 1000),
				"reference_images": schema.List(anyMedia()).Len(0, 3).Null(),
			}, "name", "prompt").Open(),
			"digital_twin": schema.Object(schema.Fields{
				"avatar_group_id": schema.Text().Null(),
				"file":            anyMedia(),
				"name":            schema.Text(),
			}, "name", "file").Open(),
			"photo": schema.Object(schema.Fields{
				"avatar_group_id": schema.Text().Null(),
				"file":            anyMedia(),
				"name":            schema.Text(),
			}, "name", "file").Open(),
		}),
		"PATCH /v3/avatars/looks/{look_id}": schema.Object(schema.Fields{
			"name": schema.Text().Len(0, 255).Null(),
		}).Open(),
		"PATCH /v3/avatars/{group_id}": schema.Object(schema.Fields{
			"default_voice_id": schema.Text().Len(0, 255).Null(),
		}),
	}
}
