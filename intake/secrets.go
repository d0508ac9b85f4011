package intake

import (
	"context"
	"sync"
	"time"

	"heygen-mcp/heygenapi"
	"heygen-mcp/jobs"
)

// secretsTTL is how long the secrets are taken from memory: deliveries that
// nobody signed cost no look into the ledger each. Another replica's new secret
// is known that much later; HeyGen delivers again.
const secretsTTL = 5 * time.Second

// signer is a secret, and whose deliveries it signs.
type signer struct {
	secret   string
	accounts []string
	receiver *heygenapi.WebhookReceiver
}

// secrets are what deliveries are checked with.
type secrets struct {
	mu      sync.Mutex
	readAt  time.Time
	signers []signer
}

// invalidate makes the next delivery look into the ledger.
func (s *secrets) invalidate() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.readAt = time.Time{}
}

// signers gives the secrets of the endpoint's address, each with a receiver
// that remembers what it has received.
func (i *Intake) signers(ctx context.Context) ([]signer, error) {
	s := &i.secrets
	s.mu.Lock()
	defer s.mu.Unlock()
	if age := i.now().Sub(s.readAt); age >= 0 && age < secretsTTL {
		return s.signers, nil
	}
	endpoints, err := i.ledger.Endpoints(ctx, i.url)
	if err != nil {
		return nil, err
	}
	s.signers, s.readAt = i.bySecret(endpoints, s.signers), i.now()
	return s.signers, nil
}

func (i *Intake) bySecret(endpoints []jobs.Endpoint, known []signer) []signer {
	var out []signer
	at := map[string]int{}
	for _, e := range endpoints {
		if n, ok := at[e.Secret]; ok {
			// A new key of the same HeyGen account has the same endpoint.
			out[n].accounts = append(out[n].accounts, e.Account)
			continue
		}
		at[e.Secret] = len(out)
		out = append(out, signer{secret: e.Secret, accounts: []string{e.Account}, receiver: i.receiver(e.Secret, known)})
	}
	return out
}

func (i *Intake) receiver(secret string, known []signer) *heygenapi.WebhookReceiver {
	for _, k := range known {
		if k.secret == secret {
			return k.receiver
		}
	}
	return heygenapi.NewWebhookReceiver(func(context.Context) ([]string, error) { return []string{secret}, nil }, i.now)
}
