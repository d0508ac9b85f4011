package jobs

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/riverqueue/river"

	"heygen-mcp/heygenapi"
)

// pollArgs asks HeyGen once about an account's unfinished work.
type pollArgs struct {
	Account string `json:"account"`
}

// Kind implements river.JobArgs.
func (pollArgs) Kind() string { return "look" }

func (a pollArgs) queue() string { return queueOf(a.Account) }

type pollWorker struct {
	river.WorkerDefaults[pollArgs]
	ledger *Ledger
}

// Timeout implements river.Worker.
func (*pollWorker) Timeout(*river.Job[pollArgs]) time.Duration { return 2 * time.Minute }

// Work implements river.Worker.
func (w *pollWorker) Work(ctx context.Context, job *river.Job[pollArgs]) error {
	acct, ok := w.ledger.accountOf(job.Args.Account)
	if !ok {
		return nil
	}
	w.ledger.background.busy.Add(1)
	defer w.ledger.background.busy.Add(-1)
	return w.ledger.poll(ctx, acct)
}

// poll asks HeyGen once for everything of the account that is due.
func (l *Ledger) poll(ctx context.Context, acct Account) error {
	db, err := l.open(ctx)
	if err != nil {
		return err
	}
	due, err := l.claim(ctx, db, acct.ID)
	if err != nil {
		return fmt.Errorf("choosing what to look at: %w", err)
	}
	if len(due) == 0 {
		return nil
	}
	found, problem := fetchStatuses(ctx, acct.API, due)
	if problem != nil {
		l.options.Log.WarnContext(ctx, "HeyGen does not tell how the work stands", "account", acct.ID, "error", redacted(problem))
	}
	// What was asked is kept, also by a process that ends.
	writing, cancel := context.WithTimeout(context.WithoutCancel(ctx), writeTimeout)
	defer cancel()
	over, err := l.recordPoll(writing, db, acct, due, found, problem)
	if err != nil {
		return fmt.Errorf("noting how the work stands: %w", err)
	}
	l.notify()
	if err := l.refreshBalance(ctx, db, acct, over > 0); err != nil {
		l.options.Log.WarnContext(ctx, "the wallet's balance is not noted", "account", acct.ID, "error", redacted(err))
	}
	return nil
}

// claim takes what is due, and sets its next poll, in one step: no two
// pollers ever ask for the same at once.
func (l *Ledger) claim(ctx context.Context, db *database, account string) ([]Render, error) {
	now := l.now()
	var due []Render
	err := db.inTransaction(ctx, account, func(tx *sql.Tx) error {
		waiting, err := db.renders(ctx, tx, "account = ? AND done = 0 ORDER BY kind, look_at, id", account)
		if err != nil {
			return err
		}
		due = dueAndRoom(waiting, now)
		for i := range due {
			due[i].PolledAt, due[i].NextPollAt = now, now.Add(l.options.Timing.lease())
		}
		return db.reschedule(ctx, tx, due)
	})
	return due, err
}

// perRequest is how many ids share a request.
const perRequest = 100

// dueAndRoom gives what is due, and what else has room in the same requests. The
// renders are sorted by kind and time.
func dueAndRoom(waiting []Render, now time.Time) []Render {
	var out []Render
	taken := map[Kind]int{}
	for _, r := range waiting {
		isDue := !r.NextPollAt.After(now)
		if isDue || hasBulkStatus(r.Kind) && taken[r.Kind]%perRequest != 0 {
			taken[r.Kind]++
			out = append(out, r)
		}
	}
	return out
}

// recordPoll writes what was found and when each is polled next, and tells how
// many entries ended with it.
func (l *Ledger) recordPoll(ctx context.Context, db *database, acct Account, due []Render, found map[renderID]pollResult, problem error) (int, error) {
	now, tempo, over := l.now(), l.options.Timing, 0
	err := db.inTransaction(ctx, acct.ID, func(tx *sql.Tx) error {
		webhooks, err := db.webhooksActive(ctx, tx, acct.ID, now.Add(-2*tempo.WebhookPollInterval))
		if err != nil {
			return err
		}
		var still []Render
		ended := map[string]bool{}
		for _, r := range due {
			f, told := found[r.key()]
			if !told {
				r.NextPollAt = now.Add(tempo.nextPoll(r.Kind, now.Sub(r.CreatedAt), false))
				still = append(still, r)
				continue
			}
			f.NextPollAt = now.Add(tempo.nextPoll(r.Kind, now.Sub(r.CreatedAt), webhooks))
			if f.linkMissing {
				f.NextPollAt = now.Add(tempo.linkRetry())
			}
			if !f.changed && !f.Done {
				still = append(still, f.Render)
				continue
			}
			f.ChangedAt = now
			if err := db.updateRender(ctx, tx, f.Render); err != nil {
				return err
			}
			ended[r.JobID] = ended[r.JobID] || f.Done
		}
		if err := db.reschedule(ctx, tx, still); err != nil {
			return err
		}
		if refused, ok := errors.AsType[*heygenapi.Error](problem); ok && refused.RetryAfter > 0 {
			if err := db.delayPolls(ctx, tx, acct.ID, now.Add(refused.RetryAfter)); err != nil {
				return err
			}
		}
		over, err = l.finishEntries(ctx, db, tx, ended, now)
		return err
	})
	return over, err
}

// finishEntries finishes the entries of which nothing is under way any more, and tells
// how many.
func (l *Ledger) finishEntries(ctx context.Context, db *database, tx *sql.Tx, jobs map[string]bool, now time.Time) (int, error) {
	over := 0
	for id, some := range jobs {
		if !some {
			continue
		}
		e, err := db.entry(ctx, tx, id)
		if errors.Is(err, sql.ErrNoRows) {
			continue
		}
		if err != nil {
			return over, err
		}
		state, cost, ok := e.finalState()
		if !ok {
			continue
		}
		if err := db.setOver(ctx, tx, id, state, cost, now); err != nil {
			return over, err
		}
		over++
	}
	return over, nil
}

// finalState is how an entry ends, and its cost in US dollars: its seconds by their
// price, or its estimate where HeyGen tells no length. It is false while
// something is under way. Failed renders are not billed.
func (e Entry) finalState() (State, float64, bool) {
	good, seconds, measured := 0, 0.0, true
	for _, r := range e.Renders {
		switch {
		case !r.Done:
			return "", 0, false
		case r.Failure == "":
			good++
			seconds += r.Seconds
			measured = measured && r.Seconds > 0
		}
	}
	switch {
	case good == 0:
		return Failed, 0, true
	case measured && e.UnitUSD > 0:
		return Completed, seconds * e.UnitUSD, true
	default:
		return Completed, e.EstimateMax * float64(good) / float64(len(e.Renders)), true
	}
}

// PollSoon makes the watcher look at renders soon: someone waits for them.
func (l *Ledger) PollSoon(ctx context.Context, account string, ids []string) error {
	db, err := l.open(ctx)
	if err != nil {
		return err
	}
	at, wanted := l.now(), 0
	for chunk := range slices.Chunk(ids, perQuery) {
		args := append([]any{micros(at), account, micros(at), micros(at.Add(-l.options.Timing.MinPollInterval))}, asArgs(chunk...)...)
		done, err := db.ExecContext(ctx, db.bind("UPDATE ledger_renders SET look_at = ? WHERE account = ? AND done = 0 AND look_at > ? AND looked_at <= ? AND id IN ("+placeholders(len(chunk))+")"), args...)
		if err != nil {
			return fmt.Errorf("asking the watcher to look: %w", err)
		}
		n, err := done.RowsAffected()
		if err != nil {
			return fmt.Errorf("asking the watcher to look: %w", err)
		}
		wanted += int(n)
	}
	if wanted == 0 {
		return nil
	}
	return l.enqueue(ctx, pollArgs{account})
}

// MinPollInterval is the least pause between two looks at the same work.
func (l *Ledger) MinPollInterval() time.Duration { return l.options.Timing.MinPollInterval }

// PollDelay is how long a render is still left alone: until then [Ledger.PollSoon]
// changes nothing. It is longer than [Ledger.MinPollInterval] where HeyGen wants not to
// be asked.
func (l *Ledger) PollDelay(r Render) time.Duration {
	return r.PolledAt.Add(l.options.Timing.MinPollInterval).Sub(l.now())
}
