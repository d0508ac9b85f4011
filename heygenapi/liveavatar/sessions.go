package liveavatar

import (
	"context"
	"net/url"
	"strconv"
)

// Mode is how a session works.
type Mode string

const (
	// Full lets LiveAvatar hear, think and speak; 2 credits a minute.
	Full Mode = "FULL"
	// Lite streams the avatar only, and the application brings the rest; 1
	// credit a minute.
	Lite Mode = "LITE"
)

// SessionRequest is a talk that is wanted.
type SessionRequest struct {
	// Mode is required.
	Mode Mode `json:"mode"`
	// AvatarID is one of [Client.ListAvatars] or [Client.ListPublicAvatars]. It
	// is required.
	AvatarID string `json:"avatar_id"`
	// Persona is who the avatar is, in mode FULL; nil leaves it to the avatar.
	Persona *Persona `json:"avatar_persona,omitempty"`
	// Sandbox sessions are free and last about a minute.
	Sandbox bool `json:"is_sandbox,omitempty"`
}

// Persona is who an avatar is.
type Persona struct {
	// VoiceID is one of [Client.ListVoices]; the avatar's own when empty.
	VoiceID string `json:"voice_id,omitempty"`
	// ContextID is what the avatar knows, made on LiveAvatar's web page.
	ContextID string `json:"context_id,omitempty"`
	// Language is a code, such as en.
	Language string `json:"language,omitempty"`
}

// Session is a session that may be started.
type Session struct {
	ID string `json:"session_id"`
	// Token starts, keeps and stops this session, and nothing else. It is a
	// secret.
	Token string `json:"session_token"`
}

// Room is the LiveKit room of a session that runs.
type Room struct {
	SessionID string `json:"session_id"`
	// URL and ClientToken let an application join.
	URL         string `json:"livekit_url"`
	ClientToken string `json:"livekit_client_token"`
	// MaxSeconds is how long the session may last; 0 where it is not told.
	MaxSeconds int `json:"max_session_duration"`
}

// Transcript is what was said in a session.
type Transcript struct {
	// Active is true while the session runs.
	Active bool `json:"session_active"`
	// Lines are in their order; only sessions in mode FULL have any.
	Lines []Line `json:"transcript_data"`
	// Next is the start for what is said later.
	Next float64 `json:"next_timestamp"`
}

// Line is a sentence of a transcript.
type Line struct {
	// Role is user or avatar.
	Role string `json:"role"`
	Text string `json:"transcript"`
	// At is Unix seconds, Seconds is since the start.
	At      float64 `json:"absolute_timestamp"`
	Seconds float64 `json:"relative_timestamp"`
}

// CreateSession makes a session, which costs nothing until it is started
// (POST /v1/sessions/token).
func (c *Client) CreateSession(ctx context.Context, req SessionRequest) (Session, error) {
	return do[Session](ctx, c, call{op: "create session", method: "POST", path: []string{"sessions", "token"}, body: req})
}

// StartSession starts the session of the token; from here it costs
// (POST /v1/sessions/start). It ends when it is stopped, when it is idle for 5
// minutes, or when credits run out.
func (c *Client) StartSession(ctx context.Context, token string) (Room, error) {
	return do[Room](ctx, c, call{op: "start session", method: "POST", path: []string{"sessions", "start"}, token: token})
}

// sessionBody names the session where the key is sent and not its token.
type sessionBody struct {
	SessionID string `json:"session_id,omitempty"`
}

// KeepAlive puts off the end of an idle session by 5 minutes. Without its token
// the session is found by its id (POST /v1/sessions/keep-alive).
func (c *Client) KeepAlive(ctx context.Context, s Session) error {
	return c.tell(ctx, "keep session alive", "keep-alive", s)
}

// StopSession ends a session, and may be asked again. Without its token the
// session is found by its id (POST /v1/sessions/stop).
func (c *Client) StopSession(ctx context.Context, s Session) error {
	return c.tell(ctx, "stop session", "stop", s)
}

func (c *Client) tell(ctx context.Context, op, verb string, s Session) error {
	_, err := do[any](ctx, c, call{op: op, method: "POST", path: []string{"sessions", verb}, token: s.Token, body: sessionBody{s.ID}})
	return err
}

// Transcript gives what was said from a time on, in Unix seconds; 0 is all of
// it (GET /v1/sessions/{id}/transcript).
func (c *Client) Transcript(ctx context.Context, sessionID string, from float64) (Transcript, error) {
	q := url.Values{}
	if from > 0 {
		q.Set("start_timestamp", strconv.FormatFloat(from, 'f', -1, 64))
	}
	return do[Transcript](ctx, c, call{op: "get transcript", method: "GET", path: []string{"sessions", sessionID, "transcript"}, query: q})
}

// Credits gives the credits that are left (GET /v1/users/credits).
func (c *Client) Credits(ctx context.Context) (float64, error) {
	out, err := do[struct {
		Left float64 `json:"credits_left"`
	}](ctx, c, call{op: "get credits", method: "GET", path: []string{"users", "credits"}})
	return out.Left, err
}
