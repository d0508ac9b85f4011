package webhooks

import (
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"heygen-mcp/heygenapi/heygentest/rest"
)

// DeliveryState is what became of a delivery.
type DeliveryState string

// The states of deliveries.
const (
	// DeliveryPending waits for its first or next attempt.
	DeliveryPending DeliveryState = "pending"
	// DeliveryDone was answered with 2xx in time; a probe with anything.
	DeliveryDone DeliveryState = "delivered"
	// DeliveryGivenUp was not delivered within 24 hours.
	DeliveryGivenUp DeliveryState = "given up"
	// DeliveryNotSent leads to an address that this server does not send to.
	DeliveryNotSent DeliveryState = "not sent"
)

// Delivery is one message to one address, and what became of it.
type Delivery struct {
	// EventID is the Heygen-Event-Id; empty for probes and callbacks.
	EventID string
	// EventType is as in the message; empty for probes.
	EventType string
	// EndpointID is empty for the callback of a job.
	EndpointID string
	// Method is POST, or OPTIONS for the probe of a new endpoint.
	Method   string
	URL      string
	State    DeliveryState
	Attempts int
	// LastStatus is the last HTTP status; 0 where there was none.
	LastStatus int
	// Problem says why the last attempt failed, or why there was none.
	Problem string
	// Due is when the next attempt is.
	Due time.Time
}

// event is something that happened.
type event struct {
	id, kind string
	data     rest.Object
	at       time.Time
}

// about is true where the event names an id as what it is about.
func (ev *event) about(id string) bool {
	for field, v := range ev.data {
		if text, ok := v.(string); ok && text == id && strings.HasSuffix(field, "_id") && field != "callback_id" && field != "folder_id" {
			return true
		}
	}
	return false
}

// delivery is a message on its way.
type delivery struct {
	event, kind, endpoint string
	method, url           string
	body                  []byte
	first, due            time.Time
	state                 DeliveryState
	attempts, status      int
	problem               string
}

const (
	// answerWithin is how long a receiver has for its answer.
	answerWithin = 10 * time.Second
	// probeWithin is the same for a probe.
	probeWithin = time.Second
	// deliverFor is how long a delivery is tried.
	deliverFor = 24 * time.Hour
	// firstPause and longestPause bound the pause between two attempts, which
	// doubles.
	firstPause, longestPause = 30 * time.Second, time.Hour
)

// Emit records an event and sends it to the endpoints that want it, for event
// types that no job of this server ends with. What the data leaves out is not
// made up. It gives the event's id, or an error for an unknown type.
func (s *Webhooks) Emit(eventType string, data map[string]any) (eventID string, err error) {
	if !knownEvent(eventType) {
		return "", fmt.Errorf("emitting an event: %q is none of %s", eventType, strings.Join(eventNames(), ", "))
	}
	if data == nil {
		data = map[string]any{}
	}
	s.Lock()
	defer s.Unlock()
	return s.Publish(eventType, data, ""), nil
}

// Deliveries gives every delivery so far, in their order.
func (s *Webhooks) Deliveries() []Delivery {
	s.Lock()
	defer s.Unlock()
	out := make([]Delivery, len(s.deliveries))
	for i, d := range s.deliveries {
		out[i] = Delivery{
			EventID: d.event, EventType: d.kind, EndpointID: d.endpoint, Method: d.method, URL: d.url,
			State: d.state, Attempts: d.attempts, LastStatus: d.status, Problem: d.problem, Due: d.due,
		}
	}
	return out
}

// Publish records an event, and queues it for the endpoints that want it and, where
// there is one, for the callback of its job.
func (s *Webhooks) Publish(eventType string, data rest.Object, callbackURL string) (eventID string) {
	ev := &event{id: s.NewID("evt_"), kind: eventType, data: data, at: s.Now()}
	s.events = append(s.events, ev)
	body := rest.Encode(rest.Object{"event_type": ev.kind, "event_data": ev.data})
	for _, e := range s.endpoints.All() {
		if e.wants(ev) {
			s.queue(&delivery{event: ev.id, kind: ev.kind, endpoint: e.id, method: http.MethodPost, url: e.url, body: body})
		}
	}
	s.CallBack(eventType, data, callbackURL)
	return ev.id
}

// CallBack queues the message to a job's own address, where it has one.
func (s *Webhooks) CallBack(eventType string, data rest.Object, address string) {
	if address != "" {
		body := rest.Encode(rest.Object{"event_type": eventType, "event_data": data})
		s.queue(&delivery{kind: eventType, method: http.MethodPost, url: address, body: body})
	}
}

func (s *Webhooks) queue(d *delivery) {
	d.state, d.due = DeliveryPending, s.Now()
	if u, err := url.Parse(d.url); err != nil || !s.cfg.DeliverTo(u) {
		d.state, d.problem = DeliveryNotSent, "the address is not one that this server sends to"
	}
	s.deliveries = append(s.deliveries, d)
	s.Wake()
}

// settleAttempt takes the outcome of an attempt into account.
func (d *delivery) settleAttempt(now time.Time, status int, problem string) {
	if d.state != DeliveryPending {
		// The endpoint was deleted meanwhile.
		return
	}
	if d.attempts == 0 {
		d.first = now
	}
	d.attempts++
	d.status, d.problem = status, problem
	if problem == "" || d.method == http.MethodOptions {
		d.state = DeliveryDone
		return
	}
	d.due = now.Add(min(longestPause, firstPause<<min(d.attempts-1, 10)))
	if d.due.Sub(d.first) > deliverFor {
		d.state = DeliveryGivenUp
	}
}

// newSender makes the client of deliveries: no proxy, no redirect, no
// connection that is kept.
func newSender() *http.Client {
	return &http.Client{
		Transport: &http.Transport{
			DialContext: (&net.Dialer{Timeout: answerWithin}).DialContext, DisableKeepAlives: true, MaxResponseHeaderBytes: 64 << 10,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}
