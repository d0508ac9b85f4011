package migration

import (
	"maps"
	"slices"
	"strings"

	"heygen-mcp/heygenapi"
)

// convertTemplate converts POST /v2/template/{id}/generate.
func convertTemplate(d *draft, root object, vars map[string]string) any {
	if vars["id"] == "" {
		vars["id"] = root.text("template_id", "the path")
	} else {
		root.drop("template_id", "stands in the path too", "Keep one of them.")
	}
	if d.err == nil && vars["id"] == "" {
		d.fail("template_id", "", "is missing: it stood in the old path", "State the path, such as --endpoint /v2/template/ID/generate, or find the id with list_templates")
	}
	req := heygenapi.TemplateRequest{
		Variables: root.readVariables(), Title: root.text(root.first("title", "video_title"), "title"),
		SceneIDs: root.texts("scene_ids", "scene_ids"), FPS: root.number("fps", "fps", 1, 60),
		ReorderMusic: root.flag("reorder_music", "reorder_music"), BrandVoiceID: root.text("brand_voice_id", "brand_voice_id"),
		FolderID: root.text("folder_id", "folder_id"), CallbackURL: root.link("callback_url", "callback_url"), CallbackID: root.text("callback_id", "callback_id"),
	}
	root.flags(map[string]*bool{
		"caption": &req.Caption, "include_gif": &req.IncludeGIF, "enable_sharing": &req.EnableSharing, "keep_text_vertically_centered": &req.KeepTextVerticallyCentered,
	})
	if size, ok := root.child("dimension"); ok {
		width, height := size.integer("width", "dimension.width", 128, 4096), size.integer("height", "dimension.height", 128, 4096)
		if width != nil && height != nil {
			req.Dimension = &heygenapi.Dimension{Width: *width, Height: *height}
		} else {
			d.fail("dimension", show(root.fields["dimension"]), "needs width and height from 128 to 4096", "Give both, or leave dimension out")
		}
	}
	if design, ok := root.child("subtitles"); ok {
		req.Subtitles = design.readSubtitles()
	}
	d.warn("Compare the variables with get_template: HeyGen refuses names that the template does not have.")
	d.warn(warnOldIDs)
	return req
}

func (o object) readSubtitles() *heygenapi.Subtitles {
	if !o.has("preset_name") {
		o.d.lose(o.path, o.fields, "names no preset_name, which v3 demands", "Add preset_name, or set caption.")
		return nil
	}
	out := heygenapi.Subtitles{
		PresetName: o.text("preset_name", "subtitles.preset_name"), Alignment: o.integer("alignment", "subtitles.alignment", 1, 9),
		DisableHighlight: o.flag("disable_highlight", "subtitles.disable_highlight"), FontSize: o.integer("font_size", "subtitles.font_size", 1, 500),
	}
	if at, ok := o.child("position"); ok {
		out.Position = &heygenapi.SubtitlePosition{}
		if x := at.number("x", "subtitles.position.x", -10000, 10000); x != nil {
			out.Position.X = *x
		}
		if y := at.number("y", "subtitles.position.y", -10000, 10000); y != nil {
			out.Position.Y = *y
		}
	}
	return &out
}

// readVariables reads the values, each of which has a type of its own. A bare
// string is a text.
func (o object) readVariables() heygenapi.TemplateVariables {
	out := heygenapi.TemplateVariables{}
	values, ok := o.child("variables")
	if !ok {
		return out
	}
	for _, name := range slices.Sorted(maps.Keys(values.fields)) {
		to := join("variables", name)
		if content, bare := values.fields[name].(string); bare && !holdsKey(name, content) {
			values.d.keep(values.at(name), to+".content", "as a text variable")
			out[name] = heygenapi.TextVariable{Content: content}
			continue
		}
		if variable, ok := values.child(name); ok {
			if v := variable.readVariable(name, to); v != nil {
				out[name] = v
			}
		}
	}
	return out
}

func (o object) readVariable(key, to string) heygenapi.TemplateVariable {
	kind := strings.ToLower(o.peek("type"))
	p, _ := o.child("properties")
	if o.peek("name") == key {
		o.same("name", "the variable's key names it")
	} else {
		o.drop("name", "is another than the variable's key, and v3 goes by the key", "Make the key the name that get_template shows.")
	}
	to += "."
	var out heygenapi.TemplateVariable
	switch kind {
	case "text":
		out = heygenapi.TextVariable{Content: p.text("content", to+"content")}
	case "voice":
		if id := p.text("voice_id", to+"voice_id"); id != "" {
			out = heygenapi.VoiceVariable{VoiceID: id}
		}
	case "character", "avatar":
		from := p.first("character_id", "avatar_id", "talking_photo_id")
		if id := p.text(from, to+"character_id"); id != "" {
			out = heygenapi.CharacterVariable{CharacterID: id}
			p.same("type", "looks of every kind are avatars in v3")
		}
	case "image", "video", "audio":
		out = p.readMediaVariable(kind, to)
	default:
		o.d.lose(o.path, o.fields, "is of no type that v3 has", "Give it as text, image, video, audio, voice or character; get_template tells which.")
		return nil
	}
	if out == nil && o.d.err == nil {
		o.d.fail(o.path, show(o.fields), "has no value for its type", "Give properties with content, url, asset_id, voice_id or character_id")
	}
	o.same("type", "as "+kind)
	return out
}

func (o object) readMediaVariable(kind, to string) heygenapi.TemplateVariable {
	var media heygenapi.MediaSource
	asset := o.first("asset_id", kind+"_asset_id")
	switch {
	case isWeb(o.peek("url")) && !o.has(asset):
		if link := o.text("url", to+"asset.url"); link != "" {
			media = heygenapi.MediaURL{URL: link}
		}
	case o.has(asset):
		if id := o.text(asset, to+"asset.asset_id"); id != "" {
			media = heygenapi.MediaAsset{AssetID: id}
		}
		o.drop("url", "is given beside the asset, and one source is enough", "Keep one of the two.")
	}
	if media == nil {
		return nil
	}
	switch kind {
	case "image":
		return heygenapi.ImageVariable{Asset: media, Fit: o.mapped("fit", to+"fit", map[string]string{
			"contain": "contain", "cover": "cover", "crop": "crop", "none": "none",
		})}
	case "video":
		return heygenapi.VideoVariable{Asset: media, Volume: o.number("volume", to+"volume", 0, 1)}
	default:
		return heygenapi.AudioVariable{Asset: media}
	}
}
