package tools_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/account"
	"heygen-mcp/heygenapi"
	"heygen-mcp/heygenapi/heygentest"
	"heygen-mcp/tools"
	"heygen-mcp/tools/fault"
	"heygen-mcp/tools/kit"
)

// TestALostAnswerIsPaidOnce loses HeyGen's answer after the work was done. With
// an idempotency key the call is repeated and replayed; without one it is not
// repeated, and the assistant is told to look first.
func TestALostAnswerIsPaidOnce(t *testing.T) {
	t.Parallel()
	lost := func(path string) setting {
		return withHeyGen(heygentest.WithFault(heygentest.Fault{Method: "POST", Path: path, Times: 1, Kind: heygentest.FaultDropAfter}))
	}
	t.Run("create_video is replayed", func(t *testing.T) {
		t.Parallel()
		b := newBench(t, lost("/v3/videos"))
		look := b.someLook(nil)
		var made struct {
			VideoID string `json:"video_id"`
		}
		b.call("create_video", map[string]any{"avatar_id": look.AvatarID, "script": "Once only."}, &made)
		var status struct{ Done bool }
		b.call("get_video_status", map[string]any{"ids": []string{made.VideoID}, "wait_seconds": 40}, &status)
		assert.True(t, status.Done)
		assert.Len(t, b.heygen.Charges(), 1)
		sent := b.paid()
		require.Len(t, sent, 2)
		assert.NotEmpty(t, sent[0].Header.Get("Idempotency-Key"))
		assert.Equal(t, sent[0].Header.Get("Idempotency-Key"), sent[1].Header.Get("Idempotency-Key"))
	})
	t.Run("create_video_agent is not sent again", func(t *testing.T) {
		t.Parallel()
		b := newBench(t, lost("/v3/video-agents"))
		failure := b.refused("create_video_agent", map[string]any{"prompt": "A greeting."})
		assert.Equal(t, "outcome_unknown", failure.Code)
		assert.False(t, failure.Retryable)
		assert.Contains(t, failure.Hint, "Look for the result first")
		assert.Len(t, b.paid(), 1)
	})
	t.Run("create_speech is not sent again", func(t *testing.T) {
		t.Parallel()
		b := newBench(t, lost("/v3/voices/speech"))
		var voices struct {
			Items []struct {
				VoiceID string `json:"voice_id"`
			}
		}
		b.call("list_voices", map[string]any{"engine": "starfish", "type": "public", "limit": 1}, &voices)
		failure := b.refused("create_speech", map[string]any{"text": "Hello", "voice_id": voices.Items[0].VoiceID})
		assert.Equal(t, "outcome_unknown", failure.Code)
		assert.Len(t, b.heygen.Charges(), 1)
	})
}

// TestACancelledCallMayHaveBeenAccepted: what was sent before the cancellation
// is not told as if it had not been.
func TestACancelledCallMayHaveBeenAccepted(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	arrived := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		cancel()
		<-r.Context().Done()
	}))
	t.Cleanup(arrived.Close)
	credential, err := heygenapi.APIKey(key)
	require.NoError(t, err)
	client, err := heygenapi.New(credential, heygenapi.WithBaseURL(arrived.URL))
	require.NoError(t, err)
	_, err = client.CreateVideo(ctx, heygenapi.AvatarVideo{AvatarID: "a", SpeechInput: heygenapi.SpeechInput{Script: "Hello."}})
	assert.Equal(t, "outcome_unknown", fault.AsError(err).Code)
	_, err = client.GetVideo(ctx, "v")
	assert.Equal(t, "canceled", fault.AsError(err).Code)
}

func TestNothingIsSentWithoutCredit(t *testing.T) {
	t.Parallel()
	b := newBench(t, withHeyGen(heygentest.WithBalance(0)))
	look := b.someLook(nil)
	failure := b.refused("create_video", map[string]any{"avatar_id": look.AvatarID, "script": "Hello."})
	assert.Equal(t, "insufficient_credit", failure.Code)
	assert.Contains(t, failure.Hint, "get_current_user")
	assert.NotEmpty(t, failure.RequestID)
	assert.Len(t, b.paid(), 1, "402 is not tried again")
	assert.Empty(t, b.heygen.Charges())
}

func TestDryRunSendsNothing(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	look := b.someLook(map[string]any{"engine": "avatar_iv"})
	var templates struct {
		Items []struct {
			TemplateID string `json:"template_id"`
		}
	}
	b.call("list_templates", map[string]any{"limit": 1}, &templates)
	for name, args := range map[string]map[string]any{
		"create_video":           {"avatar_id": look.AvatarID, "script": "Hello.", "dry_run": true},
		"create_video_agent":     {"prompt": "A 30-second greeting.", "dry_run": true},
		"translate_video":        {"video_asset_id": "some_asset", "output_languages": []string{"es"}, "dry_run": true},
		"generate_from_template": {"template_id": templates.Items[0].TemplateID, "variables": map[string]string{}, "dry_run": true},
	} {
		var out struct {
			Status   string
			Estimate struct {
				RateCard string `json:"rate_card"`
			}
		}
		b.call(name, args, &out)
		assert.Equal(t, "dry_run", out.Status, name)
		assert.NotEmpty(t, out.Estimate.RateCard, name)
	}
	assert.Empty(t, b.paid())
}

// TestWithoutAKey shows that tools are listed and say how to get a key.
func TestWithoutAKey(t *testing.T) {
	t.Parallel()
	b := newBench(t, withEnv(func(e *kit.Env) {
		accounts, err := account.New(heygenapi.Credential{})
		require.NoError(t, err)
		e.Accounts = accounts
	}))
	listed, err := b.client.ListTools(t.Context())
	require.NoError(t, err)
	assert.Len(t, listed, len(tools.All()))
	failure := b.refused("get_current_user", nil)
	assert.Equal(t, "missing_credential", failure.Code)
	assert.Contains(t, failure.Hint, "HEYGEN_API_KEY")
	var price struct {
		Estimate struct{ USD struct{ Min float64 } }
	}
	b.call("estimate_cost", map[string]any{"product": "cinematic"}, &price)
	assert.InDelta(t, 7, price.Estimate.USD.Min, 0.001)
}
