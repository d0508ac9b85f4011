package migration

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"heygen-mcp/internal/lazyregexp"
)

// Convert turns an old request into what replaces it. Its error is an *Error.
func Convert(req Request) (*Result, error) {
	c, err := open(req)
	if err != nil {
		return nil, err
	}
	if c.address == "" {
		if c.address, err = guess(c.body); err != nil {
			return nil, err
		}
	}
	route, vars, ok := findRoute(c.method, c.address)
	if !ok {
		return nil, unknownEndpoint(c)
	}
	if vars["id"] == "{id}" || strings.EqualFold(vars["id"], "id") {
		delete(vars, "id")
	}
	d := newDraft(strings.TrimSpace(route.Method + " " + route.Old))
	d.result.Warnings = c.warnings
	root := object{d: d, fields: c.body}
	d.result.Method, d.result.Tool = route.NewMethod, route.Tool
	if route.Converts() {
		d.result.Body = route.convert(d, root, vars)
	} else {
		askOnly(d, route, root, vars)
	}
	if d.err != nil {
		return nil, d.err
	}
	d.result.Path = fillPath(route.New, vars)
	if d.result.Body != nil {
		d.result.Tool, d.result.Arguments, d.result.ToolLacks = toolCall(d.result.Body, vars)
	}
	d.sweep("", c.body)
	sortResult(d.result)
	return d.result, nil
}

func unknownEndpoint(c call) *Error {
	address := unsigned(c.address)
	if u, err := url.Parse(address); err == nil {
		address = u.Path
	}
	return &Error{
		Field: "path", Value: cut(Redact(strings.TrimSpace(c.method + " " + address))), Reason: "is no endpoint of v1 or v2 that is known",
		Mend: "Compare it with the table of old endpoints in the resource heygen://migration",
	}
}

// askOnly is a request without a JSON body of its own: what it asked for stands
// in its path or query, or, where clients wrote it so, in a body.
func askOnly(d *draft, route Route, root object, vars map[string]string) {
	for _, name := range keysOf(root.fields) {
		if text := root.peek(name); text != "" && (route.asks[name] != "" || strings.Contains(route.New, "{"+name+"}")) {
			vars[name] = root.text(name, "the path")
		}
	}
	arguments := map[string]any{}
	for from, to := range route.asks {
		switch value := vars[from]; {
		case value == "" || strings.HasPrefix(value, "{"):
		case to == "ids":
			arguments[to] = []string{value}
		case to == "limit":
			if n := readLimit(value); n > 0 {
				arguments[to] = n
			}
		default:
			arguments[to] = value
		}
	}
	if len(arguments) > 0 {
		d.result.Arguments = arguments
	}
	switch {
	case route.New == "":
		d.warn("v3 has no such endpoint: " + route.Note + ".")
	case route.Note != "":
		d.warn(strings.ToUpper(route.Note[:1]) + route.Note[1:] + ".")
	}
}

func readLimit(text string) int {
	var n int
	if _, err := fmt.Sscanf(text, "%d", &n); err != nil || n < 1 {
		return 0
	}
	return min(n, 100)
}

var variable = lazyregexp.New(`\{[a-z_]+\}`)

// fillPath writes the variables into a path of v3; unknown ones stay.
func fillPath(path string, vars map[string]string) string {
	return variable().ReplaceAllStringFunc(path, func(match string) string {
		if value := vars[strings.Trim(match, "{}")]; value != "" && !strings.HasPrefix(value, "{") {
			return url.PathEscape(value)
		}
		return match
	})
}

func sortResult(r *Result) {
	slices.SortFunc(r.Kept, func(a, b Kept) int { return cmp.Compare(a.From, b.From) })
	slices.SortFunc(r.Lost, func(a, b Lost) int { return cmp.Compare(a.From, b.From) })
}
