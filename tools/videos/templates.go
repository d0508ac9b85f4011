package videos

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"heygen-mcp/account"
	"heygen-mcp/catalog"
	"heygen-mcp/heygenapi"
	"heygen-mcp/jobs"
	"heygen-mcp/tools/check"
	"heygen-mcp/tools/fault"
	"heygen-mcp/tools/kit"
	"heygen-mcp/tools/lookup"
	"heygen-mcp/tools/pay"
)

// Templates are the tools for templates, which hosts show after those for voices.
func Templates() []kit.Tool {
	return []kit.Tool{
		kit.Define(kit.Tool{
			Name: "list_templates", Title: "List templates",
			Description: "The account's video templates, made in HeyGen's editor.",
			Hints:       kit.Hints{ReadOnly: true},
		}, listTemplates),
		kit.Define(kit.Tool{
			Name: "get_template", Title: "Get template",
			Description: "A template's scenes and the variables to fill, with their types.",
			Hints:       kit.Hints{ReadOnly: true},
		}, getTemplate),
		kit.Define(kit.Tool{
			Spends: true, Saves: true, Name: "generate_from_template", Title: "Create video from template",
			Description: "Render a template with its variables filled in. Costs money by the second; dry_run checks first. Returns at once: follow with get_video_status.",
		}, generateFromTemplate),
	}
}

type listTemplatesArgs struct {
	Query  string `json:"query,omitempty"`
	Limit  int    `json:"limit,omitempty" jsonschema:"minimum=1,maximum=100" jsonschema_description:"Default 10."`
	Cursor string `json:"cursor,omitempty"`
}

type templateRow struct {
	TemplateID  string `json:"template_id"`
	Name        string `json:"name"`
	AspectRatio string `json:"aspect_ratio,omitempty"`
	UpdatedAt   string `json:"updated_at,omitempty"`
}

func listTemplates(ctx context.Context, c *kit.Call, args listTemplatesArgs) (lookup.Found[templateRow], error) {
	acct, err := c.Account(ctx)
	if err != nil {
		return lookup.Found[templateRow]{}, err
	}
	found, err := acct.Catalog.FindTemplates(ctx, catalog.TemplateQuery{Text: args.Query, Limit: kit.PageSize(args.Limit), Cursor: args.Cursor})
	if err != nil {
		return lookup.Found[templateRow]{}, lookup.CursorError(err)
	}
	return lookup.FoundIn(found, templateRowOf), nil
}

func templateRowOf(t heygenapi.Template) templateRow {
	return templateRow{TemplateID: t.ID, Name: t.Name, AspectRatio: t.AspectRatio, UpdatedAt: kit.Timestamp(t.UpdatedAt)}
}

type getTemplateArgs struct {
	TemplateID string `json:"template_id" jsonschema:"required,minLength=1"`
}

type templateVariable struct {
	Name string `json:"name"`
	Type string `json:"type" jsonschema_description:"text, image, video, audio, voice or character."`
}

type templateScene struct {
	SceneID   string             `json:"scene_id"`
	Script    string             `json:"script,omitempty"`
	Variables []templateVariable `json:"variables,omitempty"`
}

type templateResult struct {
	templateRow
	Variables []templateVariable `json:"variables"`
	Scenes    []templateScene    `json:"scenes,omitempty"`
	Next      string             `json:"next"`
}

func getTemplate(ctx context.Context, c *kit.Call, args getTemplateArgs) (templateResult, error) {
	_, t, err := findTemplate(ctx, c, args.TemplateID)
	if err != nil {
		return templateResult{}, err
	}
	out := templateResult{
		templateRow: templateRow{TemplateID: t.ID, Name: t.Name, AspectRatio: t.AspectRatio, UpdatedAt: kit.Timestamp(t.UpdatedAt)},
		Variables:   []templateVariable{},
		Next:        "Call generate_from_template with a value for each variable: text as it is; image, video and audio as an https address or an asset id; voice as a voice_id; character as an avatar_id.",
	}
	types := variableTypes(t)
	for _, name := range slices.Sorted(maps.Keys(types)) {
		out.Variables = append(out.Variables, templateVariable{Name: name, Type: types[name]})
	}
	for _, s := range t.Scenes {
		scene := templateScene{SceneID: s.SceneID, Script: s.Script}
		for _, v := range s.Variables {
			scene.Variables = append(scene.Variables, templateVariable{Name: v.Name, Type: v.VariableType})
		}
		out.Scenes = append(out.Scenes, scene)
	}
	return out, nil
}

func findTemplate(ctx context.Context, c *kit.Call, id string) (*account.Account, heygenapi.TemplateDetail, error) {
	acct, err := c.Account(ctx)
	if err != nil {
		return nil, heygenapi.TemplateDetail{}, err
	}
	t, err := acct.API.GetTemplate(ctx, id)
	if heygenapi.IsNotFound(err) {
		return nil, t, fault.Invalid("template_id", fmt.Sprintf("is %q, and there is no such template", fault.Cut(id)), "Find it with list_templates.")
	}
	return acct, t, err
}

// variableTypes joins what the scenes and the template itself say of its
// variables; either may be left out.
func variableTypes(t heygenapi.TemplateDetail) map[string]string {
	types := map[string]string{}
	for name, variable := range t.Variables {
		raw, _ := variable.MarshalJSON()
		var v struct {
			Type         string `json:"type"`
			VariableType string `json:"variable_type"`
		}
		// An unknown shape still tells that the variable exists.
		_ = json.Unmarshal(raw, &v)
		types[name] = v.Type + v.VariableType
	}
	for _, s := range t.Scenes {
		for _, v := range s.Variables {
			types[v.Name] = v.VariableType
		}
	}
	return types
}

type generateFromTemplateArgs struct {
	TemplateID   string            `json:"template_id" jsonschema:"required,minLength=1"`
	Variables    map[string]string `json:"variables" jsonschema:"required" jsonschema_description:"Name to value, as get_template tells."`
	Title        string            `json:"title,omitempty"`
	Captions     string            `json:"captions,omitempty" jsonschema:"enum=file,enum=burned" former:"caption,true=burned,false=file;burn_captions,true=burned,false=file"`
	SceneIDs     []string          `json:"scene_ids,omitempty" jsonschema_description:"Only these scenes."`
	Width        int               `json:"width,omitempty" jsonschema:"minimum=128,maximum=4096"`
	Height       int               `json:"height,omitempty" jsonschema:"minimum=128,maximum=4096"`
	BrandVoiceID string            `json:"brand_voice_id,omitempty"`
	CallbackURL  string            `json:"callback_url,omitempty"`
	CallbackID   string            `json:"callback_id,omitempty"`
	DryRun       bool              `json:"dry_run,omitempty"`
}

func (a generateFromTemplateArgs) Check() error {
	return check.First(
		check.Needs("width", a.Width > 0, "height", a.Height > 0), check.Needs("height", a.Height > 0, "width", a.Width > 0),
		check.WebAddress("callback_url", a.CallbackURL),
	)
}

func generateFromTemplate(ctx context.Context, c *kit.Call, args generateFromTemplateArgs) (createdVideo, error) {
	acct, t, err := findTemplate(ctx, c, args.TemplateID)
	if err != nil {
		return createdVideo{}, err
	}
	variables, err := fillVariables(ctx, acct, t, args.Variables)
	if err != nil {
		return createdVideo{}, err
	}
	if err := checkScenes(t, args.SceneIDs); err != nil {
		return createdVideo{}, err
	}
	estimate, warnings, err := priceTemplate(c, t, args.SceneIDs, args.Variables)
	if err != nil {
		return createdVideo{}, err
	}
	out := createdVideo{Estimate: estimate, Warnings: append(warnings, templateAloud(t, args.Variables)...), Status: pay.StatusDryRun, Next: pay.NextDryRun}
	if args.DryRun {
		return out, nil
	}
	req := heygenapi.TemplateRequest{
		Variables: variables, Title: args.Title, Caption: args.Captions == burned, SceneIDs: args.SceneIDs, BrandVoiceID: args.BrandVoiceID,
		CallbackURL: args.CallbackURL, CallbackID: args.CallbackID,
	}
	if args.Width > 0 {
		req.Dimension = &heygenapi.Dimension{Width: args.Width, Height: args.Height}
	}
	video, err := pay.Spend(ctx, c, acct, pay.Purchase{Kind: jobs.KindVideo, Title: args.Title, Estimate: estimate, Keyed: true},
		func(v heygenapi.Video) []string { return []string{v.ID} },
		func(ctx context.Context, options ...heygenapi.CallOption) (heygenapi.Video, error) {
			return acct.API.GenerateFromTemplate(ctx, t.ID, req, options...)
		})
	if err != nil {
		return createdVideo{}, err
	}
	out.VideoID, out.Status, out.Next = video.ID, string(video.Status), pay.NextFollow
	return out, nil
}

func checkScenes(t heygenapi.TemplateDetail, wanted []string) error {
	for _, id := range wanted {
		if len(t.SceneIDs) > 0 && !slices.Contains(t.SceneIDs, id) {
			return fault.Invalid("scene_ids", fmt.Sprintf("has %q, which is no scene of this template", fault.Cut(id)), "Use some of: "+strings.Join(t.SceneIDs, ", ")+".")
		}
	}
	return nil
}

// fillVariables makes the API's typed values from plain strings.
func fillVariables(ctx context.Context, acct *account.Account, t heygenapi.TemplateDetail, values map[string]string) (heygenapi.TemplateVariables, error) {
	types := variableTypes(t)
	filled := make(heygenapi.TemplateVariables, len(values))
	for _, name := range slices.Sorted(maps.Keys(values)) {
		typ, known := types[name]
		if !known {
			return nil, fault.Invalid("variables."+name, "is no variable of this template", "It has: "+strings.Join(slices.Sorted(maps.Keys(types)), ", ")+".")
		}
		v, err := fillVariable(ctx, acct, name, typ, values[name])
		if err != nil {
			return nil, err
		}
		filled[name] = v
	}
	return filled, nil
}

func fillVariable(ctx context.Context, acct *account.Account, name, typ, value string) (heygenapi.TemplateVariable, error) {
	field := "variables." + name
	switch typ {
	case "image", "video", "audio":
		media, err := variableMedia(field, value)
		if err != nil {
			return nil, err
		}
		switch typ {
		case "image":
			return heygenapi.ImageVariable{Asset: media}, nil
		case "video":
			return heygenapi.VideoVariable{Asset: media}, nil
		default:
			return heygenapi.AudioVariable{Asset: media}, nil
		}
	case "voice":
		if _, err := lookup.Voice(ctx, acct, field, value); err != nil {
			return nil, err
		}
		return heygenapi.VoiceVariable{VoiceID: value}, nil
	case "character", "avatar":
		if _, err := lookup.ReadyLook(ctx, acct, field, value); err != nil {
			return nil, err
		}
		return heygenapi.CharacterVariable{CharacterID: value}, nil
	default:
		return heygenapi.TextVariable{Content: value}, nil
	}
}

// variableMedia takes an address or, where it is none, an asset's id.
func variableMedia(field, value string) (heygenapi.MediaSource, error) {
	if !strings.Contains(value, "://") {
		if value == "" {
			return nil, fault.Invalid(field, "is empty", "Give an https address of the file, or the asset id of an upload_asset.")
		}
		return heygenapi.MediaAsset{AssetID: value}, nil
	}
	if err := check.MediaAddress(field, value); err != nil {
		return nil, err
	}
	return heygenapi.MediaURL{URL: value}, nil
}
