package jobs_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi"
	"heygen-mcp/heygenapi/heygentest"
	"heygen-mcp/jobs"
)

func TestRowsAreSentAsHeyGenHasRoom(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, at jobs.Options) {
		at.Concurrency = 3
		b := newBench(t, at)
		p := b.batch(230, "Slow.")
		for _, i := range []int{0, 1, 101} {
			p.Rows[i].Request = heygenapi.AvatarVideo{AvatarID: b.look(), SpeechInput: heygenapi.SpeechInput{Script: "Stuck [[stall]]"}}
		}
		batch, _, err := b.ledger.PlanBatch(t.Context(), b.acct, p)
		require.NoError(t, err)
		b.untilRows(batch, jobs.Completed, 197)
		// Two that hang leave room; three do not, until they are given up on.
		assert.Len(t, b.keys(batches), 2)
		n, err := b.ledger.CancelBatch(t.Context(), b.acct.ID, batch)
		require.NoError(t, err)
		assert.Equal(t, 30, n, "what is not sent can still be cancelled")
	})
}

// keys are those of what was sent there. A slow machine may ask under one key
// more than once.
func (b *bench) keys(path string) map[string]bool {
	keys := map[string]bool{}
	for _, r := range b.heygen.Requests() {
		if r.Method == http.MethodPost && r.Path == path {
			keys[r.Header.Get("Idempotency-Key")] = true
		}
	}
	return keys
}

func TestRowsWithRequestsOfTheirOwn(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, at jobs.Options) {
		at.Concurrency = 4
		b := newBench(t, at, heygentest.WithConcurrency(4), heygentest.WithFault(heygentest.Fault{Method: "POST", Path: "/v3/templates/*", Skip: 2, Times: 2, Kind: heygentest.FaultDropAfter}))
		templates, err := b.acct.API.ListTemplates(t.Context(), heygenapi.PageOptions{})
		require.NoError(t, err)
		path := "/v3/templates/" + templates.Items[0].ID
		p := jobs.BatchPurchase{Tool: "create_videos", Arguments: "templates", Kind: jobs.KindVideo, Title: "Greetings"}
		for i := range 12 {
			title := fmt.Sprintf("Guest %d", i)
			p.Rows = append(p.Rows, jobs.Row{Title: title, Path: path, Request: heygenapi.TemplateRequest{Title: title, Variables: map[string]heygenapi.TemplateVariable{}}})
		}
		p.Rows[5].Request = map[string]any{"variables": "none"}
		batch, _, err := b.ledger.PlanBatch(t.Context(), b.acct, p)
		require.NoError(t, err)
		progress := b.untilRows(batch, jobs.Completed, 11)
		assert.Equal(t, "Greetings", progress.Title)
		require.Len(t, progress.Failures, 1)
		assert.Equal(t, []int{5}, progress.Failures[0].Rows)
		assert.Len(t, chargedOnce(t, b), 11)
		assert.Len(t, b.keys(path), 12)
		b.titled(batch)
	})
}

// TestARefusalThatPassesIsTriedAgain: nothing was made, so that nothing can be
// paid twice; and what was made is not sent again.
func TestARefusalThatPassesIsTriedAgain(t *testing.T) {
	t.Parallel()
	for times, want := range map[int]map[jobs.State]int{
		2: {jobs.Completed: 120},
		0: {jobs.Completed: 106, jobs.Refused: 14}, // each try takes half of what is left, rounded up
	} {
		t.Run(fmt.Sprint(times), func(t *testing.T) {
			t.Parallel()
			onBoth(t, func(t *testing.T, at jobs.Options) {
				b := newBench(t, at, heygentest.WithFault(heygentest.Fault{Method: "POST", Path: batches, Times: times, Kind: heygentest.FaultBusyItems}))
				batch := b.plan(120, "Again.")
				progress := b.untilRows(batch, jobs.Completed, want[jobs.Completed])
				b.await("all rows over", func() (any, bool) {
					var err error
					progress, _, err = b.ledger.BatchProgress(t.Context(), b.acct.ID, batch)
					require.NoError(t, err)
					return progress.Counts, progress.Finished() == 120
				})
				assert.Equal(t, want, progress.Counts)
				assert.Len(t, chargedOnce(t, b), want[jobs.Completed])
				b.titled(batch)
			})
		})
	}
}

// TestTwoServersShareTheRoom: HeyGen is never asked for more at once than it
// does, whoever asks.
func TestTwoServersShareTheRoom(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, at jobs.Options) {
		at.Concurrency = 2
		b := newBench(t, at, heygentest.WithConcurrency(2))
		templates, err := b.acct.API.ListTemplates(t.Context(), heygenapi.PageOptions{})
		require.NoError(t, err)
		path := "/v3/templates/" + templates.Items[0].ID
		other := b.open()
		var planned []string
		for n, l := range []*jobs.Ledger{b.ledger, other} {
			p := jobs.BatchPurchase{Tool: "create_videos", Arguments: n, Kind: jobs.KindVideo}
			for range 5 {
				p.Rows = append(p.Rows, jobs.Row{Path: path, Request: heygenapi.TemplateRequest{Variables: map[string]heygenapi.TemplateVariable{}}})
			}
			id, _, err := l.PlanBatch(t.Context(), b.acct, p)
			require.NoError(t, err)
			planned = append(planned, id)
		}
		for _, id := range planned {
			b.untilRows(id, jobs.Completed, 5)
		}
		for _, r := range b.heygen.Requests() {
			assert.NotEqual(t, http.StatusTooManyRequests, r.Status, r.Path)
		}
		assert.Len(t, chargedOnce(t, b), 10)
	})
}

func TestTheEnvelopeGoesWithEveryChunk(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, at jobs.Options) {
		b := newBench(t, at)
		p := b.batch(101, "Enveloped.")
		p.SharedFields = map[string]any{"title": "Autumn", "callback_url": "https://example.com/hook"}
		batch, _, err := b.ledger.PlanBatch(t.Context(), b.acct, p)
		require.NoError(t, err)
		b.untilRows(batch, jobs.Completed, 101)
		for _, r := range b.heygen.Requests() {
			if r.Method == http.MethodPost && r.Path == batches {
				assert.Contains(t, string(r.Body), `"callback_url":"https://example.com/hook"`)
				assert.Contains(t, string(r.Body), `"title":"Autumn"`)
			}
		}
		assert.Len(t, b.keys(batches), 2)
	})
}

// TestFinishedFilesAreFetched also by the next process, and after failures; what
// failed has none, and what nobody asked for is left.
func TestFinishedFilesAreFetched(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, at jobs.Options) {
		b := newBench(t, at)
		wanted := purchase("Wanted.")
		wanted.Download = true
		made, err := b.video(b.ledger, wanted)
		require.NoError(t, err)
		failing := purchase("Wanted, but [[fail]]")
		failing.Download = true
		failed, err := b.video(b.ledger, failing)
		require.NoError(t, err)
		other, err := b.video(b.ledger, purchase("Not wanted."))
		require.NoError(t, err)
		b.until(failed.Entry.ID, jobs.Failed)
		b.until(other.Entry.ID, jobs.Completed)
		b.until(made.Entry.ID, jobs.Completed)
		require.NoError(t, b.ledger.Close(t.Context()))

		folder := t.TempDir()
		var tries atomic.Int32
		b.ledger = b.open()
		b.ledger.SetDownloader(func(_ context.Context, acct jobs.Account, e jobs.Entry) ([]string, error) {
			if tries.Add(1) == 1 {
				return nil, errors.New("the disk is full")
			}
			path := filepath.Join(folder, e.ID)
			return []string{path, path + ".srt"}, os.WriteFile(path, []byte(acct.ID), 0o600)
		})
		require.NoError(t, b.ledger.Resume(t.Context(), b.acct))
		var e jobs.Entry
		b.await("its files", func() (any, bool) {
			e = b.find(made.Entry.ID)
			return e, len(e.Files) > 0
		})
		assert.Equal(t, []string{filepath.Join(folder, e.ID), filepath.Join(folder, e.ID) + ".srt"}, e.Files)
		assert.FileExists(t, e.Files[0])
		assert.Equal(t, int32(2), tries.Load())
		saved, err := os.ReadDir(folder)
		require.NoError(t, err)
		assert.Len(t, saved, 1)
	})
}

func TestOldEntriesGoByThemselves(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, at jobs.Options) {
		b := newBench(t, at)
		made, err := b.video(b.ledger, purchase("Of last year."))
		require.NoError(t, err)
		b.until(made.Entry.ID, jobs.Completed)
		require.NoError(t, b.ledger.Close(t.Context()))
		b.clock.Advance(366 * 24 * time.Hour)
		// A day passes for the queue, whose clock is the real one.
		b.execute("DELETE FROM river_job")
		b.at.Retention = 365 * 24 * time.Hour
		b.ledger = b.open()
		_, err = b.video(b.ledger, purchase("Of today [[stall]]"))
		require.NoError(t, err)
		b.await("its end", func() (any, bool) {
			e := b.find(made.Entry.ID)
			return e, e.ID == ""
		})
		left, err := b.ledger.List(t.Context(), jobs.Filter{})
		require.NoError(t, err)
		require.Len(t, left, 1)
		assert.True(t, strings.HasPrefix(left[0].Title, "Of today"))
	})
}
