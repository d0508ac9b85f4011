package server_test

import (
	"context"
	"encoding/json"
	"os"
	"testing"
	"time"

	mcpclient "github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/mcp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/server"
)

// connect makes a client of a transport; it is started, not yet initialized.
type connect func(t *testing.T) *mcpclient.Client

// transports are all the ways to the fixture, each with a server of its own.
func transports() map[string]connect {
	return map[string]connect{
		"streamable HTTP": func(t *testing.T) *mcpclient.Client {
			srv := newFixture(t).serveTest(t, server.HTTPOptions{})
			client, err := mcpclient.NewStreamableHttpClient(srv.URL + "/mcp")
			require.NoError(t, err)
			return client
		},
		"SSE": func(t *testing.T) *mcpclient.Client {
			srv := newFixture(t).serveTest(t, server.HTTPOptions{})
			client, err := mcpclient.NewSSEMCPClient(srv.URL + "/sse")
			require.NoError(t, err)
			return client
		},
		"in process": func(t *testing.T) *mcpclient.Client {
			client, err := mcpclient.NewInProcessClient(newFixture(t).MCP())
			require.NoError(t, err)
			return client
		},
		"stdio": func(t *testing.T) *mcpclient.Client {
			client, err := mcpclient.NewStdioMCPClient(os.Args[0], append(os.Environ(), modeVariable+"=stdio"))
			require.NoError(t, err)
			return client
		},
	}
}

func TestEveryTransportInBothEras(t *testing.T) {
	t.Parallel()
	for transport, dial := range transports() {
		for era, version := range map[string]string{"legacy": legacyVersion, "modern": modernVersion} {
			t.Run(transport+" "+era, func(t *testing.T) {
				t.Parallel()
				ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
				defer cancel()
				client := dial(t)
				progress := make(chan mcp.JSONRPCNotification, 8)
				client.OnNotification(func(n mcp.JSONRPCNotification) {
					if n.Method == string(mcp.MethodNotificationProgress) {
						progress <- n
					}
				})
				// The client outlives the check's own deadline while it closes.
				require.NoError(t, client.Start(context.WithoutCancel(ctx)))
				defer func() { _ = client.Close() }()
				useEverything(ctx, t, client, version)
				select {
				case n := <-progress:
					assert.Equal(t, "half", n.Params.AdditionalFields["message"])
				case <-ctx.Done():
					t.Fatal("no progress was reported")
				}
			})
		}
	}
}

// useEverything goes through what a client can ask.
func useEverything(ctx context.Context, t *testing.T, client *mcpclient.Client, version string) {
	t.Helper()
	initialize := mcp.InitializeRequest{}
	initialize.Params.ProtocolVersion = version
	initialize.Params.ClientInfo = mcp.Implementation{Name: "t", Version: "1"}
	greeting, err := client.Initialize(ctx, initialize)
	require.NoError(t, err)
	assert.Equal(t, version, greeting.ProtocolVersion)
	assert.Equal(t, "heygen-mcp", greeting.ServerInfo.Name)
	assert.Equal(t, "HeyGen", greeting.ServerInfo.Title)
	assert.Equal(t, "1.2.3", greeting.ServerInfo.Version)
	assert.Contains(t, greeting.Instructions, "list_avatars")
	assert.NotNil(t, greeting.Capabilities.Completions)
	assert.NotNil(t, greeting.Capabilities.Prompts)
	require.NotNil(t, greeting.Capabilities.Resources)
	assert.False(t, greeting.Capabilities.Resources.Subscribe, "nothing delivers updates")

	list, err := client.ListTools(ctx, mcp.ListToolsRequest{})
	require.NoError(t, err)
	assert.NotEmpty(t, list.Tools)

	call := mcp.CallToolRequest{}
	call.Params.Name, call.Params.Arguments = "echo", map[string]any{"text": "héllo"}
	result, err := client.CallTool(ctx, call)
	require.NoError(t, err)
	assert.Equal(t, "héllo", textOf(t, result))

	call.Params.Name, call.Params.Arguments, call.Params.Meta = "progress", nil, &mcp.Meta{ProgressToken: "p"}
	result, err = client.CallTool(ctx, call)
	require.NoError(t, err)
	assert.Equal(t, "notified", textOf(t, result))

	read := mcp.ReadResourceRequest{}
	read.Params.URI = "test://text"
	contents, err := client.ReadResource(ctx, read)
	require.NoError(t, err)
	raw, err := json.Marshal(contents)
	require.NoError(t, err)
	assert.Contains(t, string(raw), "a resource")

	get := mcp.GetPromptRequest{}
	get.Params.Name = "greeting"
	prompt, err := client.GetPrompt(ctx, get)
	require.NoError(t, err)
	assert.Len(t, prompt.Messages, 1)
}

func textOf(t *testing.T, result *mcp.CallToolResult) string {
	t.Helper()
	require.NotEmpty(t, result.Content)
	content, ok := mcp.AsTextContent(result.Content[0])
	require.True(t, ok)
	return content.Text
}
