package tools

import (
	"context"
	"log/slog"
	"os"
	"time"

	"golang.org/x/sync/singleflight"

	"heygen-mcp/account"
	"heygen-mcp/jobs"
	"heygen-mcp/pricing"
)

// Env is what the tools of one server work with. It is built once, at start,
// and only read afterwards.
type Env struct {
	// Accounts gives the account of the caller, by the credential that came
	// with the request or was configured.
	Accounts *account.Accounts
	// RateCard gives the price list; it is loaded on first use.
	RateCard func() (*pricing.Card, error)
	// Files is the part of the local disk that tools may touch. It is nil
	// over HTTP, where the disk is not the user's.
	Files *Files
	// Fetch reads the addresses of media.
	Fetch *Fetcher
	// Now is the clock, time.Now but in tests.
	Now func() time.Time
	// MaxWait bounds the wait_seconds of get_video_status.
	MaxWait time.Duration
	// PollInterval is the pause between two looks at a render while waiting.
	PollInterval time.Duration
	// Ledger keeps what is paid for; nil where none is kept.
	Ledger *jobs.Ledger
	// Log gets a line a call, without arguments.
	Log *slog.Logger
}

// Files is the local disk as far as tools may use it. Both roots confine
// every path, symbolic links included.
type Files struct {
	// DownloadDir is where download_video writes.
	DownloadDir string
	// UploadDirs are where upload_asset may read.
	UploadDirs []string

	// saving keeps two calls from writing one file at the same time.
	saving singleflight.Group
}

// OpenDownloads opens the download directory, which is made when missing.
func (f *Files) OpenDownloads() (*os.Root, error) {
	if err := os.MkdirAll(f.DownloadDir, 0o750); err != nil {
		return nil, err
	}
	return os.OpenRoot(f.DownloadDir)
}

// Call is one call of a tool: the server's Env, and how to report progress.
type Call struct {
	*Env
	progress func(done, total float64, message string)
}

// NewCall makes a call outside MCP, without progress.
func NewCall(env *Env) *Call { return &Call{Env: env} }

// Account gives the caller's account, or an error that says how to get and
// set a key.
func (c *Call) Account(ctx context.Context) (*account.Account, error) {
	return c.Accounts.Get(ctx)
}

// Progress tells the client how far the call is, where it asked to know.
// Hosts may lose the last notification before the result: never put anything
// there that the result does not say.
func (c *Call) Progress(done, total float64, message string) {
	if c.progress != nil {
		c.progress(done, total, message)
	}
}
