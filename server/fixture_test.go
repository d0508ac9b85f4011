package server_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/mark3labs/mcp-go/mcp"
	mcpserver "github.com/mark3labs/mcp-go/server"
	"github.com/stretchr/testify/require"

	"heygen-mcp/account"
	"heygen-mcp/heygenapi"
	"heygen-mcp/pricing"
	"heygen-mcp/server"
	"heygen-mcp/tools/kit"
)

// secret is what must never reach a client or the log.
const secret = "secret from the inside"

// fixture is a server with tools made for the tests.
type fixture struct {
	*server.Server
	log      *logBuffer
	accounts *account.Accounts
	// started gets a value when a slow call runs; it ends when release is closed.
	started chan struct{}
	release chan struct{}
	// cancelled gets a value when a slow call is cancelled.
	cancelled chan struct{}
}

// finish lets slow calls end.
func (f *fixture) finish() { close(f.release) }

func newFixture(t testing.TB, configure ...func(*server.Options)) *fixture {
	t.Helper()
	return newFixtureWithKey(t, heygenapi.Credential{}, configure...)
}

// newFixtureWithKey is a fixture whose server has a HeyGen key of its own.
func newFixtureWithKey(t testing.TB, own heygenapi.Credential, configure ...func(*server.Options)) *fixture {
	t.Helper()
	f, err := makeFixture(own, configure...)
	require.NoError(t, err)
	f.furnish()
	return f
}

func makeFixture(own heygenapi.Credential, configure ...func(*server.Options)) (*fixture, error) {
	accounts, err := account.New(own)
	if err != nil {
		return nil, err
	}
	f := &fixture{log: &logBuffer{}, started: make(chan struct{}, 16), release: make(chan struct{}), cancelled: make(chan struct{}, 16)}
	log := slog.New(slog.NewTextHandler(f.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	options := server.Options{
		Version: "1.2.3", Log: log, DrainTimeout: 20 * time.Second,
		Env: &kit.Env{
			Accounts: accounts, Log: log, Now: time.Now, MaxWait: 45 * time.Second, PollInterval: time.Second,
			RateCard: func() (*pricing.Card, error) { return nil, errors.New("the tests have no prices") },
		},
	}
	for _, change := range configure {
		change(&options)
	}
	f.Server = server.New(options)
	f.accounts = accounts
	return f, nil
}

// furnish puts the tests' tools, resources and prompts on it.
func (f *fixture) furnish() {
	f.addTools()
	f.addOthers()
}

// tool makes a tool without arguments that answers with a text.
func (f *fixture) tool(name string, run func(ctx context.Context, req mcp.CallToolRequest) (string, error)) {
	schema := []byte(`{"type":"object","properties":{"text":{"type":"string"}},"additionalProperties":false}`)
	f.MCP().AddTool(mcp.NewToolWithRawSchema(name, "A tool of the tests.", schema), func(ctx context.Context, req mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		text, err := run(ctx, req)
		if err != nil {
			return nil, err
		}
		return mcp.NewToolResultText(text), nil
	})
}

func (f *fixture) addTools() {
	f.tool("echo", func(_ context.Context, req mcp.CallToolRequest) (string, error) {
		return req.GetString("text", ""), nil
	})
	f.tool("whoami", func(ctx context.Context, _ mcp.CallToolRequest) (string, error) {
		caller, err := f.accounts.Get(ctx)
		if err != nil {
			return "nobody", nil //nolint:nilerr // nobody is an answer here
		}
		return caller.ID, nil
	})
	f.tool("slow", func(ctx context.Context, _ mcp.CallToolRequest) (string, error) {
		f.started <- struct{}{}
		select {
		case <-f.release:
			return "done", nil
		case <-ctx.Done():
			f.cancelled <- struct{}{}
			return "", ctx.Err()
		}
	})
	f.tool("progress", func(ctx context.Context, req mcp.CallToolRequest) (string, error) {
		if req.Params.Meta == nil || req.Params.Meta.ProgressToken == nil {
			return "no token", nil
		}
		notified := mcpserver.ServerFromContext(ctx).SendNotificationToClient(ctx, "notifications/progress", map[string]any{
			"progressToken": req.Params.Meta.ProgressToken, "progress": 1, "total": 2, "message": "half",
		})
		settle(ctx)
		return "notified", notified
	})
	f.tool("panics", func(context.Context, mcp.CallToolRequest) (string, error) { panic(secret) })
	f.tool("errs", func(context.Context, mcp.CallToolRequest) (string, error) { return "", errors.New(secret) })
	f.MCP().AddTool(mcp.NewToolWithRawSchema("nothing", "Gives no result.", []byte(`{"type":"object"}`)),
		func(context.Context, mcp.CallToolRequest) (*mcp.CallToolResult, error) { return nil, nil }) //nolint:nilnil // the fault under test
}

// settle gives the library the moment that it needs to send a notification.
func settle(ctx context.Context) {
	moment, cancel := context.WithTimeout(ctx, 20*time.Millisecond)
	defer cancel()
	<-moment.Done()
}

func (f *fixture) addOthers() {
	read := func(name string, run mcpserver.ResourceHandlerFunc) {
		f.MCP().AddResource(mcp.NewResource("test://"+name, name), run)
	}
	read("text", func(context.Context, mcp.ReadResourceRequest) ([]mcp.ResourceContents, error) {
		return []mcp.ResourceContents{mcp.TextResourceContents{URI: "test://text", MIMEType: "text/plain", Text: "a resource"}}, nil
	})
	read("panics", func(context.Context, mcp.ReadResourceRequest) ([]mcp.ResourceContents, error) { panic(secret) })
	read("errs", func(context.Context, mcp.ReadResourceRequest) ([]mcp.ResourceContents, error) {
		return nil, errors.New(secret)
	})

	prompt := func(name string, run mcpserver.PromptHandlerFunc) {
		f.MCP().AddPrompt(mcp.NewPrompt(name, mcp.WithPromptDescription("A prompt of the tests.")), run)
	}
	prompt("greeting", func(context.Context, mcp.GetPromptRequest) (*mcp.GetPromptResult, error) {
		return mcp.NewGetPromptResult("", []mcp.PromptMessage{mcp.NewPromptMessage(mcp.RoleUser, mcp.NewTextContent("a prompt"))}), nil
	})
	prompt("panics", func(context.Context, mcp.GetPromptRequest) (*mcp.GetPromptResult, error) { panic(secret) })
	prompt("errs", func(context.Context, mcp.GetPromptRequest) (*mcp.GetPromptResult, error) {
		return nil, errors.New(secret)
	})
	prompt("nothing", func(context.Context, mcp.GetPromptRequest) (*mcp.GetPromptResult, error) { return nil, nil }) //nolint:nilnil // the fault under test
}

// key is a HeyGen API key for the tests; it opens nothing.
func key(t testing.TB, value string) heygenapi.Credential {
	t.Helper()
	credential, err := heygenapi.APIKey(value)
	require.NoError(t, err)
	return credential
}

// logBuffer is a log that tests can read while it is written.
type logBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
