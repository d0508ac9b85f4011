package jobs

import (
	"context"
	"fmt"
)

// sweep looks into the ledger for what is due of the accounts that this process
// knows, and queues the work. Every process sweeps: none has to wait for the
// lease of one that was killed to run out.
func (l *Ledger) sweep(ctx context.Context, db *database) error {
	now, known := micros(l.now()), l.accountIDs()
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
		accounts, err := db.texts(ctx, "SELECT DISTINCT account FROM "+due.from+" AND account IN ("+marks(len(known))+")", append(due.args, list(known...)...)...)
		if err != nil {
			return fmt.Errorf("looking for what %s: %w", due.what, err)
		}
		for _, account := range accounts {
			if err := l.queue(ctx, due.job(account)); err != nil {
				return fmt.Errorf("queueing what %s: %w", due.what, err)
			}
		}
	}
	if l.saver() == nil {
		return nil
	}
	accounts, err := db.dueDownloads(ctx, now, known)
	if err != nil {
		return fmt.Errorf("looking for what is to be fetched: %w", err)
	}
	for _, account := range accounts {
		if err := l.queue(ctx, saveArgs{account}); err != nil {
			return fmt.Errorf("queueing what is to be fetched: %w", err)
		}
	}
	return nil
}

// release makes due what a process that is gone was sending.
func (d *database) release(ctx context.Context, now int64) error {
	owners, err := d.texts(ctx, "SELECT DISTINCT owner FROM ledger_entries WHERE state IN (?, ?) AND due_at > ? AND owner <> ''", string(Sending), string(Uncertain), now)
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
