package intake

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"heygen-mcp/heygenapi"
	"heygen-mcp/jobs"
)

// Register sees to it that HeyGen delivers the account's events to this
// address, and that their secret is kept. The endpoint that is there already is
// used; processes that register at once register one.
func (i *Intake) Register(ctx context.Context, acct jobs.Account) error {
	defer i.secrets.invalidate()
	kept, err := i.ledger.Endpoints(ctx, i.url)
	if err != nil {
		return err
	}
	ours := func(w heygenapi.Webhook) bool {
		return w.URL == i.url && slices.ContainsFunc(kept, func(e jobs.Endpoint) bool { return e.ID == w.ID && e.Secret != "" })
	}
	there, found, err := i.find(ctx, acct, ours)
	if err != nil {
		return fmt.Errorf("looking for the webhook endpoint: %w", err)
	}
	if found {
		i.warnIfIncomplete(ctx, there)
		return i.saveForAccount(ctx, acct, kept, there.ID)
	}
	there, found, err = i.find(ctx, acct, func(w heygenapi.Webhook) bool { return w.URL == i.url })
	if err != nil {
		return fmt.Errorf("looking for the webhook endpoint: %w", err)
	}
	if !found {
		_, err := i.create(ctx, acct, "")
		return err
	}
	i.warnIfIncomplete(ctx, there)
	if i.recentlyCreated(there) {
		if made, err := i.create(ctx, acct, there.ID); err != nil || made {
			return err
		}
	}
	return i.rotate(ctx, acct, there)
}

// saveForAccount keeps the endpoint for this key, too: an account with a new key has the
// same endpoint.
func (i *Intake) saveForAccount(ctx context.Context, acct jobs.Account, kept []jobs.Endpoint, id string) error {
	secret := ""
	for _, e := range kept {
		switch {
		case e.ID != id:
		case e.Account == acct.ID:
			return nil
		default:
			secret = e.Secret
		}
	}
	return i.saveEndpoint(ctx, acct, id, secret)
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

// warnIfIncomplete warns of an endpoint that does not tell all.
func (i *Intake) warnIfIncomplete(ctx context.Context, w heygenapi.Webhook) {
	if w.Status != "" && !strings.EqualFold(w.Status, "enabled") {
		i.log.WarnContext(ctx, "HeyGen has this server's webhook endpoint switched off: delete it with delete_webhook and restart, which makes it anew", "endpoint", w.ID, "status", w.Status)
	}
	if w.Events != nil {
		i.log.WarnContext(ctx, "this server's webhook endpoint is told of some events only; of the rest it learns later: delete it with delete_webhook and restart, which makes it anew", "endpoint", w.ID)
	}
}

// maxReplays bounds how often an endpoint that was deleted since may be
// answered for a new one.
const maxReplays = 5

// create registers the address, under a key by which processes that do so at
// once register one. For a day HeyGen answers the same request with the same
// endpoint, also where that was deleted meanwhile: then it is asked under the
// key that follows, which other processes come to as well.
//
// Where an endpoint is there already, whose secret is not known here, it may be
// the one that another process has just registered: then HeyGen answers with it
// and its secret. Where the answer is yet another one, that one goes again, and
// nothing is made.
func (i *Intake) create(ctx context.Context, acct jobs.Account, there string) (made bool, err error) {
	after := i.url
	for range maxReplays {
		w, err := acct.API.CreateWebhook(ctx, heygenapi.WebhookRequest{URL: i.url}, jobs.EndpointKey(acct.ID, after))
		if err != nil {
			return false, fmt.Errorf("registering the webhook endpoint: %w", err)
		}
		if w.ID == there {
			return true, i.saveEndpoint(ctx, acct, w.ID, w.Secret)
		}
		_, listed, err := i.find(ctx, acct, func(other heygenapi.Webhook) bool { return other.ID == w.ID })
		switch {
		case err != nil:
			return false, fmt.Errorf("looking for the new webhook endpoint: %w", err)
		case listed && there == "":
			return true, i.saveEndpoint(ctx, acct, w.ID, w.Secret)
		case listed:
			if err := acct.API.DeleteWebhook(ctx, w.ID); err != nil && !heygenapi.IsNotFound(err) {
				return false, fmt.Errorf("taking back a second webhook endpoint: %w", err)
			}
			return false, nil
		}
		after = i.url + " after " + w.ID
	}
	return false, errors.New("registering the webhook endpoint: HeyGen answers with endpoints that were deleted; try again tomorrow")
}

// recentlyCreated is true of an endpoint that another process may be about to keep.
func (i *Intake) recentlyCreated(w heygenapi.Webhook) bool {
	made, err := time.Parse(time.RFC3339, w.CreatedAt)
	return err != nil || made.After(i.now().Add(-rotationWindow))
}

// rotationWindow is the time within which processes that rotate a secret get
// the same one.
const rotationWindow = 10 * time.Minute

// rotate gets a secret for an endpoint whose own is not known here.
func (i *Intake) rotate(ctx context.Context, acct jobs.Account, w heygenapi.Webhook) error {
	at := i.now().UTC().Truncate(rotationWindow).Format(time.RFC3339)
	rotated, err := acct.API.RotateWebhookSecret(ctx, w.ID, jobs.EndpointKey(acct.ID, w.ID+" at "+at))
	if err != nil {
		return fmt.Errorf("getting a new secret for the webhook endpoint %s: %w", w.ID, err)
	}
	return i.saveEndpoint(ctx, acct, w.ID, rotated.Secret)
}

func (i *Intake) saveEndpoint(ctx context.Context, acct jobs.Account, id, secret string) error {
	if secret == "" {
		return fmt.Errorf("HeyGen told no secret of the webhook endpoint %s: delete it with delete_webhook and restart", id)
	}
	return i.ledger.SaveEndpoint(ctx, jobs.Endpoint{Account: acct.ID, ID: id, URL: i.url, Secret: secret})
}
