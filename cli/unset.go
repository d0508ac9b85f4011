package cli

import (
	"strings"

	"github.com/alecthomas/kong"

	"heygen-mcp/cli/terminal"
)

// dropUnset takes flags whose value counts as not given off the command line,
// so that their defaults hold. takesValue knows the flags that take a value as
// the next word. What follows a bare -- is left alone.
func dropUnset(args []string, takesValue map[string]bool) []string {
	kept := make([]string, 0, len(args))
	waiting := false // the last word kept is a flag whose value comes next
	for i, arg := range args {
		switch name, value, assigned := strings.Cut(arg, "="); {
		case arg == "--":
			return append(kept, args[i:]...)
		case terminal.IsUnset(arg):
			if waiting {
				kept = kept[:len(kept)-1]
			}
			waiting = false
		case assigned && strings.HasPrefix(name, "--") && terminal.IsUnset(value):
			waiting = false
		default:
			kept = append(kept, arg)
			waiting = takesValue[arg]
		}
	}
	return kept
}

// valueFlags names the flags of all commands that take a value, as written on
// the command line.
func valueFlags(node *kong.Node) map[string]bool {
	names := map[string]bool{}
	for _, flag := range node.Flags {
		names["--"+flag.Name] = !flag.IsBool()
	}
	for _, child := range node.Children {
		for name, takes := range valueFlags(child) {
			names[name] = names[name] || takes
		}
	}
	return names
}
