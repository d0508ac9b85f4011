package tables

import (
	"cmp"
	"context"
	"fmt"

	"heygen-mcp/account"
	"heygen-mcp/heygenapi"
	"heygen-mcp/jobs"
	"heygen-mcp/pricing"
	"heygen-mcp/tools/fault"
	"heygen-mcp/tools/kit"
	"heygen-mcp/tools/pay"
)

// CreatedBatch is what a call that starts a batch answers.
type CreatedBatch struct {
	BatchID    string            `json:"batch_id,omitempty"`
	Status     string            `json:"status" jsonschema_description:"dry_run where nothing was sent."`
	TotalItems int               `json:"total_items"`
	Failures   []Failure         `json:"failures,omitempty" jsonschema_description:"Items that HeyGen refused at once."`
	Estimate   *pricing.Estimate `json:"estimate,omitempty"`
	Warnings   []string          `json:"warnings,omitempty"`
	Next       string            `json:"next"`
}

const nextFollowBatch = "Call get_batch with this batch_id for the items' ids and states; it renders in the background. Do not create it again."

// Order is a batch that was checked and priced as a whole.
type Order struct {
	Product  pricing.Product
	Kind     jobs.Kind
	Title    string
	Callback string
	// Fields are the arguments behind the fields of HeyGen's items.
	Fields   map[string]string
	Rows     []jobs.Row
	Warnings []string
	// SendAtOnce sends all rows in one request, where no ledger is kept.
	SendAtOnce func(ctx context.Context) (pay.Batch, error)
}

// estimate is the price of all rows.
func (o Order) estimate() *pricing.Estimate {
	costs := make([]pricing.Estimate, len(o.Rows))
	for i, row := range o.Rows {
		costs[i] = *row.Estimate
	}
	return new(pricing.Sum(o.Product, costs...))
}

// Place plans a batch in the ledger, after one question to the person where it
// is dear. The rows are sent from there, whatever becomes of this process.
func Place(ctx context.Context, c *kit.Call, acct *account.Account, o Order) (CreatedBatch, error) {
	out := CreatedBatch{TotalItems: len(o.Rows), Estimate: o.estimate(), Warnings: fault.Distinct(o.Warnings)}
	if c.IsDryRun() {
		out.Status, out.Next = pay.StatusDryRun, pay.NextDryRun
		return out, checkBalance(ctx, c, acct, &out)
	}
	p := pay.Purchase{Kind: o.Kind, Title: o.Title, Estimate: out.Estimate, Keyed: true}
	if c.Ledger == nil {
		return sendAtOnce(ctx, c, acct, o, p, out)
	}
	payer := jobs.Account{ID: acct.ID, API: acct.API}
	earlier, err := c.Ledger.FindDuplicate(ctx, payer, jobs.Purchase{Tool: c.Tool.Name, Arguments: c.Identity(), AllowDuplicate: c.AllowsDuplicate()})
	if err != nil {
		return CreatedBatch{}, pay.LedgerError(err)
	}
	if earlier == nil {
		if err := checkBalance(ctx, c, acct, &out); err != nil {
			return CreatedBatch{}, err
		}
		if err := pay.Consent(ctx, c, acct, p); err != nil {
			return CreatedBatch{}, err
		}
	}
	envelope := map[string]any{"title": cmp.Or(o.Title, c.Tool.Title)}
	if o.Callback != "" {
		envelope["callback_url"] = o.Callback
	}
	id, repeated, err := c.Ledger.PlanBatch(ctx, payer, jobs.BatchPurchase{
		Tool: c.Tool.Name, Arguments: c.Identity(), Kind: o.Kind, Title: o.Title, SharedFields: envelope, Rows: o.Rows,
		AllowDuplicate: c.AllowsDuplicate(), Download: c.WantsDownload(),
	})
	if err != nil {
		return CreatedBatch{}, pay.LedgerError(err)
	}
	out.BatchID, out.Status, out.Next = id, string(jobs.Planned), nextFollowBatch
	if repeated {
		c.Receipt = &kit.Receipt{Repeated: true, Note: "This very batch was created a moment ago. This is that one: nothing more is sent or paid. To make another one on purpose, set allow_duplicate."}
	}
	return out, nil
}

// checkBalance refuses a batch that the wallet surely cannot pay to its end, and warns
// where it may not. A balance that cannot be read stops nothing: HeyGen refuses
// what is not paid for.
func checkBalance(ctx context.Context, c *kit.Call, acct *account.Account, out *CreatedBatch) error {
	user, err := pay.CurrentUser(ctx, c, acct)
	if err != nil {
		return ctx.Err()
	}
	now, cost := pay.DescribeWallet(user), out.Estimate.USD
	if now.BalanceUSD == nil || now.AutoReload || cost == nil {
		return nil
	}
	short := fmt.Sprintf("batch costs $%.2f to $%.2f, and the wallet holds $%.2f", cost.Min, cost.Max, *now.BalanceUSD)
	switch {
	case cost.Min > *now.BalanceUSD && !c.IsDryRun():
		return &fault.Error{
			Code: "insufficient_credit", Message: "the " + short + ". Nothing was sent",
			Hint: "Tell the user: top up at https://app.heygen.com/settings/api, or make a part of it.",
		}
	case cost.Max > *now.BalanceUSD:
		out.Warnings = append(out.Warnings, "The "+short+".")
	}
	return nil
}

// sendAtOnce sends a batch by the one request that fits without a ledger.
func sendAtOnce(ctx context.Context, c *kit.Call, acct *account.Account, o Order, p pay.Purchase, out CreatedBatch) (CreatedBatch, error) {
	if o.SendAtOnce == nil || len(o.Rows) > jobs.ChunkSize {
		return CreatedBatch{}, &fault.Error{
			Code: "ledger_required", Message: fmt.Sprintf("a batch of templates, or of more than %d items, is sent piece by piece from the ledger, and this server keeps none. Nothing was sent", jobs.ChunkSize),
			Hint: "Tell the user: the person who runs the server leaves --no-ledger out. Or create smaller batches.",
		}
	}
	if err := checkBalance(ctx, c, acct, &out); err != nil {
		return CreatedBatch{}, err
	}
	made, err := pay.Spend(ctx, c, acct, p, pay.BatchIDs, func(ctx context.Context, _ ...heygenapi.CallOption) (pay.Batch, error) {
		return o.SendAtOnce(ctx)
	})
	if err != nil {
		return CreatedBatch{}, fault.NamedItem(err, o.Fields)
	}
	return out.accepted(made), nil
}

// accepted describes a batch that HeyGen took.
func (b CreatedBatch) accepted(made pay.Batch) CreatedBatch {
	b.BatchID, b.Status, b.Next = made.BatchID, "processing", nextFollowBatch
	if made.BatchID == "" {
		b.Next = "HeyGen took the batch and named no id for it: list_videos shows what it renders. Do not create it again."
		return b
	}
	var f Failures
	for _, item := range made.Items {
		f.Add(item)
	}
	if b.Failures = f.Groups; len(b.Failures) > 0 {
		b.Next = "HeyGen refused the items under failures, which cost nothing: mend and send those alone. " + nextFollowBatch
	}
	return b
}
