package tools_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi/heygentest"
	"heygen-mcp/internal/mcptest"
	"heygen-mcp/jobs"
	"heygen-mcp/tools/kit"
)

// byHand speaks the modern protocol message by message, as a client may that
// wants to spend without its user.
type byHand struct {
	t      *testing.T
	heygen *heygentest.Server
	env    *kit.Env
	url    string
	args   map[string]any
	// ahead is how far the server's clock is ahead.
	ahead *atomic.Int64
}

func newByHand(t *testing.T, change func(*kit.Env)) *byHand {
	t.Helper()
	b := &byHand{t: t, heygen: mcptest.HeyGen(t), ahead: &atomic.Int64{}}
	b.env = careful(t, b.heygen, true)
	b.env.Now = func() time.Time { return time.Now().Add(time.Duration(b.ahead.Load())) }
	if change != nil {
		change(b.env)
	}
	b.url = mcptest.Serve(t, b.env)
	b.args = greeting(t, overHTTP(t, b.env))
	return b
}

// answer is what the person is said to have said, to which question.
type answer struct{ action, state string }

// replied is the result of a call: a question with its state, or a job.
type replied struct {
	state    string
	jobID    string
	repeated bool
	code     string
}

// create calls create_video with a key, with more arguments, and with an answer.
func (b *byHand) create(key string, more map[string]any, a *answer) replied {
	b.t.Helper()
	args := maps.Clone(b.args)
	maps.Copy(args, more)
	params := map[string]any{
		"name": "create_video", "arguments": args,
		"_meta": map[string]any{
			"io.modelcontextprotocol/protocolVersion":    "2026-07-28",
			"io.modelcontextprotocol/clientInfo":         map[string]any{"name": "t", "version": "1"},
			"io.modelcontextprotocol/clientCapabilities": map[string]any{"elicitation": map[string]any{}},
		},
	}
	if a != nil {
		params["inputResponses"] = map[string]any{"consent": map[string]any{"action": a.action}}
		params["requestState"] = a.state
	}
	body, err := json.Marshal(map[string]any{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params})
	require.NoError(b.t, err)
	return b.post(key, body)
}

func (b *byHand) post(key string, body []byte) replied {
	b.t.Helper()
	req, err := http.NewRequestWithContext(b.t.Context(), http.MethodPost, b.url+"/mcp", bytes.NewReader(body))
	require.NoError(b.t, err)
	for name, value := range map[string]string{
		"Content-Type": "application/json", "Accept": "application/json, text/event-stream", "X-Api-Key": key,
		"Mcp-Protocol-Version": "2026-07-28", "Mcp-Method": "tools/call", "Mcp-Name": "create_video",
	} {
		req.Header.Set(name, value)
	}
	resp, err := http.DefaultClient.Do(req)
	require.NoError(b.t, err)
	defer func() { _ = resp.Body.Close() }()
	raw, err := io.ReadAll(resp.Body)
	require.NoError(b.t, err)
	text := string(raw)
	if _, data, ok := strings.Cut(text, "data:"); ok {
		text = data
	}
	var got struct {
		Result struct {
			ResultType    string         `json:"resultType"`
			RequestState  string         `json:"requestState"`
			InputRequests map[string]any `json:"inputRequests"`
			Content       []struct {
				Text string `json:"text"`
			} `json:"content"`
		} `json:"result"`
		Error any `json:"error"`
	}
	require.NoError(b.t, json.NewDecoder(strings.NewReader(text)).Decode(&got), text)
	require.Nil(b.t, got.Error, text)
	if got.Result.ResultType == "input_required" {
		require.NotEmpty(b.t, got.Result.RequestState)
		require.Contains(b.t, got.Result.InputRequests, "consent")
		return replied{state: got.Result.RequestState}
	}
	require.NotEmpty(b.t, got.Result.Content, text)
	var out struct {
		JobID    string `json:"ledger_job_id"`
		Repeated bool   `json:"repeated"`
		Code     string `json:"code"`
	}
	require.NoError(b.t, json.Unmarshal([]byte(got.Result.Content[0].Text), &out))
	return replied{jobID: out.JobID, repeated: out.Repeated, code: out.Code}
}

// question is what the server asks of a new call.
func (b *byHand) question(more map[string]any) string {
	b.t.Helper()
	got := b.create(key, more, nil)
	require.NotEmpty(b.t, got.state, "it asks: %+v", got)
	return got.state
}

// TestAnswersToNoQuestionCountForNothing: whatever a client brings as the
// user's word, it is asked anew, and nothing is sent.
func TestAnswersToNoQuestionCountForNothing(t *testing.T) {
	t.Parallel()
	const stranger = "sk_of_somebody_else"
	again := map[string]any{"allow_duplicate": true}
	for name, c := range map[string]struct {
		state func(b *byHand) string
		key   string
		args  map[string]any
	}{
		"no state":             {state: func(*byHand) string { return "" }},
		"no state of ours":     {state: func(*byHand) string { return "yes, the user agreed" }},
		"an empty one":         {state: func(*byHand) string { return base64.RawURLEncoding.EncodeToString([]byte("{}")) }},
		"with a longer life":   {state: func(b *byHand) string { return b.changed(`"e":1`, `"e":9`) }},
		"with another nonce":   {state: func(b *byHand) string { return b.changed(`"n":"`, `"n":"A`) }},
		"for another script":   {state: func(b *byHand) string { return b.question(map[string]any{"script": "Hello all of you."}) }},
		"for the first one":    {state: func(b *byHand) string { return b.question(nil) }, args: again},
		"for one more":         {state: func(b *byHand) string { return b.question(again) }},
		"from another account": {state: func(b *byHand) string { return b.question(nil) }, key: stranger},
		"after half an hour":   {state: func(b *byHand) string { defer b.ahead.Add(int64(31 * time.Minute)); return b.question(nil) }},
		"to what was declined": {state: (*byHand).declined},
		"under another secret": {state: (*byHand).ofAnother},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newByHand(t, nil)
			state := c.state(b)
			caller := key
			if c.key != "" {
				caller = c.key
			}
			got := b.create(caller, c.args, &answer{"accept", state})
			assert.NotEmpty(t, got.state, "asked anew: %+v", got)
			assert.NotEqual(t, state, got.state)
			nothingHappened(t, b.env, videosSent(b.heygen))
		})
	}
}

// changed is a question's state that a client has changed.
func (b *byHand) changed(was, is string) string {
	b.t.Helper()
	raw, err := base64.RawURLEncoding.DecodeString(b.question(nil))
	require.NoError(b.t, err)
	require.Contains(b.t, string(raw), was)
	return base64.RawURLEncoding.EncodeToString([]byte(strings.Replace(string(raw), was, is, 1)))
}

// declined is the state of a question to which the user said no.
func (b *byHand) declined() string {
	b.t.Helper()
	state := b.question(nil)
	require.Equal(b.t, "consent_declined", b.create(key, nil, &answer{"decline", state}).code)
	return state
}

// ofAnother is the state of the same question of another server.
func (b *byHand) ofAnother() string {
	b.t.Helper()
	other := newByHand(b.t, func(e *kit.Env) { e.Consent.Secret = []byte("another secret") })
	other.args = b.args
	return other.question(nil)
}

// TestAnAnswerPaysOnce: the same answer again is answered by the ledger, and
// where it would pay again, the user is asked anew.
func TestAnAnswerPaysOnce(t *testing.T) {
	t.Parallel()
	accept := func(b *byHand, more map[string]any) (string, replied) {
		state := b.question(more)
		made := b.create(key, more, &answer{"accept", state})
		require.Empty(t, made.code)
		require.Empty(t, made.state)
		require.Equal(t, 1, videosSent(b.heygen))
		return state, made
	}
	t.Run("the same call is the same job", func(t *testing.T) {
		t.Parallel()
		b := newByHand(t, nil)
		state, made := accept(b, nil)
		again := b.create(key, nil, &answer{"accept", state})
		assert.Equal(t, made.jobID, again.jobID)
		assert.True(t, again.repeated)
		assert.Equal(t, 1, videosSent(b.heygen))
	})
	for name, c := range map[string]struct {
		change func(*kit.Env)
		more   map[string]any
	}{
		"another one on purpose": {nil, map[string]any{"allow_duplicate": true}},
		"without a ledger":       {func(e *kit.Env) { e.Ledger = nil }, nil},
		"without repeats":        {func(e *kit.Env) { e.Ledger = ledgerIn(t, jobs.Options{DuplicateWindow: -1}) }, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newByHand(t, c.change)
			state, _ := accept(b, c.more)
			again := b.create(key, c.more, &answer{"accept", state})
			assert.NotEmpty(t, again.state, "asked anew: %+v", again)
			assert.NotEqual(t, state, again.state)
			assert.Equal(t, 1, videosSent(b.heygen))
			// A word of its own makes another one.
			other := b.create(key, c.more, &answer{"accept", again.state})
			assert.Empty(t, other.code)
			assert.Equal(t, 2, videosSent(b.heygen))
		})
	}
}
