package prompts

import (
	"encoding/json"
	"errors"
	"strings"
	"text/template"

	"heygen-mcp/migration"
)

// conversion is what the text of migrate_v2_request says about a request.
type conversion struct {
	// Problem is why the request could not be converted; empty where it was.
	Problem string
	// Tool and Call are the call that replaces it; empty where no tool does.
	Tool, Call string
	// Now is the method and path of v3.
	Now      string
	Old      string
	Lost     []migration.Lost
	Lacks    string
	Warnings []string
}

// functions are what the texts may call.
func functions() template.FuncMap {
	return template.FuncMap{"convert": convertOld, "redact": migration.Redact, "endpoints": migration.Brief}
}

// convertOld converts the old request, where the argument holds one: alone, or
// behind its method and path as in "POST /v2/video/generate {...}".
func convertOld(text string) (conversion, error) {
	endpoint, body, found := strings.Cut(text, "{")
	if !found {
		return conversion{Problem: "it holds no JSON."}, nil
	}
	endpoint = strings.TrimSpace(endpoint)
	if words := strings.Fields(endpoint); len(words) > 2 || (len(words) > 0 && !strings.Contains(endpoint, "/v")) {
		endpoint = ""
	}
	result, err := migration.Convert(migration.Request{Endpoint: endpoint, JSON: []byte("{" + body)})
	if err != nil {
		if failure, ok := errors.AsType[*migration.Error](err); ok {
			return conversion{Problem: failure.Error()}, nil
		}
		return conversion{}, err
	}
	out := conversion{
		Tool: result.Tool, Old: result.Old, Now: strings.TrimSpace(result.Method + " " + result.Path), Lost: result.Lost,
		Lacks: strings.Join(result.ToolLacks, ", "), Warnings: result.Warnings,
	}
	if result.Tool == "" {
		return out, nil
	}
	arguments := result.Arguments
	if arguments == nil {
		arguments = map[string]any{}
	}
	var call strings.Builder
	encoder := json.NewEncoder(&call)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("    ", "  ")
	if err := encoder.Encode(arguments); err != nil {
		return conversion{}, err
	}
	out.Call = strings.TrimSpace(call.String())
	return out, nil
}
