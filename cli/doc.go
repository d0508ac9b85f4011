// Package cli is the command line of heygen-mcp: the list of its commands, and how
// one of them is read from arguments and environment and run until it ends or is
// interrupted. The commands are in packages of their own below it, which never
// import each other; the small ones (migrate, sandbox, version) are here. What is
// done for MCP clients is in package server and below.
package cli
