package jobs

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// Adopt writes down work that was started elsewhere and is about to cost
// something here, such as an agent session that gets an answer: from now on it
// is watched and counted under the id that HeyGen has for it. It is false where
// the ledger has it already.
func (l *Ledger) Adopt(ctx context.Context, acct Account, p Purchase, id string) (bool, error) {
	db, err := l.open(ctx)
	if err != nil {
		return false, err
	}
	l.remember(acct)
	digest, err := ArgumentsHash(p.Tool, p.Arguments)
	if err != nil {
		return false, err
	}
	e := l.draft(acct, p, digest)
	e.State, e.Owner, e.AnsweredAt, e.DueAt = Accepted, "", e.CreatedAt, time.Time{}
	adopted := false
	err = db.within(ctx, acct.ID, func(tx *sql.Tx) error {
		known, err := db.renders(ctx, tx, "account = ? AND kind = ? AND id = ?", acct.ID, string(p.Kind), id)
		if err != nil || len(known) > 0 {
			return err
		}
		if err := l.withinBudget(ctx, db, tx, e.Account, e.EstimateMax, 0); err != nil {
			return err
		}
		if err := db.insertEntry(ctx, tx, e); err != nil {
			return err
		}
		now := l.now()
		adopted, err = db.putRender(ctx, tx, Render{
			Kind: p.Kind, ID: id, Status: "pending", CreatedAt: now, ChangedAt: now, LookAt: now.Add(l.options.Tempo.first(p.Kind)), Account: acct.ID, JobID: e.ID,
		})
		return err
	})
	if err != nil {
		return false, fmt.Errorf("adopting %s: %w", id, unwritten(db, err))
	}
	l.wake(ctx)
	return adopted, nil
}
