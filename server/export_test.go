package server

import (
	"net/http"

	mcpserver "github.com/mark3labs/mcp-go/server"
)

// MCP is the library's server, for tests to put tools of their own on.
func (s *Server) MCP() *mcpserver.MCPServer { return s.mcp }

// Observe is what logs requests and answers for panics, alone.
func (s *Server) Observe(next http.Handler) http.Handler { return s.observe(next) }
