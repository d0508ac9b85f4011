package heygentest

import (
	"net/http"
	"strings"
	"time"

	"heygen-mcp/heygenapi/heygentest/rest"
)

// replayFor is how long a first answer is repeated.
const replayFor = 24 * time.Hour

type replay struct {
	answer rest.Answer
	done   bool
	at     time.Time
}

// keyLetters are those of an idempotency key. A regular expression that counts
// to 255 would cost every start of a program a millisecond.
const keyLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_:.-"

func validKey(key string) bool {
	return key != "" && len(key) <= 255 && strings.Trim(key, keyLetters) == ""
}

// replayKey is what a request's first answer is kept by: its idempotency key,
// for its endpoint and resource. It is empty where the header does not count.
func replayKey(r *http.Request, op rest.Operation) (string, *rest.Failure) {
	key := r.Header.Get("Idempotency-Key")
	switch {
	case !op.Keyed || key == "":
		return "", nil
	case !validKey(key):
		return "", rest.Invalid("Idempotency-Key", "needs 1 to 255 characters of A-Z a-z 0-9 _ : . -")
	}
	return r.Method + " " + r.URL.Path + " " + key, nil
}

// hold leaves a request without an answer until its client goes away. Its key
// is in flight meanwhile, so a duplicate does get an answer.
func (s *Server) hold(r *http.Request, op rest.Operation) rest.Answer {
	if key, problem := replayKey(r, op); problem == nil && key != "" {
		if kept, done := s.replayOf(key); done {
			return kept
		}
		defer s.keepReplay(key, rest.Answer{Status: http.StatusGatewayTimeout})
	}
	<-r.Context().Done()
	panic(http.ErrAbortHandler)
}

// replayOf gives the first answer to a key, or refuses while its request is in
// flight. Otherwise the caller is the first.
func (s *Server) replayOf(key string) (rest.Answer, bool) {
	s.account.Lock()
	defer s.account.Unlock()
	kept, known := s.replays[key]
	if known && s.clock.Now().Sub(kept.at) < byClock(s.clock, replayFor) {
		if !kept.done {
			return rest.Fail(http.StatusConflict, "request_in_progress", "", "a request with this idempotency key is still in flight").Answer(), true
		}
		return kept.answer, true
	}
	s.replays[key] = &replay{at: s.clock.Now()}
	return rest.Answer{}, false
}

// keepReplay keeps a success; what was refused may be tried again.
func (s *Server) keepReplay(key string, a rest.Answer) {
	s.account.Lock()
	defer s.account.Unlock()
	if a.Status >= http.StatusBadRequest {
		delete(s.replays, key)
		return
	}
	kept := s.replays[key]
	kept.answer, kept.done = a, true
}
