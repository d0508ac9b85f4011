package tools

import (
	"context"
	"strings"

	"heygen-mcp/heygenapi"
)

type listJobsArgs struct {
	Kind   string `json:"kind" jsonschema:"required,enum=lipsync,enum=clipping,enum=background_removal"`
	Limit  int    `json:"limit,omitempty" jsonschema:"minimum=1,maximum=100" jsonschema_description:"Default 10."`
	Cursor string `json:"cursor,omitempty"`
}

type jobRow struct {
	ID              string   `json:"id"`
	Title           string   `json:"title,omitempty"`
	Status          string   `json:"status"`
	Progress        *int     `json:"progress,omitempty"`
	DurationSeconds *float64 `json:"duration_seconds,omitempty"`
	Clips           int      `json:"clips,omitempty"`
	CreatedAt       string   `json:"created_at,omitempty"`
	Failure         string   `json:"failure,omitempty"`
}

type listJobsResult struct {
	Items      []jobRow `json:"items"`
	NextCursor string   `json:"next_cursor,omitempty"`
}

func listJobs(ctx context.Context, c *Call, args listJobsArgs) (listJobsResult, error) {
	acct, err := c.Account(ctx)
	if err != nil {
		return listJobsResult{}, err
	}
	token, err := readCursor(args.Cursor)
	if err != nil {
		return listJobsResult{}, err
	}
	// Each kind has pages of its own.
	mark := args.Kind + ":"
	token, ours := strings.CutPrefix(token, mark)
	if token != "" && !ours {
		return listJobsResult{}, badCursor()
	}
	if args.Limit == 0 {
		args.Limit = rowsByDefault
	}
	page := heygenapi.PageOptions{Limit: args.Limit, Token: token}
	var out listJobsResult
	var next string
	switch args.Kind {
	case kindLipsync:
		out.Items, next, err = jobRows(ctx, page, acct.API.ListLipsyncs, lipsyncRow)
	case kindClipping:
		out.Items, next, err = jobRows(ctx, page, acct.API.ListClippings, clippingRow)
	default:
		out.Items, next, err = jobRows(ctx, page, acct.API.ListBackgroundRemovals, removalRow)
	}
	if err != nil {
		return listJobsResult{}, err
	}
	if next != "" {
		out.NextCursor = writeCursor(mark + next)
	}
	return out, nil
}

// jobRows reads one page of a list and shows its items.
func jobRows[T any](
	ctx context.Context, o heygenapi.PageOptions,
	list func(context.Context, heygenapi.PageOptions) (heygenapi.Page[T], error), row func(T) jobRow,
) (items []jobRow, next string, err error) {
	page, err := list(ctx, o)
	if err != nil {
		return nil, "", err
	}
	items = make([]jobRow, 0, len(page.Items))
	for _, item := range page.Items {
		items = append(items, row(item))
	}
	return items, page.NextToken, nil
}

func lipsyncRow(l heygenapi.Lipsync) jobRow {
	return jobRow{ID: l.ID, Title: l.Title, Status: string(l.Status), DurationSeconds: l.Duration, CreatedAt: when(l.CreatedAt), Failure: l.FailureMessage}
}

func clippingRow(c heygenapi.Clipping) jobRow {
	return jobRow{
		ID: c.ID, Title: c.Title, Status: string(c.Status), Progress: new(c.Progress), DurationSeconds: c.SourceDuration, Clips: len(c.Clips),
		CreatedAt: when(c.CreatedAt), Failure: c.FailureMessage,
	}
}

func removalRow(r heygenapi.BackgroundRemoval) jobRow {
	return jobRow{ID: r.ID, Status: string(r.Status), DurationSeconds: r.Duration, CreatedAt: when(r.CreatedAt), Failure: r.Error}
}
