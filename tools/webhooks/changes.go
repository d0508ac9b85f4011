package webhooks

import (
	"context"

	"heygen-mcp/heygenapi"
	"heygen-mcp/tools/check"
	"heygen-mcp/tools/fault"
	"heygen-mcp/tools/kit"
)

func listWebhooks(ctx context.Context, c *kit.Call, args kit.PageArgs) (kit.Rows[webhookRow], error) {
	acct, page, err := c.Page(ctx, args.Limit, args.Cursor)
	if err != nil {
		return kit.Rows[webhookRow]{}, err
	}
	found, err := acct.API.ListWebhooks(ctx, page)
	if err != nil {
		return kit.Rows[webhookRow]{}, kit.PageError(err)
	}
	stored := storedSecrets(c, acct.ID)
	return kit.RowsOf(found, func(w heygenapi.Webhook) webhookRow {
		row := webhookRowOf(w)
		row.SecretStored = stored[w.ID] != ""
		return row
	}), nil
}

// storedSecrets are the secrets that can be read; a store that cannot be read
// is as good as none.
func storedSecrets(c *kit.Call, accountID string) map[string]string {
	if c.Secrets == nil {
		return nil
	}
	stored, err := c.Secrets.Of(accountID)
	if err != nil {
		c.Log.Warn("the stored webhook secrets cannot be read", "error", err)
	}
	return stored
}

type updateWebhookArgs struct {
	EndpointID string   `json:"endpoint_id" jsonschema:"required,minLength=1"`
	URL        string   `json:"url,omitempty"`
	Events     []string `json:"events,omitempty" jsonschema:"uniqueItems=true" jsonschema_description:"The whole new list."`
}

func (a updateWebhookArgs) Check() error {
	if err := check.ID("endpoint_id", a.EndpointID, "list_webhooks"); err != nil {
		return err
	}
	if a.URL == "" && len(a.Events) == 0 {
		return fault.Invalid("url", "is missing, and so is events: there is nothing to change", "Give url, events or both.")
	}
	return check.PageAddress("url", a.URL)
}

func updateWebhook(ctx context.Context, c *kit.Call, args updateWebhookArgs) (webhook, error) {
	acct, err := c.Account(ctx)
	if err != nil {
		return webhook{}, err
	}
	if err := checkEvents(ctx, acct, "events", args.Events...); err != nil {
		return webhook{}, err
	}
	changed, err := acct.API.UpdateWebhook(ctx, args.EndpointID, heygenapi.WebhookUpdate{URL: args.URL, Events: args.Events})
	if err != nil {
		return webhook{}, noSuchEndpoint(err, args.EndpointID)
	}
	out := webhook{webhookRow: webhookRowOf(changed), Next: "The secret is the same as before."}
	if args.URL != "" {
		out.Warnings = endpointWarnings(c, args.URL)
	}
	out.SecretStored = storedSecrets(c, acct.ID)[changed.ID] != ""
	return out, nil
}

func noSuchEndpoint(err error, id string) error {
	return fault.NoSuch(err, "endpoint_id", id, "webhook endpoint", "list_webhooks")
}

type endpointArgs struct {
	EndpointID string `json:"endpoint_id" jsonschema:"required,minLength=1"`
}

func (a endpointArgs) Check() error { return check.ID("endpoint_id", a.EndpointID, "list_webhooks") }

type deletedWebhook struct {
	Deleted    bool     `json:"deleted"`
	EndpointID string   `json:"endpoint_id"`
	Warnings   []string `json:"warnings,omitempty"`
	Next       string   `json:"next"`
}

func deleteWebhook(ctx context.Context, c *kit.Call, args endpointArgs) (deletedWebhook, error) {
	acct, err := c.Account(ctx)
	if err != nil {
		return deletedWebhook{}, err
	}
	err = acct.API.DeleteWebhook(ctx, args.EndpointID)
	gone := heygenapi.IsNotFound(err)
	if err != nil && !gone {
		return deletedWebhook{}, err
	}
	out := deletedWebhook{Deleted: true, EndpointID: args.EndpointID, Next: "HeyGen sends it no more events."}
	if c.Secrets != nil {
		if err := c.Secrets.Forget(acct.ID, args.EndpointID); err != nil {
			c.Log.Warn("a webhook secret could not be removed", "error", err)
			out.Warnings = append(out.Warnings, "Its secret could not be removed from the data directory ("+reasonOf(err)+"); it is of no use any more.")
		}
	}
	if gone {
		return deletedWebhook{}, noSuchEndpoint(err, args.EndpointID)
	}
	return out, nil
}

func rotateWebhookSecret(ctx context.Context, c *kit.Call, args endpointArgs) (rotatedSecret, error) {
	acct, err := c.Account(ctx)
	if err != nil {
		return rotatedSecret{}, err
	}
	rotated, err := acct.API.RotateWebhookSecret(ctx, args.EndpointID)
	if err != nil {
		return rotatedSecret{}, noSuchEndpoint(err, args.EndpointID)
	}
	kept := webhook{webhookRow: webhookRow{EndpointID: args.EndpointID}, Secret: rotated.Secret}
	kept.keepSecret(c, acct)
	if !kept.SecretStored && c.Secrets != nil {
		// The one that is stored opens nothing any more.
		_ = c.Secrets.Forget(acct.ID, args.EndpointID)
	}
	return rotatedSecret{
		EndpointID: args.EndpointID, Secret: kept.Secret, SecretStored: kept.SecretStored, Warnings: kept.Warnings,
		Next: kept.Next + " The receiver must take the new one from now on.",
	}, nil
}

type rotatedSecret struct {
	EndpointID   string   `json:"endpoint_id"`
	Secret       string   `json:"secret" jsonschema_description:"Told once."`
	SecretStored bool     `json:"secret_stored"`
	Warnings     []string `json:"warnings,omitempty"`
	Next         string   `json:"next"`
}
