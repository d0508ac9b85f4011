package tools_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/tiktoken-go/tokenizer"

	"heygen-mcp/account"
	"heygen-mcp/heygenapi/heygentest"
	"heygen-mcp/heygenapi/liveavatar"
	"heygen-mcp/tools"
	"heygen-mcp/tools/kit"
)

// liveBudget is what the toolset may cost a conversation that has it on.
const liveBudget = 1300

func TestLiveTokenBudget(t *testing.T) {
	t.Parallel()
	codec, err := tokenizer.Get(tokenizer.O200kBase)
	require.NoError(t, err)
	total := 0
	for _, tool := range tools.All() {
		if tool.Toolset != "live" {
			continue
		}
		shown, err := json.Marshal(map[string]any{"name": tool.Name, "description": tool.Description, "inputSchema": tool.InputSchema()})
		require.NoError(t, err)
		ids, _, err := codec.Encode(string(shown))
		require.NoError(t, err)
		t.Logf("%5d %s", len(ids), tool.Name)
		total += len(ids)
	}
	t.Logf("%5d in all", total)
	assert.LessOrEqual(t, total, liveBudget)
}

type stream struct {
	StreamID      string `json:"stream_id"`
	Status        string
	Done          bool
	PlaylistURL   string `json:"playlist_url"`
	Error         string
	BufferedBytes int `json:"buffered_bytes"`
	Next          string
	Estimate      struct {
		Unknown bool
		Notes   []string
		USD     struct{ Min, Max float64 }
	}
}

// TestALiveTalk starts a stream, appends to it, ends it, and plays it.
func TestALiveTalk(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	avatar := b.someLook(nil)
	var started, added, live, over stream
	b.call("start_live_stream", map[string]any{"avatar_id": avatar.AvatarID, "stream_text": true, "text": "Hello and welcome. "}, &started)
	require.NotEmpty(t, started.StreamID)
	assert.True(t, started.Estimate.Unknown)
	assert.Contains(t, strings.Join(started.Estimate.Notes, " "), "a minute costs about $3.00")
	assert.Contains(t, started.Next, "append_live_text")
	b.call("append_live_text", map[string]any{"stream_id": started.StreamID, "text": "This is said while it is being written. "}, &added)
	assert.Contains(t, added.Next, "final")
	b.call("get_live_stream", map[string]any{"stream_id": started.StreamID}, &live)
	assert.Equal(t, "streaming", live.Status)
	assert.False(t, live.Done)
	assert.Contains(t, play(t, live.PlaylistURL), "#EXTM3U")
	b.call("append_live_text", map[string]any{"stream_id": started.StreamID, "text": "Goodbye.", "final": true}, &added)
	assert.Contains(t, added.Next, "ends")
	for range 20 {
		if b.call("get_live_stream", map[string]any{"stream_id": started.StreamID}, &over); over.Done {
			break
		}
	}
	assert.Equal(t, "completed", over.Status)
	assert.Contains(t, over.Next, "create_video")
	assert.Contains(t, play(t, over.PlaylistURL), "#EXT-X-ENDLIST")
	assert.Len(t, b.heygen.Charges(), 1)

	failure := b.refused("append_live_text", map[string]any{"stream_id": started.StreamID, "text": "One more thing."})
	assert.Equal(t, "stream_closed", failure.Code)
	assert.Equal(t, "stream_id", failure.Field)
	assert.Contains(t, failure.Hint, "start_live_stream")
}

func play(t *testing.T, address string) string {
	t.Helper()
	require.NotEmpty(t, address)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	require.NoError(t, err)
	resp, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	return string(body)
}

// TestWhatAStreamIsStartedWith follows the kind from what is given.
func TestWhatAStreamIsStartedWith(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	avatar := b.someLook(nil)
	other := b.someLook(map[string]any{"gender": "male"}).DefaultVoiceID
	asset := b.audioAsset()
	for _, row := range []struct {
		args map[string]any
		want string
	}{
		{map[string]any{"text": "Hello."}, `"type":"tts","avatar_id":"%s","voice_id":"` + avatar.DefaultVoiceID + `","text":"Hello."`},
		{map[string]any{"text": "Hello.", "voice_id": other}, `"type":"tts","avatar_id":"%s","voice_id":"` + other + `","text":"Hello."`},
		{map[string]any{"audio_asset_id": asset}, `"type":"audio","avatar_id":"%s","audio":{"type":"asset_id","asset_id":"` + asset + `"}`},
		{map[string]any{"stream_text": true}, `"type":"text_stream","avatar_id":"%s","voice_id":"` + avatar.DefaultVoiceID + `"`},
	} {
		row.args["avatar_id"] = avatar.AvatarID
		var out stream
		b.call("start_live_stream", row.args, &out)
		sent := b.paid()
		assert.JSONEq(t, "{"+fmt.Sprintf(row.want, avatar.AvatarID)+"}", string(sent[len(sent)-1].Body))
		for done := false; !done; { // only three may run at once
			var at stream
			if row.args["stream_text"] == true {
				break
			}
			b.call("get_live_stream", map[string]any{"stream_id": out.StreamID}, &at)
			done = at.Done
		}
	}
}

// audioAsset is an uploaded audio file.
func (b *bench) audioAsset() string {
	b.t.Helper()
	var speech struct {
		AudioURL string `json:"audio_url"`
	}
	var voices struct {
		Items []struct {
			VoiceID string `json:"voice_id"`
		}
	}
	b.call("list_voices", map[string]any{"engine": "starfish", "type": "public", "limit": 1}, &voices)
	b.call("create_speech", map[string]any{"text": "Hello", "voice_id": voices.Items[0].VoiceID}, &speech)
	var up struct {
		AssetID string `json:"asset_id"`
	}
	b.call("upload_asset", map[string]any{"url": speech.AudioURL}, &up)
	return up.AssetID
}

// TestALiveStreamIsPricedAndDry: an estimate from the text, and nothing sent.
func TestALiveStreamIsPricedAndDry(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	avatar := b.someLook(nil)
	var out stream
	b.call("start_live_stream", map[string]any{"avatar_id": avatar.AvatarID, "text": strings.Repeat("word ", 150), "dry_run": true}, &out)
	assert.Equal(t, "dry_run", out.Status)
	assert.Less(t, out.Estimate.USD.Min, 3.3)
	assert.Greater(t, out.Estimate.USD.Max, 2.7)
	assert.Empty(t, b.paid())
}

// TestALostLiveAnswer is not sent again.
func TestALostLiveAnswer(t *testing.T) {
	t.Parallel()
	b := newBench(t, withHeyGen(heygentest.WithFault(heygentest.Fault{Method: "POST", Path: "/v3/avatar-realtime", Times: 1, Kind: heygentest.FaultDropAfter})))
	avatar := b.someLook(nil)
	failure := b.refused("start_live_stream", map[string]any{"avatar_id": avatar.AvatarID, "text": "Hello."})
	assert.Equal(t, "outcome_unknown", failure.Code)
	assert.Contains(t, failure.Hint, "30 s")
	assert.False(t, failure.Retryable)
	assert.Len(t, b.paid(), 1)

	var started stream
	b = newBench(t)
	b.call("start_live_stream", map[string]any{"avatar_id": avatar.AvatarID, "stream_text": true}, &started)
	b.heygen.AddFault(heygentest.Fault{Method: "POST", Path: "/v3/avatar-realtime/" + started.StreamID + "/text", Times: 1, Kind: heygentest.FaultDropAfter})
	failure = b.refused("append_live_text", map[string]any{"stream_id": started.StreamID, "text": "Hello."})
	assert.Equal(t, "outcome_unknown", failure.Code)
	assert.Contains(t, failure.Hint, "spoken twice")
	assert.Len(t, b.paid(), 2)
}

type liveSession struct {
	SessionID    string `json:"session_id"`
	Status       string
	URL          string   `json:"livekit_url"`
	Token        string   `json:"livekit_client_token"`
	MaxSeconds   int      `json:"max_seconds"`
	PerMinute    int      `json:"credits_per_minute"`
	CreditsLeft  *float64 `json:"credits_left"`
	SessionToken string   `json:"session_token"`
	Next         string
}

type liveRow struct {
	ID, Name       string
	DefaultVoiceID string `json:"default_voice_id"`
	Language       string
}

func (b *bench) liveAvatars(args map[string]any) (rows []liveRow, cursor string) {
	b.t.Helper()
	var out struct {
		Items      []liveRow
		NextCursor string `json:"next_cursor"`
		Total      int
	}
	b.call("list_liveavatars", args, &out)
	assert.GreaterOrEqual(b.t, out.Total, len(out.Items))
	return out.Items, out.NextCursor
}

// TestALiveAvatarSession goes from the list to the transcript.
func TestALiveAvatarSession(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	first, cursor := b.liveAvatars(map[string]any{})
	require.Len(t, first, 10)
	second, _ := b.liveAvatars(map[string]any{"cursor": cursor})
	assert.NotEqual(t, first[0].ID, second[0].ID)
	voices, _ := b.liveAvatars(map[string]any{"kind": "voices", "limit": 1})
	require.NotEmpty(t, voices[0].Language)
	b.liveAvatars(map[string]any{"kind": "own"})
	var credits struct {
		Left float64 `json:"credits_left"`
		Full float64 `json:"minutes_full"`
		Lite float64 `json:"minutes_lite"`
	}
	b.call("get_liveavatar_credits", nil, &credits)
	assert.Equal(t, []float64{100, 50, 100}, []float64{credits.Left, credits.Full, credits.Lite})

	var dry, session liveSession
	args := map[string]any{"avatar_id": first[0].ID, "voice_id": voices[0].ID, "language": "en", "dry_run": true}
	b.call("create_liveavatar_session", args, &dry)
	assert.Equal(t, "dry_run", dry.Status)
	assert.Equal(t, 2, dry.PerMinute)
	assert.Empty(t, b.paid())
	args["dry_run"] = false
	b.call("create_liveavatar_session", args, &session)
	assert.Equal(t, "started", session.Status)
	assert.NotEmpty(t, session.Token)
	assert.True(t, strings.HasPrefix(session.URL, "wss://"))
	assert.InDelta(t, 100, *session.CreditsLeft, 0)
	assert.Empty(t, session.SessionToken, "it stays here")
	assert.Contains(t, session.Next, "stop_liveavatar_session")
	var state struct{ Status, Next string }
	b.call("keep_liveavatar_session", map[string]any{"session_id": session.SessionID}, &state)
	assert.Equal(t, "running", state.Status)
	said := b.transcript(session.SessionID, "", 1)
	require.Len(t, said.Items, 1)
	more := b.transcript(session.SessionID, said.NextCursor, 200)
	assert.NotContains(t, more.Items, said.Items[0])
	assert.True(t, more.Active)

	// Another server, as after a restart, has the key and no token.
	restarted := newBenchOn(t, b)
	restarted.call("keep_liveavatar_session", map[string]any{"session_id": session.SessionID}, &state)
	restarted.call("stop_liveavatar_session", map[string]any{"session_id": session.SessionID}, &state)
	assert.Equal(t, "stopped", state.Status)
	b.call("stop_liveavatar_session", map[string]any{"session_id": session.SessionID}, &state)
	assert.Equal(t, "conflict", b.refused("keep_liveavatar_session", map[string]any{"session_id": session.SessionID}).Code)
	assert.False(t, b.transcript(session.SessionID, "", 200).Active)
}

type transcript struct {
	Active     bool
	NextCursor string `json:"next_cursor"`
	Items      []struct {
		Role, Text string
		Seconds    float64
	}
}

func (b *bench) transcript(id, cursor string, limit int) transcript {
	b.t.Helper()
	args := map[string]any{"session_id": id, "limit": limit}
	if cursor != "" {
		args["cursor"] = cursor
	}
	var out transcript
	b.call("get_liveavatar_session", args, &out)
	return out
}

// TestALiveAvatarSessionThatMayRun names the session, so that it can be ended.
func TestALiveAvatarSessionThatMayRun(t *testing.T) {
	t.Parallel()
	b := newBench(t, withHeyGen(heygentest.WithFault(heygentest.Fault{Method: "POST", Path: "/liveavatar/v1/sessions/start", Times: 1, Kind: heygentest.FaultDropAfter})))
	avatars, _ := b.liveAvatars(map[string]any{"limit": 1})
	failure := b.refused("create_liveavatar_session", map[string]any{"avatar_id": avatars[0].ID, "mode": "lite"})
	assert.Equal(t, "outcome_unknown", failure.Code)
	assert.Len(t, b.paid(), 2, "a token and a start, each once")
	_, rest, ok := strings.Cut(failure.Hint, "The session ")
	require.True(t, ok, failure.Hint)
	id, _, _ := strings.Cut(rest, " ")
	assert.True(t, b.transcript(id, "", 1).Active)
	var state struct{ Status string }
	b.call("stop_liveavatar_session", map[string]any{"session_id": id}, &state)
	assert.False(t, b.transcript(id, "", 1).Active)
}

func TestLiveAvatarCredits(t *testing.T) {
	t.Parallel()
	b := newBench(t, withHeyGen(heygentest.WithLiveAvatarCredits(1)))
	avatars, _ := b.liveAvatars(map[string]any{"limit": 1})
	failure := b.refused("create_liveavatar_session", map[string]any{"avatar_id": avatars[0].ID})
	assert.Equal(t, "insufficient_credit", failure.Code)
	assert.Contains(t, failure.Message, "costs 2")
	assert.Empty(t, b.paid())
	var free liveSession
	b.call("create_liveavatar_session", map[string]any{"avatar_id": avatars[0].ID, "sandbox": true}, &free)
	assert.Equal(t, 60, free.MaxSeconds)
	assert.Zero(t, free.PerMinute)
}

func TestWithoutALiveAvatarKey(t *testing.T) {
	t.Parallel()
	without := func(e *kit.Env) { e.Live = nil }
	failure := newBench(t, withEnv(without)).refused("get_liveavatar_credits", nil)
	assert.Equal(t, "missing_credential", failure.Code)
	assert.Contains(t, failure.Hint, "LIVEAVATAR_API_KEY")
	b := newBench(t)
	wrong, err := liveavatar.NewKey("sk_of_heygen")
	require.NoError(t, err)
	b.env.Live, err = account.NewLiveAccounts(wrong, liveavatar.WithBaseURL(b.heygen.URL+"/liveavatar"))
	require.NoError(t, err)
	failure = b.refused("get_liveavatar_credits", nil)
	assert.Equal(t, "unauthorized", failure.Code)
	assert.Contains(t, failure.Hint, "LiveAvatar refused the key")
	assert.NotContains(t, failure.Message+failure.Hint, "sk_of_heygen")
}
