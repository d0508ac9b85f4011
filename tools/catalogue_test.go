package tools_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/tiktoken-go/tokenizer"

	"heygen-mcp/internal/golden"
	"heygen-mcp/tools"
	"heygen-mcp/tools/kit"
)

// core are the tools that are on by default.
var core = []string{
	"create_video", "create_video_agent", "translate_video", "get_video_status", "list_videos", "download_video", "list_avatars",
	"get_avatar_look", "list_voices", "create_speech", "list_video_translation_languages", "list_video_agent_styles",
	"get_video_agent_session", "send_video_agent_message", "list_templates", "get_template", "generate_from_template",
	"upload_asset", "get_current_user", "estimate_cost",
}

func TestCoreToolset(t *testing.T) {
	t.Parallel()
	var names []string
	for _, tool := range tools.All() {
		if tool.Toolset == kit.Core {
			names = append(names, tool.Name)
		}
	}
	assert.ElementsMatch(t, core, names)
}

func TestEveryToolIsWellDeclared(t *testing.T) {
	t.Parallel()
	snake := regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)
	seen := map[string]bool{}
	for _, tool := range tools.All() {
		t.Run(tool.Name, func(t *testing.T) {
			t.Parallel()
			assert.Regexp(t, snake, tool.Name)
			assert.NotEmpty(t, tool.Title)
			assert.True(t, strings.HasSuffix(tool.Description, "."), "the description is sentences")
			listed := tool.ServerTool(&kit.Env{}).Tool
			hints := listed.Annotations
			for _, hint := range []*bool{hints.ReadOnlyHint, hints.DestructiveHint, hints.IdempotentHint, hints.OpenWorldHint} {
				require.NotNil(t, hint, "all four hints are set")
			}
			assert.False(t, *hints.ReadOnlyHint && *hints.DestructiveHint)
			assert.Equal(t, listed.Title, hints.Title)
			assert.NotEmpty(t, listed.RawOutputSchema)
		})
		assert.False(t, seen[tool.Name], "two tools are named %s", tool.Name)
		seen[tool.Name] = true
	}
}

// TestSchemasArePortable keeps out what some hosts or model providers reject.
func TestSchemasArePortable(t *testing.T) {
	t.Parallel()
	for _, tool := range tools.All() {
		for kind, raw := range map[string]json.RawMessage{"input": tool.InputSchema(), "output": tool.OutputSchema()} {
			t.Run(tool.Name+"/"+kind, func(t *testing.T) {
				t.Parallel()
				var schema map[string]any
				require.NoError(t, json.Unmarshal(raw, &schema))
				assert.Equal(t, "object", schema["type"])
				assert.Contains(t, schema, "properties")
				for _, key := range []string{"oneOf", "anyOf", "allOf", "$schema", "$id", "$defs"} {
					assert.NotContains(t, schema, key)
				}
				if kind == "input" {
					assert.Equal(t, false, schema["additionalProperties"], "unknown arguments are refused")
				}
				walkSchema(t, schema, kind)
			})
		}
	}
}

func walkSchema(t *testing.T, schema map[string]any, path string) {
	t.Helper()
	assert.NotContains(t, schema, "format", path)
	assert.NotContains(t, schema, "$ref", path)
	assert.Contains(t, schema, "type", "%s says its type", path)
	properties, _ := schema["properties"].(map[string]any)
	for name, sub := range properties {
		object, ok := sub.(map[string]any)
		if assert.True(t, ok, "%s.%s is a schema and not a bare true", path, name) {
			walkSchema(t, object, path+"."+name)
		}
	}
	if items, ok := schema["items"]; ok {
		object, ok := items.(map[string]any)
		if assert.True(t, ok, "%s has items of a type", path) {
			walkSchema(t, object, path+"[]")
		}
	}
}

// TestSchemasAreCurrent keeps the snapshot that a start reads equal to what the
// structs say.
func TestSchemasAreCurrent(t *testing.T) {
	t.Parallel()
	var made strings.Builder
	for _, tool := range tools.All() {
		schemas := tool.ReflectSchemas()
		fmt.Fprintf(&made, "%s\t%s\t%s\n", tool.Name, schemas.Input, schemas.Output)
	}
	golden.Check(t, filepath.Join("kit", "schemas.txt"), made.String())
}

// listing is tools/list as a client gets it.
func listing(t *testing.T, toolset string) []byte {
	t.Helper()
	var listed []any
	for _, tool := range tools.All() {
		if tool.Toolset == toolset {
			listed = append(listed, tool.ServerTool(&kit.Env{}).Tool)
		}
	}
	raw, err := json.MarshalIndent(map[string]any{"tools": listed}, "", "  ")
	require.NoError(t, err)
	return append(raw, '\n')
}

func TestToolsListGolden(t *testing.T) {
	t.Parallel()
	var toolsets []string
	for _, tool := range tools.All() {
		if !slices.Contains(toolsets, tool.Toolset) {
			toolsets = append(toolsets, tool.Toolset)
		}
	}
	for _, toolset := range toolsets {
		t.Run(toolset, func(t *testing.T) {
			t.Parallel()
			golden.Check(t, filepath.Join("..", "testdata", "tools", toolset+".json"), string(listing(t, toolset)))
		})
	}
}

// What the tools may cost every conversation, in tokens. The default toolset
// does not grow: what is new goes into the others.
const (
	coreBudget = 3300
	allBudget  = 14000
)

func TestTokenBudget(t *testing.T) {
	t.Parallel()
	codec, err := tokenizer.Get(tokenizer.O200kBase)
	require.NoError(t, err)
	core, all := 0, 0
	for _, tool := range tools.All() {
		shown, err := json.Marshal(map[string]any{"name": tool.Name, "description": tool.Description, "inputSchema": tool.InputSchema()})
		require.NoError(t, err)
		ids, _, err := codec.Encode(string(shown))
		require.NoError(t, err)
		t.Logf("%5d %s (%s)", len(ids), tool.Name, tool.Toolset)
		all += len(ids)
		if tool.Toolset == kit.Core {
			core += len(ids)
		}
	}
	t.Logf("%5d core, %d in all", core, all)
	assert.LessOrEqual(t, core, coreBudget)
	assert.LessOrEqual(t, all, allBudget)
}

// TestToolsPage keeps the page's tables of tools made from the code.
func TestToolsPage(t *testing.T) {
	t.Parallel()
	path := filepath.Join("..", "docs", "tools.md")
	page, err := os.ReadFile(path)
	require.NoError(t, err)
	begin, rest, ok := strings.Cut(string(page), "test ./tools -run TestToolsPage -update) -->\n")
	require.True(t, ok, "docs/tools.md has no mark where the tables begin")
	_, end, ok := strings.Cut(rest, "<!-- tools:end -->")
	require.True(t, ok, "docs/tools.md has no mark where the tables end")
	made := begin + "test ./tools -run TestToolsPage -update) -->\n" + toolTable() + "<!-- tools:end -->" + end
	golden.Check(t, path, made)
}

func toolTable() string {
	var b strings.Builder
	for _, set := range tools.Toolsets() {
		b.WriteString("\n**" + set.Name + "**\n\n| tool | what it does | effect |\n|---|---|---|\n")
		for _, tool := range tools.All() {
			if tool.Toolset != set.Name {
				continue
			}
			effect := "writes"
			switch {
			case tool.Hints.ReadOnly:
				effect = "reads"
			case tool.Hints.Destructive:
				effect = "overwrites or deletes"
			}
			first, _, _ := strings.Cut(tool.Description, ". ")
			b.WriteString("| `" + tool.Name + "` | " + strings.TrimSuffix(first, ".") + " | " + effect + " |\n")
		}
	}
	return b.String()
}
