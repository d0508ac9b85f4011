package jobs

import (
	"context"
	"fmt"
	"time"

	"github.com/riverqueue/river"
)

// sweepArgs is the leader's look into the ledger for what is due. The work
// itself goes to the accounts' queues.
type sweepArgs struct{}

// Kind implements river.JobArgs.
func (sweepArgs) Kind() string { return "sweep" }

type sweepWorker struct {
	river.WorkerDefaults[sweepArgs]
	ledger *Ledger
}

// Work implements river.Worker.
func (w *sweepWorker) Work(ctx context.Context, _ *river.Job[sweepArgs]) error {
	db, err := w.ledger.open(ctx)
	if err != nil {
		return err
	}
	return w.ledger.sweep(ctx, db)
}

func (l *Ledger) sweep(ctx context.Context, db *database) error {
	now := l.now()
	due, err := db.accounts(ctx, "SELECT DISTINCT account FROM ledger_renders WHERE done = 0 AND look_at <= ?", micros(now))
	if err != nil {
		return fmt.Errorf("looking for what is to be watched: %w", err)
	}
	for _, account := range due {
		if err := l.queue(ctx, lookArgs{account}, l.options.Tempo.Soonest); err != nil {
			return err
		}
	}
	open, err := db.accounts(ctx, "SELECT DISTINCT account FROM ledger_entries WHERE state IN (?, ?)", string(Sending), string(Uncertain))
	if err != nil {
		return fmt.Errorf("looking for what has no answer: %w", err)
	}
	for _, account := range open {
		if err := l.queue(ctx, settleArgs{account}, l.options.Tempo.Soonest); err != nil {
			return err
		}
	}
	planned, err := db.accounts(ctx, "SELECT DISTINCT account FROM ledger_entries WHERE state = ?", string(Planned))
	if err != nil {
		return fmt.Errorf("looking for what is to be sent: %w", err)
	}
	for _, account := range planned {
		if err := l.queue(ctx, submitArgs{account}, time.Second); err != nil {
			return err
		}
	}
	return nil
}

func (d *database) accounts(ctx context.Context, query string, args ...any) ([]string, error) {
	rows, err := d.QueryContext(ctx, d.bind(query), args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var out []string
	for rows.Next() {
		var account string
		if err := rows.Scan(&account); err != nil {
			return nil, err
		}
		out = append(out, account)
	}
	return out, rows.Err()
}
