package jobs

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"heygen-mcp/pricing"
)

// ChunkSize is how many rows go into one of HeyGen's batches.
const ChunkSize = 100

// Row is one item of a batch.
type Row struct {
	Title    string
	Estimate *pricing.Estimate
	// Request is the item as HeyGen's batch takes it.
	Request any
}

// BatchPurchase is many jobs of one kind, of any number.
type BatchPurchase struct {
	Tool      string
	Arguments any
	Session   string
	// Kind is KindVideo or KindTranslation or KindLipsync.
	Kind           Kind
	Title          string
	Rows           []Row
	AllowDuplicate bool
	Download       bool
}

// Plan writes a batch: its rows are sent from now on, 100 a request, by
// whichever process has the account's key, even after a restart. The same batch
// again is answered with the one that there is.
func (l *Ledger) Plan(ctx context.Context, acct Account, p BatchPurchase) (batchID string, repeated bool, err error) {
	db, err := l.open(ctx)
	if err != nil {
		return "", false, err
	}
	l.remember(acct)
	rows, err := l.rows(acct, p)
	if err != nil {
		return "", false, err
	}
	if len(rows) == 0 {
		return "", false, errors.New("the batch has no rows")
	}
	err = db.within(ctx, acct.ID, func(tx *sql.Tx) error {
		if !p.AllowDuplicate {
			earlier, found, err := l.earlier(ctx, db, tx, rows[0])
			if err != nil {
				return err
			}
			if found {
				return &repeatedError{earlier}
			}
		}
		total := 0.0
		for _, e := range rows {
			total += e.EstimateMax
			if err := db.insertEntry(ctx, tx, e); err != nil {
				return err
			}
		}
		// The rows are in by now and count already.
		return l.withinBudget(ctx, db, tx, acct.ID, total, total)
	})
	if again, ok := errors.AsType[*repeatedError](err); ok {
		return again.entry.BatchID, true, nil
	}
	if err != nil {
		return "", false, unwritten(db, err)
	}
	l.wake(ctx)
	if err := l.queue(ctx, submitArgs{acct.ID}); err != nil {
		l.options.Log.WarnContext(ctx, "a batch waits for the next sweep", "batch", rows[0].BatchID, "error", err)
	}
	return rows[0].BatchID, false, nil
}

// rows are the entries of a batch.
func (l *Ledger) rows(acct Account, p BatchPurchase) ([]Entry, error) {
	digest, err := ArgumentsHash(p.Tool, p.Arguments)
	if err != nil {
		return nil, err
	}
	batchID, now := "batch_"+rand.Text(), l.now()
	rows := make([]Entry, 0, len(p.Rows))
	for i, row := range p.Rows {
		e := l.draft(acct, Purchase{Tool: p.Tool, Session: p.Session, Kind: p.Kind, Title: row.Title, Estimate: row.Estimate, Keyed: true, Download: p.Download}, digest)
		e.State, e.Owner, e.CreatedAt, e.DueAt, e.SentAt = Planned, "", now, now, time.Time{}
		e.BatchID, e.Row, e.Key = batchID, i, batchID+"-"+strconv.Itoa(i/ChunkSize)
		if e.Request, err = json.Marshal(row.Request); err != nil {
			return nil, fmt.Errorf("row %d: %w", i+1, err)
		}
		rows = append(rows, e)
	}
	return rows, nil
}

// CancelBatch ends the rows that are not sent yet, and tells how many.
func (l *Ledger) CancelBatch(ctx context.Context, account, batchID string) (int, error) {
	db, err := l.open(ctx)
	if err != nil {
		return 0, err
	}
	n, err := db.update(ctx, db, "state = ?, finished_at = ?, request = ''", "account = ? AND batch_id = ? AND state = ?",
		string(Cancelled), micros(l.now()), account, batchID, string(Planned))
	if err != nil {
		return 0, fmt.Errorf("cancelling %s: %w", batchID, err)
	}
	return n, nil
}
