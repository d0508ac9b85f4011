package heygentest_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi/heygentest"
	"heygen-mcp/heygenapi/heygentest/cast"
	"heygen-mcp/internal/contract"
)

// morning is when the clock of every test starts.
var morning = time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)

// people is the cast that every server of the tests has too.
var people = sync.OnceValue(func() *cast.Cast { return cast.New(1) })

// obj is a JSON object.
type obj = map[string]any

// sandbox is a simulated HeyGen of which every answer is held to the reference.
type sandbox struct {
	*heygentest.Server
	t     testing.TB
	clock *heygentest.ManualClock
	url   string
	seen  *sync.Map
}

var loaded struct {
	once     sync.Once
	contract *contract.Contract
}

// reference is HeyGen's, read once for all tests. Without it the test is skipped.
func reference(t testing.TB) *contract.Contract {
	t.Helper()
	loaded.once.Do(func() { loaded.contract = contract.Load(t) })
	if loaded.contract == nil {
		return contract.Load(t)
	}
	return loaded.contract
}

func open(t testing.TB, opts ...heygentest.Option) *sandbox {
	t.Helper()
	reference := reference(t)
	clock := heygentest.NewManualClock(morning)
	s := &sandbox{Server: heygentest.New(append([]heygentest.Option{heygentest.WithClock(clock)}, opts...)...), t: t, clock: clock, seen: &sync.Map{}}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rec := httptest.NewRecorder()
		s.ServeHTTP(rec, r)
		if strings.HasPrefix(r.URL.Path, "/v3/") {
			s.hold(reference, r, rec)
		}
		maps.Copy(w.Header(), rec.Header())
		w.WriteHeader(rec.Code)
		_, _ = w.Write(rec.Body.Bytes())
	}))
	t.Cleanup(srv.Close)
	s.url = srv.URL
	return s
}

// hold compares an answer with the reference.
func (s *sandbox) hold(reference *contract.Contract, r *http.Request, rec *httptest.ResponseRecorder) {
	name := r.Method + " " + r.URL.Path
	assert.Equal(s.t, "application/json", rec.Header().Get("Content-Type"), name)
	assert.NotContains(s.t, []int{0, 500, 502, 503}, rec.Code, "%s: %s", name, rec.Body)
	if rec.Code >= 400 {
		s.holdFailure(name, rec)
		return
	}
	op, err := reference.Find(r.Method, r.URL.Path)
	if assert.NoError(s.t, err) {
		s.seen.Store(op.Name(), true)
		assert.Equal(s.t, op.Status, rec.Code, name)
		assert.NoError(s.t, op.CheckResponse(rec.Body.Bytes()), "%s: %s", name, rec.Body)
	}
}

// codes are the error codes of each status.
var codes = map[int][]string{
	400: {"invalid_parameter", "download_failed", "resource_limit_reached", "content_policy_violation", "avatar_consent_required", "video_too_long", "no_audio_track"},
	401: {"unauthorized", "authentication_failed"},
	402: {"insufficient_credit", "trial_limit_exceeded", "plan_upgrade_required"},
	403: {"forbidden", "resource_access_denied", "voice_not_usable"},
	404: {"avatar_not_found", "voice_not_found", "asset_not_found", "template_not_found", "webhook_not_found", "resource_not_found", "not_found"},
	409: {"conflict", "resource_not_ready", "request_in_progress", "brand_kit_not_ready"},
	410: {"conflict"},
	413: {"payload_too_large"},
	429: {"rate_limit_exceeded", "quota_exceeded"},
}

func (s *sandbox) holdFailure(name string, rec *httptest.ResponseRecorder) {
	var body struct {
		Error struct {
			Code    string `json:"code"`
			Message string `json:"message"`
		} `json:"error"`
	}
	assert.NoError(s.t, json.Unmarshal(rec.Body.Bytes(), &body), name)
	assert.Contains(s.t, codes[rec.Code], body.Error.Code, "%s answers %d: %s", name, rec.Code, rec.Body)
	assert.NotEmpty(s.t, body.Error.Message, name)
	if rec.Code == http.StatusTooManyRequests {
		assert.NotEmpty(s.t, rec.Header().Get("Retry-After"), name)
	}
}

// answer is what came back.
type answer struct {
	status int
	header http.Header
	raw    []byte
	body   obj
}

// send sends a request. The body may be JSON text, something to encode, or nil.
func (s *sandbox) send(method, path string, body any, header ...string) answer {
	s.t.Helper()
	a, err := s.try(method, path, body, header...)
	require.NoError(s.t, err)
	return a
}

func (s *sandbox) try(method, path string, body any, header ...string) (answer, error) {
	var content io.Reader = http.NoBody
	switch b := body.(type) {
	case nil:
	case []byte:
		content = bytes.NewReader(b)
	case string:
		content = strings.NewReader(b)
	default:
		raw, err := json.Marshal(b)
		if err != nil {
			return answer{}, err
		}
		content = bytes.NewReader(raw)
	}
	if !strings.HasPrefix(path, "http") {
		path = s.url + path
	}
	req, err := http.NewRequestWithContext(s.t.Context(), method, path, content)
	if err != nil {
		return answer{}, err
	}
	req.Header.Set("Content-Type", "application/json")
	if strings.Contains(path, "/v3/") {
		req.Header.Set("X-Api-Key", "sk_of_the_tests")
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return answer{}, err
	}
	raw, err := io.ReadAll(res.Body)
	a := answer{status: res.StatusCode, header: res.Header, raw: raw}
	if json.Valid(raw) {
		_ = json.Unmarshal(raw, &a.body)
	}
	return a, errors.Join(err, res.Body.Close())
}

// ok sends a request that has to succeed, and gives its data.
func (s *sandbox) ok(method, path string, body any, header ...string) obj {
	s.t.Helper()
	a := s.send(method, path, body, header...)
	require.Less(s.t, a.status, 300, "%s %s: %s", method, path, a.raw)
	data, _ := a.body["data"].(obj)
	return data
}

// list sends a request for a list, and gives its items.
func (s *sandbox) list(path string) []obj {
	s.t.Helper()
	a := s.send(http.MethodGet, path, nil)
	require.Equal(s.t, http.StatusOK, a.status, "%s: %s", path, a.raw)
	return items(a.body["data"])
}

// items are the objects of a JSON array.
func items(array any) []obj {
	var out []obj
	values, _ := array.([]any)
	for _, v := range values {
		out = append(out, v.(obj))
	}
	return out
}

// refused sends a request that has to fail in one way.
func (s *sandbox) refused(want string, method, path string, body any, header ...string) answer {
	s.t.Helper()
	a := s.send(method, path, body, header...)
	require.Equal(s.t, want, a.failure(), "%s %s: %s", method, path, a.raw)
	return a
}

// failure is status, code and param of an error, such as "400 invalid_parameter title".
func (a answer) failure() string {
	e, _ := a.body["error"].(obj)
	return strings.TrimSpace(fmt.Sprintf("%d %v %v", a.status, or(e["code"]), or(e["param"])))
}

func or(v any) any {
	if v == nil {
		return ""
	}
	return v
}

// with is the object with fields set; nil takes one away.
func with(o obj, pairs ...any) obj {
	out := obj{}
	maps.Copy(out, o)
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] == nil {
			delete(out, pairs[i].(string))
		} else {
			out[pairs[i].(string)] = pairs[i+1]
		}
	}
	return out
}

// look gives a public look, or a private one in a state, that fits.
func look(t testing.TB, fits func(cast.Look) bool) cast.Look {
	t.Helper()
	for _, l := range people().Looks {
		if fits(l) {
			return l
		}
	}
	require.Fail(t, "nobody in the cast fits")
	return cast.Look{}
}

// person is a public look with a voice, of a type, that has an engine.
func person(t testing.TB, kind, engine string) cast.Look {
	t.Helper()
	return look(t, func(l cast.Look) bool {
		return !l.Private && l.DefaultVoiceID != "" && l.AvatarType == kind && strings.Contains(strings.Join(l.Engines, " ")+" ", engine+" ")
	})
}

// voiceID is a voice of the cast that fits.
func voiceID(t testing.TB, fits func(cast.Voice) bool) string {
	t.Helper()
	for _, v := range people().Voices {
		if fits(v) {
			return v.ID
		}
	}
	require.Fail(t, "no voice in the cast fits")
	return ""
}

func starfish(v cast.Voice) bool { return v.Type == "public" && v.Engine == "starfish" }

// script lasts about a dozen seconds.
const script = "Welcome to the harbour. Today we look at how a crane lifts forty tons without swaying, and at the people who make it look easy."

// spoken is the request for a plain avatar video.
func spoken(t testing.TB) obj {
	t.Helper()
	return obj{"type": "avatar", "avatar_id": person(t, "studio_avatar", "avatar_iv").ID, "script": script, "title": "Harbour"}
}

// video makes a video and gives its id.
func (s *sandbox) video(body obj) string {
	s.t.Helper()
	return s.ok(http.MethodPost, "/v3/videos", body)["video_id"].(string)
}
