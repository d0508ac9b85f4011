// Package toolschema makes the JSON Schemas of tools from their structs. It is
// for tests and what they write: a program reads what was written, and links
// neither this nor the library behind it.
package toolschema

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/invopop/jsonschema"
	"github.com/stretchr/testify/require"
)

// Arguments is the schema of structs whose members a tool takes together. It
// refuses others.
func Arguments(t testing.TB, structs ...reflect.Type) json.RawMessage {
	t.Helper()
	return reflected(t, false, structs)
}

// Result is the schema of structs whose members a tool answers together. It
// admits others, so that a newer server does not break an older client.
func Result(t testing.TB, structs ...reflect.Type) json.RawMessage {
	t.Helper()
	return reflected(t, true, structs)
}

// reflected writes the schema inline: some model providers do not follow
// references, and reject a version or an id.
func reflected(t testing.TB, open bool, structs []reflect.Type) json.RawMessage {
	t.Helper()
	r := jsonschema.Reflector{
		Anonymous:                  true,
		DoNotReference:             true,
		ExpandedStruct:             true,
		AllowAdditionalProperties:  open,
		RequiredFromJSONSchemaTags: !open,
	}
	schema := r.ReflectFromType(structs[0])
	schema.Version = ""
	for _, other := range structs[1:] {
		for p := r.ReflectFromType(other).Properties.Oldest(); p != nil; p = p.Next() {
			schema.Properties.Set(p.Key, p.Value)
		}
	}
	raw, err := json.Marshal(schema)
	require.NoError(t, err, "the schema of %s", structs[0])
	return raw
}
