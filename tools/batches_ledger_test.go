package tools_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/tiktoken-go/tokenizer"

	"heygen-mcp/heygenapi"
	"heygen-mcp/heygenapi/heygentest"
	"heygen-mcp/jobs"
	"heygen-mcp/tools/kit"
)

// plannedBatch is what a call that plans a batch answers.
type plannedBatch struct {
	madeBatch
	Repeated bool   `json:"repeated"`
	Note     string `json:"repeated_note"`
}

type ledgerBatch struct {
	BatchID  string `json:"batch_id"`
	Title    string
	Kind     string
	Status   string
	Total    int
	Counts   map[string]int
	Failures []batchFailure
	ETA      string
	Items    []struct {
		Index    int
		JobID    string `json:"job_id"`
		ID       string
		Status   string
		Title    string
		VideoURL string `json:"video_url"`
		File     string
		Failure  string
	}
	NextCursor string `json:"next_cursor"`
	Next       string
}

// over waits for the end of a batch.
func (b *bench) over(id string) ledgerBatch {
	b.t.Helper()
	var got ledgerBatch
	for range 20 {
		b.call("get_batch", map[string]any{"batch_id": id, "wait_seconds": 45}, &got)
		if got.Status != "processing" {
			return got
		}
	}
	b.t.Fatalf("the batch does not end: %+v", got)
	return got
}

// posts counts the requests that start something below a path.
func (b *bench) posts(path string) int {
	n := 0
	for _, r := range b.keyed() {
		if strings.HasPrefix(r.Path, path) {
			n++
		}
	}
	return n
}

// TestABatchOfRows is checked and priced as a whole, sent a hundred a request,
// paid once a row, and told page by page.
func TestABatchOfRows(t *testing.T) {
	t.Parallel()
	b := newBench(t, withHeyGen(heygentest.WithBalance(1e4)), withLedger(t, jobs.Options{}))
	look := b.someLook(map[string]any{"engine": "avatar_iv"})
	var rows []map[string]string
	for i := range 250 {
		rows = append(rows, map[string]string{"Name": fmt.Sprintf("Guest %d", i), "unused": "x"})
	}
	rows[7]["Name"] = "[[fail]]"
	rows[9] = rows[8]
	args := map[string]any{"rows": rows, "avatar_id": look.AvatarID, "script": "Dear {{name}}, welcome to {{place|our house}}.", "title": "For {{Name}}", "callback_id": "c"}
	var dry, made, again plannedBatch
	b.call("create_videos", merge(args, map[string]any{"dry_run": true}), &dry)
	assert.Equal(t, 250, dry.TotalItems)
	assert.Empty(t, b.paid())
	require.Len(t, dry.Warnings, 3)
	assert.Contains(t, dry.Warnings[0], "unused")
	assert.Contains(t, dry.Warnings[1], "rows[8], rows[9]")
	assert.Contains(t, dry.Warnings[2], "rows[7].script has [fail]")
	require.NotNil(t, dry.Estimate.USD)

	b.call("create_videos", args, &made)
	assert.Equal(t, "planned", made.Status)
	assert.Equal(t, 250, made.TotalItems)
	b.call("create_videos", args, &again)
	assert.True(t, again.Repeated)
	assert.NotEmpty(t, again.Note)
	assert.Equal(t, made.BatchID, again.BatchID)

	got := b.over(made.BatchID)
	assert.Equal(t, "completed", got.Status)
	assert.Equal(t, map[string]int{"completed": 249, "failed": 1}, got.Counts)
	require.Len(t, got.Failures, 1)
	assert.Equal(t, []int{7}, got.Failures[0].Items)
	assert.Equal(t, 3, b.posts("/v3/videos/batches"))
	charged := map[string]bool{}
	total := 0.0
	for _, c := range b.heygen.Charges() {
		assert.False(t, charged[c.ID], "paid twice")
		charged[c.ID] = true
		total += c.USD
	}
	assert.Len(t, charged, 249)
	assert.LessOrEqual(t, total, dry.Estimate.USD.Max)

	require.Len(t, got.Items, 10)
	assert.Equal(t, "For Guest 0", got.Items[0].Title)
	assert.NotEmpty(t, got.Items[0].VideoURL)
	assert.Empty(t, got.Items[7].VideoURL)
	assert.NotEmpty(t, got.Items[7].Failure)
	seen := len(got.Items)
	for cursor := got.NextCursor; cursor != ""; {
		var page ledgerBatch
		b.call("get_batch", map[string]any{"batch_id": made.BatchID, "limit": 100, "cursor": cursor}, &page)
		for _, item := range page.Items {
			assert.Equal(t, seen, item.Index)
			seen++
		}
		cursor = page.NextCursor
	}
	assert.Equal(t, 250, seen)
}

// TestABatchOfAFile reads the file each time: a changed one is another batch.
func TestABatchOfAFile(t *testing.T) {
	t.Parallel()
	b := newBench(t, withLedger(t, jobs.Options{}))
	look := b.someLook(map[string]any{"engine": "avatar_iv"})
	path := filepath.Join(b.files.UploadDirs[0], "guests.csv")
	require.NoError(t, os.WriteFile(path, []byte("name;city\nAda;London\nGrace;\n"), 0o600))
	args := map[string]any{"csv_path": path, "avatar_id": look.AvatarID, "script": "Dear {{name}} of {{city}}."}
	failure := b.refused("create_videos", args)
	assert.Equal(t, "rows[1].city", failure.Field)
	assert.Empty(t, b.paid())
	require.NoError(t, os.WriteFile(path, []byte("name;city\nAda;London\nGrace;New York\n"), 0o600))
	var first, again, other plannedBatch
	b.call("create_videos", args, &first)
	b.call("create_videos", args, &again)
	assert.True(t, again.Repeated)
	require.NoError(t, os.WriteFile(path, []byte("name;city\nAda;London\nGrace;Arlington\n"), 0o600))
	b.call("create_videos", args, &other)
	assert.False(t, other.Repeated)
	assert.Equal(t, map[string]int{"completed": 2}, b.over(first.BatchID).Counts)
	assert.Equal(t, map[string]int{"completed": 2}, b.over(other.BatchID).Counts)
	var scripts []string
	for _, r := range b.keyed() {
		var sent struct {
			Videos []struct {
				Script string `json:"script"`
			} `json:"videos"`
		}
		require.NoError(t, json.Unmarshal(r.Body, &sent))
		for _, v := range sent.Videos {
			scripts = append(scripts, v.Script)
		}
	}
	assert.ElementsMatch(t, []string{"Dear Ada of London.", "Dear Grace of New York.", "Dear Ada of London.", "Dear Grace of Arlington."}, scripts)
}

// TestATemplateForEachRow is a request a row, since HeyGen's batches take no
// templates; columns fill the variables of their names.
func TestATemplateForEachRow(t *testing.T) {
	t.Parallel()
	b := newBench(t, withLedger(t, jobs.Options{}))
	template, variable := b.textTemplate()
	args := map[string]any{"template_id": template, "title": "Card for {{" + variable + "}}", "rows": []map[string]string{{variable: "Ada"}, {variable: "Grace"}, {variable: "Edsger"}}}
	var made plannedBatch
	b.call("create_videos", args, &made)
	got := b.over(made.BatchID)
	assert.Equal(t, map[string]int{"completed": 3}, got.Counts)
	assert.Equal(t, "Card for Ada", got.Items[0].Title)
	assert.NotEmpty(t, got.Items[0].VideoURL)
	assert.Equal(t, 3, b.posts("/v3/templates/"))
	assert.Len(t, b.heygen.Charges(), 3)
	assert.Contains(t, string(b.paid()[0].Body), "Ada")

	args["variables"] = map[string]string{variable: "Dear {{" + variable + "}}", "no_such": "x"}
	assert.Equal(t, "rows[0].variables.no_such", b.refused("create_videos", args).Field)
}

// textTemplate is a template with a variable of text.
func (b *bench) textTemplate() (id, variable string) {
	b.t.Helper()
	var list struct {
		Items []struct {
			TemplateID string `json:"template_id"`
		}
	}
	b.call("list_templates", map[string]any{"limit": 100}, &list)
	for _, item := range list.Items {
		var template struct{ Variables []struct{ Name, Type string } }
		b.call("get_template", map[string]any{"template_id": item.TemplateID}, &template)
		for _, v := range template.Variables {
			if v.Type == "text" {
				return item.TemplateID, v.Name
			}
		}
	}
	b.t.Fatal("no template has a text")
	return "", ""
}

// TestABatchOfTranslations is an item a language.
func TestABatchOfTranslations(t *testing.T) {
	t.Parallel()
	b := newBench(t, withLedger(t, jobs.Options{}))
	video := b.makeVideo("A short greeting.")
	require.True(t, b.status(45, video).Done)
	args := map[string]any{"rows": []map[string]string{{"id": video, "into": "es; French"}, {"id": video, "into": "de"}}, "video_id": "{{id}}", "output_languages": []string{"{{into}}"}, "title": "Greeting"}
	var made plannedBatch
	b.call("translate_videos", args, &made)
	assert.Equal(t, 3, made.TotalItems)
	got := b.over(made.BatchID)
	assert.Equal(t, map[string]int{"completed": 3}, got.Counts)
	assert.Equal(t, "translation", got.Kind)
	for i, want := range []string{"Greeting 1 (Spanish", "Greeting 1 (French", "Greeting 2 (German"} {
		assert.Contains(t, got.Items[i].Title, want)
		assert.NotEmpty(t, got.Items[i].VideoURL)
	}
	assert.Equal(t, 1, b.posts("/v3/video-translations/batches"))
	assert.Equal(t, "rows[0].into", b.refused("translate_videos", map[string]any{"rows": []map[string]string{{"into": ""}}, "video_id": video, "output_languages": []string{"{{into}}"}}).Field)
	assert.Equal(t, "rows[0].output_languages", b.refused("translate_videos", map[string]any{"rows": []map[string]string{{"into": "Klingon"}}, "video_id": video, "output_languages": []string{"{{into}}"}}).Field)
}

// TestABatchIsCancelled as far as it is not sent.
func TestABatchIsCancelled(t *testing.T) {
	t.Parallel()
	b := newBench(t, withHeyGen(heygentest.WithBalance(1e4)), withLedger(t, jobs.Options{Concurrency: 1}))
	look := b.someLook(map[string]any{"engine": "avatar_iv"})
	videos := make([]any, 130)
	for i := range videos {
		videos[i] = map[string]any{"script": fmt.Sprintf("Number %d. [[stall]]", i)}
	}
	var made plannedBatch
	b.call("create_videos", map[string]any{"avatar_id": look.AvatarID, "videos": videos}, &made)
	require.Eventually(t, func() bool { return b.posts("/v3/videos/batches") == 1 }, wait, tick)
	var stopped struct {
		Cancelled, Sent int
		Next            string
	}
	b.call("cancel_batch", map[string]any{"batch_id": made.BatchID}, &stopped)
	assert.Equal(t, 30, stopped.Cancelled)
	assert.Equal(t, 100, stopped.Sent)
	assert.Contains(t, stopped.Next, "go on")
	b.call("cancel_batch", map[string]any{"batch_id": made.BatchID}, &stopped)
	assert.Zero(t, stopped.Cancelled)
	assert.Equal(t, 1, b.posts("/v3/videos/batches"))
	assert.Equal(t, "batch_id", b.refused("cancel_batch", map[string]any{"batch_id": "batch_of_nobody"}).Field)
}

// TestTheFilesOfABatch are saved twenty a call, and not again.
func TestTheFilesOfABatch(t *testing.T) {
	t.Parallel()
	b := newBench(t, withLedger(t, jobs.Options{}))
	look := b.someLook(map[string]any{"engine": "avatar_iv"})
	videos := make([]any, 23)
	for i := range videos {
		videos[i] = map[string]any{"script": fmt.Sprintf("Number %d.", i), "title": fmt.Sprintf("Number %d", i)}
	}
	var made plannedBatch
	b.call("create_videos", map[string]any{"avatar_id": look.AvatarID, "videos": videos}, &made)
	b.over(made.BatchID)
	type answer struct {
		Items []struct {
			ID    string
			Video struct{ Path string }
		}
		Remaining int
		Next      string
	}
	var first, second, third answer
	args := map[string]any{"batch_id": made.BatchID, "include": "video"}
	b.call("download_video", args, &first)
	assert.Len(t, first.Items, 20)
	assert.Equal(t, 3, first.Remaining)
	assert.Contains(t, first.Next, "call again")
	b.call("download_video", args, &second)
	assert.Len(t, second.Items, 3)
	assert.Zero(t, second.Remaining)
	require.NoError(t, os.Remove(first.Items[4].Video.Path))
	b.call("download_video", args, &third)
	require.Len(t, third.Items, 1, "what is gone is fetched again")
	assert.Equal(t, first.Items[4].Video.Path, third.Items[0].Video.Path)
	files, err := os.ReadDir(b.files.DownloadDir)
	require.NoError(t, err)
	assert.Len(t, files, 23)
	assert.Equal(t, third.Items[0].Video.Path, b.over(made.BatchID).Items[4].File)
}

// TestABatchAsksOnce, for all of its items together, and nothing is sent where
// nobody can be asked.
func TestABatchNeedsConsentForTheWhole(t *testing.T) {
	t.Parallel()
	b := newBench(t, withLedger(t, jobs.Options{Budget: jobs.Budget{Day: 3}}))
	look := b.someLook(map[string]any{"engine": "avatar_iv"})
	videos := make([]any, 40)
	for i := range videos {
		videos[i] = map[string]any{"script": fmt.Sprintf("Number %d says a little more than nothing.", i)}
	}
	args := map[string]any{"avatar_id": look.AvatarID, "videos": videos}
	failure := b.refused("create_videos", args)
	assert.Equal(t, "budget_exceeded", failure.Code)
	b.env.Consent = consentAbove(1)
	failure = b.refused("create_videos", args)
	assert.Equal(t, "consent_required", failure.Code)
	assert.Empty(t, b.paid())
	entries, err := b.env.Ledger.List(t.Context(), jobs.Filter{})
	require.NoError(t, err)
	assert.Empty(t, entries)
}

// TestWithoutALedger a batch is one request of HeyGen's, or refused.
func TestWithoutALedger(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	look := b.someLook(map[string]any{"engine": "avatar_iv"})
	videos := make([]any, 101)
	for i := range videos {
		videos[i] = map[string]any{"script": fmt.Sprintf("Number %d.", i)}
	}
	failure := b.refused("create_videos", map[string]any{"avatar_id": look.AvatarID, "videos": videos})
	assert.Equal(t, "ledger_required", failure.Code)
	assert.Contains(t, failure.Hint, "--no-ledger")
	assert.Empty(t, b.paid())
	var made plannedBatch
	b.call("create_videos", map[string]any{"avatar_id": look.AvatarID, "videos": videos[:2]}, &made)
	assert.Len(t, b.paid(), 1)
}

// TestAPageOfABatchIsSmall, links included.
func TestAPageOfABatchIsSmall(t *testing.T) {
	t.Parallel()
	b := newBench(t, withLedger(t, jobs.Options{}))
	look := b.someLook(map[string]any{"engine": "avatar_iv"})
	videos := make([]any, 30)
	for i := range videos {
		videos[i] = map[string]any{"script": fmt.Sprintf("Number %d.", i), "title": fmt.Sprintf("A title of an ordinary length, %d", i)}
	}
	var made plannedBatch
	b.call("create_videos", map[string]any{"avatar_id": look.AvatarID, "videos": videos}, &made)
	b.over(made.BatchID)
	result, err := b.client.CallTool(t.Context(), "get_batch", map[string]any{"batch_id": made.BatchID})
	require.NoError(t, err)
	codec, err := tokenizer.Get(tokenizer.O200kBase)
	require.NoError(t, err)
	tokens, err := codec.Count(string(result.JSON))
	require.NoError(t, err)
	t.Logf("%d tokens", tokens)
	assert.LessOrEqual(t, tokens, pageBudget)
}

// TestABatchAndADamagedLedger: what HeyGen has is told all the same, and what
// only the ledger has is not said to be missing.
func TestABatchAndADamagedLedger(t *testing.T) {
	t.Parallel()
	path := ledgerFile(t)
	require.NoError(t, os.WriteFile(path, []byte(strings.Repeat("no database ", 1000)), 0o600))
	b := newBench(t, withEnv(func(e *kit.Env) { e.Ledger = openLedger(t, jobs.Options{Path: path}) }))
	acct, err := b.env.Accounts.Get(t.Context())
	require.NoError(t, err)
	look := b.someLook(map[string]any{"engine": "avatar_iv"})
	made, err := acct.API.CreateVideoBatch(t.Context(), heygenapi.VideoBatch{Videos: []heygenapi.VideoRequest{heygenapi.AvatarVideo{AvatarID: look.AvatarID, SpeechInput: heygenapi.SpeechInput{Script: "Hello."}}}})
	require.NoError(t, err)
	var got ledgerBatch
	b.call("get_batch", map[string]any{"batch_id": made.BatchID}, &got)
	assert.Equal(t, 1, got.Total)
	sent := len(b.paid())
	for name, args := range map[string]map[string]any{
		"get_batch": {"batch_id": "batch_x"}, "cancel_batch": {"batch_id": "batch_x"}, "download_video": {"batch_id": "batch_x"},
		"create_videos": {"avatar_id": look.AvatarID, "videos": []map[string]any{{"script": "Hello."}}},
	} {
		failure := b.refused(name, args)
		assert.Equal(t, "ledger_unavailable", failure.Code, name)
		assert.Contains(t, failure.Message, path, name)
	}
	assert.Len(t, b.paid(), sent)
}

// TestAWalletThatDoesNotReach: what cannot be paid to its end is not begun, what
// may not be is said, and a balance that is not told stops nothing.
func TestAWalletThatDoesNotReach(t *testing.T) {
	t.Parallel()
	b := newBench(t, withHeyGen(heygentest.WithBalance(0.3)), withLedger(t, jobs.Options{}))
	look := b.someLook(map[string]any{"engine": "avatar_iv"})
	batch := func(n int) map[string]any {
		videos := make([]any, n)
		for i := range videos {
			videos[i] = map[string]any{"script": fmt.Sprintf("Number %d.", i)}
		}
		return map[string]any{"avatar_id": look.AvatarID, "videos": videos}
	}
	var dry, made plannedBatch
	b.call("create_videos", merge(batch(50), map[string]any{"dry_run": true}), &dry)
	require.NotEmpty(t, dry.Warnings)
	assert.Contains(t, strings.Join(dry.Warnings, " "), "the wallet holds $0.30")
	failure := b.refused("create_videos", batch(50))
	assert.Equal(t, "insufficient_credit", failure.Code)
	assert.Contains(t, failure.Hint, "top up")
	assert.Empty(t, b.paid())
	b.call("create_videos", batch(1), &made)
	assert.Empty(t, made.Warnings)
	b.over(made.BatchID)
	b.heygen.AddFault(heygentest.Fault{Method: "GET", Path: "/v3/users/me", Kind: heygentest.FaultFail500})
	b.call("create_videos", batch(40), &made)
	assert.Equal(t, "planned", made.Status)
}
