// Package wire is what the clients of HeyGen's products share about HTTP and
// secrets: which address may get a key, how a request is sent, logged and sent
// again, what an error may tell, and when an answer asks to come again. Retries go
// by failsafe-go. It knows no operation of any product.
package wire

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// CheckBase keeps keys off plain connections that leave the machine: the
// address has to be https, or http to loopback. The example goes into errors.
func CheckBase(raw, example string) (*url.URL, error) {
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" || u.RawQuery != "" || u.User != nil {
		return nil, fmt.Errorf("the base address %q is not an address such as %s", redact(raw), example)
	}
	if u.Scheme != "https" && (u.Scheme != "http" || !Loopback(u.Hostname())) {
		return nil, fmt.Errorf("the base address %q must be https; http is for loopback only", redact(raw))
	}
	return u, nil
}

func redact(raw string) string {
	if u, err := url.Parse(raw); err == nil {
		return u.Redacted()
	}
	return "(unreadable)"
}

// Loopback is true for this machine.
func Loopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Unmap().IsLoopback()
}

// GuardRedirects gives a client that follows none, so that a key stays on its
// own host: Go drops Authorization on its own, but not x-api-key.
func GuardRedirects(given *http.Client) *http.Client {
	guarded := *given
	guarded.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &guarded
}

// URL builds an address below the base.
func URL(base *url.URL, path []string, query url.Values) string {
	u := *base
	full := strings.TrimSuffix(base.EscapedPath(), "/") + "/" + EscapePath(path)
	u.RawPath = full
	u.Path, _ = url.PathUnescape(full)
	u.RawQuery = query.Encode()
	return u.String()
}

// EscapePath joins the elements of a path, each escaped, so that no id can lead
// elsewhere.
func EscapePath(path []string) string {
	escaped := make([]string, len(path))
	for i, p := range path {
		escaped[i] = escapeElement(p)
	}
	return strings.Join(escaped, "/")
}

// escapeElement escapes the dots that would otherwise climb the path.
func escapeElement(s string) string {
	if s == "." || s == ".." {
		return strings.ReplaceAll(s, ".", "%2E")
	}
	return url.PathEscape(s)
}

// WithoutURL drops the address from an HTTP error: a query may hold what must
// not be logged.
func WithoutURL(err error) error {
	if u, ok := errors.AsType[*url.Error](err); ok {
		return u.Err
	}
	return err
}

// NeverSent is true where the connection was not even made.
func NeverSent(err error) bool {
	op, ok := errors.AsType[*net.OpError](err)
	return ok && op.Op == "dial"
}

// maxRetryAfter is a week, in seconds: any longer pause is as good as never.
const maxRetryAfter = 7 * 24 * 3600

// retryAfter reads the header's seconds or date.
func retryAfter(header string, now time.Time) (time.Duration, bool) {
	if header == "" {
		return 0, false
	}
	if seconds, err := strconv.ParseFloat(strings.TrimSpace(header), 64); err == nil {
		if !(seconds >= 0) {
			return 0, false
		}
		return time.Duration(min(seconds, maxRetryAfter) * float64(time.Second)), true
	}
	if at, err := http.ParseTime(header); err == nil {
		return max(0, at.Sub(now)), true
	}
	return 0, false
}
