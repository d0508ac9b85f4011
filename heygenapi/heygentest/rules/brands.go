package rules

import "heygen-mcp/heygenapi/heygentest/schema"

func brands() schema.Fields {
	return schema.Fields{
		"POST /v3/brand-glossaries": schema.Object(schema.Fields{
			"do_not_translate_terms": schema.List(keptTerm()),
			"forced_translations":    schema.List(forcedTerm()),
			"name":                   schema.Text().Len(1, 64),
			"terms":                  schema.List(spokenTerm()),
		}, "name"),
		"PATCH /v3/brand-glossaries/{brand_glossary_id}": schema.Object(schema.Fields{
			"do_not_translate_terms": schema.List(keptTerm()),
			"forced_translations":    schema.List(forcedTerm()),
			"name":                   schema.Text().Len(1, 64),
			"terms":                  schema.List(spokenTerm()),
		}),
		"POST /v3/brand-kits": schema.Object(schema.Fields{
			"name": schema.Text().Len(0, 256).Null(),
			"url":  schema.Text().Len(0, 2048),
		}, "url"),
		"PATCH /v3/brand-kits/{brand_kit_id}": schema.Object(schema.Fields{
			"color_roles": schema.Object(schema.Fields{
				"accent":    schema.Text().Null(),
				"primary":   schema.Text().Null(),
				"secondary": schema.Text().Null(),
				"tertiary":  schema.Text().Null(),
			}),
			"font_roles": schema.Object(schema.Fields{
				"body_text":  font().Null(),
				"title_text": font().Null(),
			}),
			"logo_roles": schema.Object(schema.Fields{
				"primary": schema.Text().Null(),
			}),
			"name": schema.Text().Len(1, 256),
		}),
	}
}

func keptTerm() *schema.Schema {
	return schema.Object(schema.Fields{
		"term": schema.Text().Len(1, 0),
	}, "term")
}

func forcedTerm() *schema.Schema {
	return schema.Object(schema.Fields{
		"term":        schema.Text().Len(1, 0),
		"translation": schema.Text().Len(1, 0),
	}, "term", "translation")
}

func spokenTerm() *schema.Schema {
	return schema.Object(schema.Fields{
		"pronunciation": schema.Text().Len(1, 0),
		"term":          schema.Text().Len(1, 0),
	}, "term", "pronunciation").Open()
}

func font() *schema.Schema {
	return schema.Object(schema.Fields{
		"font_id": schema.Text().Null(),
		"weight":  schema.Integer().Between(1, 1000).Null(),
	})
}
