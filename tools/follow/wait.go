package follow

import (
	"context"
	"errors"
	"slices"
	"time"

	"heygen-mcp/account"
	"heygen-mcp/jobs"
	"heygen-mcp/tools/fault"
	"heygen-mcp/tools/kit"
)

// Follower follows what one call asks for. What the ledger knows it waits for
// there, where one watcher asks for all calls; for the rest it asks HeyGen.
type Follower struct {
	*kit.Call
	acct  *account.Account
	track *tracker
	ids   []string
	// told are the jobs that have no id of HeyGen's.
	told []JobStatus
	// blind is true where the ledger cannot be read.
	blind bool
	// news is closed when the watcher has looked.
	news <-chan struct{}
	// prodding is true while the watcher is told what is wanted; prodded has the
	// outcome.
	prodding bool
	prodded  chan error
	// seen is the newest of the watcher's looks; alive is when it was noticed.
	seen, alive time.Time
	// asked is when HeyGen was last asked for what the ledger does not know.
	asked time.Time
}

// Start looks the ids up in the ledger. A call that waits leaves the looking to
// the ledger's watcher.
func Start(ctx context.Context, c *kit.Call, acct *account.Account, ids []string, waits bool) (*Follower, error) {
	f := &Follower{Call: c, acct: acct, track: newTracker(acct, nil), ids: ids, alive: time.Now(), prodded: make(chan error, 1)}
	s, err := seek(ctx, c, acct, ids)
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		c.Log.WarnContext(ctx, "the ledger cannot be read", "error", err)
		f.blind = true
	}
	f.place(s, waits)
	if f.blind && len(f.told) == len(ids) {
		return nil, withoutLedger(err)
	}
	return f, nil
}

// place notes what the ledger knows by now.
func (f *Follower) place(s sight, waits bool) {
	f.news, f.told = s.news, nil
	for _, id := range f.ids {
		e, known := s.known[id]
		switch {
		case !known && ofLedger(f.Call, id) && f.blind:
			f.told = append(f.told, unreadable(id))
		case !known && ofLedger(f.Call, id):
			f.told = append(f.told, JobStatus{ID: id, Kind: KindUnknown, Status: "not_found", Done: true, Note: "The ledger has no such job of this account."})
		case !known:
			f.track.add(id)
		case e.Kind == jobs.KindStream || len(e.Renders) == 0:
			f.told = append(f.told, jobWithoutIDs(e))
		default:
			f.placeRenders(id, e, waits)
		}
	}
}

// placeRenders notes the renders of an entry: the one of that id, or all where
// the id is the entry's own.
func (f *Follower) placeRenders(id string, e jobs.Entry, waits bool) {
	for _, r := range e.Renders {
		if id != e.ID && id != r.ID {
			continue
		}
		j, added := f.track.add(r.ID)
		j.watched = j.watched || added && waits
		j.know(r, e.Title)
	}
}

// watched are the jobs that the ledger's watcher is left to look at.
func (f *Follower) watched() []*Job {
	return f.track.which(func(j *Job) bool { return j.watched && !j.Done })
}

// unwatched are those that HeyGen is asked for here.
func (f *Follower) unwatched() []*Job {
	return f.track.which(func(j *Job) bool { return !j.watched && !j.settled })
}

func (f *Follower) Done() bool {
	for _, j := range f.told {
		if !j.Done {
			return false
		}
	}
	return f.track.done()
}

// Report gives all jobs as they are to be shown; detail is for thumbnails too.
func (f *Follower) Report(now time.Time, detail bool) []JobStatus {
	return append(f.track.report(now, detail), f.told...)
}

// IDs are those of the jobs that HeyGen has an id for.
func (f *Follower) IDs() []string {
	ids := make([]string, len(f.track.jobs))
	for i, j := range f.track.jobs {
		ids[i] = j.ID
	}
	return ids
}

// WithoutID are the jobs that have no id of HeyGen's, as the ledger knows them.
func (f *Follower) WithoutID() []JobStatus { return f.told }

func (f *Follower) summary() string {
	if len(f.track.jobs) == 0 && len(f.told) > 0 {
		return f.told[0].Status
	}
	return f.track.summary()
}

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
		case <-f.news:
		}
		f.look(ctx, first)
		if err := f.ask(ctx, first || time.Since(start) >= wait); err != nil {
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
		timer.Reset(min(f.pause(), left))
	}
}

// look looks into the ledger, and asks its watcher to go on. Where that does not
// look, the call asks by itself from now on.
func (f *Follower) look(ctx context.Context, first bool) {
	if f.blind || f.Ledger == nil || !f.leans() {
		f.news = nil
		return
	}
	var err error
	if !first {
		var s sight
		if s, err = seek(ctx, f.Call, f.acct, f.ids); err == nil {
			f.place(s, true)
		}
	}
	if err == nil {
		err = f.prod(ctx, first)
	}
	if err != nil {
		f.news = nil
	}
	switch {
	case ctx.Err() != nil:
	case err != nil && !errors.Is(err, context.DeadlineExceeded):
		f.Log.WarnContext(ctx, "the ledger does not work; a call that waits asks HeyGen by itself", "error", err)
		f.blind = true
		f.release(f.watched())
	case time.Since(f.alive) > f.patience():
		f.Log.WarnContext(ctx, "the ledger's watcher does not look; a call that waits asks HeyGen by itself")
		f.release(f.watched())
	}
}

// leans is true while the call waits for what the ledger will know.
func (f *Follower) leans() bool {
	return len(f.watched()) > 0 || slices.ContainsFunc(f.told, func(j JobStatus) bool { return !j.Done })
}

// patience is how long the watcher may not look before the call does not rely on
// it any more.
func (f *Follower) patience() time.Duration { return 5 * f.Ledger.Soonest() }

// prod asks the watcher for what it has not looked at for a while, behind the
// call's back: a ledger may be slow to write. It gives the failure of the time
// before. The first time the account is handed over: an earlier process may have
// paid, and the key has come with this call.
func (f *Follower) prod(ctx context.Context, first bool) error {
	stale := f.stale()
	if f.prodding {
		select {
		case err := <-f.prodded:
			f.prodding = false
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
	f.prodding = true
	go func() {
		if first {
			f.Ledger.Serve(ctx, jobs.Account{ID: f.acct.ID, API: f.acct.API})
		}
		var err error
		if len(stale) > 0 {
			err = f.Ledger.Wanted(ctx, f.acct.ID, stale)
		}
		f.prodded <- err
	}()
	return nil
}

// stale are the jobs that the watcher has not looked at for a while.
func (f *Follower) stale() []string {
	var ids []string
	for _, j := range f.watched() {
		rest := f.Ledger.Rest(*j.render)
		if rest <= 0 {
			ids = append(ids, j.ID)
		}
		if at := j.render.LookedAt; rest > 0 || at.After(f.seen) {
			f.seen, f.alive = at, time.Now()
		}
	}
	return ids
}

// release makes jobs such of which the ledger knows nothing.
func (f *Follower) release(watched []*Job) {
	for _, j := range watched {
		j.watched, j.Kind = false, ""
	}
	f.asked = time.Time{}
}

// ask asks HeyGen for what has ended, and from time to time for what the ledger
// does not know.
func (f *Follower) ask(ctx context.Context, now bool) error {
	if err := f.read(ctx, f.track.which((*Job).over)); err != nil {
		return err
	}
	if len(f.unwatched()) == 0 || !now && time.Since(f.asked) < f.PollInterval {
		return nil
	}
	err := f.track.look(ctx)
	f.asked = time.Now()
	return err
}

// read fetches the links of what the ledger says is over.
func (f *Follower) read(ctx context.Context, ended []*Job) error {
	if len(ended) == 0 {
		return nil
	}
	err := f.track.fetch(ctx, ended)
	for _, j := range ended {
		j.read, j.readAt = true, j.render.LookedAt
		switch {
		case j.Done:
		case err != nil:
			j.Note = "It is over, but HeyGen did not tell its links now: ask again."
		case j.render.Done:
			// HeyGen thinks otherwise by now.
			f.release([]*Job{j})
		}
	}
	return err
}

// pause is the time until the next look, unless there are news before.
func (f *Follower) pause() time.Duration {
	next := f.PollInterval
	if len(f.unwatched()) > 0 {
		next -= time.Since(f.asked)
	}
	if f.blind || !f.leans() {
		return next
	}
	// What another process's watcher finds is no news here.
	next = min(next, max(f.PollInterval/3, shortestPause))
	for _, j := range f.watched() {
		if rest := f.Ledger.Rest(*j.render); rest > 0 {
			next = min(next, max(rest, shortestPause))
		}
	}
	return next
}

// shortestPause is the least time between two looks into the ledger.
const shortestPause = 10 * time.Millisecond
