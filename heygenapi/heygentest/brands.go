package heygentest

import (
	"time"

	"heygen-mcp/heygenapi/heygentest/cast"
)

func brandRoutes() []route {
	return []route{
		{pattern: "GET /v3/brand-kits", handle: listBrandKits},
		{pattern: "GET /v3/brand-glossaries", handle: listBrandGlossaries},
	}
}

func listBrandKits(s *Server, r *request) (any, error) {
	items, p, err := pageOf(r, s.cast().BrandKits, 20, 100)
	p.data = mapped(items, func(k cast.BrandKit) object {
		return object{"brand_kit_id": k.ID, "name": k.Name, "colors": k.Colors, "logo_url": s.link(r.base, "logo", k.ID, ".png")}
	})
	return p, err
}

func listBrandGlossaries(s *Server, r *request) (any, error) {
	items, p, err := pageOf(r, s.cast().BrandGlossaries, 10, 100)
	p.data = mapped(items, func(g cast.BrandGlossary) object {
		return object{"brand_glossary_id": g.ID, "name": g.Name, "created_at": rfc3339(g.CreatedAt), "updated_at": rfc3339(g.UpdatedAt)}
	})
	return p, err
}

func rfc3339(unix int64) string { return time.Unix(unix, 0).UTC().Format(time.RFC3339) }

// colorsOf are the colours of a brand kit.
func (s *Server) colorsOf(kitID string) ([]string, bool) {
	for _, k := range s.cast().BrandKits {
		if k.ID == kitID {
			return k.Colors, true
		}
	}
	return nil, false
}
