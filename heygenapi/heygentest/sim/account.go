package sim

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash/fnv"
	"io"
	"sync"
	"time"

	"heygen-mcp/heygenapi/heygentest/cast"
	"heygen-mcp/heygenapi/heygentest/rest"
)

// Config is what an account is made of.
type Config struct {
	// Now is the time by which jobs advance, links expire and money is spent.
	Now  func() time.Time
	Seed uint64
	// Billing is wallet, subscription or usage_based.
	Billing string
	// Credit is what the wallet holds at first, in US dollars.
	Credit float64
	// Concurrency is how many jobs may run at once.
	Concurrency int
	// MaxUpload is the most bytes of a direct upload.
	MaxUpload int64
	// URLLifetime is how long signed links work.
	URLLifetime time.Duration
	// ConsentLifetime is how long the link to a consent page works.
	ConsentLifetime time.Duration
	// UploadSeconds is the same in real time, as answers tell it.
	UploadSeconds int
}

// Account is the state that all resources share. Whoever reads or writes it, or
// the resources themselves, holds its lock; handlers are called with it.
type Account struct {
	sync.Mutex
	Config

	// Cast is the invented catalog. It is there before the first handler runs.
	Cast *cast.Cast
	// Events is who tells endpoints and callbacks what has happened.
	Events Events
	// Base is where the last request reached this server; links in events lead
	// there.
	Base    string
	Assets  *Resources[*Asset]
	Batches *Resources[*Batch]

	secret  []byte
	number  int
	kinds   []Kind
	charges []Charge
	balance float64
	credits float64
}

// Events tells of what happens: to every endpoint that wants to know, and to the
// address that a job's own request gave.
type Events interface {
	// Publish records an event; callbackURL may be empty.
	Publish(eventType string, data rest.Object, callbackURL string) (eventID string)
	// CallBack tells one address alone, of what is no event.
	CallBack(eventType string, data rest.Object, callbackURL string)
}

// Kind is what the account knows of one kind of resources. Each part may be nil.
type Kind struct {
	// Settle moves the resources to where the clock says they are.
	Settle func(now time.Time)
	// Jobs are those that count against the limit of jobs that run at once.
	Jobs func() []*Job
	// Publish tells of those that have come to their end.
	Publish func()
	// State is how one of them stands, as batches and bulk looks word it.
	State func(id string) (State, bool)
	// Footage is what is known of one of them as the source of another.
	Footage func(id string) (Footage, bool)
	// Files open what signed links lead to, by the kind of link.
	Files map[string]func(id string) (io.ReadSeeker, error)
}

// New makes an account without any kind of resources.
func New(cfg Config) *Account {
	a := &Account{Config: cfg, secret: fmt.Appendf(nil, "signing key of seed %d", cfg.Seed), balance: cfg.Credit, credits: 500}
	a.Assets = NewResources[*Asset]("asset", "asset_not_found")
	a.Batches = NewResources[*Batch]("batch", "")
	return a
}

// Add makes the account know a kind of resources. The order counts: who is added
// first is settled first, and gets a place that has become free.
func (a *Account) Add(k Kind) { a.kinds = append(a.kinds, k) }

// Settle moves everything to where the clock says it is, and tells of what has
// come to its end.
func (a *Account) Settle() {
	now := a.Now()
	for _, k := range a.kinds {
		if k.Settle != nil {
			k.Settle(now)
		}
	}
	for _, k := range a.kinds {
		if k.Publish != nil {
			k.Publish()
		}
	}
	a.publishBatches()
}

// Awaited is true while some job has a callback that is still to be called.
func (a *Account) Awaited() bool {
	for j := range a.jobs {
		if j.awaitsEnd() {
			return true
		}
	}
	for _, b := range a.Batches.All() {
		if b.awaitsEnd() {
			return true
		}
	}
	return false
}

// NewID makes the next id, the same in every run.
func (a *Account) NewID(prefix string) string {
	return prefix + HexOf(a.Seed, prefix, a.NextNumber())
}

// NextNumber counts ids and requests.
func (a *Account) NextNumber() int {
	a.number++
	return a.number
}

// HexOf makes an id of 32 hex digits from what it is for.
func HexOf(parts ...any) string {
	sum := sha256.Sum256(fmt.Append(nil, parts...))
	return hex.EncodeToString(sum[:16])
}

// SeedOf makes a number from an id, for what is drawn and invented.
func SeedOf(id string) uint64 {
	h := fnv.New64a()
	_, _ = io.WriteString(h, id)
	return h.Sum64()
}
