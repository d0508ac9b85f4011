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
	// isUnfinished is true for a value that will soon be another one; it is kept for
	// unfinishedTTL only. Nil for values that stay.
	isUnfinished func(T) bool

	flight singleflight.Group
	mu     sync.Mutex
	value  T
	until  time.Time
	// drops counts them: what was fetched before one is not kept after it.
	drops int
}

// unfinishedTTL is how long a list is kept in which something is still being made.
const unfinishedTTL = 20 * time.Second

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
		before := c.dropped()
		value, err := c.fetch(context.WithoutCancel(ctx))
		if err == nil {
			c.keep(value, before)
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

func (c *cached[T]) dropped() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.drops
}

func (c *cached[T]) keep(value T, drops int) {
	ttl := c.ttl
	if c.isUnfinished != nil && c.isUnfinished(value) {
		ttl = min(ttl, unfinishedTTL)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.drops == drops {
		c.value, c.until = value, c.now().Add(ttl)
	}
}

// drop makes the next get fetch anew.
func (c *cached[T]) drop() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.until = time.Time{}
	c.drops++
	// A fetch that is under way may have begun too early to see the change.
	c.flight.Forget("")
}
