package heygenapi

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/failsafe-go/failsafe-go"
	"github.com/failsafe-go/failsafe-go/circuitbreaker"
	"golang.org/x/time/rate"

	"heygen-mcp/heygenapi/internal/wire"
)

// policies are what a client puts around its attempts: the rate limit and the
// circuit breaker are shared by all calls, retries go by the call's kind.
type policies struct {
	limit    *rate.Limiter
	executor map[kind]failsafe.Executor[*wire.Answer]
}

func newPolicies(s settings) *policies {
	breaker := circuitbreaker.NewBuilder[*wire.Answer]().
		HandleIf(upstreamTrouble).
		WithFailureThreshold(s.breaker.Failures).
		WithDelay(s.breaker.Delay).
		Build()
	p := &policies{limit: rate.NewLimiter(rate.Limit(s.perSecond), s.burst), executor: map[kind]failsafe.Executor[*wire.Answer]{}}
	for _, k := range []kind{read, write, keyed, idempotent} {
		p.executor[k] = failsafe.With[*wire.Answer](wire.Retry(s.retry).Policy(k.mayRepeat), breaker)
	}
	return p
}

// run makes the attempts of a call. lost is true where one of them may have been
// acted on although its outcome is not known.
func (p *policies) run(ctx context.Context, k kind, attempt func(context.Context) (*wire.Answer, error)) (a *wire.Answer, lost bool, err error) {
	// What came of the last attempt: the executor tells only that the context
	// ended, even where the answer was there by then.
	var last error
	var answered *wire.Answer
	a, err = p.executor[k].WithContext(ctx).GetWithExecution(func(failsafe.Execution[*wire.Answer]) (*wire.Answer, error) {
		if err := p.limit.Wait(ctx); err != nil {
			return nil, err
		}
		a, err := attempt(ctx)
		last, answered, lost = err, a, lost || mayHaveActed(k, a, err)
		if err != nil && ctx.Err() != nil {
			// The caller gave up: that says nothing of HeyGen.
			return nil, &abandoned{err}
		}
		return a, err
	})
	if err != nil && ctx.Err() != nil && answered != nil {
		a, err = answered, nil
	}
	switch {
	case err == nil:
		return a, lost, nil
	case errors.Is(err, circuitbreaker.ErrOpen):
		err = ErrCircuitOpen
	case ctx.Err() != nil && last != nil:
		err = last
	}
	if lost && !isBroken(err) {
		err = &uncertainError{err}
	}
	return nil, lost, err
}

// mayHaveActed is true where a request that changes something was sent and its
// outcome is not known.
func mayHaveActed(k kind, a *wire.Answer, err error) bool {
	switch {
	case k == read:
		return false
	case err != nil:
		return isBroken(err) && !wire.NeverSent(err)
	default:
		return a.Status >= http.StatusInternalServerError
	}
}

// abandoned is an attempt that the caller's own context ended. It is neither
// repeated nor held against HeyGen.
type abandoned struct{ error }

// uncertainError ends a call whose earlier attempt may have been acted on.
type uncertainError struct{ error }

func (e *uncertainError) Unwrap() error { return e.error }

// mayRepeat is the money rule: only what cannot have been acted on, or what
// HeyGen replays, is sent again.
func (k kind) mayRepeat(a *wire.Answer, err error) bool {
	if err != nil {
		return isBroken(err) && (k != write || wire.NeverSent(err))
	}
	switch {
	case a.Status == http.StatusTooManyRequests:
		return true
	case a.Status >= http.StatusInternalServerError:
		return k != write
	case a.Status == http.StatusConflict && k == keyed:
		// The first attempt is still in flight; its answer is replayed.
		return errorCode(a.Body) == codeInProgress
	default:
		return false
	}
}

func upstreamTrouble(a *wire.Answer, err error) bool {
	if err != nil {
		return isBroken(err)
	}
	return a.Status >= http.StatusInternalServerError
}

// Resend sends a request again that [BeforeSending] told of, under the
// idempotency key that it had, and gives the answer's data: HeyGen replays its
// first answer for 24 hours. It is for POST requests with a JSON body on which
// HeyGen honours the key, and for background removals, whose body carries it.
func (c *Client) Resend(ctx context.Context, r SentRequest, key string) (json.RawMessage, error) {
	path, ok := strings.CutPrefix(r.Path, "/v3/")
	if r.Method != "POST" || !ok || path == "" || len(r.Body) == 0 {
		return nil, fmt.Errorf("resend: %s %s cannot be sent again", r.Method, r.Path)
	}
	elements := strings.Split(path, "/")
	for i, element := range elements {
		plain, err := url.PathUnescape(element)
		if err != nil {
			return nil, fmt.Errorf("resend: the path cannot be read: %w", err)
		}
		elements[i] = plain
	}
	return data[json.RawMessage](ctx, c, call{op: "resend", kind: keyed, method: r.Method, path: elements, body: r.Body, opts: []CallOption{IdempotencyKey(key)}})
}
