package jobs_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi"
	"heygen-mcp/heygenapi/heygentest"
	"heygen-mcp/jobs"
	"heygen-mcp/pricing"
)

// speed is how much faster than real time the simulated HeyGen runs.
const speed = 600

// heygenAtOnce is how many jobs it does at once.
const heygenAtOnce = 2000

// quick are pauses for it.
var quick = jobs.Tempo{Sweep: 50 * time.Millisecond, Patience: 400 * time.Millisecond, Soonest: 50 * time.Millisecond, SafetyNet: time.Hour, Skew: 24 * time.Hour, Scale: speed}

// onBoth runs a test on SQLite and on PostgreSQL.
func onBoth(t *testing.T, test func(t *testing.T, at jobs.Options)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		test(t, jobs.Options{Path: filepath.Join(t.TempDir(), "folder", "ledger.db")})
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		test(t, jobs.Options{DatabaseURL: schema(t)})
	})
}

// schema makes a schema of its own and gives the address that leads there.
func schema(t testing.TB) string {
	t.Helper()
	server := os.Getenv("HEYGEN_MCP_TEST_DATABASE_URL")
	if server == "" {
		server = "postgres://root@127.0.0.1:5432/test"
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, server)
	if err != nil {
		if os.Getenv("CI") == "true" {
			require.NoError(t, err, "CI has a PostgreSQL server")
		}
		t.Skipf("no PostgreSQL answers: set HEYGEN_MCP_TEST_DATABASE_URL to an address of a database that may be written: %v", err)
	}
	name := strings.ToLower("jobs_test_" + heygenapi.NewIdempotencyKey())
	_, err = conn.Exec(ctx, "CREATE SCHEMA "+name)
	require.NoError(t, err)
	t.Cleanup(func() {
		ctx := context.WithoutCancel(t.Context())
		_, err := conn.Exec(ctx, "DROP SCHEMA "+name+" CASCADE")
		assert.NoError(t, err)
		assert.NoError(t, conn.Close(ctx))
	})
	u, err := url.Parse(server)
	require.NoError(t, err)
	query := u.Query()
	query.Set("search_path", name)
	query.Set("pool_max_conns", "4")
	u.RawQuery = query.Encode()
	return u.String()
}

// bench is a simulated HeyGen with a ledger of purchases from it.
type bench struct {
	t      testing.TB
	heygen *heygentest.Server
	ledger *jobs.Ledger
	acct   jobs.Account
	at     jobs.Options
	// leaving sees each request that changes something, before it leaves.
	leaving func(*http.Request)
	fresh   *http.Transport
}

func newBench(t testing.TB, at jobs.Options, with ...heygentest.Option) *bench {
	t.Helper()
	heygen, err := heygentest.Start(append([]heygentest.Option{
		heygentest.WithClock(heygentest.NewSpeedClock(speed)), heygentest.WithBalance(1e6), heygentest.WithConcurrency(heygenAtOnce)}, with...)...)
	require.NoError(t, err)
	t.Cleanup(heygen.Close)
	if at.Concurrency == 0 {
		at.Concurrency = heygenAtOnce
	}
	if at.Tempo == (jobs.Tempo{}) {
		at.Tempo = quick
	}
	b := &bench{t: t, heygen: heygen, at: at, fresh: &http.Transport{DisableKeepAlives: true}}
	b.acct = account(t, heygen.URL, "sk_of_the_tests", heygenapi.WithHTTPClient(&http.Client{Transport: b}))
	b.ledger = b.open()
	return b
}

// account is the account of a key. Its client gives up fast.
func account(t require.TestingT, base, secret string, with ...heygenapi.Option) jobs.Account {
	key, err := heygenapi.APIKey(secret)
	require.NoError(t, err)
	api, err := heygenapi.New(key, append(with, heygenapi.WithBaseURL(base), heygenapi.WithRateLimit(1e4, 1e4),
		heygenapi.WithTimeouts(heygenapi.Timeouts{Read: 5 * time.Second, Write: 5 * time.Second}),
		heygenapi.WithRetry(heygenapi.Retry{Max: 1, BaseDelay: time.Millisecond, MaxDelay: 2 * time.Millisecond}),
		heygenapi.WithBreaker(heygenapi.Breaker{Failures: 1000, Delay: time.Millisecond}))...)
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
	return lookOf(b.t.Context(), b.t, b.acct.API)
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
		Tool: "create_video", Arguments: map[string]string{"script": script}, Title: script, Kind: jobs.KindVideo, Keyed: true, Estimate: dollars(1, 2),
	}
}

// video buys a video with a ledger.
func (b *bench) video(l *jobs.Ledger, p jobs.Purchase) (jobs.Receipt, error) {
	look := b.look()
	return l.Spend(b.t.Context(), b.acct, p, func(ctx context.Context, options ...heygenapi.CallOption) (any, []string, error) {
		made, err := b.acct.API.CreateVideo(ctx, heygenapi.AvatarVideo{AvatarID: look, Script: p.Title, Title: p.Title}, options...)
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
			Request: heygenapi.AvatarVideo{AvatarID: look, Script: script, Title: script}})
	}
	return p
}

func (b *bench) plan(rows int, words string) string {
	b.t.Helper()
	id, repeated, err := b.ledger.Plan(b.t.Context(), b.acct, b.batch(rows, words))
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

const patience = 6 * time.Minute

// until waits for an entry to come into a state.
func (b *bench) until(id string, want jobs.State) jobs.Entry {
	b.t.Helper()
	var e jobs.Entry
	require.Eventually(b.t, func() bool {
		e = b.find(id)
		return e.State == want
	}, patience, 20*time.Millisecond, "%s", want)
	return e
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

// untilRows waits for so many rows of a batch to be in a state.
func (b *bench) untilRows(batch string, want jobs.State, rows int) jobs.Progress {
	b.t.Helper()
	var p jobs.Progress
	require.Eventually(b.t, func() bool {
		var err error
		p, _, err = b.ledger.Batch(b.t.Context(), b.acct.ID, batch)
		require.NoError(b.t, err)
		return p.Counts[want] == rows
	}, patience, 100*time.Millisecond, "%d rows %s", rows, want)
	return p
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
