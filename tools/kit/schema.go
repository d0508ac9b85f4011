package kit

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"reflect"
	"sync"

	invopop "github.com/invopop/jsonschema"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// snapshot holds the schemas as the structs gave them when it was written, a
// line a tool: its name, the schema of its arguments and the one of its result,
// parted by tabs. Finding them costs a start next to nothing; making them anew
// costs more than all else that it does. A test keeps it true.
//
//go:embed schemas.txt
var snapshot []byte

// Schemas are the two JSON Schemas of a tool.
type Schemas struct {
	Input, Output json.RawMessage
}

var snapshots = sync.OnceValue(func() map[string]Schemas {
	all := map[string]Schemas{}
	for line := range bytes.Lines(snapshot) {
		fields := bytes.Split(bytes.TrimSuffix(line, []byte("\n")), []byte("\t"))
		if len(fields) != 3 {
			panic("kit: schemas.txt: a line without a name and two schemas")
		}
		all[string(fields[0])] = Schemas{Input: fields[1], Output: fields[2]}
	}
	return all
})

// InputSchema is the JSON Schema of the tool's arguments: an object with
// properties that refuses unknown ones.
func (t Tool) InputSchema() json.RawMessage { return t.schemas().Input }

// OutputSchema is the JSON Schema of the tool's structured result. It admits
// more properties, so that a newer server does not break an older client.
func (t Tool) OutputSchema() json.RawMessage { return t.schemas().Output }

func (t Tool) schemas() Schemas {
	if kept, ok := snapshots()[t.Name]; ok {
		return kept
	}
	return t.ReflectSchemas()
}

// ReflectSchemas makes the schemas from the tool's structs.
func (t Tool) ReflectSchemas() Schemas {
	var input, output []reflect.Type
	if t.Spends {
		input, output = append(input, reflect.TypeFor[repeatArgs]()), append(output, reflect.TypeFor[Receipt]())
	}
	if t.Saves {
		input = append(input, reflect.TypeFor[saveArgs]())
	}
	return Schemas{Input: reflectSchema(t.args, false, input...), Output: reflectSchema(t.result, true, output...)}
}

// repeatArgs are what every tool that spends takes beside its own arguments.
type repeatArgs struct {
	AllowDuplicate bool `json:"allow_duplicate,omitempty"`
}

// saveArgs are what every tool that makes files takes beside its own arguments.
type saveArgs struct {
	Download bool `json:"download,omitempty"`
}

// reflectSchema writes a struct's schema inline: some model providers do not
// follow references, and reject a version or an id. The members of more structs
// are added.
func reflectSchema(typ reflect.Type, open bool, more ...reflect.Type) json.RawMessage {
	r := invopop.Reflector{
		Anonymous:                  true,
		DoNotReference:             true,
		ExpandedStruct:             true,
		AllowAdditionalProperties:  open,
		RequiredFromJSONSchemaTags: !open,
	}
	schema := r.ReflectFromType(typ)
	schema.Version = ""
	for _, other := range more {
		for p := r.ReflectFromType(other).Properties.Oldest(); p != nil; p = p.Next() {
			schema.Properties.Set(p.Key, p.Value)
		}
	}
	raw, err := json.Marshal(schema)
	if err != nil {
		// A struct of ours that has no schema is a mistake of ours.
		panic(fmt.Sprintf("kit: schema of %s: %v", typ, err))
	}
	return raw
}

func compileSchema(raw json.RawMessage) (*jsonschema.Schema, error) {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		return nil, err
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("arguments.json", doc); err != nil {
		return nil, err
	}
	return compiler.Compile("arguments.json")
}
