package heygenapi

import (
	"cmp"
	"crypto/rand"
	"encoding/json"
	"log/slog"
	"net/http"
	"strings"
	"time"
)

// Option changes how a client works.
type Option func(*settings)

type settings struct {
	base      string
	http      *http.Client
	userAgent string
	log       *slog.Logger
	timeouts  Timeouts
	retry     Retry
	breaker   Breaker
	perSecond float64
	burst     int
}

func defaults() settings {
	return settings{
		base: DefaultBaseURL, http: &http.Client{}, userAgent: "heygen-mcp",
		timeouts:  Timeouts{Read: 30 * time.Second, Write: 2 * time.Minute, Upload: 10 * time.Minute},
		retry:     Retry{Max: 3, BaseDelay: 500 * time.Millisecond, MaxDelay: 8 * time.Second, MaxRetryAfter: 20 * time.Second},
		breaker:   Breaker{Failures: 8, Delay: 15 * time.Second},
		perSecond: 20, burst: 50,
	}
}

// Timeouts bound one attempt by the kind of call. HeyGen was seen to take 31 s
// for a video's creation at the 99th percentile.
type Timeouts struct {
	// Read is for calls that change nothing; 30 s by default.
	Read time.Duration
	// Write is for all others; 2 min by default.
	Write time.Duration
	// Upload is for files; 10 min by default.
	Upload time.Duration
}

// Retry says how often and how soon a call is repeated, where its kind allows
// it at all.
type Retry struct {
	// Max is how many attempts may follow the first; 3 by default.
	Max int
	// BaseDelay is the pause before the first of them, doubled for each
	// further one, with jitter; 500 ms by default.
	BaseDelay time.Duration
	// MaxDelay bounds that pause; 8 s by default.
	MaxDelay time.Duration
	// MaxRetryAfter bounds the pause that HeyGen may ask for. A longer one
	// ends the call with the error, which carries it; 20 s by default.
	MaxRetryAfter time.Duration
}

// Breaker says when a dead upstream is left alone.
type Breaker struct {
	// Failures in a row open the circuit; 8 by default.
	Failures uint
	// Delay is how long it stays open before one call may try; 15 s by default.
	Delay time.Duration
}

// WithBaseURL sets another address of the API: https, or http to loopback.
func WithBaseURL(base string) Option { return func(s *settings) { s.base = base } }

// WithHTTPClient sets the HTTP client. Its redirect policy is not used.
func WithHTTPClient(client *http.Client) Option {
	return func(s *settings) { s.http = cmp.Or(client, s.http) }
}

// WithUserAgent sets the User-Agent header.
func WithUserAgent(agent string) Option { return func(s *settings) { s.userAgent = agent } }

// WithLogger logs a line a call, at debug level, without bodies or addresses.
func WithLogger(log *slog.Logger) Option { return func(s *settings) { s.log = log } }

// WithTimeouts sets the bounds of one attempt; a zero keeps the default.
func WithTimeouts(t Timeouts) Option {
	return func(s *settings) {
		s.timeouts = Timeouts{Read: cmp.Or(t.Read, s.timeouts.Read), Write: cmp.Or(t.Write, s.timeouts.Write), Upload: cmp.Or(t.Upload, s.timeouts.Upload)}
	}
}

// WithRetry sets how calls are repeated.
func WithRetry(r Retry) Option { return func(s *settings) { s.retry = r } }

// WithBreaker sets when a dead upstream is left alone.
func WithBreaker(b Breaker) Option { return func(s *settings) { s.breaker = b } }

// WithRateLimit sets how many requests a second the client sends, and how many
// at once after a pause; 20 and 50 by default. HeyGen publishes no limit.
func WithRateLimit(perSecond float64, burst int) Option {
	return func(s *settings) { s.perSecond, s.burst = perSecond, burst }
}

// CallOption changes one call.
type CallOption func(*callOptions)

type callOptions struct {
	idempotencyKey string
	before         func(SentRequest) error
}

// SentRequest is a request as it leaves, without credentials.
type SentRequest struct {
	Method string
	// Path is the path under the base address, such as /v3/videos.
	Path string
	// Body is the JSON body; nil where it has none, or is a form.
	Body json.RawMessage
}

// BeforeSending calls the function once, right before the first attempt. Its
// error ends the call, and nothing is sent.
func BeforeSending(do func(SentRequest) error) CallOption {
	return func(o *callOptions) { o.before = do }
}

func (op call) options() callOptions {
	var o callOptions
	for _, opt := range op.opts {
		opt(&o)
	}
	return o
}

// IdempotencyKey makes HeyGen answer a repeated call with its first answer for
// 24 hours, even when the body differs. The key needs 1 to 255 characters of
// A-Z a-z 0-9 _ : . -. Without this option each call carries a key of its own,
// which its own retries share.
func IdempotencyKey(key string) CallOption {
	return func(o *callOptions) { o.idempotencyKey = key }
}

// NewIdempotencyKey makes a key that nobody else has.
func NewIdempotencyKey() string { return rand.Text() }

// validIdempotencyKey is HeyGen's rule. A regular expression with a count would
// cost every start half a millisecond.
func validIdempotencyKey(key string) bool {
	const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_:.-"
	return key != "" && len(key) <= 255 && strings.Trim(key, letters) == ""
}
