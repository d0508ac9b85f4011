package brand

import (
	"context"

	"heygen-mcp/heygenapi"
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

func listBrandKits(ctx context.Context, c *kit.Call, args kit.PageArgs) (kit.Rows[brandKitRow], error) {
	acct, page, err := c.Page(ctx, args.Limit, args.Cursor)
	if err != nil {
		return kit.Rows[brandKitRow]{}, err
	}
	found, err := acct.API.ListBrandKits(ctx, page)
	if err != nil {
		return kit.Rows[brandKitRow]{}, kit.PageError(err)
	}
	return kit.RowsOf(found, brandKitRowOf), nil
}

func brandKitRowOf(k heygenapi.BrandKit) brandKitRow {
	return brandKitRow{BrandKitID: k.ID, Name: k.Name, Colors: k.Colors, LogoURL: k.LogoURL}
}

type glossaryRow struct {
	BrandGlossaryID string `json:"brand_glossary_id"`
	Name            string `json:"name"`
	CreatedAt       string `json:"created_at,omitempty"`
	UpdatedAt       string `json:"updated_at,omitempty"`
}

func listBrandGlossaries(ctx context.Context, c *kit.Call, args kit.PageArgs) (kit.Rows[glossaryRow], error) {
	acct, page, err := c.Page(ctx, args.Limit, args.Cursor)
	if err != nil {
		return kit.Rows[glossaryRow]{}, err
	}
	found, err := acct.API.ListBrandGlossaries(ctx, page)
	if err != nil {
		return kit.Rows[glossaryRow]{}, kit.PageError(err)
	}
	return kit.RowsOf(found, glossaryRowOf), nil
}

func glossaryRowOf(g heygenapi.BrandGlossary) glossaryRow {
	return glossaryRow{BrandGlossaryID: g.ID, Name: g.Name, CreatedAt: g.CreatedAt, UpdatedAt: g.UpdatedAt}
}
