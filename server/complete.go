package server

import (
	"context"

	"github.com/mark3labs/mcp-go/mcp"
	mcpserver "github.com/mark3labs/mcp-go/server"
)

// guardedCompletion offers nothing where completing fails: a person is typing,
// and an error would only stand in the way.
type guardedCompletion struct {
	server    *Server
	prompts   mcpserver.PromptCompletionProvider
	resources mcpserver.ResourceCompletionProvider
}

// CompletePromptArgument implements the MCP library's provider.
func (g *guardedCompletion) CompletePromptArgument(ctx context.Context, prompt string, argument mcp.CompleteArgument, given mcp.CompleteContext) (*mcp.Completion, error) {
	return g.guard(ctx, prompt, func() (*mcp.Completion, error) {
		return g.prompts.CompletePromptArgument(ctx, prompt, argument, given)
	}), nil
}

// CompleteResourceArgument implements the MCP library's provider.
func (g *guardedCompletion) CompleteResourceArgument(ctx context.Context, uri string, argument mcp.CompleteArgument, given mcp.CompleteContext) (*mcp.Completion, error) {
	return g.guard(ctx, scheme(uri), func() (*mcp.Completion, error) {
		return g.resources.CompleteResourceArgument(ctx, uri, argument, given)
	}), nil
}

func (g *guardedCompletion) guard(ctx context.Context, what string, complete func() (*mcp.Completion, error)) (completion *mcp.Completion) {
	none := &mcp.Completion{Values: []string{}}
	defer func() {
		if p := recover(); p != nil {
			g.server.logPanic(ctx, "completion", what)
			completion = none
		}
	}()
	completion, err := complete()
	if err != nil {
		g.server.logStray(ctx, "completion", what, err)
		return none
	}
	if completion == nil || completion.Values == nil {
		return none
	}
	return completion
}
