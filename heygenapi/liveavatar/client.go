package liveavatar

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"github.com/failsafe-go/failsafe-go"

	"heygen-mcp/heygenapi/internal/wire"
)

// defaultBaseURL is the address of LiveAvatar's API.
const defaultBaseURL = "https://api.liveavatar.com"

// maxAnswer bounds an answer's size: a page of avatars is far below 1 MB.
const maxAnswer = 8 << 20

// Client calls LiveAvatar for one account. It is safe for concurrent use.
type Client struct {
	base      *url.URL
	key       Key
	http      *http.Client
	userAgent string
	log       *slog.Logger
	timeout   time.Duration
	reads     failsafe.Executor[*wire.Answer]
}

// Option changes how a client works.
type Option func(*settings)

type settings struct {
	base, userAgent string
	http            *http.Client
	log             *slog.Logger
	timeout         time.Duration
	retry           Retry
}

// Retry says how often and how soon a read is repeated.
type Retry struct {
	// Max is how many attempts may follow the first; 3 by default.
	Max int
	// BaseDelay is the pause before the first of them, doubled for each
	// further one up to MaxDelay; 500 ms and 8 s by default.
	BaseDelay, MaxDelay time.Duration
	// MaxRetryAfter bounds the pause that LiveAvatar may ask for. A longer one
	// ends the call with the error, which carries it; 20 s by default.
	MaxRetryAfter time.Duration
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

// WithTimeout bounds one attempt; 30 s by default.
func WithTimeout(d time.Duration) Option { return func(s *settings) { s.timeout = d } }

// WithRetry sets how reads are repeated.
func WithRetry(r Retry) Option { return func(s *settings) { s.retry = r } }

// New makes a client. It makes no request. It fails for the zero key, and for a
// base address that is neither https nor on loopback.
func New(key Key, options ...Option) (*Client, error) {
	if key.IsZero() {
		return nil, ErrNoKey
	}
	s := settings{
		base: defaultBaseURL, userAgent: "heygen-mcp", http: &http.Client{}, timeout: 30 * time.Second,
		retry: Retry{Max: 3, BaseDelay: 500 * time.Millisecond, MaxDelay: 8 * time.Second, MaxRetryAfter: 20 * time.Second},
	}
	for _, option := range options {
		option(&s)
	}
	base, err := wire.CheckBase(s.base, defaultBaseURL)
	if err != nil {
		return nil, fmt.Errorf("liveavatar: %w", err)
	}
	return &Client{
		base: base, key: key, http: wire.GuardRedirects(s.http), userAgent: s.userAgent, log: s.log,
		timeout: s.timeout, reads: failsafe.With(wire.Retry(s.retry).Policy(worthRepeating)),
	}, nil
}

// call is one operation to do.
type call struct {
	op, method string
	path       []string
	query      url.Values
	// body is marshalled to JSON; nil sends none.
	body any
	// token, where set, is sent instead of the key.
	token string
}

// changes is true for what must not be sent twice.
func (c call) changes() bool { return c.method != http.MethodGet }

// do sends the call and gives the data of its envelope.
func do[T any](ctx context.Context, c *Client, op call) (T, error) {
	var out struct {
		Data T `json:"data"`
	}
	a, err := c.send(ctx, op)
	if err != nil {
		return out.Data, err
	}
	if err := json.Unmarshal(a.Body, &out); err != nil {
		return out.Data, &lostError{op, &wire.LostError{Status: a.Status, Reason: fmt.Sprintf("(status %d) is not the JSON expected", a.Status), Cause: err}}
	}
	return out.Data, nil
}

func (c *Client) send(ctx context.Context, op call) (*wire.Answer, error) {
	payload, err := wire.Payload(op.op, op.body)
	if err != nil {
		return nil, err
	}
	started := time.Now()
	attempt := func() (*wire.Answer, error) { return c.attempt(ctx, op, payload) }
	var a *wire.Answer
	if op.changes() {
		a, err = attempt()
	} else {
		a, err = c.repeat(ctx, attempt)
	}
	if err == nil && a.Refused() {
		err = refusal(op, a)
	}
	wire.Call{Op: op.op, Method: op.method, Took: time.Since(started), Answer: a, Err: err}.Log(ctx, c.log, "liveavatar request")
	if err != nil {
		return nil, err
	}
	return a, nil
}

// attempt sends the request once and reads its whole answer.
func (c *Client) attempt(ctx context.Context, op call, payload []byte) (*wire.Answer, error) {
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	out := wire.Request{Method: op.method, URL: wire.URL(c.base, append([]string{"v1"}, op.path...), op.query), Header: http.Header{}}
	out.Header.Set("Accept", "application/json")
	out.Header.Set("User-Agent", c.userAgent)
	if payload != nil {
		out.Header.Set("Content-Type", "application/json")
		out.Body, out.Length = bytes.NewReader(payload), int64(len(payload))
	}
	if op.token != "" {
		out.Header.Set("Authorization", "Bearer "+op.token)
	} else {
		out.Header.Set("X-Api-Key", wire.Reveal(c.key.masked))
	}
	a, err := wire.Exchange(ctx, c.http, out, maxAnswer)
	if lost, ok := errors.AsType[*wire.LostError](err); ok {
		return nil, &lostError{op, lost}
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", op.op, err)
	}
	return a, nil
}

// repeat makes the attempts that a read may have.
func (c *Client) repeat(ctx context.Context, attempt func() (*wire.Answer, error)) (*wire.Answer, error) {
	var last error // of the attempts: the executor tells only that the context ended
	a, err := c.reads.WithContext(ctx).Get(func() (*wire.Answer, error) {
		a, err := attempt()
		last = err
		return a, err
	})
	if err != nil && ctx.Err() != nil && last != nil {
		err = last
	}
	return a, err
}

func worthRepeating(a *wire.Answer, err error) bool {
	if err != nil {
		return isLost(err)
	}
	return a.WorthRepeating()
}
