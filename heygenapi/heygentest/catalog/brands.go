package catalog

import (
	"bytes"
	"io"
	"time"

	"heygen-mcp/heygenapi/heygentest/cast"
	"heygen-mcp/heygenapi/heygentest/media"
	"heygen-mcp/heygenapi/heygentest/rest"
	"heygen-mcp/heygenapi/heygentest/sim"
)

func (s *Catalog) listBrandKits(r *rest.Request) (any, error) {
	return rest.PageOf(r, s.Cast.BrandKits, 20, 100, func(k cast.BrandKit) rest.Object {
		return rest.Object{"brand_kit_id": k.ID, "name": k.Name, "colors": k.Colors, "logo_url": s.Link(r.Base, "logo", k.ID, ".png")}
	})
}

func (s *Catalog) listBrandGlossaries(r *rest.Request) (any, error) {
	return rest.PageOf(r, s.Cast.BrandGlossaries, 10, 100, func(g cast.BrandGlossary) rest.Object {
		return rest.Object{"brand_glossary_id": g.ID, "name": g.Name, "created_at": rfc3339(g.CreatedAt), "updated_at": rfc3339(g.UpdatedAt)}
	})
}

func rfc3339(unix int64) string { return time.Unix(unix, 0).UTC().Format(time.RFC3339) }

func (s *Catalog) openLogo(kitID string) (io.ReadSeeker, error) {
	for _, k := range s.Cast.BrandKits {
		if k.ID == kitID {
			return bytes.NewReader(media.Logo(k.Colors, 512)), nil
		}
	}
	return nil, sim.NoFile("logo", kitID)
}
