package cast_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"heygen-mcp/heygenapi/heygentest/cast"
)

var seeds = []uint64{0, 1, 2, 42, 1 << 63}

func TestSizes(t *testing.T) {
	t.Parallel()
	for _, seed := range seeds {
		c := cast.New(seed)
		assert.GreaterOrEqual(t, len(c.Groups), 250)
		assert.GreaterOrEqual(t, len(c.Looks), 1200)
		assert.GreaterOrEqual(t, len(c.Voices), 1500)
		assert.GreaterOrEqual(t, len(c.Languages), 175)
		assert.GreaterOrEqual(t, len(c.Styles), 60)
		assert.GreaterOrEqual(t, len(c.Templates), 12)
	}
}
