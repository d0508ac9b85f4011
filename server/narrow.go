package server

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"

	"github.com/mark3labs/mcp-go/mcp"

	"heygen-mcp/tools"
	"heygen-mcp/tools/kit"
)

// narrowing is what a request's headers leave of the tools that the server
// offers. Nil leaves everything. It can only take away.
type narrowing struct {
	kept []kit.Tool
	// by are the selections that were applied, one after the other.
	by []tools.Selection
}

type narrowingKey struct{}

func withNarrowing(ctx context.Context, n *narrowing) context.Context {
	return context.WithValue(ctx, narrowingKey{}, n)
}

// narrowed is the narrowing of the request that ctx belongs to.
func narrowed(ctx context.Context) *narrowing {
	n, _ := ctx.Value(narrowingKey{}).(*narrowing)
	return n
}

// narrow reads a request's headers.
func (s *Server) narrow(h http.Header) (*narrowing, *refusal) {
	selection, ok, refused := narrowingOf(h, s.known)
	if refused != nil || !ok {
		return nil, refused
	}
	return &narrowing{kept: selection.Narrow(s.offered), by: []tools.Selection{selection}}, nil
}

// and narrows what n leaves by what more was made from.
func (n *narrowing) and(more *narrowing) *narrowing {
	if n == nil {
		return more
	}
	if more == nil {
		return n
	}
	both := &narrowing{kept: n.kept, by: slices.Concat(n.by, more.by)}
	for _, selection := range more.by {
		both.kept = selection.Narrow(both.kept)
	}
	return both
}

// keeps is true of the tools that are left.
func (n *narrowing) keeps(name string) bool {
	return slices.ContainsFunc(n.kept, func(t kit.Tool) bool { return t.Name == name })
}

// headerAgainst is the header that leaves the tool out.
func (n *narrowing) headerAgainst(t kit.Tool) string {
	for _, selection := range n.by {
		if len(selection.Narrow([]kit.Tool{t})) == 0 {
			return narrowingHeaders()[selection.LeftOutBy(t)]
		}
	}
	return "a header"
}

// filterTools is what the MCP library lists, and lets be called, in ctx.
func filterTools(ctx context.Context, listed []mcp.Tool) []mcp.Tool {
	n := narrowed(ctx)
	if n == nil {
		return listed
	}
	kept := make([]mcp.Tool, 0, len(n.kept))
	for _, tool := range listed {
		if n.keeps(tool.Name) {
			kept = append(kept, tool)
		}
	}
	return kept
}

// explainNarrowed refuses calls of tools that the request's own headers leave
// out, before the library says only that there is no such tool.
func (s *Server) explainNarrowed(ctx context.Context, _, message any) error {
	n := narrowed(ctx)
	raw, isRaw := message.(json.RawMessage)
	if n == nil || !isRaw {
		return nil
	}
	var call struct {
		Method string `json:"method"`
		Params struct {
			Name string `json:"name"`
		} `json:"params"`
	}
	if json.Unmarshal(raw, &call) != nil || call.Method != string(mcp.MethodToolsCall) || n.keeps(call.Params.Name) {
		return nil
	}
	i := slices.IndexFunc(s.offered, func(t kit.Tool) bool { return t.Name == call.Params.Name })
	if i < 0 {
		return nil
	}
	return fmt.Errorf("the tool %s was not called: %s leaves it out; use a tool that is listed, or let the user change the header in the client's configuration",
		call.Params.Name, n.headerAgainst(s.offered[i]))
}
