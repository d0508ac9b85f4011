package heygentest

import (
	"maps"
	"slices"
	"strings"

	"heygen-mcp/heygenapi/heygentest/cast"
)

func templateRoutes() []route {
	return []route{
		{pattern: "GET /v3/templates", handle: listTemplates},
		{pattern: "GET /v3/templates/{id}", handle: getTemplate},
		{pattern: "POST /v3/templates/{id}", honours: true, handle: generateFromTemplate},
	}
}

func (s *Server) templateObject(base string, t cast.Template) object {
	return object{
		"id": t.ID, "name": t.Name, "aspect_ratio": t.AspectRatio, "created_at": t.CreatedAt, "updated_at": t.UpdatedAt,
		"thumbnail_url": s.link(base, "picture", t.ID, ".png"),
	}
}

func listTemplates(s *Server, r *request) (any, error) {
	items, p, err := pageOf(r, s.cast().Templates, 10, 100)
	p.data = mapped(items, func(t cast.Template) object { return s.templateObject(r.base, t) })
	return p, err
}

func (s *Server) templateOf(r *request) (cast.Template, error) {
	for _, t := range s.cast().Templates {
		if t.ID == r.PathValue("id") {
			return t, nil
		}
	}
	return cast.Template{}, notFound("resource_not_found", "template "+r.PathValue("id"))
}

func getTemplate(s *Server, r *request) (any, error) {
	t, err := s.templateOf(r)
	if err != nil {
		return nil, err
	}
	o := s.templateObject(r.base, t)
	ids, scenes, variables := []string{}, []object{}, object{}
	for _, scene := range t.Scenes {
		ids = append(ids, scene.ID)
		blanks := []object{}
		for _, v := range scene.Variables {
			blanks = append(blanks, object{"name": v.Name, "variable_type": v.Type})
			variables[v.Name] = object{"name": v.Name, "type": v.Type, "properties": object{}}
		}
		scenes = append(scenes, object{"scene_id": scene.ID, "script": orNull(scene.Script), "variables": blanks})
	}
	o["scene_ids"], o["scenes"], o["variables"] = ids, scenes, variables
	return o, nil
}

func generateFromTemplate(s *Server, r *request) (any, error) {
	t, err := s.templateOf(r)
	if err != nil {
		return nil, err
	}
	b, problem := r.read()
	v := &video{title: b.text("title", 1000), aspect: t.AspectRatio, format: "mp4", product: "template", burned: b.boolean("caption")}
	if v.title == "" {
		v.title = t.Name
	}
	texts := s.readVariables(b, t)
	keep := b.texts("scene_ids", 0, 100)
	b.number("fps", 1, 60, 25)
	v.callback = b.callback()
	b.text("brand_voice_id", 200)
	for _, field := range []string{"enable_sharing", "include_gif", "keep_text_vertically_centered", "reorder_music"} {
		b.boolean(field)
	}
	v.folder = b.text("folder_id", 200)
	if d := b.object("dimension"); d != nil {
		for _, side := range []string{"width", "height"} {
			if d.integer(side, 128, 4096, 0) == 0 {
				d.fail(side, "is required")
			}
		}
	}
	if sub := b.object("subtitles"); sub != nil {
		sub.required("preset_name", 100)
		sub.integer("alignment", 1, 9, 2)
		sub.integer("font_size", 1, 500, 24)
		sub.boolean("disable_highlight")
		if p := sub.object("position"); p != nil {
			p.number("x", -10000, 10000, 0)
			p.number("y", -10000, 10000, 0)
		}
		v.burned = true
	}
	known := map[string]bool{}
	for _, scene := range t.Scenes {
		known[scene.ID] = true
		if len(keep) > 0 && !contains(keep, scene.ID) {
			continue
		}
		script := scene.Script
		for name, text := range texts {
			script = strings.ReplaceAll(script, "{{"+name+"}}", text)
		}
		v.script += script + "\n"
		v.seconds += spokenSeconds(script, 1)
	}
	for _, id := range keep {
		if !known[id] {
			b.fail("scene_ids", "scene %s does not exist", id)
		}
	}
	if err := problem.err(); err != nil {
		return nil, err
	}
	if err := s.mayStart(1); err != nil {
		return nil, err
	}
	v.fault = r.fault
	s.startVideo(v)
	return s.videoObject(r.base, v), nil
}

// readVariables checks the values against the template, and gives the texts.
func (s *Server) readVariables(b *body, t cast.Template) map[string]string {
	types := map[string]string{}
	for _, scene := range t.Scenes {
		for _, v := range scene.Variables {
			types[v.Name] = v.Type
		}
	}
	values := b.object("variables")
	if values == nil {
		b.fail("variables", "is required")
		return nil
	}
	texts := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(values.fields)) {
		value := values.object(name)
		if value == nil {
			values.fail(name, "must be an object")
			continue
		}
		if types[name] == "" {
			values.fail(name, "is no variable of this template")
		}
		if kind := value.required("type", 30); kind != types[name] {
			value.fail("type", "must be %s", types[name])
		}
		p := value.object("properties")
		if p == nil {
			value.fail("properties", "is required")
			continue
		}
		switch types[name] {
		case "text":
			texts[name] = p.text("content", 5000)
		case "voice":
			s.usableVoice(p, "voice_id", p.required("voice_id", 200))
		case "character":
			s.usableLook(p, "character_id", p.required("character_id", 200))
		default:
			link, assetID := p.link("url"), p.text("asset_id", 200)
			if (link == "") == (assetID == "") {
				p.fail("url", "give exactly one of url and asset_id")
			}
			p.knownAsset(s, "asset_id", assetID)
			p.downloadable("url", link)
		}
	}
	return texts
}
