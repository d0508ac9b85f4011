package videos

import (
	"cmp"
	"fmt"
	"maps"
	"math"
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
	return cast.Template{}, rest.NotFound("template_not_found", "template "+r.PathValue("id"))
}

func (s *Videos) getTemplate(r *rest.Request, t cast.Template) (any, error) {
	o := s.showTemplate(r.Base, t)
	ids, scenes, variables := []string{}, []rest.Object{}, rest.Object{}
	for _, scene := range t.Scenes {
		ids = append(ids, scene.ID)
		blanks := []rest.Object{}
		for _, v := range scene.Variables {
			blanks = append(blanks, rest.Object{"name": v.Name, "variable_type": v.Type})
			variables[v.Name] = s.present(r.Base, v)
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
	keep := b.Texts("scene_ids", 0, 1000)
	if fps := b.Number("fps", 0, 1000, 25); fps != 25 && fps != 30 && fps != 60 {
		b.Fail("fps", "must be 25, 30 or 60")
	}
	v.Callback = sim.ReadCallback(b)
	v.folder = b.Text("folder_id", 200)
	if d := b.Object("dimension"); d != nil {
		readDimension(d, t.AspectRatio)
	}
	if sub := b.Object("subtitles"); sub != nil {
		readSubtitles(sub)
		v.burned = true
	}
	fillScenes(b, v, t, keep, texts)
	return v
}

// readDimension reads a size in the aspect of the template.
func readDimension(b *rest.Body, aspect string) {
	sides := map[string]int{}
	for _, side := range []string{"width", "height"} {
		sides[side] = b.Integer(side, 128, 4096, 0)
		if sides[side]%2 != 0 {
			b.Fail(side, "must be even")
		}
	}
	var w, h int
	if _, err := fmt.Sscanf(aspect, "%d:%d", &w, &h); err == nil && math.Abs(float64(sides["width"]*h-sides["height"]*w)) > float64(2*max(w, h)) {
		b.Fail("width", "must keep the template's aspect ratio of %s", aspect)
	}
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
	scenes := map[string]cast.TemplateScene{}
	for _, scene := range t.Scenes {
		scenes[scene.ID] = scene
	}
	if len(keep) == 0 {
		for _, scene := range t.Scenes {
			keep = append(keep, scene.ID)
		}
	}
	for _, id := range keep {
		scene, ok := scenes[id]
		if !ok {
			b.Fail("scene_ids", "scene %s does not exist", id)
			continue
		}
		// A text that is not given stays as {{name}}, and is spoken so.
		script := scene.Script
		for name, text := range texts {
			script = strings.ReplaceAll(script, "{{"+name+"}}", text)
		}
		v.script += script + "\n"
		v.Seconds += spokenSeconds(script, 1)
	}
}

// variableTypes are the types of a template's variables by their names.
func variableTypes(t cast.Template) map[string]string {
	types := map[string]string{}
	for _, scene := range t.Scenes {
		for _, v := range scene.Variables {
			types[v.Name] = v.Type
		}
	}
	return types
}

// readVariables checks the values against the template, and gives the texts.
func (s *Videos) readVariables(b *rest.Body, t cast.Template) map[string]string {
	types, texts := variableTypes(t), map[string]string{}
	values := b.Object("variables")
	for _, name := range slices.Sorted(maps.Keys(values.Fields)) {
		value := values.Object(name)
		switch kind := value.Text("type", 30); {
		case types[name] == "":
			values.Fail(name, "is no variable of this template")
		case kind != types[name]:
			value.Fail("type", "must be %s", types[name])
		case kind == "text":
			texts[name] = value.Text("content", 10000)
		case kind == "voice":
			s.catalog.UsableVoice(value, "voice_id", value.Text("voice_id", 200))
		case kind == "character":
			s.catalog.UsableLook(value, "character_id", value.Text("character_id", 200))
		default:
			s.ReadSource(value, "asset", true, true)
		}
	}
	return texts
}

// present is the value that a variable has in the template as it was saved.
func (s *Videos) present(base string, v cast.TemplateVariable) rest.Object {
	o := rest.Object{"type": v.Type}
	asset := func(kind, ext string) {
		o["asset"] = rest.Object{"type": "url", "url": s.Link(base, kind, v.Name, ext)}
	}
	switch v.Type {
	case "text":
		o["content"] = strings.ReplaceAll(v.Name, "_", " ")
	case "image":
		asset("picture", ".png")
		o["fit"] = "contain"
	case "video":
		asset("preview", ".mp4")
		o["fit"], o["play_style"], o["volume"] = "cover", "loop", 1
	case "audio":
		o["asset"] = rest.Object{"type": "url", "url": s.Link(base, "sound", s.Cast.Sounds[0].ID, ".wav")}
	case "character":
		o["character_id"], o["character_type"] = s.Cast.Looks[len(s.Cast.Looks)-1].ID, "avatar"
	case "voice":
		o["voice_id"], o["locale"] = s.Cast.Voices[len(s.Cast.Voices)-1].ID, nil
	}
	return o
}
