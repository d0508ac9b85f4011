package rules

import (
	"maps"
	"slices"

	"heygen-mcp/heygenapi/heygentest/rest"

	"heygen-mcp/heygenapi/heygentest/schema"
	"heygen-mcp/internal/lazyregexp"
)

// Of gives the operations with their rules.
func Of(operations []rest.Operation) []rest.Operation {
	bodies, queries := schema.Fields{}, unnamed(queries())
	for _, group := range []func() schema.Fields{agents, assets, avatars, brands, dubbing, editing, hyperframes, realtime, templates, videos, voices, webhooks} {
		maps.Copy(bodies, unnamed(group()))
	}
	out := slices.Clone(operations)
	for i, op := range out {
		pattern := variable().ReplaceAllString(op.Pattern, "{}")
		out[i].Body, out[i].Query = bodies[pattern], queries[pattern]
	}
	return out
}

var variable = lazyregexp.New(`\{[^}]*\}`)

// unnamed takes the names out of the variables of paths, which are free.
func unnamed(fields schema.Fields) schema.Fields {
	out := schema.Fields{}
	for pattern, schema := range fields {
		out[variable().ReplaceAllString(pattern, "{}")] = schema
	}
	return out
}
