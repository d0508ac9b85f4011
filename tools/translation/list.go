package translation

import (
	"context"

	"heygen-mcp/heygenapi"
	"heygen-mcp/tools/kit"
)

type translationRow struct {
	VideoTranslationID string   `json:"video_translation_id"`
	Title              string   `json:"title,omitempty"`
	Status             string   `json:"status"`
	OutputLanguage     string   `json:"output_language,omitempty"`
	DurationSeconds    *float64 `json:"duration_seconds,omitempty"`
	CreatedAt          string   `json:"created_at,omitempty"`
	Failure            string   `json:"failure,omitempty"`
}

func listVideoTranslations(ctx context.Context, c *kit.Call, args kit.PageArgs) (kit.Rows[translationRow], error) {
	acct, options, err := c.Page(ctx, args.Limit, args.Cursor)
	if err != nil {
		return kit.Rows[translationRow]{}, err
	}
	page, err := acct.API.ListTranslations(ctx, options)
	if err != nil {
		return kit.Rows[translationRow]{}, kit.PageError(err)
	}
	return kit.RowsOf(page, translationRowOf), nil
}

func translationRowOf(tr heygenapi.Translation) translationRow {
	return translationRow{
		VideoTranslationID: tr.ID, Title: tr.Title, Status: string(tr.Status), OutputLanguage: tr.OutputLanguage,
		DurationSeconds: tr.Duration, CreatedAt: kit.Timestamp(tr.CreatedAt), Failure: tr.FailureMessage,
	}
}
