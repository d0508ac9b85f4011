package cli

import (
	"context"
	"strings"
	"testing"

	"github.com/sourcegraph/conc"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/cli/internal/clitest"
	"heygen-mcp/cli/terminal"
)

// dear is a call that the person is asked about.
func dear(t *testing.T, more ...string) []string {
	t.Helper()
	return append([]string{"call", "--sandbox", "--confirm-above-usd=0", "create_speech", "text=Hello there.", "voice_id=" + someVoice(t)}, more...)
}

// someVoice is the id of a voice of the sandbox.
func someVoice(t *testing.T) string {
	t.Helper()
	cast, err := sandboxCast()
	require.NoError(t, err)
	return cast.voice
}

// TestCallAsksThePerson puts the question where somebody sits, and takes no for
// everything but yes.
func TestCallAsksThePerson(t *testing.T) {
	t.Parallel()
	for answer, code := range map[string]int{"y\n": terminal.ExitOK, "YES\n": terminal.ExitOK, "n\n": terminal.ExitFailed, "\n": terminal.ExitFailed, "yesterday\n": terminal.ExitFailed, "\x04": terminal.ExitFailed} {
		t.Run(strings.TrimSpace(answer), func(t *testing.T) {
			t.Parallel()
			sys, person := clitest.NewSystem(t, nil), newTerminal(t, 80)
			args := dear(t)
			sys.Stdin, sys.Stderr = person.command, person.command
			var typing conc.WaitGroup
			typing.Go(func() { person.types("[y/N]", answer) })
			assert.Equal(t, code, run(t.Context(), args, sys.System))
			screen := person.screen()
			typing.Wait()
			assert.Contains(t, screen, "Estimate: $", "the question")
			assert.Contains(t, screen, "Go ahead?")
			if code == terminal.ExitOK {
				assert.Contains(t, sys.Out.String(), "audio_url")
				return
			}
			assert.Empty(t, sys.Out.String())
			assert.Contains(t, screen, "consent_declined")
		})
	}
}

// TestCallAsksNobody is where no one would see the question, or could answer.
func TestCallAsksNobody(t *testing.T) {
	t.Parallel()
	sys, person := clitest.NewSystem(t, nil), newTerminal(t, 80)
	args := dear(t)
	assert.Equal(t, terminal.ExitFailed, run(t.Context(), args, sys.System))
	assert.Contains(t, sys.Errs.String(), "consent_required")
	sys.Stdin = person.command
	sys.Errs.Reset()
	assert.Equal(t, terminal.ExitFailed, run(t.Context(), args, sys.System))
	assert.Contains(t, sys.Errs.String(), "consent_required", "stderr is not seen")
	sys.Stdin, sys.Stderr = strings.NewReader(`{"text": "Hello there.", "voice_id": "`+strings.TrimPrefix(args[len(args)-1], "voice_id=")+`"}`), person.command
	assert.Equal(t, terminal.ExitFailed, run(t.Context(), append(args[:4:4], "-"), sys.System))
	assert.Contains(t, person.screen(), "consent_required", "stdin is the arguments'")
	assert.Empty(t, sys.Out.String())
}

// TestCallGivesUpAsking ends while the question stands.
func TestCallGivesUpAsking(t *testing.T) {
	t.Parallel()
	sys, person := clitest.NewSystem(t, nil), newTerminal(t, 80)
	args := dear(t)
	sys.Stdin, sys.Stderr = person.command, person.command
	ctx, cancel := context.WithCancel(t.Context())
	var typing conc.WaitGroup
	typing.Go(func() {
		person.shows("[y/N]")
		cancel()
	})
	assert.Equal(t, terminal.ExitFailed, run(ctx, args, sys.System))
	typing.Wait()
	person.types("", "\n") // what was left reading ends
	assert.Empty(t, sys.Out.String())
}

// TestBatchAsksOnce asks for all rows together.
func TestBatchAsksOnce(t *testing.T) {
	t.Parallel()
	sys, person := clitest.NewSystem(t, nil), newTerminal(t, 60)
	sys.Stdin, sys.Stderr = person.command, person.command
	var typing conc.WaitGroup
	typing.Go(func() { person.types("[y/N]", "y\n") })
	code := runBatch(t, sys, clitest.Table(t, "name\nAda\nBob\n"), "--avatar", someAvatar(t), "--script=Hello {{name}}.", "--confirm-above-usd=0")
	screen := person.screen()
	typing.Wait()
	require.Equal(t, terminal.ExitOK, code, screen)
	assert.Len(t, clitest.Rows(sys.Out), 2)
	assert.Equal(t, 1, strings.Count(screen, "[y/N]"))
	assert.Contains(t, screen, "] 100 %  2 of 2  ")
	assert.Contains(t, screen, "\r\n2 completed\r\n")
	assert.Contains(t, screen, "2 of 2 completed after ")
}

// TestBatchOnATerminal redraws in place what goes on, within the terminal's
// width, until it is interrupted.
func TestBatchOnATerminal(t *testing.T) {
	t.Parallel()
	sys, person := clitest.NewSystem(t, nil), newTerminal(t, 60)
	sys.Stderr = person.command
	ctx, cancel := context.WithCancel(t.Context())
	var watching conc.WaitGroup
	watching.Go(func() {
		person.shows("\x1b[2A")
		cancel()
	})
	busy := clitest.Table(t, "name\nAda [[429]]\nBob\n") // HeyGen never has room for these
	code := run(ctx, []string{"batch", busy, "--sandbox", "--avatar", someAvatar(t), "--script=Hello {{name}}."}, sys.System)
	screen := person.screen()
	watching.Wait()
	require.Equal(t, terminal.ExitFailed, code, screen)
	_, drawn, found := strings.Cut(screen, "\nbatch batch_")
	require.True(t, found, screen)
	drawn, told, found := strings.Cut(drawn, "\r\n\r\nNo longer followed: batch batch_")
	require.True(t, found, screen)
	assert.Contains(t, told, "It was simulated, and ends with this command's sandbox")
	assert.Regexp(t, `\]   0 %  0 of 2  \d+s\r\n`, drawn)
	frames := strings.Split(drawn, "\x1b[2A\r\x1b[J")
	require.Greater(t, len(frames), 1)
	for _, frame := range frames[1:] {
		lines := strings.Split(strings.TrimSuffix(frame, "\r\n"), "\r\n")
		require.Len(t, lines, 2, "%q", frame)
		assert.Len(t, lines[0], 59, "the bar fills the width: %q", lines[0])
	}
}

// TestBatchOnADumbTerminal tells lines where nothing can be redrawn.
func TestBatchOnADumbTerminal(t *testing.T) {
	t.Parallel()
	sys, person := clitest.NewSystem(t, map[string]string{"TERM": "dumb"}), newTerminal(t, 60)
	sys.Stderr = person.command
	code := runBatch(t, sys, clitest.Table(t, "name\nAda\n"), "--avatar", someAvatar(t), "--script=Hello {{name}}.")
	screen := person.screen()
	require.Equal(t, terminal.ExitOK, code, screen)
	assert.NotContains(t, screen, "\x1b")
	assert.Contains(t, screen, "1 of 1 done: 1 completed\r\n")
}
