package files

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"syscall"
	"time"
)

// Fetcher reads addresses that a caller names or HeyGen answered with. It
// never carries a credential, and unless told otherwise it refuses addresses
// inside private networks: over HTTP the caller is not the machine's owner,
// and over stdio a web page may have put the address into the conversation.
type Fetcher struct {
	client *http.Client
	guard  addressGuard
}

// ErrPrivateAddress is returned for an address inside a private network.
var ErrPrivateAddress = errors.New("address is inside a private network")

// NewFetcher makes a fetcher. An API that itself listens on loopback, as the
// sandbox does, serves its media there: that one port stays open to it. base is
// the API's address, empty for HeyGen's own.
func NewFetcher(base string) *Fetcher {
	guard := addressGuard{port: loopbackPort(base)}
	// Checked on the address that is dialled, so no name can hide it.
	dialer := &net.Dialer{Timeout: 10 * time.Second, Control: guard.Check}
	return &Fetcher{guard: guard, client: &http.Client{Transport: &http.Transport{
		DialContext: dialer.DialContext, TLSHandshakeTimeout: 10 * time.Second,
		ResponseHeaderTimeout: 30 * time.Second, IdleConnTimeout: time.Minute, MaxIdleConnsPerHost: 4, ForceAttemptHTTP2: true,
	}}}
}

// OnLoopback is true where the API itself is on this machine.
func (f *Fetcher) OnLoopback() bool { return f.guard.port != "" }

// loopbackPort is the port of an API on loopback; empty for any other.
func loopbackPort(base string) string {
	u, err := url.Parse(base)
	if err != nil {
		return ""
	}
	ip, err := netip.ParseAddr(u.Hostname())
	if u.Hostname() != "localhost" && (err != nil || !ip.IsLoopback()) {
		return ""
	}
	return u.Port()
}

// addressGuard refuses to connect into private networks.
type addressGuard struct {
	// port is the one that is open on loopback.
	port string
}

func (g addressGuard) Check(_, address string, _ syscall.RawConn) error {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return fmt.Errorf("reading the dialled address: %w", err)
	}
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return fmt.Errorf("reading the dialled address: %w", err)
	}
	if ip.Unmap().WithZone("").IsLoopback() && g.port != "" && port == g.port {
		return nil
	}
	if !PublicAddress(ip) {
		return ErrPrivateAddress
	}
	return nil
}

// PublicAddress is true for an address that is reached from anywhere.
func PublicAddress(ip netip.Addr) bool {
	ip = ip.Unmap().WithZone("")
	return ip.IsGlobalUnicast() && !ip.IsPrivate() && !ip.IsLoopback() && !carrierGrade.Contains(ip)
}

// carrierGrade is RFC 6598's shared space, private for our purpose.
var carrierGrade = netip.MustParsePrefix("100.64.0.0/10")

// open starts reading an address from an offset on.
func (f *Fetcher) open(ctx context.Context, address string, offset int64) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, errors.New("the address cannot be parsed")
	}
	if offset > 0 {
		req.Header.Set("Range", fmt.Sprintf("bytes=%d-", offset))
	}
	resp, err := f.client.Do(req)
	if err != nil {
		return nil, withoutAddress(err)
	}
	return resp, nil
}

// StatusError is an answer that is no file.
type StatusError int

func (b StatusError) Error() string { return fmt.Sprintf("the address answers with status %d", int(b)) }

// ErrTooLong is returned for a file that is longer than was asked for.
var ErrTooLong = errors.New("the file is too long")

// Read reads a whole file of at most so many bytes.
func (f *Fetcher) Read(ctx context.Context, address string, most int64) ([]byte, error) {
	resp, err := f.open(ctx, address, 0)
	if err != nil {
		return nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusOK {
		return nil, StatusError(resp.StatusCode)
	}
	file, err := io.ReadAll(io.LimitReader(resp.Body, most+1))
	switch {
	case err != nil:
		return nil, errors.New("the answer was cut short")
	case int64(len(file)) > most:
		return nil, ErrTooLong
	default:
		return file, nil
	}
}

// withoutAddress drops the address from an HTTP error: it may be signed.
func withoutAddress(err error) error {
	var inner interface{ Unwrap() error }
	if errors.As(err, &inner) {
		if cause := inner.Unwrap(); cause != nil {
			return cause
		}
	}
	return err
}
