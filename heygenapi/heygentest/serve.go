package heygentest

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"

	"heygen-mcp/heygenapi/heygentest/liveavatar"
	"heygen-mcp/heygenapi/heygentest/rest"
	"heygen-mcp/heygenapi/heygentest/rules"
	"heygen-mcp/heygenapi/heygentest/schema"
	"heygen-mcp/heygenapi/heygentest/sim"
)

// mux leads requests to the operations of all packages.
func (s *Server) newMux(operations []rest.Operation, live *liveavatar.LiveAvatar) *http.ServeMux {
	mux := http.NewServeMux()
	for _, op := range rules.Of(operations) {
		mux.HandleFunc(op.Pattern, func(w http.ResponseWriter, r *http.Request) { s.serveOperation(w, r, op) })
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { writeFailure(w, unknownPath(r)) })
	unknown := rest.Operation{Handle: func(r *rest.Request) (any, error) { return nil, unknownPath(r.Request) }}
	mux.HandleFunc("/v3/", func(w http.ResponseWriter, r *http.Request) { s.serveOperation(w, r, unknown) })
	for _, old := range []string{"/v1/", "/v2/"} {
		mux.HandleFunc(old, func(w http.ResponseWriter, _ *http.Request) {
			writeFailure(w, rest.Fail(http.StatusGone, "gone", "", "API v1 and v2 ended on 2026-10-31; use v3"))
		})
	}
	for _, op := range live.Operations() {
		mux.HandleFunc(op.Pattern, func(w http.ResponseWriter, r *http.Request) { s.serveLive(w, r, live, op) })
	}
	mux.HandleFunc(liveavatar.Prefix+"/", func(w http.ResponseWriter, r *http.Request) {
		liveavatar.Failure(unknownPath(r)).Write(w)
	})
	mux.HandleFunc("GET "+sim.MediaPath+"{kind}/{file}", s.serveMedia)
	return mux
}

func unknownPath(r *http.Request) *rest.Failure {
	return rest.Fail(http.StatusNotFound, "not_found", "", "there is no %s %s", r.Method, r.URL.Path)
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.invent()
	if id := sim.HexOf("request", s.cfg.seed, s.nextRequest())[:16]; s.cfg.requestIDs {
		w.Header().Set("X-Request-Id", id)
	}
	s.mux.ServeHTTP(w, r)
}

func (s *Server) nextRequest() int {
	s.account.Lock()
	defer s.account.Unlock()
	return s.account.NextNumber()
}

const maxBody = 40 << 20

// serveOperation does what every operation of HeyGen has in common, around its
// handler.
func (s *Server) serveOperation(w http.ResponseWriter, r *http.Request, op rest.Operation) {
	raw, rec, err := s.receive(w, r)
	defer func() { s.record(r, raw, rec.status, op.Multipart) }()
	if err != nil {
		writeFailure(rec, rest.Fail(http.StatusRequestEntityTooLarge, "payload_too_large", "", "the request is larger than 32 MB; use a direct upload"))
		return
	}
	if refused := s.admit(r); refused != nil {
		writeFailure(rec, refused)
		return
	}
	fault := s.faultFor(r)
	if fault == "" && r.Method != http.MethodGet {
		fault = rest.FaultIn(raw)
	}
	if fault == FaultTimeout {
		s.hold(r, op).Write(rec)
		return
	}
	if !fault.OfJob() && s.breakRequest(rec, r, fault) {
		return
	}
	write(rec, s.answer(r, op, raw, fault), fault)
}

// serveLive does the same for LiveAvatar, which admits in its own way.
func (s *Server) serveLive(w http.ResponseWriter, r *http.Request, live *liveavatar.LiveAvatar, op liveavatar.Operation) {
	raw, rec, err := s.receive(w, r)
	defer func() { s.record(r, raw, rec.status, false) }()
	if err != nil {
		liveavatar.Failure(rest.Fail(http.StatusRequestEntityTooLarge, "", "", "the request is too large")).Write(rec)
		return
	}
	fault := s.faultFor(r)
	if s.breakRequest(rec, r, fault) {
		return
	}
	write(rec, live.Answer(r, op, raw), fault)
}

// receive reads a request's body and moves on a clock that moves with the
// requests.
func (s *Server) receive(w http.ResponseWriter, r *http.Request) ([]byte, *recorder, error) {
	if step, ok := s.clock.(*stepClock); ok {
		step.Advance(step.step)
	}
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	return raw, &recorder{ResponseWriter: w}, err
}

func writeFailure(w http.ResponseWriter, f *rest.Failure) { f.Answer().Write(w) }

// answer runs the handler, once for each idempotency key.
func (s *Server) answer(r *http.Request, op rest.Operation, raw []byte, fault FaultKind) rest.Answer {
	key, problem := replayKey(r, op)
	if problem != nil {
		return problem.Answer()
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

func (s *Server) handle(r *http.Request, op rest.Operation, raw []byte, fault FaultKind) rest.Answer {
	req := &rest.Request{Request: r, Raw: raw, Base: "http://" + r.Host}
	if fault.OfJob() {
		req.Fault = fault
	}
	if !op.Multipart && len(bytes.TrimSpace(raw)) > 0 && r.Method != http.MethodGet && r.Method != http.MethodDelete {
		if err := json.Unmarshal(raw, &req.Fields); err != nil {
			return rest.Invalid("", "the body is not a JSON object").Answer()
		}
	}
	if refused := check(req, op); refused != nil {
		return refused.Answer()
	}
	if op.Before != nil {
		op.Before(req)
	}
	s.account.Lock()
	defer s.account.Unlock()
	s.account.Base = req.Base
	s.account.Settle()
	value, err := op.Handle(req)
	if r.Method == http.MethodPost {
		s.webhooks.Wake()
	}
	if err != nil {
		return rest.FailureOf(err).Answer()
	}
	return rest.Success(op.Status, value)
}

// check holds the request to the operation's rules.
func check(r *rest.Request, op rest.Operation) *rest.Failure {
	var faults []schema.Fault
	if op.Query != nil {
		faults = op.Query.CheckQuery(r.URL.Query())
	}
	if op.Body != nil {
		fields := r.Fields
		if fields == nil {
			fields = map[string]any{}
		}
		faults = append(faults, op.Body.Check(fields, "")...)
	}
	if len(faults) == 0 {
		return nil
	}
	return rest.Refusal(faults)
}

// serveMedia answers a signed link with the file that it leads to.
func (s *Server) serveMedia(w http.ResponseWriter, r *http.Request) {
	if !s.account.Signed(r) {
		sim.RefuseLink(w)
		return
	}
	fault := s.faultFor(r)
	if s.breakRequest(w, r, fault) {
		return
	}
	file := r.PathValue("file")
	content, err := s.account.OpenFile(r.PathValue("kind"), file)
	if err != nil {
		http.Error(w, "No such file", http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", sim.ContentTypes()[path.Ext(file)])
	if fault == FaultCutBody {
		cutFile(w, content)
		return
	}
	http.ServeContent(w, r, "", time.Time{}, content)
}

// admit checks the credential and the rate limit.
func (s *Server) admit(r *http.Request) *rest.Failure {
	key, authorization := r.Header.Get("X-Api-Key"), r.Header.Get("Authorization")
	bearer, isBearer := strings.CutPrefix(authorization, "Bearer ")
	unauthorized := func(why string) *rest.Failure {
		return rest.Fail(http.StatusUnauthorized, "unauthorized", "", "%s", why)
	}
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
		return rest.Fail(http.StatusUnauthorized, "authentication_failed", "", "the credential is not valid")
	}
	if s.cfg.perMinute == 0 {
		return nil
	}
	s.account.Lock()
	defer s.account.Unlock()
	now := s.clock.Now()
	s.recent = slices.DeleteFunc(s.recent, func(at time.Time) bool { return now.Sub(at) >= time.Minute })
	if len(s.recent) >= s.cfg.perMinute {
		f := rest.Fail(http.StatusTooManyRequests, "rate_limit_exceeded", "", "at most %d requests a minute", s.cfg.perMinute)
		f.RetryAfter = max(1, int((time.Minute - now.Sub(s.recent[0])).Seconds()))
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
	s.account.Lock()
	defer s.account.Unlock()
	s.requests = append(s.requests, Request{Method: r.Method, Path: r.URL.Path, Query: r.URL.RawQuery, Header: header, Body: raw, Status: status, Time: s.clock.Now()})
}
