package liveavatar

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"github.com/failsafe-go/failsafe-go"

	"heygen-mcp/heygenapi/internal/wire"
)

// DefaultBaseURL is the address of LiveAvatar's API.
const DefaultBaseURL = "https://api.liveavatar.com"

// mostAnswer bounds an answer's size: a page of avatars is far below 1 MB.
const mostAnswer = 8 << 20

// Client calls LiveAvatar for one account. It is safe for concurrent use.
type Client struct {
	base      *url.URL
	key       Key
	http      *http.Client
	userAgent string
	log       *slog.Logger
	timeout   time.Duration
	reads     failsafe.Executor[*answer]
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
		base: DefaultBaseURL, userAgent: "heygen-mcp", http: &http.Client{}, timeout: 30 * time.Second,
		retry: Retry{Max: 3, BaseDelay: 500 * time.Millisecond, MaxDelay: 8 * time.Second, MaxRetryAfter: 20 * time.Second},
	}
	for _, option := range options {
		option(&s)
	}
	base, err := wire.CheckBase(s.base, DefaultBaseURL)
	if err != nil {
		return nil, fmt.Errorf("liveavatar: %w", err)
	}
	return &Client{
		base: base, key: key, http: wire.GuardRedirects(s.http), userAgent: s.userAgent, log: s.log,
		timeout: s.timeout, reads: failsafe.With(retryPolicy(s.retry)),
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

// answer is what came back for one attempt.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// do sends the call and gives the data of its envelope.
func do[T any](ctx context.Context, c *Client, op call) (T, error) {
	var out struct {
		Data T `json:"data"`
	}
	a, err := c.send(ctx, op)
	if err != nil {
		return out.Data, err
	}
	if err := json.Unmarshal(a.body, &out); err != nil {
		return out.Data, &lostError{op: op, reason: fmt.Sprintf("the answer (status %d) is not the JSON expected", a.status), cause: err}
	}
	return out.Data, nil
}

func (c *Client) send(ctx context.Context, op call) (*answer, error) {
	var payload []byte
	if op.body != nil {
		var err error
		if payload, err = json.Marshal(op.body); err != nil {
			return nil, fmt.Errorf("%s: encoding the request: %w", op.op, err)
		}
	}
	started := time.Now()
	attempt := func() (*answer, error) { return c.attempt(ctx, op, payload) }
	var a *answer
	var err error
	if op.changes() {
		a, err = attempt()
	} else {
		a, err = c.repeat(ctx, attempt)
	}
	if err == nil && a.status >= http.StatusMultipleChoices {
		err = refusal(op, a)
	}
	c.logCall(ctx, op, a, err, time.Since(started))
	if err != nil {
		return nil, err
	}
	return a, nil
}

// attempt sends the request once and reads its whole answer.
func (c *Client) attempt(ctx context.Context, op call, payload []byte) (*answer, error) {
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, op.method, wire.URL(c.base, append([]string{"v1"}, op.path...), op.query), bytes.NewReader(payload))
	if err != nil {
		return nil, fmt.Errorf("%s: making the request: %w", op.op, err)
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", c.userAgent)
	if payload != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if op.token != "" {
		req.Header.Set("Authorization", "Bearer "+op.token)
	} else {
		req.Header.Set("X-Api-Key", wire.Reveal(c.key.masked))
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, &lostError{op: op, reason: "no answer", cause: wire.WithoutURL(err)}
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(resp.Body, mostAnswer+1))
	switch {
	case err != nil:
		return nil, &lostError{op: op, reason: "the answer was cut short", cause: err}
	case len(body) > mostAnswer:
		return nil, &lostError{op: op, reason: "the answer is larger than 8 MB"}
	}
	return &answer{status: resp.StatusCode, header: resp.Header, body: body}, nil
}

func (c *Client) logCall(ctx context.Context, op call, a *answer, err error, took time.Duration) {
	if c.log == nil {
		return
	}
	attrs := []slog.Attr{slog.String("op", op.op), slog.String("method", op.method), slog.Duration("took", took.Round(time.Millisecond))}
	if a != nil {
		// A refusal's message may repeat what was sent.
		attrs = append(attrs, slog.Int("status", a.status))
	} else if err != nil {
		attrs = append(attrs, slog.String("error", err.Error()))
	}
	c.log.LogAttrs(ctx, slog.LevelDebug, "liveavatar request", attrs...)
}
