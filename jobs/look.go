package jobs

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/riverqueue/river"
)

// lookArgs is one look at an account's unfinished work.
type lookArgs struct {
	Account string `json:"account" river:"unique"`
}

// Kind implements river.JobArgs.
func (lookArgs) Kind() string { return "look" }

func (a lookArgs) account() string { return a.Account }

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
	return w.ledger.look(ctx, acct)
}

// together is how much earlier than due a render is looked at along with
// others, so that a hundred ids share a request.
const together = 5 * time.Second

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
	for _, r := range found {
		if err := l.learn(ctx, db, acct, r); err != nil {
			return err
		}
	}
	l.tell()
	return problem
}

// claim takes what is due, and puts its next look off, in one step: no two
// watchers ever ask for the same at once.
func (l *Ledger) claim(ctx context.Context, db *database, account string) ([]Render, error) {
	now := l.now()
	webhooks, err := db.hearing(ctx, db, account, now.Add(-2*l.options.Tempo.SafetyNet))
	if err != nil {
		return nil, err
	}
	var due []Render
	err = db.within(ctx, account, func(tx *sql.Tx) error {
		var err error
		due, err = db.renders(ctx, tx, "account = ? AND done = 0 AND look_at <= ? ORDER BY kind, look_at", account, micros(now.Add(min(together, l.options.Tempo.Soonest))))
		if err != nil {
			return err
		}
		for i, r := range due {
			due[i].LookedAt, due[i].LookAt = now, now.Add(l.options.Tempo.next(r.Kind, now.Sub(r.CreatedAt), webhooks))
			if err := db.saveRender(ctx, tx, due[i]); err != nil {
				return err
			}
		}
		return nil
	})
	return due, err
}

// learn writes what was found, and ends the entry when its last render is done.
func (l *Ledger) learn(ctx context.Context, db *database, acct Account, f finding) error {
	now := l.now()
	err := db.within(ctx, acct.ID, func(tx *sql.Tx) error {
		r := f.Render
		if f.moved {
			r.ChangedAt = now
		}
		if err := db.saveRender(ctx, tx, r); err != nil {
			return err
		}
		if !r.Done {
			return nil
		}
		return l.endEntry(ctx, db, tx, r.JobID, f.seconds, now)
	})
	if err != nil {
		return fmt.Errorf("noting how %s stands: %w", f.ID, err)
	}
	if f.Done {
		return l.announce(ctx, db, f.JobID)
	}
	return nil
}

// endEntry finishes an entry of which nothing is under way any more. What it
// cost is its seconds by their price, or its estimate.
func (l *Ledger) endEntry(ctx context.Context, db *database, tx *sql.Tx, id string, seconds float64, now time.Time) error {
	found, err := db.entries(ctx, tx, "id = ?", id)
	if err != nil || len(found) == 0 {
		return err
	}
	e := found[0]
	if e.UnitUSD > 0 && seconds > 0 {
		var cost float64
		if e.CostUSD != nil {
			cost = *e.CostUSD
		}
		e.CostUSD = new(cost + seconds*e.UnitUSD)
		// Until all are done the whole estimate stays reserved.
	}
	failed := 0
	for _, r := range e.Renders {
		if !r.Done {
			return nil
		}
		if r.Failure != "" {
			failed++
		}
	}
	if failed == len(e.Renders) {
		_, err := db.setState(ctx, tx, id, Failed, now, Accepted)
		return err
	}
	share := float64(len(e.Renders)-failed) / float64(len(e.Renders))
	cost := e.EstimateMax * share
	if e.CostUSD != nil {
		cost = *e.CostUSD
	}
	if err := db.setCost(ctx, tx, id, cost); err != nil {
		return err
	}
	_, err = db.setState(ctx, tx, id, Completed, now, Accepted)
	return err
}

// announce tells those who asked for finished work.
func (l *Ledger) announce(ctx context.Context, db *database, id string) error {
	e, err := l.entry(ctx, db, id)
	if err != nil || !e.State.Over() {
		return err
	}
	l.mu.Lock()
	hear := l.finished
	l.mu.Unlock()
	for _, do := range hear {
		do(ctx, e)
	}
	return nil
}

// OnFinished calls the function for each entry that this process's watcher
// finds finished. Set it before the first use.
func (l *Ledger) OnFinished(do func(ctx context.Context, e Entry)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.finished = append(l.finished, do)
}

// Wanted makes the watcher look at renders soon: someone waits for them.
func (l *Ledger) Wanted(ctx context.Context, account string, ids []string) error {
	db, err := l.open(ctx)
	if err != nil {
		return err
	}
	at := l.now()
	for _, id := range ids {
		_, err := db.ExecContext(ctx, db.bind("UPDATE ledger_renders SET look_at = ? WHERE account = ? AND id = ? AND done = 0 AND look_at > ? AND looked_at <= ?"),
			micros(at), account, id, micros(at), micros(at.Add(-l.options.Tempo.Soonest)))
		if err != nil {
			return fmt.Errorf("asking for %s: %w", id, err)
		}
	}
	return l.queue(ctx, lookArgs{account}, l.options.Tempo.Soonest)
}

// hearing is true where a webhook came lately, or was just set up: then asking
// is a safety net.
func (d *database) hearing(ctx context.Context, q querier, account string, since time.Time) (bool, error) {
	var n int
	err := q.QueryRowContext(ctx, d.bind("SELECT COUNT(*) FROM ledger_webhooks WHERE account = ? AND heard_at >= ?"), account, micros(since)).Scan(&n)
	return n > 0, err
}
