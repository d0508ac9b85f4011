package webhooks

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
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

// Deliver moves the jobs to where the clock says they are and sends every probe,
// event and callback that is due: at once to different addresses, in order to
// each. It returns when all have been answered or have failed. Where byClock is
// true, the account's clock too counts for the time that a receiver takes.
func (s *Webhooks) Deliver(ctx context.Context, byClock bool) {
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
func (s *Webhooks) dueByAddress() [][]*delivery {
	s.Lock()
	defer s.Unlock()
	s.Settle()
	now := s.Now()
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
func (s *Webhooks) attempt(ctx context.Context, d *delivery, byClock bool) bool {
	s.Lock()
	e, signed := s.endpoints.ByID(d.endpoint)
	pending, secret := d.state == DeliveryPending, ""
	if signed {
		secret = e.secret
	}
	s.Unlock()
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
		began := s.Now()
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
	s.Lock()
	defer s.Unlock()
	d.settleAttempt(s.Now(), status, problem)
	return err == nil || d.method == http.MethodOptions
}

// cancelAfter cancels once the server's clock, which somebody else moves, has
// passed the deadline.
func (s *Webhooks) cancelAfter(ctx context.Context, cancel context.CancelFunc, deadline time.Time) {
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if s.Now().After(deadline) {
				cancel()
				return
			}
		}
	}
}

func (s *Webhooks) send(ctx context.Context, d *delivery, secret string) (status int, err error) {
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
func (s *Webhooks) signDelivery(header http.Header, d *delivery, secret string) {
	mac := hmac.New(sha256.New, []byte(secret))
	_, _ = mac.Write(d.body)
	header.Set(string(s.cfg.Signature), hex.EncodeToString(mac.Sum(nil)))
	if s.cfg.Signature == SignatureTimed {
		header.Set("Heygen-Timestamp", strconv.FormatInt(s.cfg.ReceiverNow().Unix(), 10))
		header.Set("Heygen-Event-Id", d.event)
	}
}

// deliverEvery is how often a server that listens looks for what is due.
const deliverEvery = 50 * time.Millisecond

// Run delivers until the context ends. It rests while there is
// neither an endpoint nor anything to send or to be called back about.
func (s *Webhooks) Run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.wake:
		}
		tick := time.NewTicker(deliverEvery)
		for s.hasListeners() && ctx.Err() == nil {
			s.Deliver(ctx, false)
			select {
			case <-ctx.Done():
			case <-tick.C:
			}
		}
		tick.Stop()
	}
}

// Wake wakes the delivering, where it rests.
func (s *Webhooks) Wake() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

func (s *Webhooks) hasListeners() bool {
	s.Lock()
	defer s.Unlock()
	if s.endpoints.Len() > 0 || s.Awaited() {
		return true
	}
	for _, d := range s.deliveries {
		if d.state == DeliveryPending {
			return true
		}
	}
	return false
}
