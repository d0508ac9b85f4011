package heygenapi_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"

	"heygen-mcp/heygenapi"
)

// scripted is a client of a HeyGen that one function plays.
func scripted(t testing.TB, play http.HandlerFunc, opts ...heygenapi.Option) *heygenapi.Client {
	t.Helper()
	srv := httptest.NewServer(play)
	t.Cleanup(srv.Close)
	return newClient(t, srv.URL, opts...)
}

// turn plays one request.
type turn func(http.ResponseWriter)

// serve plays the turn for every request.
func (t turn) serve(w http.ResponseWriter, _ *http.Request) { t(w) }

// turns plays one after the other, the last for ever.
type turns struct {
	play []turn

	mu   sync.Mutex
	keys []string
}

func (s *turns) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.keys = append(s.keys, r.Header.Get("Idempotency-Key"))
	n := len(s.keys)
	s.mu.Unlock()
	s.play[min(n, len(s.play))-1](w)
}

// sent gives the idempotency key of each request, or an empty one.
func (s *turns) sent() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.keys)
}

func says(status int, body string) turn {
	return func(w http.ResponseWriter) {
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}
}

func refuses(status int, code string) turn {
	return says(status, `{"error":{"code":"`+code+`","message":"no"}}`)
}

func after(seconds string, t turn) turn {
	return func(w http.ResponseWriter) {
		w.Header().Set("Retry-After", seconds)
		t(w)
	}
}

// drops closes the connection without an answer.
func drops(http.ResponseWriter) { panic(http.ErrAbortHandler) }

// cuts closes the connection in the middle of the answer.
func cuts(w http.ResponseWriter) {
	w.Header().Set("Content-Length", "1000")
	_, _ = w.Write([]byte(`{"data":{"video_id":"v`))
	_ = http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler)
}

// hangs is a turn without an answer, which ends with the request.
func hangs(http.ResponseWriter) {}

// inProcess answers requests without a network, so that a test's own clock holds
// for all of a call. What is not answered waits until the caller gives up.
type inProcess struct{ http.Handler }

// RoundTrip implements http.RoundTripper.
func (p inProcess) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	p.ServeHTTP(w, r)
	if w.Body.Len() == 0 {
		<-r.Context().Done()
		return nil, r.Context().Err()
	}
	return w.Result(), nil
}
