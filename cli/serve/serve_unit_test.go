package serve

import (
	"io"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAfterFirstWrite(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	done := 0
	w := &afterFirstWrite{Writer: &out, do: sync.OnceFunc(func() {
		done++
		assert.Equal(t, "one ", out.String(), "the answer goes first")
	})}
	for _, part := range []string{"one ", "two"} {
		_, err := io.WriteString(w, part)
		require.NoError(t, err)
	}
	assert.Equal(t, "one two", out.String())
	assert.Equal(t, 1, done)
}
