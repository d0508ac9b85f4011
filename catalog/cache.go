package catalog

import (
	"context"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"
)

// cached is a value that is fetched when first needed, shared by everyone who
// asks meanwhile, and fetched again when it is old. Failures are not kept.
type cached[T any] struct {
	fetch func(context.Context) (T, error)
	ttl   time.Duration
	now   func() time.Time

	flight singleflight.Group
	mu     sync.Mutex
	value  T
	until  time.Time
}

// get gives the value. A caller whose context ends stops waiting; the fetch
// goes on for the others.
func (c *cached[T]) get(ctx context.Context) (T, error) {
	if value, ok := c.fresh(); ok {
		return value, nil
	}
	done := c.flight.DoChan("", func() (any, error) {
		if value, ok := c.fresh(); ok {
			return value, nil
		}
		value, err := c.fetch(context.WithoutCancel(ctx))
		if err == nil {
			c.mu.Lock()
			c.value, c.until = value, c.now().Add(c.ttl)
			c.mu.Unlock()
		}
		return value, err
	})
	var zero T
	select {
	case <-ctx.Done():
		return zero, ctx.Err()
	case got := <-done:
		if got.Err != nil {
			return zero, got.Err
		}
		value, _ := got.Val.(T)
		return value, nil
	}
}

func (c *cached[T]) fresh() (T, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.value, c.now().Before(c.until)
}

// drop makes the next get fetch anew.
func (c *cached[T]) drop() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.until = time.Time{}
}
