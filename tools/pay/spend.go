package pay

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"time"

	"heygen-mcp/account"
	"heygen-mcp/heygenapi"
	"heygen-mcp/internal/pause"
	"heygen-mcp/jobs"
	"heygen-mcp/pricing"
	"heygen-mcp/tools/fault"
	"heygen-mcp/tools/kit"
)

// Purchase is what a tool is about to pay for.
type Purchase struct {
	Kind     jobs.Kind
	Title    string
	Estimate *pricing.Estimate
	// Keyed is true where HeyGen honours an idempotency key.
	Keyed bool
}

// Spend makes a paid request once: the person is asked where it is dear, the
// ledger is written first, and the same call a moment later is answered with
// what the first one made. The ids are those of what HeyGen makes now; nothing
// is watched where there are none.
func Spend[T any](ctx context.Context, c *kit.Call, acct *account.Account, p Purchase, ids func(T) []string, send func(ctx context.Context, options ...heygenapi.CallOption) (T, error)) (T, error) {
	var made T
	if c.Ledger == nil {
		if err := Consent(ctx, c, acct, p); err != nil {
			return made, err
		}
		return send(ctx)
	}
	payer := jobs.Account{ID: acct.ID, API: acct.API}
	bill := jobs.Purchase{
		Tool: c.Tool.Name, Arguments: c.Identity(), Kind: p.Kind, Title: p.Title, Estimate: p.Estimate, Idempotent: p.Keyed,
		AllowDuplicate: c.AllowsDuplicate(), Download: c.WantsDownload(),
	}
	earlier, err := c.Ledger.FindDuplicate(ctx, payer, bill)
	if err != nil {
		return made, LedgerError(err)
	}
	if earlier == nil {
		if err := Consent(ctx, c, acct, p); err != nil {
			return made, err
		}
	}
	got, err := c.Ledger.Spend(ctx, payer, bill, func(ctx context.Context, options ...heygenapi.CallOption) (any, []string, error) {
		out, err := send(ctx, options...)
		if err != nil {
			return nil, nil, err
		}
		return out, ids(out), nil
	})
	if err != nil {
		return made, LedgerError(err)
	}
	if got.Entry, err = awaitAnswer(ctx, c, acct.ID, got.Entry); err != nil {
		return made, err
	}
	return made, readAnswer(ctx, c, got, &made)
}

const (
	// longestRepeatWait is how long a call waits for the answer of its twin: HeyGen
	// takes about 31 s for the slowest.
	longestRepeatWait = 40 * time.Second
	repeatPoll        = 100 * time.Millisecond
)

// awaitAnswer waits for the answer of an equal call that is on its way at this
// moment.
func awaitAnswer(ctx context.Context, c *kit.Call, account string, e jobs.Entry) (jobs.Entry, error) {
	for until := time.Now().Add(longestRepeatWait); e.State == jobs.Sending && time.Now().Before(until); {
		if err := pause.For(ctx, repeatPoll); err != nil {
			return e, err
		}
		found, err := c.Ledger.Find(ctx, account, e.ID)
		if err != nil {
			return e, LedgerError(err)
		}
		if len(found) == 0 {
			return e, nil
		}
		e = found[0]
	}
	return e, nil
}

// readAnswer reads what was made, now or at the first of several equal calls.
func readAnswer(ctx context.Context, c *kit.Call, got jobs.Receipt, made any) error {
	e := got.Entry
	c.Receipt = &kit.Receipt{JobID: e.ID, Repeated: got.Duplicate}
	if len(e.Answer) == 0 || string(e.Answer) == "null" {
		return unanswered(ctx, c, e)
	}
	if err := json.Unmarshal(e.Answer, made); err != nil {
		return fmt.Errorf("reading the answer of job %s: %w", e.ID, err)
	}
	if got.Duplicate {
		c.Receipt.Note = fmt.Sprintf("This very call was made at %s. This is its result: nothing was sent and nothing is paid now. To make another one on purpose, set allow_duplicate.", e.CreatedAt.Format(time.RFC3339))
	}
	return nil
}

// unanswered is a repeated call whose first one has no answer yet.
func unanswered(ctx context.Context, c *kit.Call, e jobs.Entry) error {
	switch e.State {
	case jobs.Uncertain:
		return uncertain(ctx, c, e, nil)
	case jobs.Refused:
		return &fault.Error{
			Code: cmp.Or(e.ErrorCode, fault.CodeInvalid), Message: "HeyGen refused the same call, job " + e.ID + ", at this moment; nothing was started", Retryable: true,
			Hint: "Call once more to be told why.",
		}
	default:
		return &fault.Error{
			Code: "request_in_progress", Message: "the same call is on its way as job " + e.ID + "; nothing was sent now", Retryable: true,
			Hint: "Ask get_video_status with that job id in half a minute.",
		}
	}
}

// uncertain says that nobody knows what became of a call, and what it may have
// become.
func uncertain(ctx context.Context, c *kit.Call, e jobs.Entry, cause error) *fault.Error {
	failure := &fault.Error{
		Code: fault.CodeUncertain, Message: "HeyGen's answer was lost, and it may have been accepted; it is kept as job " + e.ID, Cause: cause,
		Hint: "Do not send it again. Ask get_video_status with that job id: the server finds out what became of it.",
	}
	candidates, err := c.Ledger.Candidates(ctx, e)
	if err == nil && len(candidates) > 0 {
		failure.Hint += " It may be one of these, which the user can tell apart:"
		for _, candidate := range candidates[:min(5, len(candidates))] {
			failure.Hint += fmt.Sprintf(" %s (%s, %s)", candidate.ID, cmp.Or(candidate.Title, "untitled"), candidate.CreatedAt.Format(time.RFC3339))
		}
	}
	return failure
}

// LedgerError makes a failure of the ledger's the one to show.
func LedgerError(err error) error {
	if over, ok := errors.AsType[*jobs.BudgetError](err); ok {
		return &fault.Error{
			Code: "budget_exceeded", Cause: err,
			Message: fmt.Sprintf("the budget of this %s is $%.2f, and $%.2f of it is left; this may cost up to $%.2f. Nothing was sent", over.Period, over.Budget, over.Remaining, over.Needed),
			Hint:    fmt.Sprintf("Tell the user. Only the person who runs this server can raise it (--budget-%s-usd); a new %s begins at %s.", over.Period, over.Period, over.Until.Format(time.RFC3339)),
		}
	}
	if broken, ok := errors.AsType[*jobs.OpenError](err); ok {
		return &fault.Error{
			Code: fault.CodeUnread, Cause: err,
			Message: "nothing was sent, because what is paid for cannot be written down: " + broken.Error(),
			Hint:    "Tell the user: the file is theirs to mend. Tools that only read go on working.",
		}
	}
	if lost, ok := errors.AsType[*jobs.UncertainError](err); ok {
		return &fault.Error{
			Code: fault.CodeUncertain, Cause: err,
			Message: "HeyGen's answer was lost, and it may have been accepted; it is kept as job " + lost.Entry.ID,
			Hint:    "Do not send it again. Ask get_video_status with that job id in a minute: the server finds out what became of it.",
		}
	}
	return err
}

// SomeID is a list of an id, or of none where HeyGen gave none.
func SomeID(id string) []string {
	if id == "" {
		return nil
	}
	return []string{id}
}

// Batch is a batch that HeyGen took.
type Batch struct {
	heygenapi.CreatedBatch
	// Items are as a look right after says; none where it failed.
	Items []heygenapi.BatchItem `json:"items"`
}

// LookAt looks at a batch that was just started, for the ids of its items: the
// answer to its creation has none. A look that fails leaves the batch started.
func LookAt(made heygenapi.CreatedBatch, items iter.Seq2[heygenapi.BatchItem, error]) Batch {
	b := Batch{CreatedBatch: made}
	if made.BatchID == "" {
		return b
	}
	for item, err := range items {
		if err != nil {
			return Batch{CreatedBatch: made}
		}
		b.Items = append(b.Items, item)
	}
	return b
}

// BatchIDs are those of a batch's items, as far as they have some.
func BatchIDs(b Batch) []string {
	var ids []string
	for _, item := range b.Items {
		ids = append(ids, SomeID(item.ID)...)
	}
	return ids
}
