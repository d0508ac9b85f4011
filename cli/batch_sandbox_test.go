package cli

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/cli/internal/clitest"
	"heygen-mcp/cli/terminal"
	"heygen-mcp/jobs"
)

// first is an id of the first item that a list tool of the sandbox gives.
func first(t *testing.T, field string, call ...string) string {
	t.Helper()
	sys := clitest.NewSystem(t, nil)
	require.Equal(t, terminal.ExitOK, run(t.Context(), append([]string{"call", "--sandbox"}, call...), sys.System), "%s", sys.Errs)
	var page struct {
		Items []map[string]any `json:"items"`
	}
	require.NoError(t, json.Unmarshal(sys.Out.Bytes(), &page))
	require.NotEmpty(t, page.Items)
	id, ok := page.Items[0][field].(string)
	require.True(t, ok, "%v", page.Items[0])
	return id
}

// someAvatar is the id of an avatar of the sandbox that speaks with a voice of its
// own.
func someAvatar(t *testing.T) string {
	t.Helper()
	cast, err := sandboxCast()
	require.NoError(t, err)
	return cast.avatar
}

// runBatch runs the command on a fast sandbox of its own.
func runBatch(t *testing.T, sys clitest.System, args ...string) int {
	t.Helper()
	return run(t.Context(), append([]string{"batch", "--sandbox", "--sandbox-speed=600"}, args...), sys.System)
}

// TestBatchInTheSandbox makes a video of each row, of which one fails.
func TestBatchInTheSandbox(t *testing.T) {
	t.Parallel()
	sys := clitest.NewSystem(t, nil)
	people := clitest.Table(t, "\xef\xbb\xbfname;city\nAda;\nBob;[[fail]]\nCarla;Rome\n")
	code := runBatch(t, sys, people, "--avatar", someAvatar(t), "--script=Hello {{name}} of {{city|nowhere}}.", "--title=For {{NAME}}")
	assert.Equal(t, terminal.ExitFailed, code, "%s", sys.Errs)
	assert.Contains(t, sys.Errs.String(), "3 videos of people.csv; estimated at $")
	assert.Contains(t, sys.Errs.String(), "2 of 3 completed after ")
	assert.Contains(t, sys.Errs.String(), "(no. 2)")
	assert.NotContains(t, sys.Errs.String(), "level=", "nothing is logged")
	rows := clitest.Rows(sys.Out)
	require.Len(t, rows, 3, "%s", sys.Out)
	for i, want := range []struct{ status, title string }{{"completed", "For Ada"}, {"failed", "For Bob"}, {"completed", "For Carla"}} {
		require.Len(t, rows[i], 5)
		assert.Equal(t, string(rune('1'+i)), rows[i][0])
		assert.NotEmpty(t, rows[i][1], "HeyGen's id")
		assert.Equal(t, want.status, rows[i][2])
		assert.Equal(t, want.title, rows[i][3])
		assert.Equal(t, want.status == "completed", strings.HasPrefix(rows[i][4], "http"), "%v", rows[i])
	}
}

// TestBatchAsJSON reads the table from stdin and saves the files.
func TestBatchAsJSON(t *testing.T) {
	t.Parallel()
	sys, dir := clitest.NewSystem(t, nil), t.TempDir()
	sys.Stdin = strings.NewReader("name\nAda\nBob\n")
	code := runBatch(t, sys, "-", "--avatar", someAvatar(t), "--script=Hello {{name}}.", "--download", "--download-dir", dir, "--json")
	assert.Equal(t, terminal.ExitOK, code, "%s", sys.Errs)
	assert.Equal(t, 1, strings.Count(sys.Out.String(), "\n"))
	var whole struct {
		Status string         `json:"status"`
		Counts map[string]int `json:"counts"`
		Items  []struct {
			File string `json:"file"`
		} `json:"items"`
	}
	require.NoError(t, json.Unmarshal(sys.Out.Bytes(), &whole))
	assert.Equal(t, "completed", whole.Status)
	assert.Equal(t, map[string]int{"completed": 2}, whole.Counts)
	require.Len(t, whole.Items, 2)
	for _, item := range whole.Items {
		assert.Equal(t, dir, filepath.Dir(item.File))
		assert.FileExists(t, item.File)
	}
}

// TestBatchOfOthers fills a template, and translates.
func TestBatchOfOthers(t *testing.T) {
	t.Parallel()
	template := first(t, "template_id", "list_templates")
	tests := map[string]struct {
		csv   string
		args  []string
		items int
	}{
		"a template":   {"name\nAda\nBob\n", []string{"--template", template, "--title=For {{name}}"}, 2},
		"translations": {"url\nhttps://example.com/1.mp4\nhttps://example.com/2.mp4\n", []string{"--translate", "--languages=es,fr", "--video-url={{url}}"}, 4},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sys := clitest.NewSystem(t, nil)
			code := runBatch(t, sys, append([]string{clitest.Table(t, test.csv)}, test.args...)...)
			assert.Equal(t, terminal.ExitOK, code, "%s", sys.Errs)
			assert.Len(t, clitest.Rows(sys.Out), test.items, "%s", sys.Out)
		})
	}
}

// TestBatchSendsNothing checks, and makes nothing.
func TestBatchSendsNothing(t *testing.T) {
	t.Parallel()
	people, say := clitest.Table(t, "name,city\nAda,London\nBob,\n"), []string{"--avatar", someAvatar(t), "--script=Hello {{name}}."}
	tests := map[string]struct {
		args   []string
		code   int
		stdout string
		stderr string
	}{
		"a dry run":         {append(say, "--dry-run"), terminal.ExitOK, "", "2 videos of people.csv; estimated at $"},
		"a dry run as JSON": {append(say, "--dry-run", "--json"), terminal.ExitOK, `"status":"dry_run"`, "No {{field}} uses 1 column of the rows: city."},
		"an empty cell":     {append(say, "--title={{city}}"), terminal.ExitFailed, "", "  row 2: city is empty; the title uses {{city}}\nFill the cell, or give a fallback by {{city|there}}.\n"},
		"no such column":    {append(say, "--title={{town}}"), terminal.ExitFailed, "", "  row 1: town is missing; the title uses {{town}}\n  row 2: "},
		"a broken pattern":  {append(say, "--title={{city"), terminal.ExitFailed, "", "title has {{ without }} behind it"},
		"no such avatar":    {[]string{"--script=Hello", "--avatar=none"}, terminal.ExitFailed, "", "avatar_id"},
		"nobody to ask":     {append(say, "--confirm-above-usd=0"), terminal.ExitFailed, "", "consent_required"},
		"over the budget":   {append(say, "--budget-day-usd=0.01"), terminal.ExitFailed, "", "budget"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sys := clitest.NewSystem(t, nil)
			assert.Equal(t, test.code, runBatch(t, sys, append([]string{people}, test.args...)...), "%s", sys.Errs)
			assert.Contains(t, sys.Errs.String(), test.stderr)
			assert.NotContains(t, sys.Errs.String(), "batch batch_", "there is none")
			if test.stdout == "" {
				assert.Empty(t, sys.Out.String())
			} else {
				assert.Contains(t, sys.Out.String(), test.stdout)
			}
		})
	}
}

// TestBatchIsInterrupted leaves a simulated batch, and takes up and cancels it
// with other commands.
func TestBatchIsInterrupted(t *testing.T) {
	t.Parallel()
	sys, dir := clitest.NewSystem(t, nil), t.TempDir()
	ctx, cancel := context.WithCancel(t.Context())
	// Planned, or just being sent: HeyGen takes neither row.
	errs := &clitest.Reaction{To: "0 of 2 done", Do: cancel}
	sys.Stderr = errs
	busy := clitest.Table(t, "name\nAda [[429]]\nBob\n") // HeyGen never has room for these
	args := []string{"batch", busy, "--sandbox", "--data-dir", dir, "--avatar", someAvatar(t), "--script=Hello {{name}}."}
	assert.Equal(t, terminal.ExitFailed, run(ctx, args, sys.System))
	assert.Contains(t, errs.String(), "No longer followed: batch batch_")
	assert.Contains(t, errs.String(), "is not sent while")
	assert.Contains(t, errs.String(), " --sandbox --data-dir "+dir+"   takes it up\n")
	assert.Empty(t, sys.Out.String())
	assert.FileExists(t, filepath.Join(dir, "sandbox.db"))

	errs.Reset()
	ctx, cancel = context.WithCancel(t.Context())
	errs.Do = cancel
	id := lastBatch(t, dir)
	assert.Equal(t, terminal.ExitFailed, run(ctx, []string{"batch", "--follow", id, "--sandbox", "--data-dir", dir}, sys.System))
	assert.Regexp(t, `(?m)^0 of 2 done: (2 planned|2 being sent|1 being sent, 1 planned)$`, errs.String(), "it goes on where it was")

	errs.Reset()
	errs.Do = func() {}
	assert.Equal(t, terminal.ExitFailed, run(t.Context(), []string{"batch", "--follow", "batch_none", "--sandbox", "--data-dir", dir}, sys.System))
	assert.Contains(t, errs.String(), "batch_none")
	assert.Equal(t, terminal.ExitFailed, run(t.Context(), []string{"batch", "--cancel", "batch_none", "--sandbox", "--data-dir", dir}, sys.System))
}

// lastBatch is the batch in the ledger of a folder.
func lastBatch(t *testing.T, dir string) string {
	t.Helper()
	sys := clitest.NewSystem(t, nil)
	require.Equal(t, terminal.ExitOK, run(t.Context(), []string{"jobs", "list", "--json", "--sandbox", "--data-dir", dir}, sys.System))
	var answer struct {
		Items []jobs.Entry `json:"items"`
	}
	require.NoError(t, json.Unmarshal(sys.Out.Bytes(), &answer))
	require.NotEmpty(t, answer.Items)
	return answer.Items[0].BatchID
}

// TestBatchNeedsAFileToRead tells of a table that may not be read.
func TestBatchNeedsAFileToRead(t *testing.T) {
	t.Parallel()
	people := clitest.Table(t, "name\nAda\n")
	require.NoError(t, os.Chmod(people, 0))
	if _, err := os.ReadFile(people); err == nil {
		t.Skip("this user may read everything")
	}
	sys := clitest.NewSystem(t, nil)
	assert.Equal(t, terminal.ExitUsage, runBatch(t, sys, people, "--script=Hello", "--avatar=a"))
	assert.Contains(t, sys.Errs.String(), "people.csv: permission denied")
}
