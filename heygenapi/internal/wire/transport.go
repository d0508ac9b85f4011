package wire

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/failsafe-go/failsafe-go"
	"github.com/failsafe-go/failsafe-go/retrypolicy"
)

// Answer is what came back for one attempt, whatever its status.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// Refused is true where the answer is no success.
func (a *Answer) Refused() bool { return a.Status >= http.StatusMultipleChoices }

// RetryAfter is how long the answer asks to wait, where it does.
func (a *Answer) RetryAfter() (time.Duration, bool) {
	return retryAfter(a.Header.Get("Retry-After"), time.Now())
}

// RequestID names the request to the service's support.
func (a *Answer) RequestID() string { return a.Header.Get("X-Request-ID") }

// StatusText says what the status means, where the answer has no words for it.
func (a *Answer) StatusText() string { return strings.ToLower(http.StatusText(a.Status)) }

// LostError is a request without a usable answer.
type LostError struct {
	// Status is 0 where there was no answer at all.
	Status int
	// Reason is what is wrong with the answer, where there was one.
	Reason string
	Cause  error
}

// Error implements error.
func (e *LostError) Error() string {
	switch {
	case e.Status == 0:
		return fmt.Sprintf("no answer: %v", e.Cause)
	case e.Cause == nil:
		return "the answer " + e.Reason
	default:
		return fmt.Sprintf("the answer %s: %v", e.Reason, e.Cause)
	}
}

// Unwrap gives the cause, where there is one.
func (e *LostError) Unwrap() error { return e.Cause }

// Request is what is sent for one attempt.
type Request struct {
	Method, URL string
	Header      http.Header
	// Body has Length bytes; nil sends none.
	Body   io.Reader
	Length int64
}

// Exchange sends a request once and reads its whole answer, of which it takes
// most bytes. A request without a usable answer is a *[LostError], which tells no
// address.
func Exchange(ctx context.Context, client *http.Client, out Request, most int64) (*Answer, error) {
	req, err := http.NewRequestWithContext(ctx, out.Method, out.URL, out.Body)
	if err != nil {
		return nil, fmt.Errorf("making the request: %w", err)
	}
	req.Header = out.Header
	if out.Body != nil {
		req.ContentLength = out.Length
	}
	resp, err := client.Do(req)
	if err != nil {
		return nil, &LostError{Cause: WithoutURL(err)}
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(resp.Body, most+1))
	switch {
	case err != nil:
		return nil, &LostError{Status: resp.StatusCode, Reason: "was cut short", Cause: err}
	case int64(len(body)) > most:
		return nil, &LostError{Status: resp.StatusCode, Reason: fmt.Sprintf("is larger than %d MB", most>>20)}
	}
	return &Answer{Status: resp.StatusCode, Header: resp.Header, Body: body}, nil
}

// Payload is a request's JSON body; nil for none.
func Payload(op string, body any) ([]byte, error) {
	if body == nil {
		return nil, nil
	}
	payload, err := json.Marshal(body)
	if err != nil {
		return nil, fmt.Errorf("%s: encoding the request: %w", op, err)
	}
	return payload, nil
}

// Retry says how often and how soon a request is sent again.
type Retry struct {
	Max                                int
	BaseDelay, MaxDelay, MaxRetryAfter time.Duration
}

// Policy sends again what worth says, unless the answer asks for a longer pause
// than is allowed. The pause is the one that the answer asks for, else doubles
// from BaseDelay to MaxDelay, with jitter.
func (r Retry) Policy(worth func(*Answer, error) bool) failsafe.Policy[*Answer] {
	return retrypolicy.NewBuilder[*Answer]().
		HandleIf(func(a *Answer, err error) bool {
			if err == nil {
				if after, ok := a.RetryAfter(); ok && after > r.MaxRetryAfter {
					return false
				}
			}
			return worth(a, err)
		}).
		WithMaxRetries(r.Max).
		WithBackoff(r.BaseDelay, max(r.MaxDelay, r.BaseDelay+1)).
		WithJitterFactor(0.25).
		WithDelayFunc(func(exec failsafe.ExecutionAttempt[*Answer]) time.Duration {
			if a := exec.LastResult(); a != nil {
				if after, ok := a.RetryAfter(); ok {
					return after
				}
			}
			return -1 // the backoff's own
		}).
		ReturnLastFailure().
		Build()
}

// WorthRepeating is true for an answer that says nothing of the request itself:
// it came too soon, or the service fails.
func (a *Answer) WorthRepeating() bool {
	return a.Status == http.StatusTooManyRequests || a.Status >= http.StatusInternalServerError
}

// Call is what is logged of one call.
type Call struct {
	Op, Method string
	Took       time.Duration
	// Answer is nil where there was none.
	Answer *Answer
	Err    error
}

// Log writes a line at debug level, without bodies or addresses: of an answer its
// status and more, since a refusal's message may repeat what was sent.
func (c Call) Log(ctx context.Context, log *slog.Logger, message string, more ...slog.Attr) {
	if log == nil {
		return
	}
	attrs := []slog.Attr{slog.String("op", c.Op), slog.String("method", c.Method), slog.Duration("took", c.Took.Round(time.Millisecond))}
	if c.Answer != nil {
		attrs = append(append(attrs, slog.Int("status", c.Answer.Status)), more...)
	} else if c.Err != nil {
		attrs = append(attrs, slog.String("error", c.Err.Error()))
	}
	log.LogAttrs(ctx, slog.LevelDebug, message, attrs...)
}
