package heygenapi

import "encoding/json"

// TemplateVariable is a value for a template: [TextVariable], [ImageVariable],
// [VideoVariable], [AudioVariable], [VoiceVariable], [CharacterVariable], or
// [RawVariable] for what this package does not know.
type TemplateVariable interface {
	json.Marshaler
	templateVariable()
}

// TextVariable is a text.
type TextVariable struct{ Name, Content string }

// ImageVariable is a picture.
type ImageVariable struct {
	Name  string
	Media MediaSource
	// Fit is contain, cover, crop or none; empty leaves it to HeyGen.
	Fit string
}

// VideoVariable is a clip.
type VideoVariable struct {
	Name  string
	Media MediaSource
}

// AudioVariable is a sound.
type AudioVariable struct {
	Name  string
	Media MediaSource
}

// VoiceVariable is a voice.
type VoiceVariable struct{ Name, VoiceID string }

// CharacterVariable is an avatar: a look's id.
type CharacterVariable struct{ Name, CharacterID string }

// RawVariable is JSON as it is.
type RawVariable json.RawMessage

func (TextVariable) templateVariable()      {}
func (ImageVariable) templateVariable()     {}
func (VideoVariable) templateVariable()     {}
func (AudioVariable) templateVariable()     {}
func (VoiceVariable) templateVariable()     {}
func (CharacterVariable) templateVariable() {}
func (RawVariable) templateVariable()       {}

func marshalVariable(name, typ string, properties map[string]any) ([]byte, error) {
	return json.Marshal(map[string]any{"name": name, "type": typ, "properties": properties})
}

// MarshalJSON writes name, type and properties.
func (v TextVariable) MarshalJSON() ([]byte, error) {
	return marshalVariable(v.Name, "text", map[string]any{"content": v.Content})
}

// MarshalJSON writes name, type and properties.
func (v ImageVariable) MarshalJSON() ([]byte, error) {
	p := mediaProperties(v.Media)
	if v.Fit != "" {
		p["fit"] = v.Fit
	}
	return marshalVariable(v.Name, "image", p)
}

// MarshalJSON writes name, type and properties.
func (v VideoVariable) MarshalJSON() ([]byte, error) {
	return marshalVariable(v.Name, "video", mediaProperties(v.Media))
}

// MarshalJSON writes name, type and properties.
func (v AudioVariable) MarshalJSON() ([]byte, error) {
	return marshalVariable(v.Name, "audio", mediaProperties(v.Media))
}

// MarshalJSON writes name, type and properties.
func (v VoiceVariable) MarshalJSON() ([]byte, error) {
	return marshalVariable(v.Name, "voice", map[string]any{"voice_id": v.VoiceID})
}

// MarshalJSON writes name, type and properties.
func (v CharacterVariable) MarshalJSON() ([]byte, error) {
	return marshalVariable(v.Name, "character", map[string]any{"character_id": v.CharacterID, "type": "avatar"})
}

// MarshalJSON writes the JSON as it is.
func (v RawVariable) MarshalJSON() ([]byte, error) { return json.RawMessage(v).MarshalJSON() }

// mediaProperties names a file as template variables do.
func mediaProperties(m MediaSource) map[string]any {
	switch m := m.(type) {
	case MediaURL:
		return map[string]any{"url": m.URL}
	case MediaAsset:
		return map[string]any{"asset_id": m.AssetID}
	case MediaBase64:
		return map[string]any{"data": m.Data, "media_type": m.MediaType}
	default:
		return map[string]any{}
	}
}
