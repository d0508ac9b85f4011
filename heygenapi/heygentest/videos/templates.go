package videos

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"heygen-mcp/heygenapi/heygentest/cast"
	"heygen-mcp/heygenapi/heygentest/rest"
	"heygen-mcp/heygenapi/heygentest/sim"
)

func (s *Videos) templateOperations() []rest.Operation {
	return []rest.Operation{
		{Pattern: "GET /v3/templates", Handle: s.listTemplates},
		{Pattern: "GET /v3/templates/{id}", Handle: rest.Found(s.findTemplate, s.getTemplate)},
		{Pattern: "POST /v3/templates/{id}", Keyed: true, Handle: rest.Found(s.findTemplate, s.generate)},
	}
}

func (s *Videos) showTemplate(base string, t cast.Template) rest.Object {
	return rest.Object{
		"id": t.ID, "name": t.Name, "aspect_ratio": t.AspectRatio, "created_at": t.CreatedAt, "updated_at": t.UpdatedAt,
		"thumbnail_url": s.Link(base, "picture", t.ID, ".png"),
	}
}

func (s *Videos) listTemplates(r *rest.Request) (any, error) {
	return rest.PageOf(r, s.Cast.Templates, 10, 100, func(t cast.Template) rest.Object { return s.showTemplate(r.Base, t) })
}

func (s *Videos) findTemplate(r *rest.Request) (cast.Template, error) {
	for _, t := range s.Cast.Templates {
		if t.ID == r.PathValue("id") {
			return t, nil
		}
	}
	return cast.Template{}, rest.NotFound("resource_not_found", "template "+r.PathValue("id"))
}

func (s *Videos) getTemplate(r *rest.Request, t cast.Template) (any, error) {
	o := s.showTemplate(r.Base, t)
	ids, scenes, variables := []string{}, []rest.Object{}, rest.Object{}
	for _, scene := range t.Scenes {
		ids = append(ids, scene.ID)
		blanks := []rest.Object{}
		for _, v := range scene.Variables {
			blanks = append(blanks, rest.Object{"name": v.Name, "variable_type": v.Type})
			variables[v.Name] = rest.Object{"name": v.Name, "type": v.Type, "properties": rest.Object{}}
		}
		scenes = append(scenes, rest.Object{"scene_id": scene.ID, "script": rest.OrNull(scene.Script), "variables": blanks})
	}
	o["scene_ids"], o["scenes"], o["variables"] = ids, scenes, variables
	return o, nil
}

// generate reads a body that depends on the template, and starts its render.
func (s *Videos) generate(r *rest.Request, t cast.Template) (any, error) {
	read := func(b *rest.Body) *video { return s.readTemplateVideo(b, t) }
	return rest.Reading(read, func(r *rest.Request, v *video) (any, error) {
		if err := s.videos.Start(r, v); err != nil {
			return nil, err
		}
		return s.showVideo(r.Base, v), nil
	})(r)
}

func (s *Videos) readTemplateVideo(b *rest.Body, t cast.Template) *video {
	v := &video{aspect: t.AspectRatio, format: "mp4", product: "template"}
	v.Title, v.burned = cmp.Or(b.Text("title", 1000), t.Name), b.Boolean("caption")
	texts := s.readVariables(b, t)
	keep := b.Texts("scene_ids", 0, 100)
	b.Number("fps", 1, 60, 25)
	v.Callback = sim.ReadCallback(b)
	b.Text("brand_voice_id", 200)
	for _, field := range []string{"enable_sharing", "include_gif", "keep_text_vertically_centered", "reorder_music"} {
		b.Boolean(field)
	}
	v.folder = b.Text("folder_id", 200)
	if d := b.Object("dimension"); d != nil {
		for _, side := range []string{"width", "height"} {
			if d.Integer(side, 128, 4096, 0) == 0 {
				d.Fail(side, "is required")
			}
		}
	}
	if sub := b.Object("subtitles"); sub != nil {
		readSubtitles(sub)
		v.burned = true
	}
	fillScenes(b, v, t, keep, texts)
	return v
}

func readSubtitles(b *rest.Body) {
	b.Required("preset_name", 100)
	b.Integer("alignment", 1, 9, 2)
	b.Integer("font_size", 1, 500, 24)
	b.Boolean("disable_highlight")
	if p := b.Object("position"); p != nil {
		p.Number("x", -10000, 10000, 0)
		p.Number("y", -10000, 10000, 0)
	}
}

// fillScenes puts the texts into the scripts of the scenes that are kept; all are
// where none is named.
func fillScenes(b *rest.Body, v *video, t cast.Template, keep []string, texts map[string]string) {
	known := map[string]bool{}
	for _, scene := range t.Scenes {
		known[scene.ID] = true
		if len(keep) > 0 && !rest.ContainsFold(keep, scene.ID) {
			continue
		}
		script := scene.Script
		for name, text := range texts {
			script = strings.ReplaceAll(script, "{{"+name+"}}", text)
		}
		v.script += script + "\n"
		v.Seconds += spokenSeconds(script, 1)
	}
	for _, id := range keep {
		if !known[id] {
			b.Fail("scene_ids", "scene %s does not exist", id)
		}
	}
}

// readVariables checks the values against the template, and gives the texts.
func (s *Videos) readVariables(b *rest.Body, t cast.Template) map[string]string {
	types := map[string]string{}
	for _, scene := range t.Scenes {
		for _, v := range scene.Variables {
			types[v.Name] = v.Type
		}
	}
	values := b.Object("variables")
	if values == nil {
		b.Fail("variables", "is required")
		return nil
	}
	texts := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(values.Fields)) {
		value := values.Object(name)
		if value == nil {
			values.Fail(name, "must be an object")
			continue
		}
		if types[name] == "" {
			values.Fail(name, "is no variable of this template")
		}
		if kind := value.Required("type", 30); kind != types[name] {
			value.Fail("type", "must be %s", types[name])
		}
		p := value.Object("properties")
		if p == nil {
			value.Fail("properties", "is required")
			continue
		}
		switch types[name] {
		case "text":
			texts[name] = p.Text("content", 5000)
		case "voice":
			s.catalog.UsableVoice(p, "voice_id", p.Required("voice_id", 200))
		case "character":
			s.catalog.UsableLook(p, "character_id", p.Required("character_id", 200))
		default:
			link, assetID := p.Link("url"), p.Text("asset_id", 200)
			if (link == "") == (assetID == "") {
				p.Fail("url", "give exactly one of url and asset_id")
			}
			s.KnownAsset(p, "asset_id", assetID)
			sim.RefusePage(p, "url", link)
		}
	}
	return texts
}
