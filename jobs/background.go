package jobs

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/sourcegraph/conc"
)

// background keeps the engine running while there is something unfinished of a known
// account, and only then: an idle machine's disk stays idle.
type background struct {
	// mu guards the engine's starts and stops.
	mu     sync.Mutex
	served map[string]bool
	cancel context.CancelFunc
	loop   conc.WaitGroup
	// busy counts polls and downloads under way.
	busy atomic.Int32
}

// AddAccount makes an account's work part of what this process watches, once the
// ledger is in use. Call it for every account whose key is at hand.
func (l *Ledger) AddAccount(ctx context.Context, acct Account) {
	l.addAccount(acct)
	l.ensureRunning(ctx)
}

// EnsureAccount is [Ledger.AddAccount] for many who wait at once: it does nothing while this
// process watches the account's work already.
func (l *Ledger) EnsureAccount(ctx context.Context, acct Account) {
	if _, known := l.accountOf(acct.ID); known && l.running() {
		return
	}
	l.AddAccount(ctx, acct)
}

// Resume takes up what an earlier process left unfinished. It opens a ledger
// that exists already and makes none.
func (l *Ledger) Resume(ctx context.Context, acct Account) error {
	l.addAccount(acct)
	if !l.exists() {
		return nil
	}
	if _, err := l.open(ctx); err != nil {
		return err
	}
	l.ensureRunning(ctx)
	return nil
}

func (l *Ledger) addAccount(acct Account) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.accounts[acct.ID] = acct
}

// accountOf gives an account whose key this process has.
func (l *Ledger) accountOf(id string) (Account, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	acct, ok := l.accounts[id]
	return acct, ok
}

// accountIDs are those of the accounts whose keys this process has.
func (l *Ledger) accountIDs() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	ids := make([]string, 0, len(l.accounts))
	for id := range l.accounts {
		ids = append(ids, id)
	}
	return ids
}

// ensureRunning starts the engine where there is something for it to do, and the eye that
// is kept on that.
func (l *Ledger) ensureRunning(ctx context.Context) {
	w := &l.background
	w.mu.Lock()
	defer w.mu.Unlock()
	l.mu.Lock()
	db, closed := l.db, l.closed
	l.mu.Unlock()
	if db == nil || closed {
		return
	}
	ctx = context.WithoutCancel(ctx)
	if w.cancel == nil {
		minding, cancel := context.WithCancel(ctx)
		w.cancel = cancel
		w.loop.Go(func() { l.pollLoop(minding, db) })
	}
	if err := l.updateEngine(ctx, db); err != nil {
		l.options.Log.ErrorContext(ctx, "nothing is watched: the ledger's queue does not work", "error", err)
	}
}

// pollLoop queues what is due from time to time, also for what other processes leave behind;
// less often where there is nothing.
func (l *Ledger) pollLoop(ctx context.Context, db *database) {
	next := time.NewTimer(l.options.Timing.PollInterval)
	defer next.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-next.C:
		}
		l.background.mu.Lock()
		err := l.updateEngine(ctx, db)
		l.background.mu.Unlock()
		if err != nil && ctx.Err() == nil {
			l.options.Log.ErrorContext(ctx, "what is due cannot be told", "error", err)
		}
		pause := l.options.Timing.PollInterval
		if !l.running() {
			pause *= 5
		}
		next.Reset(pause)
	}
}

// running is true while the engine is.
func (l *Ledger) running() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.engine != nil
}

// updateEngine starts, extends or stops the engine as needed now, and hands it what is
// due.
func (l *Ledger) updateEngine(ctx context.Context, db *database) error {
	w := &l.background
	known := l.accountIDs()
	needed, err := db.hasUnfinished(ctx, known)
	if err == nil && !needed && l.currentDownloader() != nil {
		needed, err = db.hasDownloads(ctx, known)
	}
	if err != nil {
		return err
	}
	l.mu.Lock()
	running := l.engine
	l.mu.Unlock()
	switch {
	case !needed && running != nil && w.busy.Load() == 0:
		l.setEngine(nil)
		return running.stop(ctx)
	case !needed:
		return nil
	case running == nil:
		if running, err = startEngine(ctx, l, db, known); err != nil {
			return err
		}
		w.served = map[string]bool{}
		for _, account := range known {
			w.served[account] = true
		}
		l.setEngine(running)
	}
	for _, account := range known {
		if w.served[account] {
			continue
		}
		for _, queue := range l.queuesOf(account) {
			if err := running.addQueue(queue); err != nil {
				return err
			}
		}
		w.served[account] = true
	}
	return l.enqueueDue(ctx, db)
}

func (l *Ledger) setEngine(e engine) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.engine = e
}

// stopBackground ends all background work and waits for it.
func (l *Ledger) stopBackground(ctx context.Context) error {
	w := &l.background
	w.mu.Lock()
	cancel := w.cancel
	w.mu.Unlock()
	if cancel != nil {
		cancel()
		w.loop.Wait()
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	l.mu.Lock()
	running := l.engine
	l.engine = nil
	l.mu.Unlock()
	if running == nil {
		return nil
	}
	return running.stop(ctx)
}

// hasUnfinished is true where something of the accounts is still to be sent,
// reconciled or polled.
func (d *database) hasUnfinished(ctx context.Context, accounts []string) (bool, error) {
	if len(accounts) == 0 {
		return false, nil
	}
	in := "account IN (" + placeholders(len(accounts)) + ")"
	args := append(asArgs(Planned, Sending, Uncertain), asArgs(accounts...)...)
	var found int
	err := d.QueryRowContext(ctx, d.bind("SELECT CASE WHEN EXISTS (SELECT 1 FROM ledger_entries WHERE (state IN (?, ?) OR state = ? AND due_at > 0) AND "+in+
		") OR EXISTS (SELECT 1 FROM ledger_renders WHERE done = 0 AND "+in+") THEN 1 ELSE 0 END"), append(args, asArgs(accounts...)...)...).Scan(&found)
	return found == 1, err
}

// hasDownloads is true where finished files of the accounts are to be fetched to this
// host.
func (d *database) hasDownloads(ctx context.Context, accounts []string) (bool, error) {
	if len(accounts) == 0 {
		return false, nil
	}
	waiting, err := d.queryStrings(ctx, "SELECT d.job_id FROM ledger_downloads d JOIN ledger_entries e ON e.id = d.job_id WHERE d.host = ? AND d.due_at > 0 AND e.state = ? AND d.account IN ("+placeholders(len(accounts))+") LIMIT 1", append([]any{thisHost(), string(Completed)}, asArgs(accounts...)...)...)
	return len(waiting) > 0, err
}
