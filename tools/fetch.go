package tools

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
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

// errPrivateAddress is returned for an address inside a private network.
var errPrivateAddress = errors.New("address is inside a private network")

// NewFetcher makes a fetcher. An API that itself listens on loopback, as the
// sandbox does, serves its media there: that one port stays open to it. base is
// the API's address, empty for HeyGen's own.
func NewFetcher(base string) *Fetcher {
	guard := addressGuard{port: loopbackPort(base)}
	// Checked on the address that is dialled, so no name can hide it.
	dialer := &net.Dialer{Timeout: 10 * time.Second, Control: guard.check}
	return &Fetcher{guard: guard, client: &http.Client{Transport: &http.Transport{
		DialContext: dialer.DialContext, TLSHandshakeTimeout: 10 * time.Second,
		ResponseHeaderTimeout: 30 * time.Second, IdleConnTimeout: time.Minute, MaxIdleConnsPerHost: 4, ForceAttemptHTTP2: true,
	}}}
}

// onLoopback is true where the API itself is on this machine.
func (f *Fetcher) onLoopback() bool { return f.guard.port != "" }

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

func (g addressGuard) check(_, address string, _ syscall.RawConn) error {
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
	if !publicAddress(ip) {
		return errPrivateAddress
	}
	return nil
}

// publicAddress is true for an address that is reached from anywhere.
func publicAddress(ip netip.Addr) bool {
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

// badStatus is an answer that is no file.
type badStatus int

func (b badStatus) Error() string { return fmt.Sprintf("the address answers with status %d", int(b)) }

// errTooLong is returned for a file that is longer than was asked for.
var errTooLong = errors.New("the file is too long")

// Read reads a whole file of at most so many bytes.
func (f *Fetcher) Read(ctx context.Context, address string, most int64) ([]byte, error) {
	resp, err := f.open(ctx, address, 0)
	if err != nil {
		return nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusOK {
		return nil, badStatus(resp.StatusCode)
	}
	file, err := io.ReadAll(io.LimitReader(resp.Body, most+1))
	switch {
	case err != nil:
		return nil, errors.New("the answer was cut short")
	case int64(len(file)) > most:
		return nil, errTooLong
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

const probeTimeout = 5 * time.Second

// probe looks whether an address answers with a file, before HeyGen is asked
// to fetch it. What cannot be told from here is a warning, not a refusal:
// HeyGen may reach what this machine does not.
func (f *Fetcher) probe(ctx context.Context, field, address string) (warning string, err error) {
	ctx, cancel := context.WithTimeout(ctx, probeTimeout)
	defer cancel()
	resp, err := f.open(ctx, address, 0)
	if errors.Is(err, errPrivateAddress) {
		return "", invalid(field, "is inside a private network, where HeyGen cannot fetch it", "Send the file with upload_asset and pass its asset id.")
	}
	if err != nil {
		return field + " could not be checked from here; if HeyGen cannot fetch it, the job fails without charge.", nil
	}
	defer func() { _ = resp.Body.Close() }()
	head, _ := io.ReadAll(io.LimitReader(resp.Body, sniffLength))
	switch {
	case resp.StatusCode >= http.StatusBadRequest:
		return "", invalid(field, fmt.Sprintf("answers with status %d", resp.StatusCode), "Give an address that needs no login and has not expired, or send the file with upload_asset.")
	case strings.HasPrefix(sniff(head), "text/html"):
		return "", invalid(field, "answers with a web page, not a media file", "Give the address of the file itself, or send the file with upload_asset.")
	default:
		return "", nil
	}
}

// webSource is an argument that may hold an address.
type webSource struct{ field, address string }

// probeIfGiven probes the addresses that there are.
func (f *Fetcher) probeIfGiven(ctx context.Context, sources ...webSource) (warnings []string, err error) {
	for _, s := range sources {
		if s.address == "" {
			continue
		}
		warning, err := f.probe(ctx, s.field, s.address)
		if err != nil {
			return nil, err
		}
		if warning != "" {
			warnings = append(warnings, warning)
		}
	}
	return warnings, nil
}
