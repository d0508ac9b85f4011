package pay

import (
	"fmt"

	"heygen-mcp/heygenapi"
)

// Wallet is what pays for an account's calls, and what is left.
type Wallet struct {
	Username       string   `json:"username"`
	Email          string   `json:"email,omitempty"`
	Name           string   `json:"name,omitempty"`
	Pool           string   `json:"pool" jsonschema_description:"What pays: wallet, subscription, usage_based or unknown."`
	BalanceUSD     *float64 `json:"balance_usd,omitempty"`
	Credits        *float64 `json:"credits,omitempty"`
	Plan           string   `json:"plan,omitempty"`
	PremiumCredits *int     `json:"premium_credits,omitempty"`
	AddOnCredits   *int     `json:"add_on_credits,omitempty"`
	CreditsResetAt string   `json:"credits_reset_at,omitempty"`
	SpendingUSD    *float64 `json:"spending_current_usd,omitempty"`
	SpendingCapUSD *float64 `json:"spending_cap_usd,omitempty"`
	AutoReload     bool     `json:"auto_reload,omitempty"`
	Low            bool     `json:"low,omitempty"`
	Note           string   `json:"note"`
}

// lowUSD is the smallest top-up that HeyGen sells; below it, about a minute of
// video is left.
const lowUSD = 5

// DescribeWallet reads the wallet out of HeyGen's answer.
func DescribeWallet(u heygenapi.User) Wallet {
	out := Wallet{Username: u.Username, Email: u.Email, Name: fullName(u), Pool: poolOf(u)}
	if w := u.Wallet; w != nil {
		out.AutoReload = w.AutoReload != nil && w.AutoReload.Enabled
		if w.Currency == "credits" {
			out.Credits = w.RemainingBalance
		}
	}
	out.BalanceUSD = u.WalletUSD()
	if s := u.Subscription; s != nil {
		out.Plan = s.Plan
		if p := s.Credits.PremiumCredits; p != nil {
			out.PremiumCredits, out.CreditsResetAt = p.Remaining, p.ResetsAt
		}
		if p := s.Credits.AddOnCredits; p != nil {
			out.AddOnCredits = p.Remaining
		}
	}
	if b := u.UsageBased; b != nil {
		out.Credits, out.SpendingUSD, out.SpendingCapUSD = b.RemainingCredits, b.SpendingCurrentUSD, b.SpendingCapUSD
	}
	out.Low, out.Note = walletNote(out)
	return out
}

func fullName(u heygenapi.User) string {
	if u.FirstName == "" {
		return u.LastName
	}
	if u.LastName == "" {
		return u.FirstName
	}
	return u.FirstName + " " + u.LastName
}

// poolOf names what pays, from the answer's own word or from what it carries.
func poolOf(u heygenapi.User) string {
	switch {
	case u.BillingType != "":
		return u.BillingType
	case u.Wallet != nil:
		return "wallet"
	case u.UsageBased != nil:
		return "usage_based"
	case u.Subscription != nil:
		return "subscription"
	default:
		return "unknown"
	}
}

// walletNote says in words what pays and whether it runs out.
func walletNote(u Wallet) (low bool, note string) {
	switch u.Pool {
	case "wallet":
		note = "Calls spend the prepaid API wallet; credits of the web plan do not count here."
		switch {
		case u.BalanceUSD == nil:
			return false, note
		case *u.BalanceUSD <= 0:
			return true, "The API wallet is empty: paid calls will be refused. The user tops it up at https://app.heygen.com/settings/api ($5 at least). " + note
		case *u.BalanceUSD < lowUSD:
			return true, fmt.Sprintf("The API wallet is low ($%.2f). %s", *u.BalanceUSD, note)
		}
	case "subscription":
		note = "Calls spend the credits of the web plan; an API wallet does not count here."
		left := value(u.PremiumCredits) + value(u.AddOnCredits)
		if (u.PremiumCredits != nil || u.AddOnCredits != nil) && left <= 0 {
			return true, "The plan's credits are used up: paid calls will be refused until they reset or are added to. " + note
		}
	case "usage_based":
		note = "Calls are billed by use against the account's spending cap."
		if u.SpendingCapUSD != nil && u.SpendingUSD != nil && *u.SpendingCapUSD-*u.SpendingUSD < lowUSD {
			return true, fmt.Sprintf("The spending cap is nearly reached ($%.2f of $%.2f). %s", *u.SpendingUSD, *u.SpendingCapUSD, note)
		}
	default:
		note = "HeyGen does not say what pays for this account."
	}
	return false, note
}

func value(n *int) int {
	if n == nil {
		return 0
	}
	return *n
}
