package sim

import (
	"math"
	"net/http"
	"time"

	"heygen-mcp/heygenapi/heygentest/rest"
)

// Charge is money taken from the wallet.
type Charge struct {
	// ID is the job's, or the request's where there is no job.
	ID string
	// Kind is video, translation, speech, avatar, lipsync, clipping,
	// background_removal or realtime.
	Kind string
	// Product names the price, such as video/avatar_iv/photo_avatar.
	Product string
	USD     float64
	// Seconds is what was charged for; 0 where the price is by call.
	Seconds float64
	At      time.Time
}

// Price is what a second of a product costs in US dollars, by HeyGen's public
// lists of 2026; 0 where it is not charged by the second.
func Price(product string) float64 {
	switch product {
	case "video/avatar_v/digital_twin", "video/avatar_v/studio_avatar", "video/avatar_v/photo_avatar":
		return 0.12
	case "video/avatar_iv/digital_twin", "video/avatar_iv/studio_avatar", "template":
		return 0.0805
	case "video/avatar_iv/photo_avatar", "video/avatar_iv/image":
		return 0.0385
	case "video/avatar_iii/digital_twin", "video/avatar_iii/studio_avatar":
		return 0.0167
	case "video/avatar_iii/photo_avatar":
		return 0.0433
	case "video_agent", "translation/speed", "translation/audio_only", "lipsync/speed":
		return 0.0333
	case "translation/precision", "lipsync/precision":
		return 0.0667
	case "speech":
		return 0.002
	case "realtime":
		return 0.05
	default:
		return 0
	}
}

// Charge takes money from the wallet: its USD, or the product's price for its
// seconds.
func (a *Account) Charge(c Charge) {
	if c.USD == 0 {
		c.USD = Price(c.Product) * c.Seconds
	}
	c.USD = math.Round(c.USD*1e4) / 1e4
	a.charges = append(a.charges, c)
	a.balance = math.Round((a.balance-c.USD)*1e4) / 1e4
	a.credits -= c.USD * 10
}

// Charges gives the charges so far, in their order.
func (a *Account) Charges() []Charge { return append([]Charge(nil), a.charges...) }

// Balance gives what is left in the wallet, in US dollars.
func (a *Account) Balance() float64 { return a.balance }

// Solvent refuses what an empty wallet cannot pay.
func (a *Account) Solvent() error {
	if a.balance <= 0 && a.Billing == "wallet" {
		return rest.Fail(http.StatusPaymentRequired, "insufficient_credit", "", "the API wallet is empty")
	}
	return nil
}

// MayStart refuses jobs that the account cannot pay, or that are too many at
// once.
func (a *Account) MayStart(jobs int) error {
	if err := a.Solvent(); err != nil {
		return err
	}
	if a.running()+jobs > a.Concurrency {
		f := rest.Fail(http.StatusTooManyRequests, "rate_limit_exceeded", "", "at most %d jobs may run at once", a.Concurrency)
		f.RetryAfter = 30
		return f
	}
	return nil
}

// running counts the jobs that are under way; those that wait in a batch are not.
func (a *Account) running() int {
	n := 0
	for j := range a.jobs {
		if !j.Over() && j.Status != queued {
			n++
		}
	}
	return n
}

// freeSince is when a place became free that is free now, at a time or later.
func (a *Account) freeSince(at time.Time) time.Time {
	for j := range a.jobs {
		if j.Over() && j.Ended.After(at) {
			at = j.Ended
		}
	}
	return at
}

// jobs goes through the jobs of all kinds.
func (a *Account) jobs(yield func(*Job) bool) {
	for _, k := range a.kinds {
		if k.Jobs == nil {
			continue
		}
		for _, j := range k.Jobs() {
			if !yield(j) {
				return
			}
		}
	}
}

// Username is whose account it is.
const Username = "sandbox_user"

// Operations are those about the account itself.
func (a *Account) Operations() []rest.Operation {
	return []rest.Operation{{Pattern: "GET /v3/users/me", Handle: a.getUser}}
}

func (a *Account) getUser(*rest.Request) (any, error) {
	me := rest.Object{
		"username": Username, "email": "sandbox@example.com", "first_name": "Sandy", "last_name": "Box",
		"billing_type": a.Billing, "wallet": nil, "subscription": nil, "usage_based": nil,
	}
	switch a.Billing {
	case "subscription":
		resets := a.Now().AddDate(0, 1, 0).Format(time.RFC3339)
		me["subscription"] = rest.Object{"plan": "creator", "credits": rest.Object{
			"premium_credits": rest.Object{"remaining": int(a.credits), "resets_at": resets},
			"add_on_credits":  rest.Object{"remaining": 0, "resets_at": nil},
		}}
	case "usage_based":
		spent := math.Round((a.Credit-a.balance)*100) / 100
		me["usage_based"] = rest.Object{"included_credits": 100, "remaining_credits": math.Max(0, 100-spent), "spending_cap_usd": a.Credit, "spending_current_usd": spent}
	default:
		me["wallet"] = rest.Object{
			"currency": "usd", "remaining_balance": math.Round(a.balance*100) / 100,
			"auto_reload": rest.Object{"enabled": false, "amount_usd": nil, "threshold_usd": nil},
		}
	}
	return me, nil
}
