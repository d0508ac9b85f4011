package files

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"sync"
	"time"

	"heygen-mcp/internal/pause"
)

// saveAttempts bounds how often a broken download is taken up again.
const saveAttempts = 5

// ErrExpired is returned for a link that HeyGen's storage refuses.
var ErrExpired = errors.New("the link has expired")

// Saver saves what links lead to into one directory.
type Saver struct {
	Fetch *Fetcher
	Root  *os.Root
	// Pause is the time before a second attempt; later ones wait longer.
	Pause time.Duration
	Bytes *Progress
}

// Save fetches a link into a file of the directory. The file appears
// under its name only when it is whole; until then its beginning is kept
// beside it, and a later call goes on where this one ended.
func (s *Saver) Save(ctx context.Context, name, link string, refresh func(context.Context) (string, error)) (size int64, existing bool, err error) {
	if info, err := s.Root.Stat(name); err == nil && info.Mode().IsRegular() {
		return info.Size(), true, nil
	}
	part := name + ".part"
	for attempt := range saveAttempts {
		if attempt > 0 {
			// A little longer before each new attempt.
			if err := pause.For(ctx, s.Pause*time.Duration(attempt)/4); err != nil {
				return 0, false, err
			}
		}
		size, err = s.resume(ctx, part, link)
		if err == nil {
			return size, false, s.Root.Rename(part, name)
		}
		if ctx.Err() != nil || errors.Is(err, ErrPrivateAddress) || errors.Is(err, os.ErrPermission) {
			return 0, false, err
		}
		if errors.Is(err, ErrExpired) {
			if link, err = refresh(ctx); err != nil {
				return 0, false, fmt.Errorf("asking for a fresh link: %w", err)
			}
		}
	}
	return 0, false, err
}

// resume appends what is missing of the link's content to the partial file,
// and gives its whole size.
func (s *Saver) resume(ctx context.Context, part, link string) (int64, error) {
	file, err := s.Root.OpenFile(part, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return 0, err
	}
	defer func() { _ = file.Close() }()
	have, err := file.Seek(0, io.SeekEnd)
	if err != nil {
		return 0, err
	}
	resp, err := s.Fetch.open(ctx, link, have)
	if err != nil {
		return 0, err
	}
	defer func() { _ = resp.Body.Close() }()
	switch resp.StatusCode {
	case http.StatusPartialContent:
	case http.StatusOK:
		// The server sends the whole again.
		have = 0
	case http.StatusRequestedRangeNotSatisfiable:
		// The beginning does not belong to this file, or is all of it.
		return 0, errors.Join(errors.New("the partial file did not fit; it was started anew"), file.Truncate(0))
	case http.StatusForbidden, http.StatusUnauthorized, http.StatusNotFound, http.StatusGone:
		return 0, ErrExpired
	default:
		return 0, fmt.Errorf("the storage answered %d", resp.StatusCode)
	}
	if _, err := file.Seek(have, io.SeekStart); err != nil {
		return 0, err
	}
	if err := file.Truncate(have); err != nil {
		return 0, err
	}
	s.Bytes.expect(have + max(0, resp.ContentLength))
	s.Bytes.add(have)
	n, err := io.Copy(file, io.TeeReader(resp.Body, s.Bytes))
	if err != nil {
		s.Bytes.drop(have+n, have+max(0, resp.ContentLength))
		return 0, errors.New("the connection broke off")
	}
	if resp.ContentLength >= 0 && n != resp.ContentLength {
		return 0, errors.New("the answer was cut short")
	}
	return have + n, file.Sync()
}

// Progress adds up the bytes of all files of a call and reports them a few
// times a second at most.
type Progress struct {
	Report func(done, total float64, message string)

	mu          sync.Mutex
	done, total int64
	last        time.Time
}

const progressPause = 250 * time.Millisecond

// Write counts bytes as they pass.
func (b *Progress) Write(p []byte) (int, error) {
	b.add(int64(len(p)))
	return len(p), nil
}

func (b *Progress) expect(n int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.total += n
}

// drop takes back what a broken attempt counted.
func (b *Progress) drop(done, total int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.done -= done
	b.total -= total
}

func (b *Progress) add(n int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.done += n
	if now := time.Now(); now.Sub(b.last) >= progressPause {
		b.last = now
		b.Report(float64(b.done), float64(b.total), fmt.Sprintf("%d of %d KB", b.done>>10, b.total>>10))
	}
}
