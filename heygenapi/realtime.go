package heygenapi

import (
	"context"
	"encoding/json"
)

// RealtimeRequest starts a stream of a speaking avatar: [RealtimeSpeech],
// [RealtimeAudio] or [RealtimeTextStream]. HeyGen excludes the operations of
// streams from its public reference: they may not be open to every account.
type RealtimeRequest interface {
	json.Marshaler
	realtimeRequest()
}

// RealtimeSpeech speaks a text.
type RealtimeSpeech struct {
	AvatarID string `json:"avatar_id"`
	// VoiceID is demanded by HeyGen's reference.
	VoiceID string `json:"voice_id,omitempty"`
	Text    string `json:"text"`
}

// RealtimeAudio plays an audio file with moving lips.
type RealtimeAudio struct {
	AvatarID string      `json:"avatar_id"`
	Audio    MediaSource `json:"audio"`
}

// RealtimeTextStream speaks a text that grows: [Client.AppendRealtimeText]
// adds to it.
type RealtimeTextStream struct {
	AvatarID string `json:"avatar_id"`
	// VoiceID is demanded by HeyGen's reference.
	VoiceID string `json:"voice_id,omitempty"`
	// Text is the beginning, which HeyGen's reference demands.
	Text string `json:"text,omitempty"`
}

func (RealtimeSpeech) realtimeRequest()     {}
func (RealtimeAudio) realtimeRequest()      {}
func (RealtimeTextStream) realtimeRequest() {}

// MarshalJSON fills in the discriminator.
func (r RealtimeSpeech) MarshalJSON() ([]byte, error) {
	type plain RealtimeSpeech
	return tagged("type", "tts", plain(r))
}

// MarshalJSON fills in the discriminator.
func (r RealtimeAudio) MarshalJSON() ([]byte, error) {
	type plain RealtimeAudio
	return tagged("type", "audio", plain(r))
}

// MarshalJSON fills in the discriminator.
func (r RealtimeTextStream) MarshalJSON() ([]byte, error) {
	type plain RealtimeTextStream
	return tagged("type", "text_stream", plain(r))
}

// RealtimeStream is a stream, or one on its way.
type RealtimeStream struct {
	ID string `json:"stream_id"`
	// Status is pending, streaming (a guide says ready), completed or error.
	Status Status `json:"status"`
	// HLSURL is the playlist to play. It expires.
	HLSURL string `json:"hls_url"`
	// URL is the playlist's other name in a guide; Playlist reads either.
	URL   string `json:"url"`
	Error string `json:"error"`
	// ErrorMessage is the error's other name; Problem reads either.
	ErrorMessage string `json:"error_message"`
	// EndReason is final_marker or idle_timeout, of a completed text stream.
	EndReason string `json:"end_reason"`

	Extra map[string]json.RawMessage `json:"-"`
}

// Playlist is the address of the HLS playlist; empty until there is one.
func (s RealtimeStream) Playlist() string {
	if s.HLSURL != "" {
		return s.HLSURL
	}
	return s.URL
}

// Problem says why a stream broke off; empty where it did not.
func (s RealtimeStream) Problem() string {
	if s.Error != "" {
		return s.Error
	}
	return s.ErrorMessage
}

// AppendedText is the answer to more text.
type AppendedText struct {
	OK bool `json:"ok"`
	// BufferedBytes wait to be spoken.
	BufferedBytes int `json:"buffered_bytes"`

	Extra map[string]json.RawMessage `json:"-"`
}

// CreateRealtimeStream starts a stream, which costs by the second, and gives
// its id (POST /v3/avatar-realtime, which HeyGen excludes from its public
// reference). HeyGen honours no idempotency key here.
func (c *Client) CreateRealtimeStream(ctx context.Context, req RealtimeRequest, options ...CallOption) (RealtimeStream, error) {
	return data[RealtimeStream](ctx, c, call{op: "create realtime stream", kind: write, method: "POST", path: []string{"avatar-realtime"}, body: req, opts: options})
}

// GetRealtimeStream gives a stream with a fresh link
// (GET /v3/avatar-realtime/{stream_id}, which HeyGen excludes from its public
// reference).
func (c *Client) GetRealtimeStream(ctx context.Context, id string) (RealtimeStream, error) {
	return data[RealtimeStream](ctx, c, call{op: "get realtime stream", method: "GET", path: []string{"avatar-realtime", id}})
}

// AppendRealtimeText adds to a text stream; final ends it. A stream that is
// over answers 410 (POST /v3/avatar-realtime/{stream_id}/text, which HeyGen
// excludes from its public reference). Text sent twice is spoken twice: a lost
// answer is not sent again.
func (c *Client) AppendRealtimeText(ctx context.Context, id, delta string, final bool) (AppendedText, error) {
	body := struct {
		Delta string `json:"delta"`
		Final bool   `json:"final"`
	}{delta, final}
	return data[AppendedText](ctx, c, call{op: "append realtime text", kind: write, method: "POST", path: []string{"avatar-realtime", id, "text"}, body: body})
}
