package tools_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/tiktoken-go/tokenizer"
)

// TestDefaultPagesOfPeopleAreSmall as those of the core tools are.
func TestDefaultPagesOfPeopleAreSmall(t *testing.T) {
	t.Parallel()
	codec, err := tokenizer.Get(tokenizer.O200kBase)
	require.NoError(t, err)
	b := newBench(t)
	for range 12 {
		b.upload(t, "a picture of an ordinary length.png", pngFile())
		_, err := b.heygen.Emit("avatar_video.success", map[string]any{"video_id": "0123456789abcdef0123456789abcdef", "callback_id": "order-4711", "url": "https://files.example.com/v.mp4"})
		require.NoError(t, err)
		var made struct{}
		b.call("create_webhook", map[string]any{"url": hook, "events": []string{"avatar_video.success", "avatar_video.fail"}}, &made)
	}
	own := b.ownGroups()[0]
	for name, args := range map[string]map[string]any{
		"list_avatar_groups": {}, "get_avatar_group": {"group_id": own.GroupID}, "design_voice": {"prompt": "warm"}, "list_assets": {},
		"search_assets": {"query": "sea"}, "search_audio_sounds": {"query": "calm", "min_score": 0}, "list_webhooks": {}, "list_webhook_events": {},
		"list_brand_kits": {}, "list_brand_glossaries": {},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			result, err := b.client.CallTool(t.Context(), name, args)
			require.NoError(t, err)
			require.False(t, result.IsError)
			ids, _, err := codec.Encode(string(result.JSON))
			require.NoError(t, err)
			t.Logf("%d tokens", len(ids))
			assert.LessOrEqual(t, len(ids), pageBudget)
		})
	}
}
