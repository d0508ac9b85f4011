package agent

import (
	"context"
	"encoding/json"
	"fmt"

	"heygen-mcp/account"
	"heygen-mcp/heygenapi"
	"heygen-mcp/tools/check"
	"heygen-mcp/tools/fault"
	"heygen-mcp/tools/kit"
)

func sessionTools() []kit.Tool {
	return []kit.Tool{
		kit.Define(kit.Tool{
			Name: "list_video_agent_sessions", Title: "List Video Agent sessions", Toolset: "agent",
			Description: "Video Agent sessions, newest first, with their titles. Finds one whose id was lost.",
			Hints:       kit.Hints{ReadOnly: true},
		}, listVideoAgentSessions),
		kit.Define(kit.Tool{
			Name: "stop_video_agent_session", Title: "Stop Video Agent session", Toolset: "agent",
			Description: "Stop a session that is stuck or unwanted, for good: it cannot go on, and what it had not finished is lost.",
			Hints:       kit.Hints{Destructive: true, Idempotent: true},
		}, stopVideoAgentSession),
		kit.Define(kit.Tool{
			Name: "get_video_agent_resource", Title: "Get Video Agent resource", Toolset: "agent",
			Description: "A picture, draft or file that a session's message names in resource_ids, with fresh links to show the user.",
			Hints:       kit.Hints{ReadOnly: true},
		}, getVideoAgentResource),
	}
}

type sessionRow struct {
	SessionID string `json:"session_id"`
	Title     string `json:"title,omitempty"`
	CreatedAt string `json:"created_at,omitempty"`
}

type listSessionsResult struct {
	kit.Rows[sessionRow]
	Next string `json:"next,omitempty"`
}

func listVideoAgentSessions(ctx context.Context, c *kit.Call, args kit.PageArgs) (listSessionsResult, error) {
	acct, options, err := c.Page(ctx, args.Limit, args.Cursor)
	if err != nil {
		return listSessionsResult{}, err
	}
	page, err := acct.API.ListVideoAgentSessions(ctx, options)
	if err != nil {
		return listSessionsResult{}, kit.PageError(err)
	}
	out := listSessionsResult{Rows: kit.RowsOf(page, sessionRowOf)}
	if len(out.Items) > 0 {
		out.Next = "get_video_status tells how they stand, 100 session_ids a call."
	}
	return out, nil
}

func sessionRowOf(s heygenapi.AgentSessionSummary) sessionRow {
	return sessionRow{SessionID: s.SessionID, Title: s.Title, CreatedAt: kit.Timestamp(s.CreatedAt)}
}

type stopSessionArgs struct {
	SessionID string `json:"session_id" jsonschema:"required,minLength=1,maxLength=200"`
}

func (a stopSessionArgs) Check() error {
	return check.ID("session_id", a.SessionID, "list_video_agent_sessions")
}

// sessionVideo is a video that a session made.
type sessionVideo struct {
	VideoID string `json:"video_id"`
	Title   string `json:"title,omitempty"`
	Status  string `json:"status"`
}

type stoppedSession struct {
	SessionID string         `json:"session_id"`
	Was       string         `json:"was" jsonschema_description:"Its status before."`
	Status    string         `json:"status"`
	Stopped   bool           `json:"stopped" jsonschema_description:"False where it was over already."`
	Videos    []sessionVideo `json:"videos,omitempty"`
	Next      string         `json:"next"`
}

func stopVideoAgentSession(ctx context.Context, c *kit.Call, args stopSessionArgs) (stoppedSession, error) {
	acct, err := c.Account(ctx)
	if err != nil {
		return stoppedSession{}, err
	}
	session, err := acct.API.GetVideoAgentSession(ctx, args.SessionID)
	if err != nil {
		return stoppedSession{}, unknownSession(err, args.SessionID)
	}
	out := stoppedSession{SessionID: args.SessionID, Was: string(session.Status), Status: string(session.Status)}
	if !session.Status.Final() {
		if err := acct.API.StopVideoAgentSession(ctx, args.SessionID); err != nil {
			return stoppedSession{}, err
		}
		out.Stopped, out.Status = true, "stopped"
		// It is stopped, whether or not its new state can be read.
		if after, err := acct.API.GetVideoAgentSession(ctx, args.SessionID); err == nil {
			out.Status = string(after.Status)
		}
	}
	out.Videos = sessionVideos(ctx, acct, args.SessionID)
	out.Next = nextForStopped(out)
	return out, nil
}

func nextForStopped(s stoppedSession) string {
	for _, v := range s.Videos {
		if heygenapi.Status(v.Status).Succeeded() {
			return "It had made a video: get_video_status with the video_id has its links."
		}
	}
	if !s.Stopped {
		return "It was over already; nothing was changed."
	}
	return "It is stopped and cannot go on. Unfinished renders are not billed. Start anew with create_video_agent when the user wants to."
}

// sessionVideos are the videos of a session. Where they cannot be read there
// are none: they are beside what was asked.
func sessionVideos(ctx context.Context, acct *account.Account, sessionID string) []sessionVideo {
	videos, err := acct.API.ListVideoAgentVideos(ctx, sessionID)
	if err != nil {
		return nil
	}
	var out []sessionVideo
	for _, v := range videos {
		out = append(out, sessionVideo{VideoID: v.ID, Title: v.Title, Status: string(v.Status)})
	}
	return out
}

type getResourceArgs struct {
	SessionID  string `json:"session_id" jsonschema:"required,minLength=1,maxLength=200"`
	ResourceID string `json:"resource_id" jsonschema:"required,minLength=1,maxLength=200"`
}

func (a getResourceArgs) Check() error {
	return check.First(check.ID("session_id", a.SessionID, "list_video_agent_sessions"), check.ID("resource_id", a.ResourceID, "get_video_agent_session"))
}

type agentResource struct {
	ResourceID   string         `json:"resource_id"`
	ResourceType string         `json:"resource_type"`
	SourceType   string         `json:"source_type,omitempty"`
	URL          string         `json:"url,omitempty"`
	PreviewURL   string         `json:"preview_url,omitempty"`
	ThumbnailURL string         `json:"thumbnail_url,omitempty"`
	Metadata     map[string]any `json:"metadata,omitempty"`
	CreatedAt    string         `json:"created_at,omitempty"`
}

func getVideoAgentResource(ctx context.Context, c *kit.Call, args getResourceArgs) (agentResource, error) {
	acct, err := c.Account(ctx)
	if err != nil {
		return agentResource{}, err
	}
	r, err := acct.API.GetVideoAgentResource(ctx, args.SessionID, args.ResourceID)
	if heygenapi.IsNotFound(err) {
		// HeyGen says the same of an unknown session.
		if _, err := acct.API.GetVideoAgentSession(ctx, args.SessionID); err != nil {
			return agentResource{}, unknownSession(err, args.SessionID)
		}
		return agentResource{}, fault.Invalid("resource_id", fmt.Sprintf("is %q, and the session has no such resource", fault.Cut(args.ResourceID)), "Take it from resource_ids of the messages in get_video_agent_session.")
	}
	if err != nil {
		return agentResource{}, err
	}
	out := agentResource{
		ResourceID: r.ResourceID, ResourceType: r.ResourceType, SourceType: r.SourceType,
		URL: r.URL, PreviewURL: r.PreviewURL, ThumbnailURL: r.ThumbnailURL, CreatedAt: kit.Timestamp(r.CreatedAt),
	}
	// Metadata that are no object are nothing that could be named.
	_ = json.Unmarshal(r.Metadata, &out.Metadata)
	return out, nil
}

// unknownSession makes a session that is not there the failure of its argument.
func unknownSession(err error, id string) error {
	if !heygenapi.IsNotFound(err) {
		return err
	}
	return fault.Invalid("session_id", fmt.Sprintf("is %q, and there is no such session", fault.Cut(id)), "Find it with list_video_agent_sessions; a video's id is not its session's.")
}
