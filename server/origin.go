package server

import (
	"maps"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"github.com/mark3labs/mcp-go/mcp"
	mcpserver "github.com/mark3labs/mcp-go/server"
)

// frontier is what stands between web pages and the server: a page must
// neither reach it by a name that it points here (DNS rebinding), nor by its
// right name from a foreign origin.
type frontier struct {
	hosts   []string
	origins []string
}

func newFrontier(o HTTPOptions) *frontier {
	f := &frontier{}
	for _, host := range o.AllowedHosts {
		f.hosts = append(f.hosts, strings.ToLower(strings.TrimSpace(host)))
	}
	for _, origin := range o.AllowedOrigins {
		f.origins = append(f.origins, normalOrigin(origin))
	}
	return f
}

// guard lets through what may come in, and answers preflights.
func (f *frontier) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !f.hostAllowed(r) {
			refuse(http.StatusForbidden, "the Host header names another server than this one; allow the name with --allowed-host").write(w)
			return
		}
		w.Header().Add("Vary", "Origin")
		if origin := r.Header.Get("Origin"); origin != "" {
			if !f.originAllowed(r, origin) {
				refuse(http.StatusForbidden, "web pages of this origin may not call; allow it with --allowed-origin").write(w)
				return
			}
			allowOrigin(w.Header(), origin)
			if r.Method == http.MethodOptions && r.Header.Get("Access-Control-Request-Method") != "" {
				answerPreflight(w, r)
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}

// hostAllowed is true of names that were allowed, of loopback, and beyond
// loopback of addresses: a page can point a name here, but not an address.
func (f *frontier) hostAllowed(r *http.Request) bool {
	whole := strings.ToLower(r.Host)
	host := hostOnly(whole)
	if isLoopback(host) || slices.Contains(f.hosts, whole) || slices.Contains(f.hosts, host) {
		return true
	}
	_, err := netip.ParseAddr(host)
	return err == nil && !arrivedOnLoopback(r)
}

// originAllowed is true of origins that were allowed, and of pages of this
// machine to a server of this machine.
func (f *frontier) originAllowed(r *http.Request, origin string) bool {
	if slices.Contains(f.origins, normalOrigin(origin)) {
		return true
	}
	u, err := url.Parse(origin)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") {
		return false
	}
	return isLoopback(strings.ToLower(u.Hostname())) && arrivedOnLoopback(r)
}

// normalOrigin is an origin as browsers write it: in small letters, without a
// path, without the scheme's own port.
func normalOrigin(origin string) string {
	origin = strings.ToLower(strings.TrimRight(strings.TrimSpace(origin), "/"))
	if scheme, host, ok := strings.Cut(origin, "://"); ok {
		switch scheme {
		case "https":
			host = strings.TrimSuffix(host, ":443")
		case "http":
			host = strings.TrimSuffix(host, ":80")
		}
		return scheme + "://" + host
	}
	return origin
}

func allowOrigin(h http.Header, origin string) {
	h.Set("Access-Control-Allow-Origin", origin)
	h.Set("Access-Control-Expose-Headers", strings.Join([]string{mcpserver.HeaderKeySessionID, mcp.HeaderProtocolVersion, "WWW-Authenticate", "Retry-After"}, ", "))
}

// answerPreflight names every header that MCP clients send; the library's list
// lacks those of the newer protocol versions.
func answerPreflight(w http.ResponseWriter, r *http.Request) {
	allowed := []string{
		"Content-Type", "Accept", "Authorization", keyHeader,
		mcpserver.HeaderKeySessionID, mcp.HeaderProtocolVersion, mcp.HeaderMethod, mcp.HeaderName, mcp.HeaderLastEventID,
	}
	allowed = append(allowed, slices.Sorted(maps.Values(narrowingHeaders()))...)
	for wanted := range strings.SplitSeq(r.Header.Get("Access-Control-Request-Headers"), ",") {
		if wanted = strings.TrimSpace(wanted); isParamHeader(wanted) {
			allowed = append(allowed, wanted)
		}
	}
	h := w.Header()
	h.Set("Access-Control-Allow-Methods", "GET, POST, DELETE, OPTIONS")
	h.Set("Access-Control-Allow-Headers", strings.Join(allowed, ", "))
	h.Set("Access-Control-Max-Age", "600")
	w.WriteHeader(http.StatusNoContent)
}

// isParamHeader is true of headers that repeat a tool's argument; their names
// are the tools' own.
func isParamHeader(name string) bool {
	const prefix = mcp.HeaderParamPrefix
	return len(name) > len(prefix) && strings.EqualFold(name[:len(prefix)], prefix)
}

// hostOnly is the host without its port and without brackets.
func hostOnly(hostport string) string {
	if host, _, err := net.SplitHostPort(hostport); err == nil {
		return host
	}
	return strings.Trim(hostport, "[]")
}

func isLoopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Unmap().IsLoopback()
}

// arrivedOnLoopback is true of connections that only this machine can make.
func arrivedOnLoopback(r *http.Request) bool {
	local, ok := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	return ok && isLocal(local)
}

func isLocal(address net.Addr) bool {
	return strings.HasPrefix(address.Network(), "unix") || isLoopback(hostOnly(address.String()))
}
