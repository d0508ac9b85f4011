package server

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"heygen-mcp/tools"
	"heygen-mcp/tools/kit"
)

// Headers by which a request narrows what it is offered, written as in other
// MCP servers; their case does not matter.
const (
	toolsetsHeader      = "X-MCP-Toolsets"
	toolsHeader         = "X-MCP-Tools"
	excludeToolsHeader  = "X-MCP-Exclude-Tools"
	readOnlyHeader      = "X-MCP-Readonly"
	noDestructiveHeader = "X-MCP-No-Destructive"
)

// narrowingHeaders are the headers by the part of a selection that each says.
func narrowingHeaders() map[string]string {
	return map[string]string{
		"toolsets": toolsetsHeader, "tools": toolsHeader, "exclude-tools": excludeToolsHeader,
		"read-only": readOnlyHeader, "no-destructive": noDestructiveHeader,
	}
}

// narrowingOf reads a request's headers; ok is false where none narrows. Names
// that no tool or toolset has are refused, whatever this server offers: what
// was mistyped would otherwise narrow to nothing, or exclude nothing.
func narrowingOf(h http.Header, known []kit.Tool) (s tools.Selection, ok bool, refused *refusal) {
	s = tools.Selection{Toolsets: headerList(h, toolsetsHeader), Tools: headerList(h, toolsHeader), ExcludeTools: headerList(h, excludeToolsHeader)}
	if s.ReadOnly, refused = headerBool(h, readOnlyHeader); refused != nil {
		return s, false, refused
	}
	if s.NoDestructive, refused = headerBool(h, noDestructiveHeader); refused != nil {
		return s, false, refused
	}
	if unknown, wrong := errors.AsType[*tools.UnknownNameError](s.Check(known)); wrong {
		return s, false, refuseHeader(narrowingHeaders()[unknown.List], unknown.Name, "there is no such "+unknown.Kind, unknown.Mend())
	}
	return s, s.ReadOnly || s.NoDestructive || len(s.Toolsets)+len(s.Tools)+len(s.ExcludeTools) > 0, nil
}

// headerList is a header's comma-separated names, also where it comes several
// times, without what a host left unset.
func headerList(h http.Header, header string) []string {
	var names []string
	for _, value := range h.Values(header) {
		for name := range strings.SplitSeq(value, ",") {
			if name = strings.TrimSpace(name); !isUnset(name) {
				names = append(names, name)
			}
		}
	}
	return names
}

func headerBool(h http.Header, header string) (bool, *refusal) {
	value, refused := single(h, header)
	if refused != nil || isUnset(value) {
		return false, refused
	}
	parsed, err := strconv.ParseBool(strings.ToLower(value))
	if err != nil {
		return false, refuseHeader(header, value, "it is neither true nor false", "send true, or leave the header out")
	}
	return parsed, nil
}

// isUnset is true of nothing, and of the placeholder that some hosts send for
// a setting that the user left open.
func isUnset(value string) bool {
	return value == "" || (strings.HasPrefix(value, "${") && strings.HasSuffix(value, "}"))
}
