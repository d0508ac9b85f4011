package demo

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestSizes(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "900 bytes", size(900))
	assert.Equal(t, "2 KB", size(2048))
	assert.Equal(t, "1.5 MB", size(3<<19))
}

func TestShorten(t *testing.T) {
	t.Parallel()
	assert.Equal(t, `{"a":1,"b":"x & y"}`, shorten(map[string]any{"b": "x & y", "a": 1}))
	assert.LessOrEqual(t, len([]rune(shorten(map[string]any{"script": demoScript}))), 80)
}
