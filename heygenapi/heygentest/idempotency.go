package heygentest

import (
	"net/http"
	"time"
)

// replayFor is how long a first answer is repeated.
const replayFor = 24 * time.Hour

type replay struct {
	answer response
	done   bool
	at     time.Time
}

// replayOf gives the first answer to a key, or refuses while its request is in
// flight. Otherwise the caller is the first.
func (s *Server) replayOf(key string) (response, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	kept, known := s.replays[key]
	if known && s.now().Sub(kept.at) < replayFor {
		if !kept.done {
			return fail(http.StatusConflict, "request_in_progress", "", "a request with this idempotency key is still in flight").response(), true
		}
		return kept.answer, true
	}
	s.replays[key] = &replay{at: s.now()}
	return response{}, false
}

// keepReplay keeps a success; what was refused may be tried again.
func (s *Server) keepReplay(key string, a response) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if a.status >= http.StatusBadRequest {
		delete(s.replays, key)
		return
	}
	kept := s.replays[key]
	kept.answer, kept.done = a, true
}
