package renders

import (
	"context"
	"errors"
	"fmt"

	"heygen-mcp/account"
	"heygen-mcp/jobs"
	"heygen-mcp/tools/follow"
	"heygen-mcp/tools/kit"
)

// SaveFinished gives what fetches the files of finished work into the download
// folder, for [jobs.Ledger.SetDownloader].
func SaveFinished(env *kit.Env) jobs.Downloader {
	return func(ctx context.Context, payer jobs.Account, e jobs.Entry) ([]string, error) {
		acct, err := env.Accounts.Get(ctx)
		if err != nil {
			return nil, err
		}
		if acct.ID != payer.ID {
			return nil, errors.New("the job is of another account than this server's")
		}
		return saveEntry(ctx, kit.NewCall(env), acct, e)
	}
}

// saveEntry saves what an entry has made, captions included.
func saveEntry(ctx context.Context, c *kit.Call, acct *account.Account, e jobs.Entry) ([]string, error) {
	var ids []string
	for _, r := range e.Renders {
		if r.Failure == "" {
			ids = append(ids, r.ID)
		}
	}
	items, err := saveAll(ctx, c, acct, ids, downloadArgs{})
	if err != nil {
		return nil, err
	}
	var paths []string
	for _, item := range items {
		if item.Problem != "" {
			return nil, fmt.Errorf("saving %s: %s", item.ID, item.Problem)
		}
		paths = append(paths, item.paths()...)
	}
	return paths, nil
}

// noteSaved notes in the ledger where files are. Saving goes on without it.
func noteSaved(ctx context.Context, c *kit.Call, acct *account.Account, args downloadArgs, ids []string, items []downloadedItem) {
	if c.Ledger == nil || args.Include == roleCaptions {
		return
	}
	paths := map[string][]string{}
	for _, item := range items {
		if item.Problem == "" {
			paths[item.ID] = item.paths()
		}
	}
	known, err := follow.Entries(ctx, c, acct, ids)
	noted := map[string]bool{}
	for _, e := range known {
		var files []string
		whole := true
		for _, r := range e.Renders {
			files = append(files, paths[r.ID]...)
			whole = whole && (r.Failure != "" || len(paths[r.ID]) > 0)
		}
		if !whole || len(files) == 0 || noted[e.ID] || !e.State.Final() {
			continue
		}
		noted[e.ID] = true
		err = errors.Join(err, c.Ledger.RecordFiles(ctx, e.ID, files))
	}
	if err != nil {
		c.Log.WarnContext(ctx, "the ledger does not know where files were saved", "error", err)
	}
}

// paths are where an item's files are.
func (d downloadedItem) paths() []string {
	var paths []string
	for _, f := range []*downloadedFile{d.Video, d.Captions} {
		if f != nil {
			paths = append(paths, f.Path)
		}
	}
	for _, f := range d.Files {
		paths = append(paths, f.Path)
	}
	return paths
}
