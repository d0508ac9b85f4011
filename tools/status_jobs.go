package tools

import (
	"context"
	"strings"

	"heygen-mcp/account"
	"heygen-mcp/jobs"
)

// jobPrefix begins the ledger's own ids.
const jobPrefix = "job_"

// kindJob is the kind of a job of the ledger that has no id of HeyGen's yet.
const kindJob = "job"

// fromLedger puts HeyGen's ids in the place of the ledger's own. Jobs that have
// none are told as the ledger has them.
func (c *Call) fromLedger(ctx context.Context, acct *account.Account, ids []string) (heygen []string, told []jobStatus, err error) {
	var own []string
	for _, id := range ids {
		if strings.HasPrefix(id, jobPrefix) && c.Ledger != nil {
			own = append(own, id)
		} else {
			heygen = append(heygen, id)
		}
	}
	if len(own) == 0 {
		return ids, nil, nil
	}
	entries, err := c.Ledger.Find(ctx, acct.ID, own...)
	if err != nil {
		return nil, nil, ledgerError(err)
	}
	known := map[string]jobs.Entry{}
	for _, e := range entries {
		known[e.ID] = e
	}
	for _, id := range own {
		e, ok := known[id]
		switch {
		case !ok:
			told = append(told, jobStatus{ID: id, Kind: kindUnknown, Status: "not_found", Done: true, Note: "The ledger has no such job of this account."})
		case len(e.Renders) > 0 && e.Kind != jobs.KindStream:
			heygen = append(heygen, e.IDs()...)
		default:
			told = append(told, jobWithoutIDs(e))
		}
	}
	return heygen, told, nil
}

// jobWithoutIDs tells of a job what the ledger knows.
func jobWithoutIDs(e jobs.Entry) jobStatus {
	s := jobStatus{ID: e.ID, Kind: kindJob, Status: string(e.State), Done: e.State.Over(), Title: e.Title}
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
		s.FailureCode, s.FailureMessage = e.ErrorCode, or(e.ErrorMessage, "HeyGen did not start it")
		s.Note = "Nothing was started, and nothing is paid."
	case jobs.Completed:
		s.Note = "It came with its answer; there is nothing to follow."
	default:
	}
	return s
}
