package agent

import (
	"context"
	"slices"

	"heygen-mcp/account"
	"heygen-mcp/heygenapi"
	"heygen-mcp/jobs"
	"heygen-mcp/pricing"
	"heygen-mcp/tools/check"
	"heygen-mcp/tools/fault"
	"heygen-mcp/tools/follow"
	"heygen-mcp/tools/kit"
	"heygen-mcp/tools/lookup"
	"heygen-mcp/tools/pay"
)

// Tools are the tools of this package.
func Tools() []kit.Tool { return slices.Concat(agentTools(), sessionTools()) }

func agentTools() []kit.Tool {
	return []kit.Tool{
		kit.Define(kit.Tool{
			Spends: true, Saves: true, Name: "create_video_agent", Title: "Create video from a prompt",
			Description: "Let HeyGen's Video Agent plan, write and render a whole video from a prompt (scenes, b-roll, narration). " +
				"For one speaker and an exact script use create_video. Costs money by the second. " +
				"mode chat pauses for questions (send_video_agent_message). Returns at once: follow with get_video_status.",
		}, createVideoAgent),
		kit.Define(kit.Tool{
			Name: "get_video_agent_session", Title: "Get Video Agent session",
			Description: "A session's state, progress and latest messages: what the agent asks or shows.",
			Hints:       kit.Hints{ReadOnly: true},
		}, getVideoAgentSession),
		kit.Define(kit.Tool{
			Name: "send_video_agent_message", Title: "Answer the Video Agent",
			Description: "Answer a session that is waiting_for_input or reviewing; an approval starts the paid render.",
		}, sendVideoAgentMessage),
		kit.Define(kit.Tool{
			Name: "list_video_agent_styles", Title: "List Video Agent styles",
			Description: "Visual styles for create_video_agent's style_id.",
			Hints:       kit.Hints{ReadOnly: true},
		}, listVideoAgentStyles),
	}
}

type createVideoAgentArgs struct {
	Prompt        string   `json:"prompt" jsonschema:"required,minLength=1,maxLength=10000" jsonschema_description:"Topic, audience, length, tone, scenes."`
	AvatarID      string   `json:"avatar_id,omitempty"`
	VoiceID       string   `json:"voice_id,omitempty"`
	StyleID       string   `json:"style_id,omitempty"`
	Orientation   string   `json:"orientation,omitempty" jsonschema:"enum=landscape,enum=portrait"`
	BrandKitID    string   `json:"brand_kit_id,omitempty"`
	FileURLs      []string `json:"file_urls,omitempty" jsonschema:"maxItems=20"`
	FileAssetIDs  []string `json:"file_asset_ids,omitempty" jsonschema:"maxItems=20"`
	Mode          string   `json:"mode,omitempty" jsonschema:"enum=generate,enum=chat" jsonschema_description:"Default generate."`
	IncognitoMode bool     `json:"incognito_mode,omitempty" jsonschema_description:"Leave the account's memory out."`
	CallbackURL   string   `json:"callback_url,omitempty"`
	CallbackID    string   `json:"callback_id,omitempty"`
	DryRun        bool     `json:"dry_run,omitempty"`
}

const mostAgentFiles = 20

func (a createVideoAgentArgs) Check() error {
	return check.First(check.NotBlank("prompt", a.Prompt), checkAgentFiles(a.FileURLs, a.FileAssetIDs), check.WebAddress("callback_url", a.CallbackURL))
}

func checkAgentFiles(urls, assets []string) error {
	if n := len(urls) + len(assets); n > mostAgentFiles {
		return fault.Invalid("file_urls", "and file_asset_ids have "+fault.Plural(n, "file")+" together, more than 20", "Send at most 20.")
	}
	for _, u := range urls {
		if err := check.MediaAddress("file_urls", u); err != nil {
			return err
		}
	}
	return nil
}

type createdAgentSession struct {
	SessionID string            `json:"session_id,omitempty"`
	Status    string            `json:"status" jsonschema_description:"dry_run where nothing was sent."`
	VideoID   string            `json:"video_id,omitempty"`
	Estimate  *pricing.Estimate `json:"estimate,omitempty"`
	Warnings  []string          `json:"warnings,omitempty"`
	Next      string            `json:"next"`
}

func createVideoAgent(ctx context.Context, c *kit.Call, args createVideoAgentArgs) (createdAgentSession, error) {
	acct, err := c.Account(ctx)
	if err != nil {
		return createdAgentSession{}, err
	}
	if err := lookup.CheckCast(ctx, acct, args.AvatarID, args.VoiceID); err != nil {
		return createdAgentSession{}, err
	}
	if args.StyleID != "" {
		if _, err := acct.Catalog.Style(ctx, args.StyleID); err != nil {
			return createdAgentSession{}, lookup.UnknownID("style_id", err, "See list_video_agent_styles.")
		}
	}
	estimate, err := priceAgent(c, args.Prompt)
	if err != nil {
		return createdAgentSession{}, err
	}
	out := createdAgentSession{Estimate: estimate}
	if args.DryRun {
		out.Status, out.Next = pay.StatusDryRun, pay.NextDryRun
		return out, nil
	}
	req := heygenapi.VideoAgentRequest{
		Prompt: args.Prompt, AvatarID: args.AvatarID, VoiceID: args.VoiceID, StyleID: args.StyleID, Orientation: args.Orientation,
		BrandKitID: args.BrandKitID, Files: lookup.MediaSources(args.FileURLs, args.FileAssetIDs), Mode: args.Mode,
		IncognitoMode: args.IncognitoMode, CallbackURL: args.CallbackURL, CallbackID: args.CallbackID,
	}
	made, err := pay.Spend(ctx, c, acct, pay.Purchase{Kind: jobs.KindSession, Estimate: estimate},
		func(s heygenapi.CreatedAgentSession) []string { return []string{s.SessionID} },
		func(ctx context.Context, options ...heygenapi.CallOption) (heygenapi.CreatedAgentSession, error) {
			return acct.API.CreateVideoAgent(ctx, req, options...)
		})
	if err != nil {
		return createdAgentSession{}, fault.LookFirst(err, "list_video_agent_sessions (toolset agent, by title and time) or list_videos")
	}
	out.SessionID, out.Status, out.VideoID = made.SessionID, string(made.Status), made.VideoID
	out.Next = "Call get_video_status with the session_id and wait_seconds until its video is completed; sessions take up to 45 minutes. Do not create it again."
	if args.Mode == "chat" {
		out.Next = "Call get_video_status with the session_id and wait_seconds; when it is waiting_for_input or reviewing, read get_video_agent_session, ask the user, and answer with send_video_agent_message."
	}
	return out, nil
}

type getSessionArgs struct {
	SessionID string `json:"session_id" jsonschema:"required,minLength=1"`
	Messages  int    `json:"messages,omitempty" jsonschema:"minimum=1,maximum=100" jsonschema_description:"Newest messages to show. Default 5."`
}

type agentMessage struct {
	Role        string   `json:"role"`
	Type        string   `json:"type"`
	Content     string   `json:"content"`
	ResourceIDs []string `json:"resource_ids,omitempty"`
	CreatedAt   string   `json:"created_at,omitempty"`
}

type agentSession struct {
	SessionID       string         `json:"session_id"`
	Status          string         `json:"status"`
	Progress        int            `json:"progress"`
	Title           string         `json:"title,omitempty"`
	VideoID         string         `json:"video_id,omitempty"`
	Messages        []agentMessage `json:"messages,omitempty"`
	EarlierMessages int            `json:"earlier_messages,omitempty"`
	Videos          []sessionVideo `json:"videos,omitempty" jsonschema_description:"All that it has made or is making."`
	Next            string         `json:"next"`
}

func getVideoAgentSession(ctx context.Context, c *kit.Call, args getSessionArgs) (agentSession, error) {
	acct, err := c.Account(ctx)
	if err != nil {
		return agentSession{}, err
	}
	s, err := acct.API.GetVideoAgentSession(ctx, args.SessionID)
	if err != nil {
		return agentSession{}, err
	}
	out := agentSession{
		SessionID: s.SessionID, Status: string(s.Status), Progress: s.Progress, Title: s.Title, VideoID: s.VideoID,
		Next: nextForSession(s),
	}
	if s.VideoID != "" {
		out.Videos = sessionVideos(ctx, acct, args.SessionID)
	}
	most := args.Messages
	if most == 0 {
		most = 5
	}
	messages := s.InOrder()
	out.EarlierMessages = max(0, len(messages)-most)
	for _, m := range messages[out.EarlierMessages:] {
		out.Messages = append(out.Messages, agentMessage{Role: m.Role, Type: m.Type, Content: m.Content, ResourceIDs: m.ResourceIDs, CreatedAt: kit.Timestamp(m.CreatedAt)})
	}
	return out, nil
}

func nextForSession(s heygenapi.AgentSession) string {
	switch {
	case follow.TakesMessages(s):
		return "Show the user what the agent asks, then answer with send_video_agent_message."
	case s.Status.Failed():
		return "It failed and was not charged. Mend the prompt as the last message says and create a new one."
	case s.VideoID != "":
		return "Call get_video_status with the session_id for the video's links."
	default:
		return "Call get_video_status with the session_id and wait_seconds."
	}
}

type sendMessageArgs struct {
	SessionID    string   `json:"session_id" jsonschema:"required,minLength=1"`
	Message      string   `json:"message" jsonschema:"required,minLength=1,maxLength=10000"`
	AvatarID     string   `json:"avatar_id,omitempty"`
	VoiceID      string   `json:"voice_id,omitempty"`
	BrandKitID   string   `json:"brand_kit_id,omitempty"`
	FileURLs     []string `json:"file_urls,omitempty" jsonschema:"maxItems=20"`
	FileAssetIDs []string `json:"file_asset_ids,omitempty" jsonschema:"maxItems=20"`
}

func (a sendMessageArgs) Check() error {
	return check.First(check.NotBlank("message", a.Message), checkAgentFiles(a.FileURLs, a.FileAssetIDs))
}

type sentMessage struct {
	SessionID string `json:"session_id"`
	RunID     string `json:"run_id"`
	Next      string `json:"next"`
}

func sendVideoAgentMessage(ctx context.Context, c *kit.Call, args sendMessageArgs) (sentMessage, error) {
	acct, err := c.Account(ctx)
	if err != nil {
		return sentMessage{}, err
	}
	session, err := acct.API.GetVideoAgentSession(ctx, args.SessionID)
	if err != nil {
		return sentMessage{}, err
	}
	if !follow.TakesMessages(session) {
		return sentMessage{}, &fault.Error{
			Code: fault.CodeNotReady, Field: "session_id", Message: "the session is " + string(session.Status) + ", and takes messages only while waiting_for_input or reviewing",
			Hint: "Nothing was sent. " + nextForSession(session), Retryable: !session.Status.Final(),
		}
	}
	if err := lookup.CheckCast(ctx, acct, args.AvatarID, args.VoiceID); err != nil {
		return sentMessage{}, err
	}
	if err := recordSession(ctx, c, acct, args.SessionID, session.Title); err != nil {
		return sentMessage{}, err
	}
	run, err := acct.API.SendVideoAgentMessage(ctx, args.SessionID, heygenapi.AgentMessageRequest{
		Message: args.Message, AvatarID: args.AvatarID, VoiceID: args.VoiceID, BrandKitID: args.BrandKitID, Files: lookup.MediaSources(args.FileURLs, args.FileAssetIDs),
	})
	if err != nil {
		return sentMessage{}, err
	}
	return sentMessage{SessionID: run.SessionID, RunID: run.RunID, Next: "Call get_video_status with the session_id and wait_seconds."}, nil
}

// recordSession has the ledger count a session that was started elsewhere: the
// answer to it may start its render. What create_video_agent started is there.
func recordSession(ctx context.Context, c *kit.Call, acct *account.Account, id, title string) error {
	if c.Ledger == nil {
		return nil
	}
	known, err := c.Ledger.Find(ctx, acct.ID, id)
	if err != nil {
		return pay.LedgerError(err)
	}
	if len(known) > 0 {
		return nil
	}
	estimate, err := priceAgent(c, "")
	if err != nil {
		return err
	}
	p := pay.Purchase{Kind: jobs.KindSession, Title: title, Estimate: estimate}
	if err := pay.Consent(ctx, c, acct, p); err != nil {
		return err
	}
	err = c.Ledger.TrackExisting(ctx, jobs.Account{ID: acct.ID, API: acct.API}, jobs.Purchase{
		Tool: c.Tool.Name, Arguments: c.Identity(), Kind: p.Kind, Title: p.Title, Estimate: estimate,
	}, id)
	return pay.LedgerError(err)
}
