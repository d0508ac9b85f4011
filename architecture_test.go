package main_test

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/internal/golden"
)

// The bounds of what one reads in a sitting.
const (
	mostFiles         = 30
	mostPackageLines  = 5000
	mostFileLines     = 300
	mostFunctionLines = 70
)

// exceptions are what is larger, by path or by path and function, and why.
var exceptions = map[string]string{}

// TestRoomsAreSmall keeps packages, files and functions within their bounds.
func TestRoomsAreSmall(t *testing.T) {
	t.Parallel()
	files, lines := map[string]int{}, map[string]int{}
	for _, path := range slices.Sorted(maps.Keys(sources(t))) {
		code, err := os.ReadFile(path)
		require.NoError(t, err)
		n, dir := bytes.Count(code, []byte("\n")), filepath.ToSlash(filepath.Dir(path))
		files[dir]++
		lines[dir] += n
		within(t, n, mostFileLines, "lines", path)
		set := token.NewFileSet()
		parsed, err := parser.ParseFile(set, path, code, 0)
		require.NoError(t, err)
		for _, d := range parsed.Decls {
			if f, ok := d.(*ast.FuncDecl); ok {
				within(t, set.Position(f.End()).Line-set.Position(f.Pos()).Line+1, mostFunctionLines, "lines", path+" "+f.Name.Name)
			}
		}
	}
	for dir := range files {
		within(t, files[dir], mostFiles, "files", dir)
		within(t, lines[dir], mostPackageLines, "lines", dir)
	}
}

func within(t *testing.T, n, most int, of, what string) {
	t.Helper()
	if exceptions[what] == "" {
		assert.LessOrEqual(t, n, most, "%s of %s: make it two, or say in exceptions why not", of, what)
	} else {
		assert.Greater(t, n, most, "%s of %s: no exception any more", of, what)
	}
}

// roomsBegin and roomsEnd are around what is made from the code.
const (
	roomsBegin = "<!-- rooms (go test . -run TestArchitectureNamesTheRooms -update) -->\n"
	roomsEnd   = "<!-- rooms:end -->"
)

// TestArchitectureNamesTheRooms keeps the page's list of packages, what each is
// for, and which others it knows.
func TestArchitectureNamesTheRooms(t *testing.T) {
	t.Parallel()
	page := filepath.Join("docs", "architecture.md")
	text, err := os.ReadFile(page)
	require.NoError(t, err)
	before, rest, ok := strings.Cut(string(text), roomsBegin)
	require.True(t, ok)
	_, after, ok := strings.Cut(rest, roomsEnd)
	require.True(t, ok)
	golden.Check(t, page, before+roomsBegin+roomTable(t)+roomsEnd+after)
}

// roomTable is a row for each package.
func roomTable(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("| package | what it is for | knows |\n| --- | --- | --- |\n")
	for _, dir := range slices.Sorted(maps.Keys(arrows)) {
		if dir == "." {
			continue
		}
		known := slices.Sorted(slices.Values(arrows[dir]))
		for i, k := range known {
			known[i] = "`" + k + "`"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", dir, purposeOf(t, dir), strings.Join(known, ", "))
	}
	return b.String()
}

// purposeOf is the first sentence of a package's doc, without the package's name.
func purposeOf(t *testing.T, dir string) string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, "*.go"))
	require.NoError(t, err)
	for _, path := range paths {
		parsed, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.PackageClauseOnly|parser.ParseComments)
		require.NoError(t, err)
		if parsed.Doc == nil || strings.HasSuffix(path, "_test.go") {
			continue
		}
		text := new(doc.Package).Synopsis(parsed.Doc.Text())
		_, purpose, ok := strings.Cut(text, "Package "+parsed.Name.Name+" ")
		require.True(t, ok, "%s: the doc begins with the package's name", dir)
		return strings.NewReplacer("|", "\\|", "[", "", "]", "").Replace(purpose)
	}
	t.Errorf("%s has no package doc", dir)
	return ""
}
