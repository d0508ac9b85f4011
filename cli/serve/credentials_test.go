package serve

import (
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"heygen-mcp/cli/flags"
	"heygen-mcp/cli/internal/clitest"
)

func TestHTTPHandsOutNoKeyUnlessTold(t *testing.T) {
	t.Parallel()
	sys := clitest.NewSystem(t, map[string]string{flags.KeyVariable: "sk_good"})
	log := flags.LogFlags{LogLevel: "error"}.Logger(io.Discard)
	for args, want := range map[string]bool{
		"--transport=stdio": true, "--transport=http": false, "--transport=sse": false, "--transport=http --shared-key": true, "--sandbox": false,
	} {
		var command Command
		clitest.Parse(t, &command, sys, strings.Fields(args)...)
		assert.Equal(t, want, !command.fallback(t.Context(), sys.System, log).IsZero(), args)
	}
}

func TestServeWarnsOfABrokenKeyAndComesUp(t *testing.T) {
	t.Parallel()
	sys := clitest.NewSystem(t, nil)
	path := sys.WriteCredentials(t, `{"api_key":`, 0o600)
	var command Command
	clitest.Parse(t, &command, sys)
	credential := command.fallback(t.Context(), sys.System, flags.LogFlags{LogLevel: "info"}.Logger(sys.Errs))
	assert.True(t, credential.IsZero())
	assert.Contains(t, sys.Errs.String(), path)
}
