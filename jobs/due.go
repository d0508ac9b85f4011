package jobs

import (
	"context"
	"fmt"
)

// enqueueDue queues what is due of the accounts that this process
// knows. Every process does so: none has to wait for the
// lease of one that was killed to run out.
func (l *Ledger) enqueueDue(ctx context.Context, db *database) error {
	now, known := micros(l.now()), l.accountIDs()
	if err := db.releaseDeadOwners(ctx, now); err != nil {
		return fmt.Errorf("looking for what dead processes have left: %w", err)
	}
	for _, due := range []struct {
		what, from string
		args       []any
		job        func(account string) job
	}{
		{"is to be watched", "ledger_renders WHERE done = 0 AND look_at <= ?", []any{now}, func(a string) job { return pollArgs{a} }},
		{"has no answer", "ledger_entries WHERE state IN (?, ?) AND batch_id = '' AND due_at > 0 AND due_at <= ?",
			[]any{string(Sending), string(Uncertain), now}, func(a string) job { return reconcileArgs{a} }},
		{"is to be sent", "ledger_entries WHERE state IN (?, ?) AND batch_id <> '' AND due_at <= ?",
			[]any{string(Sending), string(Planned), now}, func(a string) job { return submitArgs{a} }},
	} {
		accounts, err := db.queryStrings(ctx, "SELECT DISTINCT account FROM "+due.from+" AND account IN ("+placeholders(len(known))+")", append(due.args, asArgs(known...)...)...)
		if err != nil {
			return fmt.Errorf("looking for what %s: %w", due.what, err)
		}
		for _, account := range accounts {
			if err := l.enqueue(ctx, due.job(account)); err != nil {
				return fmt.Errorf("queueing what %s: %w", due.what, err)
			}
		}
	}
	if l.currentDownloader() == nil {
		return nil
	}
	accounts, err := db.dueDownloads(ctx, now, known)
	if err != nil {
		return fmt.Errorf("looking for what is to be fetched: %w", err)
	}
	for _, account := range accounts {
		if err := l.enqueue(ctx, downloadArgs{account}); err != nil {
			return fmt.Errorf("queueing what is to be fetched: %w", err)
		}
	}
	return nil
}

// releaseDeadOwners makes due what a process that is gone was sending.
func (d *database) releaseDeadOwners(ctx context.Context, now int64) error {
	owners, err := d.queryStrings(ctx, "SELECT DISTINCT owner FROM ledger_entries WHERE state IN (?, ?) AND due_at > ? AND owner <> ''", string(Sending), string(Uncertain), now)
	if err != nil {
		return err
	}
	for _, owner := range owners {
		if !ownerDead(owner) {
			continue
		}
		if _, err := d.update(ctx, d, "owner = '', due_at = ?", "owner = ? AND state IN (?, ?) AND due_at > ?", now, owner, string(Sending), string(Uncertain), now); err != nil {
			return err
		}
	}
	return nil
}
