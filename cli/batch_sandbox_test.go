package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/cli/batch"
	"heygen-mcp/cli/flags"
	"heygen-mcp/cli/terminal"
	"heygen-mcp/heygenapi"
	"heygen-mcp/heygenapi/heygentest"
	"heygen-mcp/internal/mcptest"
	"heygen-mcp/jobs"
	"heygen-mcp/server"
	"heygen-mcp/tools"
	"heygen-mcp/tools/tables"
)

// first is an id of the first item that a list tool of the sandbox gives.
func first(t *testing.T, field string, call ...string) string {
	t.Helper()
	sys := newTestSystem(t, nil)
	require.Equal(t, terminal.ExitOK, run(t.Context(), append([]string{"call", "--sandbox"}, call...), sys.System), "%s", sys.errs)
	var page struct {
		Items []map[string]any `json:"items"`
	}
	require.NoError(t, json.Unmarshal(sys.out.Bytes(), &page))
	require.NotEmpty(t, page.Items)
	id, ok := page.Items[0][field].(string)
	require.True(t, ok, "%v", page.Items[0])
	return id
}

func someAvatar(t *testing.T) string {
	t.Helper()
	return first(t, "avatar_id", "list_avatars", "engine=avatar_iv", "ownership=public")
}

// runBatch runs the command on a fast sandbox of its own.
func runBatch(t *testing.T, sys testSystem, args ...string) int {
	t.Helper()
	return run(t.Context(), append([]string{"batch", "--sandbox", "--sandbox-speed=600"}, args...), sys.System)
}

// outcomes are the lines of stdout in their cells.
func outcomes(out *bytes.Buffer) [][]string {
	var rows [][]string
	for line := range strings.Lines(out.String()) {
		rows = append(rows, strings.Split(strings.TrimSuffix(line, "\n"), "\t"))
	}
	return rows
}

// TestBatchInTheSandbox makes a video of each row, of which one fails.
func TestBatchInTheSandbox(t *testing.T) {
	t.Parallel()
	sys := newTestSystem(t, nil)
	people := table(t, "\xef\xbb\xbfname;city\nAda;\nBob;[[fail]]\nCarla;Rome\n")
	code := runBatch(t, sys, people, "--avatar", someAvatar(t), "--script=Hello {{name}} of {{city|nowhere}}.", "--title=For {{NAME}}")
	assert.Equal(t, terminal.ExitFailed, code, "%s", sys.errs)
	assert.Contains(t, sys.errs.String(), "3 videos of people.csv; estimated at $")
	assert.Contains(t, sys.errs.String(), "2 of 3 completed after ")
	assert.Contains(t, sys.errs.String(), "(no. 2)")
	assert.NotContains(t, sys.errs.String(), "level=", "nothing is logged")
	rows := outcomes(sys.out)
	require.Len(t, rows, 3, "%s", sys.out)
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
	sys, dir := newTestSystem(t, nil), t.TempDir()
	sys.Stdin = strings.NewReader("name\nAda\nBob\n")
	code := runBatch(t, sys, "-", "--avatar", someAvatar(t), "--script=Hello {{name}}.", "--download", "--download-dir", dir, "--json")
	assert.Equal(t, terminal.ExitOK, code, "%s", sys.errs)
	assert.Equal(t, 1, strings.Count(sys.out.String(), "\n"))
	var whole batch.State
	require.NoError(t, json.Unmarshal(sys.out.Bytes(), &whole))
	assert.Equal(t, "completed", whole.Status)
	assert.Equal(t, map[string]int{"completed": 2}, whole.Counts)
	require.Len(t, whole.Items, 2)
	for _, raw := range whole.Items {
		var item batch.Item
		require.NoError(t, json.Unmarshal(raw, &item))
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
			sys := newTestSystem(t, nil)
			code := runBatch(t, sys, append([]string{table(t, test.csv)}, test.args...)...)
			assert.Equal(t, terminal.ExitOK, code, "%s", sys.errs)
			assert.Len(t, outcomes(sys.out), test.items, "%s", sys.out)
		})
	}
}

// TestBatchSendsNothing checks, and makes nothing.
func TestBatchSendsNothing(t *testing.T) {
	t.Parallel()
	people, say := table(t, "name,city\nAda,London\nBob,\n"), []string{"--avatar", someAvatar(t), "--script=Hello {{name}}."}
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
			sys := newTestSystem(t, nil)
			assert.Equal(t, test.code, runBatch(t, sys, append([]string{people}, test.args...)...), "%s", sys.errs)
			assert.Contains(t, sys.errs.String(), test.stderr)
			assert.NotContains(t, sys.errs.String(), "batch batch_", "there is none")
			if test.stdout == "" {
				assert.Empty(t, sys.out.String())
			} else {
				assert.Contains(t, sys.out.String(), test.stdout)
			}
		})
	}
}

// reaction does something as soon as a text is written.
type reaction struct {
	bytes.Buffer
	to string
	do func()
}

func (r *reaction) Write(p []byte) (int, error) {
	n, err := r.Buffer.Write(p)
	if strings.Contains(r.String(), r.to) {
		r.do()
	}
	return n, err
}

// TestBatchIsInterrupted leaves a simulated batch, and takes up and cancels it
// with other commands.
func TestBatchIsInterrupted(t *testing.T) {
	t.Parallel()
	sys, dir := newTestSystem(t, nil), t.TempDir()
	ctx, cancel := context.WithCancel(t.Context())
	errs := &reaction{to: "2 planned", do: cancel}
	sys.Stderr = errs
	busy := table(t, "name\nAda [[429]]\nBob\n") // HeyGen never has room for these
	args := []string{"batch", busy, "--sandbox", "--data-dir", dir, "--avatar", someAvatar(t), "--script=Hello {{name}}."}
	assert.Equal(t, terminal.ExitFailed, run(ctx, args, sys.System))
	assert.Contains(t, errs.String(), "No longer followed: batch batch_")
	assert.Contains(t, errs.String(), "is not sent while")
	assert.Contains(t, errs.String(), " --sandbox --data-dir "+dir+"   takes it up\n")
	assert.Empty(t, sys.out.String())
	assert.FileExists(t, filepath.Join(dir, flags.SandboxLedgerFile))

	errs.Reset()
	ctx, cancel = context.WithCancel(t.Context())
	errs.do = cancel
	id := lastBatch(t, dir)
	assert.Equal(t, terminal.ExitFailed, run(ctx, []string{"batch", "--follow", id, "--sandbox", "--data-dir", dir}, sys.System))
	assert.Contains(t, errs.String(), "0 of 2 done: 2 planned\n", "it goes on where it was")

	errs.Reset()
	errs.do = func() {}
	assert.Equal(t, terminal.ExitFailed, run(t.Context(), []string{"batch", "--follow", "batch_none", "--sandbox", "--data-dir", dir}, sys.System))
	assert.Contains(t, errs.String(), "batch_none")
	assert.Equal(t, terminal.ExitFailed, run(t.Context(), []string{"batch", "--cancel", "batch_none", "--sandbox", "--data-dir", dir}, sys.System))
}

// lastBatch is the batch in the ledger of a folder.
func lastBatch(t *testing.T, dir string) string {
	t.Helper()
	sys := newTestSystem(t, nil)
	require.Equal(t, terminal.ExitOK, run(t.Context(), []string{"jobs", "list", "--json", "--sandbox", "--data-dir", dir}, sys.System))
	var answer struct {
		Items []jobs.Entry `json:"items"`
	}
	require.NoError(t, json.Unmarshal(sys.out.Bytes(), &answer))
	require.NotEmpty(t, answer.Items)
	return answer.Items[0].BatchID
}

// shop is a run on a server with a quick ledger in a folder, on a HeyGen of its
// own. The end closes the ledger, as the end of a process does.
func shop(t *testing.T, dir string, options ...heygentest.Option) (b *batch.Run, sys testSystem, end func()) {
	t.Helper()
	heygen := mcptest.HeyGen(t, append(options, heygentest.WithClock(heygentest.NewSpeedClock(600)))...)
	key, err := heygenapi.APIKey("sk_of_the_batch")
	require.NoError(t, err)
	env := mcptest.Env(t, heygen, key)
	env.Ledger = jobs.New(jobs.Options{
		Path: filepath.Join(dir, flags.LedgerFile), Log: slog.New(slog.DiscardHandler), Concurrency: 1,
		Timing: jobs.Timing{PollInterval: 20 * time.Millisecond, RequestLease: 400 * time.Millisecond, MinPollInterval: 20 * time.Millisecond, ClockSkew: 24 * time.Hour, Speed: 600},
	})
	client, err := server.New(server.Options{Version: "test", Log: env.Log, Tools: tools.All(), Env: env}).Connect(t.Context(), nil)
	require.NoError(t, err)
	sys = newTestSystem(t, nil)
	b = &batch.Run{Sys: sys.System, Tools: client, View: batch.NewView(sys.errs, sys.Now)}
	return b, sys, func() {
		assert.NoError(t, client.Close())
		assert.NoError(t, env.Ledger.Close(context.WithoutCancel(t.Context())))
	}
}

// greeting is an order of some videos.
func greeting(avatar, script string, names ...string) batch.Order {
	rows := make([]tables.Row, len(names))
	for i, name := range names {
		rows[i] = tables.Row{"name": name}
	}
	return batch.Order{Tool: "create_videos", Noun: "video", Source: "people.csv", Fields: map[string]any{"avatar_id": avatar, "script": script, "rows": rows}}
}

// TestBatchIsTakenUp sends after an interruption what was not sent before it.
func TestBatchIsTakenUp(t *testing.T) {
	t.Parallel()
	dir, avatar := t.TempDir(), someAvatar(t)
	b, sys, end := shop(t, dir, heygentest.WithFault(heygentest.Fault{Method: "POST", Path: "/v3/videos/batches", Kind: heygentest.Fault429}))
	id, err := b.Create(t.Context(), greeting(avatar, "Hello {{name}}.", "Ada", "Bob", "Carla"), false)
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	b.View = batch.NewView(&reaction{to: "0 of 3 done", do: cancel}, sys.Now)
	assert.Equal(t, terminal.QuietError(terminal.ExitFailed), b.Follow(ctx, id))
	assert.Contains(t, sys.errs.String(), "is not sent while")
	end()

	b, sys, end = shop(t, dir)
	defer end()
	require.NoError(t, b.Follow(t.Context(), id), "%s", sys.errs)
	rows := outcomes(sys.out)
	require.Len(t, rows, 3)
	for _, row := range rows {
		assert.Equal(t, "completed", row[2])
		assert.Contains(t, row[4], "http")
	}
}

// TestBatchIsStopped cancels what waits for room, and tells of it as not made.
func TestBatchIsStopped(t *testing.T) {
	t.Parallel()
	b, sys, end := shop(t, t.TempDir())
	defer end()
	avatar := someAvatar(t)
	filler, err := b.Create(t.Context(), greeting(avatar, "Hello {{name}} [[stall]]", "Ada"), false)
	require.NoError(t, err)
	require.Eventually(t, func() bool {
		s, err := b.Look(t.Context(), filler, 0)
		return err == nil && s.Counts["accepted"] == 1
	}, time.Minute, 10*time.Millisecond)
	id, err := b.Create(t.Context(), greeting(avatar, "Hello {{name}}.", "Bob", "Carla"), false)
	require.NoError(t, err)
	sys.errs.Reset()
	require.NoError(t, b.Cancel(t.Context(), id))
	assert.Equal(t, "Cancelled 2 rows that had not been sent; 0 had been, and are not stopped.\n", sys.errs.String())
	assert.Equal(t, terminal.QuietError(terminal.ExitFailed), b.Follow(t.Context(), id))
	assert.Contains(t, sys.errs.String(), "0 of 2 completed after ")
	assert.Contains(t, sys.errs.String(), ": 2 cancelled.\n")
	assert.Equal(t, [][]string{{"1", "", "cancelled", "", ""}, {"2", "", "cancelled", "", ""}}, outcomes(sys.out))
}

// TestBatchNeedsAFileToRead tells of a table that may not be read.
func TestBatchNeedsAFileToRead(t *testing.T) {
	t.Parallel()
	people := table(t, "name\nAda\n")
	require.NoError(t, os.Chmod(people, 0))
	if _, err := os.ReadFile(people); err == nil {
		t.Skip("this user may read everything")
	}
	sys := newTestSystem(t, nil)
	assert.Equal(t, terminal.ExitUsage, runBatch(t, sys, people, "--script=Hello", "--avatar=a"))
	assert.Contains(t, sys.errs.String(), "people.csv: permission denied")
}
