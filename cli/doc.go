// Package cli is the command line of heygen-mcp: it reads flags and
// environment, finds the credential, and runs one command: serve (the
// default), demo, call, batch, doctor, sandbox or version. What the commands do for
// MCP clients is in package server and below; this package only puts them
// together for one process, and it is the only one that looks at the
// environment.
package cli
