package files

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gabriel-vasile/mimetype"

	"heygen-mcp/tools/fault"
)

// sniffLength is how much of a file tells its type.
const sniffLength = 3072

// mostFetched bounds a file fetched from an address: HeyGen's direct uploads
// were seen to end at 200 MB.
const mostFetched = 200 << 20

// Open opens a file inside the allowed folders; links that lead out of
// them are refused by the operating system's own walk.
func (f *Folders) Open(name string) (*Opened, error) {
	if f == nil {
		return nil, fault.Invalid("path", "cannot be read: this server runs over HTTP and has no access to the user's files", "Give url instead.")
	}
	absolute, err := filepath.Abs(expandHome(name))
	if err != nil {
		return nil, fault.Invalid("path", "cannot be resolved", "Give the full path of the file.")
	}
	for _, dir := range f.UploadDirs {
		inside, err := filepath.Rel(dir, absolute)
		if err != nil || !filepath.IsLocal(inside) {
			continue
		}
		return openInside(dir, inside)
	}
	return nil, fault.Invalid("path", fmt.Sprintf("is %q, outside the folders that may be read", fault.CutPath(name)),
		"Move the file into one of: "+strings.Join(f.UploadDirs, ", ")+"; or the user allows its folder with --upload-dir.")
}

func openInside(dir, inside string) (*Opened, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fault.Invalid("path", "is in a folder that cannot be opened", "Check that "+dir+" exists and may be read.")
	}
	defer func() { _ = root.Close() }()
	// Opening a pipe or a device could block for ever.
	info, err := root.Stat(inside)
	if err == nil && !info.Mode().IsRegular() {
		return nil, fault.Invalid("path", fmt.Sprintf("is %q, which is not a plain file", fault.CutPath(inside)), "Give a plain file, not a folder or a device.")
	}
	var file *os.File
	if err == nil {
		file, err = root.Open(inside)
	}
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil, fault.Invalid("path", fmt.Sprintf("is %q, and there is no such file in %s", fault.CutPath(inside), dir), "Check the name.")
	case err != nil:
		return nil, fault.Invalid("path", fmt.Sprintf("is %q, which cannot be read or leads out of %s", fault.CutPath(inside), dir), "Give a plain file inside the allowed folders.")
	}
	return &Opened{File: file}, nil
}

func expandHome(name string) string {
	rest, ok := strings.CutPrefix(name, "~/")
	if !ok {
		return name
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return name
	}
	return filepath.Join(home, rest)
}

// accepted are the types that HeyGen takes as assets.
var accepted = []string{"image/png", "image/jpeg", "video/mp4", "video/webm", "audio/mpeg", "audio/wav", "application/pdf", "application/x-subrip"}

// Inspect tells a file's size and type, and refuses early what HeyGen
// would refuse after the upload.
func Inspect(file *os.File, field, name string) (int64, string, error) {
	info, err := file.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return 0, "", fault.Invalid(field, "is not a file", "Give a plain file, not a folder or a device.")
	}
	if info.Size() == 0 {
		return 0, "", fault.Invalid(field, "is an empty file", "Give a file with content.")
	}
	head := make([]byte, sniffLength)
	n, err := io.ReadFull(file, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return 0, "", fmt.Errorf("reading %s: %w", name, err)
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return 0, "", fmt.Errorf("rewinding %s: %w", name, err)
	}
	contentType := sniff(head[:n])
	if !slices.Contains(accepted, contentType) {
		return 0, "", fault.Invalid(field, fmt.Sprintf("is %s, which HeyGen does not take", contentType), "Convert it to PNG, JPEG, MP4, WebM, MP3, WAV, PDF or SRT first.")
	}
	if strings.HasPrefix(contentType, "image/") && info.Size() > 50<<20 {
		return 0, "", fault.Invalid(field, "is an image above 50 MB", "Make it smaller: JPEG or PNG below 2K and 50 MB.")
	}
	return info.Size(), contentType, nil
}

// sniff tells a type from a file's beginning, by HeyGen's names.
func sniff(head []byte) string {
	found := mimetype.Detect(head)
	for _, name := range accepted {
		if found.Is(name) {
			return name
		}
	}
	return found.String()
}

// Opened is a file to read; a temporary one is removed when it is closed.
type Opened struct {
	*os.File
	temporary bool
}

// Close closes the file and leaves nothing behind.
func (o *Opened) Close() error {
	err := o.File.Close()
	if o.temporary {
		err = errors.Join(err, os.Remove(o.Name()))
	}
	return err
}

// Download copies an address into a temporary file.
func (f *Fetcher) Download(ctx context.Context, address string) (*Opened, error) {
	resp, err := f.open(ctx, address, 0)
	if errors.Is(err, ErrPrivateAddress) {
		return nil, fault.Invalid("url", "is inside a private network", "Give a public address, or a local path where the server runs over stdio.")
	}
	if err != nil {
		return nil, fault.Invalid("url", "cannot be fetched: "+err.Error(), "Check that it opens without a login, or give a local path.")
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusOK {
		return nil, fault.Invalid("url", fmt.Sprintf("answers with status %d", resp.StatusCode), "Give an address that needs no login and has not expired.")
	}
	file, err := os.CreateTemp("", "heygen-upload-*")
	if err != nil {
		return nil, fmt.Errorf("making a temporary file: %w", err)
	}
	fetched := &Opened{File: file, temporary: true}
	n, err := io.Copy(file, io.LimitReader(resp.Body, mostFetched+1))
	if err == nil && n > mostFetched {
		err = &fault.Error{Code: "payload_too_large", Field: "url", Message: "url is larger than 200 MB", Hint: "Send a smaller file."}
	}
	if err == nil {
		_, err = file.Seek(0, io.SeekStart)
	}
	if err != nil {
		_ = fetched.Close()
		return nil, err
	}
	return fetched, nil
}
