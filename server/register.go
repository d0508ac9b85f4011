package server

import (
	"context"
	"strings"

	mcpserver "github.com/mark3labs/mcp-go/server"

	"heygen-mcp/prompts"
	"heygen-mcp/resources"
	"heygen-mcp/tools/kit"
)

// register puts everything that the server offers on it.
func (s *Server) register(offered []kit.Tool) {
	ready := make([]mcpserver.ServerTool, len(offered))
	for i, tool := range offered {
		ready[i] = tool.ServerTool(s.env)
	}
	s.mcp.AddTools(ready...)
	resources.Register(s.mcp, s.resourceEnv())
	prompts.Register(s.mcp)
}

// completions are the providers of what can be filled in.
func (s *Server) completions() []mcpserver.ServerOption {
	return []mcpserver.ServerOption{
		mcpserver.WithPromptCompletionProvider(completion{s}),
		mcpserver.WithResourceCompletionProvider(completion{s}),
	}
}

func (s *Server) resourceEnv() *resources.Env {
	return &resources.Env{Accounts: s.env.Accounts, RateCard: s.env.RateCard, Ledger: s.env.Ledger, Read: s.readLink, Log: s.log}
}

// readLink reads what HeyGen links to, as the tools do.
func (s *Server) readLink(ctx context.Context, link string, most int64) ([]byte, error) {
	return s.env.Fetch.Read(ctx, link, most)
}

// scheme is the part of a resource's address that is ours, for logs: the rest
// may hold anything.
func scheme(uri string) string {
	kind, rest, ok := strings.Cut(uri, "://")
	if !ok {
		return "other"
	}
	noun, _, _ := strings.Cut(rest, "/")
	noun, _, _ = strings.Cut(noun, "?")
	return kind + "://" + noun
}
