package tools_test

import (
	"context"
	"io"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi"
)

// line is the server's connection to HeyGen. It tells when the request that
// pays passes, once.
type line struct {
	path   string
	leaves func()
	comes  func()
	read   func()
	once   sync.Once
}

// RoundTrip implements http.RoundTripper.
func (l *line) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Method != http.MethodPost || r.URL.Path != l.path {
		return http.DefaultTransport.RoundTrip(r)
	}
	first := false
	l.once.Do(func() { first = true })
	if first && l.leaves != nil {
		l.leaves()
	}
	resp, err := http.DefaultTransport.RoundTrip(r)
	if first && l.comes != nil {
		l.comes()
	}
	if first && l.read != nil && err == nil {
		resp.Body = lastByte{resp.Body, l.read}
	}
	return resp, err
}

// lastByte tells when an answer has been read to its end.
type lastByte struct {
	io.ReadCloser
	tell func()
}

// Read implements io.Reader.
func (l lastByte) Read(p []byte) (int, error) {
	n, err := l.ReadCloser.Read(p)
	if err != nil {
		l.tell()
	}
	return n, err
}

// TestAHostHangsUp in the middle of the call that pays: the user asks again, and
// pays once.
func TestAHostHangsUp(t *testing.T) {
	t.Parallel()
	paths := map[string]string{"create_video": "/v3/videos", "create_video_agent": "/v3/video-agents", "translate_video": "/v3/video-translations"}
	for tool, path := range paths {
		for moment, set := range map[string]func(l *line, hangUp func()){
			"as the request leaves": func(l *line, hangUp func()) { l.leaves = hangUp },
			"as its answer comes":   func(l *line, hangUp func()) { l.comes = hangUp },
			"as its answer is read": func(l *line, hangUp func()) { l.read = hangUp },
		} {
			t.Run(tool+" "+moment, func(t *testing.T) {
				t.Parallel()
				ctx, cancel := context.WithCancel(t.Context())
				l := &line{path: path}
				set(l, cancel)
				b, log := newStory(t, heygenapi.WithHTTPClient(&http.Client{Transport: l}),
					heygenapi.WithTimeouts(heygenapi.Timeouts{Read: time.Minute, Write: time.Minute})) // only the host gives up
				a := &assistant{bench: b, tool: tool, args: stories[tool](b)}
				_, _ = b.client.CallTool(ctx, tool, a.args)
				require.Error(t, ctx.Err(), "the host has hung up")
				require.Equal(t, saved, a.play(), "after %v", a.errors)
				a.agree(saved)
				a.clean("log", log.String())
			})
		}
	}
}
