// Package tools is the list of all MCP tools, and how some of them are chosen:
// by toolset, by name, by what they may change. What a tool is stands in package
// kit below; the tools themselves stand in a package for each noun (videos,
// agent, translation, ...), none of which imports another. What they share has
// packages of its own: fault, check, files, consent, pay, follow, lookup, tables.
//
// Arguments speak the user's language and stay flat; package heygenapi has the
// API's shapes.
package tools
