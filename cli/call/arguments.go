package call

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"heygen-mcp/cli/flags"
	"heygen-mcp/cli/terminal"
)

// mostInput bounds what is read from stdin: no tool takes more.
const mostInput = 4 << 20

// property is a part of a tool's input schema, as far as key=value needs it.
type property struct {
	Type       string              `json:"type"`
	Items      *property           `json:"items"`
	Properties map[string]property `json:"properties"`
	// Values is the schema of an object's free values, where it has some.
	Values json.RawMessage `json:"additionalProperties"`
}

// readArguments makes a tool's arguments from the words after its name: one
// JSON object, "-" for one on stdin, or key=value pairs, which are read by the
// tool's input schema.
func readArguments(schema json.RawMessage, words []string, stdin io.Reader) (json.RawMessage, error) {
	switch {
	case len(words) == 0:
		return json.RawMessage("{}"), nil
	case len(words) == 1 && words[0] == "-":
		raw, err := io.ReadAll(io.LimitReader(stdin, mostInput+1))
		if err != nil {
			return nil, terminal.UsageError("reading the arguments from stdin: %w", err)
		}
		if len(raw) > mostInput {
			return nil, terminal.UsageError("the arguments on stdin are larger than %d MB", mostInput>>20)
		}
		return jsonObject(string(raw))
	case len(words) == 1 && strings.HasPrefix(strings.TrimSpace(words[0]), "{"):
		return jsonObject(words[0])
	default:
		return pairs(schema, words)
	}
}

func jsonObject(text string) (json.RawMessage, error) {
	var object map[string]json.RawMessage
	if err := json.Unmarshal([]byte(text), &object); err != nil || object == nil {
		return nil, terminal.UsageError("the arguments are not a JSON object (%s)", flags.JSONFault(err))
	}
	return json.RawMessage(text), nil
}

func pairs(rawSchema json.RawMessage, words []string) (json.RawMessage, error) {
	var schema property
	if err := json.Unmarshal(rawSchema, &schema); err != nil {
		return nil, fmt.Errorf("reading the tool's input schema: %w", err)
	}
	object := map[string]any{}
	for _, word := range words {
		key, value, ok := strings.Cut(word, "=")
		if !ok || key == "" {
			return nil, terminal.UsageError("%q is neither a JSON object nor key=value; the tool takes: %s", word, strings.Join(slices.Sorted(maps.Keys(schema.Properties)), ", "))
		}
		if err := put(object, schema, key, value); err != nil {
			return nil, terminal.UsageError("%s: %w", key, err)
		}
	}
	return json.Marshal(object)
}

// put sets one key. A dot reaches into an object; a repeated key adds to a
// list.
func put(object map[string]any, schema property, key, value string) error {
	if parent, rest, ok := strings.Cut(key, "."); ok && schema.Properties[parent].Type == "object" {
		inner, _ := object[parent].(map[string]any)
		if inner == nil {
			inner = map[string]any{}
			object[parent] = inner
		}
		return put(inner, schema.Properties[parent], rest, value)
	}
	known, ok := schema.Properties[key]
	if !ok {
		known = schema.free()
	}
	parsed, err := coerce(known, value)
	if err != nil {
		return err
	}
	earlier, repeated := object[key]
	if !repeated {
		object[key] = parsed
		return nil
	}
	items, isList := parsed.([]any)
	if !isList {
		return fmt.Errorf("is given twice, and it is not a list")
	}
	before, _ := earlier.([]any)
	object[key] = append(before, items...)
	return nil
}

// free is the schema of properties that an object does not name. Unknown ones
// go through as text, and the tool says that it does not know them.
func (p property) free() property {
	var values property
	if json.Unmarshal(p.Values, &values) != nil {
		return property{}
	}
	return values
}

// coerce reads a word as the type that the schema wants.
func coerce(want property, word string) (any, error) {
	trimmed := strings.TrimSpace(word)
	switch want.Type {
	case "integer", "number":
		if _, err := strconv.ParseFloat(trimmed, 64); err != nil || !json.Valid([]byte(trimmed)) {
			return nil, fmt.Errorf("is %q, not a number", word)
		}
		return json.Number(trimmed), nil
	case "boolean":
		return coerceBool(trimmed)
	case "array":
		return coerceList(want, trimmed)
	case "object":
		var object map[string]any
		if err := json.Unmarshal([]byte(trimmed), &object); err != nil {
			return nil, fmt.Errorf("is not a JSON object (%s)", flags.JSONFault(err))
		}
		return object, nil
	default:
		return word, nil
	}
}

func coerceBool(word string) (any, error) {
	switch strings.ToLower(word) {
	case "true", "yes", "on", "1":
		return true, nil
	case "false", "no", "off", "0":
		return false, nil
	default:
		return nil, fmt.Errorf("is %q, neither true nor false", word)
	}
}

func coerceList(want property, word string) (any, error) {
	if strings.HasPrefix(word, "[") {
		var items []any
		if err := json.Unmarshal([]byte(word), &items); err != nil {
			return nil, fmt.Errorf("is not a JSON array (%s)", flags.JSONFault(err))
		}
		return items, nil
	}
	if want.Items != nil && want.Items.Type == "object" {
		return nil, fmt.Errorf("is a list of objects: write it as a JSON array")
	}
	items := []any{}
	for _, part := range flags.SplitOutside(word) {
		item := any(part)
		if want.Items != nil {
			parsed, err := coerce(*want.Items, part)
			if err != nil {
				return nil, err
			}
			item = parsed
		}
		items = append(items, item)
	}
	return items, nil
}
