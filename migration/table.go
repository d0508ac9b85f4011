package migration

import (
	"net/url"
	"strings"
)

// Route is an old endpoint and what replaces it.
type Route struct {
	Method, Old string
	// NewMethod and New are empty where v3 has nothing like it.
	NewMethod, New string
	// Tool is the tool that does it, or empty.
	Tool string
	// Note says what is different.
	Note string

	// convert makes the v3 body; nil where the request has none.
	convert func(d *draft, root object, vars map[string]string) any
	// asks are the tool's arguments by the names that the old path or query had.
	asks map[string]string
}

// Converts tells whether the route's body can be converted.
func (r Route) Converts() bool { return r.convert != nil }

// Routes lists the endpoints of v1 and v2, creating ones first.
func Routes() []Route {
	return append(creating(), others()...)
}

func creating() []Route {
	return []Route{
		{Method: "POST", Old: "/v2/video/generate", NewMethod: "POST", New: "/v3/videos", Tool: "create_video", convert: convertScenes, Note: "several video_inputs become a studio video: create_scene_video"},
		{Method: "POST", Old: "/v2/videos", NewMethod: "POST", New: "/v3/videos", Tool: "create_video", convert: convertFlat},
		{Method: "POST", Old: "/v2/video/av4/generate", NewMethod: "POST", New: "/v3/videos", Tool: "create_video", convert: convertFlat, Note: "image_key becomes image_asset_id"},
		{Method: "POST", Old: "/v1/video.generate", NewMethod: "POST", New: "/v3/videos", Tool: "create_video", convert: convertClips, Note: "several clips become a studio video: create_scene_video"},
		{Method: "POST", Old: "/v1/video.webm", NewMethod: "POST", New: "/v3/videos", Tool: "create_video", convert: convertWebM, Note: "transparent_background"},
		{Method: "POST", Old: "/v2/template/{id}/generate", NewMethod: "POST", New: "/v3/templates/{id}", Tool: "generate_from_template", convert: convertTemplate, Note: "variables become plain strings by name"},
		{Method: "POST", Old: "/v1/template.generate", NewMethod: "POST", New: "/v3/templates/{id}", Tool: "generate_from_template", convert: convertTemplate},
		{Method: "POST", Old: "/v2/video_translate", NewMethod: "POST", New: "/v3/video-translations", Tool: "translate_video", convert: convertTranslation, Note: "answers one id a language"},
		{Method: "POST", Old: "/v1/video_translate/translate", NewMethod: "POST", New: "/v3/video-translations", Tool: "translate_video", convert: convertTranslation},
		{Method: "POST", Old: "/v1/video_agent/generate", NewMethod: "POST", New: "/v3/video-agents", Tool: "create_video_agent", convert: convertAgent, Note: "answers a session_id; config is flat"},
		{Method: "POST", Old: "/v1/audio/text_to_speech", NewMethod: "POST", New: "/v3/voices/speech", Tool: "create_speech", convert: convertSpeech},
	}
}

// others have no JSON body to convert, or none that v3 has a counterpart of.
func others() []Route {
	const live = "real-time avatars are LiveAvatar now (api.liveavatar.com), with a key of its own"
	return []Route{
		{Method: "GET", Old: "/v1/video_status.get", NewMethod: "GET", New: "/v3/videos/{video_id}", Tool: "get_video_status", asks: map[string]string{"video_id": "ids"}},
		{Method: "GET", Old: "/v2/videos/{video_id}", NewMethod: "GET", New: "/v3/videos/{video_id}", Tool: "get_video_status", asks: map[string]string{"video_id": "ids"}},
		{Method: "GET", Old: "/v1/video.list", NewMethod: "GET", New: "/v3/videos", Tool: "list_videos", asks: map[string]string{"limit": "limit"}, Note: "old tokens are no cursors"},
		{Method: "DELETE", Old: "/v1/video.delete", NewMethod: "DELETE", New: "/v3/videos/{video_id}", Tool: "delete_item", asks: map[string]string{"video_id": "id"}, Note: "deletes for good"},
		{Method: "POST", Old: "/v1/video.delete", NewMethod: "DELETE", New: "/v3/videos/{video_id}", Tool: "delete_item", asks: map[string]string{"video_id": "id"}, Note: "deletes for good"},
		{Method: "GET", Old: "/v2/avatars", NewMethod: "GET", New: "/v3/avatars/looks", Tool: "list_avatars", Note: "a look's id is the avatar_id"},
		{Method: "GET", Old: "/v1/avatar.list", NewMethod: "GET", New: "/v3/avatars/looks", Tool: "list_avatars"},
		{Method: "GET", Old: "/v2/avatar/{avatar_id}/details", NewMethod: "GET", New: "/v3/avatars/looks/{avatar_id}", Tool: "get_avatar_look", asks: map[string]string{"avatar_id": "avatar_id"}},
		{Method: "GET", Old: "/v2/avatar_group.list", NewMethod: "GET", New: "/v3/avatars", Tool: "list_avatars"},
		{Method: "GET", Old: "/v2/avatar_group/{group_id}/avatars", NewMethod: "GET", New: "/v3/avatars/looks", Tool: "list_avatars", Note: "filter by group_id"},
		{Method: "GET", Old: "/v1/talking_photo.list", NewMethod: "GET", New: "/v3/avatars/looks", Tool: "list_avatars", Note: "looks of type photo_avatar"},
		{Method: "POST", Old: "/v1/talking_photo", NewMethod: "POST", New: "/v3/assets", Tool: "upload_asset", Note: "an upload: give the picture to upload_asset, then its image_asset_id to create_video; POST /v3/avatars makes a lasting photo avatar"},
		{Method: "DELETE", Old: "/v2/talking_photo/{id}", NewMethod: "DELETE", New: "/v3/avatars/looks/{id}", Tool: "delete_avatar", asks: map[string]string{"id": "avatar_id"}, Note: "deletes for good"},
		{Method: "POST", Old: "/v2/photo_avatar/photo/generate", NewMethod: "POST", New: "/v3/avatars", Tool: "create_avatar", Note: "an avatar from a prompt"},
		{Method: "POST", Old: "/v2/photo_avatar/avatar_group/create", NewMethod: "POST", New: "/v3/avatars", Tool: "create_avatar", Note: "an avatar from a photo"},
		{Method: "POST", Old: "/v2/photo_avatar/{action...}", NewMethod: "POST", New: "/v3/avatars", Tool: "create_avatar", Note: "training, motion and new looks are part of making the avatar"},
		{Method: "GET", Old: "/v2/photo_avatar/{id}", NewMethod: "GET", New: "/v3/avatars/looks/{id}", Tool: "get_avatar_look", asks: map[string]string{"id": "avatar_id"}},
		{Method: "GET", Old: "/v2/voices", NewMethod: "GET", New: "/v3/voices", Tool: "list_voices"},
		{Method: "GET", Old: "/v1/voice.list", NewMethod: "GET", New: "/v3/voices", Tool: "list_voices"},
		{Method: "GET", Old: "/v1/audio/voices", NewMethod: "GET", New: "/v3/voices", Tool: "list_voices", Note: "with engine starfish"},
		{Method: "GET", Old: "/v2/voices/locales", NewMethod: "GET", New: "/v3/voices", Tool: "list_voices", Note: "support_locale tells which voices take a locale"},
		{Method: "GET", Old: "/v2/video_translate/target_languages", NewMethod: "GET", New: "/v3/video-translations/languages", Tool: "list_video_translation_languages"},
		{Method: "GET", Old: "/v2/video_translate/{id}", NewMethod: "GET", New: "/v3/video-translations/{id}", Tool: "get_video_status", asks: map[string]string{"id": "ids"}},
		{Method: "GET", Old: "/v2/templates", NewMethod: "GET", New: "/v3/templates", Tool: "list_templates"},
		{Method: "GET", Old: "/v2/template/{id}", NewMethod: "GET", New: "/v3/templates/{id}", Tool: "get_template", asks: map[string]string{"id": "template_id"}},
		{Method: "POST", Old: "/v1/asset", NewMethod: "POST", New: "/v3/assets", Tool: "upload_asset", Note: "an upload: give the file's path or address; above 32 MB by direct upload"},
		{Method: "GET", Old: "/v1/asset/list", NewMethod: "GET", New: "/v3/assets", Tool: "list_assets", Note: "GET /v3/assets/search finds pictures"},
		{Method: "GET", Old: "/v2/assets", NewMethod: "GET", New: "/v3/assets", Tool: "list_assets"},
		{Method: "POST", Old: "/v1/asset/{id}/delete", NewMethod: "DELETE", New: "/v3/assets/{id}", Tool: "delete_asset", Note: "deletes for good"},
		{Method: "GET", Old: "/v2/user/remaining_quota", NewMethod: "GET", New: "/v3/users/me", Tool: "get_current_user", Note: "dollars or credits, no quota units"},
		{Method: "GET", Old: "/v1/user/me", NewMethod: "GET", New: "/v3/users/me", Tool: "get_current_user"},
		{Method: "POST", Old: "/v1/webhook/endpoint.add", NewMethod: "POST", New: "/v3/webhooks/endpoints", Tool: "create_webhook", Note: "the secret is told once"},
		{Method: "GET", Old: "/v1/webhook/endpoint.list", NewMethod: "GET", New: "/v3/webhooks/endpoints", Tool: "list_webhooks"},
		{Method: "PATCH", Old: "/v1/webhook/endpoint.update", NewMethod: "PATCH", New: "/v3/webhooks/endpoints/{endpoint_id}", Tool: "update_webhook"},
		{Method: "DELETE", Old: "/v1/webhook/endpoint.delete", NewMethod: "DELETE", New: "/v3/webhooks/endpoints/{endpoint_id}", Tool: "delete_webhook"},
		{Method: "GET", Old: "/v1/webhook/webhook.list", NewMethod: "GET", New: "/v3/webhooks/event-types", Tool: "list_webhook_events"},
		{Method: "*", Old: "/v1/streaming.{action}", Note: live},
		{Method: "*", Old: "/v1/streaming/{action...}", Note: live},
		{Method: "POST", Old: "/v1/personalized_video/{action...}", Note: "no counterpart: fill a template for each contact with generate_from_template"},
	}
}

// findRoute finds the old endpoint by its path, which may be an address with a
// query, and gives what the path's variables and the query say.
func findRoute(method, address string) (Route, map[string]string, bool) {
	u, err := url.Parse(address)
	if err != nil {
		return Route{}, nil, false
	}
	path := strings.TrimSuffix(u.Path, "/")
	if !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	var found Route
	var vars map[string]string
	for _, r := range Routes() {
		got, ok := matchPath(r.Old, path)
		if !ok || (vars != nil && found.Method == method) {
			continue
		}
		if r.Method == method || r.Method == "*" || (method == "" && vars == nil) {
			found, vars = r, got
			if r.Method == "*" {
				found.Method = method
			}
			if method == "" {
				break
			}
		}
	}
	if vars == nil {
		return Route{}, nil, false
	}
	for name, values := range u.Query() {
		vars[name] = values[0]
	}
	return found, vars, true
}

// matchPath matches {name} with a part of the path, or the rest of one, and
// {name...} with all that follows.
func matchPath(pattern, path string) (map[string]string, bool) {
	want, got := strings.Split(pattern, "/"), strings.Split(path, "/")
	vars := map[string]string{}
	for i, w := range want {
		if i >= len(got) {
			return nil, false
		}
		fixed, name, variable := strings.Cut(w, "{")
		name = strings.TrimSuffix(name, "}")
		rest, ok := strings.CutPrefix(got[i], fixed)
		switch {
		case !ok, !variable && rest != "", variable && rest == "":
			return nil, false
		case strings.HasSuffix(name, "..."):
			return vars, true
		case variable:
			vars[name] = rest
		}
	}
	return vars, len(want) == len(got)
}
