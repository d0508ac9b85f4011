package kit

import (
	"log/slog"
	"time"

	"heygen-mcp/account"
	"heygen-mcp/jobs"
	"heygen-mcp/pricing"
	"heygen-mcp/tools/consent"
	"heygen-mcp/tools/files"
)

// Env is what the tools of one server work with. It is built once, at start,
// and only read afterwards.
type Env struct {
	// Accounts gives the account of the caller, by the credential that came
	// with the request or was configured.
	Accounts *account.Accounts
	// Live gives the caller's account at LiveAvatar in the same way; nil has
	// none.
	Live *account.LiveAccounts
	// RateCard gives the price list; it is loaded on first use.
	RateCard func() (*pricing.Card, error)
	// Files is the part of the local disk that tools may touch. It is nil
	// over HTTP, where the disk is not the user's.
	Files *files.Folders
	// Secrets keeps the secrets of webhooks. It is nil over HTTP, where they are
	// the caller's and the disk is not, and in the sandbox.
	Secrets Secrets
	// Fetch reads the addresses of media.
	Fetch *files.Fetcher
	// Now is the clock, time.Now but in tests.
	Now func() time.Time
	// MaxWait bounds the wait_seconds of get_video_status.
	MaxWait time.Duration
	// PollInterval is the pause between two looks at a render while waiting.
	PollInterval time.Duration
	// WatcherTimeout is how long the ledger may look at nothing before a call that
	// waits asks HeyGen by itself; 0 is five of the ledger's least pauses.
	WatcherTimeout time.Duration
	// LedgerTimeout is how long a call waits for the ledger to be read before it asks
	// HeyGen instead; 0 is five seconds.
	LedgerTimeout time.Duration
	// Ledger keeps what is paid for; nil where none is kept.
	Ledger *jobs.Ledger
	// Consent says when a person is asked before money is spent; nobody is
	// where it is nil.
	Consent *consent.Policy
	// Log gets a line a call, without arguments.
	Log *slog.Logger
}

// Secrets keeps the signing secrets of webhook endpoints, by an
// [account.Account.ID] and the endpoint's id.
type Secrets interface {
	Keep(accountID, endpointID, secret string) error
	Forget(accountID, endpointID string) error
	// Of gives the account's secrets by endpoint id.
	Of(accountID string) (map[string]string, error)
}
