package cli

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/cli/flags"
	"heygen-mcp/cli/internal/clitest"
	"heygen-mcp/cli/terminal"
)

func TestCallsOfLiveAvatar(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		env            map[string]string
		args           []string
		code           int
		stdout, stderr string
	}{
		"on the sandbox":     {nil, []string{"--sandbox", "get_liveavatar_credits"}, terminal.ExitOK, `"credits_left":100`, ""},
		"without a key":      {map[string]string{flags.KeyVariable: "sk_good"}, []string{"get_liveavatar_credits"}, terminal.ExitCredentials, "", liveVariable},
		"an unprintable key": {map[string]string{flags.KeyVariable: "sk_good", liveVariable: "la_kéy"}, []string{"get_liveavatar_credits"}, terminal.ExitCredentials, "", liveVariable},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sys := clitest.NewSystem(t, test.env)
			assert.Equal(t, test.code, run(t.Context(), append([]string{"call"}, test.args...), sys.System))
			assert.Contains(t, sys.Out.String(), test.stdout)
			assert.Contains(t, sys.Errs.String(), test.stderr)
		})
	}
}

// TestDoctorOnLiveAvatar: only who has a key is told of it, and it never fails
// the list, because only the live tools need it.
func TestDoctorOnLiveAvatar(t *testing.T) {
	t.Parallel()
	sys := clitest.NewSystem(t, nil)
	require.Equal(t, terminal.ExitOK, run(t.Context(), []string{"doctor", "--sandbox"}, sys.System))
	assert.Contains(t, sys.Out.String(), "LiveAvatar key")
	assert.Contains(t, sys.Out.String(), "100 credits left")
	assert.NotContains(t, sys.Out.String(), flags.SandboxLiveKey)

	base := simulate(t)
	sys = clitest.NewSystem(t, map[string]string{flags.KeyVariable: "sk_good", "HEYGEN_API_BASE": base})
	require.Equal(t, terminal.ExitOK, run(t.Context(), []string{"doctor"}, sys.System))
	assert.NotContains(t, sys.Out.String(), "LiveAvatar key")

	sys = clitest.NewSystem(t, map[string]string{flags.KeyVariable: "sk_good", "HEYGEN_API_BASE": base, liveVariable: "la_kéy"})
	require.Equal(t, terminal.ExitOK, run(t.Context(), []string{"doctor"}, sys.System))
	_, line, ok := strings.Cut(sys.Out.String(), "warn  LiveAvatar key")
	require.True(t, ok, sys.Out.String())
	assert.Contains(t, line, "position 5")
	assert.Contains(t, line, "app.liveavatar.com")
}
