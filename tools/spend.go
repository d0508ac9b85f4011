package tools

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"heygen-mcp/account"
	"heygen-mcp/heygenapi"
	"heygen-mcp/internal/pause"
	"heygen-mcp/jobs"
	"heygen-mcp/pricing"
)

// purchase is what a tool is about to pay for.
type purchase struct {
	kind     jobs.Kind
	title    string
	estimate *pricing.Estimate
	// keyed is true where HeyGen honours an idempotency key.
	keyed bool
}

// spend makes a paid request once: the person is asked where it is dear, the
// ledger is written first, and the same call a moment later is answered with
// what the first one made. The ids are those of what HeyGen makes now; nothing
// is watched where there are none.
func spend[T any](ctx context.Context, c *Call, acct *account.Account, p purchase, ids func(T) []string, send func(ctx context.Context, options ...heygenapi.CallOption) (T, error)) (T, error) {
	var made T
	if c.Ledger == nil {
		if err := c.consent(ctx, acct, p); err != nil {
			return made, err
		}
		return send(ctx)
	}
	payer := jobs.Account{ID: acct.ID, API: acct.API}
	bill := jobs.Purchase{
		Tool: c.tool.Name, Arguments: c.callArguments(), Kind: p.kind, Title: p.title, Estimate: p.estimate, Keyed: p.keyed,
		AllowDuplicate: c.allowsDuplicate(), Download: c.wantsDownload(),
	}
	earlier, err := c.Ledger.Earlier(ctx, payer, bill)
	if err != nil {
		return made, ledgerError(err)
	}
	if earlier == nil {
		if err := c.consent(ctx, acct, p); err != nil {
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
		return made, ledgerError(err)
	}
	if got.Entry, err = c.await(ctx, acct.ID, got.Entry); err != nil {
		return made, err
	}
	return made, c.take(ctx, got, &made)
}

const (
	// longestTwin is how long a call waits for the answer of its twin: HeyGen
	// takes about 31 s for the slowest.
	longestTwin = 40 * time.Second
	twinLook    = 100 * time.Millisecond
)

// await waits for the answer of an equal call that is on its way at this
// moment.
func (c *Call) await(ctx context.Context, account string, e jobs.Entry) (jobs.Entry, error) {
	for until := time.Now().Add(longestTwin); e.State == jobs.Sending && time.Now().Before(until); {
		if err := pause.For(ctx, twinLook); err != nil {
			return e, err
		}
		found, err := c.Ledger.Find(ctx, account, e.ID)
		if err != nil {
			return e, ledgerError(err)
		}
		if len(found) == 0 {
			return e, nil
		}
		e = found[0]
	}
	return e, nil
}

// take reads what was made, now or at the first of several equal calls.
func (c *Call) take(ctx context.Context, got jobs.Receipt, made any) error {
	e := got.Entry
	c.receipt = &receipt{JobID: e.ID, Repeated: got.Repeated}
	if len(e.Answer) == 0 || string(e.Answer) == "null" {
		return c.unanswered(ctx, e)
	}
	if err := json.Unmarshal(e.Answer, made); err != nil {
		return fmt.Errorf("reading the answer of job %s: %w", e.ID, err)
	}
	if got.Repeated {
		c.receipt.Note = fmt.Sprintf("This very call was made at %s. This is its result: nothing was sent and nothing is paid now. To make another one on purpose, set allow_duplicate.", e.CreatedAt.Format(time.RFC3339))
	}
	return nil
}

// unanswered is a repeated call whose first one has no answer yet.
func (c *Call) unanswered(ctx context.Context, e jobs.Entry) error {
	switch e.State {
	case jobs.Uncertain:
		return c.uncertain(ctx, e, nil)
	case jobs.Refused:
		return &Error{
			Code: cmp.Or(e.ErrorCode, codeInvalid), Message: "HeyGen refused the same call, job " + e.ID + ", at this moment; nothing was started", Retryable: true,
			Hint: "Call once more to be told why.",
		}
	default:
		return &Error{
			Code: "request_in_progress", Message: "the same call is on its way as job " + e.ID + "; nothing was sent now", Retryable: true,
			Hint: "Ask get_video_status with that job id in half a minute.",
		}
	}
}

// uncertain says that nobody knows what became of a call, and what it may have
// become.
func (c *Call) uncertain(ctx context.Context, e jobs.Entry, cause error) *Error {
	failure := &Error{
		Code: codeUncertain, Message: "HeyGen's answer was lost, and it may have been accepted; it is kept as job " + e.ID, cause: cause,
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

// ledgerError makes a failure of the ledger's the one to show.
func ledgerError(err error) error {
	if over, ok := errors.AsType[*jobs.BudgetError](err); ok {
		return &Error{
			Code: "budget_exceeded", cause: err,
			Message: fmt.Sprintf("the budget of this %s is $%.2f, and $%.2f of it is left; this may cost up to $%.2f. Nothing was sent", over.Period, over.Budget, over.Left, over.Needed),
			Hint:    fmt.Sprintf("Tell the user. Only the person who runs this server can raise it (--budget-%s-usd); a new %s begins at %s.", over.Period, over.Period, over.Until.Format(time.RFC3339)),
		}
	}
	if broken, ok := errors.AsType[*jobs.OpenError](err); ok {
		return &Error{
			Code: codeUnread, cause: err,
			Message: "nothing was sent, because what is paid for cannot be written down: " + broken.Error(),
			Hint:    "Tell the user: the file is theirs to mend. Tools that only read go on working.",
		}
	}
	if lost, ok := errors.AsType[*jobs.UncertainError](err); ok {
		return &Error{
			Code: codeUncertain, cause: err,
			Message: "HeyGen's answer was lost, and it may have been accepted; it is kept as job " + lost.Entry.ID,
			Hint:    "Do not send it again. Ask get_video_status with that job id in a minute: the server finds out what became of it.",
		}
	}
	return err
}

// someID is a list of an id, or of none where HeyGen gave none.
func someID(id string) []string {
	if id == "" {
		return nil
	}
	return []string{id}
}

// batchIDs are those of a batch's items, as far as its answer has them.
func batchIDs(b heygenapi.CreatedBatch) []string {
	var ids []string
	for _, item := range b.Items {
		ids = append(ids, someID(item.ID)...)
	}
	return ids
}
