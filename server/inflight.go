package server

import (
	"bytes"
	"context"
	"encoding/json"
	"sync"
)

// callKey tells calls apart: request ids are a client's own.
type callKey struct{ session, id string }

// inflight knows which calls have been taken in and not yet answered, so that
// an end can wait for them. It is safe for concurrent use.
type inflight struct {
	mu      sync.Mutex
	pending map[callKey]int
	total   int
	closed  bool
	idle    chan struct{}
}

func newInflight() *inflight { return &inflight{pending: map[callKey]int{}} }

// begin counts a call in, and is false where none is taken any more.
func (f *inflight) begin(key callKey) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closed {
		return false
	}
	f.pending[key]++
	f.total++
	return true
}

// close takes no more calls.
func (f *inflight) close() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.closed = true
}

// end counts a call out. One that was never counted in is no call.
func (f *inflight) end(key callKey) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if n := f.pending[key]; n > 0 {
		f.remove(key, 1)
	}
}

// forget drops a session's calls: nobody is there to take the answers.
func (f *inflight) forget(session string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for key, n := range f.pending {
		if key.session == session {
			f.remove(key, n)
		}
	}
}

func (f *inflight) remove(key callKey, n int) {
	if f.pending[key] -= n; f.pending[key] == 0 {
		delete(f.pending, key)
	}
	if f.total -= n; f.total == 0 && f.idle != nil {
		close(f.idle)
		f.idle = nil
	}
}

// wait returns when no call is under way, or with ctx's error.
func (f *inflight) wait(ctx context.Context) error {
	f.mu.Lock()
	if f.total == 0 {
		f.mu.Unlock()
		return nil
	}
	if f.idle == nil {
		f.idle = make(chan struct{})
	}
	idle := f.idle
	f.mu.Unlock()
	select {
	case <-idle:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// answeredID is the id of the request that a message of the server answers.
// The library writes the id before the result, so only a few bytes are read.
func answeredID(message []byte) (string, bool) {
	decoder := json.NewDecoder(bytes.NewReader(message))
	if opening, err := decoder.Token(); err != nil || opening != json.Delim('{') {
		return "", false
	}
	var id json.RawMessage
	for decoder.More() {
		key, err := decoder.Token()
		if err != nil || key == "method" {
			// A notification, or a request of the server's own.
			return "", false
		}
		if id != nil && (key == "result" || key == "error") {
			return normalID(id), true
		}
		var value json.RawMessage
		if err := decoder.Decode(&value); err != nil {
			return "", false
		}
		if key == "id" {
			id = value
		}
	}
	return normalID(id), id != nil
}

// normalID is a request's id as the library writes it back, which may differ
// from how the client wrote it (1.0 comes back as 1).
func normalID(raw json.RawMessage) string {
	var id any
	if json.Unmarshal(raw, &id) != nil {
		return string(raw)
	}
	normal, err := json.Marshal(id)
	if err != nil {
		return string(raw)
	}
	return string(normal)
}
