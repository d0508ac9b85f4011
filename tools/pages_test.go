package tools_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/tiktoken-go/tokenizer"

	"heygen-mcp/heygenapi/heygentest"
)

// pageBudget is what the default page of a list may cost a conversation.
const pageBudget = 1500

func TestDefaultPagesAreSmall(t *testing.T) {
	t.Parallel()
	codec, err := tokenizer.Get(tokenizer.O200kBase)
	require.NoError(t, err)
	b := newBench(t, withHeyGen(heygentest.WithConcurrency(20)))
	look := b.someLook(nil)
	for range 12 {
		var made struct{}
		b.call("create_video", map[string]any{"avatar_id": look.AvatarID, "script": "Hello.", "title": "A title of an ordinary length"}, &made)
	}
	for _, name := range []string{"list_videos", "list_avatars", "list_voices", "list_templates", "list_video_agent_styles", "list_video_translation_languages"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			result, err := b.client.CallTool(t.Context(), name, map[string]any{})
			require.NoError(t, err)
			ids, _, err := codec.Encode(string(result.JSON))
			require.NoError(t, err)
			t.Logf("%d tokens", len(ids))
			assert.LessOrEqual(t, len(ids), pageBudget)
		})
	}
}
