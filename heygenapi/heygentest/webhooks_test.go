package heygentest_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const endpointsPath = "/v3/webhooks/endpoints"

func TestEndpointShowsItsSecretOnce(t *testing.T) {
	t.Parallel()
	s := open(t)
	made := s.ok(http.MethodPost, endpointsPath, obj{"url": "https://hooks.example/a"})
	assert.Regexp(t, `^whsec_\w{32}$`, made["secret"])
	assert.Equal(t, "enabled", made["status"])
	assert.Equal(t, "2026-11-02T09:00:00Z", made["created_at"])
	assert.Nil(t, made["events"], "which stands for all")
	listed := s.list(endpointsPath)
	require.Len(t, listed, 1)
	assert.Equal(t, with(made, "secret", nil), with(listed[0], "secret", nil))
	assert.Nil(t, listed[0]["secret"])

	path := endpointsPath + "/" + made["endpoint_id"].(string)
	changed := s.ok(http.MethodPatch, path, obj{"url": "https://hooks.example/b", "events": []string{"batch.finished"}})
	assert.Equal(t, []any{"https://hooks.example/b", []any{"batch.finished"}, nil}, []any{changed["url"], changed["events"], changed["secret"]})
	assert.Equal(t, changed, s.ok(http.MethodPatch, path, obj{"url": changed["url"]}), "what is not named stays")
	assert.Nil(t, s.ok(http.MethodPatch, path, obj{"events": nil})["events"])

	rotated := s.ok(http.MethodPost, path+"/rotate-secret", nil)
	assert.Equal(t, made["endpoint_id"], rotated["endpoint_id"])
	assert.NotEqual(t, made["secret"], rotated["secret"])

	s.ok(http.MethodDelete, path, nil)
	assert.Empty(t, s.list(endpointsPath))
}

func TestEndpointRules(t *testing.T) {
	t.Parallel()
	s := open(t)
	path := endpointsPath + "/" + s.ok(http.MethodPost, endpointsPath, obj{"url": "https://hooks.example"})["endpoint_id"].(string)
	for _, body := range []obj{{}, {"url": ""}, {"url": "hooks.example"}, {"url": "ftp://hooks.example"}, {"url": nil}} {
		s.refused("400 invalid_parameter url", http.MethodPost, endpointsPath, body)
	}
	s.refused("400 invalid_parameter url", http.MethodPatch, path, obj{"url": "hooks"})
	s.refused("400 invalid_parameter url", http.MethodPatch, path, obj{})
	s.refused("409 conflict url", http.MethodPost, endpointsPath, obj{"url": "https://hooks.example"})
	for _, local := range []string{"http://hooks.example", "http://127.0.0.1:1", "https://localhost"} {
		s.refused("400 invalid_parameter url", http.MethodPost, endpointsPath, obj{"url": local})
	}
	for param, events := range map[string]any{"events.0": []string{"video.done"}, "events": "batch.finished"} {
		s.refused("400 invalid_parameter "+param, http.MethodPost, endpointsPath, obj{"url": "https://hooks.example", "events": events})
		s.refused("400 invalid_parameter "+param, http.MethodPatch, path, obj{"events": events})
	}
	none := endpointsPath + "/none"
	s.refused("404 webhook_not_found", http.MethodPatch, none, obj{"events": nil})
	s.refused("404 webhook_not_found", http.MethodDelete, none, nil)
	s.refused("404 webhook_not_found", http.MethodPost, none+"/rotate-secret", nil)
	s.refused("400 invalid_parameter event_type", http.MethodGet, "/v3/webhooks/events?event_type=video.done", nil)
	assert.Len(t, s.list(endpointsPath), 1)
}

func TestSecretsAreReplayed(t *testing.T) {
	t.Parallel()
	s := open(t)
	body := obj{"url": "https://hooks.example"}
	made := s.ok(http.MethodPost, endpointsPath, body, "Idempotency-Key", "a")
	assert.Equal(t, made, s.ok(http.MethodPost, endpointsPath, body, "Idempotency-Key", "a"))
	assert.Len(t, s.list(endpointsPath), 1)
	path := endpointsPath + "/" + made["endpoint_id"].(string) + "/rotate-secret"
	first := s.ok(http.MethodPost, path, nil, "Idempotency-Key", "a")
	assert.Equal(t, first, s.ok(http.MethodPost, path, nil, "Idempotency-Key", "a"))
	assert.NotEqual(t, first, s.ok(http.MethodPost, path, nil))
}

func TestEventTypesAreThoseOfTheReference(t *testing.T) {
	t.Parallel()
	s := open(t)
	op, err := reference(t).Find(http.MethodGet, "/v3/webhooks/events")
	require.NoError(t, err)
	var names []string
	for _, kind := range s.list("/v3/webhooks/event-types") {
		names = append(names, kind["event_type"].(string))
		assert.NotEmpty(t, kind["description"])
	}
	require.Equal(t, "event_type", op.Query[0].Name)
	assert.Equal(t, op.Query[0].Enum, names)
	assert.Len(t, names, 34)
}

func TestEventsAreListedNewestFirst(t *testing.T) {
	t.Parallel()
	s := open(t)
	for _, id := range []string{"a", "b", "c"} {
		_, err := s.Emit("hyperframes_video.success", obj{"video_id": id, "callback_id": "mine"})
		require.NoError(t, err)
	}
	last, err := s.Emit("live_avatar.fail", nil)
	require.NoError(t, err)
	_, err = s.Emit("video.done", nil)
	require.ErrorContains(t, err, "live_avatar.fail", "the known ones are named")

	all := s.list("/v3/webhooks/events")
	require.Len(t, all, 4)
	assert.Equal(t, obj{"event_id": last, "event_type": "live_avatar.fail", "event_data": obj{}, "created_at": "2026-11-02T09:00:00Z"}, all[0])
	assert.Len(t, s.list("/v3/webhooks/events?event_type=hyperframes_video.success"), 3)
	one := s.list("/v3/webhooks/events?entity_id=b")
	require.Len(t, one, 1)
	assert.Equal(t, all[2], one[0])
	assert.Empty(t, s.list("/v3/webhooks/events?entity_id=mine"), "an event is not about its callback")
	page := s.send(http.MethodGet, "/v3/webhooks/events?limit=3", nil)
	assert.Equal(t, true, page.body["has_more"])
	assert.Len(t, s.list("/v3/webhooks/events?limit=3&token="+page.body["next_token"].(string)), 1)
}
