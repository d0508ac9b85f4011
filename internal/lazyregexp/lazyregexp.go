// Package lazyregexp compiles regular expressions when they are first used:
// most runs use few of them, and every start would pay for all. Go's own tree
// has a package of this name for the same reason.
package lazyregexp

import (
	"regexp"
	"sync"
)

// New gives a function that gives the compiled expression. It panics, as
// [regexp.MustCompile] does, where the expression is wrong.
func New(expression string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
}
