package heygenapi_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi"
	"heygen-mcp/internal/contract"
)

// source is the package's own code, as far as it speaks of values.
type source struct {
	// comments are those at the fields of each JSON name.
	comments map[string]string
	// statuses are the values of the constants of type Status.
	statuses map[string]bool
}

func readSource(t *testing.T) source {
	t.Helper()
	s := source{comments: map[string]string{}, statuses: map[string]bool{}}
	files, err := os.ReadDir(".")
	require.NoError(t, err)
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ".go") || strings.HasSuffix(f.Name(), "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), f.Name(), nil, parser.ParseComments)
		require.NoError(t, err)
		ast.Inspect(parsed, func(n ast.Node) bool {
			s.note(n)
			return true
		})
	}
	return s
}

func (s source) note(n ast.Node) {
	switch n := n.(type) {
	case *ast.Field:
		for _, name := range jsonNames(n) {
			s.comments[name] += n.Doc.Text() + n.Comment.Text()
		}
	case *ast.ValueSpec:
		if of, ok := n.Type.(*ast.Ident); ok && of.Name == "Status" {
			for _, v := range n.Values {
				if value, err := strconv.Unquote(v.(*ast.BasicLit).Value); err == nil {
					s.statuses[value] = true
				}
			}
		}
	}
}

// jsonNames are the names of a field in JSON, or, of an option that becomes a
// query parameter, its Go names in HeyGen's spelling.
func jsonNames(f *ast.Field) []string {
	if f.Tag != nil {
		tag, err := strconv.Unquote(f.Tag.Value)
		if err != nil {
			return nil
		}
		name, _, _ := strings.Cut(reflect.StructTag(tag).Get("json"), ",")
		return []string{name}
	}
	var names []string
	for _, n := range f.Names {
		names = append(names, snake.ReplaceAllStringFunc(n.Name, func(s string) string { return strings.TrimPrefix("_"+strings.ToLower(s), "_") }))
	}
	for i, n := range names {
		names[i] = strings.TrimPrefix(n, "_")
	}
	return names
}

var snake = regexp.MustCompile(`[A-Z]+`)

// TestEveryEnumIsTold finds each value of the reference's enums where a user of
// the client looks for it: statuses and event types are constants, all others
// stand in the comment of their field.
func TestEveryEnumIsTold(t *testing.T) {
	t.Parallel()
	code := readSource(t)
	events := map[string]bool{}
	found := 0
	for _, op := range contract.Load(t).Operations {
		for _, enum := range append(op.RequestEnums(), op.ResponseEnums()...) {
			for _, value := range enum.Values {
				found++
				switch enum.Field {
				case "status":
					assert.True(t, code.statuses[value], "%s: no constant has the status %s", op.Name(), value)
				case "events", "event_type":
					events[value] = true
				default:
					word := regexp.MustCompile(`(^|[^\w-])` + regexp.QuoteMeta(value) + `($|[^\w-])`)
					assert.Regexp(t, word, code.comments[enum.Field], "%s: no comment at %s tells the value %s", op.Name(), enum.Field, value)
				}
			}
		}
	}
	assert.Greater(t, found, 200)
	known := map[string]bool{}
	for _, e := range heygenapi.EventTypes() {
		known[string(e)] = true
	}
	assert.Equal(t, events, known, "the event types are the reference's")
}
