package kit

import (
	"context"
	"encoding/json"
	"maps"

	"heygen-mcp/account"
	"heygen-mcp/tools/fault"
)

// Call is one call of a tool: the server's Env, and how to report progress.
type Call struct {
	*Env
	progress func(done, total float64, message string)
	// Tool and arguments are what was called, as it was validated.
	Tool      Tool
	arguments map[string]json.RawMessage
	// Person can be asked, where the client can do that.
	Person Person
	// Receipt is what a call that spends adds to its result.
	Receipt *Receipt
}

// NewCall makes a call outside MCP, without progress.
func NewCall(env *Env) *Call { return &Call{Env: env} }

// IsDryRun is true where nothing may be sent.
func (c *Call) IsDryRun() bool { return c.asks(argDryRun) }

// AllowsDuplicate is true where the same call may be made again on purpose.
func (c *Call) AllowsDuplicate() bool { return c.asks(argAllowDuplicate) }

// WantsDownload is true where the files are to be saved when they are there.
func (c *Call) WantsDownload() bool { return c.asks(argDownload) }

// asks is true where a flag argument is set.
func (c *Call) asks(flag string) bool { return string(c.arguments[flag]) == "true" }

// Replace puts an argument in the place of another, by which it was given.
func (c *Call) Replace(argument, by string, value json.RawMessage) {
	delete(c.arguments, argument)
	c.arguments[by] = value
}

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

// Arguments that every call that spends takes beside its own.
const (
	argAllowDuplicate = "allow_duplicate"
	argDryRun         = "dry_run"
	argDownload       = "download"
)

// Identity are what makes a call the same as another.
func (c *Call) Identity() map[string]json.RawMessage {
	same := maps.Clone(c.arguments)
	for _, name := range []string{argAllowDuplicate, argDryRun, argDownload} {
		delete(same, name)
	}
	return same
}

// Receipt is what every call that spends adds to its result.
type Receipt struct {
	// JobID is the ledger's.
	JobID string `json:"ledger_job_id,omitempty"`
	// Repeated is true where the same call was made a moment ago.
	Repeated bool   `json:"repeated,omitempty"`
	Note     string `json:"repeated_note,omitempty"`
}

// checkDownload refuses download where nothing can be saved later.
func (c *Call) checkDownload() error {
	switch {
	case !c.asks(argDownload):
		return nil
	case c.Files == nil:
		return fault.Invalid(argDownload, "is true, and this server cannot write to the user's disk", "Leave it out, and give the user the links of get_video_status.")
	case c.Ledger == nil:
		return fault.Invalid(argDownload, "is true, and this server keeps no ledger to remember it by", "Leave it out, and call download_video when it is done.")
	default:
		return nil
	}
}

// LiveAvatar gives the caller's account at LiveAvatar, or an error that says how
// to get and set its key.
func (c *Call) LiveAvatar(ctx context.Context) (*account.LiveAccount, error) { return c.Live.Get(ctx) }
