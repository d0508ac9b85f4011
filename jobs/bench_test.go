package jobs_test

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi"
	"heygen-mcp/heygenapi/heygentest"
	"heygen-mcp/jobs"
	"heygen-mcp/pricing"
)

// heygenAtOnce is how many jobs the simulated HeyGen does at once.
const heygenAtOnce = 2000

// morning is when the tests begin, where they have a clock that is turned.
var morning = time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC)

// quick looks at the clock more often than in real life. Where the clock was
// turned the ledger is woken besides.
func quick() jobs.Timing {
	t := jobs.DefaultTiming()
	t.PollInterval = 250 * time.Millisecond
	return t
}

// bench is a simulated HeyGen with a ledger of purchases from it.
type bench struct {
	t      testing.TB
	heygen *heygentest.Server
	ledger *jobs.Ledger
	acct   jobs.Account
	at     jobs.Options
	// clock is what HeyGen and the ledger go by, and waits turn; nil where the
	// time passes by itself or the test turns it.
	clock *heygentest.ManualClock
	// leaving sees each request that changes something, before it leaves.
	leaving func(*http.Request)
	fresh   *http.Transport
	// side leads to the ledger's database, past the ledger.
	side *sql.DB
	// avatar is the first look of HeyGen's catalog.
	avatar func() string
}

func newBench(t testing.TB, at jobs.Options, with ...heygentest.Option) *bench {
	t.Helper()
	b := &bench{t: t, fresh: &http.Transport{DisableKeepAlives: true}}
	options := []heygentest.Option{heygentest.WithPlainWebhooks(), heygentest.WithBalance(1e6), heygentest.WithConcurrency(heygenAtOnce)}
	if at.Now == nil {
		b.clock = heygentest.NewManualClock(morning)
		at.Now = b.clock.Now
		options = append(options, heygentest.WithClock(b.clock))
	}
	var err error
	b.heygen, err = heygentest.Start(append(options, with...)...)
	require.NoError(t, err)
	t.Cleanup(b.heygen.Close)
	if at.Concurrency == 0 {
		at.Concurrency = heygenAtOnce
	}
	if at.Timing == (jobs.Timing{}) {
		at.Timing = quick()
	}
	if at.Log == nil {
		at.Log = slog.New(slog.NewTextHandler(outputOf(t), &slog.HandlerOptions{Level: slog.LevelWarn}))
	}
	b.at = at
	b.acct = account(t, b.heygen.URL, "sk_of_the_tests", heygenapi.WithHTTPClient(&http.Client{Transport: b}))
	api := b.acct.API
	b.avatar = sync.OnceValue(func() string { return lookOf(t.Context(), t, api) })
	b.ledger = b.open()
	return b
}

// output is a test's, as long as the test goes on: a goroutine of River's may have
// a last word behind it.
type output struct {
	mu   sync.Mutex
	to   io.Writer
	over bool
}

func outputOf(t testing.TB) *output {
	o := &output{to: t.Output()}
	t.Cleanup(func() {
		o.mu.Lock()
		defer o.mu.Unlock()
		o.over = true
	})
	return o
}

// Write implements io.Writer.
func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.over {
		return len(p), nil
	}
	return o.to.Write(p)
}

// beside leads to the ledger's database, past the ledger.
func (b *bench) beside() *sql.DB {
	if b.side == nil {
		b.side = beside(b.t, b.at)
	}
	return b.side
}

// account is the account of a key. Its client hardly tries again.
func account(t require.TestingT, base, secret string, with ...heygenapi.Option) jobs.Account {
	key, err := heygenapi.APIKey(secret)
	require.NoError(t, err)
	api, err := heygenapi.New(key, append([]heygenapi.Option{
		heygenapi.WithBaseURL(base), heygenapi.WithRateLimit(1e4, 1e4),
		heygenapi.WithTimeouts(heygenapi.Timeouts{Read: patience, Write: patience}),
		heygenapi.WithRetry(heygenapi.Retry{Max: 1, BaseDelay: time.Millisecond, MaxDelay: 2 * time.Millisecond}),
		heygenapi.WithBreaker(heygenapi.Breaker{Failures: 1000, Delay: time.Millisecond})}, with...)...)
	require.NoError(t, err)
	return jobs.Account{ID: key.Fingerprint(), API: api}
}

// RoundTrip implements http.RoundTripper.
func (b *bench) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Method != http.MethodGet && b.leaving != nil {
		b.leaving(r)
	}
	if r.Method == http.MethodGet {
		return http.DefaultTransport.RoundTrip(r)
	}
	// On a connection of its own net/http sends nothing again by itself.
	return b.fresh.RoundTrip(r)
}

// open gives one more ledger on the same database.
func (b *bench) open() *jobs.Ledger {
	l := jobs.New(b.at)
	b.t.Cleanup(func() { assert.NoError(b.t, l.Close(context.WithoutCancel(b.t.Context()))) })
	return l
}

// look is the first look of the simulated HeyGen's catalog.
func (b *bench) look() string {
	return b.avatar()
}

func lookOf(ctx context.Context, t require.TestingT, api *heygenapi.Client) string {
	for look, err := range api.AvatarLooks(ctx, heygenapi.ListAvatarLooksOptions{Ownership: "public"}) {
		require.NoError(t, err)
		if look.DefaultVoiceID != "" {
			return look.ID
		}
	}
	return ""
}

func dollars(low, high float64) *pricing.Estimate {
	return &pricing.Estimate{Product: pricing.Video, USD: &pricing.Range{Min: low, Max: high}, Unit: "second", RateCard: "2026-09-16"}
}

func purchase(script string) jobs.Purchase {
	return jobs.Purchase{
		Tool: "create_video", Arguments: map[string]string{"script": script}, Title: script, Kind: jobs.KindVideo, Idempotent: true, Estimate: dollars(1, 2),
	}
}

// video buys a video with a ledger.
func (b *bench) video(l *jobs.Ledger, p jobs.Purchase) (jobs.Receipt, error) {
	look := b.look()
	return l.Spend(b.t.Context(), b.acct, p, func(ctx context.Context, options ...heygenapi.CallOption) (any, []string, error) {
		made, err := b.acct.API.CreateVideo(ctx, heygenapi.AvatarVideo{AvatarID: look, SpeechInput: heygenapi.SpeechInput{Script: p.Title}, VideoOutput: heygenapi.VideoOutput{Title: p.Title}}, options...)
		return made, []string{made.VideoID}, err
	})
}

// session asks the Video Agent for a film.
func (b *bench) session(prompt string) (jobs.Receipt, error) {
	p := jobs.Purchase{Tool: "create_video_agent", Arguments: prompt, Kind: jobs.KindSession}
	return b.ledger.Spend(b.t.Context(), b.acct, p, func(ctx context.Context, options ...heygenapi.CallOption) (any, []string, error) {
		made, err := b.acct.API.CreateVideoAgent(ctx, heygenapi.VideoAgentRequest{Prompt: prompt}, options...)
		return made, []string{made.SessionID}, err
	})
}

// batch is so many videos, each with a script of its own that ends with the
// words.
func (b *bench) batch(rows int, words string) jobs.BatchPurchase {
	look := b.look()
	p := jobs.BatchPurchase{Tool: "create_videos", Arguments: fmt.Sprint(rows, words), Kind: jobs.KindVideo}
	for i := range rows {
		script := fmt.Sprintf("Row %d. %s", i, words)
		p.Rows = append(p.Rows, jobs.Row{Title: script, Estimate: dollars(0.5, 1),
			Request: heygenapi.AvatarVideo{AvatarID: look, SpeechInput: heygenapi.SpeechInput{Script: script}, VideoOutput: heygenapi.VideoOutput{Title: script}}})
	}
	return p
}

func (b *bench) plan(rows int, words string) string {
	b.t.Helper()
	id, repeated, err := b.ledger.PlanBatch(b.t.Context(), b.acct, b.batch(rows, words))
	require.NoError(b.t, err)
	require.False(b.t, repeated)
	return id
}

// titled compares the titles that HeyGen has of a batch's finished rows with the
// ledger's: none was mistaken for another.
func (b *bench) titled(batch string) {
	b.t.Helper()
	rows, err := b.ledger.List(b.t.Context(), jobs.Filter{BatchID: batch, States: []jobs.State{jobs.Completed}})
	require.NoError(b.t, err)
	for _, e := range rows {
		v, err := b.acct.API.GetVideo(b.t.Context(), e.IDs()[0])
		require.NoError(b.t, err)
		assert.Equal(b.t, e.Title, v.Title)
	}
}

func (b *bench) find(id string) jobs.Entry {
	b.t.Helper()
	found, err := b.ledger.Find(b.t.Context(), b.acct.ID, id)
	require.NoError(b.t, err)
	if len(found) == 0 {
		return jobs.Entry{}
	}
	return found[0]
}

// requests counts those of a method and a path, which may end in *.
func (b *bench) requests(method, path string) int {
	n := 0
	for _, r := range b.heygen.Requests() {
		prefix, open := strings.CutSuffix(path, "*")
		if r.Method == method && (r.Path == path || open && strings.HasPrefix(r.Path, prefix)) {
			n++
		}
	}
	return n
}

const statuses = "/v3/videos/statuses"
