package server_test

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/mark3labs/mcp-go/mcp"
	mcpserver "github.com/mark3labs/mcp-go/server"

	"heygen-mcp/heygenapi"
	"heygen-mcp/server"
)

// conformanceServer serves what the official conformance suite looks for by
// name, on this server's own options and HTTP stack; e2e/conformance/run.sh
// starts it. Texts and shapes are what the suite prescribes.
func conformanceServer(address string) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	f, err := makeFixture(heygenapi.Credential{})
	if err != nil {
		return err
	}
	// Ours cannot be read without HeyGen; the suite reads the first it finds.
	f.MCP().SetResources()
	addConformanceTools(f.MCP())
	addConformanceRounds(f.MCP())
	addConformanceResources(f.MCP())
	addConformancePrompts(f.MCP())
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if err != nil {
		return err
	}
	fmt.Fprintln(os.Stderr, "listening on", listener.Addr())
	return f.ServeHTTP(ctx, listener, server.HTTPOptions{})
}

const noArguments = `{"type":"object","properties":{}}`

// schema202012 has the keywords that servers must not lose on the way.
const schema202012 = `{
	"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
	"$defs": {"address": {"$anchor": "addressDef", "type": "object", "properties": {"street": {"type": "string"}, "city": {"type": "string"}}}},
	"properties": {
		"name": {"type": "string"}, "address": {"$ref": "#/$defs/address"},
		"contactMethod": {"type": "string", "enum": ["phone", "email"]}, "phone": {"type": "string"}, "email": {"type": "string"}
	},
	"allOf": [{"anyOf": [{"required": ["phone"]}, {"required": ["email"]}]}],
	"if": {"properties": {"contactMethod": {"const": "phone"}}, "required": ["contactMethod"]},
	"then": {"required": ["phone"]}, "else": {"required": ["email"]},
	"additionalProperties": false
}`

// onePixel is a PNG, emptySound a WAV without samples.
var (
	onePixel   = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
	emptySound = base64.StdEncoding.EncodeToString([]byte("RIFF\x24\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x40\x1f\x00\x00\x40\x1f\x00\x00\x01\x00\x08\x00data\x00\x00\x00\x00"))
)

func addConformanceTools(s *mcpserver.MCPServer) {
	add := func(name, schema string, run mcpserver.ToolHandlerFunc) {
		s.AddTool(mcp.NewToolWithRawSchema(name, "A tool that the conformance suite calls.", []byte(schema)), run)
	}
	answering := func(name string, content ...mcp.Content) {
		add(name, noArguments, func(context.Context, mcp.CallToolRequest) (*mcp.CallToolResult, error) {
			return &mcp.CallToolResult{Content: content}, nil
		})
	}
	embedded := func(uri, kind, text string) mcp.Content {
		return mcp.NewEmbeddedResource(mcp.TextResourceContents{URI: uri, MIMEType: kind, Text: text})
	}
	answering("test_simple_text", mcp.NewTextContent("This is a simple text response for testing."))
	answering("test_image_content", mcp.NewImageContent(onePixel, "image/png"))
	answering("test_audio_content", mcp.NewAudioContent(emptySound, "audio/wav"))
	answering("test_logging_tool", mcp.NewTextContent("Nobody asked for a log."))
	answering("test_embedded_resource", embedded("test://embedded-resource", "text/plain", "This is an embedded resource content."))
	answering("test_multiple_content_types", mcp.NewTextContent("Multiple content types test:"), mcp.NewImageContent(onePixel, "image/png"),
		embedded("test://mixed-content-resource", "application/json", `{"test":"data","value":123}`))
	add("test_error_handling", noArguments, func(context.Context, mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		return mcp.NewToolResultError("This tool intentionally returns an error for testing"), nil
	})
	add("json_schema_2020_12_tool", schema202012, func(context.Context, mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		return mcp.NewToolResultText("ok"), nil
	})
	add("test_custom_headers", `{"type":"object","properties":{"region":{"type":"string","x-mcp-header":"Region"}}}`,
		func(context.Context, mcp.CallToolRequest) (*mcp.CallToolResult, error) {
			return mcp.NewToolResultText("ok"), nil
		})
	add("test_tool_with_progress", noArguments, func(ctx context.Context, req mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		if req.Params.Meta == nil || req.Params.Meta.ProgressToken == nil {
			return nil, errors.New("the suite sends a progress token")
		}
		for _, done := range []int{0, 50, 100} {
			params := map[string]any{"progressToken": req.Params.Meta.ProgressToken, "progress": done, "total": 100}
			if err := s.SendNotificationToClient(ctx, string(mcp.MethodNotificationProgress), params); err != nil {
				return nil, err
			}
			settle(ctx)
		}
		return mcp.NewToolResultText("done"), nil
	})
	add("test_tool_with_logging", noArguments, func(ctx context.Context, _ mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		for _, text := range []string{"Tool execution started", "Tool processing data", "Tool execution completed"} {
			params := map[string]any{"level": "info", "logger": "conformance", "data": text}
			if err := s.SendNotificationToClient(ctx, string(mcp.MethodNotificationMessage), params); err != nil {
				return nil, err
			}
			settle(ctx)
		}
		return mcp.NewToolResultText("done"), nil
	})
}

func addConformanceResources(s *mcpserver.MCPServer) {
	s.AddResource(mcp.NewResource("test://static-text", "static-text", mcp.WithResourceDescription("A text."), mcp.WithMIMEType("text/plain")),
		func(_ context.Context, req mcp.ReadResourceRequest) ([]mcp.ResourceContents, error) {
			return []mcp.ResourceContents{mcp.TextResourceContents{URI: req.Params.URI, MIMEType: "text/plain", Text: "This is the content of the static text resource."}}, nil
		})
	s.AddResource(mcp.NewResource("test://static-binary", "static-binary", mcp.WithResourceDescription("A picture."), mcp.WithMIMEType("image/png")),
		func(_ context.Context, req mcp.ReadResourceRequest) ([]mcp.ResourceContents, error) {
			return []mcp.ResourceContents{mcp.BlobResourceContents{URI: req.Params.URI, MIMEType: "image/png", Blob: onePixel}}, nil
		})
	s.AddResourceTemplate(mcp.NewResourceTemplate("test://template/{id}/data", "template", mcp.WithTemplateDescription("A template."), mcp.WithTemplateMIMEType("application/json")),
		func(_ context.Context, req mcp.ReadResourceRequest) ([]mcp.ResourceContents, error) {
			id := strings.TrimSuffix(strings.TrimPrefix(req.Params.URI, "test://template/"), "/data")
			body := fmt.Sprintf(`{"id":%q,"templateTest":true,"data":%q}`, id, "Data for ID: "+id)
			return []mcp.ResourceContents{mcp.TextResourceContents{URI: req.Params.URI, MIMEType: "application/json", Text: body}}, nil
		})
}

func addConformancePrompts(s *mcpserver.MCPServer) {
	add := func(prompt mcp.Prompt, messages func(args map[string]string) []mcp.Content) {
		s.AddPrompt(prompt, func(_ context.Context, req mcp.GetPromptRequest) (*mcp.GetPromptResult, error) {
			result := &mcp.GetPromptResult{}
			for _, content := range messages(req.Params.Arguments) {
				result.Messages = append(result.Messages, mcp.NewPromptMessage(mcp.RoleUser, content))
			}
			return result, nil
		})
	}
	description := mcp.WithPromptDescription("A prompt that the conformance suite gets.")
	argument := func(name string) mcp.PromptOption {
		return mcp.WithArgument(name, mcp.ArgumentDescription("An argument."), mcp.RequiredArgument())
	}
	add(mcp.NewPrompt("test_simple_prompt", description), func(map[string]string) []mcp.Content {
		return []mcp.Content{mcp.NewTextContent("This is a simple prompt for testing.")}
	})
	add(mcp.NewPrompt("test_prompt_with_arguments", description, argument("arg1"), argument("arg2")), func(args map[string]string) []mcp.Content {
		return []mcp.Content{mcp.NewTextContent(fmt.Sprintf("Prompt with arguments: arg1='%s', arg2='%s'", args["arg1"], args["arg2"]))}
	})
	add(mcp.NewPrompt("test_prompt_with_embedded_resource", description, argument("resourceUri")), func(args map[string]string) []mcp.Content {
		return []mcp.Content{
			mcp.NewEmbeddedResource(mcp.TextResourceContents{URI: args["resourceUri"], MIMEType: "text/plain", Text: "Embedded resource content for testing."}),
			mcp.NewTextContent("Please process the embedded resource above."),
		}
	})
	add(mcp.NewPrompt("test_prompt_with_image", description), func(map[string]string) []mcp.Content {
		return []mcp.Content{mcp.NewImageContent(onePixel, "image/png"), mcp.NewTextContent("Please analyze the image above.")}
	})
}
