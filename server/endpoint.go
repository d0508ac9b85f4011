package server

import (
	"context"
	"errors"
	"io"
	"net/http"

	"github.com/mark3labs/mcp-go/mcp"
	mcpserver "github.com/mark3labs/mcp-go/server"
)

// errNoSession is a session that is not open, or is somebody else's: the two
// are not told apart.
var errNoSession = errors.New("no such session")

// endpoint is the server at one HTTP address: the MCP library's transports and
// what stands in front of them.
type endpoint struct {
	server     *Server
	options    HTTPOptions
	gate       *gate
	streamable *mcpserver.StreamableHTTPServer
	sse        *mcpserver.SSEServer
	// mcpSessions and sseSessions are apart: neither's id opens the other.
	mcpSessions, sseSessions *sessions
	calls                    *inflight
	// open ends when streams, which have no end of their own, should.
	open       context.Context
	endStreams context.CancelFunc
}

func (s *Server) newEndpoint(o HTTPOptions) *endpoint {
	o = o.withDefaults(s.drain)
	e := &endpoint{
		server: s, options: o, gate: s.newGate(o), calls: newInflight(),
		mcpSessions: newSessions(o.MaxSessions), sseSessions: newSessions(o.MaxSessions),
	}
	e.open, e.endStreams = context.WithCancel(context.Background())
	if o.Streamable {
		e.streamable = mcpserver.NewStreamableHTTPServer(s.mcp,
			mcpserver.WithSessionIdManagerResolver(e.mcpSessions),
			mcpserver.WithSessionIdleTTL(o.SessionIdleTTL),
			mcpserver.WithHeartbeatInterval(o.KeepAlive),
			mcpserver.WithStreamableHTTPLogger(s.log),
			// The frontier checks more than the library does.
			mcpserver.WithDisableLocalhostProtection(true),
		)
	}
	if o.SSE {
		e.sse = mcpserver.NewSSEServer(s.mcp,
			mcpserver.WithSessionIDGenerator(sseSessionID),
			mcpserver.WithKeepAliveInterval(o.KeepAlive),
			mcpserver.WithSSEDisableLocalhostProtection(true),
			// Without an origin of its own the library opens streams to all.
			mcpserver.WithSSECORS(mcpserver.WithCORSAllowedOrigins("https://no-origin.invalid")),
		)
	}
	return e
}

// handler routes to the transports, behind all checks.
func (e *endpoint) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", health)
	if e.streamable != nil {
		mux.Handle("/mcp", e.identified(e.serveStreamable))
	}
	if e.sse != nil {
		mux.Handle("/sse", e.identified(e.serveSSE))
		mux.Handle("/message", e.identified(e.serveMessage))
	}
	if e.options.Webhooks != nil {
		mux.Handle(webhookPath, e.options.Webhooks)
		mux.Handle(webhookPath+"/", e.options.Webhooks)
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		refuse(http.StatusNotFound, "nothing is here; streamable HTTP is at /mcp, SSE at /sse").write(w)
	})
	return e.server.observe(newFrontier(e.options).guard(mux))
}

// webhookPath is where HeyGen's deliveries come in.
const webhookPath = "/webhooks/heygen"

func health(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = io.WriteString(w, "ok\n")
}

// identified hands on requests that may come in, with their credential and
// with what their headers leave of the tools.
func (e *endpoint) identified(next http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		credential, refused := e.gate.admit(r.Header)
		if refused != nil {
			refused.write(w)
			return
		}
		narrowing, refused := e.server.narrow(r.Header)
		if refused != nil {
			refused.write(w)
			return
		}
		ctx, refused := e.gate.admitLive(withCaller(r.Context(), credential), r.Header)
		if refused != nil {
			refused.write(w)
			return
		}
		next(w, r.WithContext(withNarrowing(ctx, narrowing)))
	})
}

// untilClosed gives a request that also ends when streams should.
func (e *endpoint) untilClosed(r *http.Request) (*http.Request, context.CancelFunc) {
	ctx, cancel := context.WithCancel(r.Context())
	stop := context.AfterFunc(e.open, cancel)
	return r.WithContext(ctx), func() { stop(); cancel() }
}

// serveStreamable serves /mcp.
func (e *endpoint) serveStreamable(w http.ResponseWriter, r *http.Request) {
	switch r.Method {
	case http.MethodPost:
		e.postStreamable(w, r)
	case http.MethodGet, http.MethodDelete:
		// The stateless protocol has neither; the library says so.
		if !mcp.IsModernProtocol(r.Header.Get(mcp.HeaderProtocolVersion)) {
			if refused := e.ownSession(r); refused != nil {
				refused.write(w)
				return
			}
		}
		r, cancel := e.untilClosed(r)
		defer cancel()
		e.streamable.ServeHTTP(w, r)
	default:
		refuseMethod(w, "GET, POST, DELETE")
	}
}

func (e *endpoint) postStreamable(w http.ResponseWriter, r *http.Request) {
	body, refused := readBody(w, r, e.options.MaxBodyBytes, e.options.BodyTimeout)
	if refused != nil {
		refused.write(w)
		return
	}
	msg, parsed := parseMessage(body)
	modern := msg.modern(r.Header)
	if msg.Method == string(mcp.MethodNotificationCancelled) && (modern || r.Header.Get(mcp.HeaderSessionID) == "") {
		// Without a session the library finds the call by its id alone, and ids
		// are no secret: anyone could cancel another's call.
		w.WriteHeader(http.StatusAccepted)
		return
	}
	// What is not JSON never gets as far as a session.
	if parsed && !modern {
		if refused := e.sessionFor(r, msg); refused != nil {
			refused.write(w)
			return
		}
	}
	if msg.Method == string(mcp.MethodSubscriptionsListen) {
		var cancel context.CancelFunc
		r, cancel = e.untilClosed(r)
		defer cancel()
	} else {
		key := callKey{session: r.Header.Get(mcp.HeaderSessionID), id: normalID(msg.ID)}
		e.calls.begin(key)
		defer e.calls.end(key)
	}
	e.streamable.ServeHTTP(w, r)
}

// sessionFor checks the session that a message before 2026-07-28 needs.
func (e *endpoint) sessionFor(r *http.Request, msg message) *refusal {
	if msg.Method != string(mcp.MethodInitialize) {
		return e.ownSession(r)
	}
	if e.mcpSessions.full() {
		return refuse(http.StatusServiceUnavailable, "too many sessions are open; try again later")
	}
	return nil
}

// ownSession refuses requests without a session, or with one that the caller
// did not open: for them it does not exist.
func (e *endpoint) ownSession(r *http.Request) *refusal {
	id := r.Header.Get(mcp.HeaderSessionID)
	if id == "" {
		return refuse(http.StatusBadRequest, "the %s header is missing: send initialize first", mcp.HeaderSessionID)
	}
	if !e.mcpSessions.belongs(id, callerOf(r.Context())) {
		return refuse(http.StatusNotFound, "no such session: send initialize again, with the same credential on every request")
	}
	return nil
}

func refuseMethod(w http.ResponseWriter, allowed string) {
	w.Header().Set("Allow", allowed)
	refuse(http.StatusMethodNotAllowed, "use one of: %s", allowed).write(w)
}
