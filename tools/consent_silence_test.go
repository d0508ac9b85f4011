package tools_test

import (
	"context"
	"testing"
	"time"

	"github.com/mark3labs/mcp-go/client"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/internal/mcptest"
)

// TestNobodyAnswers: a call that waits for a person ends, and has done nothing.
func TestNobodyAnswers(t *testing.T) {
	t.Parallel()
	for name, connect := range map[string]wire{"HTTP": older(overHTTP), "stdio": older(overStdio)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			heygen := mcptest.HeyGen(t)
			env := careful(t, heygen, true)
			env.Consent.Patience = 50 * time.Millisecond
			result, out := createVideo(t, connect(t, env, client.WithElicitationHandler(newSilent(t))), nil)
			assert.True(t, result.IsError)
			assert.Equal(t, "consent_timeout", out["code"])
			assert.Contains(t, out["message"], "did not answer within 50ms")
			assert.Contains(t, out["message"], "Nothing was sent")
			assert.Contains(t, out["hint"], "asked anew")
			assert.Equal(t, false, out["retryable"], "the user is not to be asked over and over")
			nothingHappened(t, env, videosSent(heygen))
		})
	}
}

// TestTheCallIsGivenUpBeforeAnAnswer by the client, whose call it is.
func TestTheCallIsGivenUpBeforeAnAnswer(t *testing.T) {
	t.Parallel()
	t.Run("legacy", func(t *testing.T) {
		t.Parallel()
		heygen := mcptest.HeyGen(t)
		env := careful(t, heygen, true)
		ended := listen(env)
		env.Consent.Patience = time.Hour
		nobody := newSilent(t)
		c := overHTTP(t, env, legacy(), client.WithElicitationHandler(nobody))
		args := greeting(t, c)
		ctx, cancel := context.WithCancel(t.Context())
		go func() { <-nobody.asked; cancel() }()
		_, err := c.CallTool(ctx, toolCall("create_video", args))
		require.ErrorIs(t, err, context.Canceled)
		assert.Equal(t, "canceled", <-ended, "the server does not wait on")
		nothingHappened(t, env, videosSent(heygen))
	})
	t.Run("modern", func(t *testing.T) {
		t.Parallel()
		heygen := mcptest.HeyGen(t)
		env := careful(t, heygen, true)
		nobody := newSilent(t)
		c := overHTTP(t, env, client.WithElicitationHandler(nobody))
		args := greeting(t, c)
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		called := make(chan error, 1)
		go func() {
			_, err := c.CallTool(ctx, toolCall("create_video", args))
			called <- err
		}()
		// The server has answered with its question and keeps nothing waiting.
		<-nobody.asked
		nothingHappened(t, env, videosSent(heygen))
		cancel()
		require.Error(t, <-called)
		nothingHappened(t, env, videosSent(heygen))
	})
}

// TestAClientThatFailsToAsk gets a tool's failure, not the library's.
func TestAClientThatFailsToAsk(t *testing.T) {
	t.Parallel()
	heygen := mcptest.HeyGen(t)
	env := careful(t, heygen, true)
	result, out := createVideo(t, overHTTP(t, env, legacy(), client.WithElicitationHandler(deaf{})), nil)
	assert.True(t, result.IsError)
	assert.Equal(t, "consent_required", out["code"])
	assert.Contains(t, out["message"], "Nothing was sent")
	nothingHappened(t, env, videosSent(heygen))
}
