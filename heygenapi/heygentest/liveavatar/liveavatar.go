// Package liveavatar is the simulated LiveAvatar, a product of its own for
// streaming in real time: it has keys and credits of its own, and another
// envelope than HeyGen. Of HeyGen's account it knows the catalog alone.
package liveavatar

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"heygen-mcp/heygenapi/heygentest/catalog"
	"heygen-mcp/heygenapi/heygentest/rest"
	"heygen-mcp/heygenapi/heygentest/sim"
)

const (
	// Prefix begins the path of every operation.
	Prefix = "/liveavatar"
	// successCode is the code of a success.
	successCode = 1000
)

// LiveAvatar is an account of LiveAvatar.
type LiveAvatar struct {
	*sim.Account

	catalog  *catalog.Catalog
	sessions *sim.Resources[*session]
	credits  int
}

// New makes an account of LiveAvatar beside one of HeyGen.
func New(a *sim.Account, c *catalog.Catalog, credits int) *LiveAvatar {
	s := &LiveAvatar{Account: a, catalog: c, sessions: sim.NewResources[*session]("session", ""), credits: credits}
	a.Add(sim.Kind{Settle: s.settle})
	return s
}

// auth is what admits a request.
type auth int

const (
	byKey auth = iota
	// byNothing admits anybody but those with a wrong key.
	byNothing
	byToken
	// byEither takes the token, or the key with the session's id.
	byEither
)

// Operation is one operation of LiveAvatar.
type Operation struct {
	// Pattern is the method and path, as [http.ServeMux] takes them.
	Pattern string

	auth auth
	// made is true where a success is 201.
	made    bool
	message string
	handle  func(*request) (any, error)
}

// request is a request and the session that its token is for.
type request struct {
	rest.Request
	session *session
}

// Operations are all of them.
func (s *LiveAvatar) Operations() []Operation {
	return []Operation{
		{Pattern: "POST " + Prefix + "/v1/sessions/token", auth: byKey, message: "Session token created", handle: s.createToken},
		{Pattern: "POST " + Prefix + "/v1/sessions/start", auth: byToken, made: true, message: "Session started", handle: s.startSession},
		{Pattern: "POST " + Prefix + "/v1/sessions/stop", auth: byEither, message: "Session stopped", handle: s.stopSession},
		{Pattern: "POST " + Prefix + "/v1/sessions/keep-alive", auth: byEither, message: "Session kept alive", handle: s.keepSession},
		{Pattern: "GET " + Prefix + "/v1/sessions/{id}/transcript", auth: byKey, message: "Success", handle: s.getTranscript},
		{Pattern: "GET " + Prefix + "/v1/avatars", auth: byKey, message: "Success", handle: s.listAvatars(true)},
		{Pattern: "GET " + Prefix + "/v1/avatars/public", auth: byNothing, message: "Success", handle: s.listAvatars(false)},
		{Pattern: "GET " + Prefix + "/v1/voices", auth: byNothing, message: "Success", handle: s.listVoices},
		{Pattern: "GET " + Prefix + "/v1/users/credits", auth: byKey, message: "Success", handle: s.getCredits},
	}
}

// Answer does the operation and words its answer. It takes the lock.
func (s *LiveAvatar) Answer(r *http.Request, op Operation, raw []byte) rest.Answer {
	req := &request{Request: rest.Request{Request: r, Raw: raw, Base: "http://" + r.Host}}
	if r.Method == http.MethodPost && len(raw) > 0 {
		if err := json.Unmarshal(raw, &req.Fields); err != nil {
			return Failure(rest.Invalid("", "the body is not a JSON object"))
		}
	}
	s.Lock()
	defer s.Unlock()
	s.Settle()
	data, err := any(nil), s.admit(req, op.auth)
	if err == nil {
		data, err = op.handle(req)
	}
	if err != nil {
		return Failure(rest.FailureOf(err))
	}
	status := http.StatusOK
	if op.made {
		status = http.StatusCreated
	}
	return rest.Answer{Status: status, Body: rest.Encode(rest.Object{"code": successCode, "data": data, "message": op.message})}
}

// Failure words a refusal as LiveAvatar does: bad input is 422, and the code
// repeats the status.
func Failure(f *rest.Failure) rest.Answer {
	status, message := f.Status, f.Message
	if status == http.StatusBadRequest {
		status = http.StatusUnprocessableEntity
	}
	if f.Param != "" {
		message = f.Param + ": " + message
	}
	return rest.Answer{Status: status, Body: rest.Encode(rest.Object{"code": status, "data": nil, "message": message}), RetryAfter: f.RetryAfter}
}

// admit checks the key or token, and finds the session of a token.
func (s *LiveAvatar) admit(r *request, by auth) error {
	refuse := func(why string) error { return rest.Fail(http.StatusUnauthorized, "", "", "%s", why) }
	key := r.Header.Get("X-Api-Key")
	token, bearer := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if bearer && (by == byToken || by == byEither) {
		for _, l := range s.sessions.All() {
			if l.token == token {
				r.session = l
				return nil
			}
		}
		return refuse("the session token is not valid")
	}
	switch {
	case by == byToken:
		return refuse("send the session token as Authorization: Bearer")
	case key == "" && by == byNothing:
		return nil
	case key == "":
		return refuse("no credential: send X-API-KEY")
	case strings.HasPrefix(key, "sk_"):
		return refuse("the key is HeyGen's; LiveAvatar has keys of its own")
	case strings.Contains(key, "invalid"):
		return refuse("the key is not valid")
	}
	return nil
}

// page takes the page that page and page_size ask for.
func page[T any](r *request, all []T, show func(T) rest.Object) (any, error) {
	number, err := queryNumber(r, "page", 1, 1<<30, 1)
	if err != nil {
		return nil, err
	}
	size, err := queryNumber(r, "page_size", 1, 100, 20)
	if err != nil {
		return nil, err
	}
	start := min((number-1)*size, len(all))
	end := min(start+size, len(all))
	o := rest.Object{"count": len(all), "next": nil, "previous": nil, "results": rest.Map(all[start:end], show)}
	at := func(number int) string {
		q := url.Values{"page": {strconv.Itoa(number)}, "page_size": {strconv.Itoa(size)}}
		return r.Base + r.URL.Path + "?" + q.Encode()
	}
	if end < len(all) {
		o["next"] = at(number + 1)
	}
	if number > 1 {
		o["previous"] = at(number - 1)
	}
	return o, nil
}

func queryNumber(r *request, param string, least, most, fallback int) (int, error) {
	raw := r.URL.Query().Get(param)
	if raw == "" {
		return fallback, nil
	}
	n, err := strconv.Atoi(raw)
	if err != nil || n < least || n > most {
		return 0, rest.Invalid(param, "must be between %d and %d", least, most)
	}
	return n, nil
}

// uuidOf is LiveAvatar's id for what has another id at HeyGen.
func uuidOf(parts ...any) string {
	h := sim.HexOf(append([]any{"liveavatar"}, parts...)...)
	return h[:8] + "-" + h[8:12] + "-4" + h[13:16] + "-8" + h[17:20] + "-" + h[20:]
}

// listAvatars lists those looks of the catalog that are films of people.
func (s *LiveAvatar) listAvatars(private bool) func(*request) (any, error) {
	return func(r *request) (any, error) {
		var kept []*catalog.Look
		for _, l := range s.catalog.Looks() {
			if l.Private == private && isLive(l) {
				kept = append(kept, l)
			}
		}
		return page(r, kept, func(l *catalog.Look) rest.Object {
			o := rest.Object{
				"id": uuidOf(l.ID), "name": l.Name, "type": "VIDEO", "status": "ACTIVE", "space_id": "space_sandbox", "error_message": nil,
				"preview_url": s.PortraitOf(r.Base, l.Gender, l.ID), "is_expired": false, "is_1080p": l.Height >= 1080,
				"default_voice": nil, "created_at": catalogSince, "updated_at": catalogSince,
			}
			if v, ok := s.catalog.VoiceByID(l.DefaultVoiceID); ok {
				o["default_voice"] = rest.Object{"id": uuidOf(v.ID), "name": v.Name}
			}
			return o
		})
	}
}

// catalogSince is when the catalog came into being.
const catalogSince = "2026-01-15T12:00:00Z"

func isLive(l *catalog.Look) bool {
	return l.AvatarType != "photo_avatar" && (l.Status == "" || l.Status == sim.Completed)
}

// isLiveVoice is true for voices that speak at once.
func isLiveVoice(v *catalog.Voice) bool { return v.Type == "public" && v.Engine != "fish" }

func (s *LiveAvatar) listVoices(r *request) (any, error) {
	var kept []*catalog.Voice
	for _, v := range s.catalog.Voices() {
		if isLiveVoice(v) {
			kept = append(kept, v)
		}
	}
	return page(r, kept, func(v *catalog.Voice) rest.Object {
		return rest.Object{"id": uuidOf(v.ID), "name": v.Name, "language": v.Language, "gender": v.Gender, "tags": []string{}}
	})
}

func (s *LiveAvatar) getCredits(*request) (any, error) {
	return rest.Object{"credits_left": s.credits}, nil
}
