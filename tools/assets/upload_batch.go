package assets

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/url"
	"slices"

	"heygen-mcp/heygenapi"
	"heygen-mcp/tools/check"
	"heygen-mcp/tools/fault"
	"heygen-mcp/tools/files"
	"heygen-mcp/tools/kit"
)

type uploadAssetsArgs struct {
	Paths []string `json:"paths,omitempty" jsonschema_description:"Local files, in the allowed folders."`
	URLs  []string `json:"urls,omitempty"`
}

const (
	// mostUploads is how many files go in one call.
	mostUploads = 20
	// mostFetchedTogether bounds what a call may put on the disk for a while.
	mostFetchedTogether = 500 << 20
	// uploadsAtOnce is how many files travel at the same time.
	uploadsAtOnce = 4
)

func (a uploadAssetsArgs) Check() error {
	n := len(a.Paths) + len(a.URLs)
	if n == 0 {
		return fault.Invalid("paths", "is missing: no file is given", "Give paths, urls or both.")
	}
	if n > mostUploads {
		return fault.Invalid("paths", fmt.Sprintf("and urls have %d files together, more than %d", n, mostUploads), "Send them in several calls.")
	}
	if slices.Contains(a.Paths, "") {
		return fault.Invalid("paths", "has an empty path", "Leave it out.")
	}
	for _, address := range a.URLs {
		if address == "" {
			return fault.Invalid("urls", "has an empty address", "Leave it out.")
		}
		if err := check.MediaAddress("urls", address); err != nil {
			return err
		}
	}
	return nil
}

type uploadOutcome struct {
	Source    string `json:"source"`
	AssetID   string `json:"asset_id,omitempty"`
	Status    string `json:"status" jsonschema_description:"completed, processing or failed."`
	MimeType  string `json:"mime_type,omitempty"`
	SizeBytes int64  `json:"size_bytes,omitempty"`
	Problem   string `json:"problem,omitempty" jsonschema_description:"What is wrong, and the mend."`
}

type uploadedAssets struct {
	Items   []uploadOutcome `json:"items"`
	Failed  int             `json:"failed"`
	BatchID string          `json:"batch_id,omitempty"`
	Next    string          `json:"next"`
}

// outgoing is one file of the batch on its way.
type outgoing struct {
	*upload
	outcome uploadOutcome
	sum     string
	to      heygenapi.DirectUpload
	err     error
}

// fail notes the first failure of a file, in words for the assistant.
func (o *outgoing) fail(err error) {
	if o.err != nil {
		return
	}
	o.err = err
	failure := fault.AsError(err)
	o.outcome.Status, o.outcome.Problem = string(heygenapi.StatusFailed), failure.Message+". "+failure.Hint
}

func uploadAssets(ctx context.Context, c *kit.Call, args uploadAssetsArgs) (uploadedAssets, error) {
	acct, err := c.Account(ctx)
	if err != nil {
		return uploadedAssets{}, err
	}
	files := openAll(ctx, c, args)
	defer func() {
		for _, f := range files {
			if f.upload != nil {
				_ = f.Close()
			}
		}
	}()
	if err := ctx.Err(); err != nil {
		return uploadedAssets{}, err
	}
	good := usable(files)
	if len(good) == 0 {
		return uploadedAssets{}, noFileUsable(files)
	}
	batchID, err := sendBatch(ctx, c, acct.API, good)
	if err != nil {
		return uploadedAssets{}, err
	}
	out := uploadedAssets{Items: make([]uploadOutcome, 0, len(files)), BatchID: batchID, Next: nextUploaded}
	for _, f := range files {
		out.Items = append(out.Items, f.outcome)
		if f.err != nil {
			out.Failed++
		} else if !heygenapi.Status(f.outcome.Status).Final() {
			out.Next = "Call get_asset with the asset_ids until they are completed, then pass them on."
		}
	}
	switch out.Failed {
	case 0:
	case len(out.Items):
		out.Next = "Mend them as each problem says, and send them again."
	default:
		out.Next = "Mend the failed ones and send only them again. " + out.Next
	}
	return out, nil
}

// noFileUsable is the failure of a call of which nothing could be sent.
func noFileUsable(files []*outgoing) error {
	failure := *fault.AsError(files[0].err)
	if failure.Field != "" {
		failure.Field += "s" // the arguments here are lists
	}
	for _, f := range files[1:] {
		failure.Message += "; also: " + fault.AsError(f.err).Message
	}
	return &failure
}

// openAll opens every file; those that cannot be sent carry why.
func openAll(ctx context.Context, c *kit.Call, args uploadAssetsArgs) []*outgoing {
	files := make([]*outgoing, 0, len(args.Paths)+len(args.URLs))
	for _, path := range args.Paths {
		files = append(files, openOne(ctx, c, uploadAssetArgs{Path: path}, fault.CutPath(path)))
	}
	var fetched int64
	for _, address := range args.URLs {
		shown := withoutQuery(address)
		if fetched > mostFetchedTogether {
			late := &outgoing{outcome: uploadOutcome{Source: shown}}
			late.fail(fault.Invalid("urls", "are above 500 MB together, and this one was left out", "Send it in another call"))
			files = append(files, late)
			continue
		}
		f := openOne(ctx, c, uploadAssetArgs{URL: address}, shown)
		if f.err == nil {
			fetched += f.size
		}
		files = append(files, f)
	}
	return files
}

func openOne(ctx context.Context, c *kit.Call, args uploadAssetArgs, shown string) *outgoing {
	f := &outgoing{outcome: uploadOutcome{Source: shown}}
	file, err := openUpload(ctx, c, args)
	if err != nil {
		f.fail(err)
		return f
	}
	f.upload, f.outcome.MimeType, f.outcome.SizeBytes = file, file.contentType, file.size
	digest := sha256.New()
	if _, err = io.Copy(digest, file); err != nil {
		f.fail(fmt.Errorf("reading %s: %w", file.name, err))
	}
	f.sum = hex.EncodeToString(digest.Sum(nil))
	return f
}

// withoutQuery shows an address without what may be a signature.
func withoutQuery(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return files.NameFromURL(address)
	}
	u.RawQuery, u.Fragment, u.User = "", "", nil
	return fault.CutPath(u.String())
}

func usable(files []*outgoing) []*outgoing {
	var good []*outgoing
	for _, f := range files {
		if f.err == nil {
			good = append(good, f)
		}
	}
	return good
}
