package renders

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"heygen-mcp/account"
	"heygen-mcp/heygenapi"
	"heygen-mcp/jobs"
	"heygen-mcp/tools/fault"
	"heygen-mcp/tools/follow"
	"heygen-mcp/tools/kit"
)

// since is the bound of the time of creation; zero for none.
func (a listJobsArgs) since() (time.Time, error) {
	if a.Since == "" {
		return time.Time{}, nil
	}
	for _, layout := range []string{time.DateOnly, time.RFC3339} {
		if at, err := time.Parse(layout, a.Since); err == nil {
			return at, nil
		}
	}
	return time.Time{}, fault.Invalid("since", fmt.Sprintf("is %q, which is neither a date nor a time", fault.Cut(a.Since)), "Write it as 2026-11-24, in UTC, or as 2026-11-24T08:00:00Z.")
}

// listPaid lists the ledger's jobs. It makes no request.
func listPaid(ctx context.Context, c *kit.Call, acct *account.Account, args listJobsArgs) (listJobsResult, error) {
	if c.Ledger == nil {
		return listJobsResult{}, &fault.Error{
			Code: "no_ledger", Field: "source", Message: "this server keeps no ledger of paid work, because it runs with --no-ledger",
			Hint: "Use source heygen with a kind: lipsync, clipping or background_removal. list_videos and list_video_translations list the others.",
		}
	}
	since, err := args.since()
	if err != nil {
		return listJobsResult{}, err
	}
	filter := jobs.Filter{Account: acct.ID, Kind: jobs.Kind(args.Kind), Tool: args.Tool, BatchID: args.BatchID, Since: since}
	for _, s := range args.States {
		filter.States = append(filter.States, jobs.State(s))
	}
	mark, err := args.mark()
	if err != nil {
		return listJobsResult{}, err
	}
	if filter.Until, filter.Offset, err = readPlace(args.Cursor, mark); err != nil {
		return listJobsResult{}, err
	}
	limit := args.Limit
	filter.Limit = limit + 1 // one more tells whether there is another page
	found, err := follow.ReadLedger(ctx, c, func(ctx context.Context) ([]jobs.Entry, error) { return c.Ledger.List(ctx, filter) })
	if err != nil {
		return listJobsResult{}, unlisted(ctx, err)
	}
	out := listJobsResult{Items: make([]jobRow, 0, min(limit, len(found)))}
	for _, e := range found[:min(limit, len(found))] {
		out.Items = append(out.Items, paidRow(e))
	}
	if len(found) > limit {
		// What is added meanwhile is newer than the first page, and moves nothing.
		if filter.Until.IsZero() {
			filter.Until = found[0].CreatedAt.Add(time.Microsecond)
		}
		out.NextCursor = kit.WriteCursor(fmt.Sprintf("%s%d.%d", mark, filter.Until.UnixMicro(), filter.Offset+limit))
	}
	return out, nil
}

// mark begins the cursors of one search: those of others have other places.
func (a listJobsArgs) mark() (string, error) {
	a.Source, a.Limit, a.Cursor = "", 0, ""
	digest, err := jobs.ArgumentsHash("list_jobs", a)
	if err != nil {
		return "", err
	}
	return "ledger " + digest[:8] + ":", nil
}

// readPlace reads where a page begins.
func readPlace(cursor, mark string) (until time.Time, offset int, err error) {
	token, err := kit.ReadCursor(cursor)
	if err != nil || token == "" {
		return time.Time{}, 0, err
	}
	place, ours := strings.CutPrefix(token, mark)
	at, skip, whole := strings.Cut(place, ".")
	micros, err := strconv.ParseInt(at, 10, 64)
	offset, failed := strconv.Atoi(skip)
	if !ours || !whole || err != nil || failed != nil || offset < 0 {
		return time.Time{}, 0, kit.BadCursor()
	}
	return time.UnixMicro(micros), offset, nil
}

func unlisted(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return &fault.Error{
		Code: fault.CodeUnread, Field: "source", Message: "the ledger of paid work cannot be read now", Retryable: true, Cause: err,
		Hint: "The server's log says what is wrong with it; the user can mend it. Until then use source heygen, list_videos and list_video_translations.",
	}
}

const (
	// mostIDs is how many of a job's ids a row names.
	mostIDs = 3
	// mostFailure bounds a row's reason, in characters.
	mostFailure = 120
)

func paidRow(e jobs.Entry) jobRow {
	row := jobRow{
		JobID: e.ID, IDs: e.IDs(), State: string(e.State), Tool: e.Tool, Kind: string(e.Kind), Title: fault.Cut(e.Title), BatchID: e.BatchID, Files: e.Files,
		CreatedAt: kit.Timestamp(heygenapi.Time{Time: e.CreatedAt}), FinishedAt: kit.Timestamp(heygenapi.Time{Time: e.FinishedAt}), Failure: fault.Shorten(failureOf(e), mostFailure),
	}
	if len(row.IDs) > mostIDs {
		row.MoreIDs, row.IDs = len(row.IDs)-mostIDs, row.IDs[:mostIDs]
	}
	switch {
	case e.CostUSD != nil && e.State.Final():
		row.CostUSD = new(cents(*e.CostUSD))
	case e.EstimateMax > 0:
		row.EstimateUSD = new(cents(e.EstimateMax))
	}
	return row
}

// failureOf is why a job came to nothing, or a part of it.
func failureOf(e jobs.Entry) string {
	if e.State == jobs.Refused {
		return strings.Trim(e.ErrorCode+": "+e.ErrorMessage, ": ")
	}
	for _, r := range e.Renders {
		if r.Failure != "" {
			return r.Failure
		}
	}
	return ""
}

// cents rounds a sum to hundredths of a cent, which is what seconds cost.
func cents(usd float64) float64 { return math.Round(usd*1e4) / 1e4 }
