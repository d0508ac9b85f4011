package resources

import (
	"context"

	"heygen-mcp/catalog"
	"heygen-mcp/heygenapi"
	"heygen-mcp/internal/clienterror"
)

// items are single things, by their ids.
func items() []resource {
	return []resource{
		{
			uri: "heygen://avatars/{avatar_id}", name: "avatar", title: "Avatar look", description: "One look: engines, default voice, previews, readiness.",
			mime: asJSON, complete: map[string]catalog.Kind{"avatar_id": catalog.KindAvatar},
			read: byID("avatar_id", "avatar look", func(ctx context.Context, c *heygenapi.Client, id string) (any, error) {
				return c.GetAvatarLook(ctx, id)
			}),
		},
		{
			uri: "heygen://voices/{voice_id}", name: "voice", title: "Voice", description: "One voice.",
			mime: asJSON, complete: map[string]catalog.Kind{"voice_id": catalog.KindVoice},
			read: byID("voice_id", "voice", func(ctx context.Context, c *heygenapi.Client, id string) (any, error) { return c.GetVoice(ctx, id) }),
		},
		{
			uri: "heygen://templates/{template_id}", name: "template", title: "Template", description: "One template with its scenes and variables.",
			mime: asJSON, complete: map[string]catalog.Kind{"template_id": catalog.KindTemplate},
			read: byID("template_id", "template", func(ctx context.Context, c *heygenapi.Client, id string) (any, error) { return c.GetTemplate(ctx, id) }),
		},
		{
			uri: "heygen://videos/{video_id}", name: "video", title: "Video", description: "One video with its state and fresh links, which expire.",
			mime: asJSON,
			read: byID("video_id", "video", func(ctx context.Context, c *heygenapi.Client, id string) (any, error) { return c.GetVideo(ctx, id) }),
		},
		{
			uri: "heygen://videos/{video_id}/captions", name: "captions", title: "Captions of a video", description: "What a finished video says, as the text of its SRT file.",
			mime: asSubRip, read: readCaptions,
		},
		{
			uri: "heygen://agent-sessions/{session_id}", name: "agent-session", title: "Video Agent session", description: "One session with its state, progress, messages, and the resources that they show, with links that expire.",
			mime: asJSON,
			read: byID("session_id", "agent session", func(ctx context.Context, c *heygenapi.Client, id string) (any, error) {
				return readSession(ctx, c, id)
			}),
		},
	}
}

func byID(variable, kind string, get func(context.Context, *heygenapi.Client, string) (any, error)) func(context.Context, request) (string, error) {
	return func(ctx context.Context, r request) (string, error) {
		id := r.vars[variable]
		v, err := get(ctx, r.acct.API, id)
		if heygenapi.IsNotFound(err) {
			return "", clienterror.New("there is no %s %q in this account", kind, id)
		}
		if err != nil {
			return "", err
		}
		return compact(v)
	}
}
