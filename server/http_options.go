package server

import (
	"cmp"
	"errors"
	"net"
	"net/http"
	"time"
)

// HTTPOptions say how to serve over HTTP. The zero value serves both
// transports to callers that bring their own HeyGen credential.
type HTTPOptions struct {
	// Streamable serves streamable HTTP at /mcp, SSE the older transport at
	// /sse and /message. Neither set means both.
	Streamable, SSE bool
	// AuthToken, where set, is what every caller must present as a bearer
	// token; HeyGen's key then comes in X-Api-Key alone.
	AuthToken string
	// SharedKey lets callers without a credential use the server's own.
	SharedKey bool
	// AllowedHosts are names, with a port or without, that this server answers
	// to besides loopback and addresses.
	AllowedHosts []string
	// AllowedOrigins are the web pages' origins that may call, such as
	// "https://app.example.com".
	AllowedOrigins []string
	// Webhooks answers at /webhooks/heygen and below, without the checks of who
	// calls: deliveries are signed. Nil for nothing there.
	Webhooks http.Handler

	// MaxBodyBytes bounds a request's body; 4 MiB by default.
	MaxBodyBytes int64
	// MaxSessions bounds the open sessions of each transport; 4,096 by default.
	MaxSessions int
	// ReadHeaderTimeout (10 s), BodyTimeout (30 s) and IdleTimeout (2 min) bound
	// how long a client may take for a request's head, its body, and between
	// requests. Answers have no bound: streams last.
	ReadHeaderTimeout, BodyTimeout, IdleTimeout time.Duration
	// SessionIdleTTL is after how long without a request a session is dropped;
	// one hour by default. Its client then opens another.
	SessionIdleTTL time.Duration
	// KeepAlive is the pause between two signs of life on an open stream; 30 s
	// by default.
	KeepAlive time.Duration
	// ShutdownTimeout bounds how long the end waits for calls that still run;
	// the server's drain timeout by default.
	ShutdownTimeout time.Duration
}

// maxHeaderBytes is ample for MCP's headers and a token.
const maxHeaderBytes = 64 << 10

func (o HTTPOptions) withDefaults(drain time.Duration) HTTPOptions {
	if !o.Streamable && !o.SSE {
		o.Streamable, o.SSE = true, true
	}
	o.MaxBodyBytes = cmp.Or(o.MaxBodyBytes, 4<<20)
	o.MaxSessions = cmp.Or(o.MaxSessions, 4096)
	o.ReadHeaderTimeout = cmp.Or(o.ReadHeaderTimeout, 10*time.Second)
	o.BodyTimeout = cmp.Or(o.BodyTimeout, 30*time.Second)
	o.IdleTimeout = cmp.Or(o.IdleTimeout, 2*time.Minute)
	o.SessionIdleTTL = cmp.Or(o.SessionIdleTTL, time.Hour)
	o.KeepAlive = cmp.Or(o.KeepAlive, 30*time.Second)
	o.ShutdownTimeout = cmp.Or(o.ShutdownTimeout, drain)
	return o
}

// ErrExposedKey is returned where anyone who reaches the address could spend
// the HeyGen credit of the server's own key.
var ErrExposedKey = errors.New("a shared HeyGen key beyond loopback needs an auth token: set HEYGEN_MCP_AUTH_TOKEN (--auth-token), or listen on 127.0.0.1")

// check refuses what would give the server's key away.
func (o HTTPOptions) check(address net.Addr) error {
	if o.SharedKey && o.AuthToken == "" && !isLocal(address) {
		return ErrExposedKey
	}
	return nil
}
