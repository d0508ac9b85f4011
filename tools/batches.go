package tools

import (
	"cmp"
	"context"
	"fmt"

	"heygen-mcp/account"
	"heygen-mcp/heygenapi"
	"heygen-mcp/jobs"
	"heygen-mcp/pricing"
)

// createdBatch is what a call that starts a batch answers.
type createdBatch struct {
	BatchID    string            `json:"batch_id,omitempty"`
	Status     string            `json:"status" jsonschema_description:"dry_run where nothing was sent."`
	TotalItems int               `json:"total_items"`
	Failures   []batchFailure    `json:"failures,omitempty" jsonschema_description:"Items that HeyGen refused at once."`
	Estimate   *pricing.Estimate `json:"estimate,omitempty"`
	Warnings   []string          `json:"warnings,omitempty"`
	Next       string            `json:"next"`
}

const nextFollowBatch = "Call get_batch with this batch_id for the items' ids and states; it renders in the background. Do not create it again."

// order is a batch that was checked and priced as a whole.
type order struct {
	product  pricing.Product
	kind     jobs.Kind
	title    string
	callback string
	// fields are the arguments behind the fields of HeyGen's items.
	fields   map[string]string
	rows     []jobs.Row
	warnings []string
	// atOnce sends all rows in one request, where no ledger is kept.
	atOnce func(ctx context.Context) (heygenapi.CreatedBatch, error)
}

// estimate is the price of all rows.
func (o order) estimate() *pricing.Estimate {
	costs := make([]pricing.Estimate, len(o.rows))
	for i, row := range o.rows {
		costs[i] = *row.Estimate
	}
	return new(pricing.Sum(o.product, costs...))
}

// place plans a batch in the ledger, after one question to the person where it
// is dear. The rows are sent from there, whatever becomes of this process.
func (c *Call) place(ctx context.Context, acct *account.Account, o order) (createdBatch, error) {
	out := createdBatch{TotalItems: len(o.rows), Estimate: o.estimate(), Warnings: distinct(o.warnings)}
	if c.isDryRun() {
		out.Status, out.Next = statusDryRun, nextDryRun
		return out, c.affords(ctx, acct, &out)
	}
	p := purchase{kind: o.kind, title: o.title, estimate: out.Estimate, keyed: true}
	if c.Ledger == nil {
		return c.placeAtOnce(ctx, acct, o, p, out)
	}
	payer := jobs.Account{ID: acct.ID, API: acct.API}
	earlier, err := c.Ledger.Earlier(ctx, payer, jobs.Purchase{Tool: c.tool.Name, Arguments: c.callArguments(), AllowDuplicate: c.allowsDuplicate()})
	if err != nil {
		return createdBatch{}, ledgerError(err)
	}
	if earlier == nil {
		if err := c.affords(ctx, acct, &out); err != nil {
			return createdBatch{}, err
		}
		if err := c.consent(ctx, acct, p); err != nil {
			return createdBatch{}, err
		}
	}
	envelope := map[string]any{"title": cmp.Or(o.title, c.tool.Title)}
	if o.callback != "" {
		envelope["callback_url"] = o.callback
	}
	id, repeated, err := c.Ledger.Plan(ctx, payer, jobs.BatchPurchase{
		Tool: c.tool.Name, Arguments: c.callArguments(), Kind: o.kind, Title: o.title, Envelope: envelope, Rows: o.rows,
		AllowDuplicate: c.allowsDuplicate(), Download: c.wantsDownload(),
	})
	if err != nil {
		return createdBatch{}, ledgerError(err)
	}
	out.BatchID, out.Status, out.Next = id, string(jobs.Planned), nextFollowBatch
	if repeated {
		c.receipt = &receipt{Repeated: true, Note: "This very batch was created a moment ago. This is that one: nothing more is sent or paid. To make another one on purpose, set allow_duplicate."}
	}
	return out, nil
}

// affords refuses a batch that the wallet surely cannot pay to its end, and warns
// where it may not. A balance that cannot be read stops nothing: HeyGen refuses
// what is not paid for.
func (c *Call) affords(ctx context.Context, acct *account.Account, out *createdBatch) error {
	user, err := c.currentUser(ctx, acct)
	if err != nil {
		return ctx.Err()
	}
	now, cost := describeUser(user), out.Estimate.USD
	if now.BalanceUSD == nil || now.AutoReload || cost == nil {
		return nil
	}
	short := fmt.Sprintf("batch costs $%.2f to $%.2f, and the wallet holds $%.2f", cost.Min, cost.Max, *now.BalanceUSD)
	switch {
	case cost.Min > *now.BalanceUSD && !c.isDryRun():
		return &Error{
			Code: "insufficient_credit", Message: "the " + short + ". Nothing was sent",
			Hint: "Tell the user: top up at https://app.heygen.com/settings/api, or make a part of it.",
		}
	case cost.Max > *now.BalanceUSD:
		out.Warnings = append(out.Warnings, "The "+short+".")
	}
	return nil
}

// placeAtOnce sends a batch by the one request that fits without a ledger.
func (c *Call) placeAtOnce(ctx context.Context, acct *account.Account, o order, p purchase, out createdBatch) (createdBatch, error) {
	if o.atOnce == nil || len(o.rows) > jobs.ChunkSize {
		return createdBatch{}, &Error{
			Code: "ledger_required", Message: fmt.Sprintf("a batch of templates, or of more than %d items, is sent piece by piece from the ledger, and this server keeps none. Nothing was sent", jobs.ChunkSize),
			Hint: "Tell the user: the person who runs the server leaves --no-ledger out. Or create smaller batches.",
		}
	}
	if err := c.affords(ctx, acct, &out); err != nil {
		return createdBatch{}, err
	}
	made, err := spend(ctx, c, acct, p, batchIDs, func(ctx context.Context, _ ...heygenapi.CallOption) (heygenapi.CreatedBatch, error) {
		return o.atOnce(ctx)
	})
	if err != nil {
		return createdBatch{}, namedItem(err, o.fields)
	}
	return out.accepted(made), nil
}

// accepted describes a batch that HeyGen took.
func (b createdBatch) accepted(made heygenapi.CreatedBatch) createdBatch {
	b.BatchID, b.Status, b.Next = made.BatchID, cmp.Or(string(made.Status), "processing"), nextFollowBatch
	if made.TotalItems > 0 {
		b.TotalItems = made.TotalItems
	}
	if made.BatchID == "" {
		// The reference leaves the answer open.
		b.Next = "HeyGen took the batch and named no id for it: list_videos shows what it renders. Do not create it again."
		return b
	}
	var f failureGroups
	for _, item := range made.Items {
		f.add(item)
	}
	if b.Failures = f.groups; len(b.Failures) > 0 {
		b.Next = "HeyGen refused the items under failures, which cost nothing: mend and send those alone. " + nextFollowBatch
	}
	return b
}
