package dubbing

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"heygen-mcp/heygenapi/heygentest/media"
	"heygen-mcp/heygenapi/heygentest/rest"
	"heygen-mcp/heygenapi/heygentest/sim"
)

const (
	fetchTime = 5 * time.Second
	maxSRT    = 1 << 20
)

// fetchSRT reads the file at srt.url. It comes before the handler, so that
// nobody waits for it.
func (s *Dubbing) fetchSRT(r *rest.Request) {
	srt, _ := r.Fields["srt"].(map[string]any)
	if link, _ := srt["url"].(string); srt["type"] == "url" && link != "" {
		r.File, r.FileError = s.fetch(r, link)
	}
}

// fetch reads a file at an own link or on this machine. Others are taken as not
// to be reached: a simulation that tests run has no business on the network.
func (s *Dubbing) fetch(r *rest.Request, link string) ([]byte, error) {
	u, err := url.Parse(link)
	switch {
	case err != nil:
		return nil, errors.New("it is not a web address")
	case u.Host == r.Host && strings.HasPrefix(u.Path, sim.MediaPath):
		return s.ownFile(u)
	case u.Scheme != "http" || !rest.Loopback(u):
		return nil, errors.New("this simulated HeyGen reads only its own links and http addresses of this machine")
	}
	req, err := http.NewRequestWithContext(r.Context(), http.MethodGet, link, http.NoBody)
	if err != nil {
		return nil, errors.New("it is not a web address")
	}
	client := &http.Client{Timeout: fetchTime, CheckRedirect: func(next *http.Request, _ []*http.Request) error {
		if next.URL.Scheme != "http" || !rest.Loopback(next.URL) {
			return errors.New("it leads away from this machine")
		}
		return nil
	}}
	res, err := client.Do(req)
	if err != nil {
		return nil, errors.New("nobody answers there")
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("the answer is %d", res.StatusCode)
	}
	return readSmall(res.Body)
}

// ownFile reads what an own link shows.
func (s *Dubbing) ownFile(u *url.URL) ([]byte, error) {
	if !s.Signed(&http.Request{Method: http.MethodGet, URL: u}) {
		return nil, errors.New("the link has expired or its signature does not match")
	}
	kind, file, _ := strings.Cut(strings.TrimPrefix(u.Path, sim.MediaPath), "/")
	content, err := s.OpenFile(kind, file)
	if err != nil {
		return nil, errors.New("there is no such file")
	}
	return readSmall(content)
}

func readSmall(from io.Reader) ([]byte, error) {
	file, err := io.ReadAll(io.LimitReader(from, maxSRT+1))
	switch {
	case err != nil:
		return nil, errors.New("the answer is cut short")
	case len(file) > maxSRT:
		return nil, fmt.Errorf("the file has more than %d bytes", maxSRT)
	}
	return file, nil
}

// readSRT reads the subtitles that the field srt leads to; nil where it is not
// given.
func (s *Dubbing) readSRT(r *rest.Request, b *rest.Body, required bool) []media.Cue {
	source := s.ReadSource(b, "srt", required, false)
	file := r.File
	if a, ok := s.Assets.ByID(source.AssetID); ok {
		file = a.Data
	}
	switch {
	case b.Failure() != nil, source.Link+source.AssetID == "":
		return nil
	case source.Link != "" && r.FileError != nil:
		b.Refuse(rest.Fail(http.StatusBadRequest, "download_failed", b.Name("srt.url"), "the file could not be read: %v", r.FileError))
		return nil
	}
	cues, err := media.ParseSRT(file)
	if err != nil {
		b.Fail("srt", "%v", err)
	}
	return cues
}
