package tools

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"

	invopop "github.com/invopop/jsonschema"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// InputSchema is the JSON Schema of the tool's arguments: an object with
// properties that refuses unknown ones.
func (t Tool) InputSchema() json.RawMessage {
	return reflectSchema(t.args, false)
}

// OutputSchema is the JSON Schema of the tool's structured result. It admits
// more properties, so that a newer server does not break an older client.
func (t Tool) OutputSchema() json.RawMessage {
	return reflectSchema(t.result, true)
}

// reflectSchema writes a struct's schema inline: some model providers do not
// follow references, and reject a version or an id.
func reflectSchema(typ reflect.Type, open bool) json.RawMessage {
	r := invopop.Reflector{
		Anonymous:                  true,
		DoNotReference:             true,
		ExpandedStruct:             true,
		AllowAdditionalProperties:  open,
		RequiredFromJSONSchemaTags: !open,
	}
	schema := r.ReflectFromType(typ)
	schema.Version = ""
	raw, err := json.Marshal(schema)
	if err != nil {
		// A struct of ours that has no schema is a mistake of ours.
		panic(fmt.Sprintf("tools: schema of %s: %v", typ, err))
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
