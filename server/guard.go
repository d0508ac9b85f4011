package server

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"runtime/debug"

	"github.com/mark3labs/mcp-go/mcp"
	mcpserver "github.com/mark3labs/mcp-go/server"

	"heygen-mcp/internal/clienterror"
	"heygen-mcp/tools/fault"
)

// errPanic stands for a handler that panicked. Its trace is in the log only.
var errPanic = errors.New("handler panicked")

// errNoResult stands for a handler that gave neither a result nor an error.
var errNoResult = errors.New("handler gave no result")

// guardTool keeps the inside inside: the MCP library would send a handler's
// error, or what it panicked with, to the client word for word. What fails is
// a result that says what to do next.
func (s *Server) guardTool(next mcpserver.ToolHandlerFunc) mcpserver.ToolHandlerFunc {
	return func(ctx context.Context, req mcp.CallToolRequest) (result *mcp.CallToolResult, err error) {
		defer func() {
			if p := recover(); p != nil {
				s.logPanic(ctx, "tool", req.Params.Name)
				result, err = failureResult(errPanic), nil
			}
		}()
		result, err = next(ctx, req)
		if err == nil && result == nil {
			err = errNoResult
		}
		if err != nil {
			s.logStray(ctx, "tool", req.Params.Name, err)
			return failureResult(err), nil
		}
		return result, nil
	}
}

// guardResource does the same for reads. MCP has no error results there, so
// the protocol error carries the text for the assistant.
func (s *Server) guardResource(next mcpserver.ResourceHandlerFunc) mcpserver.ResourceHandlerFunc {
	return func(ctx context.Context, req mcp.ReadResourceRequest) (contents []mcp.ResourceContents, err error) {
		defer func() {
			if p := recover(); p != nil {
				s.logPanic(ctx, "resource", scheme(req.Params.URI))
				contents, err = nil, shown(errPanic)
			}
		}()
		contents, err = next(ctx, req)
		if err != nil {
			s.logStray(ctx, "resource", scheme(req.Params.URI), err)
			return nil, shown(err)
		}
		return contents, nil
	}
}

// guardPrompt does the same for prompts.
func (s *Server) guardPrompt(next mcpserver.PromptHandlerFunc) mcpserver.PromptHandlerFunc {
	return func(ctx context.Context, req mcp.GetPromptRequest) (result *mcp.GetPromptResult, err error) {
		defer func() {
			if p := recover(); p != nil {
				s.logPanic(ctx, "prompt", req.Params.Name)
				result, err = nil, shown(errPanic)
			}
		}()
		result, err = next(ctx, req)
		if err == nil && result == nil {
			err = errNoResult
		}
		if err != nil {
			s.logStray(ctx, "prompt", req.Params.Name, err)
			return nil, shown(err)
		}
		return result, nil
	}
}

// failureResult is the failure as a tool's result, in the shape that the tools
// themselves give theirs.
func failureResult(err error) *mcp.CallToolResult {
	failure := fault.AsError(err)
	raw, encodeErr := json.Marshal(failure)
	if encodeErr != nil {
		return mcp.NewToolResultError(failure.Error())
	}
	return mcp.NewToolResultError(string(raw))
}

// shown is the error as a client may see it.
func shown(err error) error {
	if told, ok := errors.AsType[*clienterror.Error](err); ok {
		return told
	}
	return errors.New(fault.AsError(err).Error())
}

func (s *Server) logPanic(ctx context.Context, kind, what string) {
	s.log.ErrorContext(ctx, "handler panicked", kind, what, "stack", string(debug.Stack()))
}

func (s *Server) logStray(ctx context.Context, kind, what string, err error) {
	s.log.LogAttrs(ctx, slog.LevelWarn, "handler failed", slog.String(kind, what), slog.String("code", fault.AsError(err).Code))
}
