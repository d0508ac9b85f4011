package intake_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi"
	"heygen-mcp/heygenapi/heygentest"
	"heygen-mcp/intake"
	"heygen-mcp/jobs"
	"heygen-mcp/pricing"
)

// bench is an intake that a simulated HeyGen reaches, with its ledger.
type bench struct {
	t      *testing.T
	heygen *heygentest.Server
	ledger *jobs.Ledger
	acct   jobs.Account
	intake *intake.Intake
	public string
}

// patient looks at a job after 20 seconds at the earliest, unless something
// hints at it.
var patient = jobs.Timing{PollInterval: 100 * time.Millisecond, MinPollInterval: 100 * time.Millisecond}

func simulated(t *testing.T, options ...heygentest.Option) *heygentest.Server {
	t.Helper()
	heygen, err := heygentest.Start(append([]heygentest.Option{heygentest.WithPlainWebhooks(), heygentest.WithClock(heygentest.NewSpeedClock(600))}, options...)...)
	require.NoError(t, err)
	t.Cleanup(heygen.Close)
	return heygen
}

func account(t *testing.T, heygen *heygentest.Server, secret string) jobs.Account {
	t.Helper()
	key, err := heygenapi.APIKey(secret)
	require.NoError(t, err)
	api, err := heygenapi.New(key, heygenapi.WithBaseURL(heygen.URL), heygenapi.WithRateLimit(1e6, 1e6),
		heygenapi.WithRetry(heygenapi.Retry{Max: 5, BaseDelay: time.Millisecond, MaxDelay: 20 * time.Millisecond}))
	require.NoError(t, err)
	return jobs.Account{ID: key.Fingerprint(), API: api}
}

func ledgerAt(t *testing.T, path string) *jobs.Ledger {
	t.Helper()
	ledger := jobs.New(jobs.Options{Path: path, Timing: patient})
	t.Cleanup(func() { assert.NoError(t, ledger.Close(context.WithoutCancel(t.Context()))) })
	return ledger
}

func newBench(t *testing.T, heygen *heygentest.Server, now func() time.Time) *bench {
	t.Helper()
	b := &bench{t: t, heygen: heygen, acct: account(t, heygen, "sk_of_the_intake"), ledger: ledgerAt(t, filepath.Join(t.TempDir(), "ledger.db"))}
	mux := http.NewServeMux()
	srv := httptest.NewServer(mux)
	b.public = srv.URL
	b.intake = intake.New(intake.Options{Ledger: b.ledger, PublicURL: srv.URL + "/", Now: now})
	mux.Handle("/", b.intake.Handler())
	t.Cleanup(func() {
		srv.Close()
		b.intake.Close(context.WithoutCancel(t.Context()))
	})
	return b
}

// registered gives a bench whose endpoint HeyGen knows.
func registered(t *testing.T, heygen *heygentest.Server) *bench {
	t.Helper()
	b := newBench(t, heygen, nil)
	require.NoError(t, b.intake.Register(t.Context(), b.acct))
	return b
}

// secret is that of the endpoint, as the ledger keeps it.
func (b *bench) secret() string {
	b.t.Helper()
	kept, err := b.ledger.Endpoints(b.t.Context(), b.intake.URL())
	require.NoError(b.t, err)
	require.Len(b.t, kept, 1)
	return kept[0].Secret
}

// video buys one, and gives the ledger's entry.
func (b *bench) video(script string, change func(*heygenapi.AvatarVideo)) jobs.Entry {
	b.t.Helper()
	var look string
	for l, err := range b.acct.API.AvatarLooks(b.t.Context(), heygenapi.ListAvatarLooksOptions{Ownership: "public"}) {
		require.NoError(b.t, err)
		if l.DefaultVoiceID != "" {
			look = l.ID
			break
		}
	}
	made, err := b.ledger.Spend(b.t.Context(), b.acct, jobs.Purchase{
		Tool: "create_video", Arguments: map[string]string{"script": script}, Kind: jobs.KindVideo, Idempotent: true,
		Estimate: &pricing.Estimate{Product: pricing.Video, USD: &pricing.Range{Min: 1, Max: 2}},
	}, func(ctx context.Context, options ...heygenapi.CallOption) (any, []string, error) {
		request := heygenapi.AvatarVideo{AvatarID: look, SpeechInput: heygenapi.SpeechInput{Script: script}}
		if change != nil {
			change(&request)
		}
		v, err := b.acct.API.CreateVideo(ctx, request, options...)
		return v, []string{v.VideoID}, err
	})
	require.NoError(b.t, err)
	require.Equal(b.t, jobs.Accepted, made.Entry.State)
	return made.Entry
}

// completed waits for the job's end, much shorter than asking would take.
func (b *bench) completed(id string) {
	b.t.Helper()
	require.Eventually(b.t, func() bool {
		found, err := b.ledger.Find(b.t.Context(), b.acct.ID, id)
		require.NoError(b.t, err)
		return len(found) == 1 && found[0].State == jobs.Completed
	}, 15*time.Second, 20*time.Millisecond)
}

// requests counts what HeyGen was asked.
func (b *bench) requests(method, path string) int {
	n := 0
	for _, r := range b.heygen.Requests() {
		if r.Method == method && strings.HasPrefix(r.Path, path) {
			n++
		}
	}
	return n
}

// post delivers a body by hand, and gives the answer's status.
func (b *bench) post(path, body string, header map[string]string) int {
	b.t.Helper()
	status, _ := b.send(http.MethodPost, path, body, header)
	return status
}

func (b *bench) send(method, path, body string, header map[string]string) (int, http.Header) {
	b.t.Helper()
	req, err := http.NewRequestWithContext(b.t.Context(), method, b.public+path, strings.NewReader(body))
	require.NoError(b.t, err)
	for name, value := range header {
		req.Header.Set(name, value)
	}
	resp, err := http.DefaultClient.Do(req)
	require.NoError(b.t, err)
	require.NoError(b.t, resp.Body.Close())
	return resp.StatusCode, resp.Header
}
