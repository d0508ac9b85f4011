package tools

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"strings"
	"sync"
	"time"

	"heygen-mcp/account"
	"heygen-mcp/jobs"
)

// Consent says when a person is asked before money is spent.
type Consent struct {
	// AboveUSD is the cost of one call above which the person is asked.
	AboveUSD float64
	// Allow lets a call above it through where the client cannot ask anyone.
	Allow bool
	// Secret signs what is asked, so that a client cannot answer another
	// question. Servers that share their work share it.
	Secret []byte
	// Patience is how long a call waits for an answer, where the protocol makes
	// it wait; 5 minutes when zero.
	Patience time.Duration

	mu sync.Mutex
	// used are the questions that were answered, with when they expire. Only
	// this process knows them: of servers that share a secret each takes an
	// answer once.
	used map[string]int64
}

const (
	// consentTTL is how long an answer is good for.
	consentTTL      = 30 * time.Minute
	consentPatience = 5 * time.Minute
)

func (c *Consent) patience() time.Duration {
	if c.Patience > 0 {
		return c.Patience
	}
	return consentPatience
}

// person is somebody behind the client who can be asked.
type person interface {
	// canAnswer is true where the client can put a question to its user.
	canAnswer() bool
	// answer is what the user said to the question asked with the state, or
	// nothing yet.
	answer() (action, state string)
}

// question is a tool's failure to go on without a person's word. It is no
// failure for the client: it puts the question.
type question struct {
	message string
	state   string
	// most is the cost in question, in US dollars.
	most float64
}

// Error implements error.
func (q *question) Error() string { return "waiting for the user's consent" }

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
	about := fmt.Sprintf("%s %s %.2f %t", acct.ID, hash, most, c.asks(argAllowDuplicate))
	switch action, state := c.person.answer(); {
	case action == "" || !c.Consent.redeem(state, about, c.Now()):
		return &question{message: c.describe(ctx, acct, p, most), state: c.Consent.sign(about, c.Now().Add(consentTTL)), most: most}
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
func (c *Call) unasked(q *question, err error) error {
	if errors.Is(err, context.DeadlineExceeded) {
		return &Error{
			Code: "consent_timeout", cause: err,
			Message: fmt.Sprintf("the user was asked whether to spend up to $%.2f and did not answer within %s. Nothing was sent", q.most, c.Consent.patience()),
			Hint:    "Tell the user. Call again when they are there to answer; they are asked anew.",
		}
	}
	return &Error{
		Code: "consent_required", cause: err,
		Message: fmt.Sprintf("this may cost up to $%.2f, and the client did not put the question to the user. Nothing was sent", q.most),
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

// signedState is what comes back with the answer.
type signedState struct {
	About   string `json:"a"`
	Expires int64  `json:"e"`
	Nonce   string `json:"n"`
	MAC     []byte `json:"m"`
}

func (c *Consent) mac(s signedState) []byte {
	mac := hmac.New(sha256.New, c.Secret)
	_, _ = fmt.Fprintf(mac, "%d %s %s", s.Expires, s.Nonce, s.About)
	return mac.Sum(nil)
}

func (c *Consent) sign(about string, until time.Time) string {
	s := signedState{About: about, Expires: until.Unix(), Nonce: rand.Text()}
	s.MAC = c.mac(s)
	raw, err := json.Marshal(s)
	if err != nil {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(raw)
}

// redeem is true, once, of a state that was made here, for the same purchase,
// and not too long ago.
func (c *Consent) redeem(state, about string, now time.Time) bool {
	raw, err := base64.RawURLEncoding.DecodeString(state)
	var s signedState
	if err != nil || json.Unmarshal(raw, &s) != nil {
		return false
	}
	if len(c.Secret) == 0 || s.About != about || now.Unix() > s.Expires || !hmac.Equal(s.MAC, c.mac(s)) {
		return false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	maps.DeleteFunc(c.used, func(_ string, expires int64) bool { return now.Unix() > expires })
	if _, again := c.used[s.Nonce]; again {
		return false
	}
	if c.used == nil {
		c.used = map[string]int64{}
	}
	c.used[s.Nonce] = s.Expires
	return true
}
