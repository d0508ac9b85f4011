package jobs

import (
	"context"
	"fmt"

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
	now := micros(l.now())
	if err := db.release(ctx, now); err != nil {
		return fmt.Errorf("looking for what dead processes have left: %w", err)
	}
	for _, due := range []struct {
		what, from string
		args       []any
		job        func(account string) job
	}{
		{"is to be watched", "ledger_renders WHERE done = 0 AND look_at <= ?", []any{now}, func(a string) job { return lookArgs{a} }},
		{"has no answer", "ledger_entries WHERE state IN (?, ?) AND batch_id = '' AND due_at > 0 AND due_at <= ?",
			[]any{string(Sending), string(Uncertain), now}, func(a string) job { return settleArgs{a} }},
		{"is to be sent", "ledger_entries WHERE state IN (?, ?) AND batch_id <> '' AND due_at <= ?",
			[]any{string(Sending), string(Planned), now}, func(a string) job { return submitArgs{a} }},
	} {
		accounts, err := db.accounts(ctx, "SELECT DISTINCT account FROM "+due.from, due.args...)
		if err != nil {
			return fmt.Errorf("looking for what %s: %w", due.what, err)
		}
		for _, account := range accounts {
			if err := l.queue(ctx, due.job(account)); err != nil {
				return fmt.Errorf("queueing what %s: %w", due.what, err)
			}
		}
	}
	return nil
}

// release makes due what a process that is gone was sending.
func (d *database) release(ctx context.Context, now int64) error {
	owners, err := d.accounts(ctx, "SELECT DISTINCT owner FROM ledger_entries WHERE state IN (?, ?) AND due_at > ? AND owner <> ''", string(Sending), string(Uncertain), now)
	if err != nil {
		return err
	}
	for _, owner := range owners {
		if !ownerGone(owner) {
			continue
		}
		if _, err := d.update(ctx, d, "owner = '', due_at = ?", "owner = ? AND state IN (?, ?) AND due_at > ?", now, owner, string(Sending), string(Uncertain), now); err != nil {
			return err
		}
	}
	return nil
}
