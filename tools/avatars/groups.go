package avatars

import (
	"context"

	"heygen-mcp/catalog"
	"heygen-mcp/heygenapi"
	"heygen-mcp/tools/check"
	"heygen-mcp/tools/kit"
	"heygen-mcp/tools/lookup"
)

type listGroupsArgs struct {
	Query     string `json:"query,omitempty"`
	Gender    string `json:"gender,omitempty" jsonschema:"enum=male,enum=female"`
	Ownership string `json:"ownership,omitempty" jsonschema:"enum=public,enum=private"`
	Limit     int    `json:"limit,omitempty" jsonschema:"minimum=1,maximum=50" jsonschema_description:"Default 10."`
	Cursor    string `json:"cursor,omitempty"`
}

type groupRow struct {
	GroupID        string `json:"group_id"`
	Name           string `json:"name"`
	Gender         string `json:"gender,omitempty"`
	LooksCount     int    `json:"looks_count"`
	DefaultVoiceID string `json:"default_voice_id,omitempty"`
	Own            bool   `json:"own,omitempty"`
	Status         string `json:"status,omitempty"`
	ConsentStatus  string `json:"consent_status,omitempty"`
}

func listAvatarGroups(ctx context.Context, c *kit.Call, args listGroupsArgs) (lookup.Found[groupRow], error) {
	acct, err := c.Account(ctx)
	if err != nil {
		return lookup.Found[groupRow]{}, err
	}
	found, err := acct.Catalog.FindGroups(ctx, catalog.GroupQuery{
		Text: args.Query, Gender: args.Gender, Ownership: args.Ownership, Limit: kit.PageSize(args.Limit), Cursor: args.Cursor,
	})
	if err != nil {
		return lookup.Found[groupRow]{}, lookup.CursorError(err)
	}
	return lookup.FoundIn(found, groupRowOf), nil
}

func groupRowOf(g catalog.Group) groupRow {
	row := groupRow{
		GroupID: g.ID, Name: g.Name, Gender: g.Gender, LooksCount: g.LooksCount, DefaultVoiceID: g.DefaultVoiceID,
		Own: g.Private, ConsentStatus: g.ConsentStatus,
	}
	if !g.Status.Succeeded() {
		row.Status = string(g.Status)
	}
	return row
}

type getGroupArgs struct {
	GroupID string `json:"group_id" jsonschema:"required,minLength=1"`
	Limit   int    `json:"limit,omitempty" jsonschema:"minimum=1,maximum=50" jsonschema_description:"Looks to show. Default 10."`
	Cursor  string `json:"cursor,omitempty"`
}

func (a getGroupArgs) Check() error { return check.ID("group_id", a.GroupID, "list_avatar_groups") }

type lookRow struct {
	AvatarID    string   `json:"avatar_id"`
	Name        string   `json:"name"`
	AvatarType  string   `json:"avatar_type"`
	Engines     []string `json:"engines,omitempty"`
	Orientation string   `json:"orientation,omitempty"`
	Ready       bool     `json:"ready"`
	Status      string   `json:"status,omitempty"`
	Problem     string   `json:"problem,omitempty"`
}

type avatarGroup struct {
	groupRow
	CreatedAt       string    `json:"created_at,omitempty"`
	PreviewImageURL string    `json:"preview_image_url,omitempty"`
	Problem         string    `json:"problem,omitempty"`
	Looks           []lookRow `json:"looks"`
	NextCursor      string    `json:"next_cursor,omitempty"`
	Next            string    `json:"next"`
}

func getAvatarGroup(ctx context.Context, c *kit.Call, args getGroupArgs) (avatarGroup, error) {
	acct, options, err := c.Page(ctx, args.Limit, args.Cursor)
	if err != nil {
		return avatarGroup{}, err
	}
	group, err := acct.Catalog.Group(ctx, args.GroupID)
	if err != nil {
		return avatarGroup{}, lookup.UnknownID("group_id", err, "Search with list_avatar_groups.")
	}
	page, err := acct.API.ListAvatarLooks(ctx, heygenapi.ListAvatarLooksOptions{GroupID: group.ID, PageOptions: options})
	if err != nil {
		return avatarGroup{}, kit.PageError(err)
	}
	out := avatarGroup{
		groupRow: groupRowOf(group), CreatedAt: kit.Timestamp(group.CreatedAt), PreviewImageURL: group.PreviewImageURL,
		Looks: make([]lookRow, 0, len(page.Items)), NextCursor: kit.WriteCursor(page.NextToken), Next: nextForAvatar(group.Status, group.ConsentStatus),
	}
	if group.Error != nil {
		out.Problem = group.Error.Message
	}
	for _, look := range page.Items {
		out.Looks = append(out.Looks, lookRowOf(look))
		if look.Status.Unfinished() && group.Status.Succeeded() {
			out.Next = nextForAvatar(look.Status, group.ConsentStatus)
		}
	}
	return out, nil
}

func lookRowOf(l heygenapi.AvatarLook) lookRow {
	row := lookRow{
		AvatarID: l.ID, Name: l.Name, AvatarType: l.AvatarType, Engines: l.SupportedAPIEngines, Orientation: l.PreferredOrientation,
		Ready: l.Status == "" || l.Status.Succeeded(),
	}
	if !row.Ready {
		row.Status = string(l.Status)
	}
	if l.Error != nil {
		row.Problem = l.Error.Message
	}
	return row
}
