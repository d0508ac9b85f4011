package heygentest_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi/heygentest"
	"heygen-mcp/internal/contract"
)

// lenient are the rules of the reference that the service does not enforce, by
// operation and place, each with its reason.
var lenient = map[string]string{
	"POST /v3/ai-clipping output_settings.caption_style enum": "unknown names give the default",
}

// walk breaks the rules of the reference, one at a time, in bodies that keep all of
// them. What such a body names need not exist: the rules come first.
type walk struct {
	t      *testing.T
	heygen *heygentest.Server
	op     *contract.Operation
	whole  any
	broken int
}

// TestEveryRuleIsEnforced breaks each rule of each property of every operation once.
func TestEveryRuleIsEnforced(t *testing.T) {
	t.Parallel()
	heygen := heygentest.New()
	rules, properties, operations := 0, 0, 0
	for _, op := range reference(t).Operations {
		if op.Request == nil || op.BodyEncoding != "json" {
			continue
		}
		w := &walk{t: t, heygen: heygen, op: op}
		w.value(op.Request, func(v any) { w.whole = v }, "")
		operations, rules, properties = operations+1, rules+w.broken, properties+len(propertiesOf(op.Request))
	}
	t.Logf("%d operations with a body, %d properties, %d rules broken and refused; %d are not enforced", operations, properties, rules, len(lenient))
}

// TestEveryRuleOfQueriesIsEnforced does the same for the parameters of queries.
func TestEveryRuleOfQueriesIsEnforced(t *testing.T) {
	t.Parallel()
	s := open(t)
	parameters, rules := 0, 0
	for _, op := range reference(t).Operations {
		path := strings.NewReplacer("{", "", "}", "").Replace(op.Path)
		for _, p := range op.Query {
			parameters++
			wrong := map[string]string{}
			if p.Minimum != nil {
				wrong["minimum"] = fmt.Sprint(*p.Minimum - 1)
			}
			if p.Maximum != nil {
				wrong["maximum"] = fmt.Sprint(*p.Maximum + 1)
			}
			if p.Type != "string" {
				wrong["type"] = "many"
			}
			if p.MinLength != nil && *p.MinLength > 0 {
				wrong["minLength"] = ""
			}
			if p.MaxLength != nil {
				wrong["maxLength"] = strings.Repeat("a", *p.MaxLength+1)
			}
			if len(p.Enum) > 0 {
				wrong["enum"] = "none of them"
			}
			needed := url.Values{}
			for _, other := range op.Query {
				if other.Required {
					needed.Set(other.Name, "text")
					if len(other.Enum) > 0 {
						needed.Set(other.Name, other.Enum[0])
					}
				}
			}
			for rule, value := range wrong {
				rules++
				query := maps.Clone(needed)
				query.Set(p.Name, value)
				assert.Equal(t, "400 invalid_parameter "+p.Name, s.send(op.Method, path+"?"+query.Encode(), nil).failure(), "%s %s %s", op.Name(), p.Name, rule)
			}
			if p.Required {
				rules++
				needed.Del(p.Name)
				assert.Equal(t, "400 invalid_parameter "+p.Name, s.send(op.Method, path+"?"+needed.Encode(), nil).failure(), "%s %s required", op.Name(), p.Name)
			}
		}
	}
	t.Logf("%d parameters of queries, %d rules broken and refused", parameters, rules)
}

// smallest keeps of a body what the reference requires, and what it names besides.
func smallest(schema map[string]any, v any, besides ...string) any {
	switch v := v.(type) {
	case []any:
		if len(v) == 0 {
			return v
		}
		return []any{smallest(schema["items"].(map[string]any), v[0], besides...)}
	case obj:
		by, branches := union(schema)
		if branches != nil {
			schema = branches[v[by].(string)]
		}
		required, _ := schema["required"].([]any)
		properties, _ := schema["properties"].(map[string]any)
		if properties == nil {
			return v
		}
		out := obj{}
		for name, inner := range v {
			if name == by || slices.Contains(required, any(name)) || slices.Contains(besides, name) {
				out[name] = smallest(properties[name].(map[string]any), inner, besides...)
			}
		}
		return out
	default:
		return v
	}
}

// TestSmallestAndFullestBodiesAreTaken with the reference's status of success, and
// with answers that fit it.
func TestSmallestAndFullestBodiesAreTaken(t *testing.T) {
	t.Parallel()
	s := open(t, heygentest.WithConcurrency(1<<20), heygentest.WithBalance(1e9))
	for _, c := range samples(t) {
		if c.body["batch_id"] != nil {
			continue // There is none of that id.
		}
		op, err := reference(t).Find(c.method, c.path)
		require.NoError(t, err)
		whole := plain(t, c.body)
		got := s.send(c.method, c.path, whole)
		assert.Equal(t, op.Status, got.status, "%s: %s", op.Name(), got.raw)
		// What is spoken is given in one of several ways, and a still has sound or a length.
		small := smallest(op.Request, whole, "script", "voice_id", "audio_url", "audio_asset_id", "duration", "value", "url")
		if endpoint, ok := small.(obj); ok && endpoint["url"] != nil {
			endpoint["url"] = "https://other.example" // each is registered once
		}
		got = s.send(c.method, c.path, small)
		assert.Equal(t, op.Status, got.status, "%s: %s", op.Name(), got.raw)
	}
}

// fill makes a value that keeps all rules of a schema, with everything in it.
func fill(schema map[string]any) any {
	if values, ok := schema["enum"].([]any); ok {
		return values[0]
	}
	if value, ok := schema["const"]; ok {
		return value
	}
	if by, branches := union(schema); branches != nil {
		first := slices.Sorted(maps.Keys(branches))[0]
		v := fill(branches[first]).(obj)
		v[by] = first
		return v
	}
	switch schema["type"] {
	case "string":
		if schema["pattern"] != nil {
			return "#1a2b3c"
		}
		return "text"
	case "integer", "number":
		least, _ := schema["minimum"].(float64)
		return least + 1
	case "boolean":
		return true
	case "array":
		return []any{fill(schema["items"].(map[string]any))}
	}
	v := obj{}
	properties, _ := schema["properties"].(map[string]any)
	for name, sub := range properties {
		v[name] = fill(sub.(map[string]any))
	}
	if values, ok := schema["additionalProperties"].(map[string]any); ok {
		v["a_name"] = fill(values)
	}
	return v
}

func (w *walk) send() (int, string) {
	raw, err := json.Marshal(w.whole)
	require.NoError(w.t, err)
	req := httptest.NewRequestWithContext(w.t.Context(), w.op.Method, strings.NewReplacer("{", "", "}", "").Replace(w.op.Path), strings.NewReader(string(raw)))
	req.Header.Set("X-Api-Key", "sk_of_the_tests")
	rec := httptest.NewRecorder()
	w.heygen.ServeHTTP(rec, req)
	return rec.Code, rec.Body.String()
}

// refused puts a value that breaks a rule into a place, and expects the refusal to
// name it and nothing else.
func (w *walk) refused(rule, param string, right, wrong any, put func(any)) {
	put(wrong)
	status, answer := w.send()
	put(right)
	w.broken++
	name := fmt.Sprintf("%s %s %s", w.op.Name(), param, rule)
	var refusal struct {
		Error struct {
			Code, Param string
			Errors      []any
		}
	}
	require.NoError(w.t, json.Unmarshal([]byte(answer), &refusal), name)
	if lenient[name] != "" {
		assert.NotEqual(w.t, param, refusal.Error.Param, "%s: %s", name, answer)
		return
	}
	assert.Equal(w.t, []any{http.StatusBadRequest, "invalid_parameter", param}, []any{status, refusal.Error.Code, refusal.Error.Param}, "%s: %s", name, answer)
	assert.Empty(w.t, refusal.Error.Errors, name)
}

// value breaks the rules of one value, which put puts into its place.
func (w *walk) value(schema map[string]any, put func(any), param string) {
	value := fill(schema)
	put(value)
	if param != "" {
		if schema["nullable"] != true {
			w.refused("null", param, value, nil, put)
		}
		w.refused("type", param, value, otherType(value), put)
	}
	switch v := value.(type) {
	case string:
		w.text(schema, v, put, param)
	case float64:
		w.number(schema, v, put, param)
	case []any:
		w.list(schema, v, put, param)
	case obj:
		w.branches(schema, v, put, param)
	}
}

func otherType(value any) any {
	if _, text := value.(string); text {
		return 7
	}
	return "seven"
}

func (w *walk) text(schema map[string]any, v string, put func(any), param string) {
	if least, ok := schema["minLength"].(float64); ok && least > 0 {
		w.refused("minLength", param, v, strings.Repeat("a", int(least)-1), put)
	}
	if most, ok := schema["maxLength"].(float64); ok {
		w.refused("maxLength", param, v, strings.Repeat("ä", int(most)+1), put)
	}
	if schema["enum"] != nil || schema["const"] != nil {
		w.refused("enum", param, v, "none of them", put)
	}
	if schema["pattern"] != nil {
		w.refused("pattern", param, v, "no such form", put)
	}
}

func (w *walk) number(schema map[string]any, v float64, put func(any), param string) {
	if least, ok := schema["minimum"].(float64); ok {
		w.refused("minimum", param, v, least-1, put)
	}
	if bound, ok := schema["exclusiveMinimum"].(float64); ok {
		w.refused("exclusiveMinimum", param, v, bound, put)
	}
	if most, ok := schema["maximum"].(float64); ok {
		w.refused("maximum", param, v, most+1, put)
	}
	if schema["type"] == "integer" {
		w.refused("fraction", param, v, math.Floor(v)+0.5, put)
	}
}

func (w *walk) list(schema map[string]any, v []any, put func(any), param string) {
	if least, ok := schema["minItems"].(float64); ok && least > 0 {
		w.refused("minItems", param, v, v[:0:0], put)
	}
	if most, ok := schema["maxItems"].(float64); ok {
		w.refused("maxItems", param, v, slices.Repeat(v[:1], int(most)+1), put)
	}
	w.value(schema["items"].(map[string]any), func(x any) { v[0] = x }, param+".0")
}

// branches breaks the rules of an object, and of each branch of a union.
func (w *walk) branches(schema map[string]any, v obj, put func(any), param string) {
	by, branches := union(schema)
	if branches == nil {
		w.object(schema, v, param)
		return
	}
	for _, kind := range slices.Sorted(maps.Keys(branches)) {
		branch := fill(branches[kind]).(obj)
		branch[by] = kind
		put(branch)
		w.object(branches[kind], branch, param)
	}
	put(v)
}

func (w *walk) object(schema map[string]any, v obj, param string) {
	in := func(name string) string { return strings.TrimPrefix(param+"."+name, ".") }
	place := func(name string) func(any) { return func(x any) { v[name] = x } }
	taken := func(name string) func(any) {
		return func(x any) {
			if v[name] = x; x == nil {
				delete(v, name)
			}
		}
	}
	if values, ok := schema["additionalProperties"].(map[string]any); ok {
		w.value(values, place("a_name"), in("a_name"))
		return
	}
	if schema["additionalProperties"] == false {
		w.refused("closed", in("nobody_has_it"), nil, "x", taken("nobody_has_it"))
	}
	required, _ := schema["required"].([]any)
	properties, _ := schema["properties"].(map[string]any)
	for _, name := range slices.Sorted(maps.Keys(properties)) {
		if slices.Contains(required, any(name)) {
			w.refused("required", in(name), v[name], nil, taken(name))
		}
		w.value(properties[name].(map[string]any), place(name), in(name))
	}
}

// union gives the branches of a schema by the value that tells them.
func union(schema map[string]any) (by string, branches map[string]map[string]any) {
	list, ok := schema["oneOf"].([]any)
	if !ok {
		return "", nil
	}
	by = schema["discriminator"].(map[string]any)["propertyName"].(string)
	branches = map[string]map[string]any{}
	for _, b := range list {
		branch := b.(map[string]any)
		branches[branch["properties"].(map[string]any)[by].(map[string]any)["const"].(string)] = branch
	}
	return by, branches
}

// propertiesOf lists the places of a schema, each once.
func propertiesOf(schema map[string]any) []string {
	var all []string
	_, branches := union(schema)
	for kind, branch := range branches {
		for _, p := range propertiesOf(branch) {
			all = append(all, kind+"|"+p)
		}
	}
	properties, _ := schema["properties"].(map[string]any)
	for name, sub := range properties {
		all = append(all, name)
		for _, p := range propertiesOf(sub.(map[string]any)) {
			all = append(all, name+"."+p)
		}
	}
	for _, key := range []string{"items", "additionalProperties"} {
		if sub, ok := schema[key].(map[string]any); ok {
			all = append(all, propertiesOf(sub)...)
		}
	}
	return all
}
