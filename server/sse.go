package server

import (
	"bytes"
	"context"
	"net/http"
)

type sseSessionKey struct{}

// sseSessionID gives the library the session's id that was made for it.
func sseSessionID(ctx context.Context, _ *http.Request) (string, error) {
	id, ok := ctx.Value(sseSessionKey{}).(string)
	if !ok {
		return "", errNoSession
	}
	return id, nil
}

// serveSSE serves the stream of the older transport: opening it opens a
// session, bound to the credential and the tools it was opened with.
func (e *endpoint) serveSSE(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet {
		refuseMethod(w, http.MethodGet)
		return
	}
	if e.sseSessions.full() {
		refuse(http.StatusServiceUnavailable, "too many sessions are open; try again later").write(w)
		return
	}
	id := e.sseSessions.open(callerOf(r.Context()), narrowed(r.Context()))
	defer e.sseSessions.drop(id)
	defer e.calls.forget(id)

	r, cancel := e.untilClosed(r)
	defer cancel()
	r = r.WithContext(context.WithValue(r.Context(), sseSessionKey{}, id))
	e.sse.SSEHandler().ServeHTTP(&sseStream{ResponseWriter: w, session: id, calls: e.calls}, r)
}

// serveMessage takes a message of an SSE session. The call goes on after this
// request is answered; its result comes on the stream.
func (e *endpoint) serveMessage(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		refuseMethod(w, http.MethodPost)
		return
	}
	id := r.URL.Query().Get("sessionId")
	if !e.sseSessions.belongs(id, callerOf(r.Context())) {
		refuse(http.StatusNotFound, "no such session: open /sse again, with the same credential on every request").write(w)
		return
	}
	// The request itself counts until its call does.
	reading := callKey{session: id}
	e.calls.begin(reading)
	defer e.calls.end(reading)
	body, refused := readBody(w, r, e.options.MaxBodyBytes, e.options.BodyTimeout)
	if refused != nil {
		refused.write(w)
		return
	}
	if msg, ok := parseMessage(body); ok && msg.answered() {
		e.calls.begin(callKey{session: id, id: normalID(msg.ID)})
		if !e.sseSessions.belongs(id, callerOf(r.Context())) {
			// The stream ended meanwhile, after it forgot its calls.
			e.calls.forget(id)
		}
	}
	// Many clients send their headers with the opening alone: those narrow the
	// whole session, and those of a message this message besides.
	tools := e.sseSessions.narrowing(id).and(narrowed(r.Context()))
	e.sse.MessageHandler().ServeHTTP(w, r.WithContext(withNarrowing(r.Context(), tools)))
}

// sseStream counts a session's calls out as their answers are written. The
// library writes an event at a time.
type sseStream struct {
	http.ResponseWriter
	session string
	calls   *inflight
}

// Write implements io.Writer.
func (s *sseStream) Write(p []byte) (int, error) {
	n, err := s.ResponseWriter.Write(p)
	if _, data, ok := bytes.Cut(p, []byte("data:")); ok {
		if id, ok := answeredID(data); ok {
			s.calls.end(callKey{session: s.session, id: id})
		}
	}
	return n, err
}

// Flush implements http.Flusher.
func (s *sseStream) Flush() {
	// Every writer below can flush; the library has checked.
	_ = http.NewResponseController(s.ResponseWriter).Flush()
}

// Unwrap gives the writer below, for http.ResponseController.
func (s *sseStream) Unwrap() http.ResponseWriter { return s.ResponseWriter }

var _ http.Flusher = (*sseStream)(nil)
