package renders

import (
	"cmp"
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"heygen-mcp/account"
	"heygen-mcp/internal/pause"
	"heygen-mcp/jobs"
	"heygen-mcp/tools/follow"
	"heygen-mcp/tools/kit"
	"heygen-mcp/tools/tables"
)

// ledgerBatch tells of a batch of the ledger; false where it has none of that
// id. It waits for the end of it as long as the call wants.
func ledgerBatch(ctx context.Context, c *kit.Call, acct *account.Account, args getBatchArgs) (batchResult, bool, error) {
	if c.Ledger == nil {
		return batchResult{}, false, nil
	}
	offset, err := args.offset()
	if err != nil {
		return batchResult{}, false, err
	}
	c.Ledger.AddAccount(ctx, jobs.Account{ID: acct.ID, API: acct.API})
	if err := awaitBatch(ctx, c, acct.ID, args); err != nil {
		return batchResult{}, false, err
	}
	p, known, err := c.Ledger.BatchProgress(ctx, acct.ID, args.BatchID)
	if err != nil || !known {
		return batchResult{}, false, tables.UnreadLedger(err)
	}
	limit := kit.PageSize(args.Limit)
	page, err := c.Ledger.List(ctx, jobs.Filter{Account: acct.ID, BatchID: args.BatchID, Limit: limit, Offset: offset})
	if err != nil {
		return batchResult{}, false, tables.UnreadLedger(err)
	}
	out := batchResult{
		BatchID: p.BatchID, Kind: string(p.Kind), Title: p.Title, Status: batchState(p), Total: p.Total, Counts: map[string]int{},
		CreatedAt: p.Created.Format(time.RFC3339), Items: make([]batchRow, 0, len(page)),
	}
	if !p.ETA.IsZero() {
		out.ETA = p.ETA.Format(time.RFC3339)
	}
	for state, n := range p.Counts {
		out.Counts[string(state)] = n
	}
	for _, f := range p.Failures {
		out.Failures = append(out.Failures, tables.Failure{Code: f.Code, Message: f.Message, Count: len(f.Rows), Items: f.Rows[:min(tables.MostPlaces, len(f.Rows))]})
	}
	if out.Items, err = batchRows(ctx, acct, page); err != nil {
		return batchResult{}, false, err
	}
	if next := offset + len(page); next < p.Total {
		out.NextCursor = kit.WriteCursor(ledgerPage + strconv.Itoa(next))
	}
	out.Next = nextForLedgerBatch(p, out)
	return out, true, nil
}

// ledgerPage begins the tokens of the ledger's pages.
const ledgerPage = "row "

// offset is the first row of the page.
func (a getBatchArgs) offset() (int, error) {
	token, err := kit.ReadCursor(a.Cursor)
	place, ours := strings.CutPrefix(token, ledgerPage)
	if err != nil || !ours {
		return 0, err
	}
	n, err := strconv.Atoi(place)
	if err != nil || n < 0 {
		return 0, kit.BadCursor()
	}
	return n, nil
}

// awaitBatch waits for the end of a batch, as long as the call wants.
func awaitBatch(ctx context.Context, c *kit.Call, account string, args getBatchArgs) error {
	start, wait := time.Now(), time.Duration(args.WaitSeconds)*time.Second
	for {
		waited := time.Since(start)
		if waited >= wait {
			return nil
		}
		news := c.Ledger.Updates()
		over, total, err := c.Ledger.CountFinished(ctx, account, args.BatchID)
		if err != nil || over == total {
			return tables.UnreadLedger(err)
		}
		c.Progress(float64(over), float64(total), fmt.Sprintf("%d of %d done", over, total))
		// What other processes find makes no news here.
		timer := time.NewTimer(min(c.PollInterval, wait-waited))
		select {
		case <-ctx.Done():
			timer.Stop()
			return ctx.Err()
		case <-news:
			timer.Stop()
			if err := pause.For(ctx, batchPause); err != nil {
				return err
			}
		case <-timer.C:
		}
	}
}

// batchPause keeps a busy watcher from making a waiting call read all the time.
const batchPause = 100 * time.Millisecond

func batchState(p jobs.Progress) string {
	switch over := p.Finished(); {
	case over < p.Total:
		return "processing"
	case p.Counts[jobs.Cancelled] == p.Total:
		return "cancelled"
	case p.Counts[jobs.Completed] == 0:
		return "failed"
	default:
		return "completed"
	}
}

// batchRows shows the rows of a page, finished ones with fresh links.
func batchRows(ctx context.Context, acct *account.Account, page []jobs.Entry) ([]batchRow, error) {
	var finished []string
	for _, e := range page {
		if e.State == jobs.Completed {
			finished = append(finished, e.IDs()...)
		}
	}
	links := map[string]follow.JobStatus{}
	if len(finished) > 0 {
		found, err := follow.Look(ctx, acct, finished)
		if err != nil {
			return nil, err
		}
		for _, j := range found {
			links[j.ID] = j.JobStatus
		}
	}
	items := make([]batchRow, 0, len(page))
	for _, e := range page {
		row := batchRow{Index: e.Row, JobID: e.ID, Status: string(e.State), Title: e.Title, Failure: e.ErrorMessage}
		if len(e.Files) > 0 {
			row.File = e.Files[0]
		}
		if len(e.Renders) > 0 {
			r := e.Renders[0]
			row.JobID, row.ID, row.VideoURL, row.Failure = "", r.ID, cmp.Or(links[r.ID].VideoURL, links[r.ID].AudioURL), cmp.Or(row.Failure, r.Failure)
		}
		items = append(items, row)
	}
	return items, nil
}

func nextForLedgerBatch(p jobs.Progress, b batchResult) string {
	switch {
	case p.Finished() < p.Total && p.Counts[jobs.Planned] > 0:
		return "Still at work: what is planned is sent as HeyGen has room. Ask again with the same batch_id, or stop what is not sent with cancel_batch; do not create anything again."
	case p.Finished() < p.Total:
		return "Still at work, which is normal for minutes. Ask again with the same batch_id; do not create anything again."
	case len(b.Failures) > 0:
		return "Failed items are not charged: mend what failures says, and create those alone again. Save the others with download_video and this batch_id."
	case p.Counts[jobs.Completed] > 0:
		return "Done. Save the files with download_video and this batch_id, or give the user the links now, they expire."
	default:
		return "Nothing of it was made, and nothing is paid."
	}
}
