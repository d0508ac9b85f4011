package tools_test

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/jobs"
	"heygen-mcp/tools/consent"
	"heygen-mcp/tools/kit"
	"heygen-mcp/tools/renders"
)

const (
	// wait bounds what comes by itself, however slow the machine is.
	wait = 2 * awhile
	tick = 20 * time.Millisecond
)

func consentAbove(usd float64) *consent.Policy {
	return &consent.Policy{AboveUSD: usd, Secret: []byte("a secret of the tests")}
}

// savedFiles waits for a job's files.
func (b *bench) savedFiles(job string) []string {
	b.t.Helper()
	credential, err := b.env.Accounts.Get(b.context())
	require.NoError(b.t, err)
	var files []string
	require.Eventually(b.t, func() bool {
		found, err := b.env.Ledger.Find(b.context(), credential.ID, job)
		if err == nil && len(found) == 1 {
			files = found[0].Files
		}
		return len(files) > 0
	}, wait, tick)
	return files
}

// TestDownloadOnCreate saves the file when it is done, by itself; also where the
// wish came with a repeated call, or the server was started anew in between.
func TestDownloadOnCreate(t *testing.T) {
	t.Parallel()
	path := ledgerFile(t)
	b := newBench(t, withEnv(func(e *kit.Env) { e.Ledger = quickLedger(t, jobs.Options{Path: path}) }))
	look := b.someLook(map[string]any{"engine": "avatar_iv"})
	args := map[string]any{"avatar_id": look.AvatarID, "script": "Keep me.", "title": "Kept"}
	var made struct {
		VideoID string `json:"video_id"`
		JobID   string `json:"ledger_job_id"`
	}
	b.call("create_video", args, &made)
	assert.True(t, b.status(45, made.VideoID).Done)
	args["download"] = true
	b.call("create_video", args, &made)

	// Over HTTP nothing is saved: the next server is one with the user's disk.
	require.NoError(t, b.env.Ledger.Close(t.Context()))
	b.env.Ledger = quickLedger(t, jobs.Options{Path: path})
	b.env.Ledger.SetDownloader(renders.SaveFinished(b.env))
	var other struct {
		JobID string `json:"ledger_job_id"`
	}
	b.call("create_video", map[string]any{"avatar_id": look.AvatarID, "script": "Keep me too.", "download": true}, &other)
	files := b.savedFiles(other.JobID)
	require.Len(t, files, 2)
	for _, f := range append(files, b.savedFiles(made.JobID)...) {
		assert.FileExists(t, f)
		assert.Equal(t, b.files.DownloadDir, filepath.Dir(f))
	}
	assert.Equal(t, 2, b.posts("/v3/videos"))
}

func TestDownloadNeedsADisk(t *testing.T) {
	t.Parallel()
	b := newBench(t, withLedger(t, jobs.Options{}))
	look := b.someLook(map[string]any{"engine": "avatar_iv"})
	b.env.Files = nil
	failure := b.refused("create_video", map[string]any{"avatar_id": look.AvatarID, "script": "Keep me.", "download": true})
	assert.Equal(t, "download", failure.Field)
	assert.Empty(t, b.paid())
}
