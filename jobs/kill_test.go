package jobs_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi"
	"heygen-mcp/jobs"
)

const (
	rowsOfChapter   = 3
	thingsOfChapter = rowsOfChapter + 2
)

// story buys a batch, a video and a film a chapter, until all of them are there.
// What it finds done or under way it does not buy again.
func story(ctx context.Context, b *buyer) error {
	if err := b.ledger.Resume(ctx, b.acct); err != nil {
		return err
	}
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		for n := range b.chapters {
			if err := b.chapter(ctx, n); err != nil {
				return err
			}
		}
		done, err := b.ledger.List(ctx, jobs.Filter{States: []jobs.State{jobs.Completed}})
		if err != nil {
			return err
		}
		if len(done) == b.chapters*thingsOfChapter {
			return b.ledger.Close(ctx)
		}
		<-tick.C
	}
}

func (b *buyer) chapter(ctx context.Context, n int) error {
	batch := jobs.BatchPurchase{Tool: "create_videos", Arguments: n, Kind: jobs.KindVideo}
	for i := range rowsOfChapter {
		script := fmt.Sprintf("Row %d of chapter %d.", i, n)
		batch.Rows = append(batch.Rows, jobs.Row{Title: script, Request: heygenapi.AvatarVideo{AvatarID: b.look, SpeechInput: heygenapi.SpeechInput{Script: script}}})
	}
	if _, _, err := b.ledger.PlanBatch(ctx, b.acct, batch); err != nil {
		return err
	}
	if _, err := b.video(ctx, purchase(fmt.Sprintf("Chapter %d.", n))); err != nil && !heygenapi.Uncertain(err) {
		return err
	}
	if _, err := b.film(ctx, fmt.Sprintf("A film of 20 seconds for chapter %d", n)); err != nil && !heygenapi.Uncertain(err) {
		return err
	}
	return nil
}

// moment is when a process is killed: at its nth request that pays, or at its
// nth of any kind; or, where there is no when, after a while.
type moment struct {
	when  string
	pays  bool
	nth   int
	after time.Duration
}

const (
	unheard  = "before HeyGen hears of it"
	hearing  = "before HeyGen acts on it"
	acted    = "before HeyGen answers"
	answered = "as the answer arrives"
)

func someMoment() moment {
	m := moment{
		when: []string{unheard, hearing, acted, answered, answered, ""}[rand.N(6)], pays: rand.N(3) > 0, nth: rand.N(3),
		after: rand.N(200 * time.Millisecond),
	}
	switch {
	case m.when == answered:
		m.after = rand.N(4 * time.Millisecond) // it is being noted
	case !m.pays:
		m.nth = rand.N(20)
	}
	return m
}

// door is where the requests of processes come in. Behind it is HeyGen, and in
// it waits the end of the process.
type door struct {
	heygen http.Handler

	mu   sync.Mutex
	run  *process
	at   moment
	seen int
}

// let starts a process and kills it at the moment. It is true where the process
// had not come to its own end by then.
func (d *door) let(b *bench, at moment, more ...string) bool {
	b.t.Helper()
	d.mu.Lock()
	run := b.start("story", more...)
	d.run, d.at, d.seen = run, at, 0
	d.mu.Unlock()
	if at.when == "" {
		stop := time.AfterFunc(at.after, d.kill)
		defer stop.Stop()
	}
	_ = b.end(run)
	require.Empty(b.t, run.errors.String())
	return !run.cmd.ProcessState.Exited()
}

func (d *door) kill() {
	d.mu.Lock()
	defer d.mu.Unlock()
	_ = d.run.cmd.Process.Kill()
}

// strikes is when the request's process is to be killed at it; empty for not.
func (d *door) strikes(r *http.Request) (string, time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.at.pays && r.Method != http.MethodPost {
		return "", 0
	}
	d.seen++
	if d.seen != d.at.nth+1 {
		return "", 0
	}
	return d.at.when, d.at.after
}

// ServeHTTP implements http.Handler.
func (d *door) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	when, after := d.strikes(r)
	if when == unheard || when == hearing {
		d.kill()
	}
	if when == unheard {
		panic(http.ErrAbortHandler)
	}
	r = r.WithContext(context.WithoutCancel(r.Context()))
	r.Body = io.NopCloser(bytes.NewReader(body))
	answer := httptest.NewRecorder()
	d.heygen.ServeHTTP(answer, r)
	if when == acted {
		d.kill()
	}
	maps.Copy(w.Header(), answer.Header())
	w.WriteHeader(answer.Code)
	_, _ = w.Write(answer.Body.Bytes())
	if when == answered {
		time.AfterFunc(after, d.kill)
	}
}

// Processes are killed at all moments of a story until it is told to its end:
// nothing is paid for twice, nothing is lost, and the ledger agrees.
func TestKilledProcessesLoseNothingAndPayNothingTwice(t *testing.T) {
	t.Parallel()
	const kills = 6
	stories := 3 // on each database; 25 make 300 kills
	if n, err := strconv.Atoi(os.Getenv("HEYGEN_MCP_TEST_STORIES")); err == nil {
		stories = n
	}
	onBoth(t, func(t *testing.T, at jobs.Options) {
		for n := range stories {
			t.Run(fmt.Sprint(n), func(t *testing.T) {
				t.Parallel()
				own := jobs.Options{Path: filepath.Join(t.TempDir(), "ledger.db")}
				if at.DatabaseURL != "" {
					own = jobs.Options{DatabaseURL: schema(t)}
				}
				tellStory(t, own, kills)
			})
		}
	})
}

func tellStory(t *testing.T, at jobs.Options, kills int) {
	t.Helper()
	b := newRealBench(t, at)
	d := &door{heygen: b.heygen}
	front := httptest.NewServer(d)
	t.Cleanup(front.Close)
	chapters, killed := 0, 0
	run := func(m moment) bool {
		chapters++
		return d.let(b, m, "JOBS_TEST_HEYGEN="+front.URL, "JOBS_TEST_CHAPTERS="+strconv.Itoa(chapters))
	}
	for killed < kills {
		// Each has something new to buy, and what the last one left open.
		m := someMoment()
		t.Logf("killed %+v", m)
		if run(m) {
			killed++
		}
	}
	require.False(t, run(moment{nth: -1, after: time.Hour}), "the last one ends by itself")
	charged := chargedOnce(t, b)
	assert.Len(t, charged, chapters*thingsOfChapter)
	all, err := b.ledger.List(t.Context(), jobs.Filter{States: []jobs.State{jobs.Completed}})
	require.NoError(t, err)
	assert.Len(t, all, chapters*thingsOfChapter)
	for _, e := range all {
		require.Len(t, e.Renders, 1, e.ID)
		assert.True(t, e.Kind == jobs.KindSession || charged[e.Renders[0].ID], e.ID)
	}
	open, err := b.ledger.List(t.Context(), jobs.Filter{States: []jobs.State{jobs.Planned, jobs.Sending, jobs.Accepted, jobs.Uncertain}})
	require.NoError(t, err)
	assert.Empty(t, open)
}
