// Package webhooks is how the simulated HeyGen tells the world what happens:
// endpoints that subscribe to events, the events themselves, and the delivery of
// both these and the callbacks of jobs. It knows no resource that they are about.
package webhooks

import (
	"net/http"
	"net/url"
	"slices"
	"time"

	"heygen-mcp/heygenapi/heygentest/rest"
	"heygen-mcp/heygenapi/heygentest/sim"
)

// Operations are those of webhooks.
func (s *Webhooks) Operations() []rest.Operation {
	return []rest.Operation{
		{Pattern: "POST /v3/webhooks/endpoints", Keyed: true, Handle: rest.Reading(s.readEndpoint, s.createEndpoint)},
		{Pattern: "GET /v3/webhooks/endpoints", Handle: s.endpoints.List},
		{Pattern: "PATCH /v3/webhooks/endpoints/{id}", Handle: rest.FoundReading(s.endpoints.Find, s.readEndpointChange, s.updateEndpoint)},
		{Pattern: "DELETE /v3/webhooks/endpoints/{id}", Handle: rest.Found(s.endpoints.Find, s.deleteEndpoint)},
		{Pattern: "POST /v3/webhooks/endpoints/{id}/rotate-secret", Keyed: true, Handle: rest.Found(s.endpoints.Find, s.rotateSecret)},
		{Pattern: "GET /v3/webhooks/event-types", Handle: listEventTypes},
		{Pattern: "GET /v3/webhooks/events", Handle: s.listEvents},
	}
}

// Config is how messages are delivered.
type Config struct {
	Signature SignatureHeader
	// DeliverTo allows the addresses that are sent to; the others are recorded.
	DeliverTo func(*url.URL) bool
	// PlainLoopback takes http addresses of this machine, which HeyGen refuses.
	PlainLoopback bool
	// ReceiverNow is the time as receivers have it.
	ReceiverNow func() time.Time
}

// Webhooks are an account's endpoints and what they are told.
type Webhooks struct {
	*sim.Account

	cfg        Config
	endpoints  *sim.Resources[*endpoint]
	events     []*event
	deliveries []*delivery
	sender     *http.Client
	// delivering is held by whoever delivers; wake wakes who rests.
	delivering, wake chan struct{}
}

// New lets an account tell of its events.
func New(a *sim.Account, cfg Config) *Webhooks {
	s := &Webhooks{
		Account: a, cfg: cfg, endpoints: sim.NewResources[*endpoint]("webhook endpoint", "webhook_not_found"),
		sender: newSender(), delivering: make(chan struct{}, 1), wake: make(chan struct{}, 1),
	}
	s.endpoints.Show = func(_ string, e *endpoint) rest.Object { return e.show() }
	a.Events = s
	return s
}

// endpoint is an address that wants to be told of events.
type endpoint struct {
	id, url, secret string
	// events it wants; nil for all.
	events []string
	// entity limits it to the events about one thing; empty for any.
	entity  string
	created time.Time
}

func (e *endpoint) wants(ev *event) bool {
	return (e.events == nil || slices.Contains(e.events, ev.kind)) && (e.entity == "" || ev.about(e.entity))
}

// show shows an endpoint; its secret is shown only where it is new.
func (e *endpoint) show() rest.Object {
	o := rest.Object{"endpoint_id": e.id, "url": e.url, "status": "enabled", "created_at": rfc3339(e.created), "events": nil, "secret": nil}
	if e.events != nil {
		o["events"] = e.events
	}
	return o
}

func rfc3339(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// readURL reads where to deliver: public and https.
func (s *Webhooks) readURL(b *rest.Body) string {
	raw := b.Link("url")
	u, err := url.Parse(raw)
	if raw == "" || err != nil {
		return raw
	}
	if local := rest.Loopback(u); (u.Scheme != "https" || local) && (!local || !s.cfg.PlainLoopback) {
		b.Fail("url", "must be public and begin with https://")
	}
	return raw
}

// taken is true where another endpoint has the address.
func (s *Webhooks) taken(link string, by *endpoint) bool {
	return slices.ContainsFunc(s.endpoints.All(), func(e *endpoint) bool { return e != by && e.url == link })
}

func conflict() error {
	return rest.Fail(http.StatusConflict, "conflict", "url", "the url is registered already")
}

func (s *Webhooks) readEndpoint(b *rest.Body) *endpoint {
	e := &endpoint{url: s.readURL(b), events: readEvents(b), entity: b.Text("entity_id", 200)}
	if e.url == "" {
		b.Fail("url", "is required")
	}
	return e
}

func (s *Webhooks) createEndpoint(_ *rest.Request, e *endpoint) (any, error) {
	if s.taken(e.url, nil) {
		return nil, conflict()
	}
	e.id, e.secret, e.created = s.NewID("ep_"), s.NewID("whsec_"), s.Now()
	s.endpoints.Put(e.id, e)
	s.probe(e)
	o := e.show()
	o["secret"] = e.secret
	return o, nil
}

// endpointChange is what of an endpoint is to be changed.
type endpointChange struct {
	url          string
	events       []string
	changeEvents bool
}

func (s *Webhooks) readEndpointChange(b *rest.Body) endpointChange {
	_, given := b.Fields["events"]
	change := endpointChange{url: s.readURL(b), events: readEvents(b), changeEvents: given}
	if change.url == "" && !given {
		b.Fail("url", "or events is required")
	}
	return change
}

func (s *Webhooks) updateEndpoint(_ *rest.Request, e *endpoint, change endpointChange) (any, error) {
	if s.taken(change.url, e) {
		return nil, conflict()
	}
	if change.changeEvents {
		e.events = change.events
	}
	if change.url != "" && change.url != e.url {
		e.url = change.url
		s.probe(e)
	}
	return e.show(), nil
}

func (s *Webhooks) deleteEndpoint(_ *rest.Request, e *endpoint) (any, error) {
	s.endpoints.Drop(e.id)
	for _, d := range s.deliveries {
		if d.endpoint == e.id && d.state == DeliveryPending {
			d.state = DeliveryGivenUp
			d.problem = "the endpoint was deleted"
		}
	}
	return rest.Object{"endpoint_id": e.id, "deleted": true}, nil
}

func (s *Webhooks) rotateSecret(_ *rest.Request, e *endpoint) (any, error) {
	e.secret = s.NewID("whsec_")
	return rest.Object{"endpoint_id": e.id, "secret": e.secret}, nil
}

func (s *Webhooks) listEvents(r *rest.Request) (any, error) {
	kind, err := rest.Choice(r, "event_type", eventNames()...)
	if err != nil {
		return nil, err
	}
	entity := r.URL.Query().Get("entity_id")
	var kept []*event
	for _, ev := range slices.Backward(s.events) {
		if (kind == "" || kind == ev.kind) && (entity == "" || ev.about(entity)) {
			kept = append(kept, ev)
		}
	}
	return rest.PageOf(r, kept, 10, 100, func(ev *event) rest.Object {
		return rest.Object{"event_id": ev.id, "event_type": ev.kind, "event_data": ev.data, "created_at": rfc3339(ev.at)}
	})
}

// probe asks the address of an endpoint, once, whether it is there. It is
// delivered to whatever the answer.
func (s *Webhooks) probe(e *endpoint) {
	s.queue(&delivery{endpoint: e.id, method: http.MethodOptions, url: e.url})
}
