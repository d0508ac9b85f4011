package heygenapi

import (
	"context"
	"encoding/json"
	"iter"
)

// Webhook is an endpoint that HeyGen sends events to.
type Webhook struct {
	ID  string `json:"endpoint_id"`
	URL string `json:"url"`
	// Events are the event types sent; nil means all.
	Events []string `json:"events"`
	Status string   `json:"status"`
	// Secret signs the deliveries. HeyGen tells it once, at the creation.
	Secret string `json:"secret"`
	// CreatedAt is text, as HeyGen writes it here.
	CreatedAt string `json:"created_at"`

	Extra map[string]json.RawMessage `json:"-"`
}

// WebhookRequest is a new endpoint.
type WebhookRequest struct {
	// URL is where events are sent: it has to answer 2xx within 10 seconds.
	URL string `json:"url"`
	// Events are the event types wanted; all when empty.
	Events []string `json:"events,omitempty"`
	// EntityID narrows the events to one thing.
	EntityID string `json:"entity_id,omitempty"`
}

// WebhookUpdate changes an endpoint; what is empty stays.
type WebhookUpdate struct {
	URL    string   `json:"url,omitempty"`
	Events []string `json:"events,omitempty"`
}

// RotatedSecret is an endpoint's new secret, told once.
type RotatedSecret struct {
	ID     string `json:"endpoint_id"`
	Secret string `json:"secret"`

	Extra map[string]json.RawMessage `json:"-"`
}

// WebhookEventType is a kind of event.
type WebhookEventType struct {
	Type        string `json:"event_type"`
	Description string `json:"description"`

	Extra map[string]json.RawMessage `json:"-"`
}

// WebhookDelivery is an event that HeyGen sent or meant to send.
type WebhookDelivery struct {
	ID   string `json:"event_id"`
	Type string `json:"event_type"`
	// Data is free-form: its members depend on the type.
	Data json.RawMessage `json:"event_data"`
	// CreatedAt is text, as HeyGen writes it here.
	CreatedAt string `json:"created_at"`

	Extra map[string]json.RawMessage `json:"-"`
}

// ListWebhookEventsOptions choose a page of events; 100 at most.
type ListWebhookEventsOptions struct {
	PageOptions
	// EventType and EntityID keep what is of them.
	EventType, EntityID string
}

func (c *Client) webhooks() resources[Webhook] {
	return resources[Webhook]{client: c, noun: "webhook", path: []string{"webhooks", "endpoints"}}
}

// CreateWebhook registers an endpoint and tells its secret
// (POST /v3/webhooks/endpoints).
func (c *Client) CreateWebhook(ctx context.Context, req WebhookRequest, options ...CallOption) (Webhook, error) {
	return data[Webhook](ctx, c, call{op: "create webhook", kind: keyed, method: "POST", path: c.webhooks().path, body: req, opts: options})
}

// ListWebhooks gives a page of endpoints, 100 at most
// (GET /v3/webhooks/endpoints).
func (c *Client) ListWebhooks(ctx context.Context, o PageOptions) (Page[Webhook], error) {
	return c.webhooks().list(ctx, o.values())
}

// Webhooks iterates over the endpoints.
func (c *Client) Webhooks(ctx context.Context, o PageOptions) iter.Seq2[Webhook, error] {
	return c.webhooks().all(ctx, o)
}

// UpdateWebhook changes an endpoint
// (PATCH /v3/webhooks/endpoints/{endpoint_id}).
func (c *Client) UpdateWebhook(ctx context.Context, id string, update WebhookUpdate) (Webhook, error) {
	return c.webhooks().update(ctx, id, update)
}

// DeleteWebhook removes an endpoint
// (DELETE /v3/webhooks/endpoints/{endpoint_id}).
func (c *Client) DeleteWebhook(ctx context.Context, id string) error {
	return c.webhooks().delete(ctx, id)
}

// RotateWebhookSecret replaces an endpoint's secret and tells the new one
// (POST /v3/webhooks/endpoints/{endpoint_id}/rotate-secret).
func (c *Client) RotateWebhookSecret(ctx context.Context, id string, options ...CallOption) (RotatedSecret, error) {
	return data[RotatedSecret](ctx, c, call{op: "rotate webhook secret", kind: keyed, method: "POST", path: c.webhooks().under(id, "rotate-secret"), opts: options})
}

// ListWebhookEventTypes gives the kinds of events
// (GET /v3/webhooks/event-types).
func (c *Client) ListWebhookEventTypes(ctx context.Context) ([]WebhookEventType, error) {
	return data[[]WebhookEventType](ctx, c, call{op: "list webhook event types", method: "GET", path: []string{"webhooks", "event-types"}})
}

// ListWebhookEvents gives a page of the events sent, newest first
// (GET /v3/webhooks/events).
func (c *Client) ListWebhookEvents(ctx context.Context, o ListWebhookEventsOptions) (Page[WebhookDelivery], error) {
	q := o.values()
	setNonEmpty(q, "event_type", o.EventType)
	setNonEmpty(q, "entity_id", o.EntityID)
	return page[WebhookDelivery](ctx, c, call{op: "list webhook events", method: "GET", path: []string{"webhooks", "events"}, query: q})
}

// WebhookEvents iterates over the events.
func (c *Client) WebhookEvents(ctx context.Context, o ListWebhookEventsOptions) iter.Seq2[WebhookDelivery, error] {
	return iterate(o.PageOptions, func(p PageOptions) (Page[WebhookDelivery], error) {
		o.PageOptions = p
		return c.ListWebhookEvents(ctx, o)
	})
}
