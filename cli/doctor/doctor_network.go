package doctor

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"heygen-mcp/cli/flags"
	"heygen-mcp/cli/terminal"
	"heygen-mcp/heygenapi"
)

// examination is one run of the checks that concern HeyGen.
type examination struct {
	sys     *terminal.System
	key     flags.Found
	keyErr  error
	base    string
	timeout time.Duration

	wire    *wire
	network check
	// asked is true once HeyGen was asked whose the key is.
	asked   bool
	user    heygenapi.User
	userErr error
}

// run makes the checks. The network goes first, because without it nothing
// else can be told; the list is in the order in which people look.
func (e *examination) run(ctx context.Context) []check {
	e.wire = &wire{now: e.sys.Now, next: http.DefaultTransport}
	e.network = e.checkNetwork(ctx)
	if !e.key.None() && e.network.Outcome != failed {
		e.ask(ctx)
	}
	return []check{
		e.checkPresent(), e.checkCharacters(), e.checkHeader(), e.checkActive(), e.checkWallet(), e.network, e.checkClock(),
	}
}

func (e *examination) ask(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, e.timeout)
	defer cancel()
	options := append(flags.ClientOptions(e.base, slog.New(slog.DiscardHandler)), heygenapi.WithHTTPClient(&http.Client{Transport: e.wire}),
		heygenapi.WithRetry(heygenapi.Retry{BaseDelay: time.Second, MaxDelay: time.Second})) // once: the first answer is the news
	client, err := heygenapi.New(e.key.Credential, options...)
	if err != nil {
		e.userErr = err
		return
	}
	e.asked = true
	e.user, e.userErr = client.GetCurrentUser(ctx)
}

// wire watches requests on their way out and the clock in the answers.
type wire struct {
	next http.RoundTripper
	now  func() time.Time
	// credentialHeaders are the headers of the last request that carry one.
	credentialHeaders []string
	// skew is how far HeyGen's clock is ahead of this one.
	skew      time.Duration
	skewKnown bool
}

// RoundTrip implements [http.RoundTripper].
func (w *wire) RoundTrip(req *http.Request) (*http.Response, error) {
	w.credentialHeaders = nil
	for _, name := range []string{"X-Api-Key", "Authorization"} {
		if req.Header.Get(name) != "" {
			w.credentialHeaders = append(w.credentialHeaders, name)
		}
	}
	resp, err := w.next.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	if date, err := http.ParseTime(resp.Header.Get("Date")); err == nil {
		w.skew, w.skewKnown = date.Sub(w.now()), true
	}
	return resp, nil
}

// checkNetwork looks whether HeyGen answers at all. It sends no key.
func (e *examination) checkNetwork(ctx context.Context) check {
	c := check{Name: "network"}
	host := e.base
	if u, err := url.Parse(e.base); err == nil {
		host = u.Host
	}
	ctx, cancel := context.WithTimeout(ctx, e.timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimSuffix(e.base, "/")+"/v3/users/me", nil)
	if err != nil {
		c.Outcome, c.Detail = failed, err.Error()
		return c
	}
	start := e.sys.Now()
	client := &http.Client{Transport: e.wire, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Do(req)
	if err != nil {
		c.Outcome = failed
		c.Detail, c.Remedy = diagnose(err, host)
		return c
	}
	defer resp.Body.Close() //nolint:errcheck // only the head was wanted
	page := strings.HasPrefix(resp.Header.Get("Content-Type"), "text/html")
	switch {
	case resp.StatusCode >= http.StatusInternalServerError:
		c.Outcome, c.Detail = failed, fmt.Sprintf("%s is reached, but answers %s", host, resp.Status)
		c.Remedy = "HeyGen, or a gateway before it, has trouble: try again in a minute, see https://status.heygen.com."
	case page || resp.StatusCode/100 == 3:
		c.Outcome, c.Detail = failed, fmt.Sprintf("%s answers with a web page or a redirect (%s)", host, resp.Status)
		c.Remedy = "A proxy or a login page of your network answers in its place: log in to the network, or have it let " + host + " through."
	default:
		c.Outcome, c.Detail = passed, fmt.Sprintf("%s answers in %v", host, e.sys.Now().Sub(start).Round(time.Millisecond))
	}
	return c
}

// diagnose says which step of reaching a host failed, and the mend.
func diagnose(err error, host string) (detail, remedy string) {
	if dns, ok := errors.AsType[*net.DNSError](err); ok {
		return "the name " + dns.Name + " is not resolved", "Check the connection, the DNS settings and any VPN; in a container, its network."
	}
	if isCertificateError(err) {
		return "the TLS certificate of " + host + " is not trusted", "If a company proxy inspects traffic, install its certificate (or set SSL_CERT_FILE); check the computer's clock too."
	}
	proxy := "Check the connection, firewall and VPN."
	if os.Getenv("HTTPS_PROXY")+os.Getenv("https_proxy")+os.Getenv("HTTP_PROXY")+os.Getenv("http_proxy") != "" {
		proxy = "A proxy is set in HTTPS_PROXY or HTTP_PROXY: check that it works and lets " + host + " through."
	}
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return host + " refuses the connection", "Nothing listens there: check HEYGEN_API_BASE. " + proxy
	case errors.Is(err, context.DeadlineExceeded), os.IsTimeout(err):
		return host + " does not answer in time", proxy
	default:
		return host + " cannot be reached: " + withoutURL(err).Error(), proxy
	}
}

func isCertificateError(err error) bool {
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return true
	}
	if _, ok := errors.AsType[x509.UnknownAuthorityError](err); ok {
		return true
	}
	_, ok := errors.AsType[x509.HostnameError](err)
	return ok
}

func withoutURL(err error) error {
	if outer, ok := errors.AsType[*url.Error](err); ok {
		return outer.Err
	}
	return err
}

// mostSkew is how far the clock may be off before logins and links suffer.
const mostSkew = 2 * time.Minute

// checkClock compares the computer's clock with HeyGen's.
func (e *examination) checkClock() check {
	c := check{Name: "clock"}
	off := e.wire.skew.Abs().Round(time.Second)
	switch {
	case !e.wire.skewKnown:
		c.Outcome, c.Detail = skipped, "HeyGen's time is not known"
	case off > mostSkew && e.wire.skew > 0:
		c.Outcome, c.Detail = warned, fmt.Sprintf("this computer is %v behind HeyGen", off)
	case off > mostSkew:
		c.Outcome, c.Detail = warned, fmt.Sprintf("this computer is %v ahead of HeyGen", off)
	default:
		c.Outcome, c.Detail = passed, fmt.Sprintf("within %v of HeyGen's", mostSkew)
	}
	if c.Outcome == warned {
		c.Remedy = "Let the computer set its clock from the network: certificates, logins and signed links depend on it."
	}
	return c
}

// checkDownloads looks whether download_video could write. It leaves nothing
// behind: a directory that is not there is judged by the first one above that
// is.
func checkDownloads(sys *terminal.System, given string) check {
	c := check{Name: "download directory"}
	dir, _ := flags.FileFlags{DownloadDir: given}.Resolve(sys)
	existing, note := dir, ""
	for {
		info, err := os.Stat(existing)
		if err == nil && !info.IsDir() {
			return check{Name: c.Name, Outcome: failed, Detail: existing + " is a file, not a directory", Remedy: "Choose another with --download-dir or HEYGEN_MCP_DOWNLOAD_DIR."}
		}
		if err == nil || filepath.Dir(existing) == existing {
			break
		}
		existing, note = filepath.Dir(existing), " (made on the first download)"
	}
	probe, err := os.CreateTemp(existing, ".heygen-mcp-*")
	if err != nil {
		c.Outcome, c.Detail = failed, "cannot write to "+existing
		c.Remedy = "Choose another with --download-dir or HEYGEN_MCP_DOWNLOAD_DIR, or mend its permissions."
		return c
	}
	if err := errors.Join(probe.Close(), os.Remove(probe.Name())); err != nil {
		c.Outcome, c.Detail = warned, fmt.Sprintf("a test file could not be removed: %v", err)
		return c
	}
	c.Outcome, c.Detail = passed, dir+note
	return c
}
