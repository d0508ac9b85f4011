package catalog

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"time"

	"heygen-mcp/heygenapi/heygentest/cast"
	"heygen-mcp/heygenapi/heygentest/media"
	"heygen-mcp/heygenapi/heygentest/rest"
	"heygen-mcp/heygenapi/heygentest/sim"
)

func (s *Catalog) brandOperations() []rest.Operation {
	return []rest.Operation{
		{Pattern: "POST /v3/brand-kits", Status: http.StatusCreated, Keyed: true, Handle: rest.Reading(s.readKit, s.createKit)},
		{Pattern: "GET /v3/brand-kits", Handle: s.listBrandKits},
		{Pattern: "GET /v3/brand-kits/{id}", Handle: s.kits.Get},
		{Pattern: "PATCH /v3/brand-kits/{id}", Handle: rest.FoundReading(s.kits.Find, readKitChange, s.changeKit)},
		{Pattern: "DELETE /v3/brand-kits/{id}", Handle: rest.Found(s.kits.Find, s.deleteKit)},
		{Pattern: "POST /v3/brand-glossaries", Status: http.StatusCreated, Keyed: true, Handle: rest.Reading(readGlossary, s.createGlossary)},
		{Pattern: "GET /v3/brand-glossaries", Handle: s.listBrandGlossaries},
		{Pattern: "GET /v3/brand-glossaries/{id}", Handle: s.glossaries.Get},
		{Pattern: "PATCH /v3/brand-glossaries/{id}", Handle: rest.FoundReading(s.glossaries.Find, readGlossary, s.changeGlossary)},
		{Pattern: "DELETE /v3/brand-glossaries/{id}", Handle: rest.Found(s.glossaries.Find, s.deleteGlossary)},
	}
}

// brandKit is a kit of the catalog, or one that is imported.
type brandKit struct {
	cast.BrandKit
	// shared kits are of another workspace, and can be looked at only.
	shared bool
	// ready is when the import is over; doomed ones end with an error then.
	ready  time.Time
	doomed bool
	// roles are color_roles, font_roles and logo_roles, as they were sent.
	roles rest.Object
}

// importTime is how long the import of a website takes.
const importTime = 90 * time.Second

// roleNames are the fields that hold roles.
var roleNames = [...]string{"color_roles", "font_roles", "logo_roles"}

// fillBrands puts the cast's brands into the catalog. The last kit is shared.
func (s *Catalog) fillBrands(c *cast.Cast) {
	for i, k := range c.BrandKits {
		s.kits.Put(k.ID, &brandKit{BrandKit: k, shared: i == len(c.BrandKits)-1, roles: rest.Object{}})
	}
	for _, g := range c.BrandGlossaries {
		s.glossaries.Put(g.ID, &glossary{BrandGlossary: g, lists: rest.Object{"terms": []any{}}})
	}
}

func (s *Catalog) kitStatus(k *brandKit) string {
	switch {
	case s.Now().Before(k.ready):
		return "loading"
	case k.doomed:
		return "error"
	default:
		return sim.Completed
	}
}

func (s *Catalog) listBrandKits(r *rest.Request) (any, error) {
	return rest.PageOf(r, s.kits.All(), 20, 100, func(k *brandKit) rest.Object {
		o := s.showKit(r.Base, k)
		logo := any(nil)
		if s.kitStatus(k) == sim.Completed {
			logo = s.Link(r.Base, "logo", k.ID, ".png")
		}
		return rest.Object{"brand_kit_id": k.ID, "name": k.Name, "colors": o["colors"], "logo_url": logo}
	})
}

// showKit shows colors and the logo from the beginning where they were found, and
// fonts when the import is over.
func (s *Catalog) showKit(base string, k *brandKit) rest.Object {
	o := rest.Object{
		"brand_kit_id": k.ID, "name": k.Name, "status": s.kitStatus(k), "colors": k.Colors, "fonts": []rest.Object{},
		"logos": []rest.Object{{"logo_id": logoOf(k.ID), "name": k.Name, "url": s.Link(base, "logo", k.ID, ".png")}},
	}
	if o["status"] == sim.Completed {
		o["fonts"] = []rest.Object{{"font_id": sim.HexOf("font", k.ID, 1), "name": "Inter"}, {"font_id": sim.HexOf("font", k.ID, 2), "name": "Lora"}}
	}
	for _, name := range roleNames {
		o[name] = k.roles[name]
	}
	return o
}

func logoOf(kitID string) string { return sim.HexOf("logo", kitID) }

func (s *Catalog) openLogo(kitID string) (io.ReadSeeker, error) {
	k, ok := s.kits.ByID(kitID)
	if !ok {
		return nil, sim.NoFile("logo", kitID)
	}
	return bytes.NewReader(media.Logo(k.Colors, 512)), nil
}

func (s *Catalog) readKit(b *rest.Body) *brandKit {
	k := &brandKit{roles: rest.Object{}}
	link := b.Link("url")
	if link == "" {
		b.Fail("url", "must be the address of a website")
	}
	k.Name = b.Text("name", 256)
	if site, err := url.Parse(link); err == nil && k.Name == "" {
		k.Name = site.Hostname()
	}
	return k
}

func (s *Catalog) createKit(r *rest.Request, k *brandKit) (any, error) {
	k.ID, k.ready, k.doomed = s.NewID(""), s.Now().Add(importTime), r.Fault == rest.FaultFailJob
	k.Colors = s.Cast.BrandKits[sim.SeedOf(k.ID)%uint64(len(s.Cast.BrandKits))].Colors
	s.kits.Put(k.ID, k)
	return rest.Object{"brand_kit_id": k.ID, "status": s.kitStatus(k)}, nil
}

func readKitChange(b *rest.Body) *rest.Body {
	if len(b.Fields) == 0 {
		b.Fail("", "give at least one field")
	}
	if roles := b.Object("color_roles"); roles != nil {
		for name := range roles.Fields {
			if color := roles.Text(name, 20); color != "" && !isHex(color) {
				roles.Fail(name, "must be a color such as #1A2B3C")
			}
		}
	}
	return b
}

func (s *Catalog) changeKit(r *rest.Request, k *brandKit, b *rest.Body) (any, error) {
	if k.shared {
		return nil, rest.Fail(http.StatusForbidden, "resource_access_denied", "", "the brand kit is shared by another workspace")
	}
	for _, name := range roleNames {
		if b.Has(name) && s.kitStatus(k) != sim.Completed {
			return nil, rest.Fail(http.StatusConflict, "brand_kit_not_ready", name, "roles can be changed when the brand kit is completed")
		}
	}
	if roles := b.Object("logo_roles"); roles != nil {
		if logo := roles.Text("primary", 200); logo != "" && logo != logoOf(k.ID) {
			return nil, rest.Invalid("logo_roles.primary", "must be a logo of this brand kit")
		}
	}
	for _, name := range roleNames {
		if b.Has(name) {
			k.roles[name] = b.Fields[name]
		}
	}
	if name := b.Text("name", 256); name != "" {
		k.Name = name
	}
	return s.showKit(r.Base, k), nil
}

func (s *Catalog) deleteKit(_ *rest.Request, k *brandKit) (any, error) {
	if k.shared {
		return nil, rest.Fail(http.StatusForbidden, "resource_access_denied", "", "the brand kit is shared by another workspace")
	}
	s.kits.Drop(k.ID)
	return rest.Object{"brand_kit_id": k.ID}, nil
}
