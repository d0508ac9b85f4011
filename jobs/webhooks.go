package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"heygen-mcp/heygenapi"
)

// Endpoint is a webhook endpoint of HeyGen's that leads here.
type Endpoint struct {
	Account, ID, URL, Secret string
}

// SaveEndpoint keeps an endpoint with its secret, which HeyGen tells once. From
// now on deliveries are expected.
func (l *Ledger) SaveEndpoint(ctx context.Context, e Endpoint) error {
	db, err := l.open(ctx)
	if err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, db.bind("INSERT INTO ledger_webhooks (account, endpoint_id, url, secret, heard_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT (account, endpoint_id) DO UPDATE SET url = excluded.url, secret = excluded.secret, heard_at = excluded.heard_at"),
		e.Account, e.ID, e.URL, e.Secret, micros(l.now()))
	if err != nil {
		return fmt.Errorf("keeping the webhook %s: %w", e.ID, err)
	}
	return nil
}

// Endpoints gives the endpoints kept: of one address, or all where it is empty.
func (l *Ledger) Endpoints(ctx context.Context, url string) ([]Endpoint, error) {
	db, err := l.open(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := db.QueryContext(ctx, db.bind("SELECT account, endpoint_id, url, secret FROM ledger_webhooks WHERE url = ? OR ? = '' ORDER BY endpoint_id"), url, url)
	if err != nil {
		return nil, fmt.Errorf("reading the webhooks: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var out []Endpoint
	for rows.Next() {
		var e Endpoint
		if err := rows.Scan(&e.Account, &e.ID, &e.URL, &e.Secret); err != nil {
			return nil, fmt.Errorf("reading the webhooks: %w", err)
		}
		out = append(out, e)
	}
	return out, rows.Err()
}

// HandleWebhookEvent takes a delivery as a hint: what it names is looked at next. The
// account is empty where the delivery does not tell whose it is.
func (l *Ledger) HandleWebhookEvent(ctx context.Context, account string, ids ...string) error {
	db, err := l.open(ctx)
	if err != nil {
		return err
	}
	now := micros(l.now())
	if account != "" {
		if _, err := db.ExecContext(ctx, db.bind("UPDATE ledger_webhooks SET heard_at = ? WHERE account = ?"), now, account); err != nil {
			return fmt.Errorf("noting a delivery: %w", err)
		}
	}
	hinted := map[string]bool{}
	for _, id := range ids {
		found, err := db.renders(ctx, db, "done = 0 AND (id = ? OR job_id = ?)", id, id)
		if err != nil {
			return fmt.Errorf("matching a delivery: %w", err)
		}
		for _, r := range found {
			if account != "" && r.Account != account {
				continue
			}
			if _, err := db.ExecContext(ctx, db.bind("UPDATE ledger_renders SET look_at = ? WHERE account = ? AND kind = ? AND id = ?"), now, r.Account, string(r.Kind), r.ID); err != nil {
				return fmt.Errorf("noting a delivery: %w", err)
			}
			hinted[r.Account] = true
		}
	}
	for account := range hinted {
		if err := l.enqueue(ctx, pollArgs{account}); err != nil {
			return err
		}
	}
	return nil
}

// webhooksActive is true where a webhook came lately, or was just set up: then asking
// is a safety net.
func (d *database) webhooksActive(ctx context.Context, q querier, account string, since time.Time) (bool, error) {
	var n int
	err := q.QueryRowContext(ctx, d.bind("SELECT COUNT(*) FROM ledger_webhooks WHERE account = ? AND heard_at >= ?"), account, micros(since)).Scan(&n)
	return n > 0, err
}

// JobsByCallback gives the jobs that a callback_id names: the job of that id, and those
// whose requests gave it to HeyGen, whosever they are.
func (l *Ledger) JobsByCallback(ctx context.Context, callbackID string) ([]string, error) {
	if callbackID == "" || !l.exists() {
		return nil, nil
	}
	db, err := l.open(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := db.QueryContext(ctx, db.bind("SELECT id FROM ledger_entries WHERE id = ? UNION SELECT job_id FROM ledger_callbacks WHERE callback_id = ? LIMIT 100"), callbackID, callbackID)
	if err != nil {
		return nil, fmt.Errorf("looking for a callback_id: %w", err)
	}
	var ids []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, errors.Join(err, rows.Close())
		}
		ids = append(ids, id)
	}
	return ids, errors.Join(rows.Err(), rows.Close())
}

// insertCallback keeps the callback_id of an entry's request, which is dropped
// itself once it is answered.
func (d *database) insertCallback(ctx context.Context, q querier, e Entry) error {
	var sent struct {
		CallbackID string `json:"callback_id"`
	}
	if json.Unmarshal(e.Request, &sent) != nil || sent.CallbackID == "" {
		return nil
	}
	_, err := q.ExecContext(ctx, d.bind("INSERT INTO ledger_callbacks (callback_id, job_id) VALUES (?, ?) ON CONFLICT (callback_id, job_id) DO NOTHING"), sent.CallbackID, e.ID)
	return err
}

// EndpointKey is the idempotency key of a registration: the same address is
// registered once, however many processes start at once.
func EndpointKey(account, url string) heygenapi.CallOption {
	digest, err := ArgumentsHash(account, url)
	if err != nil {
		// Two strings always have a digest.
		return heygenapi.IdempotencyKey(heygenapi.NewIdempotencyKey())
	}
	return heygenapi.IdempotencyKey("webhook-" + digest)
}
