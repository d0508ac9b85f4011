package main_test

import (
	"fmt"
	"go/ast"
	"go/types"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/tools/go/packages"

	"heygen-mcp/internal/contract"
	"heygen-mcp/internal/golden"
)

// TestOperationsTable keeps docs/operations.md made from the code: which method
// of the client calls each operation of HeyGen's reference, and which tools
// reach that method. Nothing may be missing.
func TestOperationsTable(t *testing.T) {
	t.Parallel()
	reference := contract.Load(t)
	code := readCode(t)
	methods, tools := code.methods(), code.reach()
	var b strings.Builder
	b.WriteString(operationsHead)
	for _, op := range reference.Operations {
		method := methods[op.Name()]
		var by []string
		for _, tool := range slices.Sorted(maps.Keys(tools)) {
			if tools[tool][method] {
				by = append(by, "`"+tool+"`")
			}
		}
		assert.NotEmpty(t, method, "no method of the client says that it calls %s", op.Name())
		assert.NotEmpty(t, by, "no tool reaches %s", op.Name())
		fmt.Fprintf(&b, "| `%s` | `%s` | %s |\n", op.Name(), method[strings.LastIndex(method, ".")+1:], strings.Join(by, ", "))
	}
	golden.Check(t, "docs/operations.md", b.String())
}

const operationsHead = `# Operations

What reaches each operation of HeyGen's API v3: the method of package ` + "`heygenapi`" + `, and the tools that call it, at once or on
the way. Made from the code by ` + "`go test . -run TestOperationsTable -update`" + `.

| operation | method | tools |
|---|---|---|
`

// callGraph is who mentions whom among our functions, by their full names. A
// mention counts as a call: function values are passed on and called later.
type callGraph struct {
	mentions map[string]map[string]bool
	// named are the methods of each name: a call through an interface may be
	// to any of them.
	named map[string][]string
	docs  map[string]string
	tools map[string][]string
}

func readCode(t *testing.T) *callGraph {
	t.Helper()
	loaded, err := packages.Load(&packages.Config{
		Context: t.Context(),
		Mode:    packages.NeedName | packages.NeedImports | packages.NeedSyntax | packages.NeedTypes | packages.NeedTypesInfo,
	}, "./heygenapi/...", "./catalog", "./account", "./tools/...")
	require.NoError(t, err)
	g := &callGraph{mentions: map[string]map[string]bool{}, named: map[string][]string{}, docs: map[string]string{}, tools: map[string][]string{}}
	for _, p := range loaded {
		require.Empty(t, p.Errors, p.PkgPath)
		for _, file := range p.Syntax {
			for _, decl := range file.Decls {
				if f, ok := decl.(*ast.FuncDecl); ok {
					g.add(p.TypesInfo, f)
				}
			}
		}
	}
	return g
}

func (g *callGraph) add(info *types.Info, f *ast.FuncDecl) {
	name := info.Defs[f.Name].(*types.Func).FullName()
	g.docs[name] = f.Doc.Text()
	if f.Recv != nil {
		g.named[f.Name.Name] = append(g.named[f.Name.Name], name)
	}
	g.mentions[name] = map[string]bool{}
	ast.Inspect(f, func(n ast.Node) bool {
		for _, callee := range mentioned(info, n) {
			g.mentions[name][callee] = true
		}
		if call, ok := n.(*ast.CallExpr); ok {
			g.addTool(info, call)
		}
		return true
	})
}

// addTool notes the function of a declaration kit.Define(kit.Tool{Name: ...}, function).
func (g *callGraph) addTool(info *types.Info, call *ast.CallExpr) {
	if define, ok := call.Fun.(*ast.SelectorExpr); !ok || define.Sel.Name != "Define" || len(call.Args) != 2 {
		return
	}
	declared, ok := call.Args[0].(*ast.CompositeLit)
	if !ok {
		return
	}
	for _, element := range declared.Elts {
		pair, ok := element.(*ast.KeyValueExpr)
		if !ok || pair.Key.(*ast.Ident).Name != "Name" {
			continue
		}
		name, err := strconv.Unquote(pair.Value.(*ast.BasicLit).Value)
		if err != nil {
			continue
		}
		ast.Inspect(call.Args[1], func(n ast.Node) bool {
			g.tools[name] = append(g.tools[name], mentioned(info, n)...)
			return true
		})
	}
}

// mentioned is the function that an identifier names, as a list of one.
func mentioned(info *types.Info, n ast.Node) []string {
	id, ok := n.(*ast.Ident)
	if !ok {
		return nil
	}
	f, ok := info.Uses[id].(*types.Func)
	if !ok || f.Pkg() == nil || !strings.HasPrefix(f.Pkg().Path(), module+"/") {
		return nil
	}
	if recv := f.Signature().Recv(); recv != nil && types.IsInterface(recv.Type()) {
		return []string{"any." + f.Name()}
	}
	return []string{f.Origin().FullName()}
}

var operationInDoc = regexp.MustCompile(`\((GET|POST|PUT|PATCH|DELETE)\s+(/v3/[^),\s]+)`)

// methods gives the client's method of each operation, by their docs.
func (g *callGraph) methods() map[string]string {
	found := map[string]string{}
	for name, doc := range g.docs {
		if strings.HasPrefix(name, "(*"+module+"/heygenapi.Client).") {
			for _, match := range operationInDoc.FindAllStringSubmatch(doc, -1) {
				found[match[1]+" "+match[2]] = name
			}
		}
	}
	return found
}

// reach gives, for each tool, every function that it may call.
func (g *callGraph) reach() map[string]map[string]bool {
	reached := map[string]map[string]bool{}
	for tool, entries := range g.tools {
		seen := map[string]bool{}
		queue := slices.Clone(entries)
		for len(queue) > 0 {
			next := queue[0]
			queue = queue[1:]
			if seen[next] {
				continue
			}
			seen[next] = true
			if method, ok := strings.CutPrefix(next, "any."); ok {
				queue = append(queue, g.named[method]...)
			}
			queue = slices.AppendSeq(queue, maps.Keys(g.mentions[next]))
		}
		reached[tool] = seen
	}
	return reached
}
