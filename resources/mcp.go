package resources

import (
	"context"
	"strings"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"
)

// Register puts the resources on an MCP server.
func Register(s *server.MCPServer, env *Env) {
	for _, r := range all() {
		if strings.Contains(r.uri, "{") {
			template := mcp.NewResourceTemplate(r.uri, r.name, mcp.WithTemplateTitle(r.title), mcp.WithTemplateDescription(r.description), mcp.WithTemplateMIMEType(r.mime))
			s.AddResourceTemplate(template, server.ResourceTemplateHandlerFunc(handler(env, r)))
			continue
		}
		fixed := mcp.NewResource(r.uri, r.name, mcp.WithResourceTitle(r.title), mcp.WithResourceDescription(r.description), mcp.WithMIMEType(r.mime))
		s.AddResource(fixed, handler(env, r))
	}
}

func handler(env *Env, r resource) server.ResourceHandlerFunc {
	return func(ctx context.Context, req mcp.ReadResourceRequest) ([]mcp.ResourceContents, error) {
		asked := request{env: env, uri: req.Params.URI, vars: variables(req.Params.Arguments)}
		if err := asked.readQuery(r.query); err != nil {
			return nil, err
		}
		if !r.offline {
			var err error
			if asked.acct, err = env.Accounts.Get(ctx); err != nil {
				return nil, err
			}
		}
		text, err := r.read(ctx, asked)
		if err != nil {
			return nil, err
		}
		return []mcp.ResourceContents{mcp.TextResourceContents{URI: req.Params.URI, MIMEType: r.mime, Text: text}}, nil
	}
}

// variables unwraps the values, which the library hands over as lists.
func variables(given map[string]any) map[string]string {
	vars := make(map[string]string, len(given))
	for name, value := range given {
		switch v := value.(type) {
		case string:
			vars[name] = v
		case []string:
			vars[name] = strings.Join(v, ",")
		}
	}
	return vars
}
