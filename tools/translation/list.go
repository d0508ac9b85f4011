package translation

import (
	"context"

	"heygen-mcp/tools/kit"
)

type listTranslationsArgs struct {
	Limit  int    `json:"limit,omitempty" jsonschema:"minimum=1,maximum=100" jsonschema_description:"Default 10."`
	Cursor string `json:"cursor,omitempty"`
}

type translationRow struct {
	VideoTranslationID string   `json:"video_translation_id"`
	Title              string   `json:"title,omitempty"`
	Status             string   `json:"status"`
	OutputLanguage     string   `json:"output_language,omitempty"`
	DurationSeconds    *float64 `json:"duration_seconds,omitempty"`
	CreatedAt          string   `json:"created_at,omitempty"`
	Failure            string   `json:"failure,omitempty"`
}

type listTranslationsResult struct {
	Items      []translationRow `json:"items"`
	NextCursor string           `json:"next_cursor,omitempty"`
}

func listVideoTranslations(ctx context.Context, c *kit.Call, args listTranslationsArgs) (listTranslationsResult, error) {
	acct, options, err := c.Page(ctx, args.Limit, args.Cursor)
	if err != nil {
		return listTranslationsResult{}, err
	}
	page, err := acct.API.ListTranslations(ctx, options)
	if err != nil {
		return listTranslationsResult{}, err
	}
	out := listTranslationsResult{Items: make([]translationRow, 0, len(page.Items)), NextCursor: kit.WriteCursor(page.NextToken)}
	for _, tr := range page.Items {
		out.Items = append(out.Items, translationRow{
			VideoTranslationID: tr.ID, Title: tr.Title, Status: string(tr.Status), OutputLanguage: tr.OutputLanguage,
			DurationSeconds: tr.Duration, CreatedAt: kit.Timestamp(tr.CreatedAt), Failure: tr.FailureMessage,
		})
	}
	return out, nil
}
