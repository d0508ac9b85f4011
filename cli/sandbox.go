package cli

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"

	"heygen-mcp/cli/flags"
	"heygen-mcp/cli/terminal"
	"heygen-mcp/heygenapi/heygentest"
)

// sandboxCmd serves the simulated HeyGen.
type sandboxCmd struct {
	Addr          string  `env:"HEYGEN_MCP_SANDBOX_ADDR" default:"127.0.0.1:8787" placeholder:"HOST:PORT" help:"Where to listen (default ${default})."`
	Speed         float64 `env:"HEYGEN_MCP_SANDBOX_SPEED" default:"60" placeholder:"N" help:"How many times faster than real time its clock runs (default ${default}): a render of two minutes then takes two seconds."`
	Balance       float64 `env:"HEYGEN_MCP_SANDBOX_BALANCE" default:"100" placeholder:"USD" help:"What its wallet holds at first (default ${default})."`
	Concurrency   int     `env:"HEYGEN_MCP_SANDBOX_CONCURRENCY" default:"10" placeholder:"N" help:"How many jobs it does at once (default ${default})."`
	PlainWebhooks bool    `env:"HEYGEN_MCP_SANDBOX_PLAIN_WEBHOOKS" help:"Take webhook endpoints on this machine over http. HeyGen itself wants public addresses and https."`
	Seed          uint64  `env:"HEYGEN_MCP_SANDBOX_SEED" default:"1" placeholder:"N" help:"Which invented avatars and voices it has; the same seed gives the same (default ${default})."`
}

// magicWords are what the simulation takes as orders in a script, a prompt or
// a title.
const magicWords = `Words in a script, a prompt or a title that make it misbehave:

    [[fail]]      the render fails                 [[429]]      "too many requests", with Retry-After
    [[stall]]     the render stops at 33 %         [[500]]      "internal error"
    [[late-url]]  completed, but no URL at first   [[timeout]]  no answer at all
    [[cut]]       the answer breaks off            [[html]]     a web page instead of JSON`

// Help goes under the command's options.
func (sandboxCmd) Help() string {
	return "It keeps HeyGen's rules: validation, paging, idempotency, limits, a wallet, presigned links, playable media. " +
		"Any key is taken, except one with \"invalid\" in it.\n\n" + magicWords
}

// Run serves until ctx ends.
func (c *sandboxCmd) Run(ctx context.Context, sys *terminal.System) error {
	if c.Speed <= 0 {
		return terminal.UsageError("--speed is %v; it must be above 0", c.Speed)
	}
	if c.Balance < 0 || c.Balance > 1e6 {
		return terminal.UsageError("--balance is %v; give US dollars from 0 to 1000000", c.Balance)
	}
	if c.Concurrency < 1 || c.Concurrency > 10_000 {
		return terminal.UsageError("--concurrency is %d; it must be between 1 and 10000", c.Concurrency)
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", c.Addr)
	if err != nil {
		return fmt.Errorf("listening on %s: %w (choose another with --addr)", c.Addr, err)
	}
	options := []heygentest.Option{
		heygentest.WithClock(heygentest.NewSpeedClock(c.Speed)), heygentest.WithSeed(c.Seed), heygentest.WithBalance(c.Balance), heygentest.WithConcurrency(c.Concurrency),
	}
	if c.PlainWebhooks {
		options = append(options, heygentest.WithPlainWebhooks())
	}
	simulated := heygentest.New(options...)
	if _, err := fmt.Fprintf(sys.Stdout, sandboxWelcome, "http://"+listener.Addr().String(), flags.SandboxKey, c.Speed, c.Seed, magicWords); err != nil {
		return errors.Join(err, listener.Close())
	}
	err = simulated.Serve(ctx, listener)
	if err == nil || errors.Is(err, context.Canceled) || errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return fmt.Errorf("serving the simulated HeyGen: %w", err)
}

const sandboxWelcome = `Simulated HeyGen v3 at %[1]s (clock %[3]gx, seed %[4]d). Nothing is real, and nothing costs. Ctrl+C ends it.

Point a HeyGen client at it:
    export HEYGEN_API_BASE=%[1]s HEYGEN_API_KEY=%[2]s
Try it:
    curl -s -H 'x-api-key: %[2]s' %[1]s/v3/users/me
    curl -s -H 'x-api-key: %[2]s' '%[1]s/v3/avatars/looks?limit=3'
    curl -s -H 'x-api-key: %[2]s' -H 'content-type: application/json' %[1]s/v3/video-agents -d '{"prompt": "A 20 second hello"}'

%[5]s
`
