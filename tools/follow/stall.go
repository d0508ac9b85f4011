package follow

import (
	"cmp"
	"fmt"
	"time"

	"heygen-mcp/heygenapi"
)

// noteStall says so where a job has not moved for too long.
func (t *tracker) noteStall(item *JobStatus, j *Job, now time.Time) {
	if item.Done || item.Kind == KindUnknown || heygenapi.Status(item.Status).Succeeded() {
		t.acct.States.Forget(item.ID)
		return
	}
	k := t.kind(item.Kind)
	idle := now.Sub(t.movedAt(item, j, now))
	if idle < k.stallAfter {
		return
	}
	page := homePage
	if k.page != "" {
		page = k.page + item.ID
	}
	item.Stalled = true
	item.Note = fmt.Sprintf("No progress for %d minutes; it may be stuck. Nothing is charged unless it completes. The user can look at it at %s. %s",
		int(idle.Minutes()), page, cmp.Or(k.stallHint, "Create a new one only when the user agrees."))
}

// movedAt is since when a job has looked as it does: by the ledger, which
// outlives this process, where it looks the same there; else by what was seen
// here, or since it was made.
func (t *tracker) movedAt(item *JobStatus, j *Job, now time.Time) time.Time {
	if r := j.render; r != nil && r.Status == item.Status && (item.Progress == nil || *item.Progress == r.Progress) {
		return r.ChangedAt
	}
	seen := t.acct.States
	state := item.Status
	if item.Progress != nil {
		state = fmt.Sprintf("%s %d", state, *item.Progress)
	}
	since := now
	if !j.createdAt.IsZero() && j.createdAt.Before(now) && !seen.Known(item.ID) {
		since = j.createdAt
	}
	return seen.Observe(item.ID, state, since)
}

// Where HeyGen shows people what is under way: a page for each video and each
// agent session, which ends in its id; the rest is found from the start.
const (
	homePage    = "https://app.heygen.com"
	videoPage   = homePage + "/videos/"
	sessionPage = homePage + "/video-agent/"
)
