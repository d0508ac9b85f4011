package renders

import (
	"context"
	"fmt"

	"heygen-mcp/jobs"
	"heygen-mcp/tools/check"
	"heygen-mcp/tools/kit"
	"heygen-mcp/tools/tables"
)

type cancelBatchArgs struct {
	BatchID string `json:"batch_id" jsonschema:"required,minLength=1,maxLength=200"`
}

func (a cancelBatchArgs) Check() error { return check.ID("batch_id", a.BatchID, "create_videos") }

type cancelledBatch struct {
	BatchID   string `json:"batch_id"`
	Cancelled int    `json:"cancelled" jsonschema_description:"Items given up by this call; they cost nothing."`
	Sent      int    `json:"sent" jsonschema_description:"Items that were sent before, and go on."`
	Next      string `json:"next"`
}

func cancelBatch(ctx context.Context, c *kit.Call, args cancelBatchArgs) (cancelledBatch, error) {
	acct, err := c.Account(ctx)
	if err != nil {
		return cancelledBatch{}, err
	}
	if _, err := tables.BatchEntries(ctx, c, acct, args.BatchID); err != nil {
		return cancelledBatch{}, err
	}
	n, err := c.Ledger.CancelBatch(ctx, acct.ID, args.BatchID)
	if err != nil {
		return cancelledBatch{}, tables.UnreadLedger(err)
	}
	now, _, err := c.Ledger.BatchProgress(ctx, acct.ID, args.BatchID)
	if err != nil {
		return cancelledBatch{}, tables.UnreadLedger(err)
	}
	out := cancelledBatch{BatchID: args.BatchID, Cancelled: n, Sent: now.Total - now.Counts[jobs.Cancelled]}
	switch going := now.Total - now.Finished(); {
	case going > 0:
		out.Next = fmt.Sprintf("%d items were sent already and go on; HeyGen has no way to call them back. Follow them with get_batch.", going)
	case n == 0:
		out.Next = "Nothing was left to cancel."
	default:
		out.Next = "Nothing of the batch is under way any more."
	}
	return out, nil
}
