package heygenapi

import (
	"context"
	"encoding/json"
	"iter"
)

// Template is a template in a list.
type Template struct {
	ID           string `json:"id"`
	Name         string `json:"name"`
	AspectRatio  string `json:"aspect_ratio"`
	ThumbnailURL string `json:"thumbnail_url"`
	CreatedAt    Time   `json:"created_at"`
	UpdatedAt    Time   `json:"updated_at"`

	Extra map[string]json.RawMessage `json:"-"`
}

// TemplateDetail is a template with what there is to fill in.
type TemplateDetail struct {
	ID           string `json:"id"`
	Name         string `json:"name"`
	AspectRatio  string `json:"aspect_ratio"`
	ThumbnailURL string `json:"thumbnail_url"`
	CreatedAt    Time   `json:"created_at"`
	UpdatedAt    Time   `json:"updated_at"`
	// Variables are the template's variables by name, in a shape that HeyGen's
	// reference leaves open.
	Variables map[string]json.RawMessage `json:"variables"`
	Scenes    []TemplateScene            `json:"scenes"`
	SceneIDs  []string                   `json:"scene_ids"`

	Extra map[string]json.RawMessage `json:"-"`
}

// TemplateScene is a scene of a template.
type TemplateScene struct {
	SceneID   string                  `json:"scene_id"`
	Script    string                  `json:"script"`
	Variables []TemplateSceneVariable `json:"variables"`

	Extra map[string]json.RawMessage `json:"-"`
}

// TemplateSceneVariable is a variable that a scene uses.
type TemplateSceneVariable struct {
	Name string `json:"name"`
	// VariableType is text, image, video, audio, voice or character.
	VariableType string `json:"variable_type"`

	Extra map[string]json.RawMessage `json:"-"`
}

// TemplateRequest renders a template.
type TemplateRequest struct {
	// Variables are the values by name; leave out what keeps its own.
	Variables map[string]TemplateVariable `json:"variables"`
	Title     string                      `json:"title,omitempty"`
	Caption   bool                        `json:"caption,omitempty"`
	Subtitles *Subtitles                  `json:"subtitles,omitempty"`
	Dimension *Dimension                  `json:"dimension,omitempty"`
	// SceneIDs keep some scenes only.
	SceneIDs                   []string `json:"scene_ids,omitempty"`
	FPS                        *float64 `json:"fps,omitempty"`
	IncludeGIF                 bool     `json:"include_gif,omitempty"`
	EnableSharing              bool     `json:"enable_sharing,omitempty"`
	KeepTextVerticallyCentered bool     `json:"keep_text_vertically_centered,omitempty"`
	// ReorderMusic is true when nil.
	ReorderMusic *bool  `json:"reorder_music,omitempty"`
	BrandVoiceID string `json:"brand_voice_id,omitempty"`
	FolderID     string `json:"folder_id,omitempty"`
	CallbackURL  string `json:"callback_url,omitempty"`
	CallbackID   string `json:"callback_id,omitempty"`
}

// Dimension is a picture's size in pixels.
type Dimension struct {
	Width  int `json:"width"`
	Height int `json:"height"`
}

// Subtitles are burned-in captions in one of HeyGen's designs.
type Subtitles struct {
	PresetName       string            `json:"preset_name"`
	Alignment        *int              `json:"alignment,omitempty"`
	DisableHighlight *bool             `json:"disable_highlight,omitempty"`
	FontSize         *int              `json:"font_size,omitempty"`
	Position         *SubtitlePosition `json:"position,omitempty"`
}

// SubtitlePosition is where subtitles stand.
type SubtitlePosition struct {
	X float64 `json:"x"`
	Y float64 `json:"y"`
}

// ListTemplates gives a page of templates, 100 at most (GET /v3/templates).
func (c *Client) ListTemplates(ctx context.Context, o PageOptions) (Page[Template], error) {
	return page[Template](ctx, c, call{op: "list templates", method: "GET", path: []string{"templates"}, query: o.values()})
}

// Templates iterates over the templates.
func (c *Client) Templates(ctx context.Context, o PageOptions) iter.Seq2[Template, error] {
	return iterate(o, func(p PageOptions) (Page[Template], error) { return c.ListTemplates(ctx, p) })
}

// GetTemplate gives a template (GET /v3/templates/{template_id}).
func (c *Client) GetTemplate(ctx context.Context, templateID string) (TemplateDetail, error) {
	return data[TemplateDetail](ctx, c, call{op: "get template", method: "GET", path: []string{"templates", templateID}})
}

// GenerateFromTemplate starts a render (POST /v3/templates/{template_id}); it
// is paid for when it completes.
func (c *Client) GenerateFromTemplate(ctx context.Context, templateID string, req TemplateRequest, options ...CallOption) (Video, error) {
	if req.Variables == nil {
		req.Variables = map[string]TemplateVariable{}
	}
	return data[Video](ctx, c, call{op: "generate from template", kind: keyed, method: "POST", path: []string{"templates", templateID}, body: req, opts: options})
}

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
