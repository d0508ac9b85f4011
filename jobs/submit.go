package jobs

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/riverqueue/river"
)

// submitArgs sends an account's next planned rows.
type submitArgs struct {
	Account string `json:"account"`
}

// Kind implements river.JobArgs.
func (submitArgs) Kind() string { return "submit" }

func (a submitArgs) queue() string { return queueOf(a.Account) }

type submitWorker struct {
	river.WorkerDefaults[submitArgs]
	ledger *Ledger
}

// Work implements river.Worker.
func (w *submitWorker) Work(ctx context.Context, job *river.Job[submitArgs]) error {
	acct, ok := w.ledger.accountOf(job.Args.Account)
	if !ok {
		return nil
	}
	for {
		if more, err := w.ledger.submitChunk(ctx, acct); err != nil || !more {
			return err
		}
	}
}

// submitChunk sends one chunk: one whose answer is missing, or the next. It is false
// where there is nothing to send now.
func (l *Ledger) submitChunk(ctx context.Context, acct Account) (bool, error) {
	db, err := l.open(ctx)
	if err != nil {
		return false, err
	}
	c, err := l.claimChunk(ctx, db, acct.ID)
	if err != nil || len(c.rows) == 0 {
		return false, err
	}
	made, sent := c.send(ctx, acct.API)
	if sent != nil {
		l.options.Log.WarnContext(ctx, "HeyGen did not take a batch's rows, or its answer was lost", "batch", c.rows[0].BatchID, "rows", len(c.rows), "error", redacted(sent))
	}
	writing, cancel := context.WithTimeout(context.WithoutCancel(ctx), writeTimeout)
	defer cancel()
	if sent != nil {
		err = l.returnChunk(writing, db, c, made, sent)
	} else {
		err = l.recordChunk(writing, db, c, made)
	}
	if err != nil {
		return false, fmt.Errorf("noting the outcome of a batch's rows: %w", err)
	}
	l.notify()
	return sent == nil && ctx.Err() == nil, nil
}

// chunk is the rows that share one of HeyGen's batches and one key.
type chunk struct {
	// rows are those whose outcome is not known.
	rows []Entry
	// index is each one's in the request, by its id.
	index map[string]int
	// replayed is true where it was sent before.
	replayed bool
	// envelope are the members of the request beside the rows.
	envelope map[string]any
}

// claimChunk marks the next chunk as being sent. While another process sends one
// of the account's, there is none to take.
func (l *Ledger) claimChunk(ctx context.Context, db *database, account string) (chunk, error) {
	var c chunk
	now := l.now()
	err := db.inTransaction(ctx, account, func(tx *sql.Tx) error {
		first, again, err := l.nextRow(ctx, db, tx, account, now)
		if err != nil || first.ID == "" {
			return err
		}
		if again && now.Sub(first.SentAt) > l.options.Timing.replayWindow() {
			_, err := db.update(ctx, tx, "state = ?, owner = '', due_at = 0", "idempotency_key = ? AND state = ?", string(Uncertain), first.Key, string(Sending))
			return err
		}
		sent, err := db.entries(ctx, tx, "idempotency_key = ? AND state <> ? ORDER BY row_number", first.Key, string(Cancelled))
		if err != nil {
			return err
		}
		c = chunk{index: map[string]int{}, replayed: again}
		if c.envelope, err = db.envelope(ctx, tx, first.BatchID); err != nil {
			return err
		}
		for i, e := range sent {
			c.index[e.ID] = i
			if e.State == first.State {
				c.rows = append(c.rows, e)
			}
		}
		sentAt := now
		if again {
			sentAt = first.SentAt
		}
		_, err = db.update(ctx, tx, "state = ?, sent_at = ?, owner = ?, due_at = ?", "idempotency_key = ? AND state = ?",
			string(Sending), micros(sentAt), thisProcess(), micros(now.Add(l.options.Timing.RequestLease)), first.Key, string(first.State))
		return err
	})
	if err != nil {
		return chunk{}, fmt.Errorf("taking the next rows of a batch: %w", err)
	}
	return c, nil
}

// nextRow is the first row of the chunk to send: of one whose answer is missing,
// else of one that was not sent yet.
func (l *Ledger) nextRow(ctx context.Context, db *database, tx *sql.Tx, account string, now time.Time) (first Entry, again bool, err error) {
	open, err := db.entries(ctx, tx, "account = ? AND state = ? AND batch_id <> '' ORDER BY sent_at, batch_id, row_number", account, string(Sending))
	if err != nil {
		return Entry{}, false, err
	}
	for _, e := range open {
		if e.Owner != "" && !l.claimable(e) {
			return Entry{}, false, nil
		}
	}
	for _, e := range open {
		if e.Owner != "" || !now.Before(e.DueAt) {
			return e, true, nil
		}
	}
	if free, err := l.hasRoom(ctx, db, tx, account, now); err != nil || !free {
		return Entry{}, false, err
	}
	next, err := db.entries(ctx, tx, "account = ? AND state = ? AND due_at <= ? ORDER BY created_at, batch_id, row_number LIMIT 1", account, string(Planned), micros(now))
	if err != nil || len(next) == 0 {
		return Entry{}, false, err
	}
	return next[0], false, nil
}

// hasRoom is true while HeyGen has less of the account's work than it does at once.
// It takes more and lets it wait, but what waits there cannot be cancelled. What
// has not moved for long is stuck and holds up nothing.
func (l *Ledger) hasRoom(ctx context.Context, db *database, q querier, account string, now time.Time) (bool, error) {
	counted := []Kind{KindVideo, KindTranslation, KindSession, KindLipsync, KindClipping, KindRemoval}
	args := append([]any{account, micros(now.Add(-l.options.Timing.stuck()))}, asArgs(counted...)...)
	var busy int
	err := q.QueryRowContext(ctx, db.bind("SELECT COUNT(*) FROM ledger_renders WHERE done = 0 AND account = ? AND changed_at > ? AND kind IN ("+placeholders(len(counted))+")"), args...).Scan(&busy)
	return busy < l.options.Concurrency, err
}
