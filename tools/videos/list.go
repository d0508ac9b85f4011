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

func listVideos(ctx context.Context, c *kit.Call, args listVideosArgs) (kit.Rows[videoRow], error) {
	acct, options, err := c.Page(ctx, args.Limit, args.Cursor)
	if err != nil {
		return kit.Rows[videoRow]{}, err
	}
	page, err := acct.API.ListVideos(ctx, heygenapi.ListVideosOptions{PageOptions: options, Title: args.Query})
	if err != nil {
		return kit.Rows[videoRow]{}, kit.PageError(err)
	}
	return kit.RowsOf(page, videoRowOf), nil
}

func videoRowOf(v heygenapi.Video) videoRow {
	return videoRow{
		VideoID: v.ID, Title: v.Title, Status: string(v.Status), DurationSeconds: v.Duration,
		CreatedAt: kit.Timestamp(v.CreatedAt), Failure: v.FailureMessage,
	}
}
