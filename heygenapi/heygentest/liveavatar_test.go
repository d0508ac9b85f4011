package heygentest_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi/heygentest"
)

const liveKey = "la_of_the_tests"

// live sends a request to LiveAvatar and gives the status and its envelope.
func (s *sandbox) live(method, path string, body any, header ...string) (int, obj) {
	s.t.Helper()
	if len(header) == 0 {
		header = []string{"X-Api-Key", liveKey}
	}
	a := s.send(method, "/liveavatar"+path, body, header...)
	require.Contains(s.t, a.body, "data", "%s %s: %s", method, path, a.raw)
	assert.NotEmpty(s.t, a.body["message"])
	return a.status, a.body
}

// liveOK sends a request that has to succeed, and gives its data.
func (s *sandbox) liveOK(method, path string, body any, header ...string) obj {
	s.t.Helper()
	status, a := s.live(method, path, body, header...)
	require.Contains(s.t, []int{200, 201}, status, "%v", a)
	assert.EqualValues(s.t, 1000, a["code"])
	data, _ := a["data"].(obj)
	return data
}

func bearer(token any) []string { return []string{"Authorization", "Bearer " + token.(string)} }

// liveToken makes a session and gives its id and token.
func (s *sandbox) liveToken(pairs ...any) (id string, token []string) {
	s.t.Helper()
	avatar := items(s.liveOK(http.MethodGet, "/v1/avatars/public?page_size=1", nil)["results"])[0]["id"]
	made := s.liveOK(http.MethodPost, "/v1/sessions/token", with(obj{"mode": "FULL", "avatar_id": avatar}, pairs...))
	return made["session_id"].(string), bearer(made["session_token"])
}

func (s *sandbox) liveCredits() any {
	s.t.Helper()
	return s.liveOK(http.MethodGet, "/v1/users/credits", nil)["credits_left"]
}

func (s *sandbox) liveActive(id string) any {
	s.t.Helper()
	return s.liveOK(http.MethodGet, "/v1/sessions/"+id+"/transcript", nil)["session_active"]
}

func TestLiveSessionFromTokenToTranscript(t *testing.T) {
	t.Parallel()
	s := open(t)
	voice := items(s.liveOK(http.MethodGet, "/v1/voices?page_size=1", nil)["results"])[0]["id"]
	id, token := s.liveToken("avatar_persona", obj{"voice_id": voice, "context_id": "c", "language": "en"})
	assert.Equal(t, 100.0, s.liveCredits(), "a token is free")
	status, started := s.live(http.MethodPost, "/v1/sessions/start", nil, token...)
	require.Equal(t, http.StatusCreated, status)
	data := started["data"].(obj)
	assert.Equal(t, id, data["session_id"])
	assert.True(t, strings.HasPrefix(data["livekit_url"].(string), "wss://"))
	assert.NotEmpty(t, data["livekit_client_token"])

	s.clock.Advance(25 * time.Second)
	path := "/v1/sessions/" + id + "/transcript"
	said := s.liveOK(http.MethodGet, path, nil)
	assert.Equal(t, true, said["session_active"])
	lines := items(said["transcript_data"])
	require.Len(t, lines, 2)
	assert.Equal(t, []any{"avatar", float64(morning.Unix() + 10), 10.0}, []any{lines[0]["role"], lines[0]["absolute_timestamp"], lines[0]["relative_timestamp"]})
	s.clock.Advance(10 * time.Second)
	more := s.liveOK(http.MethodGet, path+"?start_timestamp=1793610021", nil)
	assert.Equal(t, 1793610021.0, said["next_timestamp"])
	assert.Len(t, more["transcript_data"], 1, "only what is new")
	assert.Len(t, s.liveOK(http.MethodGet, path+"?end_timestamp=1793610010", nil)["transcript_data"], 1)

	s.liveOK(http.MethodPost, "/v1/sessions/stop", obj{"reason": "USER_CLOSED"}, token...)
	s.liveOK(http.MethodPost, "/v1/sessions/stop", obj{"session_id": id})
	s.clock.Advance(time.Hour)
	after := s.liveOK(http.MethodGet, path, nil)
	assert.Equal(t, false, after["session_active"])
	assert.Len(t, after["transcript_data"], 3)
	assert.Equal(t, 98.0, s.liveCredits())
	assert.Empty(t, s.Charges(), "HeyGen's wallet pays for none of it")
}

func TestLiveMinutesCostCredits(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		mode    string
		sandbox bool
		left    float64
	}{{"FULL", false, 92}, {"LITE", false, 96}, {"FULL", true, 100}, {"LITE", true, 100}} {
		s := open(t)
		id, token := s.liveToken("mode", c.mode, "is_sandbox", c.sandbox)
		s.liveOK(http.MethodPost, "/v1/sessions/start", nil, token...)
		s.clock.Advance(59 * time.Second)
		assert.Equal(t, true, s.liveActive(id))
		s.clock.Advance(3*time.Minute - 30*time.Second)
		assert.Equal(t, !c.sandbox, s.liveActive(id), "a sandbox ends after a minute")
		s.liveOK(http.MethodPost, "/v1/sessions/stop", nil, token...)
		assert.Equal(t, c.left, s.liveCredits(), "%s: a minute that has begun counts", c.mode)
		said := s.liveOK(http.MethodGet, "/v1/sessions/"+id+"/transcript", nil)["transcript_data"]
		assert.Equal(t, c.mode == "LITE", len(said.([]any)) == 0, "only FULL sessions are written down")
	}
}

func TestLiveSessionEndsByItself(t *testing.T) {
	t.Parallel()
	s := open(t)
	id, token := s.liveToken()
	s.liveOK(http.MethodPost, "/v1/sessions/start", nil, token...)
	for i := range 3 {
		s.clock.Advance(4 * time.Minute)
		if i%2 == 0 {
			s.liveOK(http.MethodPost, "/v1/sessions/keep-alive", nil, token...)
		} else {
			s.liveOK(http.MethodPost, "/v1/sessions/keep-alive", obj{"session_id": id})
		}
	}
	assert.Equal(t, true, s.liveActive(id))
	s.clock.Advance(5 * time.Minute)
	status, a := s.live(http.MethodPost, "/v1/sessions/keep-alive", nil, token...)
	assert.Equal(t, http.StatusConflict, status)
	assert.Contains(t, a["message"], "IDLE_TIMEOUT")
	assert.Equal(t, 66.0, s.liveCredits(), "17 minutes")

	_, token = s.liveToken("max_session_duration", 90)
	s.liveOK(http.MethodPost, "/v1/sessions/start", nil, token...)
	s.clock.Advance(90 * time.Second)
	_, a = s.live(http.MethodPost, "/v1/sessions/start", nil, token...)
	assert.Contains(t, a["message"], "MAX_DURATION_REACHED")
}

func TestLiveSessionEndsWithoutCredits(t *testing.T) {
	t.Parallel()
	s := open(t, heygentest.WithLiveAvatarCredits(5))
	id, token := s.liveToken()
	s.liveOK(http.MethodPost, "/v1/sessions/start", nil, token...)
	s.clock.Advance(4 * time.Minute)
	_, a := s.live(http.MethodPost, "/v1/sessions/keep-alive", nil, token...)
	assert.Contains(t, a["message"], "NO_CREDITS")
	assert.Equal(t, false, s.liveActive(id))
	assert.Equal(t, 1.0, s.liveCredits())
	_, token = s.liveToken()
	status, _ := s.live(http.MethodPost, "/v1/sessions/start", nil, token...)
	assert.Equal(t, http.StatusPaymentRequired, status)
	_, token = s.liveToken("is_sandbox", true)
	s.liveOK(http.MethodPost, "/v1/sessions/start", nil, token...)
}

func TestLiveCredentials(t *testing.T) {
	t.Parallel()
	s := open(t)
	id, token := s.liveToken()
	_, other := s.liveToken()
	for _, c := range []struct {
		want         int
		method, path string
		body         any
		header       []string
	}{
		{401, "GET", "/v1/users/credits", nil, []string{"X-Api-Key", ""}},
		{401, "GET", "/v1/users/credits", nil, []string{"X-Api-Key", "sk_of_heygen"}},
		{401, "GET", "/v1/users/credits", nil, []string{"X-Api-Key", "la_invalid"}},
		{401, "GET", "/v1/users/credits", nil, token},
		{401, "POST", "/v1/sessions/token", obj{"mode": "FULL"}, token},
		{401, "POST", "/v1/sessions/start", nil, nil},
		{401, "POST", "/v1/sessions/start", nil, bearer("none")},
		{401, "POST", "/v1/sessions/stop", nil, []string{"X-Api-Key", ""}},
		{422, "POST", "/v1/sessions/stop", nil, nil},
		{422, "POST", "/v1/sessions/stop", obj{"session_id": id, "reason": "BORED"}, nil},
		{422, "POST", "/v1/sessions/stop", "{", nil},
		{403, "POST", "/v1/sessions/stop", obj{"session_id": id}, other},
		{404, "POST", "/v1/sessions/keep-alive", obj{"session_id": "none"}, nil},
		{409, "POST", "/v1/sessions/keep-alive", nil, token},
		{404, "GET", "/v1/sessions/none/transcript", nil, nil},
		{404, "GET", "/v1/none", nil, nil},
		{401, "GET", "/v1/avatars/public", nil, []string{"X-Api-Key", "sk_of_heygen"}},
		{200, "GET", "/v1/avatars/public", nil, []string{"X-Api-Key", ""}},
	} {
		status, a := s.live(c.method, c.path, c.body, c.header...)
		assert.Equal(t, c.want, status, "%s %s %v: %v", c.method, c.path, c.header, a)
		if status != http.StatusOK {
			assert.EqualValues(t, status, a["code"])
		}
	}
	for _, r := range s.Requests() {
		assert.NotContains(t, r.Header.Get("X-Api-Key")+r.Header.Get("Authorization"), "la_")
	}
}

func TestLiveTokenRules(t *testing.T) {
	t.Parallel()
	s := open(t)
	avatar := items(s.liveOK(http.MethodGet, "/v1/avatars/public", nil)["results"])[0]["id"]
	good := obj{"mode": "FULL", "avatar_id": avatar}
	for _, c := range []struct {
		want int
		body obj
	}{
		{200, with(good, "livekit_config", obj{"livekit_url": "wss://a"}, "mode", "LITE")},
		{422, with(good, "mode", nil)},
		{422, with(good, "mode", "CUSTOM")},
		{422, with(good, "avatar_id", nil)},
		{404, with(good, "avatar_id", person(t, "studio_avatar", "avatar_iv").ID)},
		{422, with(good, "avatar_persona", obj{"voice_id": "none"})},
		{422, with(good, "is_sandbox", "yes")},
		{422, with(good, "max_session_duration", 0)},
	} {
		status, a := s.live(http.MethodPost, "/v1/sessions/token", c.body)
		assert.Equal(t, c.want, status, "%v: %v", c.body, a)
	}
}

func TestLiveAvatarsArePaged(t *testing.T) {
	t.Parallel()
	s := open(t)
	seen := map[any]bool{}
	next := any("/v1/avatars/public?page_size=100")
	var count any
	for next != nil {
		page := s.liveOK(http.MethodGet, next.(string), nil)
		count, next = page["count"], page["next"]
		for _, a := range items(page["results"]) {
			assert.Regexp(t, `^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`, a["id"])
			seen[a["id"]] = true
		}
		if next != nil {
			next = strings.TrimPrefix(next.(string), s.url+"/liveavatar")
		}
	}
	assert.EqualValues(t, len(seen), count)
	assert.Greater(t, len(seen), 100)
	own := s.liveOK(http.MethodGet, "/v1/avatars?page=2&page_size=1", nil)
	assert.NotNil(t, own["previous"])
	assert.Empty(t, s.liveOK(http.MethodGet, "/v1/avatars?page=1000000", nil)["results"])
	for _, q := range []string{"page=0", "page_size=101", "page_size=many"} {
		status, _ := s.live(http.MethodGet, "/v1/voices?"+q, nil)
		assert.Equal(t, http.StatusUnprocessableEntity, status, q)
	}
	preview := items(s.liveOK(http.MethodGet, "/v1/avatars/public", nil)["results"])[0]["preview_url"].(string)
	assert.Equal(t, http.StatusOK, s.send(http.MethodGet, preview, nil).status)
}

func TestLiveFaults(t *testing.T) {
	t.Parallel()
	s := open(t, heygentest.WithFault(heygentest.Fault{Path: "/liveavatar/v1/users/credits", Times: 1, Kind: heygentest.FaultFail500}))
	assert.Equal(t, http.StatusInternalServerError, s.send(http.MethodGet, "/liveavatar/v1/users/credits", nil, "X-Api-Key", liveKey).status)
	assert.Equal(t, 100.0, s.liveCredits())
}
