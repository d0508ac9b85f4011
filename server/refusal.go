package server

import (
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/mark3labs/mcp-go/mcp"
)

// refusal is a request that goes no further: the status, and what the person
// who set the client up should do about it.
type refusal struct {
	status  int
	message string
	// challenge is the WWW-Authenticate of a 401.
	challenge string
	// details are the same for programs, where there are some.
	details map[string]any
}

func refuse(status int, format string, args ...any) *refusal {
	return &refusal{status: status, message: fmt.Sprintf(format, args...)}
}

// refuseHeader is a header that cannot be meant so, and what to send instead.
func refuseHeader(header, value, reason, mend string) *refusal {
	const most = 48
	if runes := []rune(value); len(runes) > most {
		value = string(runes[:most]) + "…"
	}
	r := refuse(http.StatusBadRequest, "the header %s holds %q: %s; %s", header, value, reason, mend)
	r.details = map[string]any{"header": header, "value": value, "hint": mend}
	return r
}

// write answers with a JSON-RPC error without an id, which is how MCP clients
// look for a reason in an HTTP error.
func (r *refusal) write(w http.ResponseWriter) {
	header := w.Header()
	header.Set("Content-Type", "application/json")
	header.Set("Cache-Control", "no-store")
	header.Set("X-Content-Type-Options", "nosniff")
	if r.challenge != "" {
		header.Set("WWW-Authenticate", r.challenge)
	}
	w.WriteHeader(r.status)
	fault := map[string]any{"code": mcp.INVALID_REQUEST, "message": r.message}
	if r.details != nil {
		fault["data"] = r.details
	}
	// A client that went away needs no answer.
	_ = json.NewEncoder(w).Encode(map[string]any{"jsonrpc": mcp.JSONRPC_VERSION, "id": nil, "error": fault})
}

// challenging adds the challenge that a 401 must carry (RFC 6750).
func (r *refusal) challenging(code string) *refusal {
	r.challenge = `Bearer realm="` + name + `"`
	if code != "" {
		r.challenge += `, error="` + code + `"`
	}
	return r
}
