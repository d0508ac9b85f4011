package server

import (
	"errors"
	"log/slog"
	"testing"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/account"
	"heygen-mcp/heygenapi"
	"heygen-mcp/tools/kit"
)

func TestCompletionFailsIntoNothing(t *testing.T) {
	t.Parallel()
	s := &Server{log: slog.New(slog.DiscardHandler)}
	for name, test := range map[string]struct {
		complete func() ([]string, error)
		values   []string
	}{
		"values": {func() ([]string, error) { return []string{"a"}, nil }, []string{"a"}},
		"error":  {func() ([]string, error) { return nil, errors.New("no") }, []string{}},
		"panic":  {func() ([]string, error) { panic("no") }, []string{}},
		"none":   {func() ([]string, error) { return nil, nil }, []string{}},
	} {
		completion := s.guardCompletion(t.Context(), "p", test.complete)
		assert.Equal(t, test.values, completion.Values, name)
	}
}

// TestCompletionWithoutAnAccount is that of a person who types: no error.
func TestCompletionWithoutAnAccount(t *testing.T) {
	t.Parallel()
	accounts, err := account.New(heygenapi.Credential{})
	require.NoError(t, err)
	c := completion{&Server{log: slog.New(slog.DiscardHandler), env: &kit.Env{Accounts: accounts}}}
	prompt, err := c.CompletePromptArgument(t.Context(), "first_video", mcp.CompleteArgument{Name: "avatar_id", Value: "a"}, mcp.CompleteContext{})
	require.NoError(t, err)
	assert.Equal(t, []string{}, prompt.Values)
	resource, err := c.CompleteResourceArgument(t.Context(), "heygen://avatars/{avatar_id}", mcp.CompleteArgument{Name: "avatar_id", Value: "a"}, mcp.CompleteContext{})
	require.NoError(t, err)
	assert.Equal(t, []string{}, resource.Values)
}
