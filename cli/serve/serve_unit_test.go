package serve

import (
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAfterWrites(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	var seen []string
	note := func() { seen = append(seen, out.String()) }
	w := &afterWrites{Writer: &out, do: []func(){note, note}}
	for _, part := range []string{"one ", "two ", "three"} {
		_, err := io.WriteString(w, part)
		require.NoError(t, err)
	}
	assert.Equal(t, "one two three", out.String())
	assert.Equal(t, []string{"one ", "one two "}, seen, "each after the write that it follows")
}
