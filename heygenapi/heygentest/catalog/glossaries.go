package catalog

import (
	"maps"
	"net/http"
	"strings"
	"time"

	"heygen-mcp/heygenapi/heygentest/cast"
	"heygen-mcp/heygenapi/heygentest/rest"
)

// glossary is one of the catalog, or one that was made.
type glossary struct {
	cast.BrandGlossary
	// lists are terms, do_not_translate_terms and forced_translations, as they were
	// sent.
	lists rest.Object
}

// termLists are the fields that hold lists.
var termLists = [...]string{"terms", "do_not_translate_terms", "forced_translations"}

func (s *Catalog) listBrandGlossaries(r *rest.Request) (any, error) {
	return rest.PageOf(r, s.glossaries.All(), 10, 100, func(g *glossary) rest.Object {
		return rest.Object{"brand_glossary_id": g.ID, "name": g.Name, "created_at": rfc3339(g.CreatedAt), "updated_at": rfc3339(g.UpdatedAt)}
	})
}

func rfc3339(unix int64) string { return time.Unix(unix, 0).UTC().Format(time.RFC3339) }

// showGlossary leaves the two lists of translations out where they are empty.
func (s *Catalog) showGlossary(_ string, g *glossary) rest.Object {
	o := rest.Object{"brand_glossary_id": g.ID, "name": g.Name, "created_at": rfc3339(g.CreatedAt), "updated_at": rfc3339(g.UpdatedAt), "terms": []any{}}
	for _, name := range termLists {
		if list, _ := g.lists[name].([]any); len(list) > 0 {
			o[name] = list
		}
	}
	return o
}

// glossaryChange is what a request sets.
type glossaryChange struct {
	name  string
	lists rest.Object
}

func readGlossary(b *rest.Body) glossaryChange {
	change := glossaryChange{lists: rest.Object{}}
	if len(b.Fields) == 0 {
		b.Fail("", "give at least one field")
	}
	if b.Has("name") {
		if change.name = strings.TrimSpace(b.Text("name", 64)); change.name == "" {
			b.Fail("name", "must not be blank")
		}
	}
	for _, name := range termLists {
		if b.Has(name) {
			change.lists[name] = b.Fields[name]
		}
	}
	return change
}

// taken refuses a name that another glossary has, in any case.
func (s *Catalog) taken(name string, by *glossary) error {
	for _, g := range s.glossaries.All() {
		if g != by && strings.EqualFold(g.Name, name) {
			return rest.Fail(http.StatusConflict, "conflict", "name", "another glossary has this name")
		}
	}
	return nil
}

func (s *Catalog) createGlossary(_ *rest.Request, change glossaryChange) (any, error) {
	if err := s.taken(change.name, nil); err != nil {
		return nil, err
	}
	now := s.Now().Unix()
	g := &glossary{BrandGlossary: cast.BrandGlossary{ID: s.NewID(""), Name: change.name, CreatedAt: now, UpdatedAt: now}, lists: change.lists}
	s.glossaries.Put(g.ID, g)
	return s.showGlossary("", g), nil
}

func (s *Catalog) changeGlossary(_ *rest.Request, g *glossary, change glossaryChange) (any, error) {
	if change.name != "" {
		if err := s.taken(change.name, g); err != nil {
			return nil, err
		}
		g.Name = change.name
	}
	maps.Copy(g.lists, change.lists)
	g.UpdatedAt = s.Now().Unix()
	return s.showGlossary("", g), nil
}

func (s *Catalog) deleteGlossary(_ *rest.Request, g *glossary) (any, error) {
	s.glossaries.Drop(g.ID)
	return rest.Object{"brand_glossary_id": g.ID}, nil
}

// isHex is true for # and six hex digits.
func isHex(color string) bool {
	digits, ok := strings.CutPrefix(color, "#")
	return ok && len(digits) == 6 && strings.Trim(digits, "0123456789abcdefABCDEF") == ""
}
