package liveavatar

import (
	"context"
	"net/http"
	"time"

	"github.com/failsafe-go/failsafe-go"
	"github.com/failsafe-go/failsafe-go/retrypolicy"

	"heygen-mcp/heygenapi/internal/wire"
)

// repeat makes the attempts that a read may have.
func (c *Client) repeat(ctx context.Context, attempt func() (*answer, error)) (*answer, error) {
	var last error // of the attempts: the executor tells only that the context ended
	a, err := c.reads.WithContext(ctx).Get(func() (*answer, error) {
		a, err := attempt()
		last = err
		return a, err
	})
	if err != nil && ctx.Err() != nil && last != nil {
		err = last
	}
	return a, err
}

func retryPolicy(r Retry) failsafe.Policy[*answer] {
	return retrypolicy.NewBuilder[*answer]().
		HandleIf(func(a *answer, err error) bool { return worthRepeating(r, a, err) }).
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
		ReturnLastFailure().
		Build()
}

func worthRepeating(r Retry, a *answer, err error) bool {
	if err != nil {
		return isLost(err)
	}
	if after, ok := wire.RetryAfter(a.header.Get("Retry-After"), time.Now()); ok && after > r.MaxRetryAfter {
		return false
	}
	return a.status == http.StatusTooManyRequests || a.status >= http.StatusInternalServerError
}
