package heygenapi

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/failsafe-go/failsafe-go"
	"github.com/failsafe-go/failsafe-go/circuitbreaker"
	"github.com/failsafe-go/failsafe-go/retrypolicy"
	"golang.org/x/time/rate"

	"heygen-mcp/heygenapi/internal/wire"
)

// policies are what a client puts around its attempts: the rate limit and the
// circuit breaker are shared by all calls, retries go by the call's kind.
type policies struct {
	limit    *rate.Limiter
	executor map[kind]failsafe.Executor[*answer]
}

func newPolicies(s settings) *policies {
	breaker := circuitbreaker.NewBuilder[*answer]().
		HandleIf(upstreamTrouble).
		WithFailureThreshold(s.breaker.Failures).
		WithDelay(s.breaker.Delay).
		Build()
	p := &policies{limit: rate.NewLimiter(rate.Limit(s.perSecond), s.burst), executor: map[kind]failsafe.Executor[*answer]{}}
	for _, k := range []kind{read, write, keyed, natural} {
		p.executor[k] = failsafe.With[*answer](retryPolicy(s.retry, k), breaker)
	}
	return p
}

func (p *policies) run(ctx context.Context, k kind, attempt func(context.Context) (*answer, error)) (*answer, error) {
	var lost bool // an attempt may have been acted on
	// What came of the last attempt: the executor tells only that the context
	// ended, even where the answer was there by then.
	var last error
	var answered *answer
	a, err := p.executor[k].WithContext(ctx).GetWithExecution(func(failsafe.Execution[*answer]) (*answer, error) {
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
		a.afterLost = lost
		return a, nil
	case errors.Is(err, circuitbreaker.ErrOpen):
		err = ErrCircuitOpen
	case ctx.Err() != nil && last != nil:
		err = last
	}
	if lost && !isBroken(err) {
		err = &lostError{err}
	}
	return nil, err
}

// mayHaveActed is true where a request that changes something was sent and its
// outcome is not known.
func mayHaveActed(k kind, a *answer, err error) bool {
	switch {
	case k == read:
		return false
	case err != nil:
		return isBroken(err) && !wire.NeverSent(err)
	default:
		return a.status >= http.StatusInternalServerError
	}
}

// abandoned is an attempt that the caller's own context ended. It is neither
// repeated nor held against HeyGen.
type abandoned struct{ error }

// lostError ends a call whose earlier attempt may have been acted on.
type lostError struct{ error }

func (e *lostError) Unwrap() error { return e.error }

func retryPolicy(r Retry, k kind) failsafe.Policy[*answer] {
	builder := retrypolicy.NewBuilder[*answer]().
		HandleIf(func(a *answer, err error) bool { return mayRepeat(k, r, a, err) }).
		WithMaxRetries(r.Max).
		WithBackoff(r.BaseDelay, max(r.MaxDelay, r.BaseDelay+1)).
		WithJitterFactor(0.25).
		WithDelayFunc(func(exec failsafe.ExecutionAttempt[*answer]) time.Duration {
			if a := exec.LastResult(); a != nil {
				if after, ok := wire.RetryAfter(a.header.Get("Retry-After"), time.Now()); ok {
					return after
				}
			}
			return -1 // the backoff's own
		}).
		ReturnLastFailure()
	return builder.Build()
}

// mayRepeat is the money rule: only what cannot have been acted on, or what
// HeyGen replays, is sent again.
func mayRepeat(k kind, r Retry, a *answer, err error) bool {
	if err != nil {
		return isBroken(err) && (k != write || wire.NeverSent(err))
	}
	if after, ok := wire.RetryAfter(a.header.Get("Retry-After"), time.Now()); ok && after > r.MaxRetryAfter {
		return false
	}
	switch {
	case a.status == http.StatusTooManyRequests:
		return true
	case a.status >= http.StatusInternalServerError:
		return k != write
	case a.status == http.StatusConflict && k == keyed:
		// The first attempt is still in flight; its answer is replayed.
		return errorCode(a.body) == codeInProgress
	default:
		return false
	}
}

func upstreamTrouble(a *answer, err error) bool {
	if err != nil {
		return isBroken(err)
	}
	return a.status >= http.StatusInternalServerError
}
