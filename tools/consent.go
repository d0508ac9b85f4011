package tools

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"heygen-mcp/account"
	"heygen-mcp/jobs"
)

// consent asks the person where the purchase is above the bound. No argument of
// a call can stand for it.
func (c *Call) consent(ctx context.Context, acct *account.Account, p purchase) error {
	if p.estimate == nil || c.Consent == nil {
		return nil
	}
	most := p.estimate.Ceiling()
	if most <= c.Consent.AboveUSD {
		return nil
	}
	if c.person == nil || !c.person.canAnswer() {
		return c.withoutPerson(most)
	}
	hash, err := jobs.ArgumentsHash(c.tool.Name, c.callArguments())
	if err != nil {
		return err
	}
	// Another one on purpose is another question.
	about := fmt.Sprintf("%s %s %.2f %t", acct.ID, hash, most, c.allowsDuplicate())
	switch action, state := c.person.answer(); {
	case action == "" || !c.Consent.redeem(state, about, c.Now()):
		return &question{
			message: c.describe(ctx, acct, p, most), state: c.Consent.sign(about, c.Now()), patience: c.Consent.patience(),
			unanswered: func(err error) error { return c.unasked(most, err) },
		}
	case action == "accept":
		return nil
	default:
		return &Error{
			Code: "consent_declined", Message: fmt.Sprintf("the user was asked whether to spend up to $%.2f and did not agree (%s). Nothing was sent", most, action),
			Hint: "Do not try again unless the user says so. Offer something cheaper: shorter, another engine, fewer languages.",
		}
	}
}

func (c *Call) withoutPerson(most float64) error {
	if c.Consent.Allow {
		return nil
	}
	return &Error{
		Code:    "consent_required",
		Message: fmt.Sprintf("this may cost up to $%.2f, above the $%.2f from which the user is asked, and this client cannot ask. Nothing was sent", most, c.Consent.AboveUSD),
		Hint:    "Tell the user. The person who runs this server can raise --confirm-above-usd, or set --confirm-fallback allow; an assistant cannot agree on their behalf.",
	}
}

// unasked is a question without an answer: the person took too long, or the
// client did not put it.
func (c *Call) unasked(most float64, err error) error {
	if errors.Is(err, context.DeadlineExceeded) {
		return &Error{
			Code: "consent_timeout", cause: err,
			Message: fmt.Sprintf("the user was asked whether to spend up to $%.2f and did not answer within %s. Nothing was sent", most, c.Consent.patience()),
			Hint:    "Tell the user. Call again when they are there to answer; they are asked anew.",
		}
	}
	return &Error{
		Code: "consent_required", cause: err,
		Message: fmt.Sprintf("this may cost up to $%.2f, and the client did not put the question to the user. Nothing was sent", most),
		Hint:    "Tell the user. Call again to have them asked anew; an assistant cannot agree on their behalf.",
	}
}

// describe is what the person reads.
func (c *Call) describe(ctx context.Context, acct *account.Account, p purchase, most float64) string {
	e := p.estimate
	var b strings.Builder
	fmt.Fprintf(&b, "%s with HeyGen", c.tool.Title)
	if p.title != "" {
		fmt.Fprintf(&b, ": %q", cut(p.title))
	}
	fmt.Fprintf(&b, "\nProduct: %s", e.Product)
	if e.Variant != "" {
		fmt.Fprintf(&b, " (%s)", e.Variant)
	}
	if e.Seconds != nil {
		fmt.Fprintf(&b, ", about %.0f s", e.Seconds.Max)
	}
	if e.Count > 1 {
		fmt.Fprintf(&b, ", %d times", e.Count)
	}
	if e.USD != nil {
		fmt.Fprintf(&b, "\nEstimate: $%.2f to $%.2f", e.USD.Min, e.USD.Max)
	} else {
		fmt.Fprintf(&b, "\nEstimate: not known, because the length is not; reckoned with up to $%.2f", most)
	}
	fmt.Fprintf(&b, " by the prices of %s", e.RateCard)
	if user, err := c.currentUser(ctx, acct); err == nil {
		if now := describeUser(user); now.BalanceUSD != nil {
			fmt.Fprintf(&b, "\nBalance: $%.2f, afterwards at least $%.2f", *now.BalanceUSD, *now.BalanceUSD-most)
		}
	}
	b.WriteString("\nGo ahead?")
	return b.String()
}
