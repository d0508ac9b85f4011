package brand

import (
	"context"

	"heygen-mcp/tools/fault"
	"heygen-mcp/tools/kit"
)

// Tools are the tools of this package.
func Tools() []kit.Tool {
	return []kit.Tool{
		kit.Define(kit.Tool{
			Name: "list_brand_kits", Title: "List brand kits", Toolset: "brand",
			Description: "Brand kits (colours, logo) for create_video_agent's brand_kit_id.",
			Hints:       kit.Hints{ReadOnly: true},
		}, listBrandKits),
		kit.Define(kit.Tool{
			Name: "list_brand_glossaries", Title: "List brand glossaries", Toolset: "brand",
			Description: "Glossaries (words to keep or replace) for translate_video's brand_glossary_id.",
			Hints:       kit.Hints{ReadOnly: true},
		}, listBrandGlossaries),
	}
}

type brandKitRow struct {
	BrandKitID string   `json:"brand_kit_id"`
	Name       string   `json:"name"`
	Colors     []string `json:"colors,omitempty"`
	LogoURL    string   `json:"logo_url,omitempty" jsonschema_description:"Expires."`
}

type brandKitRows struct {
	Items      []brandKitRow `json:"items"`
	NextCursor string        `json:"next_cursor,omitempty"`
}

func listBrandKits(ctx context.Context, c *kit.Call, args kit.PageArgs) (brandKitRows, error) {
	acct, page, err := c.Page(ctx, args.Limit, args.Cursor)
	if err != nil {
		return brandKitRows{}, err
	}
	found, err := acct.API.ListBrandKits(ctx, page)
	if err != nil {
		return brandKitRows{}, fault.Named(err, map[string]string{"token": "cursor"})
	}
	out := brandKitRows{Items: make([]brandKitRow, 0, len(found.Items)), NextCursor: kit.WriteCursor(found.NextToken)}
	for _, k := range found.Items {
		out.Items = append(out.Items, brandKitRow{BrandKitID: k.ID, Name: k.Name, Colors: k.Colors, LogoURL: k.LogoURL})
	}
	return out, nil
}

type glossaryRow struct {
	BrandGlossaryID string `json:"brand_glossary_id"`
	Name            string `json:"name"`
	CreatedAt       string `json:"created_at,omitempty"`
	UpdatedAt       string `json:"updated_at,omitempty"`
}

type glossaryRows struct {
	Items      []glossaryRow `json:"items"`
	NextCursor string        `json:"next_cursor,omitempty"`
}

func listBrandGlossaries(ctx context.Context, c *kit.Call, args kit.PageArgs) (glossaryRows, error) {
	acct, page, err := c.Page(ctx, args.Limit, args.Cursor)
	if err != nil {
		return glossaryRows{}, err
	}
	found, err := acct.API.ListBrandGlossaries(ctx, page)
	if err != nil {
		return glossaryRows{}, fault.Named(err, map[string]string{"token": "cursor"})
	}
	out := glossaryRows{Items: make([]glossaryRow, 0, len(found.Items)), NextCursor: kit.WriteCursor(found.NextToken)}
	for _, g := range found.Items {
		out.Items = append(out.Items, glossaryRow{BrandGlossaryID: g.ID, Name: g.Name, CreatedAt: g.CreatedAt, UpdatedAt: g.UpdatedAt})
	}
	return out, nil
}
