package server_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/mark3labs/mcp-go/mcp"
	mcpserver "github.com/mark3labs/mcp-go/server"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/server"
	"heygen-mcp/tools"
)

func TestConnect(t *testing.T) {
	t.Parallel()
	heard := make(chan string, 1)
	client, err := newFixture(t).Connect(t.Context(), func(done, total float64, message string) {
		assert.InDelta(t, 1, done, 0)
		assert.InDelta(t, 2, total, 0)
		heard <- message
	})
	require.NoError(t, err)
	defer func() { assert.NoError(t, client.Close()) }()

	list, err := client.ListTools(t.Context())
	require.NoError(t, err)
	var names []string
	for _, tool := range list {
		names = append(names, tool.Name)
		assert.NotEmpty(t, tool.Description)
		assert.Contains(t, string(tool.InputSchema), `"object"`)
	}
	assert.Contains(t, names, "echo")

	result, err := client.CallTool(t.Context(), "progress", struct{}{})
	require.NoError(t, err)
	assert.False(t, result.IsError)
	assert.JSONEq(t, `"notified"`, string(result.JSON))
	select {
	case message := <-heard:
		assert.Equal(t, "half", message)
	case <-time.After(5 * time.Second):
		t.Fatal("no progress was heard")
	}

	_, err = client.CallTool(t.Context(), "no_such_tool", nil)
	assert.ErrorContains(t, err, "no_such_tool")
}

// TestRealTools calls a tool of ours as every client would, without a key.
func TestRealTools(t *testing.T) {
	t.Parallel()
	f := newFixture(t, func(o *server.Options) { o.Tools = tools.All() })
	client, err := f.Connect(t.Context(), nil)
	require.NoError(t, err)
	defer func() { assert.NoError(t, client.Close()) }()
	list, err := client.ListTools(t.Context())
	require.NoError(t, err)
	assert.Greater(t, len(list), len(tools.All()), "ours and the tests' own")

	result, err := client.CallTool(t.Context(), "get_current_user", nil)
	require.NoError(t, err)
	assert.True(t, result.IsError)
	assert.Contains(t, string(result.JSON), "HEYGEN_API_KEY")
	result, err = client.CallTool(t.Context(), "create_video", map[string]any{"scrpt": "hi"})
	require.NoError(t, err)
	assert.True(t, result.IsError)
	assert.Contains(t, string(result.JSON), "Did you mean script?")
}

// asking is a server with a tool that asks its caller's user, and tells what the
// answer was.
func asking(t *testing.T) *fixture {
	t.Helper()
	f := newFixture(t)
	f.MCP().AddTool(mcp.NewToolWithRawSchema("asking", "Asks.", []byte(`{"type":"object"}`)), func(ctx context.Context, req mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		if given := mcpserver.ElicitationResponse(req.Params.InputResponses, "q"); given != nil {
			return mcp.NewToolResultText(string(given.Action)), nil
		}
		if info := mcpserver.RequestProtocolInfoFromContext(ctx); info.ClientCapabilities == nil || info.ClientCapabilities.Elicitation == nil {
			return mcp.NewToolResultText("nobody"), nil
		}
		params := mcp.ElicitationParams{Message: "Spend it?", RequestedSchema: map[string]any{"type": "object", "properties": map[string]any{}}}
		return mcpserver.NewInputRequestBuilder("state").Elicit("q", params).ToolResult(), nil
	})
	return f
}

// TestAsking puts a tool's question to whom the client can ask, and says that it
// can ask nobody where there is no one.
func TestAsking(t *testing.T) {
	t.Parallel()
	broken := errors.New("the terminal is gone")
	for name, test := range map[string]struct {
		ask     server.Ask
		answers string
		fails   bool
	}{
		"yes":      {func(context.Context, string) (bool, error) { return true, nil }, `"accept"`, false},
		"no":       {func(context.Context, string) (bool, error) { return false, nil }, `"decline"`, false},
		"nobody":   {nil, `"nobody"`, false},
		"given up": {func(context.Context, string) (bool, error) { return true, broken }, "", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			asked := ""
			ask := test.ask
			if ask != nil {
				ask = func(ctx context.Context, question string) (bool, error) {
					asked = question
					return test.ask(ctx, question)
				}
			}
			client, err := asking(t).Connect(t.Context(), nil, server.WithAsk(ask))
			require.NoError(t, err)
			defer func() { assert.NoError(t, client.Close()) }()
			result, err := client.CallTool(t.Context(), "asking", struct{}{})
			if test.ask != nil {
				assert.Equal(t, "Spend it?", asked)
			}
			if test.fails {
				require.ErrorIs(t, err, broken)
				return
			}
			require.NoError(t, err)
			assert.JSONEq(t, test.answers, string(result.JSON))
		})
	}
}
