package kit

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"

	"heygen-mcp/tools/fault"
)

// validateArguments checks the arguments against the tool's schema and gives
// them back without the nulls that models send for what they leave out, and by
// their names of today.
func validateArguments(schema *jsonschema.Schema, formers []former, raw json.RawMessage) (json.RawMessage, error) {
	if len(bytes.TrimSpace(raw)) == 0 {
		raw = json.RawMessage("{}")
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		return nil, &fault.Error{Code: fault.CodeInvalid, Message: "the arguments are not valid JSON", Hint: "Send the arguments as one JSON object.", Cause: err}
	}
	object, ok := doc.(map[string]any)
	if !ok && doc != nil {
		return nil, fault.Invalid("", "the arguments are "+fault.Article(fault.JSONType(doc))+", not an object", "Send the arguments as one JSON object.")
	}
	dropNulls(object)
	if object == nil {
		object = map[string]any{}
	}
	for _, f := range formers {
		f.apply(object)
	}
	if err := schema.Validate(object); err != nil {
		failure, ok := errors.AsType[*jsonschema.ValidationError](err)
		if !ok {
			return nil, fmt.Errorf("validating the arguments: %w", err)
		}
		return nil, explain(failure, schema, object)
	}
	return json.Marshal(object)
}

// dropNulls takes the nulls out of an object and of the objects in its lists. In
// a map of names and values a null is a value, and a wrong one.
func dropNulls(object map[string]any) {
	maps.DeleteFunc(object, func(_ string, v any) bool { return v == nil })
	for _, v := range object {
		items, _ := v.([]any)
		for _, item := range items {
			if inner, ok := item.(map[string]any); ok {
				dropNulls(inner)
			}
		}
	}
}

// explain says the first failure in full and names the other fields at fault,
// so that one more call can mend them all.
func explain(failure *jsonschema.ValidationError, schema *jsonschema.Schema, args map[string]any) *fault.Error {
	leaves := collectLeaves(failure, nil)
	first := explainLeaf(leaves[0], schema, args)
	var others []string
	for i, leaf := range leaves[1:] {
		if i == fault.MostInFull {
			others = append(others, fmt.Sprintf("and %d more", len(leaves)-1-i))
			break
		}
		others = append(others, explainLeaf(leaf, schema, args).Message)
	}
	if len(others) > 0 {
		first.Message += "; also: " + strings.Join(others, "; ")
	}
	return first
}

func collectLeaves(e *jsonschema.ValidationError, into []*jsonschema.ValidationError) []*jsonschema.ValidationError {
	if len(e.Causes) == 0 {
		return append(into, e)
	}
	for _, cause := range e.Causes {
		into = collectLeaves(cause, into)
	}
	return into
}

func explainLeaf(leaf *jsonschema.ValidationError, schema *jsonschema.Schema, args map[string]any) *fault.Error {
	field := fieldName(args, leaf.InstanceLocation)
	value := valueAt(args, leaf.InstanceLocation)
	switch k := leaf.ErrorKind.(type) {
	case *kind.Required:
		return fault.Invalid(fault.Join(field, k.Missing[0]), "is missing", "Add "+k.Missing[0]+".")
	case *kind.AdditionalProperties:
		return unknownArgument(field, k.Properties[0], schema, leaf.InstanceLocation)
	case *kind.Type:
		return fault.Invalid(field, fmt.Sprintf("is %s (%s)", fault.Article(k.Got), fault.Show(value)), "Send "+fault.Article(strings.Join(k.Want, " or "))+".")
	case *kind.Enum:
		return fault.Invalid(field, fmt.Sprintf("is %s, which is not one of its values", fault.Show(value)), "Use one of: "+list(k.Want)+".")
	case *kind.Minimum:
		return fault.Invalid(field, fmt.Sprintf("is %s, below the least %s", fault.Show(value), number(k.Want)), "Use at least "+number(k.Want)+".")
	case *kind.Maximum:
		return fault.Invalid(field, fmt.Sprintf("is %s, above the most %s", fault.Show(value), number(k.Want)), "Use at most "+number(k.Want)+".")
	case *kind.MinLength:
		return fault.Invalid(field, fmt.Sprintf("has %d characters, fewer than %d", k.Got, k.Want), fmt.Sprintf("Give at least %d characters.", k.Want))
	case *kind.MaxLength:
		return fault.Invalid(field, fmt.Sprintf("has %d characters, more than %d", k.Got, k.Want), fmt.Sprintf("Shorten it to %d characters, or split it into several calls.", k.Want))
	case *kind.MinItems:
		return fault.Invalid(field, fmt.Sprintf("has %d items, fewer than %d", k.Got, k.Want), fmt.Sprintf("Give at least %d.", k.Want))
	case *kind.MaxItems:
		return fault.Invalid(field, fmt.Sprintf("has %d items, more than %d", k.Got, k.Want), fmt.Sprintf("Give at most %d a call.", k.Want))
	case *kind.Pattern:
		return fault.Invalid(field, fmt.Sprintf("is %s, which does not have the form %s", fault.Show(value), k.Want), "Give it in that form.")
	case *kind.UniqueItems:
		return fault.Invalid(field, "has the same item twice", "Give each item once.")
	default:
		return fault.Invalid(field, fmt.Sprintf("is %s, which its schema refuses", fault.Show(value)), "See the tool's input schema.")
	}
}

func unknownArgument(field, name string, schema *jsonschema.Schema, path []string) *fault.Error {
	known := slices.Sorted(maps.Keys(schemaAt(schema, path).Properties))
	hint := "It takes: " + strings.Join(known, ", ") + "."
	if len(known) == 0 {
		hint = "It takes no arguments: leave it out."
	}
	if near := fault.Nearest(name, known); near != "" {
		hint = "Did you mean " + near + "? " + hint
	}
	return fault.Invalid(fault.Join(field, name), "is not an argument of this tool", hint)
}

// fieldName writes a place in the arguments as scenes[2].voice_id.
func fieldName(args map[string]any, path []string) string {
	name := ""
	for i, step := range path {
		if _, isList := valueAt(args, path[:i]).([]any); isList {
			name += "[" + step + "]"
		} else {
			name = fault.Join(name, step)
		}
	}
	return name
}

func schemaAt(s *jsonschema.Schema, path []string) *jsonschema.Schema {
	for _, step := range path {
		switch next, isProperty := s.Properties[step]; {
		case isProperty:
			s = next
		case s.Items2020 != nil:
			s = s.Items2020
		default:
			return s
		}
	}
	return s
}

func valueAt(v any, path []string) any {
	for _, step := range path {
		switch at := v.(type) {
		case map[string]any:
			v = at[step]
		case []any:
			i, err := strconv.Atoi(step)
			if err != nil || i >= len(at) {
				return nil
			}
			v = at[i]
		}
	}
	return v
}

func list(values []any) string {
	shown := make([]string, len(values))
	for i, v := range values {
		shown[i] = fmt.Sprint(v)
	}
	return strings.Join(shown, ", ")
}

func number(r *big.Rat) string {
	f, _ := r.Float64()
	return strconv.FormatFloat(f, 'f', -1, 64)
}
