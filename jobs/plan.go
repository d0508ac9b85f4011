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
	// Request is the item as HeyGen's batch takes it, or the body of a request
	// of its own.
	Request any
	// Path is where such a request goes, by POST and with a key that HeyGen
	// honours there; empty for an item of a batch of HeyGen's.
	Path string
}

// BatchPurchase is many jobs of one kind, of any number.
type BatchPurchase struct {
	Tool      string
	Arguments any
	Session   string
	// Kind is KindVideo or KindTranslation or KindLipsync.
	Kind  Kind
	Title string
	// SharedFields are the members of HeyGen's batches beside their items, such as
	// callback_url; nil for none.
	SharedFields   map[string]any
	Rows           []Row
	AllowDuplicate bool
	Download       bool
}

// PlanBatch writes a batch: its rows are sent from now on, 100 a request, by
// whichever process has the account's key, even after a restart, and no faster
// than HeyGen works them off. The same batch again is answered with the one that
// there is.
func (l *Ledger) PlanBatch(ctx context.Context, acct Account, p BatchPurchase) (batchID string, repeated bool, err error) {
	db, err := l.open(ctx)
	if err != nil {
		return "", false, err
	}
	l.addAccount(acct)
	rows, err := l.rows(acct, p)
	if err != nil {
		return "", false, err
	}
	if len(rows) == 0 {
		return "", false, errors.New("the batch has no rows")
	}
	err = db.inTransaction(ctx, acct.ID, func(tx *sql.Tx) error {
		if !p.AllowDuplicate {
			earlier, found, err := l.findDuplicate(ctx, db, tx, rows[0])
			if err != nil {
				return err
			}
			if found {
				return &duplicateError{earlier}
			}
		}
		if err := db.insertBatch(ctx, tx, rows[0], p); err != nil {
			return err
		}
		total := 0.0
		for _, e := range rows {
			total += e.EstimateMax
			if err := db.insertEntry(ctx, tx, e); err != nil {
				return err
			}
		}
		// The rows are in by now and count already.
		return l.checkBudget(ctx, db, tx, acct.ID, total, total)
	})
	if again, ok := errors.AsType[*duplicateError](err); ok {
		if p.Download {
			return again.entry.BatchID, true, l.requestFiles(ctx, db, "batch_id = ?", again.entry.BatchID)
		}
		return again.entry.BatchID, true, nil
	}
	if err != nil {
		return "", false, writeError(db, err)
	}
	l.ensureRunning(ctx)
	if err := l.enqueue(ctx, submitArgs{acct.ID}); err != nil {
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
		e := l.newEntry(acct, Purchase{Tool: p.Tool, Session: p.Session, Kind: p.Kind, Title: row.Title, Estimate: row.Estimate, Idempotent: true, Download: p.Download}, digest)
		e.State, e.Owner, e.CreatedAt, e.DueAt, e.SentAt = Planned, "", now, now, time.Time{}
		e.BatchID, e.Row, e.Key = batchID, i, batchID+"-"+strconv.Itoa(i/ChunkSize)
		if row.Path != "" {
			e.Method, e.Path, e.Key = "POST", row.Path, batchID+"-one-"+strconv.Itoa(i)
		}
		if e.Request, err = json.Marshal(row.Request); err != nil {
			return nil, fmt.Errorf("row %d: %w", i+1, err)
		}
		rows = append(rows, e)
	}
	return rows, nil
}

// insertBatch keeps what the rows of a batch share.
func (d *database) insertBatch(ctx context.Context, q querier, first Entry, p BatchPurchase) error {
	envelope, err := json.Marshal(p.SharedFields)
	if err != nil {
		return err
	}
	_, err = q.ExecContext(ctx, d.bind("INSERT INTO ledger_batches (batch_id, account, tool, kind, title, envelope, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)"),
		first.BatchID, first.Account, p.Tool, string(p.Kind), p.Title, string(envelope), micros(first.CreatedAt))
	return err
}

// envelope gives the members of a batch's requests beside their items.
func (d *database) envelope(ctx context.Context, q querier, batchID string) (map[string]any, error) {
	var raw string
	err := q.QueryRowContext(ctx, d.bind("SELECT envelope FROM ledger_batches WHERE batch_id = ?"), batchID).Scan(&raw)
	if errors.Is(err, sql.ErrNoRows) {
		return map[string]any{}, nil
	}
	if err != nil {
		return nil, err
	}
	members := map[string]any{}
	if err := json.Unmarshal([]byte(raw), &members); err != nil || members == nil {
		return map[string]any{}, err
	}
	return members, nil
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
