package server_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/mark3labs/mcp-go/mcp"
	mcpserver "github.com/mark3labs/mcp-go/server"
)

// object is an elicitation's schema: named properties, some of them required.
func object(properties map[string]any, required ...string) map[string]any {
	schema := map[string]any{"type": "object", "properties": properties}
	if len(required) > 0 {
		schema["required"] = required
	}
	return schema
}

func form(message string, schema map[string]any) mcp.ElicitationParams {
	return mcp.ElicitationParams{Message: message, RequestedSchema: schema}
}

func ofType(kind string) map[string]any { return map[string]any{"type": kind} }

func sample(text string, tokens int) mcp.CreateMessageParams {
	return mcp.CreateMessageParams{
		Messages:  []mcp.SamplingMessage{{Role: mcp.RoleUser, Content: mcp.NewTextContent(text)}},
		MaxTokens: tokens,
	}
}

// sign and signed keep a state from being changed on its way.
func sign(state string) string {
	mac := hmac.New(sha256.New, []byte("conformance"))
	mac.Write([]byte(state))
	return state + "." + hex.EncodeToString(mac.Sum(nil))
}

func signed(token, state string) bool { return hmac.Equal([]byte(token), []byte(sign(state))) }

// answerTo is the client's answer, of whatever kind; one that has no kind's
// shape is none.
func answerTo(responses mcp.InputResponses, id string) (string, bool) {
	if form := mcpserver.ElicitationResponse(responses, id); form != nil && form.Action != "" {
		return fmt.Sprintf("%+v", *form), true
	}
	if message := mcpserver.SamplingResponse(responses, id); message != nil && message.Content != nil {
		return fmt.Sprintf("%+v", message.Content), true
	}
	if list := mcpserver.RootsResponse(responses, id); list != nil && len(list.Roots) > 0 {
		return fmt.Sprintf("%+v", list.Roots), true
	}
	return "", false
}

// addConformanceRounds adds what asks the client for something before it
// answers. The library asks modern clients by a result to be answered in
// another call, and older ones by a request on the call's own stream.
func addConformanceRounds(s *mcpserver.MCPServer) {
	name := object(map[string]any{"name": ofType("string")}, "name")
	// ask adds a tool that is done when every input asked for is there.
	ask := func(tool, state string, want func(ctx context.Context, req mcp.CallToolRequest, b *mcpserver.InputRequestBuilder), ids ...string) {
		s.AddTool(mcp.NewToolWithRawSchema(tool, "A tool that asks the client.", []byte(`{"type":"object"}`)),
			func(ctx context.Context, req mcp.CallToolRequest) (*mcp.CallToolResult, error) {
				complete := state == "" || signed(req.Params.RequestState, state)
				var said []string
				for _, id := range ids {
					answer, ok := answerTo(req.Params.InputResponses, id)
					complete = complete && ok
					said = append(said, answer)
				}
				if complete && len(ids) > 0 {
					return mcp.NewToolResultText("state-ok " + strings.Join(said, " ")), nil
				}
				builder := &mcpserver.InputRequestBuilder{}
				if state != "" {
					builder.RequestState(sign(state))
				}
				want(ctx, req, builder)
				return builder.ToolResult(), nil
			})
	}
	type builder = *mcpserver.InputRequestBuilder
	fixed := func(want func(b builder)) func(context.Context, mcp.CallToolRequest, builder) {
		return func(_ context.Context, _ mcp.CallToolRequest, b builder) { want(b) }
	}
	elicitName := fixed(func(b builder) { b.Elicit("user_name", form("What is your name?", name)) })
	confirm := fixed(func(b builder) {
		b.Elicit("confirm", form("Please confirm", object(map[string]any{"ok": ofType("boolean")}, "ok")))
	})
	ask("test_input_required_result_elicitation", "", elicitName, "user_name")
	ask("test_streaming_elicitation", "", elicitName, "user_name")
	ask("test_input_required_result_sampling", "", fixed(func(b builder) { b.Sample("capital_question", sample("What is the capital of France?", 100)) }), "capital_question")
	ask("test_input_required_result_list_roots", "", fixed(func(b builder) { b.Roots("client_roots") }), "client_roots")
	ask("test_input_required_result_request_state", "asked", confirm, "confirm")
	ask("test_input_required_result_tampered_state", "asked", confirm, "confirm")
	ask("test_input_required_result_multiple_inputs", "asked", fixed(func(b builder) {
		b.Elicit("user_name", form("What is your name?", name)).Sample("greeting", sample("Generate a greeting", 50)).Roots("client_roots")
	}), "user_name", "greeting", "client_roots")
	ask("test_input_required_result_multi_round", "two", func(_ context.Context, req mcp.CallToolRequest, b builder) {
		if _, answered := answerTo(req.Params.InputResponses, "step1"); answered && signed(req.Params.RequestState, "one") {
			b.Elicit("step2", form("Step 2: What is your favorite color?", object(map[string]any{"color": ofType("string")}, "color")))
			return
		}
		b.RequestState(sign("one")).Elicit("step1", form("Step 1: What is your name?", name))
	}, "step2")
	ask("test_input_required_result_capabilities", "", func(ctx context.Context, _ mcp.CallToolRequest, b builder) {
		info := mcpserver.RequestProtocolInfoFromContext(ctx)
		if info == nil || info.ClientCapabilities.Elicitation == nil {
			b.Sample("question", sample("What is the capital of France?", 100))
			return
		}
		b.Elicit("user_name", form("What is your name?", name))
	}, "question")
	addConformanceForms(ask)
	s.AddPrompt(mcp.NewPrompt("test_input_required_result_prompt", mcp.WithPromptDescription("A prompt that asks the client.")),
		func(_ context.Context, req mcp.GetPromptRequest) (*mcp.GetPromptResult, error) {
			if _, ok := mcpserver.InputResponse(req.Params.InputResponses, "user_context"); ok {
				return mcp.NewGetPromptResult("", []mcp.PromptMessage{mcp.NewPromptMessage(mcp.RoleUser, mcp.NewTextContent("With context."))}), nil
			}
			want := form("What context should the prompt use?", object(map[string]any{"context": ofType("string")}, "context"))
			return mcpserver.NewInputRequestBuilder("").Elicit("user_context", want).PromptResult(), nil
		})
}

// addConformanceForms adds the tools whose questions the suite looks into.
func addConformanceForms(ask func(string, string, func(context.Context, mcp.CallToolRequest, *mcpserver.InputRequestBuilder), ...string)) {
	asking := func(tool, message string, properties map[string]any, required ...string) {
		ask(tool, "", func(_ context.Context, req mcp.CallToolRequest, b *mcpserver.InputRequestBuilder) {
			b.Elicit("form", form(req.GetString("message", message), object(properties, required...)))
		}, "form")
	}
	ask("test_sampling", "", func(_ context.Context, req mcp.CallToolRequest, b *mcpserver.InputRequestBuilder) {
		b.Sample("answer", sample(req.GetString("prompt", ""), 100))
	}, "answer")
	text := func(more map[string]any) map[string]any {
		more["type"] = "string"
		return more
	}
	titled := []any{map[string]any{"const": "value1", "title": "First"}, map[string]any{"const": "value2", "title": "Second"}}
	asking("test_elicitation", "", map[string]any{"username": ofType("string"), "email": ofType("string")}, "username", "email")
	asking("test_elicitation_sep1034_defaults", "Please check", map[string]any{
		"name":     text(map[string]any{"default": "John Doe"}),
		"age":      map[string]any{"type": "integer", "default": 30},
		"score":    map[string]any{"type": "number", "default": 95.5},
		"status":   text(map[string]any{"enum": []string{"active", "inactive", "pending"}, "default": "active"}),
		"verified": map[string]any{"type": "boolean", "default": true},
	})
	asking("test_elicitation_sep1330_enums", "Please choose", map[string]any{
		"untitledSingle": text(map[string]any{"enum": []string{"option1", "option2", "option3"}}),
		"titledSingle":   text(map[string]any{"oneOf": titled}),
		"legacyEnum":     text(map[string]any{"enum": []string{"opt1", "opt2"}, "enumNames": []string{"One", "Two"}}),
		"untitledMulti":  map[string]any{"type": "array", "items": text(map[string]any{"enum": []string{"option1", "option2"}})},
		"titledMulti":    map[string]any{"type": "array", "items": map[string]any{"anyOf": titled}},
	})
}
