package videos

import (
	"context"

	"heygen-mcp/heygenapi"
	"heygen-mcp/tools/kit"
)

type listVideosArgs struct {
	Query  string `json:"query,omitempty" jsonschema_description:"Part of the title."`
	Limit  int    `json:"limit,omitempty" jsonschema:"minimum=1,maximum=100" jsonschema_description:"Default 10."`
	Cursor string `json:"cursor,omitempty"`
}

type videoRow struct {
	VideoID         string   `json:"video_id"`
	Title           string   `json:"title,omitempty"`
	Status          string   `json:"status"`
	DurationSeconds *float64 `json:"duration_seconds,omitempty"`
	CreatedAt       string   `json:"created_at,omitempty"`
	Failure         string   `json:"failure,omitempty"`
}

type listVideosResult struct {
	Items      []videoRow `json:"items"`
	NextCursor string     `json:"next_cursor,omitempty"`
}

func listVideos(ctx context.Context, c *kit.Call, args listVideosArgs) (listVideosResult, error) {
	acct, options, err := c.Page(ctx, args.Limit, args.Cursor)
	if err != nil {
		return listVideosResult{}, err
	}
	page, err := acct.API.ListVideos(ctx, heygenapi.ListVideosOptions{PageOptions: options, Title: args.Query})
	if err != nil {
		return listVideosResult{}, err
	}
	out := listVideosResult{Items: make([]videoRow, 0, len(page.Items)), NextCursor: kit.WriteCursor(page.NextToken)}
	for _, v := range page.Items {
		out.Items = append(out.Items, videoRow{
			VideoID: v.ID, Title: v.Title, Status: string(v.Status), DurationSeconds: v.Duration,
			CreatedAt: kit.Timestamp(v.CreatedAt), Failure: v.FailureMessage,
		})
	}
	return out, nil
}
