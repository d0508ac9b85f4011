package server

import (
	"crypto/rand"
	"net/http"
	"sync"

	mcpserver "github.com/mark3labs/mcp-go/server"

	"heygen-mcp/heygenapi"
)

// sessions binds each session to the credential that opened it: whoever comes
// with another one does not find it. It is safe for concurrent use.
type sessions struct {
	mu    sync.Mutex
	bound map[string]session
	most  int
}

// session is who opened it, and what it was opened with.
type session struct {
	owner     heygenapi.Credential
	narrowing *narrowing
}

func newSessions(most int) *sessions {
	return &sessions{bound: map[string]session{}, most: most}
}

// open makes a session of the credential's, with what narrows all of it. Its id
// cannot be guessed.
func (s *sessions) open(credential heygenapi.Credential, n *narrowing) string {
	id := rand.Text()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.bound[id] = session{owner: credential, narrowing: n}
	return id
}

// belongs is true of an open session and the credential that opened it.
func (s *sessions) belongs(id string, credential heygenapi.Credential) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	opened, ok := s.bound[id]
	return ok && opened.owner == credential
}

// narrowing is what narrows all of a session.
func (s *sessions) narrowing(id string) *narrowing {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.bound[id].narrowing
}

func (s *sessions) drop(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.bound, id)
}

// full is true when no more sessions should be opened.
func (s *sessions) full() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.bound) >= s.most
}

// ResolveSessionIdManager implements the MCP library's resolver. The library
// calls it without a request when it sweeps idle sessions.
func (s *sessions) ResolveSessionIdManager(r *http.Request) mcpserver.SessionIdManager { //nolint:revive // the library's name
	caller := heygenapi.Credential{}
	if r != nil {
		caller = callerOf(r.Context())
	}
	return &callerSessions{sessions: s, caller: caller}
}

// callerSessions are the sessions as one caller sees them.
type callerSessions struct {
	*sessions
	caller heygenapi.Credential
}

// Generate opens a session for the caller.
func (c *callerSessions) Generate() string { return c.open(c.caller, nil) }

// Validate fails for sessions that are not open, or not the caller's.
func (c *callerSessions) Validate(id string) (terminated bool, err error) {
	if !c.belongs(id, c.caller) {
		return false, errNoSession
	}
	return false, nil
}

// Terminate closes a session. That it is the caller's was checked before.
func (c *callerSessions) Terminate(id string) (notAllowed bool, err error) {
	c.drop(id)
	return false, nil
}
