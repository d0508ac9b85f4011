package heygenapi

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
)

// WebhookSecrets gives the secrets (whsec_...) of the endpoints that deliver to
// a receiver. While a secret is being rotated both the old and the new one
// belong in it: deliveries that are under way bear the old one.
type WebhookSecrets func(ctx context.Context) ([]string, error)

// WebhookReceiver believes deliveries of HeyGen's webhooks: it checks their
// signature and age and drops repeats. It is safe for concurrent use.
//
// HeyGen signs the body and nothing else, so the event's id and the time bear
// no proof. Look at the resource itself before doing what cannot be undone.
type WebhookReceiver struct {
	secrets WebhookSecrets
	now     func() time.Time
	seen    *lru.Cache[eventKey, struct{}]
}

// eventKey is what a repeat is known by.
type eventKey [sha256.Size]byte

const (
	// webhookTolerance is how far a delivery's time may be from ours.
	webhookTolerance = 5 * time.Minute
	// maxWebhookBody bounds the body of a delivery.
	maxWebhookBody = 1 << 20
	// maxSeen is how many events are remembered, to know their repeats.
	maxSeen = 10000
)

// NewWebhookReceiver makes a receiver. The clock may be nil for real time.
func NewWebhookReceiver(secrets WebhookSecrets, now func() time.Time) *WebhookReceiver {
	if now == nil {
		now = time.Now
	}
	seen, err := lru.New[eventKey, struct{}](maxSeen)
	if err != nil {
		// Only a size below one is refused.
		panic("heygenapi: " + err.Error())
	}
	return &WebhookReceiver{secrets: secrets, now: now, seen: seen}
}

// WebhookRefusal is why a delivery is not believed.
type WebhookRefusal string

// The refusals.
const (
	// RefusedForged deliveries bear no signature by one of the secrets.
	RefusedForged WebhookRefusal = "forged"
	// RefusedStale deliveries are more than 5 minutes old, or from the future.
	RefusedStale WebhookRefusal = "stale"
	// RefusedRepeated deliveries bring an event that has come before.
	RefusedRepeated WebhookRefusal = "repeated"
	// RefusedUnreadable deliveries are cut short, or no event.
	RefusedUnreadable WebhookRefusal = "unreadable"
	// RefusedTooLarge deliveries have a body above 1 MiB.
	RefusedTooLarge WebhookRefusal = "too large"
	// RefusedUnchecked deliveries came while the secrets could not be had.
	RefusedUnchecked WebhookRefusal = "unchecked"
)

// WebhookError is a delivery that is not believed.
type WebhookError struct {
	Reason WebhookRefusal
	// Detail says more, and nothing of the secret, signature or body.
	Detail string
	cause  error
}

// Error implements error.
func (e *WebhookError) Error() string {
	return fmt.Sprintf("receiving a webhook: the delivery is %s: %s", e.Reason, e.Detail)
}

// Unwrap gives the cause, where there is one.
func (e *WebhookError) Unwrap() error { return e.cause }

// Status is the HTTP status that answers such a delivery. HeyGen sends again
// what is not answered with 2xx, so a repeat, which has been dealt with, is 200.
func (e *WebhookError) Status() int {
	switch e.Reason {
	case RefusedRepeated:
		return http.StatusOK
	case RefusedUnreadable:
		return http.StatusBadRequest
	case RefusedTooLarge:
		return http.StatusRequestEntityTooLarge
	case RefusedUnchecked:
		return http.StatusServiceUnavailable
	default:
		return http.StatusUnauthorized
	}
}

// Receive reads one delivery, of which it takes at most 1 MiB. It returns a
// *[WebhookError] for one that is not to be believed, and for a repeat: then the
// event is given too. An event that could not be dealt with has to be given to
// Forget, so that its next delivery is not taken for a repeat.
func (r *WebhookReceiver) Receive(req *http.Request) (Event, error) {
	body, err := io.ReadAll(http.MaxBytesReader(nil, req.Body, maxWebhookBody))
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		return Event{}, &WebhookError{Reason: RefusedTooLarge, Detail: fmt.Sprintf("at most %d bytes are read", maxWebhookBody), cause: err}
	}
	if err != nil {
		return Event{}, &WebhookError{Reason: RefusedUnreadable, Detail: "its body is cut short", cause: err}
	}
	secrets, err := r.secrets(req.Context())
	if err != nil {
		return Event{}, &WebhookError{Reason: RefusedUnchecked, Detail: "the secrets cannot be had", cause: err}
	}
	if !signedByOne(secrets, body, req.Header) {
		return Event{}, &WebhookError{Reason: RefusedForged, Detail: "no known secret made its signature"}
	}
	sent, err := r.sentAt(req.Header)
	if err != nil {
		return Event{}, err
	}
	event, err := parseEvent(body)
	if err != nil {
		return Event{}, &WebhookError{Reason: RefusedUnreadable, Detail: err.Error(), cause: err}
	}
	event.ID, event.SentAt = req.Header.Get("Heygen-Event-Id"), sent
	event.key = keyOf(event.ID, body)
	if repeated, _ := r.seen.ContainsOrAdd(event.key, struct{}{}); repeated {
		return event, &WebhookError{Reason: RefusedRepeated, Detail: "the event has come before"}
	}
	return event, nil
}

// Forget lets an event be delivered once more.
func (r *WebhookReceiver) Forget(event Event) { r.seen.Remove(event.key) }

// keyOf is the event's id or, without one, its body. The first byte keeps an id
// from passing for a body.
func keyOf(id string, body []byte) eventKey {
	if id != "" {
		return sha256.Sum256([]byte("i" + id))
	}
	return sha256.Sum256(append([]byte("b"), body...))
}

// signedByOne is true where one of the secrets made the signature in either of
// the headers that HeyGen is said to use.
func signedByOne(secrets []string, body []byte, header http.Header) bool {
	genuine := false
	for _, name := range []string{"Heygen-Signature", "Signature"} {
		given, err := hex.DecodeString(header.Get(name))
		if err != nil || len(given) != sha256.Size {
			continue
		}
		for _, secret := range secrets {
			if secret == "" {
				// Anybody can sign with an empty secret.
				continue
			}
			mac := hmac.New(sha256.New, []byte(secret))
			_, _ = mac.Write(body)
			if hmac.Equal(given, mac.Sum(nil)) {
				genuine = true
			}
		}
	}
	return genuine
}

// sentAt reads the delivery's time, which is zero where it bears none.
func (r *WebhookReceiver) sentAt(header http.Header) (time.Time, error) {
	raw := header.Get("Heygen-Timestamp")
	if raw == "" {
		return time.Time{}, nil
	}
	seconds, err := strconv.ParseInt(raw, 10, 64)
	if err != nil {
		return time.Time{}, &WebhookError{Reason: RefusedStale, Detail: "its Heygen-Timestamp is no number of seconds", cause: err}
	}
	sent := time.Unix(seconds, 0)
	now := r.now()
	if sent.Before(now.Add(-webhookTolerance)) || sent.After(now.Add(webhookTolerance)) {
		return time.Time{}, &WebhookError{Reason: RefusedStale, Detail: "its Heygen-Timestamp is more than 5 minutes from the time here"}
	}
	return sent.UTC(), nil
}

// Handler answers deliveries over HTTP. Each event that is believed goes to
// take, once. HeyGen waits 10 seconds for the answer, so take has to be quick:
// queue what lasts longer. Where take fails, the answer is 503 and HeyGen
// delivers the event again. OPTIONS, with which HeyGen looks whether an endpoint
// is there, is answered 200.
func (r *WebhookReceiver) Handler(take func(context.Context, Event) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		switch req.Method {
		case http.MethodOptions:
			w.Header().Set("Allow", "OPTIONS, POST")
			w.WriteHeader(http.StatusOK)
			return
		case http.MethodPost:
		default:
			w.Header().Set("Allow", "OPTIONS, POST")
			http.Error(w, "send webhooks with POST", http.StatusMethodNotAllowed)
			return
		}
		event, err := r.Receive(req)
		if refused, ok := errors.AsType[*WebhookError](err); ok {
			http.Error(w, "the delivery is "+string(refused.Reason), refused.Status())
			return
		}
		taken := false
		defer func() {
			if !taken {
				r.Forget(event)
			}
		}()
		if err := take(req.Context(), event); err != nil {
			http.Error(w, "the event could not be taken; deliver it again", http.StatusServiceUnavailable)
			return
		}
		taken = true
		w.WriteHeader(http.StatusOK)
	})
}
