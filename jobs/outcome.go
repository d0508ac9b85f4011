package jobs

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"heygen-mcp/heygenapi"
)

// outcome is what came back on a request.
type outcome struct {
	answer any
	ids    []string
	err    error
	// replayed is true of a request that was sent before, under the same key.
	replayed bool
}

// uncertain is true where HeyGen may have taken the request. Of one that was sent
// before only an answer to the request itself tells that it was not taken: a
// closed door says nothing of the first time.
func (o outcome) uncertain() bool {
	if heygenapi.Uncertain(o.err) || heygenapi.IsInProgress(o.err) {
		return true
	}
	if !o.replayed {
		return false
	}
	_, answered := errors.AsType[*heygenapi.Error](o.err)
	return !answered || heygenapi.IsRateLimited(o.err) || heygenapi.IsUnauthorized(o.err) || heygenapi.IsForbidden(o.err) || heygenapi.IsInsufficientCredit(o.err)
}

// refusal is the code and the reason that the ledger keeps. HeyGen's message may
// repeat what was sent: its code is enough.
func refusal(err error) (code, message string) {
	if refused, ok := errors.AsType[*heygenapi.Error](err); ok {
		return refused.Code, fmt.Sprintf("HeyGen answered %d", refused.StatusCode)
	}
	return "not_sent", "the request did not leave"
}

// writeTimeout bounds the writing of an outcome.
const writeTimeout = 30 * time.Second

// recordOutcome writes the outcome of a request. The caller may be gone by now:
// the outcome is written all the same.
func (l *Ledger) recordOutcome(ctx context.Context, db *database, e Entry, o outcome) (Receipt, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), writeTimeout)
	defer cancel()
	now := l.now()
	switch {
	case o.err == nil:
		raw, err := json.Marshal(o.answer)
		if err != nil {
			return Receipt{}, fmt.Errorf("keeping the answer: %w", err)
		}
		if kept, err := l.recordAccepted(ctx, db, e, raw, o.ids); err == nil {
			return Receipt{Entry: kept}, nil
		}
		// HeyGen has accepted: losing the note must not lose the answer. The note
		// is made up for later, as for any lost answer.
		e.State, e.Answer, e.AnsweredAt = Accepted, raw, now
		return Receipt{Entry: e}, nil
	case o.uncertain() && e.Idempotent:
		// It stays as sent: asking again under its key is safe, and due.
		return Receipt{}, errors.Join(&UncertainError{Entry: e, cause: o.err}, l.postpone(ctx, db, e))
	case o.uncertain():
		err := db.setUncertain(ctx, db, e.ID, now.Add(l.options.Timing.MinPollInterval))
		e.State = Uncertain
		return Receipt{}, errors.Join(&UncertainError{Entry: e, cause: o.err}, err)
	default:
		code, message := refusal(o.err)
		if err := db.setRefused(ctx, db, e.ID, code, message, now); err != nil {
			l.options.Log.ErrorContext(ctx, "the ledger could not note a refused job", "job", e.ID, "error", err)
		}
		return Receipt{}, o.err
	}
}

// recordAccepted notes what HeyGen has taken, and gives the entry as it is now.
func (l *Ledger) recordAccepted(ctx context.Context, db *database, e Entry, answer json.RawMessage, ids []string) (Entry, error) {
	now := l.now()
	err := db.inTransaction(ctx, e.Account, func(tx *sql.Tx) error {
		err := db.setAccepted(ctx, tx, e, answer, ids, now, now.Add(l.options.Timing.firstPoll(e.Kind)))
		if err != nil {
			return err
		}
		e, err = db.entry(ctx, tx, e.ID)
		return err
	})
	if err != nil {
		l.options.Log.ErrorContext(ctx, "the ledger could not note an accepted job", "job", e.ID, "error", err)
	}
	return e, err
}

// claimable is true of an entry that nobody is busy with: no request is under way,
// its process is gone, or it has had all the time that an attempt may take.
func (l *Ledger) claimable(e Entry) bool {
	return e.Owner == "" || ownerDead(e.Owner) || !l.now().Before(e.DueAt)
}

// claimEntry makes this process the one that asks about an entry now. It is false
// where another one has been faster.
func (l *Ledger) claimEntry(ctx context.Context, db *database, e Entry) (bool, error) {
	n, err := db.update(ctx, db, "owner = ?, due_at = ?", "id = ? AND state = ? AND owner = ? AND due_at = ?",
		thisProcess(), micros(l.now().Add(l.options.Timing.RequestLease)), e.ID, string(e.State), e.Owner, micros(e.DueAt))
	if err != nil {
		return false, fmt.Errorf("taking up %s: %w", e.ID, err)
	}
	return n > 0, nil
}

// postpone lets go of an entry whose outcome is still not known.
func (l *Ledger) postpone(ctx context.Context, db *database, e Entry) error {
	now := l.now()
	_, err := db.update(ctx, db, "owner = '', due_at = ?", "id = ? AND state IN (?, ?)",
		micros(now.Add(l.options.Timing.retryDelay(now.Sub(e.SentAt)))), e.ID, string(Sending), string(Uncertain))
	if err != nil {
		return fmt.Errorf("putting off %s: %w", e.ID, err)
	}
	return nil
}
