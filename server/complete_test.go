package server

import (
	"context"
	"errors"
	"log/slog"
	"testing"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// provider completes as a test tells it to.
type provider func() (*mcp.Completion, error)

func (p provider) CompletePromptArgument(context.Context, string, mcp.CompleteArgument, mcp.CompleteContext) (*mcp.Completion, error) {
	return p()
}

func (p provider) CompleteResourceArgument(context.Context, string, mcp.CompleteArgument, mcp.CompleteContext) (*mcp.Completion, error) {
	return p()
}

func TestCompletionFailsIntoNothing(t *testing.T) {
	t.Parallel()
	s := &Server{log: slog.New(slog.DiscardHandler)}
	for name, test := range map[string]struct {
		complete provider
		values   []string
	}{
		"values": {func() (*mcp.Completion, error) { return &mcp.Completion{Values: []string{"a"}}, nil }, []string{"a"}},
		"error":  {func() (*mcp.Completion, error) { return nil, errors.New("no") }, []string{}},
		"panic":  {func() (*mcp.Completion, error) { panic("no") }, []string{}},
		"none":   {func() (*mcp.Completion, error) { return &mcp.Completion{}, nil }, []string{}},
	} {
		guarded := &guardedCompletion{server: s, prompts: test.complete, resources: test.complete}
		prompt, err := guarded.CompletePromptArgument(t.Context(), "p", mcp.CompleteArgument{}, mcp.CompleteContext{})
		require.NoError(t, err, name)
		assert.Equal(t, test.values, prompt.Values, name)
		resource, err := guarded.CompleteResourceArgument(t.Context(), "heygen://avatars/{avatar_id}", mcp.CompleteArgument{}, mcp.CompleteContext{})
		require.NoError(t, err, name)
		assert.Equal(t, test.values, resource.Values, name)
	}
}
