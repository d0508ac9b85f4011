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

// lookArgs is one look at an account's unfinished work.
type lookArgs struct {
	Account string `json:"account"`
}

// Kind implements river.JobArgs.
func (lookArgs) Kind() string { return "look" }

func (a lookArgs) queue() string { return queueOf(a.Account) }

type lookWorker struct {
	river.WorkerDefaults[lookArgs]
	ledger *Ledger
}

// Timeout implements river.Worker.
func (*lookWorker) Timeout(*river.Job[lookArgs]) time.Duration { return 2 * time.Minute }

// Work implements river.Worker.
func (w *lookWorker) Work(ctx context.Context, job *river.Job[lookArgs]) error {
	acct, ok := w.ledger.accountOf(job.Args.Account)
	if !ok {
		return nil
	}
	w.ledger.watch.busy.Add(1)
	defer w.ledger.watch.busy.Add(-1)
	return w.ledger.look(ctx, acct)
}

// look asks HeyGen once for everything of the account that is due.
func (l *Ledger) look(ctx context.Context, acct Account) error {
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
	found, problem := lookers(ctx, acct.API, due)
	if problem != nil {
		l.options.Log.WarnContext(ctx, "HeyGen does not tell how the work stands", "account", acct.ID, "error", plain(problem))
	}
	// What was asked is kept, also by a process that ends.
	writing, cancel := context.WithTimeout(context.WithoutCancel(ctx), noting)
	defer cancel()
	over, err := l.learn(writing, db, acct, due, found, problem)
	if err != nil {
		return fmt.Errorf("noting how the work stands: %w", err)
	}
	l.tell()
	if err := l.seeBalance(ctx, db, acct, over > 0); err != nil {
		l.options.Log.WarnContext(ctx, "the wallet's balance is not noted", "account", acct.ID, "error", plain(err))
	}
	return nil
}

// claim takes what is due, and puts its next look off, in one step: no two
// watchers ever ask for the same at once.
func (l *Ledger) claim(ctx context.Context, db *database, account string) ([]Render, error) {
	now := l.now()
	var due []Render
	err := db.within(ctx, account, func(tx *sql.Tx) error {
		waiting, err := db.renders(ctx, tx, "account = ? AND done = 0 ORDER BY kind, look_at, id", account)
		if err != nil {
			return err
		}
		due = fill(waiting, now)
		for i := range due {
			due[i].LookedAt, due[i].LookAt = now, now.Add(l.options.Tempo.lease())
		}
		return db.reschedule(ctx, tx, due)
	})
	return due, err
}

// perRequest is how many ids share a request.
const perRequest = 100

// fill gives what is due, and what else has room in the same requests. The
// renders are sorted by kind and time.
func fill(waiting []Render, now time.Time) []Render {
	var out []Render
	taken := map[Kind]int{}
	for _, r := range waiting {
		isDue := !r.LookAt.After(now)
		if isDue || inBulk(r.Kind) && taken[r.Kind]%perRequest != 0 {
			taken[r.Kind]++
			out = append(out, r)
		}
	}
	return out
}

// learn writes what was found and when each is looked at next, and tells how
// many entries ended with it.
func (l *Ledger) learn(ctx context.Context, db *database, acct Account, due []Render, found map[renderID]finding, problem error) (int, error) {
	now, tempo, over := l.now(), l.options.Tempo, 0
	err := db.within(ctx, acct.ID, func(tx *sql.Tx) error {
		webhooks, err := db.hearing(ctx, tx, acct.ID, now.Add(-2*tempo.SafetyNet))
		if err != nil {
			return err
		}
		var still []Render
		ended := map[string]bool{}
		for _, r := range due {
			f, told := found[r.key()]
			if !told {
				r.LookAt = now.Add(tempo.next(r.Kind, now.Sub(r.CreatedAt), false))
				still = append(still, r)
				continue
			}
			f.LookAt = now.Add(tempo.next(r.Kind, now.Sub(r.CreatedAt), webhooks))
			if f.late {
				f.LookAt = now.Add(tempo.late())
			}
			if !f.moved && !f.Done {
				still = append(still, f.Render)
				continue
			}
			f.ChangedAt = now
			if err := db.saveRender(ctx, tx, f.Render); err != nil {
				return err
			}
			ended[r.JobID] = ended[r.JobID] || f.Done
		}
		if err := db.reschedule(ctx, tx, still); err != nil {
			return err
		}
		if refused, ok := errors.AsType[*heygenapi.Error](problem); ok && refused.RetryAfter > 0 {
			if err := db.hush(ctx, tx, acct.ID, now.Add(refused.RetryAfter)); err != nil {
				return err
			}
		}
		over, err = l.endAll(ctx, db, tx, ended, now)
		return err
	})
	return over, err
}

// endAll finishes the entries of which nothing is under way any more, and tells
// how many.
func (l *Ledger) endAll(ctx context.Context, db *database, tx *sql.Tx, jobs map[string]bool, now time.Time) (int, error) {
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
		state, cost, ok := e.end()
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

// end is how an entry ends, and its cost in US dollars: its seconds by their
// price, or its estimate where HeyGen tells no length. It is false while
// something is under way. Failed renders are not billed.
func (e Entry) end() (State, float64, bool) {
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

// Wanted makes the watcher look at renders soon: someone waits for them.
func (l *Ledger) Wanted(ctx context.Context, account string, ids []string) error {
	db, err := l.open(ctx)
	if err != nil {
		return err
	}
	at, wanted := l.now(), 0
	for chunk := range slices.Chunk(ids, perQuery) {
		args := append([]any{micros(at), account, micros(at), micros(at.Add(-l.options.Tempo.Soonest))}, list(chunk...)...)
		done, err := db.ExecContext(ctx, db.bind("UPDATE ledger_renders SET look_at = ? WHERE account = ? AND done = 0 AND look_at > ? AND looked_at <= ? AND id IN ("+marks(len(chunk))+")"), args...)
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
	return l.queue(ctx, lookArgs{account})
}

// hearing is true where a webhook came lately, or was just set up: then asking
// is a safety net.
func (d *database) hearing(ctx context.Context, q querier, account string, since time.Time) (bool, error) {
	var n int
	err := q.QueryRowContext(ctx, d.bind("SELECT COUNT(*) FROM ledger_webhooks WHERE account = ? AND heard_at >= ?"), account, micros(since)).Scan(&n)
	return n > 0, err
}
