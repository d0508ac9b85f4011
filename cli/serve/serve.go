package serve

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"slices"
	"strings"
	"sync"

	"heygen-mcp/account"
	"heygen-mcp/cli/flags"
	"heygen-mcp/cli/terminal"
	"heygen-mcp/heygenapi"
	"heygen-mcp/heygenapi/liveavatar"
	"heygen-mcp/server"
	"heygen-mcp/tools/kit"
)

// Command serves MCP clients.
type Command struct {
	Transport     string   `env:"HEYGEN_MCP_TRANSPORT" group:"transport" enum:"stdio,sse,http" default:"stdio" placeholder:"KIND" help:"stdio for a client that starts this program; http for streamable HTTP at /mcp with SSE beside it; sse for SSE alone (default ${default})."`
	Addr          string   `env:"HEYGEN_MCP_ADDR" group:"http" default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"Where to listen (default ${default})."`
	AuthToken     string   `env:"HEYGEN_MCP_AUTH_TOKEN" group:"http" placeholder:"TOKEN" help:"Demand this bearer token in Authorization; HeyGen's key then comes in X-Api-Key. Prefer the variable: command lines are visible to others."`
	SharedKey     bool     `env:"HEYGEN_MCP_SHARED_KEY" group:"http" help:"Let callers without a HeyGen key of their own use this server's. Away from loopback this needs --auth-token."`
	AllowedHost   []string `env:"HEYGEN_MCP_ALLOWED_HOST" group:"http" placeholder:"HOST" help:"Further Host names to answer to, for a server behind a proxy."`
	AllowedOrigin []string `env:"HEYGEN_MCP_ALLOWED_ORIGIN" group:"http" placeholder:"ORIGIN" help:"Web pages' origins that may call, such as https://app.example.com."`
	PublicURL     string   `name:"public-url" env:"HEYGEN_MCP_PUBLIC_URL" group:"http" placeholder:"URL" help:"The https address under which HeyGen reaches this server: its webhooks, at /webhooks/heygen, then tell when a job is done. With --shared-key the endpoint is registered with HeyGen at the start."`

	flags.AccountFlags `embed:""`
	flags.ToolFlags    `embed:"" set:"toolsets=core"`
	flags.LedgerFlags  `embed:""`
	flags.ConsentFlags `embed:""`
	flags.FileFlags    `embed:""`
	flags.LogFlags     `embed:""`
}

// Help are the examples under serve's options.
func (Command) Help() string {
	return `Examples:

    heygen-mcp                                            stdio, the key from the environment
    heygen-mcp --sandbox                                  stdio, on the simulated HeyGen
    heygen-mcp --transport http --addr 127.0.0.1:8080     callers bring their key as X-Api-Key
    heygen-mcp --transport http --addr 0.0.0.0:8080 --shared-key --allowed-host mcp.example.com
                                                          a team shares one key; needs $HEYGEN_MCP_AUTH_TOKEN
    heygen-mcp --transport http --shared-key --public-url https://mcp.example.com
                                                          HeyGen tells what is done; a proxy adds TLS
    heygen-mcp --toolsets core,voices --read-only         the default tools and those for voices that only read

Over HTTP each request brings its HeyGen credential: X-Api-Key, or Authorization: Bearer with an API key or an
OAuth access token. The server's own key serves nobody else unless --shared-key says so. The live tools of LiveAvatar, a
product with a key of its own, take it from LIVEAVATAR_API_KEY, or over HTTP from each request's X-LiveAvatar-Key.

Over HTTP a request may narrow the tools that are offered, never widen them, by headers that correspond to the flags:
X-MCP-Toolsets, X-MCP-Tools (alone: those tools only), X-MCP-Exclude-Tools, X-MCP-Readonly, X-MCP-No-Destructive.

Toolsets, of which only core is on until --toolsets names others:

` + strings.TrimRight(flags.ToolsetTable(), "\n")
}

// Run serves until the client goes away or ctx ends.
func (c *Command) Run(ctx context.Context, sys *terminal.System) error {
	log := c.Logger(sys.Stderr)
	if err := c.checkHTTP(); err != nil {
		return err
	}
	set := flags.Settings{
		Account: c.AccountFlags, Ledger: c.LedgerFlags, Consent: c.ConsentFlags, Tools: c.Selection(kit.Core), Log: log,
		Fallback: c.fallback(ctx, sys, log), LiveKey: c.liveKey(ctx, sys, log),
	}
	if c.Transport == "stdio" {
		set.Files = &c.FileFlags
	}
	r, err := flags.Start(sys, set)
	if err != nil {
		return err
	}
	defer r.Close() //nolint:errcheck // the process ends
	c.announce(ctx, r, log)
	if c.Transport == "stdio" {
		if terminal.IsTerminal(sys.Stdin) {
			terminal.Tell(sys.Stderr, terminalHint)
		}
		return serveStdio(ctx, sys, r)
	}
	sys.ResumeCollector()
	return c.serveHTTP(ctx, r, log)
}

// terminalHint is for a person who started the server by hand.
const terminalHint = `heygen-mcp waits for an MCP client on stdin; it is meant to be started by one (Ctrl+C ends it).
  heygen-mcp demo       shows what it does, without a key
  heygen-mcp --sandbox  serves the simulated HeyGen
  heygen-mcp --help     says how to plug it into a client
`

// fallback is the credential of calls that bring none. Over HTTP a server
// hands its own key to nobody unless told to.
func (c *Command) fallback(ctx context.Context, sys *terminal.System, log *slog.Logger) heygenapi.Credential {
	if c.Sandbox || (c.Transport != "stdio" && !c.SharedKey) {
		return heygenapi.Credential{}
	}
	key, err := flags.Credential(sys)
	switch {
	case err != nil:
		log.WarnContext(ctx, "starting without a HeyGen key: it cannot be used", "error", err)
	case key.None():
		log.WarnContext(ctx, "starting without a HeyGen key; calls will say how to set one", "help", account.KeyHelp)
	default:
		log.DebugContext(ctx, "HeyGen credential", "source", key.Source, "fingerprint", key.Credential.Fingerprint())
	}
	if key.Warning != "" {
		log.WarnContext(ctx, key.Warning)
	}
	return key.Credential
}

// liveKey is the LiveAvatar key of calls that bring none, by the same rule.
// Most have none: that is no news.
func (c *Command) liveKey(ctx context.Context, sys *terminal.System, log *slog.Logger) liveavatar.Key {
	if c.Sandbox || (c.Transport != "stdio" && !c.SharedKey) {
		return liveavatar.Key{}
	}
	key, err := flags.LiveKey(sys)
	if err != nil {
		log.WarnContext(ctx, "starting without a LiveAvatar key: it cannot be used", "error", err)
	}
	return key
}

// checkHTTP refuses what would give the key away.
func (c *Command) checkHTTP() error {
	if c.Transport == "stdio" {
		return nil
	}
	if _, _, err := net.SplitHostPort(c.Addr); err != nil {
		return terminal.UsageError("--addr is %q; it must be HOST:PORT, such as 127.0.0.1:8080", c.Addr)
	}
	if c.SharedKey && c.AuthToken == "" && !flags.IsLoopback(c.Addr) {
		return terminal.UsageError("--shared-key on %s would let anyone there spend your HeyGen credit: set HEYGEN_MCP_AUTH_TOKEN too, or listen on 127.0.0.1", c.Addr)
	}
	return c.checkPublicURL()
}

func (c *Command) announce(ctx context.Context, r *flags.Stack, log *slog.Logger) {
	if r.Offered == 0 {
		log.WarnContext(ctx, "no tool is left to offer: the flags that choose tools leave all of them out")
	}
	if r.Sandbox != nil {
		if c.APIBase != "" {
			log.WarnContext(ctx, "--sandbox is on, so HEYGEN_API_BASE (--api-base) is not used")
		}
		log.WarnContext(ctx, "SANDBOX: a simulated HeyGen answers; nothing here is real, and nothing costs", "api", r.Base, "speed", c.SandboxSpeed)
	}
}

// afterWrites does one thing after each of the first writes.
type afterWrites struct {
	io.Writer
	mu sync.Mutex
	do []func()
}

// Write implements io.Writer.
func (w *afterWrites) Write(p []byte) (int, error) {
	n, err := w.Writer.Write(p)
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.do) > 0 {
		w.do[0]()
		w.do = w.do[1:]
	}
	return n, err
}

// serveStdio leaves what can wait until a client has its first answers: to
// initialize, and then to tools/list, for which it waits before it shows any
// tool. Collecting what the start left behind takes as long as both together.
func serveStdio(ctx context.Context, sys *terminal.System, r *flags.Stack) error {
	out := &afterWrites{Writer: sys.Stdout, do: []func(){r.Resume, sys.ResumeCollector}}
	err := r.Server.ServeStdio(ctx, sys.Stdin, out)
	if err == nil || errors.Is(err, context.Canceled) {
		return nil
	}
	return fmt.Errorf("serving over stdio: %w", err)
}

func (c *Command) serveHTTP(ctx context.Context, r *flags.Stack, log *slog.Logger) error {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", c.Addr)
	if err != nil {
		return fmt.Errorf("listening on %s: %w (choose another with --addr)", c.Addr, err)
	}
	log.InfoContext(ctx, "serving MCP over HTTP", "addr", listener.Addr().String(), "transport", c.Transport)
	if !flags.IsLoopback(c.Addr) && c.AuthToken == "" {
		log.WarnContext(ctx, "listening beyond loopback without --auth-token: put TLS and authentication in front")
	}
	options := server.HTTPOptions{
		SSE: true, Streamable: c.Transport == "http", AuthToken: c.AuthToken, SharedKey: c.shares(),
		AllowedHosts: c.AllowedHost, AllowedOrigins: c.AllowedOrigin,
	}
	if c.shares() {
		r.Resume()
	}
	if webhooks := c.intake(ctx, r, log); webhooks != nil {
		options.Webhooks = webhooks.Handler()
		if host, err := publicURL(c.PublicURL); err == nil {
			options.AllowedHosts = append(slices.Clone(options.AllowedHosts), host)
		}
	}
	err = r.Server.ServeHTTP(ctx, listener, options)
	switch {
	case err == nil || errors.Is(err, context.Canceled):
		return nil
	case errors.Is(err, server.ErrExposedKey):
		return terminal.UsageError("%w", err)
	default:
		return fmt.Errorf("serving over HTTP: %w", err)
	}
}

// shares tells whether callers without a key may use the server's. The
// sandbox's is there to be used; beyond loopback its callers bring any key.
func (c *Command) shares() bool {
	return c.SharedKey || (c.Sandbox && (flags.IsLoopback(c.Addr) || c.AuthToken != ""))
}
