// Package serve is the serve command, which serves MCP clients over stdio and HTTP.
// It knows no other command.
package serve
