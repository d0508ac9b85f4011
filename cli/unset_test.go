package cli

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestDropUnsetLeavesTheRestAlone(t *testing.T) {
	t.Parallel()
	takes := map[string]bool{"--addr": true}
	assert.Equal(t, []string{"call", "t", "script=${name}", "{}"}, dropUnset([]string{"call", "t", "script=${name}", "{}"}, takes))
	assert.Equal(t, []string{"--", "", "${x}"}, dropUnset([]string{"--", "", "${x}"}, takes))
	assert.Equal(t, []string{"--sandbox"}, dropUnset([]string{"--sandbox", "${x}"}, takes), "a flag without a value stays")
	assert.Equal(t, []string{"--addr", "a"}, dropUnset([]string{"--addr", "a", ""}, takes))
	assert.Empty(t, dropUnset([]string{"--addr", "", ""}, takes))
}
