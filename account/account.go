// Package account knows who is calling: it turns the credential of a request,
// or the configured one, into that account's HeyGen client and catalog. No two
// credentials share either, and one credential always gets the same, so that
// its rate limit and its caches are shared by all its calls.
package account

import (
	"context"
	"errors"
	"fmt"

	lru "github.com/hashicorp/golang-lru/v2"

	"heygen-mcp/catalog"
	"heygen-mcp/heygenapi"
)

// ErrNoCredential is returned where neither the request nor the configuration
// has a HeyGen credential.
var ErrNoCredential = errors.New("no HeyGen credential")

// KeyHelp tells how to get and set a key.
const KeyHelp = "The user makes an API key at https://app.heygen.com/settings/api and sets it as HEYGEN_API_KEY in this server's configuration " +
	"(over HTTP: as the X-Api-Key header), then restarts it. Never ask for the key in the chat. Without a key, `heygen-mcp --sandbox` works on a simulated HeyGen."

// maxAccounts is how many accounts are kept at once; the least recently used one is
// dropped beyond it. Its catalog is then fetched again on its next call.
const maxAccounts = 256

// Account is one HeyGen account as reached by one credential.
type Account struct {
	// API is the client, bound to the credential.
	API *heygenapi.Client
	// Catalog caches what the account can choose from.
	Catalog *catalog.Catalog
	// States remembers the unfinished jobs that were looked at.
	States *StateHistory
	// ID names the account in logs and caches: a digest of its credential.
	ID string
}

// Accounts makes and keeps accounts. It is safe for concurrent use.
type Accounts struct {
	fallback heygenapi.Credential
	options  []heygenapi.Option
	kept     *lru.Cache[heygenapi.Credential, *Account]
}

// New makes accounts whose clients have the given options. The fallback is
// used for calls that bring no credential; it may be the zero value.
func New(fallback heygenapi.Credential, options ...heygenapi.Option) (*Accounts, error) {
	kept, err := lru.New[heygenapi.Credential, *Account](maxAccounts)
	if err != nil {
		return nil, fmt.Errorf("making the account cache: %w", err)
	}
	return &Accounts{fallback: fallback, options: options, kept: kept}, nil
}

type credentialKey struct{}

// WithCredential gives a context whose calls use the credential.
func WithCredential(ctx context.Context, credential heygenapi.Credential) context.Context {
	return context.WithValue(ctx, credentialKey{}, credential)
}

// Get is the account of the context's credential, or of the fallback. It makes
// no request. Without a credential it returns [ErrNoCredential].
func (a *Accounts) Get(ctx context.Context) (*Account, error) {
	credential, ok := ctx.Value(credentialKey{}).(heygenapi.Credential)
	if !ok || credential.IsZero() {
		credential = a.fallback
	}
	if credential.IsZero() {
		return nil, ErrNoCredential
	}
	if kept, ok := a.kept.Get(credential); ok {
		return kept, nil
	}
	client, err := heygenapi.New(credential, a.options...)
	if err != nil {
		return nil, fmt.Errorf("making the HeyGen client: %w", err)
	}
	sightings, err := newStateHistory()
	if err != nil {
		return nil, err
	}
	made := &Account{API: client, Catalog: catalog.New(client), States: sightings, ID: credential.Fingerprint()}
	// Another call may have been first; then its account is the one to share.
	if earlier, ok, _ := a.kept.PeekOrAdd(credential, made); ok {
		return earlier, nil
	}
	return made, nil
}
