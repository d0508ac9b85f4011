package heygenapi

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"strings"
	"time"

	"github.com/failsafe-go/failsafe-go"
	"github.com/failsafe-go/failsafe-go/retrypolicy"

	"heygen-mcp/heygenapi/internal/wire"
)

// MaxUploadBytes is the most that UploadAsset takes; larger files go by
// UploadDirect.
const MaxUploadBytes = 32 << 20

// AssetFile is a file to upload. It is read from its beginning, anew for every
// attempt.
type AssetFile struct {
	Name        string
	ContentType string
	Body        io.ReadSeeker
}

// UploadedAsset is an asset just uploaded.
type UploadedAsset struct {
	AssetID   string `json:"asset_id"`
	MimeType  string `json:"mime_type"`
	SizeBytes int64  `json:"size_bytes"`
	URL       string `json:"url"`

	Extra map[string]json.RawMessage `json:"-"`
}

// UploadAsset sends a file of up to 32 MB (POST /v3/assets, multipart).
func (c *Client) UploadAsset(ctx context.Context, file AssetFile, options ...CallOption) (UploadedAsset, error) {
	return data[UploadedAsset](ctx, c, call{
		op: "upload asset", kind: keyed, method: "POST", path: []string{"assets"}, opts: options,
		form: func() (string, io.Reader, int64, error) { return multipartBody(file) },
	})
}

// multipartBody writes the form around the file without copying it.
func multipartBody(file AssetFile) (contentType string, body io.Reader, length int64, err error) {
	size, err := rewind(file.Body)
	if err != nil {
		return "", nil, 0, err
	}
	var head strings.Builder
	form := multipart.NewWriter(&head)
	h := textproto.MIMEHeader{}
	h.Set("Content-Disposition", multipart.FileContentDisposition("file", file.Name))
	h.Set("Content-Type", file.ContentType)
	if _, err := form.CreatePart(h); err != nil {
		return "", nil, 0, err
	}
	tail := "\r\n--" + form.Boundary() + "--\r\n"
	length = int64(head.Len()) + size + int64(len(tail))
	return form.FormDataContentType(), io.MultiReader(strings.NewReader(head.String()), file.Body, strings.NewReader(tail)), length, nil
}

// rewind gives a file's size and puts it back to its beginning.
func rewind(s io.Seeker) (int64, error) {
	size, err := s.Seek(0, io.SeekEnd)
	if err != nil {
		return 0, err
	}
	_, err = s.Seek(0, io.SeekStart)
	return size, err
}

// DirectUploadFile announces a file that goes to HeyGen's storage itself.
type DirectUploadFile struct {
	Filename    string `json:"filename"`
	ContentType string `json:"content_type"`
	SizeBytes   int64  `json:"size_bytes"`
	// ChecksumSHA256 is the content's digest in hex.
	ChecksumSHA256 string `json:"checksum_sha256,omitempty"`
}

// DirectUpload is where to put an announced file.
type DirectUpload struct {
	AssetID string `json:"asset_id"`
	// Status is pending_upload.
	Status           Status `json:"status"`
	MaxBytes         int64  `json:"max_bytes"`
	ExpiresInSeconds int    `json:"expires_in_seconds"`
	// UploadURL is signed; it is sent without the credential.
	UploadURL string `json:"upload_url"`
	// UploadHeaders are to be sent as they are.
	UploadHeaders map[string]string `json:"upload_headers"`

	Extra map[string]json.RawMessage `json:"-"`
}

// CompletedAsset is an asset whose direct upload is complete.
type CompletedAsset struct {
	AssetID string `json:"asset_id"`
	// Status is processing at first.
	Status    Status `json:"status"`
	MimeType  string `json:"mime_type"`
	SizeBytes int64  `json:"size_bytes"`
	URL       string `json:"url"`

	Extra map[string]json.RawMessage `json:"-"`
}

// CreateDirectUpload announces a file (POST /v3/assets/direct-uploads).
func (c *Client) CreateDirectUpload(ctx context.Context, file DirectUploadFile, options ...CallOption) (DirectUpload, error) {
	return data[DirectUpload](ctx, c, call{op: "create direct upload", kind: keyed, method: "POST", path: []string{"assets", "direct-uploads"}, body: file, opts: options})
}

// PutDirectUpload sends the announced file to the storage, which is not
// HeyGen's API: no credential goes along.
func (c *Client) PutDirectUpload(ctx context.Context, to DirectUpload, body io.ReadSeeker) error {
	const op = "put direct upload"
	size, err := rewind(body)
	if err != nil {
		return fmt.Errorf("%s: reading the file: %w", op, err)
	}
	ctx, cancel := context.WithTimeout(ctx, c.timeouts.Upload)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPut, to.UploadURL, io.NopCloser(body))
	if err != nil || (req.URL.Scheme != "https" && !wire.Loopback(req.URL.Hostname())) {
		return fmt.Errorf("%s: HeyGen's upload address cannot be used", op)
	}
	req.ContentLength = size
	for name, value := range to.UploadHeaders {
		req.Header.Set(name, value)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return &lostAnswer{op: op, lost: &wire.LostError{Cause: wire.WithoutURL(err)}}
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode >= http.StatusMultipleChoices {
		return &Error{Op: op, StatusCode: resp.StatusCode, Message: "the storage refused the file"}
	}
	return nil
}

const (
	completeRetries = 5
	completeDelay   = 500 * time.Millisecond
)

// CompleteDirectUpload tells HeyGen that the file is in the storage
// (POST /v3/assets/{asset_id}/complete). The storage may take a moment to show
// it: 409 is tried again some times.
func (c *Client) CompleteDirectUpload(ctx context.Context, assetID, checksumSHA256 string) (CompletedAsset, error) {
	body := struct {
		Checksum string `json:"checksum_sha256,omitempty"`
	}{checksumSHA256}
	return untilStored[CompletedAsset](ctx, c, call{op: "complete direct upload", kind: idempotent, method: "POST", path: []string{"assets", assetID, "complete"}, body: body})
}

// untilStored makes a completing call again while the storage does not show
// the file yet.
func untilStored[T any](ctx context.Context, c *Client, op call) (T, error) {
	delay := min(completeDelay, c.baseDelay)
	notThere := retrypolicy.NewBuilder[T]().
		HandleIf(func(_ T, err error) bool { return IsConflict(err) }).
		WithMaxRetries(completeRetries).WithBackoff(delay, 16*delay).WithJitterFactor(0.25).ReturnLastFailure().Build()
	return failsafe.With[T](notThere).WithContext(ctx).Get(func() (T, error) { return data[T](ctx, c, op) })
}

// UploadDirect announces a file with its SHA-256, sends it to the storage and
// completes it.
func (c *Client) UploadDirect(ctx context.Context, file AssetFile, options ...CallOption) (CompletedAsset, error) {
	size, err := rewind(file.Body)
	if err != nil {
		return CompletedAsset{}, fmt.Errorf("reading %s: %w", file.Name, err)
	}
	digest := sha256.New()
	if _, err := io.Copy(digest, file.Body); err != nil {
		return CompletedAsset{}, fmt.Errorf("reading %s: %w", file.Name, err)
	}
	sum := hex.EncodeToString(digest.Sum(nil))
	to, err := c.CreateDirectUpload(ctx, DirectUploadFile{Filename: file.Name, ContentType: file.ContentType, SizeBytes: size, ChecksumSHA256: sum}, options...)
	if err != nil {
		return CompletedAsset{}, err
	}
	if to.MaxBytes > 0 && size > to.MaxBytes {
		return CompletedAsset{}, &Error{Op: "upload direct", StatusCode: http.StatusRequestEntityTooLarge, Code: "payload_too_large",
			Message: fmt.Sprintf("the file has %d bytes, and HeyGen takes %d at most", size, to.MaxBytes)}
	}
	if err := c.PutDirectUpload(ctx, to, file.Body); err != nil {
		return CompletedAsset{}, err
	}
	return c.CompleteDirectUpload(ctx, to.AssetID, sum)
}

// DirectUploadBatch announces up to 100 files.
type DirectUploadBatch struct {
	Title       string             `json:"title,omitempty"`
	CallbackURL string             `json:"callback_url,omitempty"`
	Files       []DirectUploadFile `json:"files"`
}

// DirectUploads are where to put the files of a batch, in their order.
type DirectUploads struct {
	BatchID string         `json:"batch_id"`
	Items   []DirectUpload `json:"items"`

	Extra map[string]json.RawMessage `json:"-"`
}

// CreateDirectUploadBatch announces files
// (POST /v3/assets/direct-uploads/batches).
func (c *Client) CreateDirectUploadBatch(ctx context.Context, batch DirectUploadBatch, options ...CallOption) (DirectUploads, error) {
	return data[DirectUploads](ctx, c, call{op: "create direct upload batch", kind: keyed, method: "POST", path: []string{"assets", "direct-uploads", "batches"}, body: batch, opts: options})
}

// CompleteDirectUploadBatch tells HeyGen that the batch's files are in the
// storage (POST /v3/assets/complete/batches), again while it does not show all
// of them. Each time has a key of its own: under the first one's HeyGen would
// answer as it did then.
func (c *Client) CompleteDirectUploadBatch(ctx context.Context, batchID string) (CreatedBatch, error) {
	body := struct {
		BatchID string `json:"batch_id"`
	}{batchID}
	return untilStored[CreatedBatch](ctx, c, call{op: "complete direct upload batch", kind: keyed, open: true, method: "POST", path: []string{"assets", "complete", "batches"}, body: body})
}
