package rules

import "heygen-mcp/heygenapi/heygentest/schema"

func assets() schema.Fields {
	return schema.Fields{
		"POST /v3/assets/complete/batches": schema.Object(schema.Fields{
			"batch_id": schema.Text(),
		}, "batch_id"),
		"POST /v3/assets/{asset_id}/complete": schema.Object(schema.Fields{
			"checksum_sha256": schema.Text().Null(),
		}).Open(),
		"POST /v3/assets/direct-uploads/batches": schema.Object(schema.Fields{
			"callback_url": schema.Text().Null(),
			"files": schema.List(schema.Object(schema.Fields{
				"checksum_sha256": schema.Text().Null(),
				"content_type":    schema.Text(),
				"filename":        schema.Text(),
				"size_bytes":      schema.Integer(),
			}, "filename", "content_type", "size_bytes")).Len(1, 100),
			"title": schema.Text().Null(),
		}, "files"),
		"POST /v3/assets/direct-uploads": schema.Object(schema.Fields{
			"checksum_sha256": schema.Text().Null(),
			"content_type":    schema.Text(),
			"filename":        schema.Text(),
			"size_bytes":      schema.Integer(),
		}, "filename", "content_type", "size_bytes").Open(),
	}
}
