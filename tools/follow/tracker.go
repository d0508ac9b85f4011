package follow

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"heygen-mcp/account"
	"heygen-mcp/heygenapi"
	"heygen-mcp/jobs"
)

// tracker follows jobs whose kinds are not known from their ids. The kinds are
// asked in turn, and a job that one of them knows is asked of no other.
type tracker struct {
	acct  *account.Account
	kinds []jobKind
	jobs  []*Job
	byID  map[string]*Job
}

// Job is one job on its way, with what the ledger and HeyGen say of it.
type Job struct {
	JobStatus
	createdAt time.Time
	// settled jobs are not looked at again.
	settled bool
	// render is what the ledger knows of it; nil for nothing.
	render *jobs.Render
	// watched jobs are left to the ledger's watcher.
	watched bool
	// fetched is true once HeyGen was asked for the whole, after the watcher's look
	// at readAt.
	fetched   bool
	fetchedAt time.Time
}

// Settled is true of a job that has ended, with its links where it has any.
func (j *Job) Settled() bool { return j.settled }

// Look asks HeyGen once how jobs stand, each but once.
func Look(ctx context.Context, acct *account.Account, ids []string) ([]*Job, error) {
	t := newTracker(acct, ids)
	return t.jobs, t.poll(ctx)
}

// Refresh asks HeyGen for the job as it is now, with fresh links.
func (j *Job) Refresh(ctx context.Context, acct *account.Account) (*Job, error) {
	t := newTracker(acct, []string{j.ID})
	t.jobs[0].Kind = j.Kind
	return t.jobs[0], t.poll(ctx)
}

func newTracker(acct *account.Account, ids []string) *tracker {
	t := &tracker{acct: acct, kinds: kindsOf(acct.API), byID: map[string]*Job{}}
	for _, id := range ids {
		t.add(id)
	}
	return t
}

// add follows one more job, each but once.
func (t *tracker) add(id string) (j *Job, added bool) {
	if j, ok := t.byID[id]; ok {
		return j, false
	}
	j = &Job{JobStatus: JobStatus{ID: id}}
	t.jobs, t.byID[id] = append(t.jobs, j), j
	return j, true
}

// poll asks once how all unsettled jobs stand.
func (t *tracker) poll(ctx context.Context) error {
	for _, k := range t.kinds {
		open := t.unsettled(k.name, "")
		if len(open) == 0 {
			continue
		}
		if err := k.poll(ctx, open); err != nil {
			return err
		}
	}
	if err := t.loadCreationTimes(ctx); err != nil {
		return err
	}
	for _, j := range t.unsettled("") {
		j.Kind, j.Status, j.Done, j.settled = KindUnknown, "not_found", true, true
		j.Note = "Nothing of this account has this id. See list_videos, or the list tool of its kind."
	}
	return nil
}

// fetch reads jobs of known kinds whose states are known to have ended.
func (t *tracker) fetch(ctx context.Context, ended []*Job) error {
	for _, k := range t.kinds {
		read := k.poll
		if k.fetch != nil {
			read = pollSingly(k.name, k.fetch)
		}
		if err := read(ctx, slices.DeleteFunc(slices.Clone(ended), func(j *Job) bool { return j.Kind != k.name })); err != nil {
			return err
		}
	}
	return nil
}

// filter lists the jobs of filter something is true.
func (t *tracker) filter(is func(*Job) bool) []*Job {
	var some []*Job
	for _, j := range t.jobs {
		if is(j) {
			some = append(some, j)
		}
	}
	return some
}

// unsettled lists the unsettled jobs of the kinds.
func (t *tracker) unsettled(kinds ...string) []*Job {
	return t.filter(func(j *Job) bool { return !j.settled && !j.watched && slices.Contains(kinds, j.Kind) })
}

// loadCreationTimes asks once, in bulk, since when the jobs seen for the first time
// have existed, so that one that hangs is noticed even after a restart.
func (t *tracker) loadCreationTimes(ctx context.Context) error {
	for _, k := range t.kinds {
		if k.createdTimes == nil || !t.hasNew(k.name) {
			continue
		}
		born, err := k.createdTimes(ctx)
		if err != nil {
			return err
		}
		for _, j := range t.jobs {
			if at, ok := born[j.ID]; ok {
				j.createdAt = at.Time
			}
		}
	}
	return nil
}

func (t *tracker) hasNew(kind string) bool {
	for _, j := range t.unsettled(kind) {
		if !j.Done && j.createdAt.IsZero() && !t.acct.States.Known(j.ID) {
			return true
		}
	}
	return false
}

func (t *tracker) done() bool {
	for _, j := range t.jobs {
		if !j.Done {
			return false
		}
	}
	return true
}

func (t *tracker) summary() string {
	var done int
	for _, j := range t.jobs {
		if j.Done {
			done++
		}
	}
	if len(t.jobs) == 1 {
		if j := t.jobs[0]; j.Progress != nil {
			return fmt.Sprintf("%s, %d %%", j.Status, *j.Progress)
		}
		return t.jobs[0].Status
	}
	return fmt.Sprintf("%d of %d done", done, len(t.jobs))
}

// report gives the jobs as they are to be shown.
func (t *tracker) report(now time.Time, detail bool) []JobStatus {
	items := make([]JobStatus, len(t.jobs))
	for i, j := range t.jobs {
		items[i] = j.JobStatus
		if j.Kind == "" && j.render != nil {
			items[i].Kind = string(j.render.Kind)
		}
		if !detail {
			items[i].ThumbnailURL, items[i].GIFURL = "", ""
			items[i].Clips = slices.Clone(items[i].Clips)
			for c := range items[i].Clips {
				items[i].Clips[c].ThumbnailURL = ""
			}
		}
		t.noteStall(&items[i], j, now)
	}
	return items
}

func (t *tracker) kind(name string) jobKind {
	for _, k := range t.kinds {
		if k.name == name {
			return k
		}
	}
	return jobKind{}
}

// apply notes the state that a bulk look tells.
func (j *Job) apply(s heygenapi.JobStatus) {
	j.Status = string(s.Status)
	if s.Error != nil {
		j.FailureCode, j.FailureMessage = s.Error.Code, s.Error.Message
	}
}

// finish ends a job that failed, or that has its links: completed without one
// has been seen, and comes right after some seconds.
func (j *Job) finish(status heygenapi.Status, linked bool) {
	j.Status = string(status)
	switch {
	case status.Failed():
		j.Done, j.settled = true, true
		j.FailureMessage = cmp.Or(j.FailureMessage, "HeyGen gave no reason")
		j.Note = "Failed jobs are not charged."
	case status == heygenapi.StatusDeleted:
		j.Done, j.settled, j.Note = true, true, "It was deleted."
	case status.Succeeded() && linked:
		j.Done, j.settled, j.Note = true, true, ""
	case status.Succeeded():
		j.Note = noteLinkless
	}
}

// noteLinkless is for what is completed and has no link: that comes right after
// some seconds.
const noteLinkless = "Completed, but its link is not there yet: ask again in some seconds."
