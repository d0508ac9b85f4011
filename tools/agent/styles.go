package agent

import (
	"context"

	"heygen-mcp/catalog"
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

type listStylesResult struct {
	Items      []styleRow `json:"items"`
	NextCursor string     `json:"next_cursor,omitempty"`
	Total      int        `json:"total"`
}

func listVideoAgentStyles(ctx context.Context, c *kit.Call, args listStylesArgs) (listStylesResult, error) {
	acct, err := c.Account(ctx)
	if err != nil {
		return listStylesResult{}, err
	}
	found, err := acct.Catalog.FindStyles(ctx, catalog.StyleQuery{Text: args.Query, Tag: args.Tag, Limit: args.Limit, Cursor: args.Cursor})
	if err != nil {
		return listStylesResult{}, lookup.CursorError(err)
	}
	out := listStylesResult{Items: make([]styleRow, 0, len(found.Items)), NextCursor: found.NextCursor, Total: found.Total}
	for _, s := range found.Items {
		out.Items = append(out.Items, styleRow{StyleID: s.StyleID, Name: s.Name, AspectRatio: s.AspectRatio, Tags: s.Tags})
	}
	return out, nil
}
