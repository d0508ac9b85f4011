package pay

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"heygen-mcp/account"
	"heygen-mcp/jobs"
	"heygen-mcp/tools/fault"
	"heygen-mcp/tools/kit"
)

// Consent asks the person where the purchase is above the bound. No argument of
// a call can stand for it.
func Consent(ctx context.Context, c *kit.Call, acct *account.Account, p Purchase) error {
	if p.Estimate == nil || c.Consent == nil {
		return nil
	}
	most := p.Estimate.Ceiling()
	if most <= c.Consent.AboveUSD {
		return nil
	}
	if c.Person == nil || !c.Person.CanAnswer() {
		return withoutPerson(c, most)
	}
	hash, err := jobs.ArgumentsHash(c.Tool.Name, c.Identity())
	if err != nil {
		return err
	}
	// Another one on purpose is another question.
	about := fmt.Sprintf("%s %s %.2f %t", acct.ID, hash, most, c.AllowsDuplicate())
	switch action, state := c.Person.Answer(); {
	case action == "" || !c.Consent.Redeem(state, about, c.Now()):
		return &kit.Question{
			Message: questionText(ctx, c, acct, p, most), State: c.Consent.Sign(about, c.Now()), Patience: c.Consent.Wait(),
			Unanswered: func(err error) error { return noAnswer(c, most, err) },
		}
	case action == "accept":
		return nil
	default:
		return &fault.Error{
			Code: "consent_declined", Message: fmt.Sprintf("the user was asked whether to spend up to $%.2f and did not agree (%s). Nothing was sent", most, action),
			Hint: "Do not try again unless the user says so. Offer something cheaper: shorter, another engine, fewer languages.",
		}
	}
}

func withoutPerson(c *kit.Call, most float64) error {
	if c.Consent.Allow {
		return nil
	}
	return &fault.Error{
		Code:    "consent_required",
		Message: fmt.Sprintf("this may cost up to $%.2f, above the $%.2f from which the user is asked, and this client cannot ask. Nothing was sent", most, c.Consent.AboveUSD),
		Hint:    "Tell the user. The person who runs this server can raise --confirm-above-usd, or set --confirm-fallback allow; an assistant cannot agree on their behalf.",
	}
}

// noAnswer is a question without an answer: the person took too long, or the
// client did not put it.
func noAnswer(c *kit.Call, most float64, err error) error {
	if errors.Is(err, context.DeadlineExceeded) {
		return &fault.Error{
			Code: "consent_timeout", Cause: err,
			Message: fmt.Sprintf("the user was asked whether to spend up to $%.2f and did not answer within %s. Nothing was sent", most, c.Consent.Wait()),
			Hint:    "Tell the user. Call again when they are there to answer; they are asked anew.",
		}
	}
	return &fault.Error{
		Code: "consent_required", Cause: err,
		Message: fmt.Sprintf("this may cost up to $%.2f, and the client did not put the question to the user. Nothing was sent", most),
		Hint:    "Tell the user. Call again to have them asked anew; an assistant cannot agree on their behalf.",
	}
}

// questionText is what the person reads.
func questionText(ctx context.Context, c *kit.Call, acct *account.Account, p Purchase, most float64) string {
	e := p.Estimate
	var b strings.Builder
	fmt.Fprintf(&b, "%s with HeyGen", c.Tool.Title)
	if p.Title != "" {
		fmt.Fprintf(&b, ": %q", fault.Cut(p.Title))
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
	if user, err := CurrentUser(ctx, c, acct); err == nil {
		if now := DescribeWallet(user); now.BalanceUSD != nil {
			fmt.Fprintf(&b, "\nBalance: $%.2f, afterwards at least $%.2f", *now.BalanceUSD, *now.BalanceUSD-most)
		}
	}
	b.WriteString("\nGo ahead?")
	return b.String()
}
