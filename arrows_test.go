package main_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// arrows says which of our packages each package may import. A package that is
// not named here may import none.
var arrows = map[string][]string{
	".":   {"cli"},
	"cli": {"cli/batch", "cli/call", "cli/demo", "cli/doctor", "cli/flags", "cli/ledger", "cli/serve", "cli/terminal", "cli/version", "tools", "migration", "heygenapi/heygentest"},
	// Commands never import each other: what they share is below them.
	"cli/batch":    {"cli/flags", "cli/terminal", "jobs", "server", "tools", "internal/pause"},
	"cli/call":     {"cli/flags", "cli/terminal", "server", "tools"},
	"cli/demo":     {"cli/flags", "cli/terminal", "server", "tools"},
	"cli/doctor":   {"cli/flags", "cli/terminal", "cli/version", "heygenapi", "heygenapi/liveavatar", "heygenapi/heygentest"},
	"cli/ledger":   {"cli/flags", "cli/terminal", "jobs"},
	"cli/serve":    {"cli/flags", "cli/terminal", "account", "intake", "jobs", "server", "tools", "heygenapi", "heygenapi/liveavatar"},
	"cli/flags":    {"cli/terminal", "cli/version", "account", "intake", "jobs", "pricing", "server", "tools", "heygenapi", "heygenapi/liveavatar", "heygenapi/heygentest"},
	"cli/terminal": {"server", "tools"},
	"cli/version":  {},
	"server":       {"jobs", "tools", "resources", "prompts", "account", "pricing", "heygenapi", "heygenapi/liveavatar"},
	"tools":        {"account", "catalog", "jobs", "pricing", "heygenapi", "heygenapi/liveavatar", "internal/pause", "internal/srt"},
	"resources":    {"account", "jobs", "catalog", "pricing", "migration", "heygenapi"},
	"prompts":      {"account", "catalog", "migration"},
	"account":      {"catalog", "heygenapi", "heygenapi/liveavatar"},
	"intake":       {"jobs", "heygenapi"},
	"catalog":      {"heygenapi"},
	"jobs":         {"pricing", "heygenapi"},
	"pricing":      {},
	"migration":    {"heygenapi"},
	"heygenapi":    {"heygenapi/internal/wire"},
	// The client of a product of its own stands by itself.
	"heygenapi/liveavatar":    {"heygenapi/internal/wire"},
	"heygenapi/internal/wire": {},
	// What tests of the client and the simulator share.
	"internal/contract":    {},
	"heygenapi/heygentest": {"heygenapi/heygentest/cast", "heygenapi/heygentest/media"},
	"internal/golden":      {},
	"internal/ledgertest":  {},
	"internal/pause":       {},
	"internal/srt":         {},
	"internal/mcptest":     {"server", "tools", "account", "pricing", "heygenapi", "heygenapi/liveavatar", "heygenapi/heygentest"},
}

// mcpFiles are the files that may know the MCP library's types, besides
// package server. The last one is for tests alone.
var mcpFiles = []string{"tools/mcp.go", "resources/mcp.go", "prompts/mcp.go", "internal/mcptest/mcptest.go"}

const module = "heygen-mcp"

func TestImportsGoDownwards(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for file, imports := range sources(t) {
		dir := filepath.ToSlash(filepath.Dir(file))
		seen[dir] = true
		for _, path := range imports {
			ours, ok := strings.CutPrefix(path, module+"/")
			if ok {
				assert.Contains(t, arrows[dir], ours, "%s must not import %s", file, ours)
			}
			if strings.HasPrefix(path, "github.com/mark3labs/mcp-go") {
				assert.True(t, dir == "server" || slices.Contains(mcpFiles, file),
					"%s must not know the MCP library", file)
			}
		}
	}
	for dir := range arrows {
		assert.True(t, seen[dir], "%s has arrows and no code", dir)
	}
}

// sources gives the imports of every Go file that is no test.
func sources(t *testing.T) map[string][]string {
	t.Helper()
	found := map[string][]string{}
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "testdata" || d.Name() == "node_modules" || (strings.HasPrefix(d.Name(), ".") && path != ".")) {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		var imports []string
		for _, spec := range parsed.Imports {
			name, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			imports = append(imports, name)
		}
		found[filepath.ToSlash(path)] = imports
		return nil
	})
	require.NoError(t, err)
	require.NotEmpty(t, found)
	return found
}
