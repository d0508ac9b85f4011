package jobs_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi"
	"heygen-mcp/heygenapi/heygentest"
	"heygen-mcp/jobs"
)

func losing(path string, times int) heygentest.Option {
	return heygentest.WithFault(heygentest.Fault{Method: "POST", Path: path, Times: times, Kind: heygentest.FaultDropAfter})
}

func TestALostAnswerIsAskedForUnderItsKey(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, at jobs.Options) {
		b := newBench(t, at, losing("/v3/videos", 6))
		_, err := b.video(b.ledger, purchase("Lost."))
		var lost *jobs.UncertainError
		require.ErrorAs(t, err, &lost)
		assert.ErrorContains(t, err, lost.Entry.ID)
		done := b.until(lost.Entry.ID, jobs.Completed)
		assert.Len(t, done.Renders, 1)
		assert.Len(t, b.heygen.Charges(), 1)
		assert.Empty(t, done.Request)
	})
}

func TestTheSameCallAsksForALostAnswerAtOnce(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, at jobs.Options) {
		b := newBench(t, at, losing("/v3/videos", 2))
		_, err := b.video(b.ledger, purchase("Lost."))
		var lost *jobs.UncertainError
		require.ErrorAs(t, err, &lost)
		again, err := b.video(b.open(), purchase("Lost."))
		require.NoError(t, err)
		assert.True(t, again.Duplicate)
		assert.Equal(t, []any{lost.Entry.ID, jobs.Accepted}, []any{again.Entry.ID, again.Entry.State})
		keys := map[string]bool{}
		for _, r := range b.heygen.Requests() {
			if r.Method == "POST" {
				keys[r.Header.Get("Idempotency-Key")] = true
			}
		}
		assert.Equal(t, map[string]bool{lost.Entry.Key: true}, keys)
	})
}

// A closed door says nothing of a request that may have been taken before.
func TestWhatMayHaveBeenTakenIsNotRefusedByALaterNo(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, at jobs.Options) {
		b := newBench(t, at, losing("/v3/videos", 2),
			heygentest.WithFault(heygentest.Fault{Method: "POST", Path: "/v3/videos", Skip: 0, Times: 3, Kind: heygentest.Fault429}))
		_, err := b.video(b.ledger, purchase("Lost."))
		var lost *jobs.UncertainError
		require.ErrorAs(t, err, &lost)
		b.until(lost.Entry.ID, jobs.Completed)
		assert.Len(t, b.heygen.Charges(), 1)
		assert.GreaterOrEqual(t, b.requests("POST", "/v3/videos"), 5)
	})
}

func TestALostSessionIsFoundByItsPrompt(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, at jobs.Options) {
		b := newBench(t, at)
		for range 3 {
			_, err := b.acct.API.CreateVideoAgent(t.Context(), heygenapi.VideoAgentRequest{Prompt: "Somebody else's film"})
			require.NoError(t, err)
		}
		b.heygen.AddFault(heygentest.Fault{Method: "POST", Path: "/v3/video-agents", Times: 1, Kind: heygentest.FaultDropAfter})
		_, err := b.session("A film of 30 seconds about tea")
		var lost *jobs.UncertainError
		require.ErrorAs(t, err, &lost)
		done := b.until(lost.Entry.ID, jobs.Completed)
		require.Len(t, done.Renders, 1)
		session, err := b.acct.API.GetVideoAgentSession(t.Context(), done.Renders[0].ID)
		require.NoError(t, err)
		assert.Equal(t, "A film of 30 seconds about tea", session.Messages[0].Content)
		assert.Equal(t, 4, b.requests("POST", "/v3/video-agents"), "nothing is sent twice")
	})
}

func TestOfTwoThatFitNoneIsChosen(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, at jobs.Options) {
		b := newBench(t, at)
		_, err := b.acct.API.CreateVideoAgent(t.Context(), heygenapi.VideoAgentRequest{Prompt: "The same film"})
		require.NoError(t, err)
		b.heygen.AddFault(heygentest.Fault{Method: "POST", Path: "/v3/video-agents", Times: 1, Kind: heygentest.FaultDropAfter})
		_, err = b.session("The same film")
		var lost *jobs.UncertainError
		require.ErrorAs(t, err, &lost)
		again, err := b.session("The same film")
		require.NoError(t, err)
		assert.Equal(t, []any{true, jobs.Uncertain}, []any{again.Duplicate, again.Entry.State})
		fit, err := b.ledger.Candidates(t.Context(), again.Entry)
		require.NoError(t, err)
		assert.Len(t, fit, 2)
		assert.Equal(t, 2, b.requests("POST", "/v3/video-agents"))
	})
}

func TestWhatNeverAppearsWasNotStarted(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, at jobs.Options) {
		b := newBench(t, at, heygentest.WithFault(heygentest.Fault{Method: "POST", Times: 1, Kind: heygentest.FaultDrop}))
		_, err := b.session("A film that never arrives")
		var lost *jobs.UncertainError
		require.ErrorAs(t, err, &lost)
		assert.Equal(t, jobs.Uncertain, lost.Entry.State)
		refused := b.until(lost.Entry.ID, jobs.Refused)
		assert.Equal(t, "not_found", refused.ErrorCode)
		again, err := b.session("A film that never arrives")
		require.NoError(t, err)
		assert.False(t, again.Duplicate)
	})
}

func TestALostClippingAndALostVoiceAreFound(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, at jobs.Options) {
		b := newBench(t, at, losing("/v3/ai-clipping", 1), losing("/v3/voices/clone", 1))
		var lost *jobs.UncertainError
		_, err := b.ledger.Spend(t.Context(), b.acct, jobs.Purchase{Tool: "create_clips", Kind: jobs.KindClipping, Title: "Best of"},
			func(ctx context.Context, options ...heygenapi.CallOption) (any, []string, error) {
				made, err := b.acct.API.CreateClipping(ctx, heygenapi.ClippingRequest{Video: heygenapi.MediaURL{URL: "https://example.com/long.mp4"}, Title: "Best of"}, options...)
				return made, []string{made}, err
			})
		require.ErrorAs(t, err, &lost)
		b.until(lost.Entry.ID, jobs.Completed)

		_, err = b.ledger.Spend(t.Context(), b.acct, jobs.Purchase{Tool: "clone_voice", Kind: jobs.KindVoice, Title: "Anna"},
			func(ctx context.Context, options ...heygenapi.CallOption) (any, []string, error) {
				made, err := b.acct.API.CloneVoice(ctx, heygenapi.CloneVoiceRequest{VoiceName: "Anna", Audio: heygenapi.MediaURL{URL: "https://example.com/anna.mp3"}}, options...)
				return made, []string{made}, err
			})
		require.ErrorAs(t, err, &lost)
		b.until(lost.Entry.ID, jobs.Completed)
		assert.Equal(t, []int{1, 1}, []int{b.requests("POST", "/v3/ai-clipping"), b.requests("POST", "/v3/voices/clone")})
	})
}

func TestALostSpeechIsNeverSentAgain(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, at jobs.Options) {
		b := newBench(t, at, losing("/v3/voices/speech", 1))
		var voice string
		for v, err := range b.acct.API.Voices(t.Context(), heygenapi.ListVoicesOptions{Engine: "starfish"}) {
			require.NoError(t, err)
			voice = v.ID
			break
		}
		speech := func() (jobs.Receipt, error) {
			return b.ledger.Spend(t.Context(), b.acct, jobs.Purchase{Tool: "create_speech", Kind: jobs.KindSpeech, Estimate: dollars(0.1, 0.1)},
				func(ctx context.Context, options ...heygenapi.CallOption) (any, []string, error) {
					made, err := b.acct.API.CreateSpeech(ctx, heygenapi.SpeechRequest{Text: "Hello", VoiceID: voice}, options...)
					return made, nil, err
				})
		}
		_, err := speech()
		var lost *jobs.UncertainError
		require.ErrorAs(t, err, &lost)
		for range 3 {
			again, err := speech()
			require.NoError(t, err)
			assert.Equal(t, []any{true, jobs.Uncertain}, []any{again.Duplicate, again.Entry.State})
		}
		assert.Equal(t, 1, b.requests("POST", "/v3/voices/speech"))
		n, err := b.ledger.Prune(t.Context(), b.clock.Now().Add(time.Hour))
		require.NoError(t, err)
		assert.Equal(t, 1, n, "nobody looks for it any more")
		made, err := speech()
		require.NoError(t, err)
		assert.Equal(t, jobs.Completed, made.Entry.State, "it came with the answer")
		assert.Equal(t, new(0.1), made.Entry.CostUSD)
	})
}
