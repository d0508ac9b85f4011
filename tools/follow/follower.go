package follow

import (
	"context"
	"time"

	"heygen-mcp/account"
	"heygen-mcp/jobs"
	"heygen-mcp/tools/kit"
)

// Follower follows what one call asks for. What the ledger knows it waits for
// there, where one watcher asks for all calls; for the rest it asks HeyGen.
type Follower struct {
	*kit.Call
	acct  *account.Account
	track *tracker
	ids   []string
	// ledgerOnly are the jobs that have no id of HeyGen's.
	ledgerOnly []JobStatus
	// ledgerDown is true where the ledger cannot be read.
	ledgerDown bool
	// changed is closed when the watcher has looked.
	changed <-chan struct{}
	// requesting is true while the watcher is told what is wanted; requested has the
	// outcome.
	requesting bool
	requested  chan error
	// lastPolled is the newest of the watcher's looks; progressedAt is when it was noticed.
	lastPolled, progressedAt time.Time
	// polledAt is when HeyGen was last asked for what the ledger does not know.
	polledAt time.Time
}

// Start looks the ids up in the ledger. A call that waits leaves the looking to
// the ledger's watcher.
func Start(ctx context.Context, c *kit.Call, acct *account.Account, ids []string, waits bool) (*Follower, error) {
	f := &Follower{Call: c, acct: acct, track: newTracker(acct, nil), ids: ids, progressedAt: time.Now(), requested: make(chan error, 1)}
	s, err := entriesIn(ctx, c, acct, ids)
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		c.Log.WarnContext(ctx, "the ledger cannot be read", "error", err)
		f.ledgerDown = true
	}
	f.addFromLedger(s, waits)
	if f.ledgerDown && len(f.ledgerOnly) == len(ids) {
		return nil, withoutLedger(err)
	}
	return f, nil
}

// addFromLedger notes what the ledger knows by now.
func (f *Follower) addFromLedger(s ledgerView, waits bool) {
	f.changed, f.ledgerOnly = s.news, nil
	for _, id := range f.ids {
		e, known := s.known[id]
		switch {
		case !known && isLedgerID(f.Call, id) && f.ledgerDown:
			f.ledgerOnly = append(f.ledgerOnly, ledgerUnavailable(id))
		case !known && isLedgerID(f.Call, id):
			f.ledgerOnly = append(f.ledgerOnly, JobStatus{ID: id, Kind: KindUnknown, Status: "not_found", Done: true, Note: "The ledger has no such job of this account."})
		case !known:
			f.track.add(id)
		case e.Kind == jobs.KindStream || len(e.Renders) == 0:
			f.ledgerOnly = append(f.ledgerOnly, ledgerStatus(e))
		default:
			f.addRenders(id, e, waits)
		}
	}
}

// addRenders notes the renders of an entry: the one of that id, or all where
// the id is the entry's own.
func (f *Follower) addRenders(id string, e jobs.Entry, waits bool) {
	for _, r := range e.Renders {
		if id != e.ID && id != r.ID {
			continue
		}
		j, added := f.track.add(r.ID)
		j.watched = j.watched || added && waits
		j.applyRender(r, e.Title)
	}
}

// watched are the jobs that the ledger's watcher is left to look at.
func (f *Follower) watched() []*Job {
	return f.track.filter(func(j *Job) bool { return j.watched && !j.Done })
}

// unwatched are those that HeyGen is asked for here.
func (f *Follower) unwatched() []*Job {
	return f.track.filter(func(j *Job) bool { return !j.watched && !j.settled })
}

// Done is true when there is nothing left to wait for.
func (f *Follower) Done() bool {
	for _, j := range f.ledgerOnly {
		if !j.Done {
			return false
		}
	}
	return f.track.done()
}

// Report gives all jobs as they are to be shown; detail is for thumbnails too.
func (f *Follower) Report(now time.Time, detail bool) []JobStatus {
	return append(f.track.report(now, detail), f.ledgerOnly...)
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
func (f *Follower) WithoutID() []JobStatus { return f.ledgerOnly }

func (f *Follower) summary() string {
	if len(f.track.jobs) == 0 && len(f.ledgerOnly) > 0 {
		return f.ledgerOnly[0].Status
	}
	return f.track.summary()
}
