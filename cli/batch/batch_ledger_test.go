package batch

import (
	"context"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/cli/internal/clitest"
	"heygen-mcp/cli/terminal"
	"heygen-mcp/heygenapi"
	"heygen-mcp/heygenapi/heygentest"
	"heygen-mcp/internal/mcptest"
	"heygen-mcp/jobs"
	"heygen-mcp/server"
	"heygen-mcp/tools"
	"heygen-mcp/tools/tables"
)

// shop is a run on a server with a quick ledger in a folder, on a HeyGen of its
// own. The end closes the ledger, as the end of a process does.
func shop(t *testing.T, dir string, options ...heygentest.Option) (b *runner, sys clitest.System, end func()) {
	t.Helper()
	heygen := mcptest.HeyGen(t, append(options, heygentest.WithClock(heygentest.NewSpeedClock(600)))...)
	key, err := heygenapi.APIKey("sk_of_the_batch")
	require.NoError(t, err)
	env := mcptest.Env(t, heygen, key)
	env.Ledger = jobs.New(jobs.Options{
		Path: filepath.Join(dir, "ledger.db"), Log: slog.New(slog.DiscardHandler), Concurrency: 1,
		Timing: jobs.Timing{PollInterval: 20 * time.Millisecond, RequestLease: 400 * time.Millisecond, MinPollInterval: 20 * time.Millisecond, ClockSkew: 24 * time.Hour, Speed: 600},
	})
	client, err := server.New(server.Options{Version: "test", Log: env.Log, Tools: tools.All(), Env: env}).Connect(t.Context(), nil)
	require.NoError(t, err)
	sys = clitest.NewSystem(t, nil)
	b = &runner{sys: sys.System, tools: client, view: newBatchView(sys.Errs, sys.Now)}
	return b, sys, func() {
		assert.NoError(t, client.Close())
		assert.NoError(t, env.Ledger.Close(context.WithoutCancel(t.Context())))
	}
}

// someAvatar is an avatar that speaks in a shop's batches.
func someAvatar(t *testing.T, b *runner) string {
	t.Helper()
	var page struct {
		Items []struct {
			AvatarID string `json:"avatar_id"`
		} `json:"items"`
	}
	require.NoError(t, b.call(t.Context(), "list_avatars", map[string]any{"engine": "avatar_iv", "ownership": "public"}, &page))
	require.NotEmpty(t, page.Items)
	return page.Items[0].AvatarID
}

// greeting is an order of some videos.
func greeting(avatar, script string, names ...string) batchOrder {
	rows := make([]tables.Row, len(names))
	for i, name := range names {
		rows[i] = tables.Row{"name": name}
	}
	return batchOrder{tool: "create_videos", noun: "video", source: "people.csv", fields: map[string]any{"avatar_id": avatar, "script": script, "rows": rows}}
}

// TestBatchIsTakenUp sends after an interruption what was not sent before it.
func TestBatchIsTakenUp(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	b, sys, end := shop(t, dir, heygentest.WithFault(heygentest.Fault{Method: "POST", Path: "/v3/videos/batches", Kind: heygentest.Fault429}))
	avatar := someAvatar(t, b)
	id, err := b.create(t.Context(), greeting(avatar, "Hello {{name}}.", "Ada", "Bob", "Carla"), false)
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	b.view = newBatchView(&clitest.Reaction{To: "0 of 3 done", Do: cancel}, sys.Now)
	assert.Equal(t, terminal.QuietError(terminal.ExitFailed), b.follow(ctx, id))
	assert.Contains(t, sys.Errs.String(), "is not sent while")
	end()

	b, sys, end = shop(t, dir)
	defer end()
	require.NoError(t, b.follow(t.Context(), id), "%s", sys.Errs)
	rows := clitest.Rows(sys.Out)
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
	avatar := someAvatar(t, b)
	filler, err := b.create(t.Context(), greeting(avatar, "Hello {{name}} [[stall]]", "Ada"), false)
	require.NoError(t, err)
	require.Eventually(t, func() bool {
		s, err := b.look(t.Context(), filler, 0)
		return err == nil && s.Counts["accepted"] == 1
	}, time.Minute, 10*time.Millisecond)
	id, err := b.create(t.Context(), greeting(avatar, "Hello {{name}}.", "Bob", "Carla"), false)
	require.NoError(t, err)
	sys.Errs.Reset()
	require.NoError(t, b.cancel(t.Context(), id))
	assert.Equal(t, "Cancelled 2 rows that had not been sent; 0 had been, and are not stopped.\n", sys.Errs.String())
	assert.Equal(t, terminal.QuietError(terminal.ExitFailed), b.follow(t.Context(), id))
	assert.Contains(t, sys.Errs.String(), "0 of 2 completed after ")
	assert.Contains(t, sys.Errs.String(), ": 2 cancelled.\n")
	assert.Equal(t, [][]string{{"1", "", "cancelled", "", ""}, {"2", "", "cancelled", "", ""}}, clitest.Rows(sys.Out))
}
