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

// Templates drains the templates.
func (c *Client) Templates(ctx context.Context, o PageOptions) iter.Seq2[Template, error] {
	return drain(o, func(p PageOptions) (Page[Template], error) { return c.ListTemplates(ctx, p) })
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
