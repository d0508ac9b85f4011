package heygentest

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/sourcegraph/conc"
	"github.com/sourcegraph/conc/pool"
)

// SignatureHeader is how deliveries to endpoints are signed. Accounts of HeyGen
// differ in it, so a receiver has to take either.
type SignatureHeader string

// The ways to sign.
const (
	// SignatureTimed sends Heygen-Signature, Heygen-Timestamp and
	// Heygen-Event-Id.
	SignatureTimed SignatureHeader = "Heygen-Signature"
	// SignatureAlone sends signature and nothing else.
	SignatureAlone SignatureHeader = "Signature"
)

// WithSignatureHeader sets how deliveries are signed; [SignatureTimed] by
// default. Heygen-Timestamp is the server's clock where the test turns it, and
// real time where the clock runs faster than that: receivers live in real time,
// unless they were given the test's clock.
func WithSignatureHeader(header SignatureHeader) Option {
	return func(c *config) { c.signature = header }
}

// WithDeliveryTo sets the addresses that deliveries and callbacks are sent to.
// By default those are loopback addresses; the others are recorded and not sent.
func WithDeliveryTo(allowed func(*url.URL) bool) Option {
	return func(c *config) { c.deliverTo = allowed }
}

// Deliver moves the jobs to where the clock says they are and sends every probe,
// event and callback that is due: at once to different addresses, in order to
// each. It returns when all have been answered or have failed. What follows an
// attempt that got no answer stays due for the next call.
//
// A server that listens does the same by itself, many times a second. On a
// [ManualClock] only this call also takes the clock for the time that a receiver
// takes: a receiver that moves it on by more than 10 seconds is too late.
func (s *Server) Deliver(ctx context.Context) {
	_, byHand := s.clock.(*ManualClock)
	s.deliver(ctx, byHand)
}

func (s *Server) deliver(ctx context.Context, byClock bool) {
	s.cast()
	select {
	case s.delivering <- struct{}{}:
		defer func() { <-s.delivering }()
	case <-ctx.Done():
		return
	}
	p := pool.New().WithMaxGoroutines(8)
	for _, queue := range s.dueByAddress() {
		p.Go(func() {
			for _, d := range queue {
				if ctx.Err() != nil || !s.attempt(ctx, d, byClock) {
					return
				}
			}
		})
	}
	p.Wait()
}

// dueByAddress gives the deliveries that are due, each address's in order.
func (s *Server) dueByAddress() [][]*delivery {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settle()
	now := s.now()
	at := map[string]int{}
	var queues [][]*delivery
	for _, d := range s.deliveries {
		if d.state != DeliveryPending || d.due.After(now) {
			continue
		}
		i, known := at[d.url]
		if !known {
			i = len(queues)
			at[d.url] = i
			queues = append(queues, nil)
		}
		queues[i] = append(queues[i], d)
	}
	return queues
}

// attempt sends one delivery, and is false where nobody answered.
func (s *Server) attempt(ctx context.Context, d *delivery, byClock bool) bool {
	s.mu.Lock()
	e, signed := s.endpoints.get(d.endpoint)
	pending, secret := d.state == DeliveryPending, ""
	if signed {
		secret = e.secret
	}
	s.mu.Unlock()
	if !pending {
		return true
	}
	within := answerWithin
	if d.method == http.MethodOptions {
		within = probeWithin
	}
	patience, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	var watching conc.WaitGroup
	if byClock {
		began := s.now()
		watching.Go(func() { s.cancelAfter(patience, cancel, began.Add(within)) })
	}
	status, err := s.send(patience, d, secret)
	cancel()
	watching.Wait()
	if ctx.Err() != nil {
		// Nobody is to blame: the sender is being stopped.
		return false
	}
	problem := ""
	switch {
	case errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled):
		problem = "no answer within " + within.String()
	case err != nil:
		problem = "no answer"
	case status < 200 || status > 299:
		problem = "the answer is not 2xx"
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	d.settleAttempt(s.now(), status, problem)
	return err == nil || d.method == http.MethodOptions
}

// cancelAfter cancels once the server's clock, which somebody else moves, has
// passed the deadline.
func (s *Server) cancelAfter(ctx context.Context, cancel context.CancelFunc, deadline time.Time) {
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if s.now().After(deadline) {
				cancel()
				return
			}
		}
	}
}

func (s *Server) send(ctx context.Context, d *delivery, secret string) (status int, err error) {
	req, err := http.NewRequestWithContext(ctx, d.method, d.url, bytes.NewReader(d.body))
	if err != nil {
		return 0, err
	}
	req.Header.Set("User-Agent", "HeyGen-Webhooks (simulated)")
	if d.method == http.MethodPost {
		req.Header.Set("Content-Type", "application/json")
		if d.endpoint != "" {
			s.signDelivery(req.Header, d, secret)
		}
	}
	res, err := s.sender.Do(req)
	if err != nil {
		return 0, err
	}
	defer func() { _ = res.Body.Close() }()
	_, err = io.Copy(io.Discard, io.LimitReader(res.Body, 64<<10))
	return res.StatusCode, err
}

// signDelivery signs the raw body. What else the headers tell is not signed.
func (s *Server) signDelivery(header http.Header, d *delivery, secret string) {
	mac := hmac.New(sha256.New, []byte(secret))
	_, _ = mac.Write(d.body)
	header.Set(string(s.cfg.signature), hex.EncodeToString(mac.Sum(nil)))
	if s.cfg.signature == SignatureTimed {
		header.Set("Heygen-Timestamp", strconv.FormatInt(s.receiversTime().Unix(), 10))
		header.Set("Heygen-Event-Id", d.event)
	}
}

// receiversTime is the time as a receiver has it.
func (s *Server) receiversTime() time.Time {
	if _, fast := s.clock.(*speedClock); fast {
		return time.Now()
	}
	return s.now()
}

// deliverEvery is how often a server that listens looks for what is due.
const deliverEvery = 50 * time.Millisecond

// keepDelivering delivers until the context ends. It rests while there is
// neither an endpoint nor anything to send or to be called back about.
func (s *Server) keepDelivering(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.stirred:
		}
		tick := time.NewTicker(deliverEvery)
		for s.hasListeners() && ctx.Err() == nil {
			s.deliver(ctx, false)
			select {
			case <-ctx.Done():
			case <-tick.C:
			}
		}
		tick.Stop()
	}
}

// stir wakes the delivering, where it rests.
func (s *Server) stir() {
	select {
	case s.stirred <- struct{}{}:
	default:
	}
}

func (s *Server) hasListeners() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.endpoints.byID) > 0 || s.awaited() {
		return true
	}
	for _, d := range s.deliveries {
		if d.state == DeliveryPending {
			return true
		}
	}
	return false
}
