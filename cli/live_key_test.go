package cli

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestLiveAvatarKey(t *testing.T) {
	t.Parallel()
	for _, unset := range []string{"", "${user_config.liveavatar}"} {
		key, err := newTestSystem(t, map[string]string{liveVariable: unset}).liveKey()
		require.NoError(t, err)
		assert.True(t, key.IsZero(), unset)
	}
	key, err := newTestSystem(t, map[string]string{liveVariable: " la_key\n"}).liveKey()
	require.NoError(t, err)
	assert.False(t, key.IsZero())
	_, err = newTestSystem(t, map[string]string{liveVariable: "la_kéy"}).liveKey()
	require.ErrorContains(t, err, liveVariable)
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
		"on the sandbox":     {nil, []string{"--sandbox", "get_liveavatar_credits"}, ExitOK, `"credits_left":100`, ""},
		"without a key":      {map[string]string{keyVariable: "sk_good"}, []string{"get_liveavatar_credits"}, ExitCredentials, "", liveVariable},
		"an unprintable key": {map[string]string{keyVariable: "sk_good", liveVariable: "la_kéy"}, []string{"get_liveavatar_credits"}, ExitCredentials, "", liveVariable},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sys := newTestSystem(t, test.env)
			assert.Equal(t, test.code, run(t.Context(), append([]string{"call"}, test.args...), sys.system))
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
	require.Equal(t, ExitOK, run(t.Context(), []string{"doctor", "--sandbox"}, sys.system))
	assert.Contains(t, sys.out.String(), "LiveAvatar key")
	assert.Contains(t, sys.out.String(), "100 credits left")
	assert.NotContains(t, sys.out.String(), sandboxLiveKey)

	base := simulate(t)
	sys = newTestSystem(t, map[string]string{keyVariable: "sk_good", "HEYGEN_API_BASE": base})
	require.Equal(t, ExitOK, run(t.Context(), []string{"doctor"}, sys.system))
	assert.NotContains(t, sys.out.String(), "LiveAvatar key")

	sys = newTestSystem(t, map[string]string{keyVariable: "sk_good", "HEYGEN_API_BASE": base, liveVariable: "la_kéy"})
	require.Equal(t, ExitOK, run(t.Context(), []string{"doctor"}, sys.system))
	_, line, ok := strings.Cut(sys.out.String(), "warn  LiveAvatar key")
	require.True(t, ok, sys.out.String())
	assert.Contains(t, line, "position 5")
	assert.Contains(t, line, "app.liveavatar.com")
}
