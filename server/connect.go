package server

import (
	"context"
	"encoding/json"
	"fmt"

	mcpclient "github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/mcp"
)

// Client is an MCP client of the server in the same process, for commands that
// call tools from a terminal. It takes the way that every client takes.
type Client struct {
	mcp      *mcpclient.Client
	progress bool
}

// ToolSummary is a tool as the server lists it.
type ToolSummary struct {
	// Name is what to call it by.
	Name string
	// Title is what to show to people.
	Title string
	// Description is what assistants read.
	Description string
	// InputSchema is the JSON Schema of its arguments.
	InputSchema json.RawMessage
}

// CallResult is what a tool answered.
type CallResult struct {
	// JSON is the structured result; of a failed call it is the failure, with
	// code, message and hint.
	JSON json.RawMessage
	// IsError is true of a failed call.
	IsError bool
}

// progressToken marks the calls of this client that want to hear of progress.
const progressToken = "call"

// ConnectOption changes what a client can do.
type ConnectOption func(*connection)

type connection struct{ options []mcpclient.ClientOption }

// Ask puts a tool's question to the person at the terminal: true is yes. After
// an error the call is given up.
type Ask func(ctx context.Context, question string) (yes bool, err error)

// WithAsk gives the client somebody who can be asked for consent. Without it,
// or with nil, the client says that it can ask nobody.
func WithAsk(ask Ask) ConnectOption {
	return func(c *connection) {
		if ask != nil {
			c.options = append(c.options, mcpclient.WithElicitationHandler(ask))
		}
	}
}

// Connect gives a client of the server. Where onProgress is not nil, it hears
// how far calls are, one at a time and never after Close; total is 0 where it
// is not known. Close the client when done.
func (s *Server) Connect(ctx context.Context, onProgress func(done, total float64, message string), options ...ConnectOption) (*Client, error) {
	var made connection
	for _, option := range options {
		option(&made)
	}
	client, err := mcpclient.NewInProcessClientWithOptions(s.mcp, made.options...)
	if err != nil {
		return nil, fmt.Errorf("making the client: %w", err)
	}
	if onProgress != nil {
		client.OnNotification(func(n mcp.JSONRPCNotification) {
			if n.Method == string(mcp.MethodNotificationProgress) {
				fields := n.Params.AdditionalFields
				onProgress(number(fields["progress"]), number(fields["total"]), text(fields["message"]))
			}
		})
	}
	if err := client.Start(ctx); err != nil {
		return nil, fmt.Errorf("starting the client: %w", err)
	}
	initialize := mcp.InitializeRequest{}
	initialize.Params.ProtocolVersion = mcp.LATEST_PROTOCOL_VERSION
	initialize.Params.ClientInfo = mcp.Implementation{Name: name + "-cli", Version: s.version}
	if _, err := client.Initialize(ctx, initialize); err != nil {
		_ = client.Close()
		return nil, fmt.Errorf("initializing the client: %w", err)
	}
	return &Client{mcp: client, progress: onProgress != nil}, nil
}

// Elicit implements the client's handler. There is nothing to fill in.
func (ask Ask) Elicit(ctx context.Context, request mcp.ElicitationRequest) (*mcp.ElicitationResult, error) {
	yes, err := ask(ctx, request.Params.Message)
	if err != nil {
		return nil, err
	}
	answer := mcp.ElicitationResponse{Action: mcp.ElicitationResponseActionDecline}
	if yes {
		answer = mcp.ElicitationResponse{Action: mcp.ElicitationResponseActionAccept, Content: map[string]any{}}
	}
	return &mcp.ElicitationResult{ElicitationResponse: answer}, nil
}

// ListTools gives every tool that the server offers.
func (c *Client) ListTools(ctx context.Context) ([]ToolSummary, error) {
	list, err := c.mcp.ListTools(ctx, mcp.ListToolsRequest{})
	if err != nil {
		return nil, fmt.Errorf("listing tools: %w", err)
	}
	summaries := make([]ToolSummary, len(list.Tools))
	for i, tool := range list.Tools {
		schema, err := json.Marshal(tool.InputSchema)
		if err != nil {
			return nil, fmt.Errorf("reading the schema of %s: %w", tool.Name, err)
		}
		summaries[i] = ToolSummary{Name: tool.Name, Title: tool.Title, Description: tool.Description, InputSchema: schema}
	}
	return summaries, nil
}

// CallTool calls a tool with its arguments, anything that encodes to a JSON
// object. The error is of the protocol, such as an unknown tool; what the tool
// itself says is in the result, failures too.
func (c *Client) CallTool(ctx context.Context, tool string, arguments any) (CallResult, error) {
	request := mcp.CallToolRequest{}
	request.Params.Name, request.Params.Arguments = tool, arguments
	if c.progress {
		request.Params.Meta = &mcp.Meta{ProgressToken: progressToken}
	}
	answer, err := c.mcp.CallTool(ctx, request)
	if err != nil {
		return CallResult{}, fmt.Errorf("calling %s: %w", tool, err)
	}
	raw, err := resultJSON(answer)
	if err != nil {
		return CallResult{}, fmt.Errorf("reading the result of %s: %w", tool, err)
	}
	return CallResult{JSON: raw, IsError: answer.IsError}, nil
}

// Close ends the client.
func (c *Client) Close() error { return c.mcp.Close() }

// resultJSON is the structured result, or the text where there is none; a
// text that is no JSON comes as a JSON string.
func resultJSON(answer *mcp.CallToolResult) (json.RawMessage, error) {
	if answer.StructuredContent != nil {
		return json.Marshal(answer.StructuredContent)
	}
	for _, content := range answer.Content {
		if block, ok := mcp.AsTextContent(content); ok {
			if json.Valid([]byte(block.Text)) {
				return json.RawMessage(block.Text), nil
			}
			return json.Marshal(block.Text)
		}
	}
	return json.RawMessage("null"), nil
}

// number takes what a handler sent: in one process it comes as it was, not as
// JSON would have made it.
func number(v any) float64 {
	switch n := v.(type) {
	case float64:
		return n
	case int:
		return float64(n)
	case int64:
		return float64(n)
	default:
		return 0
	}
}

func text(v any) string {
	s, _ := v.(string)
	return s
}
