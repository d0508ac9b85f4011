package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"heygen-mcp/cli/terminal"
	"heygen-mcp/migration"
)

// migrateCmd converts requests of HeyGen's ended APIs. It makes no request.
type migrateCmd struct {
	Files    []string `arg:"" optional:"" name:"file" help:"JSON files, or - for stdin: a body, an array of them, or one a line."`
	Endpoint string   `env:"HEYGEN_MCP_MIGRATE_ENDPOINT" placeholder:"PATH" help:"The old path, such as /v2/video/generate, where the body does not tell it."`
	Tool     bool     `env:"HEYGEN_MCP_MIGRATE_TOOL" xor:"output" help:"Print the tool's arguments instead of the v3 body: input for 'heygen-mcp call TOOL -'."`
	JSON     bool     `name:"json" env:"HEYGEN_MCP_MIGRATE_JSON" xor:"output" help:"Print everything as JSON: request, tool call, what was kept and lost, warnings."`
	Report   bool     `env:"HEYGEN_MCP_MIGRATE_REPORT" help:"Say on stderr what was kept, too, not only what was lost."`
}

// Help goes under the command's options.
func (migrateCmd) Help() string {
	return `HeyGen's v1 and v2 ended on 2026-10-31. This converts their requests without sending anything. A file holds the bare
body, or {"method", "path", "body"}. The v3 body goes to stdout as JSON, a line a request; the path, the tool, what is
lost and what to do instead go to stderr. Keys in the old request are never repeated.

Examples:

    heygen-mcp migrate old.json
    heygen-mcp migrate --endpoint /v2/template/ID/generate body.json
    heygen-mcp migrate --tool old.json | heygen-mcp call create_video -
    heygen-mcp migrate --report - < requests.jsonl > v3.jsonl

stderr names the tool for 'call': create_video, create_scene_video, translate_video, create_video_agent,
generate_from_template. To check and price without rendering, add "dry_run": true to the arguments. A request that has
no body in v3 prints its method and path.

Exit codes: 0 all converted, 1 some could not be, 2 wrong use.`
}

// Run converts the files' requests, all that it can.
func (c *migrateCmd) Run(sys *terminal.System) error {
	if len(c.Files) == 0 {
		return terminal.UsageError("which file? `heygen-mcp migrate old.json`, or - for stdin")
	}
	bad := false
	for _, file := range c.Files {
		raw, err := readOld(sys, file)
		if err != nil {
			return err
		}
		requests, err := migration.Split(raw)
		if err != nil {
			terminal.Tell(sys.Stderr, "heygen-mcp: %s: %v\n", file, err)
			bad = true
			continue
		}
		for i, request := range requests {
			name := file
			if len(requests) > 1 {
				name = fmt.Sprintf("%s, request %d", file, i+1)
			}
			result, err := migration.Convert(migration.Request{Endpoint: c.Endpoint, JSON: request})
			if err != nil {
				terminal.Tell(sys.Stderr, "heygen-mcp: %s: %v\n", name, err)
				bad = true
				continue
			}
			if err := c.print(sys, name, result); err != nil {
				return err
			}
		}
	}
	if bad {
		return terminal.QuietError(terminal.ExitFailed)
	}
	return nil
}

// mostOld bounds what is read of a file, in bytes.
const mostOld = 64 << 20

func readOld(sys *terminal.System, file string) ([]byte, error) {
	from := sys.Stdin
	if file != "-" {
		opened, err := os.Open(sys.Expand(file))
		if err != nil {
			return nil, terminal.UsageError("reading the old request: %w", errors.Unwrap(err))
		}
		defer opened.Close() //nolint:errcheck // it was read only
		from = opened
	}
	raw, err := io.ReadAll(io.LimitReader(from, mostOld+1))
	switch {
	case err != nil:
		return nil, terminal.UsageError("reading %s: %w", file, err)
	case len(raw) > mostOld:
		return nil, terminal.UsageError("%s is larger than %d MB; split it", file, mostOld>>20)
	default:
		return raw, nil
	}
}

func (c *migrateCmd) print(sys *terminal.System, name string, result *migration.Result) error {
	out := any(result)
	switch {
	case c.JSON:
	case c.Tool && result.Tool == "":
		terminal.Tell(sys.Stderr, "heygen-mcp: %s: no tool does this; see the request without --tool\n", name)
		return nil
	case c.Tool:
		out = result.Arguments
		if result.Arguments == nil {
			out = struct{}{}
		}
	case result.Body != nil:
		out = result.Body
	default:
		out = struct {
			Method string `json:"method,omitempty"`
			Path   string `json:"path,omitempty"`
		}{result.Method, result.Path}
	}
	raw, err := json.Marshal(out)
	if err != nil {
		return fmt.Errorf("writing the conversion of %s: %w", name, err)
	}
	if !c.JSON {
		terminal.Tell(sys.Stderr, "%s: %s", name, result.Report(c.Report))
	}
	return terminal.PrintJSON(sys.Stdout, raw)
}
