// Command heygen-mcp is an MCP server through which AI assistants make videos
// with HeyGen. Run without arguments it serves the stdio transport; see
// `heygen-mcp --help`.
package main

import (
	"context"
	"os"

	"heygen-mcp/cli"
)

func main() {
	os.Exit(cli.Run(context.Background(), os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}
