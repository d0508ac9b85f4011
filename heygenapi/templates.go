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
	// Variables are by name, with their present values: what a request takes.
	Variables TemplateVariables `json:"variables"`
	Scenes    []TemplateScene   `json:"scenes"`
	SceneIDs  []string          `json:"scene_ids"`

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
	// Variables are the values by name. What is left out keeps its own, but a text
	// shows as its literal {{name}}.
	Variables TemplateVariables `json:"variables"`
	Title     string            `json:"title,omitempty"`
	// Caption burns captions in.
	Caption   bool       `json:"caption,omitempty"`
	Subtitles *Subtitles `json:"subtitles,omitempty"`
	// Dimension keeps the template's aspect ratio.
	Dimension *Dimension `json:"dimension,omitempty"`
	// SceneIDs choose, order and repeat scenes; all when empty.
	SceneIDs []string `json:"scene_ids,omitempty"`
	// FPS is 25, 30 or 60; 25 when nil.
	FPS                        *float64 `json:"fps,omitempty"`
	IncludeGIF                 bool     `json:"include_gif,omitempty"`
	EnableSharing              bool     `json:"enable_sharing,omitempty"`
	KeepTextVerticallyCentered bool     `json:"keep_text_vertically_centered,omitempty"`
	// ReorderMusic is true when nil.
	ReorderMusic    *bool  `json:"reorder_music,omitempty"`
	BrandGlossaryID string `json:"brand_glossary_id,omitempty"`
	// BrandVoiceID is the old name of BrandGlossaryID.
	BrandVoiceID string `json:"brand_voice_id,omitempty"`
	FolderID     string `json:"folder_id,omitempty"`
	CallbackURL  string `json:"callback_url,omitempty"`
	CallbackID   string `json:"callback_id,omitempty"`
}

// Dimension is a picture's size in pixels: even, 128 to 4096.
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
		req.Variables = TemplateVariables{}
	}
	return data[Video](ctx, c, call{op: "generate from template", kind: keyed, method: "POST", path: []string{"templates", templateID}, body: req, opts: options})
}

// TemplateVariables are variables of a template by their names.
type TemplateVariables map[string]TemplateVariable

// TemplateVariable is a variable's value, as a template shows it and as a request
// sends it: [TextVariable], [ImageVariable], [VideoVariable], [AudioVariable],
// [VoiceVariable], [CharacterVariable], or [RawVariable] for what this package
// does not know.
type TemplateVariable interface {
	json.Marshaler
	templateVariable()
}

// TextVariable is a text.
type TextVariable struct {
	// Content has 1 to 10,000 characters; a template may show an empty one.
	Content string `json:"content"`
}

// ImageVariable is a picture.
type ImageVariable struct {
	Asset MediaSource `json:"asset"`
	// Fit is cover, contain, crop or none; contain when empty.
	Fit string `json:"fit,omitempty"`
}

// VideoVariable is a clip.
type VideoVariable struct {
	Asset MediaSource `json:"asset"`
	// Fit is cover, contain, crop or none; contain when empty.
	Fit string `json:"fit,omitempty"`
	// PlayStyle is fit_to_scene, freeze, loop, once or full_video; loop when empty.
	PlayStyle string `json:"play_style,omitempty"`
	// Volume is 0 to 1; 1 when nil.
	Volume *float64 `json:"volume,omitempty"`
}

// AudioVariable is a sound.
type AudioVariable struct {
	Asset MediaSource `json:"asset"`
}

// VoiceVariable is a voice.
type VoiceVariable struct {
	VoiceID string `json:"voice_id"`
	Locale  string `json:"locale,omitempty"`
}

// CharacterVariable is who speaks.
type CharacterVariable struct {
	// CharacterID is a look's id.
	CharacterID string `json:"character_id"`
	// CharacterType is avatar or talking_photo; avatar when empty.
	CharacterType string `json:"character_type,omitempty"`
}

// RawVariable is JSON as it is.
type RawVariable json.RawMessage

func (TextVariable) templateVariable()      {}
func (ImageVariable) templateVariable()     {}
func (VideoVariable) templateVariable()     {}
func (AudioVariable) templateVariable()     {}
func (VoiceVariable) templateVariable()     {}
func (CharacterVariable) templateVariable() {}
func (RawVariable) templateVariable()       {}

// MarshalJSON fills in the discriminator.
func (v TextVariable) MarshalJSON() ([]byte, error) {
	type plain TextVariable
	return tagged("type", "text", plain(v))
}

// MarshalJSON fills in the discriminator.
func (v ImageVariable) MarshalJSON() ([]byte, error) {
	type plain ImageVariable
	return tagged("type", "image", plain(v))
}

// MarshalJSON fills in the discriminator.
func (v VideoVariable) MarshalJSON() ([]byte, error) {
	type plain VideoVariable
	return tagged("type", "video", plain(v))
}

// MarshalJSON fills in the discriminator.
func (v AudioVariable) MarshalJSON() ([]byte, error) {
	type plain AudioVariable
	return tagged("type", "audio", plain(v))
}

// MarshalJSON fills in the discriminator.
func (v VoiceVariable) MarshalJSON() ([]byte, error) {
	type plain VoiceVariable
	return tagged("type", "voice", plain(v))
}

// MarshalJSON fills in the discriminator.
func (v CharacterVariable) MarshalJSON() ([]byte, error) {
	type plain CharacterVariable
	return tagged("type", "character", plain(v))
}

// MarshalJSON writes the JSON as it is.
func (v RawVariable) MarshalJSON() ([]byte, error) { return json.RawMessage(v).MarshalJSON() }

// UnmarshalJSON reads the variables by their types.
func (v *TemplateVariables) UnmarshalJSON(raw []byte) error {
	var all map[string]json.RawMessage
	if err := json.Unmarshal(raw, &all); err != nil || all == nil {
		return err
	}
	*v = make(TemplateVariables, len(all))
	for name, one := range all {
		(*v)[name] = readVariable(one)
	}
	return nil
}

// readVariable reads a variable; one that is of another form stays as it is.
func readVariable(raw json.RawMessage) TemplateVariable {
	var v struct {
		Type          string          `json:"type"`
		Content       string          `json:"content"`
		Fit           string          `json:"fit"`
		Locale        string          `json:"locale"`
		PlayStyle     string          `json:"play_style"`
		Volume        *float64        `json:"volume"`
		VoiceID       string          `json:"voice_id"`
		CharacterID   string          `json:"character_id"`
		CharacterType string          `json:"character_type"`
		Asset         json.RawMessage `json:"asset"`
	}
	if json.Unmarshal(raw, &v) != nil {
		return RawVariable(raw)
	}
	asset := readMedia(v.Asset)
	switch {
	case v.Type == "text":
		return TextVariable{v.Content}
	case v.Type == "voice":
		return VoiceVariable{v.VoiceID, v.Locale}
	case v.Type == "character":
		return CharacterVariable{v.CharacterID, v.CharacterType}
	case asset == nil:
		return RawVariable(raw)
	case v.Type == "image":
		return ImageVariable{asset, v.Fit}
	case v.Type == "video":
		return VideoVariable{asset, v.Fit, v.PlayStyle, v.Volume}
	case v.Type == "audio":
		return AudioVariable{asset}
	default:
		return RawVariable(raw)
	}
}
