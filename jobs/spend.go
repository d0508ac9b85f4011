package jobs

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"heygen-mcp/heygenapi"
	"heygen-mcp/pricing"
)

// Purchase is a call that spends, before it is sent.
type Purchase struct {
	// Tool and Arguments tell a repeated call from another one. The arguments
	// are digested, not kept.
	Tool      string
	Arguments any
	// Session tells the callers of one server apart; it may be empty.
	Session string
	Kind    Kind
	Title   string
	// Estimate is what it may cost; nil where nothing is known.
	Estimate *pricing.Estimate
	// Idempotent is true where HeyGen honours the idempotency key.
	Idempotent bool
	// AllowDuplicate sends even what was sent a moment ago.
	AllowDuplicate bool
	// Download asks for the file to be fetched when it is done.
	Download bool
}

// Send makes the request with the options given, which carry the key and write
// the ledger, and gives HeyGen's answer and the ids in it.
type Send func(ctx context.Context, options ...heygenapi.CallOption) (answer any, ids []string, err error)

// Receipt is what became of a purchase.
type Receipt struct {
	Entry Entry
	// Duplicate is true where the call was one that had been made before:
	// nothing was sent.
	Duplicate bool
}

// UncertainError is a purchase whose answer was lost. It was not and will not
// be sent again.
type UncertainError struct {
	Entry Entry
	cause error
}

// Error implements error.
func (e *UncertainError) Error() string {
	return fmt.Sprintf("job %s: HeyGen's answer was lost: %v", e.Entry.ID, e.cause)
}

// Unwrap gives what went wrong.
func (e *UncertainError) Unwrap() error { return e.cause }

// Spend sends a purchase once. It is written before the request leaves, and its
// outcome after. The same purchase again, within the window and unless
// duplicates are allowed, is answered with the job that there is.
func (l *Ledger) Spend(ctx context.Context, acct Account, p Purchase, send Send) (Receipt, error) {
	db, err := l.open(ctx)
	if err != nil {
		return Receipt{}, err
	}
	l.addAccount(acct)
	digest, err := ArgumentsHash(p.Tool, p.Arguments)
	if err != nil {
		return Receipt{}, err
	}
	e := l.newEntry(acct, p, digest)
	if !p.AllowDuplicate {
		earlier, found, err := l.findDuplicate(ctx, db, db, e)
		if err != nil || found {
			return l.answerDuplicate(ctx, db, earlier, p.Download, err)
		}
	}
	l.recordBalanceBefore(ctx, db, acct)
	written := false
	answer, ids, err := send(ctx, heygenapi.IdempotencyKey(e.Key), heygenapi.BeforeSending(func(r heygenapi.SentRequest) error {
		e.Method, e.Path, e.Request = r.Method, r.Path, r.Body
		err := l.reserve(ctx, db, &e, p.AllowDuplicate)
		written = err == nil
		return err
	}))
	if again, ok := errors.AsType[*duplicateError](err); ok {
		return l.answerDuplicate(ctx, db, again.entry, p.Download, nil)
	}
	if !written {
		// Nothing was sent, and so nothing is in the ledger.
		return Receipt{}, err
	}
	defer l.ensureRunning(ctx)
	return l.recordOutcome(ctx, db, e, outcome{answer: answer, ids: ids, err: err})
}

// TrackExisting writes down work that was started elsewhere and is about to cost
// something here, such as an agent session that gets an answer: from now on it
// is watched and counted under the id that HeyGen has for it. What the ledger has
// already stays as it is.
func (l *Ledger) TrackExisting(ctx context.Context, acct Account, p Purchase, id string) error {
	db, err := l.open(ctx)
	if err != nil {
		return err
	}
	l.addAccount(acct)
	digest, err := ArgumentsHash(p.Tool, p.Arguments)
	if err != nil {
		return err
	}
	answer, err := json.Marshal(acceptedIDs{ID: id})
	if err != nil {
		return fmt.Errorf("adopting %s: %w", id, err)
	}
	e := l.newEntry(acct, p, digest)
	err = db.inTransaction(ctx, acct.ID, func(tx *sql.Tx) error {
		known, err := db.renders(ctx, tx, "account = ? AND kind = ? AND id = ?", acct.ID, string(p.Kind), id)
		if err != nil || len(known) > 0 {
			return err
		}
		if err := l.checkBudget(ctx, db, tx, e.Account, e.EstimateMax, 0); err != nil {
			return err
		}
		if err := db.insertEntry(ctx, tx, e); err != nil {
			return err
		}
		now := l.now()
		return db.setAccepted(ctx, tx, e, answer, []string{id}, now, now.Add(l.options.Timing.firstPoll(p.Kind)))
	})
	if err != nil {
		return fmt.Errorf("adopting %s: %w", id, writeError(db, err))
	}
	l.ensureRunning(ctx)
	return nil
}

// FindDuplicate gives the job that the purchase repeats; nil where it is new.
func (l *Ledger) FindDuplicate(ctx context.Context, acct Account, p Purchase) (*Entry, error) {
	db, err := l.open(ctx)
	if err != nil || p.AllowDuplicate {
		return nil, err
	}
	digest, err := ArgumentsHash(p.Tool, p.Arguments)
	if err != nil {
		return nil, err
	}
	earlier, found, err := l.findDuplicate(ctx, db, db, l.newEntry(acct, p, digest))
	if err != nil || !found {
		return nil, err
	}
	return &earlier, nil
}

// newEntry is the entry of a purchase.
func (l *Ledger) newEntry(acct Account, p Purchase, digest string) Entry {
	id, now := "job_"+rand.Text(), l.now()
	e := Entry{
		ID: id, Account: acct.ID, Session: p.Session, Tool: p.Tool, Kind: p.Kind, Title: p.Title, ArgsHash: digest, Key: id, Idempotent: p.Idempotent,
		Owner: thisProcess(), State: Sending, Download: p.Download,
		CreatedAt: now, SentAt: now, DueAt: now.Add(l.options.Timing.RequestLease),
	}
	if p.Estimate != nil {
		e.Product, e.RateCard = p.Estimate.Product, p.Estimate.RateCard
		if p.Estimate.USD != nil {
			e.EstimateMin = p.Estimate.USD.Min
		}
		e.EstimateMax = p.Estimate.Ceiling()
		if p.Estimate.UnitUSD != nil && p.Estimate.Unit == "second" {
			e.UnitUSD = p.Estimate.UnitUSD.Max
		}
	}
	return e
}

// ArgumentsHash tells one call from another: a digest of the tool and of its
// arguments as JSON, whose members have one order.
func ArgumentsHash(tool string, arguments any) (string, error) {
	raw, err := json.Marshal(arguments)
	if err != nil {
		return "", fmt.Errorf("digesting the arguments of %s: %w", tool, err)
	}
	sum := sha256.Sum256(append([]byte(tool+"\n"), raw...))
	return hex.EncodeToString(sum[:]), nil
}

// findDuplicate finds the job that a repeated call means: the newest of the same
// account and arguments within the window that did not come to nothing.
func (l *Ledger) findDuplicate(ctx context.Context, db *database, q querier, e Entry) (Entry, bool, error) {
	if l.options.DuplicateWindow < 0 {
		return Entry{}, false, nil
	}
	since := l.now().Add(-l.options.DuplicateWindow)
	found, err := db.entries(ctx, q, "account = ? AND args_hash = ? AND created_at >= ? AND state NOT IN (?, ?, ?) ORDER BY created_at DESC LIMIT 1",
		e.Account, e.ArgsHash, micros(since), string(Refused), string(Failed), string(Cancelled))
	if err != nil || len(found) == 0 {
		return Entry{}, false, err
	}
	return found[0], true, nil
}

// duplicateError is found by the transaction that would have written a second
// entry: the same call came twice at the same moment.
type duplicateError struct{ entry Entry }

func (e *duplicateError) Error() string { return "the same call is job " + e.entry.ID }

// reserve writes the entry, and refuses what would go over a budget.
func (l *Ledger) reserve(ctx context.Context, db *database, e *Entry, allowDuplicate bool) error {
	err := db.inTransaction(ctx, e.Account, func(tx *sql.Tx) error {
		if !allowDuplicate {
			earlier, found, err := l.findDuplicate(ctx, db, tx, *e)
			if err != nil {
				return err
			}
			if found {
				return &duplicateError{earlier}
			}
		}
		if err := l.checkBudget(ctx, db, tx, e.Account, e.EstimateMax, 0); err != nil {
			return err
		}
		return db.insertEntry(ctx, tx, *e)
	})
	return writeError(db, err)
}

// writeError tells what a purchase that was not written comes up against: an
// earlier one, a budget, or a ledger that cannot be used.
func writeError(db *database, err error) error {
	_, repeated := errors.AsType[*duplicateError](err)
	_, over := errors.AsType[*BudgetError](err)
	if err == nil || repeated || over || errors.Is(err, context.Canceled) {
		return err
	}
	return db.broken(err)
}

// answerDuplicate answers a call that was made before. One whose answer was lost is asked
// for, or looked for, now.
func (l *Ledger) answerDuplicate(ctx context.Context, db *database, e Entry, download bool, err error) (Receipt, error) {
	if err == nil && download {
		err = l.requestFiles(ctx, db, "id = ?", e.ID)
	}
	if err != nil {
		return Receipt{}, err
	}
	defer l.ensureRunning(ctx)
	switch {
	case e.BatchID != "":
	case e.State == Sending && e.Idempotent && l.claimable(e):
		e, err = l.resend(ctx, db, e)
	case e.State == Uncertain, e.State == Sending && l.claimable(e):
		e, err = l.reconcileLost(ctx, db, e)
	}
	if err != nil {
		return Receipt{}, err
	}
	return Receipt{Entry: e, Duplicate: true}, nil
}
