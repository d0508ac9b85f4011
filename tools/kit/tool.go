package kit

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// Hints tell a host what a call may do. Every tool states all four of MCP's
// annotations; the zero value is a tool that changes things once, harmlessly,
// and only in HeyGen's account.
type Hints struct {
	// ReadOnly tools change nothing, spend nothing and write no file.
	ReadOnly bool
	// Destructive tools may delete or overwrite what the user has.
	Destructive bool
	// Idempotent tools have no further effect when called again alike.
	Idempotent bool
	// Closed tools work on this server's own facts and never reach HeyGen.
	Closed bool
}

// Core is the toolset that is on by default.
const Core = "core"

// Tool is one tool as declared: a value that can be listed, filtered and
// tested without a server.
type Tool struct {
	// Name is the tool's name in snake_case, at most 40 characters.
	Name string
	// Title is what a host shows to people.
	Title string
	// Description tells an assistant what the tool does, when to use it and
	// not its neighbour, and what it costs. The schema says the rest.
	Description string
	// Toolset is the group by which the tool is switched on, such as "core".
	Toolset string
	// Hints are the tool's MCP annotations.
	Hints Hints
	// Spends is true of a tool that pays through the package pay: it takes
	// allow_duplicate, and its result names the ledger's job.
	Spends bool
	// Saves is true of such a tool that makes files: it takes download.
	Saves bool

	args   reflect.Type
	result reflect.Type
	run    func(ctx context.Context, c *Call, raw json.RawMessage) (any, error)
	// compile builds the argument validator on the first call, so that a
	// start pays only for what is listed.
	compile func() (*jsonschema.Schema, error)
	// formers gives the arguments that had other names, on the first call too.
	formers func() []former
}

// checker is implemented by argument structs with rules between fields that
// can be told without a request.
type checker interface{ Check() error }

// Define makes a tool from its declaration and its function. A is the argument
// struct and R the result struct; both give their schemas by their tags.
func Define[A, R any](t Tool, run func(ctx context.Context, c *Call, args A) (R, error)) Tool {
	t.args, t.result = reflect.TypeFor[A](), reflect.TypeFor[R]()
	if t.Toolset == "" {
		t.Toolset = Core
	}
	t.compile = sync.OnceValues(func() (*jsonschema.Schema, error) { return compileSchema(t.InputSchema()) })
	t.formers = sync.OnceValue(func() []former { return formersOf(t.args) })
	t.run = func(ctx context.Context, c *Call, raw json.RawMessage) (any, error) {
		var args A
		if err := json.Unmarshal(raw, &args); err != nil {
			return nil, fmt.Errorf("decoding the arguments of %s: %w", t.Name, err)
		}
		if checked, ok := any(args).(checker); ok {
			if err := checked.Check(); err != nil {
				return nil, err
			}
		}
		return run(ctx, c, args)
	}
	return t
}

// Call validates the arguments, a JSON object, and runs the tool. The error is
// nil or an [*Error], ready to be shown to the assistant.
func (t Tool) Call(ctx context.Context, c *Call, arguments json.RawMessage) (any, error) {
	schema, err := t.compile()
	if err != nil {
		return nil, fmt.Errorf("compiling the input schema of %s: %w", t.Name, err)
	}
	arguments, err = validateArguments(schema, t.formers(), arguments)
	if err != nil {
		return nil, err
	}
	c.Tool = t
	if err := json.Unmarshal(arguments, &c.arguments); err != nil {
		return nil, fmt.Errorf("decoding the arguments of %s: %w", t.Name, err)
	}
	if err := c.checkDownload(); err != nil {
		return nil, err
	}
	return t.run(ctx, c, arguments)
}
