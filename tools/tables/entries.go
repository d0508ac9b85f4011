package tables

import (
	"context"
	"errors"
	"fmt"

	"heygen-mcp/account"
	"heygen-mcp/jobs"
	"heygen-mcp/tools/fault"
	"heygen-mcp/tools/kit"
)

// BatchEntries are the entries of a batch of the ledger.
func BatchEntries(ctx context.Context, c *kit.Call, acct *account.Account, id string) ([]jobs.Entry, error) {
	if c.Ledger == nil {
		return nil, noSuchBatch(id, "This server keeps no ledger of batches: use the items' ids from get_batch.")
	}
	rows, err := c.Ledger.List(ctx, jobs.Filter{Account: acct.ID, BatchID: id})
	if err != nil {
		return nil, UnreadLedger(err)
	}
	if len(rows) == 0 {
		return nil, noSuchBatch(id, "Use the batch_id that create_videos or translate_videos answered; of other batches use the items' ids from get_batch.")
	}
	return rows, nil
}

// UnreadLedger is a ledger that does not tell of its batches.
func UnreadLedger(err error) error {
	broken, ok := errors.AsType[*jobs.OpenError](err)
	if !ok {
		return err
	}
	return &fault.Error{
		Code: fault.CodeUnread, Field: "batch_id", Cause: err, Retryable: true,
		Message: "the ledger, which has the batches, cannot be read now: " + broken.Error(),
		Hint:    "Tell the user: the file is theirs to mend. What was sent goes on at HeyGen: list_videos and list_video_translations show it.",
	}
}

func noSuchBatch(id, hint string) error {
	return fault.Invalid("batch_id", fmt.Sprintf("is %q, and the ledger has no such batch of this account", fault.Cut(id)), hint)
}
