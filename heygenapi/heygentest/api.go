package heygentest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// object is a JSON object of an answer.
type object map[string]any

// failure is an answer that refuses a request.
type failure struct {
	status     int
	code       string
	message    string
	param      string
	retryAfter int
}

func (f *failure) Error() string { return f.code + ": " + f.message }

func fail(status int, code, param, format string, args ...any) *failure {
	return &failure{status: status, code: code, param: param, message: fmt.Sprintf(format, args...)}
}

func invalid(param, format string, args ...any) *failure {
	return fail(http.StatusBadRequest, "invalid_parameter", param, format, args...)
}

func notFound(code, id string) *failure {
	return fail(http.StatusNotFound, code, "", "%s does not exist", id)
}

// request is one request as the handlers see it. They run one at a time, so
// that they may read and write the server's state.
type request struct {
	*http.Request
	raw  []byte
	body body
	base string
	// fault is a job's fault that the request's job is to have.
	fault FaultKind
	// srt is the file at srt.url, or why it could not be read.
	srt    []byte
	srtErr error
}

// paged is an answer of a list.
type paged struct {
	data  any
	more  bool
	token string
}

type handler func(s *Server, r *request) (any, error)

// route is one operation of the API.
type route struct {
	pattern string
	// honours is true where the Idempotency-Key header counts.
	honours bool
	// multipart is true where the body is a form and no JSON.
	multipart bool
	// fetches is true where the SRT file at an address is read first.
	fetches bool
	handle  handler
}

func (s *Server) routes() *http.ServeMux {
	mux := http.NewServeMux()
	groups := [][]route{userRoutes(), videoRoutes(), agentRoutes(), translationRoutes(), avatarRoutes(), voiceRoutes(), templateRoutes(), assetRoutes(),
		lipsyncRoutes(), clippingRoutes(), cutoutRoutes(), proofreadRoutes(), brandRoutes(), soundRoutes(), webhookRoutes(), realtimeRoutes()}
	for _, r := range slices.Concat(groups...) {
		mux.HandleFunc(r.pattern, func(w http.ResponseWriter, req *http.Request) { s.serve(w, req, r) })
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		writeFailure(w, fail(http.StatusNotFound, "not_found", "", "there is no %s %s", r.Method, r.URL.Path))
	})
	mux.HandleFunc("/v3/", func(w http.ResponseWriter, req *http.Request) {
		s.serve(w, req, route{handle: func(_ *Server, r *request) (any, error) {
			return nil, fail(http.StatusNotFound, "not_found", "", "there is no %s %s", r.Method, r.URL.Path)
		}})
	})
	for _, old := range []string{"/v1/", "/v2/"} {
		mux.HandleFunc(old, func(w http.ResponseWriter, _ *http.Request) {
			writeFailure(w, fail(http.StatusGone, "gone", "", "API v1 and v2 ended on 2026-10-31; use v3"))
		})
	}
	s.mediaRoutes(mux)
	s.liveRoutes(mux)
	return mux
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("X-Request-ID", hexOf("request", s.cfg.seed, s.nextRequest())[:16])
	s.mux.ServeHTTP(w, r)
}

func (s *Server) nextRequest() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.number++
	return s.number
}

const mostBody = 40 << 20

// serve does what every operation has in common, around its handler.
func (s *Server) serve(w http.ResponseWriter, r *http.Request, op route) {
	s.cast()
	s.step()
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, mostBody))
	rec := &recorder{ResponseWriter: w}
	defer func() { s.record(r, raw, rec.status, op.multipart) }()
	if err != nil {
		writeFailure(rec, fail(http.StatusRequestEntityTooLarge, "payload_too_large", "", "the request is larger than 32 MB; use a direct upload"))
		return
	}
	if refused := s.admit(r); refused != nil {
		writeFailure(rec, refused)
		return
	}
	fault := s.faultFor(r)
	if fault == "" && r.Method != http.MethodGet {
		fault = magicIn(raw)
	}
	if fault == FaultTimeout {
		s.hold(r, op).write(rec)
		return
	}
	if fault != "" && !fault.ofJob() && fault != FaultDropAfter && fault != FaultCutBody && s.breakRequest(rec, r, fault) {
		return
	}
	s.answer(r, op, raw, fault).writeWith(rec, fault)
}

// writeWith writes the answer, as far as a fault lets it.
func (a response) writeWith(rec *recorder, fault FaultKind) {
	switch fault {
	case FaultDropAfter:
		panic(http.ErrAbortHandler)
	case FaultCutBody:
		rec.Header().Set("Content-Type", "application/json")
		rec.Header().Set("Content-Length", strconv.Itoa(len(a.body)))
		rec.WriteHeader(a.status)
		_, _ = rec.Write(a.body[:len(a.body)/2])
		_ = http.NewResponseController(rec).Flush()
		panic(http.ErrAbortHandler)
	default:
		a.write(rec)
	}
}

// breakRequest fails the request itself, and is true where it has answered.
func (s *Server) breakRequest(w http.ResponseWriter, r *http.Request, fault FaultKind) bool {
	switch fault {
	case FaultFail500:
		writeFailure(w, fail(http.StatusInternalServerError, "internal_error", "", "something went wrong"))
	case Fault502HTML:
		writeHTML(w, http.StatusBadGateway)
	case FaultHTML:
		writeHTML(w, http.StatusOK)
	case Fault429:
		f := fail(http.StatusTooManyRequests, "rate_limit_exceeded", "", "too many requests")
		f.retryAfter = 1
		writeFailure(w, f)
	case FaultExpired:
		refuseLink(w)
	case FaultTimeout:
		<-r.Context().Done()
		panic(http.ErrAbortHandler)
	case FaultDrop:
		panic(http.ErrAbortHandler)
	case FaultDropAfter, FaultCutBody, FaultLateURL, FaultFailJob, FaultStallJob, FaultBusyItems:
		return false
	}
	return true
}

func writeHTML(w http.ResponseWriter, status int) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, "<!doctype html><title>Error</title><h1>The gateway could not handle the request</h1>")
}

// response is an answer before it is written, so that it can be replayed.
type response struct {
	status     int
	body       []byte
	retryAfter int
}

func (a response) write(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/json")
	if a.retryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(a.retryAfter))
	}
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body)
}

func writeFailure(w http.ResponseWriter, f *failure) { f.response().write(w) }

func (f *failure) response() response {
	e := object{"code": f.code, "message": f.message}
	if f.param != "" {
		e["param"] = f.param
	}
	e["doc_url"] = "https://developers.heygen.com/errors#" + f.code
	return response{status: f.status, body: encode(object{"error": e}), retryAfter: f.retryAfter}
}

func encode(v any) []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		// Answers are made of plain values.
		panic("heygentest: " + err.Error())
	}
	return bytes.TrimRight(b.Bytes(), "\n")
}

// answer runs the handler, once for each idempotency key.
func (s *Server) answer(r *http.Request, op route, raw []byte, fault FaultKind) response {
	key, problem := replayKey(r, op)
	if problem != nil {
		return problem.response()
	}
	if key != "" {
		if kept, done := s.replayOf(key); done {
			return kept
		}
	}
	a := s.handle(r, op, raw, fault)
	if key != "" {
		s.keepReplay(key, a)
	}
	return a
}

func (s *Server) handle(r *http.Request, op route, raw []byte, fault FaultKind) response {
	req := &request{Request: r, raw: raw, base: "http://" + r.Host}
	if fault.ofJob() {
		req.fault = fault
	}
	if !op.multipart && len(bytes.TrimSpace(raw)) > 0 && r.Method != http.MethodGet && r.Method != http.MethodDelete {
		if err := json.Unmarshal(raw, &req.body.fields); err != nil {
			return invalid("", "the body is not a JSON object").response()
		}
	}
	if op.fetches {
		s.fetchSRT(req)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.base = req.base
	s.settle()
	value, err := op.handle(s, req)
	if r.Method == http.MethodPost {
		s.stir()
	}
	if err != nil {
		if f, ok := errors.AsType[*failure](err); ok {
			return f.response()
		}
		return fail(http.StatusInternalServerError, "internal_error", "", "%v", err).response()
	}
	if p, ok := value.(paged); ok {
		out := object{"data": p.data, "has_more": p.more, "next_token": nil}
		if p.more {
			out["next_token"] = p.token
		}
		return response{status: http.StatusOK, body: encode(out)}
	}
	return response{status: http.StatusOK, body: encode(object{"data": value})}
}

// admit checks the credential and the rate limit.
func (s *Server) admit(r *http.Request) *failure {
	key, authorization := r.Header.Get("X-Api-Key"), r.Header.Get("Authorization")
	bearer, isBearer := strings.CutPrefix(authorization, "Bearer ")
	unauthorized := func(why string) *failure { return fail(http.StatusUnauthorized, "unauthorized", "", "%s", why) }
	switch {
	case key != "" && authorization != "":
		return unauthorized("send either x-api-key or Authorization, not both")
	case key == "" && !isBearer:
		return unauthorized("no credential: send x-api-key")
	case strings.HasPrefix(bearer, "sk_"):
		return unauthorized("an API key belongs into x-api-key, not into Authorization")
	}
	credential := key + bearer
	if strings.Contains(credential, "invalid") || (len(s.cfg.keys) > 0 && !slices.Contains(s.cfg.keys, credential)) {
		return fail(http.StatusUnauthorized, "authentication_failed", "", "the credential is not valid")
	}
	if s.cfg.perMinute == 0 {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	s.recent = slices.DeleteFunc(s.recent, func(at time.Time) bool { return now.Sub(at) >= time.Minute })
	if len(s.recent) >= s.cfg.perMinute {
		f := fail(http.StatusTooManyRequests, "rate_limit_exceeded", "", "at most %d requests a minute", s.cfg.perMinute)
		f.retryAfter = max(1, int((time.Minute - now.Sub(s.recent[0])).Seconds()))
		return f
	}
	s.recent = append(s.recent, now)
	return nil
}

type recorder struct {
	http.ResponseWriter
	status int
}

// Unwrap lets http.ResponseController flush.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

func (r *recorder) WriteHeader(status int) {
	r.status = status
	r.ResponseWriter.WriteHeader(status)
}

func (s *Server) record(r *http.Request, raw []byte, status int, form bool) {
	header := r.Header.Clone()
	for _, name := range []string{"X-Api-Key", "Authorization"} {
		if header.Get(name) != "" {
			header.Set(name, "(taken out)")
		}
	}
	if form {
		raw = nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, Request{Method: r.Method, Path: r.URL.Path, Query: r.URL.RawQuery, Header: header, Body: raw, Status: status, Time: s.now()})
}
