package server

import (
	"log/slog"
	"slices"
	"time"

	"github.com/mark3labs/mcp-go/mcp"
	mcpserver "github.com/mark3labs/mcp-go/server"

	"heygen-mcp/tools/kit"
)

// name is how the server calls itself to clients.
const name = "heygen-mcp"

const (
	// listTTL is how long a client may keep a list. Lists change only when the
	// server starts anew.
	listTTL = 5 * time.Minute
	// readTTL is how long a client may keep a resource it read.
	readTTL = 30 * time.Second
)

// Options are what a server is made from.
type Options struct {
	// Version is this build's version, as clients see it.
	Version string
	// Log gets a line a request, and what went wrong inside. Nil discards it.
	Log *slog.Logger
	// Tools are offered in this order.
	Tools []kit.Tool
	// Known are all tools that exist, offered or not. The names in a request
	// that narrows the offer are checked against them and Tools.
	Known []kit.Tool
	// Env is what tools, resources and prompts work with.
	Env *kit.Env
	// DrainTimeout bounds how long the end waits for calls that still run.
	// Zero means as long as the longest call may wait, and some.
	DrainTimeout time.Duration
}

// Server is an MCP server, ready to serve any number of HTTP listeners and
// in-process clients, and one stdio client. It is safe for concurrent use.
type Server struct {
	mcp     *mcpserver.MCPServer
	env     *kit.Env
	log     *slog.Logger
	version string
	drain   time.Duration
	// offered are the tools; known are those that a request may name.
	offered, known []kit.Tool
}

// New makes a server. It makes no request and starts nothing.
func New(o Options) *Server {
	s := &Server{env: o.Env, log: o.Log, version: o.Version, drain: o.DrainTimeout, offered: o.Tools, known: slices.Concat(o.Known, o.Tools)}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if s.drain <= 0 {
		s.drain = defaultDrain(o.Env)
	}
	s.mcp = mcpserver.NewMCPServer(name, o.Version, s.options()...)
	s.register(o.Tools)
	return s
}

// defaultDrain lets the longest wait and the slowest write of HeyGen's API
// (about 31 s at its 99th percentile) come to their end.
func defaultDrain(env *kit.Env) time.Duration {
	const least, margin = 40 * time.Second, 15 * time.Second
	if env == nil {
		return least
	}
	return max(least, env.MaxWait+margin)
}

// options of the MCP library. Its own validation of arguments stays off: tools
// validate theirs, with messages that name the field and the mend.
func (s *Server) options() []mcpserver.ServerOption {
	hooks := &mcpserver.Hooks{}
	hooks.AddOnRequestInitialization(s.explainNarrowed)
	return append([]mcpserver.ServerOption{
		mcpserver.WithTitle("HeyGen"),
		mcpserver.WithDescription("Makes, translates and delivers HeyGen avatar videos."),
		mcpserver.WithWebsiteURL("https://www.heygen.com"),
		mcpserver.WithInstructions(instructions),
		// Lists do not change while a server runs. That they may is said because
		// the library closes a subscription to nothing at once, and then loses
		// its acknowledgement as often as not.
		mcpserver.WithToolCapabilities(true),
		mcpserver.WithResourceCapabilities(false, true),
		mcpserver.WithPromptCapabilities(true),
		mcpserver.WithCompletions(),
		// Everything here may depend on whose key it was asked with.
		mcpserver.WithCacheHints(listTTL.Milliseconds(), mcp.CacheScopePrivate),
		mcpserver.WithMethodCacheHints(mcp.MethodResourcesRead, readTTL.Milliseconds(), mcp.CacheScopePrivate),
		mcpserver.WithToolFilter(filterTools),
		mcpserver.WithHooks(hooks),
		mcpserver.WithToolHandlerMiddleware(s.guardTool),
		mcpserver.WithResourceHandlerMiddleware(s.guardResource),
		mcpserver.WithPromptHandlerMiddleware(s.guardPrompt),
	}, s.completions()...)
}
