package jobs_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi"
	"heygen-mcp/heygenapi/heygentest"
	"heygen-mcp/jobs"
)

// turned is a bench whose ledger and HeyGen share a clock that the test turns by
// itself: waiting passes no time.
func turned(t *testing.T, at jobs.Options, with ...heygentest.Option) (*bench, wakingClock) {
	t.Helper()
	clock := heygentest.NewManualClock(morning)
	at.Now = clock.Now
	b := newBench(t, at, append(with, heygentest.WithClock(clock))...)
	return b, wakingClock{clock, b}
}

// wakingClock is a clock whose turns the ledger is told of.
type wakingClock struct {
	*heygentest.ManualClock
	b *bench
}

// Advance moves the clock on.
func (c wakingClock) Advance(d time.Duration) {
	c.ManualClock.Advance(d)
	c.b.wake()
}

func TestAThousandVideosCostTenRequestsARound(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, at jobs.Options) {
		b, clock := turned(t, at)
		batch := b.plan(1000, "[[stall]]")
		b.untilRows(batch, jobs.Accepted, 1000)
		assert.Equal(t, 10, b.requests("POST", "/v3/videos/batches"))
		// A second process with the same key shares the work.
		require.NoError(t, b.open().Resume(t.Context(), b.acct))
		clock.Advance(20 * time.Second)
		for round := 1; round <= 4; round++ {
			b.untilAsked(statuses, 10*round)
			assert.Equal(t, 10*round, b.requests("GET", statuses))
			// The round is noted before the next begins.
			b.untilNoted(1000, clock.Now())
			clock.Advance(10 * time.Second)
		}
	})
}

// untilNoted waits until so many renders have been asked for by then, and have
// their next time.
func (b *bench) untilNoted(renders int, by time.Time) {
	b.t.Helper()
	await(b.t, "the notes of a round", func() (int, bool) {
		n := b.count(fmt.Sprintf("SELECT COUNT(*) FROM ledger_renders WHERE looked_at = %d AND look_at < %d", by.UnixMicro(), by.Add(15*time.Second).UnixMicro()))
		return n, n == renders
	})
}

func TestAWaitForFiftyCostsNoMoreThanForOne(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, at jobs.Options) {
		b, clock := turned(t, at)
		var ids []string
		for _, name := range []string{"Anna", "Ben", "Cleo", "Dan", "Eve"} {
			made, err := b.video(b.ledger, purchase(name+" [[stall]]"))
			require.NoError(t, err)
			ids = append(ids, made.Entry.IDs()...)
			clock.Advance(2 * time.Second) // so that each has a time of its own
		}
		clock.Advance(15 * time.Second)
		b.untilAsked(statuses, 1)
		for round := 2; round < 6; round++ {
			b.untilNoted(5, clock.Now())
			clock.Advance(5 * time.Second)
			require.NoError(t, b.ledger.PollSoon(t.Context(), b.acct.ID, ids))
			require.NoError(t, b.ledger.PollSoon(t.Context(), b.acct.ID, ids[:1]), "one more who waits")
			b.untilAsked(statuses, round)
		}
		assert.Equal(t, 5, b.requests("GET", statuses))
	})
}

func TestWebhooksReplaceTheAsking(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, at jobs.Options) {
		b, clock := turned(t, at)
		canary := account(t, b.heygen.URL, "sk_of_another")
		batch := b.plan(1000, "[[stall]]")
		b.untilRows(batch, jobs.Accepted, 1000)
		require.NoError(t, b.ledger.SaveEndpoint(t.Context(), jobs.Endpoint{Account: b.acct.ID, ID: "ep", URL: "https://example.com/hook", Secret: "whsec"}))
		own := *b
		own.acct = canary
		made, err := own.session("A canary [[stall]]")
		require.NoError(t, err)
		clock.Advance(time.Minute)
		await(t, "the notes of the first round", func() (int, bool) {
			n := b.count(fmt.Sprintf("SELECT COUNT(*) FROM ledger_renders WHERE account = '%s' AND look_at < %d", b.acct.ID, clock.Now().Add(50*time.Minute).UnixMicro()))
			return n, n == 0
		})
		before := b.requests("GET", statuses)
		for range 58 {
			clock.Advance(time.Minute)
			// The other account is still asked for: the ledger has looked.
			await(t, "a look at the other account", func() (jobs.Render, bool) {
				r := own.find(made.Entry.ID).Renders[0]
				return r, r.PolledAt.Equal(clock.Now()) && r.NextPollAt.Before(clock.Now().Add(25*time.Second))
			})
		}
		assert.LessOrEqual(t, b.requests("GET", statuses)-before, 10)

		// A delivery makes it look, and only at what the request has room for.
		first, err := b.ledger.List(t.Context(), jobs.Filter{BatchID: batch, Limit: 1})
		require.NoError(t, err)
		lookedAt := first[0].Renders[0].PolledAt
		clock.Advance(time.Second)
		require.NoError(t, b.ledger.HandleWebhookEvent(t.Context(), b.acct.ID, first[0].IDs()...))
		await(t, "a look after the delivery", func() (jobs.Render, bool) {
			r := b.find(first[0].ID).Renders[0]
			return r, r.PolledAt.After(lookedAt)
		})
	})
}

func TestWebhooksSayNothingOfLipsyncs(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, at jobs.Options) {
		b, clock := turned(t, at)
		require.NoError(t, b.ledger.SaveEndpoint(t.Context(), jobs.Endpoint{Account: b.acct.ID, ID: "ep", URL: "https://example.com/hook", Secret: "whsec"}))
		_, err := b.ledger.Spend(t.Context(), b.acct, jobs.Purchase{Tool: "create_lipsync", Kind: jobs.KindLipsync, Idempotent: true},
			func(ctx context.Context, options ...heygenapi.CallOption) (any, []string, error) {
				made, err := b.acct.API.CreateLipsync(ctx, heygenapi.LipsyncRequest{Title: "[[stall]]",
					Video: heygenapi.MediaURL{URL: "https://example.com/a.mp4"}, Audio: heygenapi.MediaURL{URL: "https://example.com/a.mp3"}}, options...)
				return made, []string{made}, err
			})
		require.NoError(t, err)
		clock.Advance(20 * time.Second)
		b.untilAsked("/v3/lipsyncs/statuses", 1)
		b.untilNoted(1, clock.Now())
		clock.Advance(10 * time.Second)
		b.untilAsked("/v3/lipsyncs/statuses", 2)
	})
}

func TestCompletedWithoutALinkIsLookedAtAgain(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, at jobs.Options) {
		b := newBench(t, at)
		made, err := b.video(b.ledger, purchase("Late [[late-url]]"))
		require.NoError(t, err)
		b.until(made.Entry.ID, jobs.Completed)
		assert.Equal(t, 3, b.requests("GET", "/v3/videos/"+made.Entry.IDs()[0]), "twice it had no link")
	})
}

func TestARestartGoesOnWatching(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, at jobs.Options) {
		b := newBench(t, at)
		made, err := b.video(b.ledger, purchase("Restarted."))
		require.NoError(t, err)
		require.NoError(t, b.ledger.Close(t.Context()))
		_, err = b.video(b.ledger, purchase("Too late."))
		require.ErrorIs(t, err, jobs.ErrClosed)
		b.ledger = b.open()
		news := b.ledger.Updates()
		require.NoError(t, b.ledger.Resume(t.Context(), b.acct))
		b.await("news", heard(news))
		b.until(made.Entry.ID, jobs.Completed)
	})
}

func TestAnAccountKnownBeforeTheFirstUseIsServed(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, at jobs.Options) {
		b := newBench(t, at)
		other := account(t, b.heygen.URL, "sk_of_another")
		own := *b
		own.acct, own.ledger = other, b.open()
		made, err := own.video(own.ledger, purchase("Left behind."))
		require.NoError(t, err)
		require.NoError(t, own.ledger.Close(t.Context()))
		// The key is known before the file is opened by somebody else's purchase.
		b.ledger.AddAccount(t.Context(), other)
		_, err = b.video(b.ledger, purchase("Mine."))
		require.NoError(t, err)
		own.ledger = b.ledger
		own.until(made.Entry.ID, jobs.Completed)
	})
}

func TestAskingSlowsDownWhereHeyGenWantsIt(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, at jobs.Options) {
		at.Timing = quick()
		at.Timing.MinPollInterval = 100 * time.Millisecond
		b, clock := turned(t, at, heygentest.WithFault(heygentest.Fault{Path: statuses, Times: 3, Kind: heygentest.Fault429}))
		made, err := b.video(b.ledger, purchase("Patience."))
		require.NoError(t, err)
		clock.Advance(20 * time.Second)
		b.untilAsked(statuses, 1)
		b.untilIdle()
		for asked := 1; asked <= 3; asked++ {
			for b.requests("GET", statuses) == asked {
				clock.Advance(at.Timing.MinPollInterval)
				require.NoError(t, b.ledger.PollSoon(t.Context(), b.acct.ID, made.Entry.IDs()))
				b.untilIdle()
			}
		}
		clock.Advance(10 * time.Minute)
		b.until(made.Entry.ID, jobs.Completed)
		var before time.Time
		for _, r := range b.heygen.Requests() {
			if r.Path != statuses {
				continue
			}
			if !before.IsZero() {
				assert.GreaterOrEqual(t, r.Time.Sub(before), time.Second, "HeyGen asked for it")
			}
			before = time.Time{}
			if r.Status == 429 {
				before = r.Time
			}
		}
		assert.GreaterOrEqual(t, b.requests("GET", statuses), 4)
	})
}

func TestAllLanguagesOfATranslationCount(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, at jobs.Options) {
		b := newBench(t, at)
		estimate := dollars(1, 30)
		estimate.UnitUSD = new(*estimate.USD)
		estimate.UnitUSD.Max = 0.0333
		made, err := b.ledger.Spend(t.Context(), b.acct, jobs.Purchase{Tool: "translate_video", Kind: jobs.KindTranslation, Idempotent: true, Estimate: estimate},
			func(ctx context.Context, options ...heygenapi.CallOption) (any, []string, error) {
				made, err := b.acct.API.CreateTranslation(ctx, heygenapi.TranslationRequest{
					Video: heygenapi.MediaURL{URL: "https://example.com/a.mp4"}, OutputLanguages: []string{"Spanish (Spain)", "French (France)", "German (Germany)"},
				}, options...)
				return made, made, err
			})
		require.NoError(t, err)
		require.Len(t, made.Entry.Renders, 3)
		done := b.until(made.Entry.ID, jobs.Completed)
		charged := 0.0
		for _, c := range b.heygen.Charges() {
			charged += c.USD
		}
		assert.InDelta(t, charged, *done.CostUSD, 0.01)
	})
}
