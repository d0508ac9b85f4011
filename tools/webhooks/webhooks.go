package webhooks

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"heygen-mcp/account"
	"heygen-mcp/heygenapi"
	"heygen-mcp/tools/check"
	"heygen-mcp/tools/fault"
	"heygen-mcp/tools/files"
	"heygen-mcp/tools/kit"
)

// Tools are the tools of this package.
func Tools() []kit.Tool {
	return []kit.Tool{
		kit.Define(kit.Tool{
			Name: "create_webhook", Title: "Create webhook", Toolset: "webhooks",
			Description: "Register an address that HeyGen tells when jobs are done. The signing secret is in this answer only.",
		}, createWebhook),
		kit.Define(kit.Tool{
			Name: "list_webhooks", Title: "List webhooks", Toolset: "webhooks",
			Description: "The registered addresses and their events, without secrets.",
			Hints:       kit.Hints{ReadOnly: true},
		}, listWebhooks),
		kit.Define(kit.Tool{
			Name: "update_webhook", Title: "Change webhook", Toolset: "webhooks",
			Description: "Replace an endpoint's address or events; the secret stays.",
			Hints:       kit.Hints{Destructive: true, Idempotent: true},
		}, updateWebhook),
		kit.Define(kit.Tool{
			Name: "delete_webhook", Title: "Delete webhook", Toolset: "webhooks",
			Description: "Remove an endpoint and its secret.",
			Hints:       kit.Hints{Destructive: true, Idempotent: true},
		}, deleteWebhook),
		kit.Define(kit.Tool{
			Name: "rotate_webhook_secret", Title: "Rotate webhook secret", Toolset: "webhooks",
			Description: "Replace an endpoint's signing secret; the old one ends. The new one is in this answer only.",
			Hints:       kit.Hints{Destructive: true},
		}, rotateWebhookSecret),
		kit.Define(kit.Tool{
			Name: "list_webhook_events", Title: "List webhook events", Toolset: "webhooks",
			Description: "The events of the past, newest first; or with types the kinds of events that there are.",
			Hints:       kit.Hints{ReadOnly: true},
		}, listWebhookEvents),
	}
}

type createWebhookArgs struct {
	URL      string   `json:"url" jsonschema:"required,minLength=1" jsonschema_description:"Must answer 2xx within 10 s."`
	Events   []string `json:"events,omitempty" jsonschema:"uniqueItems=true" jsonschema_description:"Default all; see list_webhook_events types."`
	EntityID string   `json:"entity_id,omitempty" jsonschema_description:"Events about this one thing only."`
}

func (a createWebhookArgs) Check() error {
	return check.First(check.PageAddress("url", a.URL), check.OptionalID("entity_id", a.EntityID))
}

type webhookRow struct {
	EndpointID   string   `json:"endpoint_id"`
	URL          string   `json:"url"`
	Events       []string `json:"events,omitempty" jsonschema_description:"All where it is missing."`
	Status       string   `json:"status,omitempty"`
	CreatedAt    string   `json:"created_at,omitempty"`
	SecretStored bool     `json:"secret_stored" jsonschema_description:"This server keeps the secret on the user's disk."`
}

type webhook struct {
	webhookRow
	Secret   string   `json:"secret,omitempty" jsonschema_description:"Told once."`
	Warnings []string `json:"warnings,omitempty"`
	Next     string   `json:"next"`
}

func createWebhook(ctx context.Context, c *kit.Call, args createWebhookArgs) (webhook, error) {
	acct, err := c.Account(ctx)
	if err != nil {
		return webhook{}, err
	}
	if err := checkEvents(ctx, acct, "events", args.Events...); err != nil {
		return webhook{}, err
	}
	made, err := acct.API.CreateWebhook(ctx, heygenapi.WebhookRequest{URL: args.URL, Events: args.Events, EntityID: args.EntityID})
	if err != nil {
		return webhook{}, err
	}
	out := webhook{webhookRow: webhookRowOf(made), Secret: made.Secret, Warnings: endpointWarnings(c, args.URL)}
	out.keepSecret(c, acct)
	return out, nil
}

func webhookRowOf(w heygenapi.Webhook) webhookRow {
	return webhookRow{EndpointID: w.ID, URL: w.URL, Events: w.Events, Status: w.Status, CreatedAt: w.CreatedAt}
}

// keepSecret stores a new secret where there is a store, and says what the
// user has to do with it.
func (w *webhook) keepSecret(c *kit.Call, acct *account.Account) {
	const give = "Give the user the secret now: HeyGen does not tell it again. It is the key of the HMAC-SHA256 over each delivery's raw body."
	w.Next = give
	switch {
	case w.Secret == "":
		w.Warnings = append(w.Warnings, "HeyGen told no secret; rotate_webhook_secret makes a new one.")
		w.Next = "Without a secret deliveries cannot be verified."
	case c.Secrets == nil:
		w.Warnings = append(w.Warnings, "This server keeps no secrets: this answer is the only place where it is.")
	default:
		if err := c.Secrets.Keep(acct.ID, w.EndpointID, w.Secret); err != nil {
			// An error of the file system names a path, never the content.
			c.Log.Warn("a webhook secret could not be stored", "error", err)
			w.Warnings = append(w.Warnings, "The secret could not be stored in the data directory ("+reasonOf(err)+"): this answer is the only place where it is.")
			return
		}
		w.SecretStored = true
		w.Next = "It is stored in this server's data directory. " + give
	}
}

// reasonOf is the operating system's reason without its path.
func reasonOf(err error) string {
	for inner := errors.Unwrap(err); inner != nil; inner = errors.Unwrap(inner) {
		err = inner
	}
	return err.Error()
}

// endpointWarnings says what may keep events from arriving.
func endpointWarnings(c *kit.Call, address string) []string {
	var warnings []string
	u, err := url.Parse(address)
	if err != nil {
		return nil
	}
	// A HeyGen on this machine, as the sandbox is, reaches what this machine does.
	local := c.Fetch.OnLoopback()
	if insideNetwork(u.Hostname()) && !local {
		warnings = append(warnings, "url is inside a private network, where HeyGen cannot reach it: give a public address, or put a tunnel in front.")
	}
	if u.Scheme == "http" && !local {
		warnings = append(warnings, "url is plain http: events travel in the open. Use https.")
	}
	return warnings
}

// insideNetwork tells names and addresses that mean something here only.
func insideNetwork(host string) bool {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return !strings.Contains(host, ".") || slices.ContainsFunc([]string{".localhost", ".local", ".internal", ".lan", ".home.arpa"}, func(end string) bool { return strings.HasSuffix(host, end) })
	}
	return !files.PublicAddress(ip)
}

// checkEvents refuses kinds of events that HeyGen does not have.
func checkEvents(ctx context.Context, acct *account.Account, field string, events ...string) error {
	if len(events) == 0 {
		return nil
	}
	types, err := acct.Catalog.EventTypes(ctx)
	if err != nil {
		return err
	}
	names := make([]string, len(types))
	for i, t := range types {
		names[i] = t.Type
	}
	for _, event := range events {
		if slices.Contains(names, event) {
			continue
		}
		hint := "See list_webhook_events with types."
		if near := similarEvents(event, names); len(near) > 0 {
			hint = "Did you mean " + strings.Join(near, ", ") + "? " + hint
		}
		return fault.Invalid(field, fmt.Sprintf("has %q, and there is no such event", fault.Cut(event)), hint)
	}
	return nil
}

// similarEvents gives the names that a word is part of, or that are a slip away.
func similarEvents(word string, names []string) []string {
	var near []string
	for _, name := range names {
		if word != "" && strings.HasPrefix(name, word) {
			near = append(near, name)
		}
	}
	if slip := fault.Nearest(word, names); len(near) == 0 && slip != "" {
		near = append(near, slip)
	}
	return near
}
