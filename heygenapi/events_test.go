package heygenapi_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi"
	"heygen-mcp/heygenapi/heygentest"
)

// simulatedHeyGen is one whose clock the test turns.
func simulatedHeyGen(t *testing.T, opts ...heygentest.Option) (*heygentest.Server, *heygentest.ManualClock) {
	t.Helper()
	clock := heygentest.NewManualClock(dawn)
	return heygentest.New(append([]heygentest.Option{heygentest.WithClock(clock), heygentest.WithPlainWebhooks()}, opts...)...), clock
}

// post sends JSON to the simulated HeyGen and gives the data of its answer.
func post(t *testing.T, s *heygentest.Server, path string, body any) map[string]any {
	t.Helper()
	raw, err := json.Marshal(body)
	require.NoError(t, err)
	req := httptest.NewRequestWithContext(t.Context(), http.MethodPost, path, bytes.NewReader(raw))
	req.Header.Set("X-Api-Key", "sk_test")
	rec := httptest.NewRecorder()
	s.ServeHTTP(rec, req)
	require.Equal(t, http.StatusOK, rec.Code, rec.Body)
	var out struct {
		Data map[string]any `json:"data"`
	}
	require.NoError(t, json.Unmarshal(rec.Body.Bytes(), &out))
	return out.Data
}

func TestEveryEventIsReceived(t *testing.T) {
	t.Parallel()
	for _, header := range []heygentest.SignatureHeader{heygentest.SignatureTimed, heygentest.SignatureAlone} {
		heygen, clock := simulatedHeyGen(t, heygentest.WithSignatureHeader(header))
		box := openInbox(t, clock.Now)
		made := post(t, heygen, "/v3/webhooks/endpoints", map[string]any{"url": box.url})
		box.set(func() { box.secrets = []string{made["secret"].(string)} })
		var ids []string
		for i, kind := range heygenapi.EventTypes() {
			id, err := heygen.Emit(string(kind), map[string]any{"video_id": "v", "video_translate_id": "t", "callback_id": strconv.Itoa(i)})
			require.NoError(t, err, "the simulator knows the same types")
			ids = append(ids, id)
		}
		heygen.Deliver(t.Context())
		got := box.all()
		require.Len(t, got, 34)
		for i, kind := range heygenapi.EventTypes() {
			assert.Equal(t, kind, got[i].Type)
			assert.True(t, got[i].Type.Known())
			assert.Equal(t, strings.Contains(string(kind), "fail"), kind.Failed())
			assert.Equal(t, strconv.Itoa(i), got[i].CallbackID)
			fields, err := got[i].Fields()
			require.NoError(t, err)
			assert.Equal(t, "v", fields["video_id"])
			if header == heygentest.SignatureTimed {
				assert.Equal(t, ids[i], got[i].ID)
				assert.Equal(t, dawn, got[i].SentAt)
			} else {
				assert.Equal(t, []any{"", time.Time{}}, []any{got[i].ID, got[i].SentAt})
			}
		}
		for _, d := range heygen.Deliveries() {
			assert.Equal(t, heygentest.DeliveryDone, d.State, d.EventType)
			assert.Equal(t, http.StatusOK, d.LastStatus, "%s %s", d.Method, d.EventType)
		}
	}
}

func TestEventsOfRealJobsAreTyped(t *testing.T) {
	t.Parallel()
	heygen, clock := simulatedHeyGen(t)
	box := openInbox(t, clock.Now)
	made := post(t, heygen, "/v3/webhooks/endpoints", map[string]any{"url": box.url, "events": []string{"avatar_video.success", "video_translate.success", "video_translate.fail"}})
	box.set(func() { box.secrets = []string{made["secret"].(string)} })
	source := map[string]any{"type": "url", "url": "https://files.example/a.mp4"}
	video := post(t, heygen, "/v3/videos", map[string]any{
		"type": "cinematic_avatar", "prompt": "A walk", "avatar_id": []string{publicLook(t, heygen)},
	})["video_id"]
	dub := func(title string) any {
		return post(t, heygen, "/v3/video-translations", map[string]any{
			"video": source, "output_languages": []string{"Japanese"}, "callback_id": "mine", "title": title,
		})["video_translation_ids"].([]any)[0]
	}
	good, bad := dub("Good"), dub("Bad [[fail]]")
	clock.Advance(time.Hour)
	heygen.Deliver(t.Context())
	got := box.all()
	require.Len(t, got, 3)

	v, err := got[0].Video()
	require.NoError(t, err)
	assert.Equal(t, video, v.VideoID)
	assert.NotContains(t, []string{v.URL, v.GIFURL, v.PageURL, v.SharePageURL}, "")
	_, err = got[0].Translation()
	require.ErrorContains(t, err, "avatar_video.success")

	d, err := got[1].Translation()
	require.NoError(t, err)
	assert.Equal(t, []any{good, "Japanese", "mine", ""}, []any{d.TranslationID, d.OutputLanguage, d.CallbackID, d.Message})
	assert.NotEmpty(t, d.URL)
	d, err = got[2].Translation()
	require.NoError(t, err)
	assert.Equal(t, []any{bad, "", true}, []any{d.TranslationID, d.URL, d.Message != ""})
	_, err = got[2].Video()
	require.Error(t, err)
}

// publicLook is the id of some look.
func publicLook(t *testing.T, s *heygentest.Server) string {
	t.Helper()
	req := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/v3/avatars/looks?ownership=public&limit=1", http.NoBody)
	req.Header.Set("X-Api-Key", "sk_test")
	rec := httptest.NewRecorder()
	s.ServeHTTP(rec, req)
	var out struct {
		Data []struct {
			ID string `json:"id"`
		} `json:"data"`
	}
	require.NoError(t, json.Unmarshal(rec.Body.Bytes(), &out))
	return out.Data[0].ID
}

func TestRotationOfSecrets(t *testing.T) {
	t.Parallel()
	heygen, clock := simulatedHeyGen(t)
	box := openInbox(t, clock.Now)
	made := post(t, heygen, "/v3/webhooks/endpoints", map[string]any{"url": box.url})
	before := made["secret"].(string)
	after := post(t, heygen, "/v3/webhooks/endpoints/"+made["endpoint_id"].(string)+"/rotate-secret", nil)["secret"].(string)
	emit := func() {
		_, err := heygen.Emit("live_avatar.success", nil)
		require.NoError(t, err)
		heygen.Deliver(t.Context())
	}
	box.set(func() { box.secrets = []string{before} })
	emit()
	assert.Empty(t, box.all())
	assert.Equal(t, http.StatusUnauthorized, heygen.Deliveries()[1].LastStatus)
	box.set(func() { box.secrets = []string{before, after} })
	emit()
	require.Len(t, box.all(), 1, "both are accepted while they are given")
	clock.Advance(time.Minute)
	heygen.Deliver(t.Context())
	assert.Len(t, box.all(), 2, "what was refused comes again")
}

func TestEventThatCouldNotBeTakenComesAgain(t *testing.T) {
	t.Parallel()
	heygen, clock := simulatedHeyGen(t)
	box := openInbox(t, clock.Now)
	made := post(t, heygen, "/v3/webhooks/endpoints", map[string]any{"url": box.url})
	box.set(func() { box.secrets, box.fault = []string{made["secret"].(string)}, errors.New("the queue is full") })
	_, err := heygen.Emit("batch.finished", map[string]any{"batch_id": "b"})
	require.NoError(t, err)
	heygen.Deliver(t.Context())
	assert.Equal(t, http.StatusServiceUnavailable, heygen.Deliveries()[1].LastStatus)
	box.set(func() { box.fault = nil })
	clock.Advance(time.Minute)
	heygen.Deliver(t.Context())
	assert.Len(t, box.all(), 1)
}
