package heygenapi

import (
	"context"
	"encoding/json"
	"iter"
	"slices"
)

// VideoAgentRequest is a prompt from which HeyGen plans and renders a video.
type VideoAgentRequest struct {
	// Prompt has 1 to 10,000 characters.
	Prompt     string `json:"prompt"`
	AvatarID   string `json:"avatar_id,omitempty"`
	VoiceID    string `json:"voice_id,omitempty"`
	StyleID    string `json:"style_id,omitempty"`
	BrandKitID string `json:"brand_kit_id,omitempty"`
	// BrandGlossaryID changes how words are spoken, not the captions.
	BrandGlossaryID string `json:"brand_glossary_id,omitempty"`
	// Orientation is landscape or portrait.
	Orientation string `json:"orientation,omitempty"`
	// Files are at most 20.
	Files []MediaSource `json:"files,omitempty"`
	// Mode is generate, which runs through, or chat, which may stop to ask.
	Mode          string `json:"mode,omitempty"`
	IncognitoMode bool   `json:"incognito_mode,omitempty"`
	CallbackURL   string `json:"callback_url,omitempty"`
	CallbackID    string `json:"callback_id,omitempty"`
}

// CreatedAgentSession is the answer to a session's creation.
type CreatedAgentSession struct {
	SessionID string `json:"session_id"`
	Status    Status `json:"status"`
	VideoID   string `json:"video_id"`
	CreatedAt Time   `json:"created_at"`

	Extra map[string]json.RawMessage `json:"-"`
}

// AgentSession is how a session stands.
type AgentSession struct {
	SessionID string `json:"session_id"`
	// Status is thinking, waiting_for_input, reviewing, generating, completed
	// or failed.
	Status Status `json:"status"`
	// Progress is 0 to 100.
	Progress int    `json:"progress"`
	Title    string `json:"title"`
	// VideoID is empty until generation starts; then follow the video.
	VideoID   string `json:"video_id"`
	CreatedAt Time   `json:"created_at"`
	// Messages are the newest first, 40 at most.
	Messages []AgentMessage `json:"messages"`

	Extra map[string]json.RawMessage `json:"-"`
}

// MaxAgentMessages is how many messages a session tells: the last ones.
const MaxAgentMessages = 40

// InOrder are the messages, the oldest first. HeyGen tells the newest first; where
// messages are of one second their order is HeyGen's.
func (s AgentSession) InOrder() []AgentMessage {
	ordered := slices.Clone(s.Messages)
	if n := len(ordered); n > 1 && !ordered[0].CreatedAt.Before(ordered[n-1].CreatedAt.Time) {
		slices.Reverse(ordered)
	}
	slices.SortStableFunc(ordered, func(a, b AgentMessage) int { return a.CreatedAt.Compare(b.CreatedAt.Time) })
	return ordered
}

// AgentMessage is one message of a session.
type AgentMessage struct {
	Role string `json:"role"`
	// Type is text, resource or error.
	Type        string   `json:"type"`
	Content     string   `json:"content"`
	CreatedAt   Time     `json:"created_at"`
	ResourceIDs []string `json:"resource_ids"`

	Extra map[string]json.RawMessage `json:"-"`
}

// AgentSessionSummary is a session in a list.
type AgentSessionSummary struct {
	SessionID string `json:"session_id"`
	Title     string `json:"title"`
	CreatedAt Time   `json:"created_at"`

	Extra map[string]json.RawMessage `json:"-"`
}

// AgentResource is something that a session made or was given.
type AgentResource struct {
	ResourceID   string          `json:"resource_id"`
	ResourceType string          `json:"resource_type"`
	SourceType   string          `json:"source_type"`
	URL          string          `json:"url"`
	PreviewURL   string          `json:"preview_url"`
	ThumbnailURL string          `json:"thumbnail_url"`
	Metadata     json.RawMessage `json:"metadata"`
	CreatedAt    Time            `json:"created_at"`

	Extra map[string]json.RawMessage `json:"-"`
}

// AgentMessageRequest answers a session that waits, or asks a finished one for a
// revision.
type AgentMessageRequest struct {
	// Message has 1 to 10,000 characters.
	Message    string        `json:"message"`
	AvatarID   string        `json:"avatar_id,omitempty"`
	VoiceID    string        `json:"voice_id,omitempty"`
	BrandKitID string        `json:"brand_kit_id,omitempty"`
	Files      []MediaSource `json:"files,omitempty"`
}

// AgentRun is the work that a message set off.
type AgentRun struct {
	RunID     string `json:"run_id"`
	SessionID string `json:"session_id"`
	Title     string `json:"title"`

	Extra map[string]json.RawMessage `json:"-"`
}

// AgentStyle is a visual style for the agent's videos.
type AgentStyle struct {
	StyleID         string   `json:"style_id"`
	Name            string   `json:"name"`
	AspectRatio     string   `json:"aspect_ratio"`
	Tags            []string `json:"tags"`
	PreviewVideoURL string   `json:"preview_video_url"`
	ThumbnailURL    string   `json:"thumbnail_url"`

	Extra map[string]json.RawMessage `json:"-"`
}

// CreateVideoAgent starts a session (POST /v3/video-agents). HeyGen honours no
// idempotency key here: after a lost answer ([Uncertain]), look for the session
// before sending again.
func (c *Client) CreateVideoAgent(ctx context.Context, req VideoAgentRequest, options ...CallOption) (CreatedAgentSession, error) {
	return data[CreatedAgentSession](ctx, c, call{op: "create video agent", kind: write, method: "POST", path: []string{"video-agents"}, body: req, opts: options})
}

// GetVideoAgentSession gives a session with its messages
// (GET /v3/video-agents/{session_id}).
func (c *Client) GetVideoAgentSession(ctx context.Context, sessionID string) (AgentSession, error) {
	return data[AgentSession](ctx, c, call{op: "get video agent session", method: "GET", path: []string{"video-agents", sessionID}})
}

// ListVideoAgentSessions gives a page of sessions, newest first, 100 at most
// (GET /v3/video-agents).
func (c *Client) ListVideoAgentSessions(ctx context.Context, o PageOptions) (Page[AgentSessionSummary], error) {
	return page[AgentSessionSummary](ctx, c, call{op: "list video agent sessions", method: "GET", path: []string{"video-agents"}, query: o.values()})
}

// VideoAgentSessions iterates over the sessions.
func (c *Client) VideoAgentSessions(ctx context.Context, o PageOptions) iter.Seq2[AgentSessionSummary, error] {
	return iterate(o, func(p PageOptions) (Page[AgentSessionSummary], error) { return c.ListVideoAgentSessions(ctx, p) })
}

// GetVideoAgentResource gives a resource that a message names
// (GET /v3/video-agents/{session_id}/resources/{resource_id}).
func (c *Client) GetVideoAgentResource(ctx context.Context, sessionID, resourceID string) (AgentResource, error) {
	return data[AgentResource](ctx, c, call{op: "get video agent resource", method: "GET", path: []string{"video-agents", sessionID, "resources", resourceID}})
}

// SendVideoAgentMessage answers a session in chat mode, or asks it for a revision
// (POST /v3/video-agents/{session_id}); no idempotency key is honoured.
func (c *Client) SendVideoAgentMessage(ctx context.Context, sessionID string, req AgentMessageRequest, options ...CallOption) (AgentRun, error) {
	return data[AgentRun](ctx, c, call{op: "send video agent message", kind: write, method: "POST", path: []string{"video-agents", sessionID}, body: req, opts: options})
}

// StopVideoAgentSession stops a session (POST /v3/video-agents/{session_id}/stop).
func (c *Client) StopVideoAgentSession(ctx context.Context, sessionID string) error {
	return done(ctx, c, call{op: "stop video agent session", kind: idempotent, method: "POST", path: []string{"video-agents", sessionID, "stop"}, body: struct{}{}})
}

// ListStylesOptions choose a page of styles; 100 at most.
type ListStylesOptions struct {
	PageOptions
	Tag string
}

// ListVideoAgentStyles gives a page of styles (GET /v3/video-agents/styles).
func (c *Client) ListVideoAgentStyles(ctx context.Context, o ListStylesOptions) (Page[AgentStyle], error) {
	q := o.values()
	setNonEmpty(q, "tag", o.Tag)
	return page[AgentStyle](ctx, c, call{op: "list video agent styles", method: "GET", path: []string{"video-agents", "styles"}, query: q})
}

// VideoAgentStyles iterates over the styles.
func (c *Client) VideoAgentStyles(ctx context.Context, o ListStylesOptions) iter.Seq2[AgentStyle, error] {
	return iterate(o.PageOptions, func(p PageOptions) (Page[AgentStyle], error) {
		o.PageOptions = p
		return c.ListVideoAgentStyles(ctx, o)
	})
}

// ListVideoAgentVideos gives all videos of a session
// (GET /v3/video-agents/{session_id}/videos).
func (c *Client) ListVideoAgentVideos(ctx context.Context, sessionID string) ([]Video, error) {
	return data[[]Video](ctx, c, call{op: "list video agent videos", method: "GET", path: []string{"video-agents", sessionID, "videos"}})
}
