package live

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"heygen-mcp/heygenapi/liveavatar"
	"heygen-mcp/tools/fault"
	"heygen-mcp/tools/kit"
	"heygen-mcp/tools/pay"
)

// liveAvatarTools are those of LiveAvatar, which has a key of its own.
func liveAvatarTools() []kit.Tool {
	return []kit.Tool{
		kit.Define(kit.Tool{
			Name: "create_liveavatar_session", Title: "Start LiveAvatar session", Toolset: "live",
			Description: "Start a two-way talk with a LiveAvatar avatar and get the LiveKit room to join. LiveAvatar has its own key, ids and credits: full costs 2 a minute, lite 1, sandbox (about a minute) none. Ends after 5 idle minutes.",
		}, createLiveAvatarSession),
		kit.Define(kit.Tool{
			Name: "keep_liveavatar_session", Title: "Keep LiveAvatar session", Toolset: "live",
			Description: "Put off a session's idle end by 5 minutes.",
			Hints:       kit.Hints{Idempotent: true},
		}, keepLiveAvatarSession),
		kit.Define(kit.Tool{
			Name: "stop_liveavatar_session", Title: "Stop LiveAvatar session", Toolset: "live",
			Description: "End a session, and its cost.",
			Hints:       kit.Hints{Idempotent: true},
		}, stopLiveAvatarSession),
		kit.Define(kit.Tool{
			Name: "get_liveavatar_session", Title: "Get LiveAvatar session", Toolset: "live",
			Description: "Whether a session runs, and what was said.",
			Hints:       kit.Hints{ReadOnly: true},
		}, getLiveAvatarSession),
		kit.Define(kit.Tool{
			Name: "list_liveavatars", Title: "List LiveAvatar avatars", Toolset: "live",
			Description: "Avatars or voices for create_liveavatar_session.",
			Hints:       kit.Hints{ReadOnly: true},
		}, listLiveAvatars),
		kit.Define(kit.Tool{
			Name: "get_liveavatar_credits", Title: "Get LiveAvatar credits", Toolset: "live",
			Description: "Credits left at LiveAvatar.",
			Hints:       kit.Hints{ReadOnly: true},
		}, getLiveAvatarCredits),
	}
}

type liveSessionArgs struct {
	AvatarID  string `json:"avatar_id" jsonschema:"required,minLength=1" jsonschema_description:"From list_liveavatars."`
	Mode      string `json:"mode,omitempty" jsonschema:"enum=full,enum=lite" jsonschema_description:"full (default) hears, thinks and speaks; lite only streams."`
	VoiceID   string `json:"voice_id,omitempty"`
	ContextID string `json:"context_id,omitempty" jsonschema_description:"What it knows; made at LiveAvatar."`
	Language  string `json:"language,omitempty" jsonschema_description:"Code, e.g. en."`
	Sandbox   bool   `json:"sandbox,omitempty"`
	DryRun    bool   `json:"dry_run,omitempty"`
}

func (a liveSessionArgs) request() liveavatar.SessionRequest {
	req := liveavatar.SessionRequest{Mode: liveavatar.Mode(strings.ToUpper(cmp.Or(a.Mode, "full"))), AvatarID: a.AvatarID, Sandbox: a.Sandbox}
	if persona := (liveavatar.Persona{VoiceID: a.VoiceID, ContextID: a.ContextID, Language: a.Language}); persona != (liveavatar.Persona{}) {
		req.Persona = &persona
	}
	return req
}

// perMinute is what a minute costs, in credits.
func (a liveSessionArgs) perMinute() int {
	switch {
	case a.Sandbox:
		return 0
	case a.Mode == "lite":
		return 1
	default:
		return 2
	}
}

type liveSession struct {
	SessionID          string   `json:"session_id,omitempty"`
	Status             string   `json:"status" jsonschema_description:"dry_run where nothing was sent."`
	LiveKitURL         string   `json:"livekit_url,omitempty"`
	LiveKitClientToken string   `json:"livekit_client_token,omitempty" jsonschema_description:"For the application that joins."`
	MaxSeconds         int      `json:"max_seconds,omitempty"`
	CreditsPerMinute   int      `json:"credits_per_minute"`
	CreditsLeft        *float64 `json:"credits_left,omitempty" jsonschema_description:"Before the session."`
	Next               string   `json:"next"`
}

func createLiveAvatarSession(ctx context.Context, c *kit.Call, args liveSessionArgs) (liveSession, error) {
	acct, err := c.LiveAvatar(ctx)
	if err != nil {
		return liveSession{}, err
	}
	out := liveSession{CreditsPerMinute: args.perMinute()}
	if out.CreditsPerMinute > 0 {
		left, err := acct.API.Credits(ctx)
		if err != nil {
			return liveSession{}, err
		}
		out.CreditsLeft = &left
		if left < float64(out.CreditsPerMinute) {
			return liveSession{}, &fault.Error{
				Code: "insufficient_credit", Message: fmt.Sprintf("a minute costs %d LiveAvatar credits, and %g are left", out.CreditsPerMinute, left),
				Hint: "The user buys credits at https://app.liveavatar.com; HeyGen's wallet does not pay for it. A sandbox session is free. Nothing was started.",
			}
		}
	}
	if args.DryRun {
		out.Status, out.Next = pay.StatusDryRun, "Nothing was started. Call again without dry_run to start."
		return out, nil
	}
	session, err := acct.API.CreateSession(ctx, args.request())
	if err != nil {
		return liveSession{}, unknownLiveAvatar(err, args)
	}
	acct.Remember(session)
	room, err := acct.API.StartSession(ctx, session.Token)
	switch {
	case liveavatar.Uncertain(err):
		failure := fault.AsError(err)
		failure.Hint = "The session " + session.ID + " may be running, and cost. End it with stop_liveavatar_session and that session_id, then create another."
		return liveSession{}, failure
	case err != nil:
		acct.Forget(session.ID)
		return liveSession{}, err
	}
	out.SessionID, out.Status = session.ID, "started"
	out.LiveKitURL, out.LiveKitClientToken, out.MaxSeconds = room.URL, room.ClientToken, room.MaxSeconds
	out.Next = "Hand livekit_url and livekit_client_token to the application that joins. keep_liveavatar_session keeps it from ending when idle; stop_liveavatar_session ends it and its cost."
	return out, nil
}

// unknownLiveAvatar names the argument where LiveAvatar knows no such avatar.
// With other ids in the request a 404 may be about one of those.
func unknownLiveAvatar(err error, args liveSessionArgs) error {
	if !liveavatar.IsNotFound(err) || args.VoiceID != "" || args.ContextID != "" {
		return err
	}
	failure := fault.AsError(err)
	failure.Field, failure.Message = "avatar_id", fmt.Sprintf("avatar_id is %q, and LiveAvatar has no such avatar", fault.Cut(args.AvatarID))
	failure.Hint = "Take one from list_liveavatars: HeyGen's look ids are not LiveAvatar's. Nothing was started."
	return failure
}

type liveSessionID struct {
	SessionID string `json:"session_id" jsonschema:"required,minLength=1"`
}

type liveSessionState struct {
	SessionID string `json:"session_id"`
	Status    string `json:"status"`
	Next      string `json:"next"`
}

func keepLiveAvatarSession(ctx context.Context, c *kit.Call, args liveSessionID) (liveSessionState, error) {
	acct, err := c.LiveAvatar(ctx)
	if err != nil {
		return liveSessionState{}, err
	}
	if err := acct.API.KeepAlive(ctx, acct.Session(args.SessionID)); err != nil {
		return liveSessionState{}, err
	}
	return liveSessionState{SessionID: args.SessionID, Status: "running", Next: "It ends after 5 more minutes without a sign of life. It goes on costing until stop_liveavatar_session."}, nil
}

func stopLiveAvatarSession(ctx context.Context, c *kit.Call, args liveSessionID) (liveSessionState, error) {
	acct, err := c.LiveAvatar(ctx)
	if err != nil {
		return liveSessionState{}, err
	}
	if err := acct.API.StopSession(ctx, acct.Session(args.SessionID)); err != nil {
		return liveSessionState{}, err
	}
	acct.Forget(args.SessionID)
	return liveSessionState{SessionID: args.SessionID, Status: "stopped", Next: "get_liveavatar_session has what was said."}, nil
}
