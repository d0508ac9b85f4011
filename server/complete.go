package server

import (
	"context"

	"github.com/mark3labs/mcp-go/mcp"

	"heygen-mcp/account"
	"heygen-mcp/catalog"
	"heygen-mcp/prompts"
	"heygen-mcp/resources"
)

// completion completes the arguments of prompts and the variables of resources
// from the caller's catalog. It offers nothing where that fails: a person is
// typing, and an error would only stand in the way.
type completion struct{ server *Server }

// CompletePromptArgument implements the MCP library's provider.
func (c completion) CompletePromptArgument(ctx context.Context, prompt string, argument mcp.CompleteArgument, _ mcp.CompleteContext) (*mcp.Completion, error) {
	return c.server.guardCompletion(ctx, prompt, func() ([]string, error) {
		return complete(ctx, c.server.env.Accounts, prompts.CompletionKind(prompt, argument.Name), argument.Value)
	}), nil
}

// CompleteResourceArgument implements the MCP library's provider.
func (c completion) CompleteResourceArgument(ctx context.Context, uri string, argument mcp.CompleteArgument, _ mcp.CompleteContext) (*mcp.Completion, error) {
	return c.server.guardCompletion(ctx, scheme(uri), func() ([]string, error) {
		return complete(ctx, c.server.env.Accounts, resources.CompletionKind(uri, argument.Name), argument.Value)
	}), nil
}

// complete gives the ids of a kind that fit the text; none of no kind.
func complete(ctx context.Context, accounts *account.Accounts, kind catalog.Kind, text string) ([]string, error) {
	if kind == "" {
		return nil, nil
	}
	acct, err := accounts.Get(ctx)
	if err != nil {
		return nil, err
	}
	return acct.Catalog.Complete(ctx, kind, text)
}

// guardCompletion makes what fails or panics an empty completion.
func (s *Server) guardCompletion(ctx context.Context, what string, values func() ([]string, error)) (completion *mcp.Completion) {
	none := &mcp.Completion{Values: []string{}}
	defer func() {
		if p := recover(); p != nil {
			s.logPanic(ctx, "completion", what)
			completion = none
		}
	}()
	found, err := values()
	if err != nil {
		s.logStray(ctx, "completion", what, err)
		return none
	}
	if found == nil {
		return none
	}
	return &mcp.Completion{Values: found, Total: len(found)}
}
