package lazyregexp_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"heygen-mcp/internal/lazyregexp"
)

func TestNew(t *testing.T) {
	t.Parallel()
	digits := lazyregexp.New(`^\d+$`)
	assert.True(t, digits().MatchString("12"))
	assert.Same(t, digits(), digits(), "it is compiled once")
	wrong := lazyregexp.New(`(`)
	assert.Panics(t, func() { wrong() })
}
