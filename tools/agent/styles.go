package agent

import (
	"context"

	"heygen-mcp/catalog"
	"heygen-mcp/heygenapi"
	"heygen-mcp/tools/kit"
	"heygen-mcp/tools/lookup"
)

type listStylesArgs struct {
	Query  string `json:"query,omitempty"`
	Tag    string `json:"tag,omitempty"`
	Limit  int    `json:"limit,omitempty" jsonschema:"minimum=1,maximum=100" jsonschema_description:"Default 20."`
	Cursor string `json:"cursor,omitempty"`
}

type styleRow struct {
	StyleID     string   `json:"style_id"`
	Name        string   `json:"name"`
	AspectRatio string   `json:"aspect_ratio,omitempty"`
	Tags        []string `json:"tags,omitempty"`
}

func listVideoAgentStyles(ctx context.Context, c *kit.Call, args listStylesArgs) (lookup.Found[styleRow], error) {
	acct, err := c.Account(ctx)
	if err != nil {
		return lookup.Found[styleRow]{}, err
	}
	found, err := acct.Catalog.FindStyles(ctx, catalog.StyleQuery{Text: args.Query, Tag: args.Tag, Limit: args.Limit, Cursor: args.Cursor})
	if err != nil {
		return lookup.Found[styleRow]{}, lookup.CursorError(err)
	}
	return lookup.FoundIn(found, styleRowOf), nil
}

func styleRowOf(s heygenapi.AgentStyle) styleRow {
	return styleRow{StyleID: s.StyleID, Name: s.Name, AspectRatio: s.AspectRatio, Tags: s.Tags}
}
