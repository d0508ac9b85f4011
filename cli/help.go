package cli

import (
	"fmt"

	"github.com/alecthomas/kong"
)

// helpWidth is the widest that help is written, however wide the terminal.
const helpWidth = 110

const appHelp = `MCP server for HeyGen: an AI assistant finds an avatar and a voice, tells the price, makes the video, follows it,
translates it and brings the file. Without a command it serves an MCP client over stdin and stdout.

First steps:
  heygen-mcp demo                                       see it work, without a key and for free
  export HEYGEN_API_KEY=...                             a key is made at https://app.heygen.com/settings/api
  heygen-mcp doctor                                     is the key good, the wallet funded, the network open?
  heygen-mcp call list_avatars query=anna               any tool, from the terminal

In a client's configuration:
  {"mcpServers": {"heygen": {"command": "/path/to/heygen-mcp", "env": {"HEYGEN_API_KEY": "..."}}}}

The HeyGen key is read from $HEYGEN_API_KEY, then from api_key in ~/.heygen/credentials. There is no flag for it:
command lines are visible to other users of the machine. A variable or flag that is empty or still the literal
${...} of a desktop host counts as unset.

Exit codes: 0 done, 1 failed, 2 wrong use, 3 no usable key.`

func helpGroups() []kong.Group {
	return []kong.Group{
		{Key: "transport", Title: "Transport:"},
		{Key: "http", Title: "Over HTTP:"},
		{Key: "heygen", Title: "HeyGen:"},
		{Key: "pattern", Title: "What is made of each row (texts may hold {{fields}}):"},
		{Key: "tools", Title: "Tools (lists are separated by commas):"},
		{Key: "ledger", Title: "Ledger of paid work:"},
		{Key: "files", Title: "Files (over HTTP no tool touches the disk):"},
		{Key: "logs", Title: "Logs:"},
	}
}

// printHelp prints kong's help, and below the general one that of serve, which
// is what people who name no command run.
func printHelp(options kong.HelpOptions, ctx *kong.Context) error {
	if err := kong.DefaultHelpPrinter(options, ctx); err != nil || ctx.Selected() != nil {
		return err
	}
	serve, err := kong.Trace(ctx.Kong, []string{"serve"})
	if err != nil {
		return err
	}
	if _, err := fmt.Fprint(ctx.Stdout, "\nserve, the default command\n--------------------------\n"); err != nil {
		return err
	}
	options.NoAppSummary = true
	return kong.DefaultHelpPrinter(options, serve)
}
