package terminal

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestIsUnset(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]bool{
		"": true, "  ": true, "${user_config.api_key}": true, " ${HEYGEN_API_KEY}\n": true, "${}": true,
		"x": false, "$HOME": false, "${a}${b}": false, "a ${b}": false, "{}": false,
	} {
		assert.Equal(t, want, IsUnset(value), "%q", value)
	}
}
