package heygenapi

import (
	"context"
	"encoding/json"
)

// User is the account behind a credential, and what pays for its jobs.
type User struct {
	Username  string `json:"username"`
	Email     string `json:"email"`
	FirstName string `json:"first_name"`
	LastName  string `json:"last_name"`
	// BillingType is wallet, subscription or usage_based; empty where HeyGen
	// does not say.
	BillingType  string        `json:"billing_type"`
	Wallet       *Wallet       `json:"wallet"`
	Subscription *Subscription `json:"subscription"`
	UsageBased   *UsageBased   `json:"usage_based"`

	Extra map[string]json.RawMessage `json:"-"`
}

// Wallet is the prepaid pool that an API key spends.
type Wallet struct {
	// Currency is usd or credits.
	Currency string `json:"currency"`
	// RemainingBalance is in that currency.
	RemainingBalance *float64    `json:"remaining_balance"`
	AutoReload       *AutoReload `json:"auto_reload"`

	Extra map[string]json.RawMessage `json:"-"`
}

// AutoReload says when a wallet tops itself up, in US dollars.
type AutoReload struct {
	Enabled      bool     `json:"enabled"`
	AmountUSD    *float64 `json:"amount_usd"`
	ThresholdUSD *float64 `json:"threshold_usd"`

	Extra map[string]json.RawMessage `json:"-"`
}

// Subscription is the web plan that an OAuth token spends.
type Subscription struct {
	// Plan is free, starter, creator, pro, team, enterprise or business_plus.
	Plan    string  `json:"plan"`
	Credits Credits `json:"credits"`

	Extra map[string]json.RawMessage `json:"-"`
}

// Credits are the two pools of a plan.
type Credits struct {
	PremiumCredits *CreditPool `json:"premium_credits"`
	AddOnCredits   *CreditPool `json:"add_on_credits"`

	Extra map[string]json.RawMessage `json:"-"`
}

// CreditPool is what is left of one pool.
type CreditPool struct {
	Remaining *int `json:"remaining"`
	// ResetsAt is when the pool is filled again, as HeyGen writes it.
	ResetsAt string `json:"resets_at"`

	Extra map[string]json.RawMessage `json:"-"`
}

// UsageBased is an account that is billed by use.
type UsageBased struct {
	IncludedCredits    *float64 `json:"included_credits"`
	RemainingCredits   *float64 `json:"remaining_credits"`
	SpendingCapUSD     *float64 `json:"spending_cap_usd"`
	SpendingCurrentUSD *float64 `json:"spending_current_usd"`

	Extra map[string]json.RawMessage `json:"-"`
}

// WalletUSD is what the wallet holds in US dollars; nil where the account has no
// such wallet, or HeyGen does not tell.
func (u User) WalletUSD() *float64 {
	if u.Wallet == nil || u.Wallet.Currency == "credits" {
		return nil
	}
	return u.Wallet.RemainingBalance
}

// GetCurrentUser gives the account behind the credential (GET /v3/users/me).
func (c *Client) GetCurrentUser(ctx context.Context) (User, error) {
	return data[User](ctx, c, call{op: "get current user", method: "GET", path: []string{"users", "me"}})
}
