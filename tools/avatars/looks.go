package avatars

import (
	"context"
	"slices"

	"heygen-mcp/catalog"
	"heygen-mcp/tools/kit"
	"heygen-mcp/tools/lookup"
)

// Tools are the tools of this package.
func Tools() []kit.Tool { return slices.Concat(avatarTools(), studioTools()) }

func avatarTools() []kit.Tool {
	return []kit.Tool{
		kit.Define(kit.Tool{
			Name: "list_avatars", Title: "Search avatars",
			Description: "Search the looks (ready-to-use avatars) by words and filters. Without group_id it shows varied people, one look each first. The id is create_video's avatar_id.",
			Hints:       kit.Hints{ReadOnly: true},
		}, listAvatars),
		kit.Define(kit.Tool{
			Name: "get_avatar_look", Title: "Get avatar look",
			Description: "One look in full: engines, default voice, size, previews, readiness.",
			Hints:       kit.Hints{ReadOnly: true},
		}, getAvatarLook),
	}
}

type listAvatarsArgs struct {
	Query       string `json:"query,omitempty" jsonschema_description:"Name, clothes, setting, pose; typos are fine."`
	Gender      string `json:"gender,omitempty" jsonschema:"enum=male,enum=female"`
	AvatarType  string `json:"avatar_type,omitempty" jsonschema:"enum=studio_avatar,enum=digital_twin,enum=photo_avatar"`
	Engine      string `json:"engine,omitempty" jsonschema:"enum=avatar_iii,enum=avatar_iv,enum=avatar_v"`
	Orientation string `json:"orientation,omitempty" jsonschema:"enum=portrait,enum=landscape,enum=square"`
	Ownership   string `json:"ownership,omitempty" jsonschema:"enum=public,enum=private" jsonschema_description:"private: the user's own."`
	GroupID     string `json:"group_id,omitempty" jsonschema_description:"All looks of one person."`
	Limit       int    `json:"limit,omitempty" jsonschema:"minimum=1,maximum=50" jsonschema_description:"Default 10."`
	Cursor      string `json:"cursor,omitempty"`
}

type avatarRow struct {
	AvatarID       string   `json:"avatar_id"`
	Name           string   `json:"name"`
	GroupID        string   `json:"group_id,omitempty"`
	AvatarType     string   `json:"avatar_type"`
	Gender         string   `json:"gender,omitempty"`
	Engines        []string `json:"engines,omitempty"`
	Orientation    string   `json:"orientation,omitempty"`
	DefaultVoiceID string   `json:"default_voice_id,omitempty"`
	Own            bool     `json:"own,omitempty"`
	Status         string   `json:"status,omitempty"`
}

func listAvatars(ctx context.Context, c *kit.Call, args listAvatarsArgs) (lookup.Found[avatarRow], error) {
	acct, err := c.Account(ctx)
	if err != nil {
		return lookup.Found[avatarRow]{}, err
	}
	found, err := acct.Catalog.FindLooks(ctx, catalog.LookQuery{
		Text: args.Query, Gender: args.Gender, Type: args.AvatarType, Engine: args.Engine, Orientation: args.Orientation,
		Ownership: args.Ownership, GroupID: args.GroupID, Limit: kit.PageSize(args.Limit), Cursor: args.Cursor,
	})
	if err != nil {
		return lookup.Found[avatarRow]{}, lookup.CursorError(lookup.UnknownID("group_id", err, "See the group_id of list_avatars."))
	}
	return lookup.FoundIn(found, rowOf), nil
}

func rowOf(look catalog.Look) avatarRow {
	row := avatarRow{
		AvatarID: look.ID, Name: look.Name, GroupID: look.GroupID, AvatarType: look.AvatarType, Gender: look.Gender,
		Engines: look.SupportedAPIEngines, Orientation: look.PreferredOrientation, DefaultVoiceID: look.DefaultVoiceID, Own: look.Private,
	}
	if look.Status != "" && !look.Status.Succeeded() {
		row.Status = string(look.Status)
	}
	return row
}

type getLookArgs struct {
	AvatarID string `json:"avatar_id" jsonschema:"required,minLength=1"`
}

type avatarLook struct {
	avatarRow
	GroupName       string   `json:"group_name,omitempty"`
	DefaultVoice    string   `json:"default_voice,omitempty"`
	Tags            []string `json:"tags,omitempty"`
	ImageWidth      *int     `json:"image_width,omitempty"`
	ImageHeight     *int     `json:"image_height,omitempty"`
	PreviewImageURL string   `json:"preview_image_url,omitempty"`
	PreviewVideoURL string   `json:"preview_video_url,omitempty"`
	Ready           bool     `json:"ready"`
	Problem         string   `json:"problem,omitempty"`
}

func getAvatarLook(ctx context.Context, c *kit.Call, args getLookArgs) (avatarLook, error) {
	acct, err := c.Account(ctx)
	if err != nil {
		return avatarLook{}, err
	}
	look, err := acct.Catalog.Look(ctx, args.AvatarID)
	if err != nil {
		return avatarLook{}, lookup.UnknownID("avatar_id", err, "Search with list_avatars.")
	}
	// The catalog may be minutes old, and its preview links expire.
	if fresh, err := acct.API.GetAvatarLook(ctx, look.ID); err == nil {
		look.AvatarLook = fresh
	} else {
		return avatarLook{}, err
	}
	out := avatarLook{
		avatarRow: rowOf(look), GroupName: look.GroupName, Tags: look.Tags, ImageWidth: look.ImageWidth, ImageHeight: look.ImageHeight,
		PreviewImageURL: look.PreviewImageURL, PreviewVideoURL: look.PreviewVideoURL,
		Ready: look.Status == "" || look.Status.Succeeded(),
	}
	if look.Error != nil {
		out.Problem = look.Error.Message
	}
	if look.DefaultVoiceID != "" {
		if voice, err := acct.Catalog.Voice(ctx, look.DefaultVoiceID); err == nil {
			out.DefaultVoice = voice.Name + ", " + voice.Language
		}
	}
	return out, nil
}
