package jobs_test

import (
	"context"
	"errors"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/sourcegraph/conc/pool"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi"
	"heygen-mcp/heygenapi/heygentest"
	"heygen-mcp/jobs"
)

func TestAPurchaseIsWrittenBeforeItIsSentAndWatchedToItsEnd(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, at jobs.Options) {
		b := newBench(t, at)
		look, before := b.look(), b.clock.Now()
		p := purchase("Hello there.")
		p.Session, p.Download = "session", true
		var seen []jobs.Entry
		made, err := b.ledger.Spend(t.Context(), b.acct, p, func(ctx context.Context, options ...heygenapi.CallOption) (any, []string, error) {
			b.leaving = func(*http.Request) {
				var err error
				seen, err = b.open().List(ctx, jobs.Filter{Account: b.acct.ID})
				assert.NoError(t, err)
			}
			made, err := b.acct.API.CreateVideo(ctx, heygenapi.AvatarVideo{AvatarID: look, SpeechInput: heygenapi.SpeechInput{Script: "Hello there."}}, options...)
			b.leaving = nil
			return made, []string{made.VideoID}, err
		})
		require.NoError(t, err)
		require.Len(t, seen, 1, "another process sees it before it is sent")
		assert.Equal(t, jobs.Sending, seen[0].State)
		assert.Equal(t, "/v3/videos", seen[0].Path)
		assert.Contains(t, string(seen[0].Request), "Hello there.")

		e := made.Entry
		assert.Equal(t, jobs.Accepted, e.State)
		assert.Len(t, e.IDs(), 1)
		assert.Empty(t, e.Request, "the script is not kept longer than needed")
		done := b.until(e.ID, jobs.Completed)
		require.NotNil(t, done.CostUSD)
		assert.InDelta(t, 2, *done.CostUSD, 1e-6, "without a price a second the estimate stands")
		assert.Equal(t, []any{"create_video", "session", true, 1.0, 2.0, "2026-09-16"}, []any{done.Tool, done.Session, done.Download, done.EstimateMin, done.EstimateMax, done.RateCard})
		for _, at := range []time.Time{done.CreatedAt, done.SentAt, done.AnsweredAt, done.FinishedAt} {
			assert.Equal(t, time.UTC, at.Location())
			assert.WithinRange(t, at, before, b.clock.Now())
		}
		assert.Equal(t, done, b.find(done.Renders[0].ID), "found by HeyGen's id too")
		assert.Len(t, b.heygen.Charges(), 1)
	})
}

func TestRefusedWorkIsTriedAnew(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, at jobs.Options) {
		b := newBench(t, at, heygentest.WithFault(heygentest.Fault{Method: "POST", Path: "/v3/videos", Times: 1, Kind: heygentest.Fault429}))
		_, err := b.video(b.ledger, purchase("Busy."))
		require.True(t, heygenapi.IsRateLimited(err), err)
		refused, err := b.ledger.List(t.Context(), jobs.Filter{States: []jobs.State{jobs.Refused}})
		require.NoError(t, err)
		require.Len(t, refused, 1)
		assert.Equal(t, []any{"rate_limit_exceeded", "HeyGen answered 429", 0}, []any{refused[0].ErrorCode, refused[0].ErrorMessage, len(refused[0].Request)})
		assert.False(t, refused[0].FinishedAt.IsZero())
		again, err := b.video(b.ledger, purchase("Busy."))
		require.NoError(t, err)
		assert.False(t, again.Duplicate)
		assert.NotEqual(t, refused[0].Key, again.Entry.Key)

		failing, err := b.video(b.ledger, purchase("Fails [[fail]]."))
		require.NoError(t, err)
		failed := b.until(failing.Entry.ID, jobs.Failed)
		assert.NotEmpty(t, failed.Renders[0].Failure)
		again, err = b.video(b.ledger, purchase("Fails [[fail]]."))
		require.NoError(t, err)
		assert.False(t, again.Duplicate, "what failed is not billed and may be tried anew")
	})
}

func TestTheSameCallIsTheSameJob(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, at jobs.Options) {
		b := newBench(t, at)
		first, err := b.video(b.ledger, purchase("Once."))
		require.NoError(t, err)
		again, err := b.video(b.ledger, purchase("Once."))
		require.NoError(t, err)
		assert.True(t, again.Duplicate)
		assert.Equal(t, first.Entry.ID, again.Entry.ID)
		other := purchase("Once.")
		other.AllowDuplicate = true
		wanted, err := b.video(b.ledger, other)
		require.NoError(t, err)
		assert.False(t, wanted.Duplicate)
		b.clock.Advance(16 * time.Minute)
		later, err := b.video(b.ledger, purchase("Once."))
		require.NoError(t, err)
		assert.False(t, later.Duplicate, "the window has passed")
		assert.Equal(t, 3, b.requests("POST", "/v3/videos"))
	})
}

func TestTheSameCallAtTheSameMomentIsSentOnce(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, at jobs.Options) {
		b := newBench(t, at)
		ledgers := []*jobs.Ledger{b.ledger, b.open()}
		ids := make([]string, 12)
		p := pool.New().WithErrors()
		for i := range ids {
			p.Go(func() error {
				made, err := b.video(ledgers[i%2], purchase("At once."))
				ids[i] = made.Entry.ID
				return err
			})
		}
		require.NoError(t, p.Wait())
		for _, id := range ids {
			assert.Equal(t, ids[0], id)
		}
		assert.Equal(t, 1, b.requests("POST", "/v3/videos"))
	})
}

func TestNothingIsSentWithoutALedger(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, []byte(text), 0o400))
		return path
	}
	places := map[string]jobs.Options{
		"damaged":     {Path: write("damaged.db", "This is no database, but it has the length of a page's header and more: "+string(make([]byte, 4096)))},
		"a folder":    {Path: dir},
		"in a file":   {Path: filepath.Join(write("file", "text"), "ledger.db")},
		"no server":   {DatabaseURL: "postgres://someone:hidden@127.0.0.1:1/nowhere"},
		"no address":  {DatabaseURL: "postgres://someone:hidden@[::1"},
		"not allowed": {Path: "/proc/heygen-mcp/ledger.db"},
	}
	if os.Geteuid() > 0 {
		places["read-only"] = jobs.Options{Path: write("read-only.db", "")}
		delete(places, "not allowed")
	}
	for name, at := range places {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, at)
			_, err := b.video(b.ledger, purchase("Never."))
			unusable, ok := errors.AsType[*jobs.OpenError](err)
			require.True(t, ok, "%v", err)
			assert.Equal(t, b.ledger.Name(), unusable.Name)
			assert.Contains(t, err.Error(), unusable.Hint)
			assert.NotEmpty(t, unusable.Hint)
			assert.NotContains(t, err.Error(), "hidden")
			_, _, err = b.ledger.PlanBatch(t.Context(), b.acct, b.batch(3, "Never."))
			assert.ErrorAs(t, err, &unusable)
			assert.Zero(t, b.requests("POST", "*"))
		})
	}
}

func TestNothingIsSentWhenTheLedgerBreaksLater(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, at jobs.Options) {
		b := newBench(t, at)
		_, err := b.video(b.ledger, purchase("Before."))
		require.NoError(t, err)
		b.execute("ALTER TABLE ledger_entries RENAME COLUMN session TO gone")
		defer b.execute("ALTER TABLE ledger_entries RENAME COLUMN gone TO session")
		_, err = b.video(b.ledger, jobs.Purchase{Tool: "other", Title: "After.", Kind: jobs.KindVideo, Idempotent: true, AllowDuplicate: true})
		var unusable *jobs.OpenError
		require.ErrorAs(t, err, &unusable)
		assert.Equal(t, b.ledger.Name(), unusable.Name)
		assert.Equal(t, 1, b.requests("POST", "/v3/videos"))
	})
}

func TestTheFileIsTheOwnersAlone(t *testing.T) {
	t.Parallel()
	at := jobs.Options{Path: filepath.Join(t.TempDir(), "a", "b c", "ledger.db")}
	b := newBench(t, at)
	found, err := b.ledger.List(t.Context(), jobs.Filter{})
	require.NoError(t, err)
	assert.Empty(t, found)
	assert.NoFileExists(t, at.Path, "looking makes no file")
	require.NoError(t, b.ledger.Resume(t.Context(), b.acct))
	assert.NoFileExists(t, at.Path)
	_, err = b.video(b.ledger, purchase("Private."))
	require.NoError(t, err)
	modes := map[string]fs.FileMode{at.Path: 0o600, at.Path + "-wal": 0o600, filepath.Dir(at.Path): 0o700, filepath.Dir(filepath.Dir(at.Path)): 0o700}
	for path, mode := range modes {
		info, err := os.Stat(path)
		require.NoError(t, err)
		assert.Equal(t, mode, info.Mode().Perm(), path)
	}
}
