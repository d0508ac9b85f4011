package webhooks

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"heygen-mcp/heygenapi"
	"heygen-mcp/tools/check"
	"heygen-mcp/tools/fault"
	"heygen-mcp/tools/kit"
)

type listEventsArgs struct {
	EventType string `json:"event_type,omitempty"`
	EntityID  string `json:"entity_id,omitempty" jsonschema_description:"E.g. a video_id."`
	Types     bool   `json:"types,omitempty" jsonschema_description:"List the kinds instead."`
	Limit     int    `json:"limit,omitempty" jsonschema:"minimum=1,maximum=100" jsonschema_description:"Default 10."`
	Cursor    string `json:"cursor,omitempty"`
}

func (a listEventsArgs) Check() error {
	return check.First(
		check.OptionalID("entity_id", a.EntityID),
		check.AtMostOne("kind of answer", check.Given("event_type", a.EventType != ""), check.Given("types", a.Types)),
		check.AtMostOne("kind of answer", check.Given("entity_id", a.EntityID != ""), check.Given("types", a.Types)),
		check.AtMostOne("kind of answer", check.Given("cursor", a.Cursor != ""), check.Given("types", a.Types)),
	)
}

type eventRow struct {
	EventID   string         `json:"event_id"`
	EventType string         `json:"event_type"`
	EventData map[string]any `json:"event_data,omitempty" jsonschema_description:"Without links and long texts."`
	CreatedAt string         `json:"created_at"`
}

type eventType struct {
	EventType   string `json:"event_type"`
	Description string `json:"description,omitempty"`
}

type webhookEvents struct {
	Items      []eventRow  `json:"items"`
	Types      []eventType `json:"types,omitempty"`
	NextCursor string      `json:"next_cursor,omitempty"`
	Next       string      `json:"next,omitempty"`
}

func listWebhookEvents(ctx context.Context, c *kit.Call, args listEventsArgs) (webhookEvents, error) {
	acct, page, err := c.Page(ctx, args.Limit, args.Cursor)
	if err != nil {
		return webhookEvents{}, err
	}
	if args.Types {
		types, err := acct.Catalog.EventTypes(ctx)
		if err != nil {
			return webhookEvents{}, err
		}
		out := webhookEvents{Items: []eventRow{}, Types: make([]eventType, 0, len(types)), Next: "Pass some as create_webhook's events."}
		for _, t := range types {
			out.Types = append(out.Types, eventType{EventType: t.Type, Description: fault.Shorten(t.Description, mostEventText)})
		}
		return out, nil
	}
	if args.EventType != "" {
		if err := checkEvents(ctx, acct, "event_type", args.EventType); err != nil {
			return webhookEvents{}, err
		}
	}
	found, err := acct.API.ListWebhookEvents(ctx, heygenapi.ListWebhookEventsOptions{PageOptions: page, EventType: args.EventType, EntityID: args.EntityID})
	if err != nil {
		return webhookEvents{}, kit.PageError(err)
	}
	out := webhookEvents{Items: make([]eventRow, 0, len(found.Items)), NextCursor: kit.WriteCursor(found.NextToken)}
	for _, e := range found.Items {
		out.Items = append(out.Items, eventRow{EventID: e.ID, EventType: e.Type, EventData: eventSummary(e.Data), CreatedAt: e.CreatedAt})
	}
	if len(out.Items) > 0 {
		out.Next = "get_video_status gives fresh links of the ids."
	}
	return out, nil
}

const (
	mostEventText   = 80
	mostEventFields = 12
)

// eventSummary is an event's data without links, which have expired, and without
// what would fill a conversation.
func eventSummary(raw json.RawMessage) map[string]any {
	var data map[string]any
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	if decoder.Decode(&data) != nil {
		return nil
	}
	kept := map[string]any{}
	for _, name := range slices.Sorted(maps.Keys(data)) {
		if len(kept) == mostEventFields {
			break
		}
		switch v := data[name].(type) {
		case string:
			if v != "" && !strings.HasPrefix(v, "http://") && !strings.HasPrefix(v, "https://") {
				kept[name] = fault.Shorten(v, mostEventText)
			}
		case bool, json.Number:
			kept[name] = v
		}
	}
	return kept
}
