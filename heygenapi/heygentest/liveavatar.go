package heygentest

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// LiveAvatar, a product of its own for streaming in real time, answers under
// /liveavatar. It has keys and credits of its own, and another envelope.

// WithLiveAvatarCredits sets the credits of the LiveAvatar account; 100 by
// default.
func WithLiveAvatarCredits(credits int) Option {
	return func(c *config) { c.liveCredits = credits }
}

const (
	livePrefix = "/liveavatar"
	// liveDone is the code of a success.
	liveDone = 1000
)

// liveAuth is what admits a request.
type liveAuth int

const (
	byKey liveAuth = iota
	// byNothing admits anybody but those with a wrong key.
	byNothing
	byToken
	// byEither takes the token, or the key with the session's id.
	byEither
)

type liveRoute struct {
	method, path string
	auth         liveAuth
	// made is true where a success is 201.
	made    bool
	message string
	handle  func(s *Server, r *liveRequest) (any, error)
}

// liveRequest is a request and the session that its token is for.
type liveRequest struct {
	request
	session *liveSession
}

func liveAvatarRoutes() []liveRoute {
	return []liveRoute{
		{method: "POST", path: "/v1/sessions/token", auth: byKey, message: "Session token created", handle: createLiveToken},
		{method: "POST", path: "/v1/sessions/start", auth: byToken, made: true, message: "Session started", handle: startLiveSession},
		{method: "POST", path: "/v1/sessions/stop", auth: byEither, message: "Session stopped", handle: stopLiveSession},
		{method: "POST", path: "/v1/sessions/keep-alive", auth: byEither, message: "Session kept alive", handle: keepLiveSession},
		{method: "GET", path: "/v1/sessions/{id}/transcript", auth: byKey, message: "Success", handle: getTranscript},
		{method: "GET", path: "/v1/avatars", auth: byKey, message: "Success", handle: listLiveAvatars(true)},
		{method: "GET", path: "/v1/avatars/public", auth: byNothing, message: "Success", handle: listLiveAvatars(false)},
		{method: "GET", path: "/v1/voices", auth: byNothing, message: "Success", handle: listLiveVoices},
		{method: "GET", path: "/v1/users/credits", auth: byKey, message: "Success", handle: getLiveCredits},
	}
}

func (s *Server) liveRoutes(mux *http.ServeMux) {
	for _, op := range liveAvatarRoutes() {
		mux.HandleFunc(op.method+" "+livePrefix+op.path, func(w http.ResponseWriter, r *http.Request) { s.serveLive(w, r, op) })
	}
	mux.HandleFunc(livePrefix+"/", func(w http.ResponseWriter, r *http.Request) {
		liveFailure(fail(http.StatusNotFound, "", "", "there is no %s %s", r.Method, r.URL.Path)).write(w)
	})
}

func (s *Server) serveLive(w http.ResponseWriter, r *http.Request, op liveRoute) {
	s.cast()
	s.step()
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, mostBody))
	rec := &recorder{ResponseWriter: w}
	defer func() { s.record(r, raw, rec.status, false) }()
	if err != nil {
		liveFailure(fail(http.StatusRequestEntityTooLarge, "", "", "the request is too large")).write(rec)
		return
	}
	fault := s.faultFor(r)
	if fault != "" && fault != FaultDropAfter && fault != FaultCutBody && s.breakRequest(rec, r, fault) {
		return
	}
	s.answerLive(r, op, raw).writeWith(rec, fault)
}

func (s *Server) answerLive(r *http.Request, op liveRoute, raw []byte) response {
	req := &liveRequest{request: request{Request: r, raw: raw, base: "http://" + r.Host}}
	if r.Method == http.MethodPost && len(raw) > 0 {
		if err := json.Unmarshal(raw, &req.body.fields); err != nil {
			return liveFailure(invalid("", "the body is not a JSON object"))
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settle()
	data, err := any(nil), s.admitLive(req, op.auth)
	if err == nil {
		data, err = op.handle(s, req)
	}
	if err != nil {
		if f, ok := errors.AsType[*failure](err); ok {
			return liveFailure(f)
		}
		return liveFailure(fail(http.StatusInternalServerError, "", "", "%v", err))
	}
	status := http.StatusOK
	if op.made {
		status = http.StatusCreated
	}
	return response{status: status, body: encode(object{"code": liveDone, "data": data, "message": op.message})}
}

// liveFailure words a refusal as LiveAvatar does: bad input is 422, and the code
// repeats the status.
func liveFailure(f *failure) response {
	status, message := f.status, f.message
	if status == http.StatusBadRequest {
		status = http.StatusUnprocessableEntity
	}
	if f.param != "" {
		message = f.param + ": " + message
	}
	return response{status: status, body: encode(object{"code": status, "data": nil, "message": message}), retryAfter: f.retryAfter}
}

// admitLive checks the key or token, and finds the session of a token.
func (s *Server) admitLive(r *liveRequest, auth liveAuth) error {
	refuse := func(why string) error { return fail(http.StatusUnauthorized, "", "", "%s", why) }
	key := r.Header.Get("X-Api-Key")
	token, bearer := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if bearer && (auth == byToken || auth == byEither) {
		for _, l := range s.lives.all() {
			if l.token == token {
				r.session = l
				return nil
			}
		}
		return refuse("the session token is not valid")
	}
	switch {
	case auth == byToken:
		return refuse("send the session token as Authorization: Bearer")
	case key == "" && auth == byNothing:
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

// livePage takes the page that page and page_size ask for.
func livePage[T any](r *liveRequest, all []T, show func(T) object) (any, error) {
	page, err := liveNumber(r, "page", 1, 1<<30, 1)
	if err != nil {
		return nil, err
	}
	size, err := liveNumber(r, "page_size", 1, 100, 20)
	if err != nil {
		return nil, err
	}
	start := min((page-1)*size, len(all))
	end := min(start+size, len(all))
	o := object{"count": len(all), "next": nil, "previous": nil, "results": mapped(all[start:end], show)}
	at := func(page int) string {
		q := url.Values{"page": {strconv.Itoa(page)}, "page_size": {strconv.Itoa(size)}}
		return r.base + r.URL.Path + "?" + q.Encode()
	}
	if end < len(all) {
		o["next"] = at(page + 1)
	}
	if page > 1 {
		o["previous"] = at(page - 1)
	}
	return o, nil
}

func liveNumber(r *liveRequest, param string, least, most, fallback int) (int, error) {
	raw := r.URL.Query().Get(param)
	if raw == "" {
		return fallback, nil
	}
	n, err := strconv.Atoi(raw)
	if err != nil || n < least || n > most {
		return 0, invalid(param, "must be between %d and %d", least, most)
	}
	return n, nil
}

// uuidOf is LiveAvatar's id for what has another id at HeyGen.
func uuidOf(parts ...any) string {
	h := hexOf(append([]any{"liveavatar"}, parts...)...)
	return h[:8] + "-" + h[8:12] + "-4" + h[13:16] + "-8" + h[17:20] + "-" + h[20:]
}

// listLiveAvatars lists those looks of the catalog that are films of people.
func listLiveAvatars(private bool) func(*Server, *liveRequest) (any, error) {
	return func(s *Server, r *liveRequest) (any, error) {
		var kept []*look
		for _, l := range s.looks.all() {
			if l.Private == private && s.isLive(l) {
				kept = append(kept, l)
			}
		}
		return livePage(r, kept, func(l *look) object {
			o := object{
				"id": uuidOf(l.ID), "name": l.Name, "type": "VIDEO", "status": "ACTIVE", "space_id": "space_sandbox", "error_message": nil,
				"preview_url": s.link(r.base, portrait(l.Gender), l.ID, ".png"), "is_expired": false, "is_1080p": l.Height >= 1080,
				"default_voice": nil, "created_at": liveSince, "updated_at": liveSince,
			}
			if v, ok := s.voices.get(l.DefaultVoiceID); ok {
				o["default_voice"] = object{"id": uuidOf(v.ID), "name": v.Name}
			}
			return o
		})
	}
}

// liveSince is when the catalog came into being.
const liveSince = "2026-01-15T12:00:00Z"

func (s *Server) isLive(l *look) bool {
	return l.AvatarType != "photo_avatar" && (l.Status == "" || l.Status == "completed")
}

// isLiveVoice is true for voices that speak at once.
func (s *Server) isLiveVoice(v *voice) bool { return v.Type == "public" && v.Engine != "fish" }

func listLiveVoices(s *Server, r *liveRequest) (any, error) {
	var kept []*voice
	for _, v := range s.voices.all() {
		if s.isLiveVoice(v) {
			kept = append(kept, v)
		}
	}
	return livePage(r, kept, func(v *voice) object {
		return object{"id": uuidOf(v.ID), "name": v.Name, "language": v.Language, "gender": v.Gender, "tags": []string{}}
	})
}

func getLiveCredits(s *Server, _ *liveRequest) (any, error) {
	return object{"credits_left": s.liveCredits}, nil
}
