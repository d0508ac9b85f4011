package follow

import (
	"cmp"
	"context"
	"strings"
	"time"

	"heygen-mcp/account"
	"heygen-mcp/heygenapi"
	"heygen-mcp/jobs"
	"heygen-mcp/tools/fault"
	"heygen-mcp/tools/kit"
)

// jobPrefix begins the ledger's own ids.
const jobPrefix = "job_"

// kindJob is the kind of a job of the ledger that has no id of HeyGen's yet.
const kindJob = "job"

// ledgerView is what the ledger knows of some ids at one moment.
type ledgerView struct {
	// known are the entries by the ledger's id and by HeyGen's ids.
	known map[string]jobs.Entry
	// news is closed at the next finding.
	news <-chan struct{}
}

// longestRead is how long reading waits for the ledger, unless the server says.
const longestRead = 5 * time.Second

// ReadLedger asks the ledger, and does not wait for one that does not answer:
// HeyGen does.
func ReadLedger[T any](ctx context.Context, c *kit.Call, read func(ctx context.Context) (T, error)) (T, error) {
	ctx, cancel := context.WithTimeout(ctx, cmp.Or(c.LedgerTimeout, longestRead))
	defer cancel()
	type answer struct {
		value T
		err   error
	}
	answers := make(chan answer, 1)
	go func() {
		value, err := read(ctx)
		answers <- answer{value, err}
	}()
	select {
	case a := <-answers:
		return a.value, a.err
	case <-ctx.Done():
		var none T
		return none, ctx.Err()
	}
}

// Entries gives the ledger's entries by its own and by HeyGen's ids.
func Entries(ctx context.Context, c *kit.Call, acct *account.Account, ids []string) (map[string]jobs.Entry, error) {
	s, err := entriesIn(ctx, c, acct, ids)
	return s.known, err
}

// entriesIn looks the ids up in the ledger; where there is none, nothing is known.
func entriesIn(ctx context.Context, c *kit.Call, acct *account.Account, ids []string) (ledgerView, error) {
	if c.Ledger == nil {
		return ledgerView{}, nil
	}
	return ReadLedger(ctx, c, func(ctx context.Context) (ledgerView, error) {
		s := ledgerView{known: map[string]jobs.Entry{}, news: c.Ledger.Updates()}
		found, err := c.Ledger.Find(ctx, acct.ID, ids...)
		for _, e := range found {
			s.known[e.ID] = e
			for _, r := range e.Renders {
				s.known[r.ID] = e
			}
		}
		return s, err
	})
}

// withoutLedger is the failure of a call whose ids only the ledger knows.
func withoutLedger(err error) error {
	return &fault.Error{
		Code: fault.CodeUnread, Field: "ids", Retryable: true, Cause: err,
		Message: "the ids that begin with " + jobPrefix + " are of the ledger of paid work, which cannot be read now",
		Hint:    "Ask with HeyGen's own ids instead, as the create tool or list_videos gave them. The server's log says what is wrong with the ledger; the user can mend it.",
	}
}

// ledgerUnavailable is how a job stands whose ledger cannot be read.
func ledgerUnavailable(id string) JobStatus {
	return JobStatus{
		ID: id, Kind: KindUnknown, Status: "ledger_unavailable", Done: true,
		Note: "The ledger of paid work cannot be read now, and only it knows this id: ask with HeyGen's own id.",
	}
}

// isLedgerID is true of an id that only the ledger gives out.
func isLedgerID(c *kit.Call, id string) bool {
	return c.Ledger != nil && strings.HasPrefix(id, jobPrefix)
}

// ledgerStatus tells of a job what the ledger knows.
func ledgerStatus(e jobs.Entry) JobStatus {
	s := JobStatus{ID: e.ID, Kind: kindJob, Status: string(e.State), Done: e.State.Final(), Title: e.Title}
	if e.Kind == jobs.KindStream && len(e.Renders) > 0 {
		s.Note = "A live stream: see get_live_stream with " + e.Renders[0].ID + "."
		return s
	}
	switch e.State {
	case jobs.Sending:
		s.Note = "It is on its way, or its answer was lost and is being asked for: ask again in half a minute."
	case jobs.Uncertain:
		s.Note = "Its answer was lost. The server looks for what became of it, and never sends it again: ask again in some minutes."
	case jobs.Refused:
		s.FailureCode, s.FailureMessage = e.ErrorCode, cmp.Or(e.ErrorMessage, "HeyGen did not start it")
		s.Note = "Nothing was started, and nothing is paid."
	case jobs.Completed:
		s.Note = "It came with its answer; there is nothing to follow."
	default:
	}
	return s
}

// waitsForUser is true of a state that only the user ends.
func waitsForUser(status string) bool {
	switch heygenapi.Status(status) {
	case heygenapi.StatusWaitingForInput, heygenapi.StatusReviewing, heygenapi.StatusPendingConsent:
		return true
	default:
		return false
	}
}

// applyRender makes the job stand as the ledger has it, unless HeyGen has said more
// since the watcher's look.
func (j *Job) applyRender(r jobs.Render, title string) {
	j.render, j.createdAt = &r, r.CreatedAt
	if j.Done || !j.watched || j.fetchedSince() {
		return
	}
	j.Kind, j.Status, j.Title = string(r.Kind), r.Status, title
	if r.Progress > 0 || r.Kind == jobs.KindSession || r.Kind == jobs.KindClipping {
		j.Progress = new(r.Progress)
	}
	if heygenapi.Status(r.Status).Succeeded() && !r.Done {
		j.Note = noteLinkless
	}
}

// endedInLedger is true where the ledger has news that only HeyGen can tell in full: the
// job has ended, or waits for the user.
func (j *Job) endedInLedger() bool {
	return j.watched && !j.Done && (j.render.Done || waitsForUser(j.render.Status)) && !j.fetchedSince()
}

// fetchedSince is true where HeyGen was asked after the watcher's newest look.
func (j *Job) fetchedSince() bool { return j.fetched && j.render.PolledAt.Equal(j.fetchedAt) }
