package main_test

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/internal/golden"
)

// TestFlagsInDocuments keeps the page's lists of flags made from the help of the
// commands, and the other pages to flags that there are.
func TestFlagsInDocuments(t *testing.T) {
	t.Parallel()
	all := commands(t)
	require.NotEmpty(t, all)
	require.Equal(t, "serve", all[0].name)
	var served []flag
	var server, others strings.Builder
	for _, group := range all[0].groups {
		title, note, _ := strings.Cut(strings.TrimSuffix(group.title, ")"), " (")
		fmt.Fprintf(&server, "\n### %s\n\n", title)
		if note != "" {
			server.WriteString(strings.ToUpper(note[:1]) + note[1:] + ".\n\n")
		}
		server.WriteString(flagTable(group.flags))
		served = append(served, group.flags...)
	}
	assert.Greater(t, len(served), 30)
	for _, c := range all[1:] {
		var own []flag
		var shared []string
		for _, group := range c.groups {
			for _, f := range group.flags {
				if slices.Contains(served, f) {
					shared = append(shared, "`--"+f.name+"`")
				} else {
					own = append(own, f)
				}
			}
		}
		if len(own) == 0 {
			continue
		}
		fmt.Fprintf(&others, "\n### %s\n\n%s", c.name, flagTable(own))
		if len(shared) > 0 {
			others.WriteString("\nAlso, as above: " + strings.Join(shared, ", ") + ".\n")
		}
	}
	checkParts(t, "docs/configuration.md", map[string]string{"serve": server.String(), "others": others.String()})
	checkNamed(t, all)
}

func flagTable(flags []flag) string {
	var b strings.Builder
	b.WriteString("| flag | variable | what it does |\n|---|---|---|\n")
	for _, f := range flags {
		name := "--" + f.name
		if f.value != "" {
			name += "=" + f.value
		}
		fmt.Fprintf(&b, "| `%s` | `%s` | %s |\n", name, f.variable, strings.ReplaceAll(f.text, "|", `\|`))
	}
	return b.String()
}

// listed is what a server lists of resources and prompts.
type listed struct {
	Resources         []resource `json:"resources"`
	ResourceTemplates []resource `json:"resourceTemplates"`
	Prompts           []struct {
		Name        string `json:"name"`
		Description string `json:"description"`
		Arguments   []struct {
			Name     string `json:"name"`
			Required bool   `json:"required"`
		} `json:"arguments"`
	} `json:"prompts"`
}

type resource struct {
	URI         string `json:"uri"`
	URITemplate string `json:"uriTemplate"`
	Description string `json:"description"`
}

// TestResourcesPage keeps the page's lists made from what the server lists.
func TestResourcesPage(t *testing.T) {
	t.Parallel()
	all := listAll(t)
	require.NotEmpty(t, all.Resources)
	require.NotEmpty(t, all.ResourceTemplates)
	require.NotEmpty(t, all.Prompts)
	var prompts strings.Builder
	prompts.WriteString("\n| prompt | what it makes | arguments |\n|---|---|---|\n")
	for _, p := range all.Prompts {
		var arguments []string
		for _, a := range p.Arguments {
			shown := "`" + a.Name + "`"
			if !a.Required {
				shown = "[" + shown + "]"
			}
			arguments = append(arguments, shown)
		}
		fmt.Fprintf(&prompts, "| `%s` | %s | %s |\n", p.Name, p.Description, strings.Join(arguments, " "))
	}
	checkParts(t, "docs/resources-and-prompts.md", map[string]string{
		"resources": resourceTable(all.Resources), "templates": resourceTable(all.ResourceTemplates), "prompts": prompts.String(),
	})
}

func resourceTable(of []resource) string {
	var b strings.Builder
	b.WriteString("\n| address | what is there |\n|---|---|\n")
	for _, r := range of {
		fmt.Fprintf(&b, "| `%s%s` | %s |\n", r.URI, r.URITemplate, r.Description)
	}
	return b.String()
}

// listAll asks a server on the sandbox for its lists, as a host does.
func listAll(t *testing.T) (all listed) {
	t.Helper()
	requests := `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"docs","version":"1"}}}
{"jsonrpc":"2.0","method":"notifications/initialized"}
{"jsonrpc":"2.0","id":2,"method":"resources/list"}
{"jsonrpc":"2.0","id":3,"method":"resources/templates/list"}
{"jsonrpc":"2.0","id":4,"method":"prompts/list"}
`
	for line := range strings.Lines(program(t, requests, "--sandbox", "--log-level", "error")) {
		var answer struct {
			Result json.RawMessage `json:"result"`
		}
		require.NoError(t, json.Unmarshal([]byte(line), &answer), line)
		if answer.Result != nil {
			require.NoError(t, json.Unmarshal(answer.Result, &all), line)
		}
	}
	return all
}

// checkParts compares the generated parts of a page, between their marks, or
// rewrites them under -update.
func checkParts(t *testing.T, path string, parts map[string]string) {
	t.Helper()
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	page := string(content)
	for name, made := range parts {
		begin := "<!-- " + name + ":begin (generated: go test . -run " + t.Name() + " -update) -->\n"
		head, rest, ok := strings.Cut(page, begin)
		require.True(t, ok, "%s has no line %s", path, begin)
		_, tail, ok := strings.Cut(rest, "<!-- "+name+":end -->")
		require.True(t, ok, "%s has no end of %s", path, name)
		page = head + begin + made + "<!-- " + name + ":end -->" + tail
	}
	golden.Check(t, path, page)
}
