// Package tools declares the MCP tools: what each takes, what it answers, what
// it may change, and the function that does it. A file holds the tools of one
// noun (videos, translations, avatars, ...); a tool is one declaration, made by
// [define] from an argument struct, a result struct and a function. Schemas,
// validation, error mapping, logging and progress are done once, in this
// package's core files, and no tool repeats them.
//
// Arguments speak the user's language and stay flat; package heygenapi has the
// API's shapes. Only mcp.go knows the MCP library.
package tools
