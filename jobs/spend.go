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
	"time"

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
	// Keyed is true where HeyGen honours the idempotency key.
	Keyed bool
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
	// Repeated is true where the call was one that had been made before:
	// nothing was sent.
	Repeated bool
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
	l.Know(ctx, acct)
	e, err := l.draft(acct, p)
	if err != nil {
		return Receipt{}, err
	}
	if !p.AllowDuplicate {
		earlier, found, err := l.earlier(ctx, db, db, e)
		if err != nil || found {
			return l.repeat(ctx, db, earlier, err)
		}
	}
	written := false
	answer, ids, err := send(ctx, heygenapi.IdempotencyKey(e.Key), heygenapi.BeforeSending(func(r heygenapi.SentRequest) error {
		e.Method, e.Path, e.Request = r.Method, r.Path, r.Body
		err := l.reserve(ctx, db, &e, p.AllowDuplicate)
		written = err == nil
		return err
	}))
	if again, ok := errors.AsType[*repeatedError](err); ok {
		return l.repeat(ctx, db, again.entry, nil)
	}
	if !written {
		// Nothing was sent, and so nothing is in the ledger.
		return Receipt{}, err
	}
	return l.settleAnswer(ctx, db, e, answer, ids, err)
}

// Earlier gives the job that the purchase repeats; nil where it is new.
func (l *Ledger) Earlier(ctx context.Context, acct Account, p Purchase) (*Entry, error) {
	db, err := l.open(ctx)
	if err != nil || p.AllowDuplicate {
		return nil, err
	}
	e, err := l.draft(acct, p)
	if err != nil {
		return nil, err
	}
	earlier, found, err := l.earlier(ctx, db, db, e)
	if err != nil || !found {
		return nil, err
	}
	return &earlier, nil
}

// draft is the entry of a purchase.
func (l *Ledger) draft(acct Account, p Purchase) (Entry, error) {
	digest, err := ArgumentsHash(p.Tool, p.Arguments)
	if err != nil {
		return Entry{}, err
	}
	id := "job_" + rand.Text()
	e := Entry{
		ID: id, Account: acct.ID, Session: p.Session, Tool: p.Tool, Kind: p.Kind, Title: p.Title, ArgsHash: digest, Key: id, Keyed: p.Keyed,
		Owner: thisProcess(), State: Sending, Download: p.Download, CreatedAt: l.now(), SentAt: l.now(),
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
	return e, nil
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

// earlier finds the job that a repeated call means: the newest of the same
// account and arguments within the window that did not come to nothing.
func (l *Ledger) earlier(ctx context.Context, db *database, q querier, e Entry) (Entry, bool, error) {
	if l.options.RepeatWindow < 0 {
		return Entry{}, false, nil
	}
	since := l.now().Add(-l.options.RepeatWindow)
	found, err := db.entries(ctx, q, "account = ? AND args_hash = ? AND created_at >= ? AND state NOT IN (?, ?, ?) ORDER BY created_at DESC LIMIT 1",
		e.Account, e.ArgsHash, micros(since), string(Refused), string(Failed), string(Cancelled))
	if err != nil || len(found) == 0 {
		return Entry{}, false, err
	}
	return found[0], true, nil
}

// repeatedError is found by the transaction that would have written a second
// entry: the same call came twice at the same moment.
type repeatedError struct{ entry Entry }

func (e *repeatedError) Error() string { return "the same call is job " + e.entry.ID }

// reserve writes the entry, and refuses what would go over a budget.
func (l *Ledger) reserve(ctx context.Context, db *database, e *Entry, allowDuplicate bool) error {
	return db.within(ctx, e.Account, func(tx *sql.Tx) error {
		if !allowDuplicate {
			earlier, found, err := l.earlier(ctx, db, tx, *e)
			if err != nil {
				return err
			}
			if found {
				return &repeatedError{earlier}
			}
		}
		if err := l.withinBudget(ctx, db, tx, e.Account, e.EstimateMax, 0); err != nil {
			return err
		}
		return db.insertEntry(ctx, tx, *e)
	})
}

// settleAnswer writes the outcome of a request. The caller may be gone by now:
// the outcome is written all the same.
func (l *Ledger) settleAnswer(ctx context.Context, db *database, e Entry, answer any, ids []string, failed error) (Receipt, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 15*time.Second)
	defer cancel()
	now := l.now()
	switch {
	case failed == nil:
		raw, err := json.Marshal(answer)
		if err != nil {
			return Receipt{}, fmt.Errorf("keeping the answer: %w", err)
		}
		if err := db.within(ctx, e.Account, func(tx *sql.Tx) error {
			return db.setAccepted(ctx, tx, e, raw, ids, now, now.Add(l.options.Tempo.first(e.Kind)))
		}); err != nil {
			// HeyGen has accepted: losing the note must not lose the answer.
			l.options.Log.ErrorContext(ctx, "the ledger could not note an accepted job", "job", e.ID, "error", err)
		}
		if len(ids) == 0 {
			// What comes with the answer is finished with it.
			l.finishAtOnce(ctx, db, e)
		}
		kept, err := l.entry(ctx, db, e.ID)
		if err != nil {
			e.State, e.Answer = Accepted, raw
			return Receipt{Entry: e}, nil
		}
		return Receipt{Entry: kept}, nil
	case heygenapi.Uncertain(failed):
		if e.Keyed {
			// It stays as sent: asking again under its key is safe, and due.
			return Receipt{}, &UncertainError{Entry: e, cause: failed}
		}
		_, err := db.setState(ctx, db, e.ID, Uncertain, now, Sending)
		e.State = Uncertain
		return Receipt{}, errors.Join(&UncertainError{Entry: e, cause: failed}, err)
	default:
		code, message := "", ""
		if refused, ok := errors.AsType[*heygenapi.Error](failed); ok {
			// HeyGen's message may repeat what was sent: its code is enough.
			code, message = refused.Code, fmt.Sprintf("HeyGen answered %d", refused.StatusCode)
		}
		if err := db.setRefused(ctx, db, e.ID, code, message, now); err != nil {
			l.options.Log.ErrorContext(ctx, "the ledger could not note a refused job", "job", e.ID, "error", err)
		}
		return Receipt{}, failed
	}
}

// finishAtOnce ends an entry that has nothing to watch, such as a speech.
func (l *Ledger) finishAtOnce(ctx context.Context, db *database, e Entry) {
	_, err := db.setState(ctx, db, e.ID, Completed, l.now(), Accepted)
	if err == nil {
		err = db.setCost(ctx, db, e.ID, e.EstimateMax)
	}
	if err != nil {
		l.options.Log.ErrorContext(ctx, "the ledger could not note a finished job", "job", e.ID, "error", err)
	}
}

// repeat answers a call that was made before. One whose answer was lost, and
// that HeyGen tells by its key, is asked again now.
func (l *Ledger) repeat(ctx context.Context, db *database, e Entry, err error) (Receipt, error) {
	if err != nil {
		return Receipt{}, err
	}
	switch {
	case e.State == Sending && e.Keyed && l.options.Tempo.stale(e, l.now()):
		settled, err := l.resend(ctx, db, e)
		return Receipt{Entry: settled, Repeated: true}, err
	case e.State == Uncertain:
		settled, err := l.lookFor(ctx, db, e)
		if err != nil {
			return Receipt{}, err
		}
		e = settled
	}
	return Receipt{Entry: e, Repeated: true}, nil
}

// entry gives one by the ledger's id.
func (l *Ledger) entry(ctx context.Context, db *database, id string) (Entry, error) {
	found, err := db.entries(ctx, db, "id = ?", id)
	if err != nil {
		return Entry{}, err
	}
	if len(found) == 0 {
		return Entry{}, sql.ErrNoRows
	}
	return found[0], nil
}
