package jobs_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi"
	"heygen-mcp/jobs"
)

// TestCallbacksAreKnown by the id that the request carried, also once the
// request is dropped, until the job is pruned.
func TestCallbacksAreKnown(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, at jobs.Options) {
		b := newBench(t, at)
		voices, err := b.acct.API.ListVoices(t.Context(), heygenapi.ListVoicesOptions{PageOptions: heygenapi.PageOptions{Limit: 1}})
		require.NoError(t, err)
		looks, err := b.acct.API.ListAvatarLooks(t.Context(), heygenapi.ListAvatarLooksOptions{Ownership: "public"})
		require.NoError(t, err)
		var ids []string
		for _, script := range []string{"One.", "Two.", "Three."} {
			made, err := b.ledger.Spend(t.Context(), b.acct, jobs.Purchase{Tool: "create_video", Arguments: script, Kind: jobs.KindVideo, Idempotent: true},
				func(ctx context.Context, options ...heygenapi.CallOption) (any, []string, error) {
					request := heygenapi.AvatarVideo{AvatarID: looks.Items[0].ID, SpeechInput: heygenapi.SpeechInput{VoiceID: voices.Items[0].ID, Script: script}, VideoOutput: heygenapi.VideoOutput{CallbackID: `my "100%" id`}}
					if script == "Three." {
						request.CallbackID = ""
					}
					v, err := b.acct.API.CreateVideo(ctx, request, options...)
					return v, []string{v.VideoID}, err
				})
			require.NoError(t, err)
			assert.Empty(t, made.Entry.Request)
			ids = append(ids, made.Entry.ID)
		}
		called := func(id string) []string {
			found, err := b.ledger.JobsByCallback(t.Context(), id)
			require.NoError(t, err)
			return found
		}
		assert.ElementsMatch(t, ids[:2], called(`my "100%" id`))
		assert.Equal(t, ids[2:], called(ids[2]))
		assert.Empty(t, called("my"))
		assert.Empty(t, called(""))
		for _, id := range ids {
			b.until(id, jobs.Completed)
		}
		dropped, err := b.ledger.Prune(t.Context(), b.clock.Now().Add(time.Hour))
		require.NoError(t, err)
		assert.Equal(t, 3, dropped)
		assert.Empty(t, called(`my "100%" id`))
	})
	for _, kind := range jobs.Kinds() {
		assert.NotEmpty(t, kind)
	}
	assert.Len(t, jobs.Kinds(), 11)
}
