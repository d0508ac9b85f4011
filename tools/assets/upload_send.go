package assets

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/sourcegraph/conc/pool"

	"heygen-mcp/heygenapi"
	"heygen-mcp/tools/fault"
	"heygen-mcp/tools/kit"
)

// sendBatch announces the files, puts them into the storage, and completes
// them: together, or each by itself where some did not arrive.
func sendBatch(ctx context.Context, c *kit.Call, api *heygenapi.Client, files []*outgoing) (batchID string, err error) {
	var batch heygenapi.DirectUploadBatch
	for _, f := range files {
		batch.Files = append(batch.Files, heygenapi.DirectUploadFile{Filename: f.name, ContentType: f.contentType, SizeBytes: f.size, ChecksumSHA256: f.sum})
	}
	places, err := api.CreateDirectUploadBatch(ctx, batch)
	if err != nil {
		return "", err
	}
	if len(places.Items) != len(files) {
		return "", &fault.Error{Code: fault.CodeInternal, Message: fmt.Sprintf("HeyGen gave places for %d of %d files", len(places.Items), len(files)), Hint: "Send them one by one with upload_asset."}
	}
	for i, f := range files {
		f.to = places.Items[i]
		f.outcome.AssetID = f.to.AssetID
	}
	putAll(ctx, c, api, files)
	arrived := usable(files)
	if len(arrived) < len(files) {
		completeEach(ctx, api, arrived)
		return places.BatchID, nil
	}
	if _, err := api.CompleteDirectUploadBatch(ctx, places.BatchID); err != nil {
		if ctx.Err() != nil {
			return "", err
		}
		// One file that HeyGen refuses must not spoil the others.
		completeEach(ctx, api, arrived)
		return places.BatchID, nil
	}
	return places.BatchID, readBatch(ctx, api, places.BatchID, files)
}

// putAll puts the files into the storage, some at once.
func putAll(ctx context.Context, c *kit.Call, api *heygenapi.Client, files []*outgoing) {
	var mu sync.Mutex
	done := 0
	p := pool.New().WithMaxGoroutines(uploadsAtOnce)
	for _, f := range files {
		p.Go(func() {
			err := put(ctx, api, f)
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				f.fail(err)
			}
			done++
			c.Progress(float64(done), float64(len(files)), "uploading")
		})
	}
	p.Wait()
}

func put(ctx context.Context, api *heygenapi.Client, f *outgoing) error {
	if f.to.MaxBytes > 0 && f.size > f.to.MaxBytes {
		return &fault.Error{Code: "payload_too_large", Message: fmt.Sprintf("the file has %d bytes, and HeyGen takes %d at most", f.size, f.to.MaxBytes), Hint: "Make it smaller."}
	}
	return api.PutDirectUpload(ctx, f.to, f.File)
}

// completeEach tells HeyGen of each file that arrived.
func completeEach(ctx context.Context, api *heygenapi.Client, files []*outgoing) {
	for _, f := range files {
		done, err := api.CompleteDirectUpload(ctx, f.to.AssetID, f.sum)
		if err != nil {
			f.fail(err)
			continue
		}
		f.outcome.Status = cmp.Or(string(done.Status), string(heygenapi.StatusCompleted))
	}
}

// readBatch reads what became of each file.
func readBatch(ctx context.Context, api *heygenapi.Client, batchID string, files []*outgoing) error {
	for _, f := range files {
		f.outcome.Status = string(heygenapi.StatusProcessing)
	}
	batch, err := api.GetAssetBatch(ctx, batchID, heygenapi.PageOptions{Limit: mostUploads})
	if err != nil {
		// They are there; only how far they are is not known.
		return ctx.Err()
	}
	for _, item := range batch.Items {
		if item.ItemIndex < 0 || item.ItemIndex >= len(files) {
			continue
		}
		f := files[item.ItemIndex]
		f.outcome.Status = string(item.Status)
		if item.Status.Failed() {
			f.fail(refusedUpload(item.Error))
		}
	}
	return nil
}

func refusedUpload(reason *heygenapi.ItemError) error {
	if reason == nil || reason.Message == "" {
		return errors.New("HeyGen refused the file")
	}
	return &fault.Error{Code: cmp.Or(reason.Code, fault.CodeInvalid), Message: reason.Message, Hint: "Mend the file as the message says."}
}
