package server

import (
	"errors"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"
)

// observe logs a line a request, and answers for a handler that panicked. The
// line holds no query, no header and no path of the client's own making.
func (s *Server) observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start, seen := time.Now(), &recorder{ResponseWriter: w}
		defer func() {
			p := recover()
			if err, ok := p.(error); ok && errors.Is(err, http.ErrAbortHandler) {
				panic(p)
			}
			if p != nil {
				s.log.ErrorContext(r.Context(), "http handler panicked", "path", route(r), "stack", string(debug.Stack()))
				if seen.status == 0 {
					refuse(http.StatusInternalServerError, "the server failed on this request").write(seen)
				}
			}
			level := slog.LevelInfo
			if r.URL.Path == "/healthz" {
				level = slog.LevelDebug
			}
			s.log.LogAttrs(r.Context(), level, "http request",
				slog.String("method", method(r)), slog.String("path", route(r)), slog.Int("status", seen.code()),
				slog.Duration("took", time.Since(start).Round(time.Microsecond)))
		}()
		next.ServeHTTP(seen, r)
	})
}

// route is the path if it is one of ours: others may hold anything.
func route(r *http.Request) string {
	switch r.URL.Path {
	case "/mcp", "/sse", "/message", "/healthz", webhookPath, webhookPath + "/callback":
		return r.URL.Path
	default:
		return "other"
	}
}

func method(r *http.Request) string {
	switch r.Method {
	case http.MethodGet, http.MethodPost, http.MethodDelete, http.MethodOptions, http.MethodHead:
		return r.Method
	default:
		return "other"
	}
}

// recorder remembers the status of an answer.
type recorder struct {
	http.ResponseWriter
	status int
}

// WriteHeader implements http.ResponseWriter.
func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

// Write implements io.Writer.
func (r *recorder) Write(p []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	return r.ResponseWriter.Write(p)
}

// Flush implements http.Flusher, which the MCP library asks for on streams.
func (r *recorder) Flush() {
	// A writer that cannot flush sends all at the end.
	_ = http.NewResponseController(r.ResponseWriter).Flush()
}

// Unwrap gives the writer below, for http.ResponseController.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

func (r *recorder) code() int {
	if r.status == 0 {
		return http.StatusOK
	}
	return r.status
}
