// Package contract lets tests check requests and answers against the reference
// of HeyGen's API v3, which is not part of this repository: where it is absent,
// such tests are skipped.
package contract

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// Contract is the reference, ready to validate against.
type Contract struct {
	Operations []*Operation `json:"operations"`
}

// Operation is one operation of the API.
type Operation struct {
	Group  string      `json:"group"`
	Method string      `json:"method"`
	Path   string      `json:"path"`
	Query  []Parameter `json:"query"`
	// Status is that of success.
	Status int `json:"status"`
	// Keyed is true where the Idempotency-Key header is documented.
	Keyed bool `json:"idempotencyKey"`
	// Excluded operations are documented and may not be open to every account.
	Excluded bool `json:"excluded"`
	// Errors are the documented codes by status.
	Errors map[string][]string `json:"errors"`
	// BodyEncoding is json or multipart.
	BodyEncoding string         `json:"bodyEncoding"`
	Request      map[string]any `json:"request"`
	Response     map[string]any `json:"response"`

	// request and response compile the schemas where they are first needed: most
	// tests check against a few operations.
	request, response func() (*jsonschema.Schema, error)
}

// Parameter is a query parameter.
type Parameter struct {
	Name     string   `json:"name"`
	Type     string   `json:"type"`
	Required bool     `json:"required"`
	Enum     []string `json:"enum"`
	// Minimum and Maximum bound a number; MinLength and MaxLength a text.
	Minimum   *float64 `json:"minimum"`
	Maximum   *float64 `json:"maximum"`
	MinLength *int     `json:"minLength"`
	MaxLength *int     `json:"maxLength"`
}

// Name is the method and path, such as "GET /v3/videos/{video_id}".
func (o *Operation) Name() string { return o.Method + " " + o.Path }

// kept are the excluded operations that are used all the same.
var kept = []string{
	"GET /v3/assets", "GET /v3/assets/search",
	"POST /v3/background-removals", "GET /v3/background-removals", "GET /v3/background-removals/{job_id}", "DELETE /v3/background-removals/{job_id}",
	"POST /v3/avatar-realtime", "GET /v3/avatar-realtime/{stream_id}", "POST /v3/avatar-realtime/{stream_id}/text",
}

// Load reads the reference from beside the module. Without it the test is
// skipped; in CI, where it has to be, the test fails.
func Load(t testing.TB) *Contract {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(moduleRoot(t), "..", "shared", "heygen-v3", "contract-2026-09-07.json"))
	if errors.Is(err, os.ErrNotExist) {
		if os.Getenv("CI") != "" {
			t.Fatal("the API's reference is not beside the module, and CI must not skip it")
		}
		t.Skip("the API's reference is not beside the module: nothing to compare with")
	}
	if err != nil {
		t.Fatal(err)
	}
	c := &Contract{}
	if err := json.Unmarshal(raw, c); err != nil {
		t.Fatal(err)
	}
	c.Operations = slices.DeleteFunc(c.Operations, func(o *Operation) bool { return o.Excluded && !slices.Contains(kept, o.Name()) })
	for _, o := range c.Operations {
		o.request = sync.OnceValues(func() (*jsonschema.Schema, error) { return compile(o.Request, false) })
		o.response = sync.OnceValues(func() (*jsonschema.Schema, error) { return compile(o.Response, true) })
	}
	return c
}

func moduleRoot(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		up := filepath.Dir(dir)
		if up == dir {
			t.Fatal("no go.mod above the test")
		}
		dir = up
	}
}

// compile gives nil for no schema.
func compile(schema map[string]any, closed bool) (*jsonschema.Schema, error) {
	if schema == nil {
		return nil, nil
	}
	raw, err := json.Marshal(translator{closed}.schema(schema))
	if err != nil {
		return nil, err
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		return nil, err
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("schema.json", doc); err != nil {
		return nil, err
	}
	return compiler.Compile("schema.json")
}

// translator turns the reference's words into JSON Schema.
type translator struct {
	// closed closes objects to what they list, as answers of ours have to be. Requests
	// are as open as the reference says.
	closed bool
}

func (t translator) schema(v any) any {
	switch v := v.(type) {
	case []any:
		out := make([]any, len(v))
		for i, item := range v {
			out[i] = t.schema(item)
		}
		return out
	case map[string]any:
		return t.object(v)
	default:
		return v
	}
}

func (t translator) object(v map[string]any) any {
	out := map[string]any{}
	for key, value := range v {
		switch key {
		case "nullable", "discriminator", "default", "note", "deprecated", "format":
		case "properties":
			properties := map[string]any{}
			for name, sub := range value.(map[string]any) {
				properties[name] = t.schema(sub)
			}
			out[key] = properties
			if _, told := v["additionalProperties"]; t.closed && !told && len(properties) > 0 {
				out["additionalProperties"] = false
			}
		case "oneOf":
			// A branch without a constant takes what no other does.
			out["anyOf"] = t.schema(value)
		default:
			out[key] = t.schema(value)
		}
	}
	if v["nullable"] == true {
		return map[string]any{"anyOf": []any{out, map[string]any{"type": "null"}}}
	}
	return out
}

// Find gives the operation of a request. A fixed path wins over one with
// variables.
func (c *Contract) Find(method, path string) (*Operation, error) {
	var found *Operation
	best := -1
	for _, o := range c.Operations {
		if fixed, ok := fits(o.Path, path); ok && o.Method == method && fixed > best {
			found, best = o, fixed
		}
	}
	if found == nil {
		return nil, fmt.Errorf("the reference has no %s %s", method, path)
	}
	return found, nil
}

func fits(pattern, path string) (fixed int, ok bool) {
	want, have := strings.Split(pattern, "/"), strings.Split(path, "/")
	if len(want) != len(have) {
		return 0, false
	}
	for i, w := range want {
		switch {
		case strings.HasPrefix(w, "{"):
		case w == have[i]:
			fixed++
		default:
			return 0, false
		}
	}
	return fixed, true
}

// CheckRequest validates a request's JSON body.
func (o *Operation) CheckRequest(body []byte) error { return check(o.request, body) }

// CheckResponse validates a successful answer's JSON body. Operations whose
// answer the reference leaves open admit everything.
func (o *Operation) CheckResponse(body []byte) error {
	if o.Response == nil {
		return nil
	}
	return check(o.response, body)
}

func check(compiled func() (*jsonschema.Schema, error), body []byte) error {
	schema, err := compiled()
	if err != nil {
		return err
	}
	if schema == nil {
		if len(bytes.TrimSpace(body)) > 0 {
			return errors.New("a body where the reference has none")
		}
		return nil
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
	if err != nil {
		return err
	}
	return schema.Validate(doc)
}
