package intake

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"heygen-mcp/heygenapi"
	"heygen-mcp/jobs"
)

// Register sees to it that HeyGen delivers the account's events to this
// address, and that their secret is kept. The endpoint that is there already is
// used; processes that register at once register one.
func (i *Intake) Register(ctx context.Context, acct jobs.Account) error {
	defer i.secrets.forget()
	kept, err := i.ledger.Endpoints(ctx, i.url)
	if err != nil {
		return err
	}
	there, found, err := i.find(ctx, acct, func(w heygenapi.Webhook) bool { return w.URL == i.url })
	if err != nil {
		return fmt.Errorf("looking for the webhook endpoint: %w", err)
	}
	if !found {
		return i.create(ctx, acct)
	}
	i.check(ctx, there)
	for _, e := range kept {
		if e.ID != there.ID || e.Secret == "" {
			continue
		}
		if e.Account == acct.ID {
			return nil
		}
		// The account has a new key; the endpoint is the same.
		e.Account = acct.ID
		return i.ledger.KeepEndpoint(ctx, e)
	}
	return i.rotate(ctx, acct, there)
}

// find gives the account's first endpoint that matches.
func (i *Intake) find(ctx context.Context, acct jobs.Account, matches func(heygenapi.Webhook) bool) (heygenapi.Webhook, bool, error) {
	for w, err := range acct.API.Webhooks(ctx, heygenapi.PageOptions{Limit: 100}) {
		if err != nil {
			return heygenapi.Webhook{}, false, err
		}
		if matches(w) {
			return w, true, nil
		}
	}
	return heygenapi.Webhook{}, false, nil
}

// check warns of an endpoint that does not tell all.
func (i *Intake) check(ctx context.Context, w heygenapi.Webhook) {
	if w.Status != "" && !strings.EqualFold(w.Status, "enabled") {
		i.log.WarnContext(ctx, "HeyGen has this server's webhook endpoint switched off: delete it with delete_webhook and restart, which makes it anew", "endpoint", w.ID, "status", w.Status)
	}
	if w.Events != nil {
		i.log.WarnContext(ctx, "this server's webhook endpoint is told of some events only; of the rest it learns later: delete it with delete_webhook and restart, which makes it anew", "endpoint", w.ID)
	}
}

// mostReplays bounds how often an endpoint that was deleted since may be
// answered for a new one.
const mostReplays = 5

// create registers the address. For a day HeyGen answers the same request with
// the same endpoint, also where that was deleted meanwhile: then it is asked
// under the key that follows, which other processes would come to as well.
func (i *Intake) create(ctx context.Context, acct jobs.Account) error {
	after := i.url
	for range mostReplays {
		made, err := acct.API.CreateWebhook(ctx, heygenapi.WebhookRequest{URL: i.url}, jobs.KeyFor(acct.ID, after))
		if err != nil {
			return fmt.Errorf("registering the webhook endpoint: %w", err)
		}
		_, there, err := i.find(ctx, acct, func(w heygenapi.Webhook) bool { return w.ID == made.ID })
		if err != nil {
			return fmt.Errorf("looking for the new webhook endpoint: %w", err)
		}
		if there {
			return i.keep(ctx, acct, made.ID, made.Secret)
		}
		after = i.url + " after " + made.ID
	}
	return errors.New("registering the webhook endpoint: HeyGen answers with endpoints that were deleted; try again tomorrow")
}

// rotateTogether is the time within which processes that rotate a secret get
// the same one.
const rotateTogether = 10 * time.Minute

// rotate gets a secret for an endpoint whose own is not known here.
func (i *Intake) rotate(ctx context.Context, acct jobs.Account, w heygenapi.Webhook) error {
	at := i.now().UTC().Truncate(rotateTogether).Format(time.RFC3339)
	rotated, err := acct.API.RotateWebhookSecret(ctx, w.ID, jobs.KeyFor(acct.ID, w.ID+" at "+at))
	if err != nil {
		return fmt.Errorf("getting a new secret for the webhook endpoint %s: %w", w.ID, err)
	}
	return i.keep(ctx, acct, w.ID, rotated.Secret)
}

func (i *Intake) keep(ctx context.Context, acct jobs.Account, id, secret string) error {
	if secret == "" {
		return fmt.Errorf("HeyGen told no secret of the webhook endpoint %s: delete it with delete_webhook and restart", id)
	}
	return i.ledger.KeepEndpoint(ctx, jobs.Endpoint{Account: acct.ID, ID: id, URL: i.url, Secret: secret})
}
