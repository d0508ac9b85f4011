package prompts

import (
	"context"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"heygen-mcp/catalog"
)

// Register puts the prompts on an MCP server.
func Register(s *server.MCPServer, _ *Env) {
	for _, p := range all() {
		options := []mcp.PromptOption{mcp.WithPromptTitle(p.title), mcp.WithPromptDescription(p.description)}
		for _, a := range p.arguments {
			details := []mcp.ArgumentOption{mcp.ArgumentDescription(a.description)}
			if a.required {
				details = append(details, mcp.RequiredArgument())
			}
			options = append(options, mcp.WithArgument(a.name, details...))
		}
		s.AddPrompt(mcp.NewPrompt(p.name, options...), func(_ context.Context, req mcp.GetPromptRequest) (*mcp.GetPromptResult, error) {
			text, err := p.write(req.Params.Arguments)
			if err != nil {
				return nil, err
			}
			return mcp.NewGetPromptResult(p.description, []mcp.PromptMessage{mcp.NewPromptMessage(mcp.RoleUser, mcp.NewTextContent(text))}), nil
		})
	}
}

// Completion completes the prompts' arguments from the caller's catalog.
func Completion(env *Env) server.PromptCompletionProvider { return completion{env} }

type completion struct{ env *Env }

// CompletePromptArgument implements the library's provider.
func (c completion) CompletePromptArgument(ctx context.Context, name string, argument mcp.CompleteArgument, _ mcp.CompleteContext) (*mcp.Completion, error) {
	var kind catalog.Kind
	if p, ok := find(name); ok {
		for _, a := range p.arguments {
			if a.name == argument.Name {
				kind = a.complete
			}
		}
	}
	if kind == "" {
		return &mcp.Completion{Values: []string{}}, nil
	}
	acct, err := c.env.Accounts.Get(ctx)
	if err != nil {
		return nil, err
	}
	values, err := acct.Catalog.Complete(ctx, kind, argument.Value)
	if err != nil {
		return nil, err
	}
	return &mcp.Completion{Values: values, Total: len(values)}, nil
}
