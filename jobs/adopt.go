package jobs

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
)

// Adopt writes down work that was started elsewhere and is about to cost
// something here, such as an agent session that gets an answer: from now on it
// is watched and counted under the id that HeyGen has for it. What the ledger has
// already stays as it is.
func (l *Ledger) Adopt(ctx context.Context, acct Account, p Purchase, id string) error {
	db, err := l.open(ctx)
	if err != nil {
		return err
	}
	l.remember(acct)
	digest, err := ArgumentsHash(p.Tool, p.Arguments)
	if err != nil {
		return err
	}
	answer, err := json.Marshal(heygenIDs{ID: id})
	if err != nil {
		return fmt.Errorf("adopting %s: %w", id, err)
	}
	e := l.draft(acct, p, digest)
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
		return db.setAccepted(ctx, tx, e, answer, []string{id}, now, now.Add(l.options.Tempo.first(p.Kind)))
	})
	if err != nil {
		return fmt.Errorf("adopting %s: %w", id, unwritten(db, err))
	}
	l.wake(ctx)
	return nil
}
