package contract

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// RequestFields lists the fields of a request: those of the reference, or,
// where a sent body is given, those of the reference that it holds. A path
// begins anew at each branch of a union, so that a branch counts once wherever
// it may stand.
func (o *Operation) RequestFields(sent any) []string {
	f := fields{found: map[string]bool{}, all: sent == nil}
	if o.Request != nil {
		f.walk(o.Request, sent, "")
	}
	return slices.Sorted(maps.Keys(f.found))
}

type fields struct {
	found map[string]bool
	all   bool
}

func (f *fields) walk(schema map[string]any, sent any, path string) {
	if branches, ok := schema["oneOf"].([]any); ok {
		f.union(schema, branches, sent, path)
		return
	}
	if items, ok := schema["items"].(map[string]any); ok {
		list, _ := sent.([]any)
		if f.all {
			list = []any{nil}
		}
		for _, item := range list {
			f.walk(items, item, path)
		}
		return
	}
	object, _ := sent.(map[string]any)
	properties, _ := schema["properties"].(map[string]any)
	for name, sub := range properties {
		if value, ok := object[name]; ok || f.all {
			at := strings.TrimPrefix(path+"."+name, ".")
			f.found[at] = true
			f.walk(sub.(map[string]any), value, at)
		}
	}
}

func (f *fields) union(schema map[string]any, branches []any, sent any, path string) {
	discriminator := schema["discriminator"].(map[string]any)["propertyName"].(string)
	object, _ := sent.(map[string]any)
	place := path[strings.LastIndex(path, ".")+1:]
	for _, b := range branches {
		branch := b.(map[string]any)
		value := branch["properties"].(map[string]any)[discriminator].(map[string]any)["const"].(string)
		if !f.all && object[discriminator] != value {
			continue
		}
		// A source of media is the same three branches in every place.
		if isMedia(value) {
			place = "media"
		}
		at := fmt.Sprintf("%s:%s", place, value)
		f.found[at] = true
		f.walk(branch, sent, at)
	}
}

func isMedia(value string) bool {
	return value == "url" || value == "asset_id" || value == "base64"
}

// SampleResponse makes an answer that has every field of the reference, each
// with a value of its own.
func (o *Operation) SampleResponse() any {
	next := 1000
	return sample(o.Response, &next)
}

func sample(schema map[string]any, next *int) any {
	*next++
	if values, ok := schema["enum"].([]any); ok {
		return values[len(values)-1]
	}
	if value, ok := schema["const"]; ok {
		return value
	}
	if branches, ok := schema["oneOf"].([]any); ok {
		return sample(branches[0].(map[string]any), next)
	}
	switch schema["type"] {
	case "string":
		return fmt.Sprintf("text %d", *next)
	case "integer":
		return float64(*next)
	case "number":
		return float64(*next) + 0.5
	case "boolean":
		return true
	case "array":
		return sampleArray(schema["items"].(map[string]any), next)
	default:
		return sampleObject(schema, next)
	}
}

func sampleArray(items map[string]any, next *int) any {
	branches, ok := items["oneOf"].([]any)
	if !ok {
		return []any{sample(items, next)}
	}
	all := make([]any, len(branches))
	for i, b := range branches {
		all[i] = sample(b.(map[string]any), next)
	}
	return all
}

func sampleObject(schema map[string]any, next *int) any {
	out := map[string]any{}
	properties, _ := schema["properties"].(map[string]any)
	for _, name := range slices.Sorted(maps.Keys(properties)) {
		out[name] = sample(properties[name].(map[string]any), next)
	}
	if values, ok := schema["additionalProperties"].(map[string]any); ok && len(values) > 0 {
		for i, value := range sampleArray(values, next).([]any) {
			out[fmt.Sprintf("key %d", i)] = value
		}
	}
	return out
}
