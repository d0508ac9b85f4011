// Package mcptest gives tests a real MCP client of the whole server, over
// streamable HTTP, on a simulated HeyGen.
package mcptest

import (
	"log/slog"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/client/transport"
	"github.com/mark3labs/mcp-go/mcp"
	"github.com/stretchr/testify/require"

	"heygen-mcp/account"
	"heygen-mcp/heygenapi"
	"heygen-mcp/heygenapi/heygentest"
	"heygen-mcp/heygenapi/liveavatar"
	"heygen-mcp/pricing"
	"heygen-mcp/server"
	"heygen-mcp/tools"
	"heygen-mcp/tools/files"
	"heygen-mcp/tools/kit"
)

// Connect starts a server on the simulated HeyGen and gives a client of it,
// which sends the key; an empty one sends none. All ends with the test.
func Connect(t testing.TB, heygen *heygentest.Server, key string) *client.Client {
	t.Helper()
	return ConnectTo(t, Env(t, heygen, heygenapi.Credential{}), key)
}

// ConnectTo is Connect for a server with an environment of its own, and a
// client with options, such as one that can ask its user.
func ConnectTo(t testing.TB, env *kit.Env, key string, options ...client.ClientOption) *client.Client {
	t.Helper()
	headers := map[string]string{}
	if key != "" {
		headers["X-Api-Key"] = key
	}
	wire, err := transport.NewStreamableHTTP(Serve(t, env)+"/mcp", transport.WithHTTPHeaders(headers))
	require.NoError(t, err)
	return Initialized(t, client.NewClient(wire, options...))
}

// Serve starts a server over HTTP and gives its address. It ends with the test.
func Serve(t testing.TB, env *kit.Env) string {
	t.Helper()
	s := server.New(server.Options{Version: "test", Log: env.Log, Tools: tools.All(), Env: env})
	srv := httptest.NewServer(s.Handler(server.HTTPOptions{}))
	t.Cleanup(srv.Close)
	return srv.URL
}

// Initialized starts a client and greets the server. It ends with the test.
func Initialized(t testing.TB, c *client.Client) *client.Client {
	t.Helper()
	require.NoError(t, c.Start(t.Context()))
	t.Cleanup(func() { _ = c.Close() })
	var hello mcp.InitializeRequest
	hello.Params.ProtocolVersion = mcp.LATEST_PROTOCOL_VERSION
	hello.Params.ClientInfo = mcp.Implementation{Name: "test", Version: "1"}
	_, err := c.Initialize(t.Context(), hello)
	require.NoError(t, err)
	return c
}

// Env is what the tools work with on the simulated HeyGen, without a disk. What
// is repeated or waited for comes at once.
func Env(t testing.TB, heygen *heygentest.Server, own heygenapi.Credential) *kit.Env {
	t.Helper()
	accounts, err := account.New(own, heygenapi.WithBaseURL(heygen.URL), heygenapi.WithRateLimit(1e6, 1e6),
		heygenapi.WithRetry(heygenapi.Retry{Max: 3, BaseDelay: time.Millisecond, MaxDelay: 2 * time.Millisecond, MaxRetryAfter: 5 * time.Millisecond}))
	require.NoError(t, err)
	key, err := liveavatar.NewKey("la_of_the_tests")
	require.NoError(t, err)
	lives, err := account.NewLiveAccounts(key, liveavatar.WithBaseURL(heygen.URL+"/liveavatar"),
		liveavatar.WithRetry(liveavatar.Retry{Max: 3, BaseDelay: time.Millisecond, MaxDelay: 2 * time.Millisecond}))
	require.NoError(t, err)
	return &kit.Env{
		Accounts: accounts, Live: lives, RateCard: pricing.Default, Fetch: files.NewFetcher(heygen.URL), Log: slog.New(slog.DiscardHandler),
		MaxWait: 45 * time.Second, PollInterval: time.Millisecond, Now: time.Now,
	}
}

// HeyGen starts a simulated HeyGen, which ends with the test.
func HeyGen(t testing.TB, options ...heygentest.Option) *heygentest.Server {
	t.Helper()
	heygen, err := heygentest.Start(append([]heygentest.Option{heygentest.WithPlainWebhooks()}, options...)...)
	require.NoError(t, err)
	t.Cleanup(heygen.Close)
	return heygen
}
