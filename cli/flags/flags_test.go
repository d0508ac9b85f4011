package flags

import (
	"encoding/json"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/cli/internal/clitest"
)

func TestLogger(t *testing.T) {
	t.Parallel()
	sys := clitest.NewSystem(t, nil)
	log := LogFlags{LogLevel: "warn", LogFormat: "json"}.Logger(sys.Errs)
	log.Info("not this")
	log.Warn("this", slog.Int("n", 1))
	var line map[string]any
	require.NoError(t, json.Unmarshal(sys.Errs.Bytes(), &line), "one line of JSON")
	assert.Equal(t, "this", line["msg"])
	sys.Errs.Reset()
	LogFlags{LogLevel: "debug", LogFormat: "text"}.Logger(sys.Errs).Debug("seen")
	assert.Contains(t, sys.Errs.String(), "msg=seen")
}
