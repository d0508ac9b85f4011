package heygentest

import (
	"sync"
	"time"
)

// Clock is the time by which jobs advance, links expire and money is spent.
type Clock interface {
	Now() time.Time
}

// NewSpeedClock runs speed times faster than real time, from now on.
func NewSpeedClock(speed float64) Clock { return &speedClock{start: time.Now(), speed: speed} }

type speedClock struct {
	start time.Time
	speed float64
}

func (c *speedClock) Now() time.Time {
	return c.start.Add(time.Duration(float64(time.Since(c.start)) * c.speed))
}

// ManualClock stands still until it is moved on.
type ManualClock struct {
	mu  sync.Mutex
	now time.Time
}

// NewManualClock makes a clock that stands at start.
func NewManualClock(start time.Time) *ManualClock { return &ManualClock{now: start} }

// Now gives where the clock stands.
func (c *ManualClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Advance moves the clock on.
func (c *ManualClock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// stepClock moves on with every request to the API.
type stepClock struct {
	*ManualClock
	step time.Duration
}

// NewStepClock makes a clock that every request to the API moves on by step, so
// that a test which polls needs no waiting and always sees the same.
func NewStepClock(start time.Time, step time.Duration) Clock {
	return &stepClock{ManualClock: NewManualClock(start), step: step}
}

// byClock is how long a real time is by the clock. What people and clients hold in
// their hands lasts as long as at HeyGen, however fast the clock runs.
func byClock(clock Clock, d time.Duration) time.Duration {
	fast, ok := clock.(*speedClock)
	if !ok {
		return d
	}
	const longest = 100 * 365 * 24 * time.Hour
	return time.Duration(min(float64(d)*max(fast.speed, 1), float64(longest)))
}

// receiverNow is the time as receivers of messages have it: the clock's where the
// test turns it, and real time where it runs fast.
func receiverNow(clock Clock) func() time.Time {
	if _, fast := clock.(*speedClock); fast {
		return time.Now
	}
	return clock.Now
}
