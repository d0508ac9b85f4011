package assets

import (
	"context"

	"heygen-mcp/heygenapi"
	"heygen-mcp/tools/check"
	"heygen-mcp/tools/fault"
	"heygen-mcp/tools/kit"
	"heygen-mcp/tools/pay"
)

func libraryTools() []kit.Tool {
	return []kit.Tool{
		kit.Define(kit.Tool{
			Name: "list_assets", Title: "List uploads", Toolset: "assets",
			Description: "The user's uploaded files, without links: get_asset gives those.",
			Hints:       kit.Hints{ReadOnly: true},
		}, listAssets),
		kit.Define(kit.Tool{
			Name: "get_asset", Title: "Get uploads", Toolset: "assets",
			Description: "One upload with a fresh link, or the states of up to 100.",
			Hints:       kit.Hints{ReadOnly: true},
		}, getAsset),
		kit.Define(kit.Tool{
			Name: "search_assets", Title: "Search pictures", Toolset: "assets",
			Description: "Search HeyGen's stock of images or icons, or the user's own. Links expire.",
			Hints:       kit.Hints{ReadOnly: true},
		}, searchAssets),
		kit.Define(kit.Tool{
			Name: "search_audio_sounds", Title: "Search sounds", Toolset: "assets",
			Description: "Search music or sound effects by mood or scene, best first. Links expire.",
			Hints:       kit.Hints{ReadOnly: true},
		}, searchAudioSounds),
		kit.Define(kit.Tool{
			Name: "upload_assets", Title: "Upload files", Toolset: "assets",
			Description: "Send up to 20 files together, as upload_asset does one; each has an outcome of its own. Free.",
		}, uploadAssets),
		kit.Define(kit.Tool{
			Name: "delete_asset", Title: "Delete upload", Toolset: "assets",
			Description: "Delete an upload for good. Ask the user first.",
			Hints:       kit.Hints{Destructive: true, Idempotent: true},
		}, deleteAsset),
	}
}

type listAssetsArgs struct {
	FolderID string `json:"folder_id,omitempty"`
	Limit    int    `json:"limit,omitempty" jsonschema:"minimum=1,maximum=100" jsonschema_description:"Default 10."`
	Cursor   string `json:"cursor,omitempty"`
}

func (a listAssetsArgs) Check() error { return check.OptionalID("folder_id", a.FolderID) }

type assetRow struct {
	AssetID    string `json:"asset_id"`
	Name       string `json:"name,omitempty"`
	Type       string `json:"type,omitempty"`
	Status     string `json:"status,omitempty"`
	FolderID   string `json:"folder_id,omitempty"`
	UploadedAt string `json:"uploaded_at,omitempty"`
	URL        string `json:"url,omitempty" jsonschema_description:"Expires."`
	Problem    string `json:"problem,omitempty"`
}

func assetRowOf(a heygenapi.Asset) assetRow {
	return assetRow{AssetID: a.ID, Name: a.Name, Type: a.Type, FolderID: a.FolderID, UploadedAt: kit.Timestamp(a.UploadedAt)}
}

type assetRows = kit.Rows[assetRow]

func listAssets(ctx context.Context, c *kit.Call, args listAssetsArgs) (assetRows, error) {
	acct, page, err := c.Page(ctx, args.Limit, args.Cursor)
	if err != nil {
		return assetRows{}, err
	}
	// HeyGen wants to be told whose uploads.
	user, err := pay.CurrentUser(ctx, c, acct)
	if err != nil {
		return assetRows{}, err
	}
	found, err := acct.API.ListAssets(ctx, heygenapi.ListAssetsOptions{PageOptions: page, Username: user.Username, FolderID: args.FolderID})
	if err != nil {
		return assetRows{}, kit.PageError(err)
	}
	return kit.RowsOf(found, assetRowOf), nil
}

type getAssetArgs struct {
	AssetIDs []string `json:"asset_ids" jsonschema:"required,minItems=1,maxItems=100,uniqueItems=true"`
}

func (a getAssetArgs) Check() error { return check.AssetIDs("asset_ids", a.AssetIDs) }

func getAsset(ctx context.Context, c *kit.Call, args getAssetArgs) (assetRows, error) {
	acct, err := c.Account(ctx)
	if err != nil {
		return assetRows{}, err
	}
	if len(args.AssetIDs) == 1 {
		asset, err := acct.API.GetAsset(ctx, args.AssetIDs[0])
		if err != nil {
			return assetRows{}, fault.NoSuch(err, "asset_ids", args.AssetIDs[0], "upload", "list_assets")
		}
		row := assetRowOf(asset)
		row.URL = asset.URL
		return assetRows{Items: []assetRow{row}}, nil
	}
	states, err := acct.API.AssetStatuses(ctx, heygenapi.StatusQuery{IDs: args.AssetIDs})
	if err != nil {
		return assetRows{}, err
	}
	out := assetRows{Items: make([]assetRow, 0, len(states))}
	for _, s := range states {
		row := assetRow{AssetID: s.ID, Status: string(s.Status)}
		if s.Error != nil {
			row.Problem = s.Error.Message
		}
		out.Items = append(out.Items, row)
	}
	return out, nil
}

type deleteAssetArgs struct {
	AssetID string `json:"asset_id" jsonschema:"required,minLength=1"`
}

func (a deleteAssetArgs) Check() error { return check.ID("asset_id", a.AssetID, "list_assets") }

type deletedAsset struct {
	Deleted bool   `json:"deleted"`
	AssetID string `json:"asset_id"`
	Next    string `json:"next"`
}

func deleteAsset(ctx context.Context, c *kit.Call, args deleteAssetArgs) (deletedAsset, error) {
	acct, err := c.Account(ctx)
	if err != nil {
		return deletedAsset{}, err
	}
	if err := acct.API.DeleteAsset(ctx, args.AssetID); err != nil {
		return deletedAsset{}, fault.NoSuch(err, "asset_id", args.AssetID, "upload", "list_assets")
	}
	return deletedAsset{Deleted: true, AssetID: args.AssetID, Next: kit.NextDeleted}, nil
}
