package kit

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"runtime/debug"
	"time"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"heygen-mcp/tools/fault"
)

// notificationPause is how long a call waits after its last progress notification: the
// MCP library may otherwise send the result first, or drop the notification.
const notificationPause = 8 * time.Millisecond

// ServerTool makes the tool one of the MCP library's, working with env.
func (t Tool) ServerTool(env *Env) server.ServerTool {
	return server.ServerTool{Tool: t.definition(), Handler: t.handler(env)}
}

func (t Tool) definition() mcp.Tool {
	tool := mcp.NewToolWithRawSchema(t.Name, t.Description, t.InputSchema())
	tool.Title = t.Title
	tool.RawOutputSchema = t.OutputSchema()
	tool.Annotations = mcp.ToolAnnotation{
		Title:           t.Title,
		ReadOnlyHint:    new(t.Hints.ReadOnly),
		DestructiveHint: new(t.Hints.Destructive),
		IdempotentHint:  new(t.Hints.Idempotent || t.Hints.ReadOnly),
		OpenWorldHint:   new(!t.Hints.Closed),
	}
	return tool
}

// handler never returns an error: the library would show its text as a
// protocol fault. What fails is a result that says so.
func (t Tool) handler(env *Env) server.ToolHandlerFunc {
	return func(ctx context.Context, req mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		start := time.Now()
		reporter := newReporter(ctx, req)
		call := &Call{Env: env, progress: reporter.report, Person: client{ctx, req}}
		value, err := t.guarded(ctx, call, arguments(req))
		if asked, ok := errors.AsType[*Question](err); ok && !modern(ctx) {
			call = &Call{Env: env, progress: reporter.report}
			value, err = t.withAnswer(ctx, call, asked, arguments(req))
		}
		reporter.pause()
		if asked, ok := errors.AsType[*Question](err); ok {
			return ask(asked), nil
		}
		if err != nil {
			failure := fault.AsError(err)
			logCall(ctx, env.Log, t.Name, start, failure)
			return failureResult(failure), nil
		}
		raw, err := withReceipt(value, call.Receipt)
		if err != nil {
			failure := fault.AsError(err)
			logCall(ctx, env.Log, t.Name, start, failure)
			return failureResult(failure), nil
		}
		logCall(ctx, env.Log, t.Name, start, nil)
		return mcp.NewToolResultStructured(raw, string(raw)), nil
	}
}

// withAnswer asks the person, and calls the tool again with what they say. An
// answer that came too late for its question is none.
func (t Tool) withAnswer(ctx context.Context, c *Call, q *Question, raw json.RawMessage) (any, error) {
	var err error
	if c.Person, err = elicit(ctx, q); err != nil {
		return nil, err
	}
	value, err := t.guarded(ctx, c, raw)
	if again, ok := errors.AsType[*Question](err); ok {
		return nil, again.Unanswered(nil)
	}
	return value, err
}

// guarded turns a panic into a failure that shows nothing of the inside; the
// trace goes to the log.
func (t Tool) guarded(ctx context.Context, c *Call, raw json.RawMessage) (value any, err error) {
	defer func() {
		if p := recover(); p != nil {
			c.Log.ErrorContext(ctx, "tool panicked", "tool", t.Name, "stack", string(debug.Stack()))
			err = &fault.Error{Code: fault.CodeInternal, Message: "the server failed on this call", Hint: "Report it with the server's log. Before a create call is sent again, look whether the first one was accepted."}
		}
	}()
	return t.Call(ctx, c, raw)
}

func arguments(req mcp.CallToolRequest) json.RawMessage {
	switch raw := req.GetRawArguments().(type) {
	case json.RawMessage:
		return raw
	case nil:
		return nil
	default:
		// In-process callers hand over Go values.
		encoded, err := json.Marshal(raw)
		if err != nil {
			return json.RawMessage("null")
		}
		return encoded
	}
}

// failureResult carries the failure as text alone: structured content would
// have to fit the tool's output schema, and strict clients check that.
func failureResult(e *fault.Error) *mcp.CallToolResult {
	raw, err := json.Marshal(e)
	if err != nil {
		return mcp.NewToolResultError(e.Error())
	}
	return mcp.NewToolResultError(string(raw))
}

func logCall(ctx context.Context, log *slog.Logger, name string, start time.Time, failure *fault.Error) {
	attrs := []slog.Attr{slog.String("tool", name), slog.Duration("took", time.Since(start).Round(time.Microsecond))}
	level := slog.LevelInfo
	if failure != nil {
		attrs = append(attrs, slog.String("code", failure.Code), slog.String("field", failure.Field), slog.String("request_id", failure.RequestID))
		if failure.Code == fault.CodeInternal {
			level = slog.LevelError
			attrs = append(attrs, slog.Any("cause", failure.Cause))
		}
	}
	log.LogAttrs(ctx, level, "tool call", attrs...)
}

// reporter sends progress notifications for one call.
type reporter struct {
	ctx   context.Context
	token mcp.ProgressToken
	last  time.Time
}

func newReporter(ctx context.Context, req mcp.CallToolRequest) *reporter {
	r := &reporter{ctx: ctx}
	if req.Params.Meta != nil {
		r.token = req.Params.Meta.ProgressToken
	}
	return r
}

func (r *reporter) report(done, total float64, message string) {
	srv := server.ServerFromContext(r.ctx)
	if r.token == nil || srv == nil {
		return
	}
	params := map[string]any{"progressToken": r.token, "progress": done, "message": message}
	if total > 0 {
		params["total"] = total
	}
	// A client that went away is noticed by the call's own context.
	_ = srv.SendNotificationToClient(r.ctx, "notifications/progress", params)
	r.last = time.Now()
}

func (r *reporter) pause() {
	if since := time.Since(r.last); since < notificationPause {
		time.Sleep(notificationPause - since)
	}
}

// withReceipt writes a result as JSON, with the receipt's members behind.
func withReceipt(value any, r *Receipt) (json.RawMessage, error) {
	raw, err := json.Marshal(value)
	if err != nil || r == nil {
		return raw, err
	}
	more, err := json.Marshal(r)
	if err != nil || len(more) <= len("{}") {
		return raw, err
	}
	if string(raw) == "{}" {
		return more, nil
	}
	return append(append(raw[:len(raw)-1], ','), more[1:]...), nil
}

// consentID names the one question that tools ask.
const consentID = "consent"

// ask makes a tool's question the client's. The client comes back with the
// answer in another call.
func ask(q *Question) *mcp.CallToolResult {
	return server.NewInputRequestBuilder(q.State).Elicit(consentID, q.form()).ToolResult()
}

// form is the question as the client puts it. The person says yes or no; there
// is nothing to fill in.
func (q *Question) form() mcp.ElicitationParams {
	return mcp.ElicitationParams{Message: q.Message, RequestedSchema: map[string]any{"type": "object", "properties": map[string]any{}}}
}

// modern is true of clients that answer a question in another call. Older ones
// are asked while the call waits.
func modern(ctx context.Context) bool {
	info := server.RequestProtocolInfoFromContext(ctx)
	return info != nil && info.Modern
}

// elicit asks the person behind an older client. The library would do that for
// us, and wait for ever.
func elicit(ctx context.Context, q *Question) (Person, error) {
	waiting, cancel := context.WithTimeout(ctx, q.Patience)
	defer cancel()
	given, err := server.ServerFromContext(ctx).RequestElicitation(waiting, mcp.ElicitationRequest{
		Request: mcp.Request{Method: string(mcp.MethodElicitationCreate)}, Params: q.form(),
	})
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case waiting.Err() != nil:
		return nil, q.Unanswered(waiting.Err())
	case err != nil || given == nil:
		return nil, q.Unanswered(err)
	default:
		return answered{action: string(given.Action), state: q.State}, nil
	}
}

// answered is a person who was asked, and has answered.
type answered struct{ action, state string }

// CanAnswer implements person.
func (answered) CanAnswer() bool { return true }

// Answer implements person.
func (a answered) Answer() (action, state string) { return a.action, a.state }

// client is the person behind an MCP client.
type client struct {
	ctx context.Context
	req mcp.CallToolRequest
}

// CanAnswer implements person: the client has to have said that it elicits, over
// a transport on which it can be asked.
func (c client) CanAnswer() bool {
	if modern(c.ctx) {
		info := server.RequestProtocolInfoFromContext(c.ctx)
		return info.ClientCapabilities != nil && info.ClientCapabilities.Elicitation != nil
	}
	session := server.ClientSessionFromContext(c.ctx)
	_, reachable := session.(server.SessionWithElicitation)
	told, ok := session.(server.SessionWithClientInfo)
	return reachable && ok && told.GetClientCapabilities().Elicitation != nil
}

// Answer implements person.
func (c client) Answer() (action, state string) {
	given := server.ElicitationResponse(c.req.Params.InputResponses, consentID)
	if given == nil {
		return "", ""
	}
	return string(given.Action), c.req.Params.RequestState
}
