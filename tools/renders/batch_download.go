package renders

import (
	"context"
	"fmt"
	"os"

	"heygen-mcp/account"
	"heygen-mcp/jobs"
	"heygen-mcp/tools/kit"
	"heygen-mcp/tools/tables"
)

// filesACall is how many items of a batch one call fetches: hosts drop calls
// that last long.
const filesACall = 20

// downloadBatch saves the next finished items of a batch. Those saved before
// are passed over, unless their files are gone.
func downloadBatch(ctx context.Context, c *kit.Call, acct *account.Account, args downloadArgs) (downloadResult, error) {
	rows, err := tables.BatchEntries(ctx, c, acct, args.BatchID)
	if err != nil {
		return downloadResult{}, err
	}
	var ready []jobs.Entry
	coming, saved := 0, 0
	for _, e := range rows {
		switch {
		case !e.State.Final():
			coming++
		case e.State == jobs.Completed && onDisk(e):
			saved++
		case e.State == jobs.Completed:
			ready = append(ready, e)
		}
	}
	now := ready[:min(filesACall, len(ready))]
	var ids []string
	for _, e := range now {
		ids = append(ids, e.IDs()...)
	}
	out := downloadResult{Items: []downloadedItem{}, Remaining: coming + len(ready) - len(now)}
	if c.Files == nil {
		out.Next = nextLinks + " get_batch pages through all of them."
		out.Items, err = linksOnly(ctx, acct, ids, args)
		return out, err
	}
	out.Directory = c.Files.DownloadDir
	if out.Items, err = saveAll(ctx, c, acct, ids, args); err != nil {
		return downloadResult{}, err
	}
	noteSaved(ctx, c, acct, args, ids, out.Items)
	failed := 0
	for _, item := range out.Items {
		if item.Problem != "" {
			failed++
		}
	}
	out.Remaining += failed
	out.Next = nextForDownloads(saved+len(now)-failed, failed, len(ready)-len(now), coming)
	return out, nil
}

// onDisk is true of an entry whose files were saved and are still there.
func onDisk(e jobs.Entry) bool {
	for _, path := range e.Files {
		if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() {
			return false
		}
	}
	return len(e.Files) > 0
}

func nextForDownloads(saved, failed, ready, coming int) string {
	switch {
	case ready > 0:
		return fmt.Sprintf("%d are saved, %d more are ready: call again with the same batch_id.", saved, ready+failed)
	case failed > 0:
		return fmt.Sprintf("%d are saved; %d are not, as their problem says: the same call resumes.", saved, failed)
	case coming > 0:
		return fmt.Sprintf("%d are saved, %d are still to come: wait with get_batch, then call again.", saved, coming)
	default:
		return fmt.Sprintf("All %d finished items are saved. Tell the user the folder.", saved)
	}
}
