package jobs

import (
	"context"
	"fmt"
	"time"

	"github.com/riverqueue/river"
)

// pruneArgs drops what is older than the ledger keeps.
type pruneArgs struct{}

// Kind implements river.JobArgs.
func (pruneArgs) Kind() string { return "upkeep" }

const (
	pruneQueue    = "upkeep"
	pruneInterval = 24 * time.Hour
)

type pruneWorker struct {
	river.WorkerDefaults[pruneArgs]
	ledger *Ledger
}

// Work implements river.Worker.
func (w *pruneWorker) Work(ctx context.Context, _ *river.Job[pruneArgs]) error {
	l := w.ledger
	if l.options.Retention <= 0 {
		return nil
	}
	_, err := l.Prune(ctx, l.now().Add(-l.options.Retention))
	return err
}

// Prune drops entries that are older than the time and over, or that are not
// looked for any more, and tells how many.
func (l *Ledger) Prune(ctx context.Context, before time.Time) (int, error) {
	if !l.exists() {
		return 0, nil
	}
	db, err := l.open(ctx)
	if err != nil {
		return 0, err
	}
	over := []any{micros(before), string(Uncertain)}
	for _, s := range States() {
		if s.Final() {
			over = append(over, string(s))
		}
	}
	condition := "created_at < ? AND (state = ? AND due_at = 0 OR state IN (" + placeholders(len(over)-2) + "))"
	if _, err := db.ExecContext(ctx, db.bind("DELETE FROM ledger_balances WHERE at < ?"), micros(before)); err != nil {
		return 0, fmt.Errorf("pruning the ledger: %w", err)
	}
	for _, table := range []string{"ledger_callbacks", "ledger_renders", "ledger_downloads"} {
		if _, err := db.ExecContext(ctx, db.bind("DELETE FROM "+table+" WHERE job_id IN (SELECT id FROM ledger_entries WHERE "+condition+")"), over...); err != nil {
			return 0, fmt.Errorf("pruning the ledger: %w", err)
		}
	}
	done, err := db.ExecContext(ctx, db.bind("DELETE FROM ledger_entries WHERE "+condition), over...)
	if err != nil {
		return 0, fmt.Errorf("pruning the ledger: %w", err)
	}
	if _, err := db.ExecContext(ctx, db.bind("DELETE FROM ledger_batches WHERE created_at < ? AND batch_id NOT IN (SELECT batch_id FROM ledger_entries)"), micros(before)); err != nil {
		return 0, fmt.Errorf("pruning the ledger: %w", err)
	}
	n, err := done.RowsAffected()
	return int(n), err
}
