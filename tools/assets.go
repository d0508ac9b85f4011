package tools

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gabriel-vasile/mimetype"

	"heygen-mcp/heygenapi"
)

// allAssetTools are the tools of this package.
func allAssetTools() []Tool { return slices.Concat(assetTools(), libraryTools()) }

func assetTools() []Tool {
	return []Tool{
		define(Tool{
			Name: "upload_asset", Title: "Upload file",
			Description: "Send a picture, video, audio, PDF or SRT to HeyGen; its asset_id then serves wherever a tool takes one. From a local path (in the allowed folders) or a web address. Free.",
		}, uploadAsset),
	}
}

type uploadAssetArgs struct {
	Path string `json:"path,omitempty" jsonschema_description:"Local file. Give path or url."`
	URL  string `json:"url,omitempty"`
	Name string `json:"name,omitempty" jsonschema:"maxLength=200"`
}

func (a uploadAssetArgs) check() error {
	return firstError(
		exactlyOne("file", given("path", a.Path != ""), given("url", a.URL != "")),
		mediaAddress("url", a.URL),
	)
}

type uploadedAsset struct {
	AssetID   string `json:"asset_id"`
	Name      string `json:"name"`
	MimeType  string `json:"mime_type"`
	SizeBytes int64  `json:"size_bytes"`
	Next      string `json:"next"`
}

// sniffLength is how much of a file tells its type.
const sniffLength = 3072

// mostFetched bounds a file fetched from an address: HeyGen's direct uploads
// were seen to end at 200 MB.
const mostFetched = 200 << 20

func uploadAsset(ctx context.Context, c *Call, args uploadAssetArgs) (uploadedAsset, error) {
	acct, err := c.Account(ctx)
	if err != nil {
		return uploadedAsset{}, err
	}
	file, err := c.openUpload(ctx, args)
	if err != nil {
		return uploadedAsset{}, err
	}
	defer func() { _ = file.Close() }()
	c.Progress(0, float64(file.size), "uploading "+file.name)
	out := uploadedAsset{Name: file.name, MimeType: file.contentType, SizeBytes: file.size, Next: nextUploaded}
	sent := heygenapi.AssetFile{Name: file.name, ContentType: file.contentType, Body: file}
	if file.size > heygenapi.MaxUploadBytes {
		done, err := acct.API.UploadDirect(ctx, sent)
		out.AssetID = done.AssetID
		return out, err
	}
	done, err := acct.API.UploadAsset(ctx, sent)
	out.AssetID = done.AssetID
	return out, err
}

const nextUploaded = "Pass asset_id where a tool takes one, such as image_asset_id, audio_asset_id, video_asset_id or file_asset_ids."

// openUpload opens the file that is meant and looks at it. Whoever opens one
// closes it.
func (c *Call) openUpload(ctx context.Context, args uploadAssetArgs) (*upload, error) {
	field := "path"
	var opened *openedFile
	var err error
	if args.Path != "" {
		opened, err = c.Files.open(args.Path)
	} else {
		field = "url"
		opened, err = c.Fetch.toDisk(ctx, args.URL)
	}
	if err != nil {
		return nil, err
	}
	file := &upload{openedFile: opened, name: cmp.Or(args.Name, filepath.Base(args.Path))}
	if field == "url" {
		file.name = cmp.Or(args.Name, nameFromURL(args.URL))
	}
	if file.size, file.contentType, err = inspectFile(file.File, field, file.name); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

func nameFromURL(address string) string {
	u, err := url.Parse(address)
	if err != nil || path.Base(u.Path) == "/" || path.Base(u.Path) == "." {
		return "file"
	}
	return path.Base(u.Path)
}

// openLocal opens a file inside the allowed folders; links that lead out of
// them are refused by the operating system's own walk.
func (f *Files) open(name string) (*openedFile, error) {
	if f == nil {
		return nil, invalid("path", "cannot be read: this server runs over HTTP and has no access to the user's files", "Give url instead.")
	}
	absolute, err := filepath.Abs(expandHome(name))
	if err != nil {
		return nil, invalid("path", "cannot be resolved", "Give the full path of the file.")
	}
	for _, dir := range f.UploadDirs {
		inside, err := filepath.Rel(dir, absolute)
		if err != nil || !filepath.IsLocal(inside) {
			continue
		}
		return openInside(dir, inside)
	}
	return nil, invalid("path", fmt.Sprintf("is %q, outside the folders that may be read", cut(name)),
		"Move the file into one of: "+strings.Join(f.UploadDirs, ", ")+"; or the user allows its folder with --upload-dir.")
}

func openInside(dir, inside string) (*openedFile, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, invalid("path", "is in a folder that cannot be opened", "Check that "+dir+" exists and may be read.")
	}
	defer func() { _ = root.Close() }()
	// Opening a pipe or a device could block for ever.
	info, err := root.Stat(inside)
	if err == nil && !info.Mode().IsRegular() {
		return nil, invalid("path", fmt.Sprintf("is %q, which is not a plain file", cut(inside)), "Give a plain file, not a folder or a device.")
	}
	var file *os.File
	if err == nil {
		file, err = root.Open(inside)
	}
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil, invalid("path", fmt.Sprintf("is %q, and there is no such file in %s", cut(inside), dir), "Check the name.")
	case err != nil:
		return nil, invalid("path", fmt.Sprintf("is %q, which cannot be read or leads out of %s", cut(inside), dir), "Give a plain file inside the allowed folders.")
	}
	return &openedFile{File: file}, nil
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

// inspectFile tells a file's size and type, and refuses early what HeyGen
// would refuse after the upload.
func inspectFile(file *os.File, field, name string) (int64, string, error) {
	info, err := file.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return 0, "", invalid(field, "is not a file", "Give a plain file, not a folder or a device.")
	}
	if info.Size() == 0 {
		return 0, "", invalid(field, "is an empty file", "Give a file with content.")
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
		return 0, "", invalid(field, fmt.Sprintf("is %s, which HeyGen does not take", contentType), "Convert it to PNG, JPEG, MP4, WebM, MP3, WAV, PDF or SRT first.")
	}
	if strings.HasPrefix(contentType, "image/") && info.Size() > 50<<20 {
		return 0, "", invalid(field, "is an image above 50 MB", "Make it smaller: JPEG or PNG below 2K and 50 MB.")
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

// upload is a file to send.
type upload struct {
	*openedFile
	// name is what HeyGen keeps it under.
	name, contentType string
	// size is in bytes.
	size int64
}

// openedFile is a file to read; a temporary one is removed when it is closed.
type openedFile struct {
	*os.File
	temporary bool
}

// Close closes the file and leaves nothing behind.
func (o *openedFile) Close() error {
	err := o.File.Close()
	if o.temporary {
		err = errors.Join(err, os.Remove(o.Name()))
	}
	return err
}

// toDisk copies an address into a temporary file.
func (f *Fetcher) toDisk(ctx context.Context, address string) (*openedFile, error) {
	resp, err := f.open(ctx, address, 0)
	if errors.Is(err, errPrivateAddress) {
		return nil, invalid("url", "is inside a private network", "Give a public address, or a local path where the server runs over stdio.")
	}
	if err != nil {
		return nil, invalid("url", "cannot be fetched: "+err.Error(), "Check that it opens without a login, or give a local path.")
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusOK {
		return nil, invalid("url", fmt.Sprintf("answers with status %d", resp.StatusCode), "Give an address that needs no login and has not expired.")
	}
	file, err := os.CreateTemp("", "heygen-upload-*")
	if err != nil {
		return nil, fmt.Errorf("making a temporary file: %w", err)
	}
	fetched := &openedFile{File: file, temporary: true}
	n, err := io.Copy(file, io.LimitReader(resp.Body, mostFetched+1))
	if err == nil && n > mostFetched {
		err = &Error{Code: "payload_too_large", Field: "url", Message: "url is larger than 200 MB", Hint: "Send a smaller file."}
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
