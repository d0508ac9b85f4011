package prompts

import (
	"context"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"
)

// Register puts the prompts on an MCP server.
func Register(s *server.MCPServer) {
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
