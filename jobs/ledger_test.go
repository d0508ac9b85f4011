package jobs_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi"
	"heygen-mcp/heygenapi/heygentest"
	"heygen-mcp/jobs"
	"heygen-mcp/pricing"
)

// quick are pauses for a HeyGen that runs 600 times faster.
var quick = jobs.Tempo{Sweep: 100 * time.Millisecond, Patience: 500 * time.Millisecond, Soonest: 100 * time.Millisecond, SafetyNet: time.Hour, Scale: 600}

type bench struct {
	t      *testing.T
	heygen *heygentest.Server
	ledger *jobs.Ledger
	acct   jobs.Account
	look   string
}

func newBench(t *testing.T, o jobs.Options, with ...heygentest.Option) *bench {
	t.Helper()
	heygen, err := heygentest.Start(append([]heygentest.Option{heygentest.WithClock(heygentest.NewSpeedClock(600))}, with...)...)
	require.NoError(t, err)
	t.Cleanup(heygen.Close)
	key, err := heygenapi.APIKey("sk_of_the_tests")
	require.NoError(t, err)
	api, err := heygenapi.New(key, heygenapi.WithBaseURL(heygen.URL), heygenapi.WithRetry(heygenapi.Retry{Max: 1, BaseDelay: time.Millisecond, MaxDelay: 2 * time.Millisecond}))
	require.NoError(t, err)
	b := &bench{t: t, heygen: heygen, acct: jobs.Account{ID: key.Fingerprint(), API: api}}
	for look, err := range api.AvatarLooks(t.Context(), heygenapi.ListAvatarLooksOptions{Ownership: "public"}) {
		require.NoError(t, err)
		if look.DefaultVoiceID != "" {
			b.look = look.ID
			break
		}
	}
	if o.Path == "" {
		o.Path = filepath.Join(t.TempDir(), "ledger.db")
	}
	o.Tempo = quick
	b.ledger = jobs.New(o)
	t.Cleanup(func() { assert.NoError(t, b.ledger.Close(context.WithoutCancel(t.Context()))) })
	return b
}

func (b *bench) video(script string) (jobs.Receipt, error) {
	return b.ledger.Spend(b.t.Context(), b.acct, jobs.Purchase{
		Tool: "create_video", Arguments: map[string]string{"script": script}, Kind: jobs.KindVideo, Keyed: true,
		Estimate: &pricing.Estimate{Product: pricing.Video, USD: &pricing.Range{Min: 1, Max: 2}, RateCard: "2026-09-16"},
	}, func(ctx context.Context, options ...heygenapi.CallOption) (any, []string, error) {
		made, err := b.acct.API.CreateVideo(ctx, heygenapi.AvatarVideo{AvatarID: b.look, Script: script, Title: script}, options...)
		return made, []string{made.VideoID}, err
	})
}

func (b *bench) until(id string, want jobs.State) jobs.Entry {
	b.t.Helper()
	var e jobs.Entry
	require.Eventually(b.t, func() bool {
		found, err := b.ledger.Find(b.t.Context(), b.acct.ID, id)
		require.NoError(b.t, err)
		if len(found) > 0 {
			e = found[0]
		}
		return e.State == want
	}, 20*time.Second, 20*time.Millisecond, "%s", want)
	return e
}

func TestAPurchaseIsWatchedToItsEnd(t *testing.T) {
	t.Parallel()
	b := newBench(t, jobs.Options{})
	made, err := b.video("Hello there.")
	require.NoError(t, err)
	assert.Equal(t, jobs.Accepted, made.Entry.State)
	again, err := b.video("Hello there.")
	require.NoError(t, err)
	assert.True(t, again.Repeated)
	assert.Equal(t, made.Entry.ID, again.Entry.ID)
	done := b.until(made.Entry.ID, jobs.Completed)
	assert.NotNil(t, done.CostUSD)
	assert.Len(t, b.heygen.Charges(), 1)
}

func TestALostAnswerIsAskedForAgain(t *testing.T) {
	t.Parallel()
	b := newBench(t, jobs.Options{}, heygentest.WithFault(heygentest.Fault{Method: "POST", Path: "/v3/videos", Times: 4, Kind: heygentest.FaultDropAfter}))
	_, err := b.video("Lost.")
	var lost *jobs.UncertainError
	require.ErrorAs(t, err, &lost)
	done := b.until(lost.Entry.ID, jobs.Completed)
	assert.Len(t, done.Renders, 1)
	assert.Len(t, b.heygen.Charges(), 1)
}
