package server

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"time"

	"github.com/mark3labs/mcp-go/mcp"
)

// message is what a transport must know of a client's message before the MCP
// library takes it.
type message struct {
	ID     json.RawMessage `json:"id"`
	Method string          `json:"method"`
	// version is the protocol version that the message itself declares.
	version string
}

// parseMessage reads what the MCP library reads, as leniently: what it would
// understand must not go unseen here.
func parseMessage(raw []byte) (message, bool) {
	var msg message
	if json.Unmarshal(raw, &msg) != nil {
		return message{}, false
	}
	var declared struct {
		Params struct {
			Meta *mcp.Meta `json:"_meta"`
		} `json:"params"`
	}
	if json.Unmarshal(raw, &declared) == nil {
		msg.version = declared.Params.Meta.ProtocolVersion()
	}
	return msg, true
}

// answered is true of requests that get their answer when their work is done:
// no notification, no answer of the client's, no stream of subscriptions.
func (m message) answered() bool {
	return len(m.ID) > 0 && m.Method != "" && m.Method != string(mcp.MethodSubscriptionsListen)
}

// modern is true of messages of the stateless protocol (2026-07-28 and later).
func (m message) modern(h http.Header) bool {
	return mcp.IsModernProtocol(h.Get(mcp.HeaderProtocolVersion)) || mcp.IsModernProtocol(m.version)
}

// readBody reads the body within its bounds and puts it back for the MCP
// library, which would read any amount for any time.
func readBody(w http.ResponseWriter, r *http.Request, most int64, within time.Duration) ([]byte, *refusal) {
	control := http.NewResponseController(w)
	// Only real connections have deadlines; others need none.
	_ = control.SetReadDeadline(time.Now().Add(within))
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, most))
	if err == nil {
		// A failed request keeps its deadline: net/http still reads what is left.
		_ = control.SetReadDeadline(time.Time{})
	}
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		return nil, refuse(http.StatusRequestEntityTooLarge, "the request body is larger than %d bytes; give files by address or upload them", most)
	}
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return nil, refuse(http.StatusRequestTimeout, "the request body did not arrive within %s", within)
	}
	if err != nil {
		return nil, refuse(http.StatusBadRequest, "the request body could not be read")
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	r.ContentLength = int64(len(body))
	return body, nil
}
