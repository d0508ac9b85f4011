package cli

import (
	"fmt"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"heygen-mcp/cli/terminal"
)

// variables gives flags their values from the environment. It does what kong
// does for `env` tags, and besides knows unset placeholders, lists of paths,
// and an environment other than the process's.
type variables struct {
	lookup func(name string) (string, bool)
	names  map[*kong.Value]string
}

// take moves the names out of kong's reach, which would read them itself.
func (v *variables) take(k *kong.Kong) error {
	v.names = map[*kong.Value]string{}
	return kong.Visit(k.Model, func(node kong.Visitable, next kong.Next) error {
		if flag, ok := node.(*kong.Flag); ok && len(flag.Tag.Envs) > 0 {
			v.names[flag.Value] = flag.Tag.Envs[0]
			flag.Envs, flag.Tag.Envs = nil, nil
		}
		return next(nil)
	})
}

// Validate implements [kong.Resolver].
func (v *variables) Validate(*kong.Application) error { return nil }

// Resolve implements [kong.Resolver].
func (v *variables) Resolve(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	name, ok := v.names[flag.Value]
	if !ok {
		return nil, nil
	}
	value, _ := v.lookup(name)
	if terminal.IsUnset(value) {
		return nil, nil
	}
	if flag.IsSlice() {
		return splitList(value, flag.Tag.Sep), nil
	}
	value = strings.TrimSpace(value)
	if err := try(flag, value); err != nil {
		return nil, fmt.Errorf("the variable %s is %q: %w", name, value, err)
	}
	return value, nil
}

// try parses a value without keeping it, so that the message of one that does
// not parse can name the variable.
func try(flag *kong.Flag, value string) error {
	if enum := flag.EnumSlice(); flag.Enum != "" && !slices.Contains(enum, value) {
		return fmt.Errorf("it must be one of %s", strings.Join(enum, ", "))
	}
	scan := kong.ScanFromTokens(kong.Token{Type: kong.FlagValueToken, Value: value})
	return flag.Mapper.Decode(&kong.DecodeContext{Value: flag.Value, Scan: scan}, reflect.New(flag.Target.Type()).Elem())
}

// helpOf is a flag's help text with the variable that sets it.
func (v *variables) helpOf(value *kong.Value) string {
	name, ok := v.names[value]
	if !ok {
		return value.Help
	}
	return value.Help + " [$" + name + "]"
}

// splitList splits a list at commas, or, where the flag takes one path at a
// time, as the operating system writes lists of paths.
func splitList(value string, sep rune) []any {
	var parts []string
	if sep == -1 {
		parts = filepath.SplitList(value)
	} else {
		parts = strings.Split(value, string(sep))
	}
	items := []any{}
	for _, part := range parts {
		if !terminal.IsUnset(part) {
			items = append(items, strings.TrimSpace(part))
		}
	}
	return items
}
