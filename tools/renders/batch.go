package renders

import (
	"context"
	"fmt"
	"iter"

	"heygen-mcp/account"
	"heygen-mcp/heygenapi"
	"heygen-mcp/tools/check"
	"heygen-mcp/tools/fault"
	"heygen-mcp/tools/kit"
	"heygen-mcp/tools/tables"
)

type getBatchArgs struct {
	BatchID string `json:"batch_id" jsonschema:"required,minLength=1,maxLength=200"`
	Kind    string `json:"kind,omitempty" jsonschema:"enum=video,enum=translation,enum=lipsync,enum=asset" jsonschema_description:"Found out when left out."`
	Limit   int    `json:"limit,omitempty" jsonschema:"minimum=1,maximum=100" jsonschema_description:"Default 10."`
	Cursor  string `json:"cursor,omitempty"`

	WaitSeconds int `json:"wait_seconds,omitempty" jsonschema:"minimum=0" jsonschema_description:"Wait until all is over; usually at most 45."`
}

func (a getBatchArgs) Check() error { return check.ID("batch_id", a.BatchID, "the create tool") }

// batchRow is one item of a batch: of the ledger, or as far as HeyGen tells.
type batchRow struct {
	Index    int    `json:"index"`
	JobID    string `json:"job_id,omitempty" jsonschema_description:"While it has no id of HeyGen's."`
	ID       string `json:"id,omitempty"`
	Status   string `json:"status"`
	Title    string `json:"title,omitempty"`
	VideoURL string `json:"video_url,omitempty" jsonschema_description:"Expires soon."`
	File     string `json:"file,omitempty"`
	Failure  string `json:"failure,omitempty"`
}

type batchResult struct {
	BatchID    string           `json:"batch_id"`
	Kind       string           `json:"kind"`
	Title      string           `json:"title,omitempty"`
	Status     string           `json:"status"`
	Total      int              `json:"total"`
	Counts     map[string]int   `json:"counts"`
	CreatedAt  string           `json:"created_at,omitempty"`
	ETA        string           `json:"eta,omitempty" jsonschema_description:"When all is likely to be over."`
	Failures   []tables.Failure `json:"failures,omitempty" jsonschema_description:"Of the whole batch."`
	Items      []batchRow       `json:"items"`
	NextCursor string           `json:"next_cursor,omitempty"`
	Next       string           `json:"next"`
}

// batchKind reads the batches of one kind.
type batchKind struct {
	name  string
	get   func(ctx context.Context, id string, o heygenapi.PageOptions) (heygenapi.Batch, error)
	items func(ctx context.Context, id string) iter.Seq2[heygenapi.BatchItem, error]
}

func batchKinds(api *heygenapi.Client) []batchKind {
	return []batchKind{
		{"video", api.GetVideoBatch, api.VideoBatchItems},
		{"translation", api.GetTranslationBatch, api.TranslationBatchItems},
		{"lipsync", api.GetLipsyncBatch, api.LipsyncBatchItems},
		{"asset", api.GetAssetBatch, api.AssetBatchItems},
	}
}

func getBatch(ctx context.Context, c *kit.Call, args getBatchArgs) (batchResult, error) {
	acct, err := c.Account(ctx)
	if err != nil {
		return batchResult{}, err
	}
	if err := checkWait(c, args.WaitSeconds); err != nil {
		return batchResult{}, err
	}
	out, known, unread := ledgerBatch(ctx, c, acct, args)
	if known || unread != nil && fault.AsError(unread).Code != fault.CodeUnread {
		return out, unread
	}
	// What HeyGen has is told even where the ledger cannot be read.
	token, err := kit.ReadCursor(args.Cursor)
	if err != nil {
		return batchResult{}, err
	}
	kind, batch, err := findBatch(ctx, acct, args, heygenapi.PageOptions{Limit: kit.PageSize(args.Limit), Token: token})
	switch {
	case err != nil && unread != nil:
		return batchResult{}, unread
	case err != nil:
		return batchResult{}, err
	}
	out = batchResult{
		BatchID: args.BatchID, Kind: kind.name, Title: batch.Title, Status: string(batch.Status), Total: batch.TotalItems,
		Counts: map[string]int{}, CreatedAt: kit.Timestamp(batch.CreatedAt), Items: make([]batchRow, 0, len(batch.Items)), NextCursor: kit.WriteCursor(batch.NextToken),
	}
	for status, n := range batch.CountsByStatus {
		out.Counts[string(status)] = n
	}
	for _, item := range batch.Items {
		out.Items = append(out.Items, batchRow{Index: item.ItemIndex, ID: item.ID, Status: string(item.Status)})
	}
	if out.Failures, err = failuresOf(ctx, kind, args.BatchID, batch); err != nil {
		return batchResult{}, err
	}
	out.Next = nextForBatch(out, batch.Status)
	return out, nil
}

// findBatch reads the batch, trying one kind after the other where none is
// named: a batch's id does not tell.
func findBatch(ctx context.Context, acct *account.Account, args getBatchArgs, o heygenapi.PageOptions) (batchKind, heygenapi.Batch, error) {
	for _, kind := range batchKinds(acct.API) {
		if args.Kind != "" && args.Kind != kind.name {
			continue
		}
		batch, err := kind.get(ctx, args.BatchID, o)
		if heygenapi.IsNotFound(err) || (args.Kind == "" && o.Token == "" && badID(err)) {
			continue
		}
		return kind, batch, err
	}
	hint := "Use the batch_id that create_videos or translate_videos answered."
	if args.Kind != "" {
		hint += " Leave kind out to look among all kinds."
	}
	return batchKind{}, heygenapi.Batch{}, fault.Invalid("batch_id", fmt.Sprintf("is %q, and there is no such batch", fault.Cut(args.BatchID)), hint)
}

// failuresOf gathers the failures of the whole batch, reading its other pages
// only where the counts say that there are more.
func failuresOf(ctx context.Context, kind batchKind, id string, page heygenapi.Batch) ([]tables.Failure, error) {
	var here tables.Failures
	for _, item := range page.Items {
		here.Add(item)
	}
	failed := 0
	for status, n := range page.CountsByStatus {
		if status.Failed() {
			failed += n
		}
	}
	if here.Count() >= failed {
		return here.Groups, nil
	}
	var all tables.Failures
	for item, err := range kind.items(ctx, id) {
		if err != nil {
			return nil, err
		}
		all.Add(item)
	}
	return all.Groups, nil
}

func nextForBatch(b batchResult, status heygenapi.Status) string {
	switch {
	case !status.Final():
		return "Still at work, which is normal for minutes. Ask again with the same batch_id; do not create anything again."
	case len(b.Failures) > 0:
		return "Failed items are not charged: mend what failures says, and create those alone again. Links of the others come from get_video_status with their ids."
	case b.Kind == "asset":
		return "The ids are asset ids, ready to use."
	default:
		return "Get the links with get_video_status and the ids, or the files with download_video."
	}
}
