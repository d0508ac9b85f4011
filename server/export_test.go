package server

import (
	"net/http"

	mcpserver "github.com/mark3labs/mcp-go/server"

	"heygen-mcp/tools/kit"
)

// MCP is the library's server, for tests to put tools of their own on.
func (s *Server) MCP() *mcpserver.MCPServer { return s.mcp }

// Observe is what logs requests and answers for panics, alone.
func (s *Server) Observe(next http.Handler) http.Handler { return s.observe(next) }

// NarrowByHeaders gives the names of the tools that a request's headers leave,
// or the message of its refusal.
func NarrowByHeaders(h http.Header, offered, known []kit.Tool) (kept []string, refused string) {
	s := &Server{offered: offered, known: known}
	n, r := s.narrow(h)
	if r != nil {
		return nil, r.message
	}
	if n == nil {
		n = &narrowing{kept: offered}
	}
	for _, t := range n.kept {
		kept = append(kept, t.Name)
	}
	return kept, ""
}
