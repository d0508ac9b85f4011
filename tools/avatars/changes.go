package avatars

import (
	"context"

	"heygen-mcp/account"
	"heygen-mcp/catalog"
	"heygen-mcp/tools/check"
	"heygen-mcp/tools/fault"
	"heygen-mcp/tools/kit"
	"heygen-mcp/tools/lookup"
)

type updateLookArgs struct {
	AvatarID string `json:"avatar_id" jsonschema:"required,minLength=1"`
	Name     string `json:"name" jsonschema:"required,minLength=1,maxLength=200"`
}

func (a updateLookArgs) Check() error {
	return check.First(check.ID("avatar_id", a.AvatarID, "list_avatars"), check.NotBlank("name", a.Name))
}

type renamedLook struct {
	AvatarID string `json:"avatar_id"`
	Name     string `json:"name"`
	Was      string `json:"was"`
	GroupID  string `json:"group_id,omitempty"`
}

func updateAvatarLook(ctx context.Context, c *kit.Call, args updateLookArgs) (renamedLook, error) {
	acct, err := c.Account(ctx)
	if err != nil {
		return renamedLook{}, err
	}
	before, err := ownLook(ctx, acct, args.AvatarID)
	if err != nil {
		return renamedLook{}, err
	}
	look, err := acct.API.UpdateAvatarLook(ctx, args.AvatarID, args.Name)
	acct.Catalog.InvalidateAvatars()
	if err != nil {
		return renamedLook{}, err
	}
	return renamedLook{AvatarID: look.ID, Name: look.Name, Was: before.Name, GroupID: look.GroupID}, nil
}

// ownLook finds a look that the account may change.
func ownLook(ctx context.Context, acct *account.Account, id string) (catalog.Look, error) {
	look, err := acct.Catalog.Look(ctx, id)
	if err != nil {
		return catalog.Look{}, lookup.UnknownID("avatar_id", err, "Search with list_avatars and ownership private.")
	}
	if !look.Private {
		return catalog.Look{}, fault.Invalid("avatar_id", "is "+fault.Cut(look.Name)+", a public look of HeyGen's", "Name one of the user's own: list_avatars with ownership private.")
	}
	return look, nil
}

type deleteAvatarArgs struct {
	AvatarID string `json:"avatar_id,omitempty" jsonschema_description:"One look."`
	GroupID  string `json:"group_id,omitempty" jsonschema_description:"The person with all looks."`
}

func (a deleteAvatarArgs) Check() error {
	return check.First(
		check.ExactlyOne("avatar", check.Given("avatar_id", a.AvatarID != ""), check.Given("group_id", a.GroupID != "")),
		check.OptionalID("avatar_id", a.AvatarID), check.OptionalID("group_id", a.GroupID),
	)
}

type deletedAvatar struct {
	Deleted  bool   `json:"deleted"`
	AvatarID string `json:"avatar_id,omitempty"`
	GroupID  string `json:"group_id,omitempty"`
	Name     string `json:"name,omitempty"`
	Looks    int    `json:"looks" jsonschema_description:"How many looks went."`
	Next     string `json:"next"`
}

func deleteAvatar(ctx context.Context, c *kit.Call, args deleteAvatarArgs) (deletedAvatar, error) {
	acct, err := c.Account(ctx)
	if err != nil {
		return deletedAvatar{}, err
	}
	out := deletedAvatar{Deleted: true, AvatarID: args.AvatarID, GroupID: args.GroupID, Looks: 1, Next: kit.NextDeleted}
	if args.GroupID == "" {
		look, err := ownLook(ctx, acct, args.AvatarID)
		if err != nil {
			return deletedAvatar{}, err
		}
		out.Name = look.Name
		err = acct.API.DeleteAvatarLook(ctx, args.AvatarID)
		acct.Catalog.InvalidateAvatars()
		return out, err
	}
	group, err := ownGroup(ctx, acct, args.GroupID)
	if err != nil {
		return deletedAvatar{}, err
	}
	out.Name, out.Looks = group.Name, group.LooksCount
	err = acct.API.DeleteAvatarGroup(ctx, args.GroupID)
	acct.Catalog.InvalidateAvatars()
	return out, err
}
