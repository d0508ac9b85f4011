// Package kit says what a tool is: a declaration made by [Define] from an
// argument struct, a result struct and a function. Schemas, validation, progress,
// logs and questions to the person are done once, here, and no tool repeats
// them; mcp.go is the one file that knows the MCP library. It does not know
// which tools there are, what they cost, or what HeyGen makes.
package kit
