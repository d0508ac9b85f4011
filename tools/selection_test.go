package tools_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/tools"
	"heygen-mcp/tools/kit"
)

// made are tools of several toolsets, with hints of all kinds.
func made() []kit.Tool {
	return []kit.Tool{
		{Name: "create_video", Toolset: kit.Core},
		{Name: "list_videos", Toolset: kit.Core, Hints: kit.Hints{ReadOnly: true}},
		{Name: "delete_item", Toolset: "videos", Hints: kit.Hints{Destructive: true}},
		{Name: "get_batch", Toolset: "videos", Hints: kit.Hints{ReadOnly: true}},
		{Name: "clone_voice", Toolset: "voices"},
		{Name: "delete_voice", Toolset: "voices", Hints: kit.Hints{Destructive: true}},
		{Name: "estimate_cost", Toolset: kit.Core, Hints: kit.Hints{ReadOnly: true, Closed: true}},
	}
}

func namesOf(list []kit.Tool) []string {
	names := []string{}
	for _, t := range list {
		names = append(names, t.Name)
	}
	return names
}

func TestSelection(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		give tools.Selection
		want []string
	}{
		{"nothing said", tools.Selection{}, []string{"create_video", "list_videos", "estimate_cost"}},
		{"a toolset replaces the default", tools.Selection{Toolsets: []string{"voices"}}, []string{"clone_voice", "delete_voice"}},
		{"several, in the catalogue's order", tools.Selection{Toolsets: []string{"videos", "core"}}, []string{"create_video", "list_videos", "delete_item", "get_batch", "estimate_cost"}},
		{"the same twice", tools.Selection{Toolsets: []string{"voices", "voices"}, Tools: []string{"clone_voice"}}, []string{"clone_voice", "delete_voice"}},
		{"all", tools.Selection{Toolsets: []string{"all"}}, namesOf(made())},
		{"all and one more", tools.Selection{Toolsets: []string{"voices", "all"}}, namesOf(made())},
		{"a toolset without tools", tools.Selection{Toolsets: []string{"live"}}, []string{}},
		{"a single tool adds to the default", tools.Selection{Tools: []string{"get_batch"}}, []string{"create_video", "list_videos", "get_batch", "estimate_cost"}},
		{"a single tool adds to a toolset", tools.Selection{Toolsets: []string{"voices"}, Tools: []string{"get_batch"}}, []string{"get_batch", "clone_voice", "delete_voice"}},
		{"excluded", tools.Selection{ExcludeTools: []string{"create_video"}}, []string{"list_videos", "estimate_cost"}},
		{"excluded wins over named", tools.Selection{Tools: []string{"get_batch"}, ExcludeTools: []string{"get_batch"}}, []string{"create_video", "list_videos", "estimate_cost"}},
		{"read-only", tools.Selection{Toolsets: []string{"all"}, ReadOnly: true}, []string{"list_videos", "get_batch", "estimate_cost"}},
		{"read-only wins over names", tools.Selection{Tools: []string{"clone_voice", "get_batch"}, ReadOnly: true}, []string{"list_videos", "get_batch", "estimate_cost"}},
		{"no destructive", tools.Selection{Toolsets: []string{"all"}, NoDestructive: true}, []string{"create_video", "list_videos", "get_batch", "clone_voice", "estimate_cost"}},
		{"no destructive wins over names", tools.Selection{Toolsets: []string{"voices"}, Tools: []string{"delete_item"}, NoDestructive: true}, []string{"clone_voice"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, err := test.give.Apply(made())
			require.NoError(t, err)
			assert.Equal(t, test.want, namesOf(got))
		})
	}
}

func TestNarrow(t *testing.T) {
	t.Parallel()
	offered, err := tools.Selection{Toolsets: []string{"core", "voices"}, NoDestructive: true}.Apply(made())
	require.NoError(t, err)
	require.Equal(t, []string{"create_video", "list_videos", "clone_voice", "estimate_cost"}, namesOf(offered))
	for _, test := range []struct {
		name string
		give tools.Selection
		want []string
	}{
		{"nothing said", tools.Selection{}, namesOf(offered)},
		{"all is what is offered", tools.Selection{Toolsets: []string{"all"}}, namesOf(offered)},
		{"a toolset", tools.Selection{Toolsets: []string{"voices"}}, []string{"clone_voice"}},
		{"a toolset that is not offered", tools.Selection{Toolsets: []string{"videos"}}, []string{}},
		{"tools alone", tools.Selection{Tools: []string{"list_videos", "get_batch"}}, []string{"list_videos"}},
		{"a toolset and a tool", tools.Selection{Toolsets: []string{"voices"}, Tools: []string{"list_videos"}}, []string{"list_videos", "clone_voice"}},
		{"a tool that is not offered", tools.Selection{Tools: []string{"delete_voice"}}, []string{}},
		{"excluded", tools.Selection{ExcludeTools: []string{"create_video", "clone_voice"}}, []string{"list_videos", "estimate_cost"}},
		{"read-only", tools.Selection{ReadOnly: true, Tools: []string{"create_video", "list_videos"}}, []string{"list_videos"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, test.want, namesOf(test.give.Narrow(offered)))
		})
	}
}

func TestUnknownNames(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name       string
		give       tools.Selection
		list, kind string
		near       []string
		says       []string
	}{
		{"a slip in a toolset", tools.Selection{Toolsets: []string{"core", "vidoes"}}, "toolsets", "toolset", []string{"videos"}, []string{`no toolset "vidoes"`, "did you mean videos?", "webhooks", "all"}},
		{"half a toolset", tools.Selection{Toolsets: []string{"web"}}, "toolsets", "toolset", []string{"webhooks"}, []string{"did you mean webhooks?"}},
		{"no toolset at all", tools.Selection{Toolsets: []string{"coffee"}}, "toolsets", "toolset", nil, []string{`no toolset "coffee"`, "the toolsets are: core, videos"}},
		{"a slip in a tool", tools.Selection{Tools: []string{"get_bacth"}}, "tools", "tool", []string{"get_batch"}, []string{`no tool "get_bacth"`, "did you mean get_batch?", "The tools are: create_video"}},
		{"several may be meant", tools.Selection{Tools: []string{"delete"}}, "tools", "tool", []string{"delete_item", "delete_voice"}, []string{"did you mean delete_item or delete_voice?"}},
		{"a toolset for a tool", tools.Selection{Tools: []string{"all"}}, "tools", "tool", nil, []string{`no tool "all"`}},
		{"excluded", tools.Selection{ExcludeTools: []string{"clone_voices"}}, "exclude-tools", "tool", []string{"clone_voice"}, []string{"clone_voice"}},
		{"nothing", tools.Selection{Tools: []string{""}}, "tools", "tool", nil, []string{`no tool ""`}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := test.give.Apply(made())
			var unknown *tools.UnknownNameError
			require.ErrorAs(t, err, &unknown)
			assert.Equal(t, test.list, unknown.List)
			assert.Equal(t, test.kind, unknown.Kind)
			assert.Equal(t, test.near, unknown.Near)
			for _, part := range test.says {
				assert.Contains(t, err.Error(), part)
			}
		})
	}
}

// TestLongNamesAreCut keeps what anyone may send out of messages and of
// searches for what it meant.
func TestLongNamesAreCut(t *testing.T) {
	t.Parallel()
	long := string(slices.Repeat([]byte("x"), 60_000))
	err := tools.Selection{Toolsets: []string{long}}.Check(nil)
	require.Error(t, err)
	assert.Less(t, len(err.Error()), 400)
}

func TestToolsets(t *testing.T) {
	t.Parallel()
	var names []string
	for _, set := range tools.Toolsets() {
		assert.Regexp(t, `^[a-z]+$`, set.Name)
		assert.NotEmpty(t, set.Description)
		assert.NotContains(t, names, set.Name)
		names = append(names, set.Name)
	}
	assert.Equal(t, kit.Core, names[0])
	page, err := os.ReadFile(filepath.Join("..", "docs", "tools.md"))
	require.NoError(t, err)
	for _, set := range tools.Toolsets() {
		assert.Contains(t, string(page), "| `"+set.Name+"` | "+set.Description+" |", "the page's table is the code's")
	}
	assert.Equal(t, append(names, tools.Every), tools.ToolsetNames())
	for _, tool := range tools.All() {
		assert.Contains(t, names, tool.Toolset, tool.Name)
	}
}
