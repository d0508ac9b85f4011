package tools_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi/heygentest"
)

type voiceAnswer struct {
	VoiceID         string `json:"voice_id"`
	Name            string `json:"name"`
	Type            string `json:"type"`
	Status          string `json:"status"`
	Ready           bool   `json:"ready"`
	Problem         string `json:"problem"`
	PreviewAudioURL string `json:"preview_audio_url"`
	Next            string `json:"next"`
	Warnings        []string
	Estimate        struct{ Unknown bool }
}

func (b *bench) ownVoices() []voiceAnswer {
	b.t.Helper()
	var found struct{ Items []voiceAnswer }
	b.call("list_voices", map[string]any{"type": "private", "limit": 100}, &found)
	return found.Items
}

func wavFile() []byte {
	return append([]byte("RIFF\x24\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x40\x1f\x00\x00\x80\x3e\x00\x00\x02\x00\x10\x00data\x00\x00\x00\x00"), make([]byte, 100)...)
}

func mp4File() []byte {
	return append([]byte("\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom"), make([]byte, 64)...)
}

func TestDesignTurnsThePageBySeed(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	find := func(args map[string]any) (ids []string, seed int) {
		var found struct {
			Items []voiceAnswer
			Seed  int
			Next  string
		}
		b.call("design_voice", args, &found)
		assert.Contains(t, found.Next, "seed")
		for _, v := range found.Items {
			assert.NotEmpty(t, v.PreviewAudioURL)
			ids = append(ids, v.VoiceID)
		}
		return ids, found.Seed
	}
	args := map[string]any{"prompt": "A warm, elderly storyteller", "gender": "female"}
	first, seed := find(args)
	assert.Len(t, first, 3)
	assert.Zero(t, seed)
	again, _ := find(args)
	assert.Equal(t, first, again)
	args["seed"] = 1
	others, seed := find(args)
	assert.Equal(t, 1, seed)
	assert.NotContains(t, first, others[0])
	var one voiceAnswer
	b.call("get_voice", map[string]any{"voice_id": first[0]}, &one)
	assert.True(t, one.Ready)
	assert.Contains(t, one.Next, "create_speech")
}

// TestDesignMayBeAskedAgain: it is a search, so that a lost answer costs
// nothing.
func TestDesignMayBeAskedAgain(t *testing.T) {
	t.Parallel()
	b := newBench(t, withHeyGen(heygentest.WithFault(heygentest.Fault{Method: "POST", Path: "/v3/voices", Times: 1, Kind: heygentest.FaultDropAfter})))
	failure := b.refused("design_voice", map[string]any{"prompt": "warm"})
	assert.Equal(t, "heygen_unavailable", failure.Code)
	assert.True(t, failure.Retryable)
	var found struct{ Items []voiceAnswer }
	b.call("design_voice", map[string]any{"prompt": "warm"}, &found)
	assert.Len(t, found.Items, 3)
}

func TestCloneFromBeginningToEnd(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	before := len(b.ownVoices())
	recording := b.upload(t, "me.wav", wavFile())
	args := map[string]any{"name": "My voice", "audio_asset_id": recording, "language": "English", "remove_background_noise": false, "dry_run": true}
	var clone voiceAnswer
	b.call("clone_voice", args, &clone)
	assert.Equal(t, "dry_run", clone.Status)
	assert.True(t, clone.Estimate.Unknown)
	require.Len(t, clone.Warnings, 1)
	assert.Contains(t, clone.Warnings[0], "no price")
	assert.Len(t, b.ownVoices(), before, "a dry run makes nothing")

	args["dry_run"] = false
	b.call("clone_voice", args, &clone)
	assert.NotEmpty(t, clone.VoiceID)
	assert.Len(t, b.ownVoices(), before+1, "the list knows of it at once")
	assert.Contains(t, string(b.paid()[1].Body), `"remove_background_noise":false`)
	var made voiceAnswer
	for range 40 {
		if b.call("get_voice", map[string]any{"voice_id": clone.VoiceID}, &made); made.Ready {
			break
		}
		assert.Equal(t, "processing", made.Status)
		assert.Contains(t, made.Next, "get_voice")
	}
	require.True(t, made.Ready)
	assert.Equal(t, "My voice", made.Name)
	var speech struct{ Status string }
	b.call("create_speech", map[string]any{"text": "It is me.", "voice_id": clone.VoiceID}, &speech)
	assert.Equal(t, "completed", speech.Status)

	var gone struct{ Name string }
	b.call("delete_voice", map[string]any{"voice_id": clone.VoiceID}, &gone)
	assert.Equal(t, "My voice", gone.Name)
	assert.Len(t, b.ownVoices(), before)
	assert.Equal(t, "voice_id", b.refused("get_voice", map[string]any{"voice_id": clone.VoiceID}).Field)
}

// TestCloneIsSentOnce: HeyGen honours no key for it.
func TestCloneIsSentOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t, withHeyGen(heygentest.WithFault(heygentest.Fault{Method: "POST", Path: "/v3/voices/clone", Times: 1, Kind: heygentest.FaultDropAfter})))
	recording := b.upload(t, "me.wav", wavFile())
	before := len(b.ownVoices())
	failure := b.refused("clone_voice", map[string]any{"name": "My voice", "audio_asset_id": recording})
	assert.Equal(t, "outcome_unknown", failure.Code)
	assert.False(t, failure.Retryable)
	assert.Contains(t, failure.Hint, "list_voices with type private")
	assert.Len(t, b.paid(), 2, "the upload and one clone")
	assert.Len(t, b.ownVoices(), before+1, "what the hint says finds it")
}

func TestCloneThatFails(t *testing.T) {
	t.Parallel()
	b := newBench(t, withHeyGen(heygentest.WithFault(heygentest.Fault{Method: "POST", Path: "/v3/voices/clone", Kind: heygentest.FaultFailJob})))
	var clone, made voiceAnswer
	b.call("clone_voice", map[string]any{"name": "My voice", "audio_asset_id": b.upload(t, "me.wav", wavFile())}, &clone)
	for range 40 {
		if b.call("get_voice", map[string]any{"voice_id": clone.VoiceID}, &made); made.Status == "failed" {
			break
		}
	}
	assert.False(t, made.Ready)
	assert.NotEmpty(t, made.Problem)
	assert.Contains(t, made.Next, "clone_voice")
}
