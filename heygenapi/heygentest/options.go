package heygentest

import (
	"net/url"
	"time"

	"heygen-mcp/heygenapi/heygentest/rest"
)

// Option changes how the simulated service works.
type Option func(*config)

type config struct {
	clock       Clock
	seed        uint64
	thin        int
	keys        []string
	balance     float64
	billing     string
	concurrency int
	perMinute   int
	maxUpload   int64
	urlLifetime time.Duration
	faults      []Fault
	signature   SignatureHeader
	deliverTo   func(*url.URL) bool
	plainHooks  bool
	requestIDs  bool
	liveCredits int
}

func defaults() config {
	return config{
		clock: NewSpeedClock(1), seed: 1, thin: 1, balance: 100, billing: "wallet", concurrency: 10,
		maxUpload: 200 << 20, urlLifetime: time.Hour, signature: SignatureTimed, deliverTo: rest.Loopback, liveCredits: 100,
	}
}

// WithClock sets the clock; real time by default.
func WithClock(clock Clock) Option { return func(c *config) { c.clock = clock } }

// WithSeed sets the seed of the invented catalog.
func WithSeed(seed uint64) Option { return func(c *config) { c.seed = seed } }

// WithThinCatalog leaves one public avatar group and voice in n in the catalog,
// for tests that draw it often and need few of them; all by default.
func WithThinCatalog(n int) Option { return func(c *config) { c.thin = max(n, 1) } }

// WithAPIKeys admits these credentials only. By default every credential is
// admitted but those that contain "invalid".
func WithAPIKeys(keys ...string) Option { return func(c *config) { c.keys = keys } }

// WithBalance sets the wallet, in US dollars; 100 by default.
func WithBalance(usd float64) Option { return func(c *config) { c.balance = usd } }

// WithBillingType sets what pays: wallet (the default), subscription or usage_based.
func WithBillingType(billing string) Option { return func(c *config) { c.billing = billing } }

// WithConcurrency sets how many jobs may run at once; 10 by default.
func WithConcurrency(jobs int) Option { return func(c *config) { c.concurrency = jobs } }

// WithRateLimit sets how many requests a minute are answered; any by default.
func WithRateLimit(perMinute int) Option { return func(c *config) { c.perMinute = perMinute } }

// WithMaxDirectUpload sets the largest direct upload; 200 MB by default.
func WithMaxDirectUpload(bytes int64) Option { return func(c *config) { c.maxUpload = bytes } }

// WithURLLifetime sets how long signed links work; an hour by default.
func WithURLLifetime(d time.Duration) Option { return func(c *config) { c.urlLifetime = d } }

// WithFault adds a fault from the start.
func WithFault(f Fault) Option { return func(c *config) { c.faults = append(c.faults, f) } }

// WithLiveAvatarCredits sets the credits of the LiveAvatar account; 100 by
// default.
func WithLiveAvatarCredits(credits int) Option {
	return func(c *config) { c.liveCredits = credits }
}

// WithSignatureHeader sets how deliveries are signed; [SignatureTimed] by
// default. Heygen-Timestamp is the server's clock where the test turns it, and
// real time where the clock runs faster than that: receivers live in real time,
// unless they were given the test's clock.
func WithSignatureHeader(header SignatureHeader) Option {
	return func(c *config) { c.signature = header }
}

// WithPlainWebhooks takes webhook endpoints on this machine over http, which
// HeyGen refuses.
func WithPlainWebhooks() Option { return func(c *config) { c.plainHooks = true } }

// WithRequestIDs sends the header X-Request-Id. HeyGen's documentation names it and
// its clients do not see it, so by default there is none.
func WithRequestIDs() Option { return func(c *config) { c.requestIDs = true } }

// WithDeliveryTo sets the addresses that deliveries and callbacks are sent to.
// By default those are loopback addresses; the others are recorded and not sent.
func WithDeliveryTo(allowed func(*url.URL) bool) Option {
	return func(c *config) { c.deliverTo = allowed }
}
