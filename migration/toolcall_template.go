package migration

import (
	"maps"
	"slices"

	"heygen-mcp/heygenapi"
)

// template is a rendered template: its variables are plain texts, addresses or ids.
func (a arguments) template(b heygenapi.TemplateRequest) (lacks []string) {
	values := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(b.Variables)) {
		variable := b.Variables[name]
		values[name] = plainValue(variable)
		if image, ok := variable.(heygenapi.ImageVariable); ok && image.Fit != "" {
			lacks = append(lacks, join("variables", name)+".fit")
		}
		if clip, ok := variable.(heygenapi.VideoVariable); ok && clip.Volume != nil {
			lacks = append(lacks, join("variables", name)+".volume")
		}
	}
	a["variables"] = values
	put(a, "title", b.Title)
	burned(a, b.Caption)
	list(a, "scene_ids", b.SceneIDs)
	if b.Dimension != nil {
		a["width"], a["height"] = b.Dimension.Width, b.Dimension.Height
	}
	put(a, "brand_voice_id", b.BrandVoiceID)
	put(a, "callback_url", b.CallbackURL)
	put(a, "callback_id", b.CallbackID)
	for _, rest := range []given{
		{"enable_sharing", b.EnableSharing}, {"folder_id", b.FolderID != ""}, {"fps", b.FPS != nil}, {"include_gif", b.IncludeGIF},
		{"keep_text_vertically_centered", b.KeepTextVerticallyCentered}, {"reorder_music", b.ReorderMusic != nil && !*b.ReorderMusic}, {"subtitles", b.Subtitles != nil},
	} {
		lacks = rest.add(lacks)
	}
	return lacks
}

// plainValue is a variable as generate_from_template takes it.
func plainValue(v heygenapi.TemplateVariable) string {
	source := func(m heygenapi.MediaSource) string {
		switch m := m.(type) {
		case heygenapi.MediaURL:
			return m.URL
		case heygenapi.MediaAsset:
			return m.AssetID
		default:
			return ""
		}
	}
	switch v := v.(type) {
	case heygenapi.TextVariable:
		return v.Content
	case heygenapi.ImageVariable:
		return source(v.Asset)
	case heygenapi.VideoVariable:
		return source(v.Asset)
	case heygenapi.AudioVariable:
		return source(v.Asset)
	case heygenapi.VoiceVariable:
		return v.VoiceID
	case heygenapi.CharacterVariable:
		return v.CharacterID
	default:
		return ""
	}
}
