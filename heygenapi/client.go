package heygenapi

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"heygen-mcp/heygenapi/internal/wire"
)

// DefaultBaseURL is the address of HeyGen's API.
const DefaultBaseURL = "https://api.heygen.com"

// maxAnswer bounds an answer's size: the largest pages are below 1 MB.
const maxAnswer = 16 << 20

// Client calls HeyGen's API v3 for one account. It is safe for concurrent use;
// share one client among everything that uses the same credential, so that
// its rate limit and circuit breaker are shared too.
type Client struct {
	base       *url.URL
	credential Credential
	http       *http.Client
	userAgent  string
	log        *slog.Logger
	timeouts   Timeouts
	baseDelay  time.Duration
	policies   *policies
}

// New makes a client. It makes no request. It fails for the zero credential,
// and for a base address that is neither https nor on loopback.
func New(credential Credential, options ...Option) (*Client, error) {
	if credential.IsZero() {
		return nil, ErrNoCredential
	}
	s := defaults()
	for _, option := range options {
		option(&s)
	}
	base, err := wire.CheckBase(s.base, DefaultBaseURL)
	if err != nil {
		return nil, fmt.Errorf("heygenapi: %w", err)
	}
	return &Client{
		base: base, credential: credential, http: wire.GuardRedirects(s.http), userAgent: s.userAgent,
		log: s.log, timeouts: s.timeouts, baseDelay: s.retry.BaseDelay, policies: newPolicies(s),
	}, nil
}

// kind says how a request may be repeated and how long it may take.
type kind int

const (
	// read changes nothing and may always be repeated.
	read kind = iota
	// write may be repeated only after 429, which HeyGen did not act on.
	write
	// keyed is a write with an idempotency key, which HeyGen replays.
	keyed
	// idempotent is a write that has the same effect twice as once.
	idempotent
)

// call is one operation to do.
type call struct {
	op     string // for errors: the operation's name
	kind   kind
	method string
	path   []string
	query  url.Values
	// body is marshalled to JSON; nil sends none.
	body any
	// form sends a multipart body instead: it is opened anew for every attempt.
	form func() (contentType string, body io.Reader, length int64, err error)
	opts []CallOption
	// open is true where the reference gives the answer no shape that matters:
	// an empty one is a success too.
	open bool
}

// envelope is what every answer of HeyGen's is wrapped in.
type envelope[T any] struct {
	Data      T      `json:"data"`
	HasMore   bool   `json:"has_more"`
	NextToken string `json:"next_token"`
}

// do sends the call and decodes the envelope.
func do[T any](ctx context.Context, c *Client, op call) (envelope[T], error) {
	var out envelope[T]
	a, err := c.send(ctx, op)
	if err != nil {
		return out, err
	}
	if len(bytes.TrimSpace(a.Body)) == 0 && op.open {
		return out, nil
	}
	if err := decode(a.Body, &out); err != nil {
		return out, &lostAnswer{op.op, op.kind != read, &wire.LostError{Status: a.Status, Reason: "is not the JSON expected", Cause: err}}
	}
	return out, nil
}

// data is do for operations whose envelope has nothing else to tell.
func data[T any](ctx context.Context, c *Client, op call) (T, error) {
	out, err := do[T](ctx, c, op)
	return out.Data, err
}

// done is for operations whose answer says no more than that it is done.
func done(ctx context.Context, c *Client, op call) error {
	op.open = true
	_, err := do[json.RawMessage](ctx, c, op)
	return err
}

// send makes the attempts that the call's kind allows.
func (c *Client) send(ctx context.Context, op call) (*wire.Answer, error) {
	payload, err := wire.Payload(op.op, op.body)
	if err != nil {
		return nil, err
	}
	options := op.options()
	header, err := c.header(op, options)
	if err != nil {
		return nil, err
	}
	if options.before != nil {
		if err := options.before(SentRequest{Method: op.method, Path: "/v3/" + wire.EscapePath(op.path), Body: payload}); err != nil {
			return nil, err
		}
	}
	started := time.Now()
	a, afterLost, err := c.policies.run(ctx, op.kind, func(ctx context.Context) (*wire.Answer, error) {
		return c.attempt(ctx, op, payload, header)
	})
	if err == nil && a.Refused() {
		err = errorFrom(op, a, afterLost)
	}
	c.logCall(ctx, op, a, err, time.Since(started))
	if err != nil {
		return nil, err
	}
	return a, nil
}

func (c *Client) header(op call, o callOptions) (http.Header, error) {
	h := http.Header{}
	h.Set("Accept", "application/json")
	h.Set("User-Agent", c.userAgent)
	c.credential.set(h)
	if op.body != nil {
		h.Set("Content-Type", "application/json")
	}
	if op.kind == keyed {
		if o.idempotencyKey == "" {
			o.idempotencyKey = NewIdempotencyKey()
		}
		if !validIdempotencyKey(o.idempotencyKey) {
			return nil, fmt.Errorf("%s: the idempotency key needs 1 to 255 characters of A-Z a-z 0-9 _ : . -", op.op)
		}
		h.Set("Idempotency-Key", o.idempotencyKey)
	}
	return h, nil
}

func (c *Client) timeout(op call) time.Duration {
	switch {
	case op.form != nil:
		return c.timeouts.Upload
	case op.kind == read:
		return c.timeouts.Read
	default:
		return c.timeouts.Write
	}
}

// attempt sends the request once and reads its whole answer.
func (c *Client) attempt(ctx context.Context, op call, payload []byte, header http.Header) (*wire.Answer, error) {
	ctx, cancel := context.WithTimeout(ctx, c.timeout(op))
	defer cancel()
	out := wire.Request{Method: op.method, URL: c.url(op.path, op.query), Header: header.Clone()}
	switch {
	case op.form != nil:
		contentType, body, length, err := op.form()
		if err != nil {
			return nil, fmt.Errorf("%s: reading the file: %w", op.op, err)
		}
		out.Body, out.Length = body, length
		out.Header.Set("Content-Type", contentType)
	case payload != nil:
		out.Body, out.Length = bytes.NewReader(payload), int64(len(payload))
	}
	a, err := wire.Exchange(ctx, c.http, out, maxAnswer)
	if lost, ok := errors.AsType[*wire.LostError](err); ok {
		return nil, &lostAnswer{op.op, op.kind != read, lost}
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", op.op, err)
	}
	return a, nil
}

// url builds an address of the API's version 3.
func (c *Client) url(path []string, query url.Values) string {
	return wire.URL(c.base, append([]string{"v3"}, path...), query)
}

func (c *Client) logCall(ctx context.Context, op call, a *wire.Answer, err error, took time.Duration) {
	var more []slog.Attr
	if a != nil {
		more = append(more, slog.String("request_id", a.RequestID()))
	}
	if refused, ok := errors.AsType[*Error](err); ok {
		more = append(more, slog.String("code", refused.Code), slog.String("param", refused.Param))
	}
	wire.Call{Op: op.op, Method: op.method, Took: took, Answer: a, Err: err}.Log(ctx, c.log, "heygen request", more...)
}
