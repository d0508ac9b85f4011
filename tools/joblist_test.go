package tools_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/tiktoken-go/tokenizer"

	"heygen-mcp/heygenapi"
	"heygen-mcp/internal/mcptest"
	"heygen-mcp/jobs"
	"heygen-mcp/pricing"
)

type paidJob struct {
	JobID       string   `json:"job_id"`
	IDs         []string `json:"ids"`
	MoreIDs     int      `json:"more_ids"`
	State       string   `json:"state"`
	Tool        string   `json:"tool"`
	Kind        string   `json:"kind"`
	Title       string   `json:"title"`
	CreatedAt   string   `json:"created_at"`
	FinishedAt  string   `json:"finished_at"`
	CostUSD     *float64 `json:"cost_usd"`
	EstimateUSD *float64 `json:"estimate_usd"`
	Failure     string   `json:"failure"`
	BatchID     string   `json:"batch_id"`
}

type jobsPage struct {
	Items      []paidJob `json:"items"`
	NextCursor string    `json:"next_cursor"`
}

// paidJobs lists the ledger.
func (b *turned) paidJobs(args map[string]any) jobsPage {
	b.t.Helper()
	var page jobsPage
	b.call("list_jobs", args, &page)
	return page
}

// titles are what a list shows, in its order.
func (p jobsPage) titles() []string {
	titles := []string{}
	for _, row := range p.Items {
		titles = append(titles, row.Title)
	}
	return titles
}

// bought is a bench with a failed, a finished and an unfinished video, a speech
// and a batch of two, each an hour after the one before.
func bought(t *testing.T) *turned {
	t.Helper()
	b := newTurned(t)
	look := b.someLook(map[string]any{"engine": "avatar_iv"})
	buy := func(tool string, args map[string]any) (job struct {
		ID      string `json:"ledger_job_id"`
		VideoID string `json:"video_id"`
	}) {
		b.call(tool, args, &job)
		b.clock.Advance(time.Hour)
		if job.VideoID != "" && !strings.Contains(args["script"].(string), "stall") {
			b.status(600, job.VideoID)
		}
		return job
	}
	video := func(title, script string) {
		buy("create_video", map[string]any{"avatar_id": look.AvatarID, "script": script, "title": title})
	}
	video("failed", "It fails. [[fail]]")
	video("finished", "It works.")
	video("unfinished", "It hangs. [[stall]]")
	var voices struct {
		Items []struct {
			VoiceID string `json:"voice_id"`
		} `json:"items"`
	}
	b.call("list_voices", map[string]any{"engine": "starfish", "limit": 1}, &voices)
	buy("create_speech", map[string]any{"voice_id": voices.Items[0].VoiceID, "text": "Spoken."})
	acct, err := b.env.Accounts.Get(t.Context())
	require.NoError(t, err)
	_, _, err = b.env.Ledger.PlanBatch(t.Context(), jobs.Account{ID: acct.ID, API: acct.API}, jobs.BatchPurchase{
		Tool: "create_videos", Kind: jobs.KindVideo, Rows: []jobs.Row{
			{Title: "row 0", Request: heygenapi.AvatarVideo{AvatarID: look.AvatarID, SpeechInput: heygenapi.SpeechInput{Script: "[[stall]]"}}},
			{Title: "row 1", Request: heygenapi.AvatarVideo{AvatarID: look.AvatarID, SpeechInput: heygenapi.SpeechInput{Script: "[[stall]]"}}},
		},
	})
	require.NoError(t, err)
	// Once the rows are taken, and the one video looked at, there is nothing to
	// do at this time of the clock.
	require.Eventually(t, func() bool {
		taken := b.paidJobs(map[string]any{"states": []string{"accepted"}}).titles()
		return slices.Contains(taken, "row 0") && slices.Contains(taken, "row 1")
	}, time.Minute, 5*time.Millisecond)
	require.Eventually(t, func() bool {
		for _, r := range b.renders() {
			if !r.Done && !r.NextPollAt.After(b.clock.Now()) {
				return false
			}
		}
		return true
	}, time.Minute, 5*time.Millisecond)
	return b
}

func TestListJobsReadsTheLedger(t *testing.T) {
	t.Parallel()
	b := bought(t).beside(t)
	// Of another HeyGen, where every request would be this process's.
	elsewhere := mcptest.HeyGen(t)
	own, err := heygenapi.APIKey(key)
	require.NoError(t, err)
	b.env.Accounts = mcptest.Env(t, elsewhere, own).Accounts
	all := b.paidJobs(nil)
	speech := all.Items[2]
	assert.Equal(t, []string{"row 0", "row 1", speech.Title, "unfinished", "finished", "failed"}, all.titles())
	assert.Empty(t, all.NextCursor)
	assert.Equal(t, []string{"create_speech", "speech", "completed"}, []string{speech.Tool, speech.Kind, speech.State})

	unfinished, finished, failed := all.Items[3], all.Items[4], all.Items[5]
	assert.Equal(t, []string{"accepted", "completed", "failed"}, []string{unfinished.State, finished.State, failed.State})
	assert.Regexp(t, "^job_", finished.JobID)
	assert.Len(t, finished.IDs, 1)
	assert.Nil(t, finished.EstimateUSD)
	require.NotNil(t, finished.CostUSD)
	charged := 0.0
	for _, c := range b.heygen.Charges() {
		if c.ID == finished.IDs[0] {
			charged = c.USD
		}
	}
	require.Positive(t, charged)
	assert.InDelta(t, charged*0.05/0.0385, *finished.CostUSD, 0.001, "the lists disagree, and the higher price counts")
	require.NotNil(t, unfinished.EstimateUSD)
	assert.Positive(t, *unfinished.EstimateUSD)
	assert.Nil(t, unfinished.CostUSD)
	assert.Empty(t, unfinished.FinishedAt)
	assert.NotEmpty(t, failed.Failure)
	assert.Zero(t, *failed.CostUSD)
	for _, at := range []string{finished.CreatedAt, finished.FinishedAt} {
		_, err := time.Parse(time.RFC3339, at)
		assert.NoError(t, err)
	}

	batch := all.Items[0].BatchID
	for want, filter := range map[string]map[string]any{
		"finished failed":             {"states": []string{"completed", "failed"}, "kind": "video"},
		speech.Title:                  {"kind": "speech"},
		"unfinished finished failed":  {"tool": "create_video"},
		"row 0 row 1":                 {"batch_id": batch},
		"row 0 row 1 " + speech.Title: {"since": epoch.Add(3 * time.Hour).Format(time.RFC3339)},
		"row 0 row 1 " + speech.Title + " unfinished finished failed": {"since": "2026-11-02"},
		"": {"since": "2026-11-03"},
	} {
		assert.Equal(t, want, strings.Join(b.paidJobs(filter).titles(), " "), "%v", filter)
	}
	assert.Empty(t, b.paidJobs(map[string]any{"states": []string{"refused"}}).Items)

	assert.Empty(t, elsewhere.Requests(), "nobody asked HeyGen")

	// Of another key's there is nothing.
	other := b.beside(t)
	stranger, err := heygenapi.APIKey("sk_of_a_stranger")
	require.NoError(t, err)
	other.env.Accounts = mcptest.Env(t, b.heygen, stranger).Accounts
	assert.Empty(t, other.paidJobs(nil).Items)
}

func TestListJobsPagesTheLedger(t *testing.T) {
	t.Parallel()
	b := bought(t)
	want := b.paidJobs(nil)
	var got []string
	args := map[string]any{"limit": 2}
	for pages := 1; ; pages++ {
		page := b.paidJobs(args)
		got = append(got, page.titles()...)
		if page.NextCursor == "" {
			assert.Equal(t, 3, pages)
			break
		}
		args["cursor"] = page.NextCursor
		// What is added meanwhile moves nothing.
		b.clock.Advance(time.Second)
		b.makeVideo(fmt.Sprintf("Added after page %d.", pages))
	}
	assert.Equal(t, want.titles(), got)

	first := b.paidJobs(map[string]any{"limit": 2})
	for _, args := range []map[string]any{
		{"cursor": first.NextCursor, "kind": "video"}, {"cursor": "forged"}, {"cursor": first.NextCursor, "source": "heygen", "kind": "lipsync"},
	} {
		assert.Equal(t, "cursor", b.refused("list_jobs", args).Field, "%v", args)
	}
}

// TestListJobsIsSmall, where there is much to tell: a batch whose rows failed,
// and a job with many ids.
func TestListJobsIsSmall(t *testing.T) {
	t.Parallel()
	codec, err := tokenizer.Get(tokenizer.O200kBase)
	require.NoError(t, err)
	b := newTurned(t)
	look := b.someLook(nil)
	acct, err := b.env.Accounts.Get(t.Context())
	require.NoError(t, err)
	var rows []jobs.Row
	for i := range 12 {
		rows = append(rows, jobs.Row{
			Title:    fmt.Sprintf("A title of an ordinary length, %d", i),
			Estimate: &pricing.Estimate{USD: &pricing.Range{Min: 0.1234, Max: 0.2345}},
			Request:  heygenapi.AvatarVideo{AvatarID: look.AvatarID, SpeechInput: heygenapi.SpeechInput{Script: "[[fail]]"}},
		})
	}
	batch, _, err := b.env.Ledger.PlanBatch(t.Context(), jobs.Account{ID: acct.ID, API: acct.API}, jobs.BatchPurchase{Tool: "create_videos", Kind: jobs.KindVideo, Rows: rows})
	require.NoError(t, err)
	require.Eventually(t, func() bool {
		b.clock.Advance(soonest)
		return len(b.paidJobs(map[string]any{"batch_id": batch, "states": []string{"failed"}, "limit": 100}).Items) == len(rows)
	}, time.Minute, 20*time.Millisecond)
	small := func() {
		result, err := b.client.CallTool(t.Context(), "list_jobs", nil)
		require.NoError(t, err)
		tokens, err := codec.Count(string(result.JSON))
		require.NoError(t, err)
		t.Logf("%d tokens", tokens)
		assert.LessOrEqual(t, tokens, pageBudget)
	}
	small()
	var languages struct{ Items []string }
	b.call("list_video_translation_languages", map[string]any{}, &languages)
	video := b.makeVideo("Hello.")
	b.clock.Advance(time.Hour)
	var made struct{}
	b.call("translate_video", map[string]any{"video_id": video, "output_languages": languages.Items[:20]}, &made)
	small()
	row := b.paidJobs(nil).Items[0]
	assert.Len(t, row.IDs, 3)
	assert.Equal(t, 17, row.MoreIDs)
}

// TestListJobsOfALedgerThatIsNotThereYet is empty, and makes none.
func TestListJobsOfALedgerThatIsNotThereYet(t *testing.T) {
	t.Parallel()
	b := newTurned(t, func(o *jobs.Options) { o.Budget.Day = 5; o.Path = filepath.Join(t.TempDir(), "folder", "ledger.db") })
	assert.Empty(t, b.paidJobs(nil).Items)
	assert.False(t, b.status(0, "nothing").Items[0].Status == "")
	assert.NoDirExists(t, filepath.Dir(b.at.Path))
}
