package main_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/tools/imports"
)

// TestTheExampleToolCompiles: what CONTRIBUTING.md tells to write is all that a new
// tool needs, in the one file that it names.
func TestTheExampleToolCompiles(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("CONTRIBUTING.md")
	require.NoError(t, err)
	file, err := filepath.Abs(filepath.Join("tools", "brand", "brand.go"))
	require.NoError(t, err)
	code, err := os.ReadFile(file)
	require.NoError(t, err)
	// The first list of the file is that of its tools.
	before, after, ok := strings.Cut(string(code), "\n\t}\n}\n")
	require.True(t, ok)
	code, err = imports.Process(file, []byte(before+"\n"+example(t, string(text), "list")+"\t}\n}\n"+after+"\n"+example(t, string(text), "rest")), nil)
	require.NoError(t, err)

	dir := t.TempDir()
	changed, overlay := filepath.Join(dir, "brand.go"), filepath.Join(dir, "overlay.json")
	require.NoError(t, os.WriteFile(changed, code, 0o600))
	replace, err := json.Marshal(map[string]any{"Replace": map[string]string{file: changed}})
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(overlay, replace, 0o600))
	out, err := exec.CommandContext(t.Context(), "go", "vet", "-overlay", overlay, "./tools/brand").CombinedOutput()
	require.NoError(t, err, "%s", out)
}

// example is the block of code behind the mark of that name.
func example(t *testing.T, page, name string) string {
	t.Helper()
	_, rest, ok := strings.Cut(page, "<!-- example: "+name+" -->\n```go\n")
	require.True(t, ok, name)
	code, _, ok := strings.Cut(rest, "```\n")
	require.True(t, ok, name)
	return code
}
