package cli

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/cli/flags"
	"heygen-mcp/cli/terminal"
)

func TestLiveAvatarKey(t *testing.T) {
	t.Parallel()
	for _, unset := range []string{"", "${user_config.liveavatar}"} {
		key, err := flags.LiveKey(newTestSystem(t, map[string]string{flags.LiveVariable: unset}).System)
		require.NoError(t, err)
		assert.True(t, key.IsZero(), unset)
	}
	key, err := flags.LiveKey(newTestSystem(t, map[string]string{flags.LiveVariable: " la_key\n"}).System)
	require.NoError(t, err)
	assert.False(t, key.IsZero())
	_, err = flags.LiveKey(newTestSystem(t, map[string]string{flags.LiveVariable: "la_kéy"}).System)
	require.ErrorContains(t, err, flags.LiveVariable)
	assert.NotContains(t, err.Error(), "la_k")
}

func TestCallsOfLiveAvatar(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		env            map[string]string
		args           []string
		code           int
		stdout, stderr string
	}{
		"on the sandbox":     {nil, []string{"--sandbox", "get_liveavatar_credits"}, terminal.ExitOK, `"credits_left":100`, ""},
		"without a key":      {map[string]string{flags.KeyVariable: "sk_good"}, []string{"get_liveavatar_credits"}, terminal.ExitCredentials, "", flags.LiveVariable},
		"an unprintable key": {map[string]string{flags.KeyVariable: "sk_good", flags.LiveVariable: "la_kéy"}, []string{"get_liveavatar_credits"}, terminal.ExitCredentials, "", flags.LiveVariable},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sys := newTestSystem(t, test.env)
			assert.Equal(t, test.code, run(t.Context(), append([]string{"call"}, test.args...), sys.System))
			assert.Contains(t, sys.out.String(), test.stdout)
			assert.Contains(t, sys.errs.String(), test.stderr)
		})
	}
}

// TestDoctorOnLiveAvatar: only who has a key is told of it, and it never fails
// the list, because only the live tools need it.
func TestDoctorOnLiveAvatar(t *testing.T) {
	t.Parallel()
	sys := newTestSystem(t, nil)
	require.Equal(t, terminal.ExitOK, run(t.Context(), []string{"doctor", "--sandbox"}, sys.System))
	assert.Contains(t, sys.out.String(), "LiveAvatar key")
	assert.Contains(t, sys.out.String(), "100 credits left")
	assert.NotContains(t, sys.out.String(), flags.SandboxLiveKey)

	base := simulate(t)
	sys = newTestSystem(t, map[string]string{flags.KeyVariable: "sk_good", "HEYGEN_API_BASE": base})
	require.Equal(t, terminal.ExitOK, run(t.Context(), []string{"doctor"}, sys.System))
	assert.NotContains(t, sys.out.String(), "LiveAvatar key")

	sys = newTestSystem(t, map[string]string{flags.KeyVariable: "sk_good", "HEYGEN_API_BASE": base, flags.LiveVariable: "la_kéy"})
	require.Equal(t, terminal.ExitOK, run(t.Context(), []string{"doctor"}, sys.System))
	_, line, ok := strings.Cut(sys.out.String(), "warn  LiveAvatar key")
	require.True(t, ok, sys.out.String())
	assert.Contains(t, line, "position 5")
	assert.Contains(t, line, "app.liveavatar.com")
}
