package tools_test

import (
	"context"
	"encoding/json"
	"maps"
	"sync"
	"testing"

	"github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/mcp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi"
	"heygen-mcp/heygenapi/heygentest"
	"heygen-mcp/internal/mcptest"
	"heygen-mcp/jobs"
	"heygen-mcp/tools/consent"
	"heygen-mcp/tools/kit"
)

// user answers a client's questions in one way, and remembers them.
type user struct {
	says mcp.ElicitationResponseAction

	mu    sync.Mutex
	asked []string
}

// Elicit implements the client's handler.
func (u *user) Elicit(_ context.Context, q mcp.ElicitationRequest) (*mcp.ElicitationResult, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.asked = append(u.asked, q.Params.Message)
	return &mcp.ElicitationResult{ElicitationResponse: mcp.ElicitationResponse{Action: u.says}}, nil
}

func (u *user) questions() []string {
	u.mu.Lock()
	defer u.mu.Unlock()
	return append([]string(nil), u.asked...)
}

// careful is a server that asks above a cent, with a ledger.
func careful(t *testing.T, heygen *heygentest.Server, allow bool) *kit.Env {
	t.Helper()
	own, err := heygenapi.APIKey(key)
	require.NoError(t, err)
	env := mcptest.Env(t, heygen, own)
	env.Consent = &consent.Policy{AboveUSD: 0.01, Allow: allow, Secret: []byte("a secret of the tests")}
	env.Ledger = ledgerIn(t, jobs.Options{})
	return env
}

// ledgerIn is a ledger in a folder of the test's.
func ledgerIn(t *testing.T, o jobs.Options) *jobs.Ledger {
	t.Helper()
	o.Path = ledgerFile(t)
	return openLedger(t, o)
}

// openLedger is a ledger that the test closes.
func openLedger(t *testing.T, o jobs.Options) *jobs.Ledger {
	t.Helper()
	ledger := jobs.New(o)
	t.Cleanup(func() { assert.NoError(t, ledger.Close(context.WithoutCancel(t.Context()))) })
	return ledger
}

// greeting are the arguments of a short video.
func greeting(t *testing.T, c *client.Client) map[string]any {
	t.Helper()
	looks, err := c.CallTool(t.Context(), toolCall("list_avatars", map[string]any{"engine": "avatar_iv", "ownership": "public", "limit": 50}))
	require.NoError(t, err)
	var found struct{ Items []look }
	decodeText(t, looks, &found)
	args := map[string]any{"script": "This is a greeting to everybody who asked what it costs.", "title": "Greeting"}
	for _, l := range found.Items {
		if l.DefaultVoiceID != "" {
			args["avatar_id"] = l.AvatarID
			break
		}
	}
	return args
}

// createVideo calls the tool for a short video.
func createVideo(t *testing.T, c *client.Client, more map[string]any) (*mcp.CallToolResult, map[string]any) {
	t.Helper()
	args := greeting(t, c)
	maps.Copy(args, more)
	result, err := c.CallTool(t.Context(), toolCall("create_video", args))
	require.NoError(t, err)
	out := map[string]any{}
	decodeText(t, result, &out)
	return result, out
}

func toolCall(name string, args map[string]any) mcp.CallToolRequest {
	var req mcp.CallToolRequest
	req.Params.Name, req.Params.Arguments = name, args
	return req
}

func decodeText(t *testing.T, result *mcp.CallToolResult, into any) {
	t.Helper()
	require.NotEmpty(t, result.Content)
	text, ok := mcp.AsTextContent(result.Content[0])
	require.True(t, ok)
	require.NoError(t, json.Unmarshal([]byte(text.Text), into), text.Text)
}

// videosSent counts the requests that start videos.
func videosSent(heygen *heygentest.Server) int {
	n := 0
	for _, r := range heygen.Requests() {
		if r.Method == "POST" && r.Path == "/v3/videos" {
			n++
		}
	}
	return n
}

func TestThePersonIsAsked(t *testing.T) {
	t.Parallel()
	for name, connect := range map[string]wire{
		"HTTP, modern": overHTTP,
		"HTTP, legacy": older(overHTTP),
		// One after another: a process serves stdio once at a time.
		"stdio, modern": overStdio,
		"stdio, legacy": older(overStdio),
	} {
		for _, says := range []mcp.ElicitationResponseAction{mcp.ElicitationResponseActionAccept, mcp.ElicitationResponseActionDecline, mcp.ElicitationResponseActionCancel} {
			t.Run(name+", "+string(says), func(t *testing.T) {
				t.Parallel()
				asked(t, connect, says)
			})
		}
	}
}

// asked buys a video of a person who says one thing to all questions.
func asked(t *testing.T, connect wire, says mcp.ElicitationResponseAction) {
	t.Helper()
	heygen, u := mcptest.HeyGen(t), &user{says: says}
	env := careful(t, heygen, true)
	c := connect(t, env, client.WithElicitationHandler(u))
	result, out := createVideo(t, c, nil)
	require.Len(t, u.questions(), 1)
	for _, part := range []string{"Greeting", "Product: video", "Estimate: $", "2026-09-16", "Balance: $100.00", "afterwards"} {
		assert.Contains(t, u.questions()[0], part)
	}
	assert.NotContains(t, u.questions()[0], "everybody", "the script is not repeated")
	if says != mcp.ElicitationResponseActionAccept {
		assert.True(t, result.IsError)
		assert.Equal(t, "consent_declined", out["code"])
		assert.Contains(t, out["message"], "Nothing was sent")
		assert.Equal(t, false, out["retryable"])
		nothingHappened(t, env, videosSent(heygen))
		return
	}
	assert.False(t, result.IsError)
	assert.NotEmpty(t, out["ledger_job_id"])
	assert.Equal(t, 1, videosSent(heygen))
	// What is there already needs no consent, and costs nothing.
	_, again := createVideo(t, c, nil)
	assert.Equal(t, out["ledger_job_id"], again["ledger_job_id"])
	assert.Equal(t, true, again["repeated"])
	assert.Contains(t, again["repeated_note"], "nothing is paid now")
	assert.Len(t, u.questions(), 1)
	assert.Equal(t, 1, videosSent(heygen))
	// Another one on purpose is asked for anew.
	_, other := createVideo(t, c, map[string]any{"allow_duplicate": true})
	assert.NotEqual(t, out["ledger_job_id"], other["ledger_job_id"])
	assert.Len(t, u.questions(), 2)
}

func TestAClientThatCannotAsk(t *testing.T) {
	t.Parallel()
	for name, connect := range map[string]func(t *testing.T, env *kit.Env) *client.Client{
		"modern": func(t *testing.T, env *kit.Env) *client.Client { return overHTTP(t, env) },
		"legacy": func(t *testing.T, env *kit.Env) *client.Client { return overHTTP(t, env, legacy()) },
		// The transport does not carry questions, whatever the client says.
		"over SSE": func(t *testing.T, env *kit.Env) *client.Client {
			return overSSE(t, env, client.WithElicitationHandler(&user{says: mcp.ElicitationResponseActionAccept}), legacy())
		},
	} {
		t.Run(name+" is refused", func(t *testing.T) {
			t.Parallel()
			heygen := mcptest.HeyGen(t)
			env := careful(t, heygen, false)
			result, out := createVideo(t, connect(t, env), nil)
			assert.True(t, result.IsError)
			assert.Equal(t, "consent_required", out["code"])
			assert.Contains(t, out["hint"], "--confirm-above-usd")
			nothingHappened(t, env, videosSent(heygen))
		})
		t.Run(name+" is let through where the operator says so", func(t *testing.T) {
			t.Parallel()
			heygen := mcptest.HeyGen(t)
			result, _ := createVideo(t, connect(t, careful(t, heygen, true)), nil)
			assert.False(t, result.IsError)
			assert.Equal(t, 1, videosSent(heygen))
		})
	}
	t.Run("cannot consent by an argument", func(t *testing.T) {
		t.Parallel()
		heygen := mcptest.HeyGen(t)
		c := mcptest.ConnectTo(t, careful(t, heygen, false), key)
		for _, argument := range []string{"confirm", "consent", "confirmed", "force", "yes"} {
			result, _ := createVideo(t, c, map[string]any{argument: true})
			assert.True(t, result.IsError, argument)
		}
		assert.Zero(t, videosSent(heygen))
	})
}
