package serve

import (
	"context"
	"log/slog"
	"net/url"

	"heygen-mcp/cli/flags"
	"heygen-mcp/cli/terminal"
	"heygen-mcp/intake"
	"heygen-mcp/jobs"
)

// publicURL checks the address that HeyGen is to deliver to, and gives its
// host, which requests from outside bring.
func publicURL(raw string) (host string, err error) {
	const name = "HEYGEN_MCP_PUBLIC_URL (--public-url)"
	u, err := url.Parse(raw)
	switch {
	case err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http"):
		return "", terminal.UsageError("%s is %q; it must be an address such as https://mcp.example.com", name, raw)
	case u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return "", terminal.UsageError("%s must be a plain address, without a user, a query or a fragment", name)
	case u.Scheme == "http" && !flags.IsLoopback(raw):
		return "", terminal.UsageError("%s is %q; plain http is for loopback only: HeyGen delivers over https", name, raw)
	}
	return u.Host, nil
}

// checkPublicURL refuses webhooks that nobody would hear.
func (c *Command) checkPublicURL() error {
	if c.PublicURL == "" {
		return nil
	}
	if _, err := publicURL(c.PublicURL); err != nil {
		return err
	}
	if c.NoLedger {
		return terminal.UsageError("--public-url and --no-ledger exclude each other: webhooks tell of the ledger's jobs")
	}
	return nil
}

// intake gives what takes HeyGen's webhooks, and registers its address in the
// background; nil where no public address is set. The stack closes it.
func (c *Command) intake(ctx context.Context, r *flags.Stack, log *slog.Logger) *intake.Intake {
	if c.PublicURL == "" || r.Env.Ledger == nil {
		return nil
	}
	made := intake.New(intake.Options{Ledger: r.Env.Ledger, PublicURL: c.PublicURL, Now: r.Env.Now, Log: log})
	r.Intake = made
	acct, err := r.Env.Accounts.Get(ctx)
	if err != nil || !c.shares() {
		log.WarnContext(ctx, "no webhook endpoint is registered: that takes a key of the server's own and --shared-key; callbacks of single jobs are taken", "callback_url", made.CallbackURL())
		return made
	}
	r.Background.Go(func() {
		err := made.Register(r.Ending, jobs.Account{ID: acct.ID, API: acct.API})
		switch {
		case r.Ending.Err() != nil:
		case err != nil:
			log.WarnContext(r.Ending, "HeyGen will not tell this server what happens, so it goes on asking: mend the cause and restart", "url", made.URL(), "error", err)
		default:
			log.InfoContext(r.Ending, "HeyGen tells this server what happens", "url", made.URL())
		}
	})
	return made
}
