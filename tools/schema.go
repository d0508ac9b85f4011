package tools

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"reflect"
	"sync"

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
			panic("tools: schemas.txt: a line without a name and two schemas")
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
	kept, ok := snapshots()[t.Name]
	if !ok {
		panic("tools: schemas.txt has no line for " + t.Name + ": make golden writes it")
	}
	return kept
}

// Structs are the structs whose members together are the tool's arguments, and
// those whose members are its result.
func (t Tool) Structs() (arguments, result []reflect.Type) {
	arguments, result = []reflect.Type{t.args}, []reflect.Type{t.result}
	if t.Spends {
		arguments, result = append(arguments, reflect.TypeFor[repeatArgs]()), append(result, reflect.TypeFor[receipt]())
	}
	if t.Saves {
		arguments = append(arguments, reflect.TypeFor[saveArgs]())
	}
	return arguments, result
}

// repeatArgs are what every tool that spends takes beside its own arguments.
type repeatArgs struct {
	AllowDuplicate bool `json:"allow_duplicate,omitempty"`
}

// saveArgs are what every tool that makes files takes beside its own arguments.
type saveArgs struct {
	Download bool `json:"download,omitempty"`
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
