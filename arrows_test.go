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

// arrows says which of our packages each package imports: no more, and no less.
var arrows = map[string][]string{
	".":   {"cli"},
	"cli": {"cli/batch", "cli/call", "cli/demo", "cli/doctor", "cli/flags", "cli/ledger", "cli/serve", "cli/terminal", "cli/version", "heygenapi/heygentest", "migration", "tools"},
	// The commands, and what they share.
	"cli/batch":    {"cli/flags", "cli/terminal", "internal/lazyregexp", "internal/pause", "jobs", "server", "tools", "tools/fault", "tools/tables"},
	"cli/call":     {"cli/flags", "cli/terminal", "server", "tools", "tools/fault", "tools/kit"},
	"cli/demo":     {"cli/flags", "cli/terminal", "server", "tools/fault"},
	"cli/doctor":   {"cli/flags", "cli/terminal", "cli/version", "heygenapi", "heygenapi/heygentest", "heygenapi/liveavatar"},
	"cli/ledger":   {"cli/flags", "cli/terminal", "jobs"},
	"cli/serve":    {"account", "cli/flags", "cli/terminal", "heygenapi", "heygenapi/liveavatar", "intake", "jobs", "server", "tools/kit"},
	"cli/flags":    {"account", "cli/terminal", "cli/version", "heygenapi", "heygenapi/heygentest", "heygenapi/liveavatar", "intake", "jobs", "pricing", "server", "tools", "tools/consent", "tools/files", "tools/kit", "tools/renders"},
	"cli/terminal": {"server", "tools/fault"},
	"cli/version":  {},
	// MCP, and what it offers.
	"server":    {"account", "catalog", "heygenapi", "heygenapi/liveavatar", "internal/clienterror", "prompts", "resources", "tools", "tools/fault", "tools/kit"},
	"resources": {"account", "catalog", "heygenapi", "internal/clienterror", "jobs", "migration", "pricing"},
	"prompts":   {"catalog", "internal/clienterror", "migration"},
	// The list of all tools, over a package for each noun. No noun knows another.
	"tools":                 {"tools/agent", "tools/assets", "tools/avatars", "tools/billing", "tools/brand", "tools/fault", "tools/kit", "tools/live", "tools/post", "tools/renders", "tools/translation", "tools/videos", "tools/voices", "tools/webhooks"},
	"tools/agent":           {"account", "catalog", "heygenapi", "internal/lazyregexp", "jobs", "pricing", "tools/check", "tools/fault", "tools/follow", "tools/kit", "tools/lookup", "tools/pay"},
	"tools/assets":          {"heygenapi", "tools/check", "tools/fault", "tools/files", "tools/kit", "tools/pay"},
	"tools/avatars":         {"account", "catalog", "heygenapi", "jobs", "pricing", "tools/check", "tools/fault", "tools/files", "tools/kit", "tools/lookup", "tools/pay"},
	"tools/billing":         {"account", "pricing", "tools/check", "tools/fault", "tools/kit", "tools/lookup", "tools/pay"},
	"tools/brand":           {"heygenapi", "tools/kit"},
	"tools/live":            {"account", "heygenapi", "heygenapi/liveavatar", "jobs", "pricing", "tools/check", "tools/fault", "tools/kit", "tools/lookup", "tools/pay"},
	"tools/post":            {"account", "heygenapi", "jobs", "pricing", "tools/check", "tools/fault", "tools/kit", "tools/lookup", "tools/pay"},
	"tools/renders":         {"account", "heygenapi", "internal/pause", "jobs", "tools/check", "tools/fault", "tools/files", "tools/follow", "tools/kit", "tools/tables"},
	"tools/translation":     {"account", "heygenapi", "internal/pause", "jobs", "pricing", "tools/check", "tools/fault", "tools/files", "tools/kit", "tools/lookup", "tools/pay", "tools/tables", "tools/translation/srt"},
	"tools/translation/srt": {"internal/lazyregexp"},
	"tools/videos":          {"account", "catalog", "heygenapi", "jobs", "pricing", "tools/check", "tools/fault", "tools/kit", "tools/lookup", "tools/pay", "tools/tables"},
	"tools/voices":          {"account", "catalog", "heygenapi", "jobs", "pricing", "tools/check", "tools/fault", "tools/files", "tools/kit", "tools/lookup", "tools/pay"},
	"tools/webhooks":        {"account", "heygenapi", "tools/check", "tools/fault", "tools/files", "tools/kit"},
	// What nouns share, the higher first.
	"tools/tables":  {"account", "heygenapi", "jobs", "pricing", "tools/check", "tools/fault", "tools/kit", "tools/pay"},
	"tools/pay":     {"account", "heygenapi", "internal/pause", "jobs", "pricing", "tools/fault", "tools/kit"},
	"tools/follow":  {"account", "heygenapi", "jobs", "tools/fault", "tools/kit"},
	"tools/lookup":  {"account", "catalog", "heygenapi", "tools/check", "tools/fault", "tools/kit"},
	"tools/kit":     {"account", "heygenapi", "jobs", "pricing", "tools/consent", "tools/fault", "tools/files"},
	"tools/files":   {"internal/pause", "tools/fault"},
	"tools/check":   {"internal/lazyregexp", "tools/fault"},
	"tools/consent": {},
	"tools/fault":   {"account", "heygenapi", "heygenapi/liveavatar", "internal/lazyregexp", "jobs"},
	// What stands below MCP.
	"intake":    {"heygenapi", "jobs"},
	"account":   {"catalog", "heygenapi", "heygenapi/liveavatar", "internal/lazyregexp"},
	"jobs":      {"heygenapi", "pricing"},
	"catalog":   {"heygenapi"},
	"pricing":   {"internal/lazyregexp"},
	"migration": {"heygenapi", "internal/lazyregexp"},
	// The clients. That of a product of its own stands by itself.
	"heygenapi":               {"heygenapi/internal/wire"},
	"heygenapi/liveavatar":    {"heygenapi/internal/wire"},
	"heygenapi/internal/wire": {},
	// The simulated HeyGen: its face, a package for each group of operations, and
	// what these share.
	"heygenapi/heygentest":             {"heygenapi/heygentest/assets", "heygenapi/heygentest/cast", "heygenapi/heygentest/catalog", "heygenapi/heygentest/dubbing", "heygenapi/heygentest/editing", "heygenapi/heygentest/hyperframes", "heygenapi/heygentest/liveavatar", "heygenapi/heygentest/realtime", "heygenapi/heygentest/rest", "heygenapi/heygentest/sim", "heygenapi/heygentest/videos", "heygenapi/heygentest/webhooks"},
	"heygenapi/heygentest/videos":      {"heygenapi/heygentest/cast", "heygenapi/heygentest/catalog", "heygenapi/heygentest/media", "heygenapi/heygentest/rest", "heygenapi/heygentest/sim"},
	"heygenapi/heygentest/dubbing":     {"heygenapi/heygentest/catalog", "heygenapi/heygentest/media", "heygenapi/heygentest/rest", "heygenapi/heygentest/sim"},
	"heygenapi/heygentest/hyperframes": {"heygenapi/heygentest/media", "heygenapi/heygentest/rest", "heygenapi/heygentest/sim"},
	"heygenapi/heygentest/editing":     {"heygenapi/heygentest/media", "heygenapi/heygentest/rest", "heygenapi/heygentest/sim"},
	"heygenapi/heygentest/realtime":    {"heygenapi/heygentest/catalog", "heygenapi/heygentest/media", "heygenapi/heygentest/rest", "heygenapi/heygentest/sim"},
	"heygenapi/heygentest/liveavatar":  {"heygenapi/heygentest/catalog", "heygenapi/heygentest/rest", "heygenapi/heygentest/sim"},
	"heygenapi/heygentest/catalog":     {"heygenapi/heygentest/cast", "heygenapi/heygentest/media", "heygenapi/heygentest/rest", "heygenapi/heygentest/sim"},
	"heygenapi/heygentest/assets":      {"heygenapi/heygentest/media", "heygenapi/heygentest/rest", "heygenapi/heygentest/sim"},
	"heygenapi/heygentest/webhooks":    {"heygenapi/heygentest/rest", "heygenapi/heygentest/sim"},
	"heygenapi/heygentest/sim":         {"heygenapi/heygentest/cast", "heygenapi/heygentest/media", "heygenapi/heygentest/rest"},
	"heygenapi/heygentest/rest":        {},
	"heygenapi/heygentest/cast":        {},
	"heygenapi/heygentest/media":       {},
	// What several packages need and none owns.
	"internal/clienterror": {},
	"internal/lazyregexp":  {},
	"internal/pause":       {},
	// What tests share.
	"internal/contract":    {},
	"internal/golden":      {},
	"internal/ledgertest":  {},
	"internal/mcptest":     {"account", "heygenapi", "heygenapi/heygentest", "heygenapi/liveavatar", "pricing", "server", "tools", "tools/files", "tools/kit"},
	"cli/internal/clitest": {"cli/terminal"},
}

// mcpFiles are the files that may know the MCP library's types, besides
// package server. The last one is for tests alone.
var mcpFiles = []string{"tools/kit/mcp.go", "resources/mcp.go", "prompts/mcp.go", "internal/mcptest/mcptest.go"}

const module = "heygen-mcp"

func TestImportsGoDownwards(t *testing.T) {
	t.Parallel()
	seen := map[string]map[string]bool{}
	for file, imports := range sources(t) {
		dir := filepath.ToSlash(filepath.Dir(file))
		if seen[dir] == nil {
			seen[dir] = map[string]bool{}
		}
		for _, path := range imports {
			ours, ok := strings.CutPrefix(path, module+"/")
			if ok {
				assert.Contains(t, arrows[dir], ours, "%s must not import %s", file, ours)
				seen[dir][ours] = true
			}
			if strings.HasPrefix(path, "github.com/mark3labs/mcp-go") {
				assert.True(t, dir == "server" || slices.Contains(mcpFiles, file),
					"%s must not know the MCP library", file)
			}
		}
	}
	for dir, to := range arrows {
		assert.NotNil(t, seen[dir], "%s has arrows and no code", dir)
		for _, ours := range to {
			assert.True(t, seen[dir][ours], "%s imports %s no more", dir, ours)
		}
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
