package files

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"heygen-mcp/tools/fault"
)

const probeTimeout = 5 * time.Second

// Probe looks whether an address answers with a file, before HeyGen is asked
// to fetch it. What cannot be told from here is a warning, not a refusal:
// HeyGen may reach what this machine does not.
func (f *Fetcher) Probe(ctx context.Context, field, address string) (warning string, err error) {
	ctx, cancel := context.WithTimeout(ctx, probeTimeout)
	defer cancel()
	resp, err := f.open(ctx, address, 0)
	if errors.Is(err, ErrPrivateAddress) {
		return "", fault.Invalid(field, "is inside a private network, where HeyGen cannot fetch it", "Send the file with upload_asset and pass its asset id.")
	}
	if err != nil {
		return field + " could not be checked from here; if HeyGen cannot fetch it, the job fails without charge.", nil
	}
	defer func() { _ = resp.Body.Close() }()
	head, _ := io.ReadAll(io.LimitReader(resp.Body, sniffLength))
	switch {
	case resp.StatusCode >= http.StatusBadRequest:
		return "", fault.Invalid(field, fmt.Sprintf("answers with status %d", resp.StatusCode), "Give an address that needs no login and has not expired, or send the file with upload_asset.")
	case strings.HasPrefix(sniff(head), "text/html"):
		return "", fault.Invalid(field, "answers with a web page, not a media file", "Give the address of the file itself, or send the file with upload_asset.")
	default:
		return "", nil
	}
}

// Source is an argument that may hold an address.
type Source struct{ Field, Address string }

// ProbeAll probes the addresses that there are.
func (f *Fetcher) ProbeAll(ctx context.Context, sources ...Source) (warnings []string, err error) {
	for _, s := range sources {
		if s.Address == "" {
			continue
		}
		warning, err := f.Probe(ctx, s.Field, s.Address)
		if err != nil {
			return nil, err
		}
		if warning != "" {
			warnings = append(warnings, warning)
		}
	}
	return warnings, nil
}
