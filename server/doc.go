// Package server puts the tools, resources and prompts on an MCP server and
// serves it over stdio, streamable HTTP, the older SSE, and inside the process
// for commands of our own. It answers for what a transport needs and the MCP
// library leaves open: whose credential a call carries, which hosts and
// origins may call, bounds on bodies and times, and an end that cuts nothing.
//
// It knows nothing of videos or voices, and nothing outside it and the one
// helper file of tools, resources and prompts knows the MCP library.
package server
