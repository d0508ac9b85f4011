package tools_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/client/transport"
	"github.com/mark3labs/mcp-go/mcp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/internal/mcptest"
	"heygen-mcp/jobs"
	"heygen-mcp/server"
	"heygen-mcp/tools"
	"heygen-mcp/tools/kit"
)

// wire connects a client to a server with the environment.
type wire func(t *testing.T, env *kit.Env, o ...client.ClientOption) *client.Client

// legacy keeps a client on the protocol in which a server asks by a request of
// its own. Clients of the modern one come back with the answer.
func legacy() client.ClientOption {
	return client.WithProtocolVersion(mcp.LATEST_LEGACY_PROTOCOL_VERSION)
}

// older is a wire to clients of the legacy protocol.
func older(connect wire) wire {
	return func(t *testing.T, env *kit.Env, o ...client.ClientOption) *client.Client {
		t.Helper()
		return connect(t, env, append(o, legacy())...)
	}
}

func overHTTP(t *testing.T, env *kit.Env, o ...client.ClientOption) *client.Client {
	t.Helper()
	return mcptest.ConnectTo(t, env, key, o...)
}

// overSSE is the older transport, on which nobody can be asked.
func overSSE(t *testing.T, env *kit.Env, o ...client.ClientOption) *client.Client {
	t.Helper()
	wire, err := transport.NewSSE(mcptest.Serve(t, env)+"/sse", transport.WithHeaders(map[string]string{"X-Api-Key": key}))
	require.NoError(t, err)
	return mcptest.Initialized(t, client.NewClient(wire, o...))
}

// stdioTurn is for the one stdio server that a process has at a time.
var stdioTurn sync.Mutex

// overStdio serves one client on pipes.
func overStdio(t *testing.T, env *kit.Env, o ...client.ClientOption) *client.Client {
	t.Helper()
	stdioTurn.Lock()
	t.Cleanup(stdioTurn.Unlock)
	in, toServer := io.Pipe()
	fromServer, out := io.Pipe()
	s := server.New(server.Options{Version: "test", Log: env.Log, Tools: tools.All(), Env: env, DrainTimeout: time.Millisecond})
	ended := make(chan error, 1)
	go func() { ended <- errors.Join(s.ServeStdio(t.Context(), in, out), out.Close()) }()
	t.Cleanup(func() { require.NoError(t, <-ended) })
	return mcptest.Initialized(t, client.NewClient(transport.NewIO(fromServer, toServer, io.NopCloser(nil)), o...))
}

// silent is a person who never answers. What is asked is told.
type silent struct {
	asked chan struct{}
	gone  <-chan struct{}
}

func newSilent(t *testing.T) silent {
	t.Helper()
	gone := make(chan struct{})
	t.Cleanup(func() { close(gone) })
	return silent{asked: make(chan struct{}, 8), gone: gone}
}

// Elicit implements the client's handler.
func (s silent) Elicit(ctx context.Context, _ mcp.ElicitationRequest) (*mcp.ElicitationResult, error) {
	s.asked <- struct{}{}
	select {
	case <-s.gone:
	case <-ctx.Done():
	}
	return nil, errors.New("nobody was there")
}

// deaf is a client that says that it asks, and does not.
type deaf struct{}

// Elicit implements the client's handler.
func (deaf) Elicit(context.Context, mcp.ElicitationRequest) (*mcp.ElicitationResult, error) {
	return nil, errors.New("no window to ask in")
}

// codes hears how calls ended.
type codes struct {
	slog.Handler
	ended chan string
}

// Handle implements slog.Handler.
func (c codes) Handle(_ context.Context, r slog.Record) error {
	r.Attrs(func(a slog.Attr) bool {
		if r.Message == "tool call" && a.Key == "code" {
			c.ended <- a.Value.String()
		}
		return true
	})
	return nil
}

// Enabled implements slog.Handler.
func (codes) Enabled(context.Context, slog.Level) bool { return true }

func listen(env *kit.Env) <-chan string {
	c := codes{slog.DiscardHandler, make(chan string, 64)}
	env.Log = slog.New(c)
	return c.ended
}

// nothingHappened is true of a server whose question was not accepted: HeyGen
// heard of nothing, and there is nothing to be followed.
func nothingHappened(t *testing.T, env *kit.Env, sent int) {
	t.Helper()
	assert.Zero(t, sent)
	known, err := env.Ledger.List(context.WithoutCancel(t.Context()), jobs.Filter{})
	require.NoError(t, err)
	assert.Empty(t, known)
}
