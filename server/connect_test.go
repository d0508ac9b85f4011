package server_test

import (
	"testing"
	"time"

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
