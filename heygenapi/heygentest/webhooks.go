package heygentest

import (
	"net/http"
	"slices"
	"time"
)

func webhookRoutes() []route {
	return []route{
		{pattern: "POST /v3/webhooks/endpoints", honours: true, handle: createEndpoint},
		{pattern: "GET /v3/webhooks/endpoints", handle: listEndpoints},
		{pattern: "PATCH /v3/webhooks/endpoints/{id}", handle: updateEndpoint},
		{pattern: "DELETE /v3/webhooks/endpoints/{id}", handle: deleteEndpoint},
		{pattern: "POST /v3/webhooks/endpoints/{id}/rotate-secret", honours: true, handle: rotateSecret},
		{pattern: "GET /v3/webhooks/event-types", handle: listEventTypes},
		{pattern: "GET /v3/webhooks/events", handle: listEvents},
	}
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

// object shows an endpoint; its secret is shown only where it is new.
func (e *endpoint) object() object {
	o := object{"endpoint_id": e.id, "url": e.url, "status": "enabled", "created_at": e.created.UTC().Format(time.RFC3339), "events": nil, "secret": nil}
	if e.events != nil {
		o["events"] = e.events
	}
	return o
}

func createEndpoint(s *Server, r *request) (any, error) {
	b, problem := r.read()
	e := &endpoint{url: b.link("url"), events: b.events(), entity: b.text("entity_id", 200)}
	if e.url == "" {
		b.fail("url", "is required")
	}
	if err := problem.err(); err != nil {
		return nil, err
	}
	e.id, e.secret, e.created = s.id("ep_"), s.id("whsec_"), s.now()
	s.endpoints.put(e.id, e)
	s.probe(e)
	o := e.object()
	o["secret"] = e.secret
	return o, nil
}

func listEndpoints(s *Server, r *request) (any, error) {
	items, p, err := pageOf(r, s.endpoints.newest(), 10, 100)
	p.data = mapped(items, (*endpoint).object)
	return p, err
}

func (s *Server) endpointOf(r *request) (*endpoint, error) {
	e, ok := s.endpoints.get(r.PathValue("id"))
	if !ok {
		return nil, notFound("webhook_not_found", "webhook endpoint "+r.PathValue("id"))
	}
	return e, nil
}

func updateEndpoint(s *Server, r *request) (any, error) {
	e, err := s.endpointOf(r)
	if err != nil {
		return nil, err
	}
	b, problem := r.read()
	address, events := b.link("url"), b.events()
	if err := problem.err(); err != nil {
		return nil, err
	}
	if _, given := b.fields["events"]; given {
		e.events = events
	}
	if address != "" && address != e.url {
		e.url = address
		s.probe(e)
	}
	return e.object(), nil
}

func deleteEndpoint(s *Server, r *request) (any, error) {
	e, err := s.endpointOf(r)
	if err != nil {
		return nil, err
	}
	s.endpoints.drop(e.id)
	for _, d := range s.deliveries {
		if d.endpoint == e.id && d.state == DeliveryPending {
			d.state = DeliveryGivenUp
			d.problem = "the endpoint was deleted"
		}
	}
	return object{"endpoint_id": e.id, "deleted": true}, nil
}

func rotateSecret(s *Server, r *request) (any, error) {
	e, err := s.endpointOf(r)
	if err != nil {
		return nil, err
	}
	e.secret = s.id("whsec_")
	return object{"endpoint_id": e.id, "secret": e.secret}, nil
}

func listEvents(s *Server, r *request) (any, error) {
	kind, err := oneOf(r, "event_type", eventNames()...)
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
	items, p, err := pageOf(r, kept, 10, 100)
	p.data = mapped(items, func(ev *event) object {
		return object{"event_id": ev.id, "event_type": ev.kind, "event_data": ev.data, "created_at": ev.at.UTC().Format(time.RFC3339)}
	})
	return p, err
}

// probe asks the address of an endpoint, once, whether it is there. It is
// delivered to whatever the answer.
func (s *Server) probe(e *endpoint) {
	s.queue(&delivery{endpoint: e.id, method: http.MethodOptions, url: e.url})
}
