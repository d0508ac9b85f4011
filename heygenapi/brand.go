package heygenapi

import (
	"context"
	"encoding/json"
	"iter"
)

// BrandKit is a set of a brand's colours, fonts and logos, for the Video Agent. A
// list shows ID, Name, Colors and LogoURL alone.
type BrandKit struct {
	ID   string `json:"brand_kit_id"`
	Name string `json:"name"`
	// Status is loading, completed or error, which keeps what was imported. While
	// it is loading, all else is provisional.
	Status Status `json:"status"`
	// Colors are as #RRGGBB. A role may name a colour that is not among them.
	Colors []string `json:"colors"`
	// LogoURL is told in lists only.
	LogoURL    string      `json:"logo_url"`
	Logos      []BrandLogo `json:"logos"`
	Fonts      []BrandFont `json:"fonts"`
	ColorRoles *ColorRoles `json:"color_roles"`
	FontRoles  *FontRoles  `json:"font_roles"`
	LogoRoles  *LogoRoles  `json:"logo_roles"`

	Extra map[string]json.RawMessage `json:"-"`
}

// BrandLogo is a logo of a brand kit, with a link that expires.
type BrandLogo struct {
	ID   string `json:"logo_id"`
	Name string `json:"name"`
	URL  string `json:"url"`

	Extra map[string]json.RawMessage `json:"-"`
}

// BrandFont is a font of a brand kit.
type BrandFont struct {
	ID   string `json:"font_id"`
	Name string `json:"name"`

	Extra map[string]json.RawMessage `json:"-"`
}

// ColorRoles are what colours are for; an empty one is not set.
type ColorRoles struct {
	Primary   string `json:"primary,omitempty"`
	Secondary string `json:"secondary,omitempty"`
	Tertiary  string `json:"tertiary,omitempty"`
	Accent    string `json:"accent,omitempty"`
}

// FontRoles are what fonts are for; a nil one is not set.
type FontRoles struct {
	TitleText *FontRole `json:"title_text,omitempty"`
	BodyText  *FontRole `json:"body_text,omitempty"`
}

// FontRole is a font for one thing.
type FontRole struct {
	FontID string `json:"font_id,omitempty"`
	// Weight is 1 to 1000.
	Weight *int `json:"weight,omitempty"`
}

// LogoRoles are what logos are for: ids of the kit's logos.
type LogoRoles struct {
	Primary string `json:"primary,omitempty"`
}

// BrandKitRequest imports a brand from its website.
type BrandKitRequest struct {
	// URL is a public website, of at most 2,048 characters.
	URL string `json:"url"`
	// Name has at most 256 characters; the site's where it is empty.
	Name string `json:"name,omitempty"`
}

// CreatedBrandKit is a kit whose import has begun.
type CreatedBrandKit struct {
	ID string `json:"brand_kit_id"`
	// Status is loading.
	Status Status `json:"status"`

	Extra map[string]json.RawMessage `json:"-"`
}

// BrandKitUpdate changes a kit; it needs at least one field. Roles need a kit that
// is completed. What is nil stays; roles are replaced as a whole, so that one left
// out is cleared, and a pointer to none clears all.
type BrandKitUpdate struct {
	// Name has at most 256 characters; an empty one stays.
	Name       string      `json:"name,omitempty"`
	ColorRoles *ColorRoles `json:"color_roles,omitempty"`
	FontRoles  *FontRoles  `json:"font_roles,omitempty"`
	LogoRoles  *LogoRoles  `json:"logo_roles,omitempty"`
}

// BrandGlossary is a list of words that are spoken, kept or replaced in a certain
// way. A list shows its terms not.
type BrandGlossary struct {
	ID   string `json:"brand_glossary_id"`
	Name string `json:"name"`
	// Terms are how words are spoken, in videos, speech and translations.
	Terms []SpokenTerm `json:"terms"`
	// DoNotTranslateTerms and ForcedTranslations act in translations only.
	DoNotTranslateTerms []KeptTerm          `json:"do_not_translate_terms"`
	ForcedTranslations  []ForcedTranslation `json:"forced_translations"`
	// CreatedAt and UpdatedAt are text, as HeyGen writes them here.
	CreatedAt string `json:"created_at"`
	UpdatedAt string `json:"updated_at"`

	Extra map[string]json.RawMessage `json:"-"`
}

// SpokenTerm is how a word is spoken, whatever its case.
type SpokenTerm struct {
	Term          string `json:"term"`
	Pronunciation string `json:"pronunciation"`
}

// KeptTerm is a word that is not translated.
type KeptTerm struct {
	Term string `json:"term"`
}

// ForcedTranslation is a word's translation in every language, put in as it is.
type ForcedTranslation struct {
	Term        string `json:"term"`
	Translation string `json:"translation"`
}

// BrandGlossaryRequest is a new glossary.
type BrandGlossaryRequest struct {
	// Name has 1 to 64 characters; no other glossary of the workspace has it in any
	// case.
	Name                string              `json:"name"`
	Terms               []SpokenTerm        `json:"terms,omitempty"`
	DoNotTranslateTerms []KeptTerm          `json:"do_not_translate_terms,omitempty"`
	ForcedTranslations  []ForcedTranslation `json:"forced_translations,omitempty"`
}

// BrandGlossaryUpdate changes a glossary; it needs at least one field. What is nil
// stays; a list is replaced as a whole, and one of no items empties it. To add a
// term, read the glossary, append, and send the whole list.
type BrandGlossaryUpdate struct {
	// Name has at most 64 characters; an empty one stays.
	Name                string              `json:"name,omitempty"`
	Terms               []SpokenTerm        `json:"terms,omitzero"`
	DoNotTranslateTerms []KeptTerm          `json:"do_not_translate_terms,omitzero"`
	ForcedTranslations  []ForcedTranslation `json:"forced_translations,omitzero"`
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

// CreateBrandKit begins to import a brand, which takes up to two minutes: look at
// the kit until it is completed (POST /v3/brand-kits).
func (c *Client) CreateBrandKit(ctx context.Context, req BrandKitRequest, options ...CallOption) (CreatedBrandKit, error) {
	return data[CreatedBrandKit](ctx, c, call{op: "create brand kit", kind: keyed, method: "POST", path: c.brandKits().path, body: req, opts: options})
}

// GetBrandKit gives a kit with fresh links (GET /v3/brand-kits/{brand_kit_id}).
func (c *Client) GetBrandKit(ctx context.Context, id string) (BrandKit, error) {
	return c.brandKits().get(ctx, id)
}

// UpdateBrandKit changes a kit (PATCH /v3/brand-kits/{brand_kit_id}).
func (c *Client) UpdateBrandKit(ctx context.Context, id string, update BrandKitUpdate) (BrandKit, error) {
	return c.brandKits().update(ctx, id, update)
}

// DeleteBrandKit deletes a kit for good (DELETE /v3/brand-kits/{brand_kit_id}).
func (c *Client) DeleteBrandKit(ctx context.Context, id string) error {
	return c.brandKits().delete(ctx, id)
}

// CreateBrandGlossary makes a glossary (POST /v3/brand-glossaries).
func (c *Client) CreateBrandGlossary(ctx context.Context, req BrandGlossaryRequest, options ...CallOption) (BrandGlossary, error) {
	return data[BrandGlossary](ctx, c, call{op: "create brand glossary", kind: keyed, method: "POST", path: c.brandGlossaries().path, body: req, opts: options})
}

// GetBrandGlossary gives a glossary with its terms
// (GET /v3/brand-glossaries/{brand_glossary_id}).
func (c *Client) GetBrandGlossary(ctx context.Context, id string) (BrandGlossary, error) {
	return c.brandGlossaries().get(ctx, id)
}

// UpdateBrandGlossary changes a glossary
// (PATCH /v3/brand-glossaries/{brand_glossary_id}).
func (c *Client) UpdateBrandGlossary(ctx context.Context, id string, update BrandGlossaryUpdate) (BrandGlossary, error) {
	return c.brandGlossaries().update(ctx, id, update)
}

// DeleteBrandGlossary deletes a glossary for good; jobs that name it run without
// it (DELETE /v3/brand-glossaries/{brand_glossary_id}).
func (c *Client) DeleteBrandGlossary(ctx context.Context, id string) error {
	return c.brandGlossaries().delete(ctx, id)
}
