package follow

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"heygen-mcp/jobs"
	"heygen-mcp/tools/fault"
)

// Wait follows until all is done or the time is over, and looks once where there
// is none. Once there is something to tell, trouble on the way ends the wait and
// not the call.
func (f *Follower) Wait(ctx context.Context, wait time.Duration) error {
	start := time.Now()
	timer := time.NewTimer(0)
	defer timer.Stop()
	for first := true; ; first = false {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-timer.C:
		case <-f.changed:
		}
		f.readLedger(ctx, first)
		if err := f.pollHeyGen(ctx, first || time.Since(start) >= wait); err != nil {
			if fault.AsError(err).Retryable && (!first || len(f.unwatched()) == 0) {
				return nil
			}
			return err
		}
		waited := time.Since(start)
		left := wait - waited
		if f.Done() || left <= 0 {
			return nil
		}
		f.Progress(waited.Seconds(), wait.Seconds(), f.summary())
		timer.Reset(min(f.nextPoll(), left))
	}
}

// readLedger looks into the ledger, and asks its watcher to go on. Where that does not
// readLedger, the call asks by itself from now on.
func (f *Follower) readLedger(ctx context.Context, first bool) {
	if f.ledgerDown || f.Ledger == nil || !f.reliesOnLedger() {
		f.changed = nil
		return
	}
	var err error
	if !first {
		var s ledgerView
		if s, err = entriesIn(ctx, f.Call, f.acct, f.ids); err == nil {
			f.addFromLedger(s, true)
		}
	}
	if err == nil {
		err = f.requestPoll(ctx, first)
	}
	if err != nil {
		f.changed = nil
	}
	switch {
	case ctx.Err() != nil:
	case err != nil && !errors.Is(err, context.DeadlineExceeded):
		f.Log.WarnContext(ctx, "the ledger does not work; a call that waits asks HeyGen by itself", "error", err)
		f.ledgerDown = true
		f.unwatch(f.watched())
	case time.Since(f.progressedAt) > f.watcherTimeout():
		f.Log.WarnContext(ctx, "the ledger's watcher does not look; a call that waits asks HeyGen by itself")
		f.unwatch(f.watched())
	}
}

// reliesOnLedger is true while the call waits for what the ledger will know.
func (f *Follower) reliesOnLedger() bool {
	return len(f.watched()) > 0 || slices.ContainsFunc(f.ledgerOnly, func(j JobStatus) bool { return !j.Done })
}

// watcherTimeout is how long the watcher may not look before the call does not rely on
// it any more.
func (f *Follower) watcherTimeout() time.Duration {
	return cmp.Or(f.WatcherTimeout, 5*f.Ledger.MinPollInterval())
}

// requestPoll asks the watcher for what it has not looked at for a while, behind the
// call's back: a ledger may be slow to write. It gives the failure of the time
// before. The first time the account is handed over: an earlier process may have
// paid, and the key has come with this call.
func (f *Follower) requestPoll(ctx context.Context, first bool) error {
	stale := f.overdue()
	if f.requesting {
		select {
		case err := <-f.requested:
			f.requesting = false
			if err != nil {
				return err
			}
		default:
			return nil // it is at it still
		}
	}
	if !first && len(stale) == 0 {
		return nil
	}
	f.requesting = true
	go func() {
		if first {
			f.Ledger.EnsureAccount(ctx, jobs.Account{ID: f.acct.ID, API: f.acct.API})
		}
		var err error
		if len(stale) > 0 {
			err = f.Ledger.PollSoon(ctx, f.acct.ID, stale)
		}
		f.requested <- err
	}()
	return nil
}

// overdue are the jobs that the watcher has not looked at for a while.
func (f *Follower) overdue() []string {
	var ids []string
	for _, j := range f.watched() {
		rest := f.Ledger.PollDelay(*j.render)
		if rest <= 0 {
			ids = append(ids, j.ID)
		}
		if at := j.render.PolledAt; rest > 0 || at.After(f.lastPolled) {
			f.lastPolled, f.progressedAt = at, time.Now()
		}
	}
	return ids
}

// unwatch makes jobs such of which the ledger knows nothing.
func (f *Follower) unwatch(watched []*Job) {
	for _, j := range watched {
		j.watched, j.Kind = false, ""
	}
	f.polledAt = time.Time{}
}

// pollHeyGen asks HeyGen for what has ended, and from time to time for what the ledger
// does not know.
func (f *Follower) pollHeyGen(ctx context.Context, now bool) error {
	if err := f.fetchEnded(ctx, f.track.filter((*Job).endedInLedger)); err != nil {
		return err
	}
	if len(f.unwatched()) == 0 || !now && time.Since(f.polledAt) < f.PollInterval {
		return nil
	}
	err := f.track.poll(ctx)
	f.polledAt = time.Now()
	return err
}

// fetchEnded fetches the links of what the ledger says is over.
func (f *Follower) fetchEnded(ctx context.Context, ended []*Job) error {
	if len(ended) == 0 {
		return nil
	}
	err := f.track.fetch(ctx, ended)
	for _, j := range ended {
		j.fetched, j.fetchedAt = true, j.render.PolledAt
		switch {
		case j.Done:
		case err != nil:
			j.Note = "It is over, but HeyGen did not tell its links now: ask again."
		case j.render.Done:
			// HeyGen thinks otherwise by now.
			f.unwatch([]*Job{j})
		}
	}
	return err
}

// nextPoll is the time until the next look, unless there are news before.
func (f *Follower) nextPoll() time.Duration {
	next := f.PollInterval
	if len(f.unwatched()) > 0 {
		next -= time.Since(f.polledAt)
	}
	if f.ledgerDown || !f.reliesOnLedger() {
		return next
	}
	// What another process's watcher finds is no news here.
	next = min(next, max(f.PollInterval/3, shortestPause))
	for _, j := range f.watched() {
		if rest := f.Ledger.PollDelay(*j.render); rest > 0 {
			next = min(next, max(rest, shortestPause))
		}
	}
	return next
}

// shortestPause is the least time between two looks into the ledger.
const shortestPause = 10 * time.Millisecond
