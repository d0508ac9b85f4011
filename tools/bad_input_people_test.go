package tools_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"heygen-mcp/tools"
)

func badPeople(k known) []badInput {
	avatar := func(change map[string]any) map[string]any {
		args := map[string]any{"name": "Ada"}
		maps.Copy(args, change)
		return args
	}
	return []badInput{
		{"list_avatar_groups", map[string]any{"ownership": "mine"}, "ownership", `"mine"`, "public, private", true},
		{"list_avatar_groups", map[string]any{"cursor": "forged"}, "cursor", "not one that this search gave", "without cursor", false},
		{"get_avatar_group", map[string]any{}, "group_id", "is missing", "Add group_id", true},
		{"get_avatar_group", map[string]any{"group_id": "a/b"}, "group_id", `"a/b"`, "list_avatar_groups", true},
		{"get_avatar_group", map[string]any{"group_id": "nobody"}, "group_id", `"nobody"`, "list_avatar_groups", false},
		{"get_avatar_group", map[string]any{"group_id": k.look.AvatarID}, "group_id", "id of the look", k.look.GroupID, false},
		{"create_avatar", map[string]any{"prompt": "A baker."}, "name", "is missing", "Add name", true},
		{"create_avatar", avatar(nil), "image_url", "no source", "video_asset_id, prompt", true},
		{"create_avatar", avatar(map[string]any{"prompt": "A baker.", "video_asset_id": "x"}), "prompt", "beside video_asset_id", "Keep one", true},
		{"create_avatar", avatar(map[string]any{"image_asset_id": "x", "reference_image_asset_ids": []string{"y"}}), "reference_image_asset_ids", "without prompt", "Add prompt", true},
		{"create_avatar", avatar(map[string]any{"image_asset_id": "x", "avatar_id": "y"}), "avatar_id", "without prompt", "Add prompt", true},
		{"create_avatar", avatar(map[string]any{"prompt": "A baker.", "reference_image_urls": links(2), "reference_image_asset_ids": []string{"a", "b"}}), "reference_image_urls", "4 pictures", "at most 3", true},
		{"create_avatar", avatar(map[string]any{"prompt": "A baker.", "reference_image_urls": []string{"https://youtu.be/x"}}), "reference_image_urls", "YouTube page", "upload_asset", true},
		{"create_avatar", avatar(map[string]any{"prompt": " "}), "prompt", "is blank", "Write", true},
		{"create_avatar", avatar(map[string]any{"image_url": "https://drive.google.com/x"}), "image_url", "Google Drive", "upload_asset", true},
		{"create_avatar", avatar(map[string]any{"image_asset_id": "x", "group_id": "nobody"}), "group_id", `"nobody"`, "list_avatar_groups", false},
		{"create_avatar", avatar(map[string]any{"image_asset_id": "x", "group_id": k.look.GroupID}), "group_id", "a public person", "ownership private", false},
		{"create_avatar", avatar(map[string]any{"prompt": "A baker.", "avatar_id": "nobody"}), "avatar_id", `"nobody"`, "list_avatars", false},
		{"create_avatar_consent", map[string]any{"group_id": k.look.GroupID}, "group_id", "a public person", "ownership private", false},
		{"create_avatar_consent", map[string]any{"group_id": "g", "reroute_url": "example.com"}, "reroute_url", "not a web address", "https://", true},
		{"create_avatar_consent", map[string]any{"group_id": "g", "consent_video_url": "https://example.com/v.mp4", "consent_video_asset_id": "x"}, "consent_video_asset_id", "beside consent_video_url", "Keep one", true},
		{"update_avatar_look", map[string]any{"avatar_id": "x"}, "name", "is missing", "Add name", true},
		{"update_avatar_look", map[string]any{"avatar_id": "x", "name": "  "}, "name", "is blank", "Write", true},
		{"update_avatar_look", map[string]any{"avatar_id": k.look.AvatarID, "name": "Mine"}, "avatar_id", "a public look", "ownership private", false},
		{"delete_avatar", map[string]any{}, "avatar_id", "no avatar", "avatar_id, group_id", true},
		{"delete_avatar", map[string]any{"avatar_id": "a", "group_id": "b"}, "group_id", "beside avatar_id", "Keep one", true},
		{"delete_avatar", map[string]any{"avatar_id": k.look.AvatarID}, "avatar_id", "a public look", "ownership private", false},
		{"delete_avatar", map[string]any{"group_id": k.look.GroupID}, "group_id", "a public person", "ownership private", false},

		{"design_voice", map[string]any{"prompt": " "}, "prompt", "is blank", "Write", true},
		{"design_voice", map[string]any{"prompt": "warm", "seed": -1}, "seed", "-1", "at least 0", true},
		{"get_voice", map[string]any{"voice_id": "no_voice"}, "voice_id", `"no_voice"`, "list_voices", false},
		{"clone_voice", map[string]any{"name": "Me"}, "audio_url", "no recording", "audio_url, audio_asset_id", true},
		{"clone_voice", map[string]any{"audio_asset_id": "x"}, "name", "is missing", "Add name", true},
		{"clone_voice", map[string]any{"name": "Me", "audio_url": "http://192.168.1.7/a.mp3"}, "audio_url", "private network", "upload_asset", true},
		{"delete_voice", map[string]any{"voice_id": "no_voice"}, "voice_id", `"no_voice"`, "list_voices", false},
		{"delete_voice", map[string]any{"voice_id": k.look.DefaultVoiceID}, "voice_id", "a public voice", "type private", false},

		{"list_assets", map[string]any{"limit": 101}, "limit", "101", "at most 100", true},
		{"list_assets", map[string]any{"cursor": "forged"}, "cursor", "not one", "without cursor", true},
		{"get_asset", map[string]any{"asset_ids": []string{}}, "asset_ids", "0 items", "at least 1", true},
		{"get_asset", map[string]any{"asset_ids": []string{"a,b"}}, "asset_ids", `"a,b"`, "list_assets", true},
		{"get_asset", map[string]any{"asset_ids": []string{"no_asset"}}, "asset_ids", `"no_asset"`, "list_assets", false},
		{"search_assets", map[string]any{}, "query", "is missing", "Add query", true},
		{"search_assets", map[string]any{"query": "cat", "type": "video"}, "type", `"video"`, "image, icon", true},
		{"search_audio_sounds", map[string]any{"query": "calm", "min_score": 2}, "min_score", "2", "at most 1", true},
		{"search_audio_sounds", map[string]any{"query": " "}, "query", "is blank", "Write", true},
		{"upload_assets", map[string]any{}, "paths", "no file", "paths, urls or both", true},
		{"upload_assets", map[string]any{"urls": links(21)}, "paths", "21 files", "several calls", true},
		{"upload_assets", map[string]any{"paths": []string{"/etc/passwd", "/etc/hostname"}}, "paths", "/etc/hostname", "--upload-dir", true},
		{"upload_assets", map[string]any{"urls": []string{"http://169.254.169.254/latest"}}, "urls", "private network", "public address", true},
		{"delete_asset", map[string]any{"asset_id": "no_asset"}, "asset_id", `"no_asset"`, "list_assets", false},

		{"create_webhook", map[string]any{"url": "hooks.example.com"}, "url", "not a web address", "https://", true},
		{"create_webhook", map[string]any{"url": "ftp://hooks.example.com"}, "url", "not a web address", "https://", true},
		{"create_webhook", map[string]any{"url": "https://me:secret@hooks.example.com"}, "url", "user name or password", "without credentials", true},
		{"create_webhook", map[string]any{"url": "https://hooks.example.com", "events": []string{"avatar_video"}}, "events", `"avatar_video"`, "avatar_video.success, avatar_video.fail", false},
		{"create_webhook", map[string]any{"url": "https://hooks.example.com", "events": []string{"batch.finishd"}}, "events", `"batch.finishd"`, "Did you mean batch.finished?", false},
		{"list_webhooks", map[string]any{"limit": 0}, "limit", "0", "at least 1", true},
		{"update_webhook", map[string]any{"endpoint_id": "e"}, "url", "nothing to change", "url, events or both", true},
		{"update_webhook", map[string]any{"endpoint_id": "none", "url": "https://hooks.example.com"}, "endpoint_id", `"none"`, "list_webhooks", false},
		{"delete_webhook", map[string]any{"endpoint_id": "a b"}, "endpoint_id", `"a b"`, "list_webhooks", true},
		{"delete_webhook", map[string]any{"endpoint_id": "none"}, "endpoint_id", `"none"`, "list_webhooks", false},
		{"rotate_webhook_secret", map[string]any{"endpoint_id": ""}, "endpoint_id", "0 characters", "at least 1", true},
		{"list_webhook_events", map[string]any{"event_type": "nothing"}, "event_type", `"nothing"`, "types", false},
		{"list_webhook_events", map[string]any{"event_type": "batch.finished", "types": true}, "types", "beside event_type", "Keep one", true},
		{"list_brand_kits", map[string]any{"cursor": "forged"}, "cursor", "not one", "without cursor", true},
		{"list_brand_glossaries", map[string]any{"query": "x"}, "query", "not an argument", "cursor, limit", true},
	}
}

func TestBadInputOfPeople(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	k := known{look: b.someLook(map[string]any{"engine": "avatar_iv"})}
	covered := map[string]bool{}
	for _, row := range badPeople(k) {
		covered[row.tool] = true
		// One after the other: each counts the requests that it made.
		row.check(t, b)
	}
	for _, tool := range tools.All() {
		if slices.Contains(strings.Fields("avatars voices assets webhooks brand"), tool.Toolset) {
			assert.True(t, covered[tool.Name], "%s has no bad input here", tool.Name)
		}
	}
	for _, r := range b.heygen.Requests() {
		assert.NotEqual(t, 400, r.Status, "%s %s came back as a bad request", r.Method, r.Path)
	}
}
