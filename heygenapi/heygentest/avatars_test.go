package heygentest_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi/heygentest/cast"
)

var photoFile = obj{"type": "url", "url": "https://files.example/face.png"}

func TestAvatarsAreFound(t *testing.T) {
	t.Parallel()
	s := open(t)
	private := s.list("/v3/avatars?ownership=private&limit=50")
	require.NotEmpty(t, private)
	group := people().Groups[len(people().Groups)-1]
	assert.Equal(t, group.Name, s.ok(http.MethodGet, "/v3/avatars/"+group.ID, nil)["name"])
	looks := s.list("/v3/avatars/looks?limit=50&group_id=" + group.ID)
	assert.Len(t, looks, group.LooksCount)
	for _, l := range s.list("/v3/avatars/looks?avatar_type=photo_avatar&ownership=public&limit=50") {
		assert.Equal(t, "photo_avatar", l["avatar_type"])
		assert.NotEmpty(t, l["supported_api_engines"])
	}
	one := s.ok(http.MethodGet, "/v3/avatars/looks/"+looks[0]["id"].(string), nil)
	for _, field := range []string{"preview_image_url", "preview_video_url"} {
		assert.Equal(t, http.StatusOK, s.send(http.MethodGet, one[field].(string), nil).status, field)
	}
	s.refused("404 not_found", http.MethodGet, "/v3/avatars/looks/none", nil)
	s.refused("404 avatar_not_found", http.MethodGet, "/v3/avatars/none", nil)
	s.refused("400 invalid_parameter ownership", http.MethodGet, "/v3/avatars?ownership=shared", nil)
	s.refused("400 invalid_parameter avatar_type", http.MethodGet, "/v3/avatars/looks?avatar_type=cat", nil)
}

func TestAvatarIsMade(t *testing.T) {
	t.Parallel()
	s := open(t)
	made := s.ok(http.MethodPost, "/v3/avatars", obj{"type": "photo", "name": "Captain", "file": photoFile})
	look, group := made["avatar_item"].(obj)["id"].(string), made["avatar_group"].(obj)["id"].(string)
	s.refused("409 resource_not_ready avatar_id", http.MethodPost, "/v3/videos", with(spoken(t), "avatar_id", look))
	s.clock.Advance(time.Hour)
	assert.Equal(t, "completed", s.ok(http.MethodGet, "/v3/avatars/looks/"+look, nil)["status"])
	require.Len(t, s.Charges(), 1)
	assert.InDelta(t, 1, s.Charges()[0].USD, 0)
	s.video(with(spoken(t), "avatar_id", look, "voice_id", voiceID(t, starfish)))

	again := s.ok(http.MethodPost, "/v3/avatars", obj{"type": "prompt", "name": "On deck", "prompt": "In a storm", "avatar_group_id": group, "reference_images": []obj{photoFile}})
	second := again["avatar_item"].(obj)["id"].(string)
	assert.InDelta(t, 2, again["avatar_group"].(obj)["looks_count"], 0)
	assert.Equal(t, "At sea", s.ok(http.MethodPatch, "/v3/avatars/looks/"+second, obj{"name": "At sea"})["name"])
	s.ok(http.MethodDelete, "/v3/avatars/looks/"+second, nil)
	assert.InDelta(t, 1, s.ok(http.MethodGet, "/v3/avatars/"+group, nil)["looks_count"], 0)
	s.ok(http.MethodDelete, "/v3/avatars/"+group, nil)
	s.refused("404 not_found", http.MethodGet, "/v3/avatars/looks/"+look, nil)
}

func TestFailedAvatarIsFree(t *testing.T) {
	t.Parallel()
	s := open(t)
	made := s.ok(http.MethodPost, "/v3/avatars", obj{"type": "prompt", "name": "Ghost", "prompt": "[[fail]]"})
	s.clock.Advance(time.Hour)
	got := s.ok(http.MethodGet, "/v3/avatars/looks/"+made["avatar_item"].(obj)["id"].(string), nil)
	assert.Equal(t, "failed", got["status"])
	assert.NotEmpty(t, got["error"].(obj)["message"])
	assert.Empty(t, s.Charges())
}

func TestTwinNeedsConsent(t *testing.T) {
	t.Parallel()
	s := open(t)
	made := s.ok(http.MethodPost, "/v3/avatars", obj{"type": "digital_twin", "name": "Me", "file": obj{"type": "url", "url": "https://files.example/me.mp4"}})
	look, path := made["avatar_item"].(obj)["id"].(string), "/v3/avatars/"+made["avatar_group"].(obj)["id"].(string)
	s.clock.Advance(time.Hour)
	film := with(spoken(t), "avatar_id", look, "voice_id", voiceID(t, starfish))
	s.refused("400 avatar_consent_required avatar_id", http.MethodPost, "/v3/videos", film)
	asked := s.ok(http.MethodPost, path+"/consent", obj{"reroute_url": "https://files.example/back"})
	assert.Contains(t, asked["url"], "/consent/")
	given := s.ok(http.MethodPost, path+"/consent", obj{"consent_video": obj{"type": "url", "url": "https://files.example/yes.mp4"}})
	assert.Equal(t, "approved", given["avatar_group"].(obj)["consent_status"])
	s.video(film)
}

func TestAvatarRules(t *testing.T) {
	t.Parallel()
	s := open(t)
	public := look(t, func(l cast.Look) bool { return !l.Private })
	for _, c := range []struct {
		want string
		body obj
	}{
		{"400 invalid_parameter name", obj{"type": "photo", "file": photoFile}},
		{"400 invalid_parameter type", obj{"type": "clay", "name": "A"}},
		{"400 invalid_parameter file", obj{"type": "photo", "name": "A"}},
		{"400 invalid_parameter prompt", obj{"type": "prompt", "name": "A"}},
		{"400 invalid_parameter reference_images", obj{"type": "prompt", "name": "A", "prompt": "B", "reference_images": times(4, photoFile)}},
		{"400 invalid_parameter reference_images.0.type", obj{"type": "prompt", "name": "A", "prompt": "B", "reference_images": []obj{{}}}},
		{"400 invalid_parameter avatar_group_id", obj{"type": "photo", "name": "A", "file": photoFile, "avatar_group_id": "none"}},
		{"403 forbidden avatar_group_id", obj{"type": "photo", "name": "A", "file": photoFile, "avatar_group_id": public.GroupID}},
	} {
		s.refused(c.want, http.MethodPost, "/v3/avatars", c.body)
	}
	s.refused("403 forbidden", http.MethodDelete, "/v3/avatars/"+public.GroupID, nil)
	s.refused("403 forbidden", http.MethodDelete, "/v3/avatars/looks/"+public.ID, nil)
	s.refused("403 forbidden", http.MethodPatch, "/v3/avatars/looks/"+public.ID, obj{"name": "B"})
	s.refused("403 forbidden", http.MethodPost, "/v3/avatars/"+public.GroupID+"/consent", obj{})
}
