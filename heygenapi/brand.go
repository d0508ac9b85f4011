package heygenapi

import (
	"context"
	"encoding/json"
	"iter"
)

// BrandKit is a set of a brand's colours and its logo, for the Video Agent.
type BrandKit struct {
	ID   string `json:"brand_kit_id"`
	Name string `json:"name"`
	// Colors are as #RRGGBB.
	Colors  []string `json:"colors"`
	LogoURL string   `json:"logo_url"`

	Extra map[string]json.RawMessage `json:"-"`
}

// BrandGlossary is a list of words that translations keep or replace.
type BrandGlossary struct {
	ID   string `json:"brand_glossary_id"`
	Name string `json:"name"`
	// CreatedAt and UpdatedAt are text, as HeyGen writes them here.
	CreatedAt string `json:"created_at"`
	UpdatedAt string `json:"updated_at"`

	Extra map[string]json.RawMessage `json:"-"`
}

func (c *Client) brandGlossaries() resources[BrandGlossary] {
	return resources[BrandGlossary]{client: c, noun: "brand glossary", path: []string{"brand-glossaries"}}
}

func (c *Client) brandKits() resources[BrandKit] {
	return resources[BrandKit]{client: c, noun: "brand kit", path: []string{"brand-kits"}}
}

// ListBrandKits gives a page of brand kits, 100 at most (GET /v3/brand-kits).
func (c *Client) ListBrandKits(ctx context.Context, o PageOptions) (Page[BrandKit], error) {
	return c.brandKits().list(ctx, o.values())
}

// BrandKits iterates over the brand kits.
func (c *Client) BrandKits(ctx context.Context, o PageOptions) iter.Seq2[BrandKit, error] {
	return c.brandKits().all(ctx, o)
}

// ListBrandGlossaries gives a page of glossaries, 100 at most
// (GET /v3/brand-glossaries).
func (c *Client) ListBrandGlossaries(ctx context.Context, o PageOptions) (Page[BrandGlossary], error) {
	return c.brandGlossaries().list(ctx, o.values())
}

// BrandGlossaries iterates over the glossaries.
func (c *Client) BrandGlossaries(ctx context.Context, o PageOptions) iter.Seq2[BrandGlossary, error] {
	return c.brandGlossaries().all(ctx, o)
}
