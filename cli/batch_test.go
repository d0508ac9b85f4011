package cli

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/cli/batch"
	"heygen-mcp/cli/terminal"
	"heygen-mcp/server"
	"heygen-mcp/tools/fault"
	"heygen-mcp/tools/tables"
)

// table is a CSV file of its own.
func table(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "people.csv")
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	return path
}

func TestBatchArguments(t *testing.T) {
	t.Parallel()
	people := table(t, "name;language\nAda;en\n")
	script := filepath.Join(t.TempDir(), "hello.txt")
	require.NoError(t, os.WriteFile(script, []byte("\ufeffHello {{name}}\n"), 0o600))
	rows := []tables.Row{{"name": "Ada", "language": "en"}}
	tests := []struct {
		args []string
		tool string
		want map[string]any
	}{
		{[]string{"--script", "Hello {{name}}", "--avatar", "a", "--title=For {{name}}"}, "create_videos",
			map[string]any{"script": "Hello {{name}}", "avatar_id": "a", "title": "For {{name}}", "rows": rows}},
		{[]string{"--script", "@" + script, "--avatar=a", "--voice=v", "--engine=avatar_v", "--aspect-ratio=9:16", "--resolution=1080p", "--burn-captions",
			"--voice-speed=1.2", "--background-color=#00ff00", "--callback-id={{name}}", "--download", "--allow-duplicate"}, "create_videos",
			map[string]any{"script": "Hello {{name}}", "avatar_id": "a", "voice_id": "v", "engine": "avatar_v", "aspect_ratio": "9:16", "resolution": "1080p",
				"burn_captions": true, "voice_speed": 1.2, "background_color": "#00ff00", "callback_id": "{{name}}", "download": true, "allow_duplicate": true, "rows": rows}},
		{[]string{"--image-url", "https://example.com/{{name}}.png", "--audio-url=https://example.com/a.mp3"}, "create_videos",
			map[string]any{"image_url": "https://example.com/{{name}}.png", "audio_url": "https://example.com/a.mp3", "rows": rows}},
		{[]string{"--template=t", "--var", "who={{name}}", "--var", "says=a=b, c; d"}, "create_videos",
			map[string]any{"template_id": "t", "variables": map[string]string{"who": "{{name}}", "says": "a=b, c; d"}, "rows": rows}},
		{[]string{"--translate", "--languages", "es, {{language|fr, de}},Chinese (Mandarin, Simplified)", "--video-url={{url}}", "--mode=precision"}, "translate_videos",
			map[string]any{"output_languages": []string{"es", "{{language|fr, de}}", "Chinese (Mandarin, Simplified)"}, "video_url": "{{url}}", "mode": "precision", "rows": rows}},
	}
	for _, test := range tests {
		sys := newTestSystem(t, nil)
		into, err := sys.parse(t, append([]string{"batch", people}, test.args...)...)
		require.NoError(t, err)
		require.NoError(t, into.Batch.Check())
		order, err := into.Batch.Order(t.Context(), sys.System)
		require.NoError(t, err)
		assert.Equal(t, test.tool, order.Tool)
		assert.Equal(t, test.want, order.Fields)
		assert.Equal(t, true, order.Arguments(true)["dry_run"])
		assert.Equal(t, false, order.Arguments(false)["dry_run"])
	}
}

func TestBatchWrongUse(t *testing.T) {
	t.Parallel()
	people, bad := table(t, "name\nAda\n"), table(t, "name,city\nAda,London\nBob\n")
	say := []string{"--script=Hello", "--avatar=a"}
	tests := []struct {
		name string
		args []string
		says string
	}{
		{"no table", say, "which table?"},
		{"nothing to make", []string{people}, "what is to be made"},
		{"no such file", append([]string{filepath.Join(t.TempDir(), "none.csv")}, say...), "none.csv: no such file"},
		{"a folder", append([]string{t.TempDir()}, say...), "cannot be read to its end"},
		{"a bad line", append([]string{bad}, say...), "people.csv: line 3 has 1 cell, and the header names 2 columns"},
		{"no script file", []string{people, "--avatar=a", "--script=@" + people + ".txt"}, "--script @people.csv.txt: no such file"},
		{"an empty script file", []string{people, "--avatar=a", "--script=@" + table(t, " \n")}, "--script @people.csv is empty"},
		{"a huge script file", []string{people, "--avatar=a", "--script=@" + table(t, strings.Repeat("x", batch.MostScript+1))}, "more than 64 KB"},
		{"no value", []string{people, "--template=t", "--var=name"}, "--var"},
		{"a template that speaks", []string{people, "--template=t", "--script=Hello"}, "--script and --template exclude each other"},
		{"a translation that speaks", []string{people, "--translate", "--script=Hello"}, "--script and --translate exclude each other"},
		{"a translation of a template", []string{people, "--translate", "--template=t"}, "--template and --translate exclude each other"},
		{"languages without a translation", append([]string{people, "--languages=es"}, say...), "--languages needs --translate"},
		{"variables without a template", append([]string{people, "--var=a=1"}, say...), "--var needs --template"},
		{"no ledger", append([]string{people, "--no-ledger"}, say...), "--no-ledger exclude"},
		{"follow and cancel", []string{"--follow=b", "--cancel=b"}, "--follow and --cancel exclude"},
		{"follow and make", append([]string{people, "--follow=b"}, say...), "leave out the file"},
		{"cancel and make", []string{"--cancel=b", "--title=x"}, "leave out the file"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			sys := newTestSystem(t, nil)
			assert.Equal(t, terminal.ExitUsage, run(t.Context(), append([]string{"batch", "--sandbox"}, test.args...), sys.System), "%s", sys.errs)
			assert.Contains(t, sys.errs.String(), test.says)
			assert.Empty(t, sys.out.String())
		})
	}
}

// scripted answers tools' calls with what the test wrote down, in order, and
// remembers the arguments.
type scripted struct {
	t       *testing.T
	answers []answer
	called  []string
}

type answer struct {
	tool string
	// result is what it answers, as JSON; an [*fault.Error] is a failure.
	result any
	// before is done before it answers.
	before func()
}

func (s *scripted) CallTool(ctx context.Context, tool string, arguments any) (server.CallResult, error) {
	s.t.Helper()
	require.NotEmpty(s.t, s.answers, "%s is not expected", tool)
	next := s.answers[0]
	s.answers = s.answers[1:]
	require.Equal(s.t, next.tool, tool)
	raw, err := json.Marshal(arguments)
	require.NoError(s.t, err)
	s.called = append(s.called, string(raw))
	if next.before != nil {
		next.before()
	}
	if ctx.Err() != nil {
		return server.CallResult{}, ctx.Err()
	}
	if text, ok := next.result.(string); ok {
		return server.CallResult{JSON: json.RawMessage(text)}, nil
	}
	failure, isError := next.result.(*fault.Error)
	raw, err = json.Marshal(next.result)
	require.NoError(s.t, err)
	return server.CallResult{JSON: raw, IsError: isError && failure != nil}, nil
}

// batchOn is a run whose tools answer as the test says.
func batchOn(t *testing.T, answers ...answer) (*batch.Run, *scripted, testSystem) {
	t.Helper()
	sys := newTestSystem(t, nil)
	sys.Now = at(time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC))
	client := &scripted{t: t, answers: answers}
	return &batch.Run{Sys: sys.System, Tools: client, View: batch.NewView(sys.errs, sys.Now)}, client, sys
}

func news(result any) answer { return answer{tool: "get_batch", result: result} }

const (
	planned = `{"batch_id":"b","status":"processing","total":3,"counts":{"planned":3}}`
	halfway = `{"batch_id":"b","status":"processing","total":3,"counts":{"planned":1,"accepted":1,"completed":1}}`
	allDone = `{"batch_id":"b","status":"completed","total":3,"counts":{"completed":3},"items":[{"index":0}]}`
)

// TestBatchFollows tells each news once, and the outcome of every row.
func TestBatchFollows(t *testing.T) {
	t.Parallel()
	b, client, sys := batchOn(t, news(planned), news(halfway), news(halfway), news(allDone),
		news(`{"batch_id":"b","status":"completed","total":3,"counts":{"completed":3},"next_cursor":"c","items":[
			{"index":0,"id":"v1","status":"completed","title":"For\tAda\u001b[31m","video_url":"https://files.example/1.mp4"},
			{"index":1,"id":"v2","status":"completed","title":"For Bob","file":"/home/me/bob.mp4","video_url":"https://files.example/2.mp4"}]}`),
		news(`{"batch_id":"b","status":"completed","total":3,"counts":{"completed":3},"items":[{"index":2,"id":"v3","status":"completed"}]}`))
	require.NoError(t, b.Follow(t.Context(), "b"))
	assert.Equal(t, "0 of 3 done: 3 planned\n1 of 3 done: 1 completed, 1 rendering, 1 planned\n3 of 3 done: 3 completed\n3 of 3 completed after 0s.\n", sys.errs.String())
	assert.Equal(t, "1\tv1\tcompleted\tFor Ada [31m\thttps://files.example/1.mp4\n2\tv2\tcompleted\tFor Bob\t/home/me/bob.mp4\n3\tv3\tcompleted\t\t\n", sys.out.String())
	assert.Equal(t, `{"batch_id":"b","limit":1,"wait_seconds":0}`, client.called[0], "the first look does not wait")
	assert.Equal(t, `{"batch_id":"b","limit":1,"wait_seconds":15}`, client.called[1])
	assert.Equal(t, `{"batch_id":"b","cursor":"c","limit":100}`, client.called[5])
}

const someFailed = `{"batch_id":"b","status":"completed","total":30,"counts":{"completed":5,"failed":24,"refused":1},
	"failures":[{"code":"moderation","message":"not allowed","count":24,"items":[3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22]},{"message":"no such\nvoice","count":1,"items":[0]}],
	"items":[{"index":0,"status":"refused","failure":{"message":"no such voice"}}]}`

func TestBatchFailures(t *testing.T) {
	t.Parallel()
	b, _, sys := batchOn(t, news(someFailed), news(someFailed))
	assert.Equal(t, terminal.QuietError(terminal.ExitFailed), b.Follow(t.Context(), "b"))
	assert.Contains(t, sys.errs.String(), "5 of 30 completed after 0s: 5 completed, 24 failed, 1 refused.\n"+
		"  24 × moderation: not allowed (no. 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23 and 4 more)\n"+
		"  1 × no such voice (no. 1)\n")
	assert.Equal(t, "1\t\trefused\t\t\n", sys.out.String())

	b, _, sys = batchOn(t, news(someFailed), news(someFailed))
	b.Json = true
	assert.Equal(t, terminal.QuietError(terminal.ExitFailed), b.Follow(t.Context(), "b"))
	assert.Equal(t, 1, strings.Count(sys.out.String(), "\n"))
	var whole batch.State
	require.NoError(t, json.Unmarshal(sys.out.Bytes(), &whole))
	assert.Equal(t, 24, whole.Failures[0].Count)
	require.Len(t, whole.Items, 1)
	assert.JSONEq(t, `{"index":0,"status":"refused","failure":{"message":"no such voice"}}`, string(whole.Items[0]), "items are as the tool gives them")
}

// TestBatchGivesUpLooking goes on after failures that may pass, not after others
// nor for ever.
func TestBatchGivesUpLooking(t *testing.T) {
	t.Parallel()
	b, _, sys := batchOn(t, news(&fault.Error{Code: "invalid_parameter", Message: "batch_id is unknown", Hint: "Look."}))
	assert.Equal(t, terminal.QuietError(terminal.ExitFailed), b.Follow(t.Context(), "b"))
	assert.Equal(t, "invalid_parameter: batch_id is unknown\nLook.\n", sys.errs.String())

	b, _, sys = batchOn(t, news(&fault.Error{Code: "unauthorized", Message: "no", Hint: "Key."}))
	b.Json = true
	assert.Equal(t, terminal.QuietError(terminal.ExitCredentials), b.Follow(t.Context(), "b"))
	assert.True(t, json.Valid(sys.errs.Bytes()), "%s", sys.errs)

	away := news(&fault.Error{Code: "heygen_unavailable", Message: "HeyGen cannot be reached", Hint: "Later.", Retryable: true})
	synctest.Test(t, func(t *testing.T) {
		b, _, sys := batchOn(t, away, away, news(halfway), away, away, away, away, away, news(allDone), news(allDone))
		require.NoError(t, b.Follow(t.Context(), "b"))
		assert.NotContains(t, sys.errs.String(), "cannot be reached")
		b, _, sys = batchOn(t, away, away, away, away, away, away)
		assert.Equal(t, terminal.QuietError(terminal.ExitFailed), b.Follow(t.Context(), "b"))
		assert.Contains(t, sys.errs.String(), "cannot be reached")
	})
}

// TestBatchIsLeft says what goes on, and how to take it up.
func TestBatchIsLeft(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		news    string
		passing bool
		says    []string
		not     string
	}{
		"with rows to send": {halfway, false, []string{"batch b, 1 of 3 done: 1 completed, 1 rendering, 1 planned", "is not sent while", "batch --follow b --data-dir /d ", "batch --cancel b --data-dir /d "}, "All was sent"},
		"all sent":          {`{"status":"processing","total":2,"counts":{"accepted":2}}`, false, []string{"All was sent", "batch --follow b"}, "is not sent while"},
		"simulated":         {halfway, true, []string{"simulated", "--data-dir"}, "--follow"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithCancel(t.Context())
			b, client, sys := batchOn(t, news(planned), answer{tool: "get_batch", before: cancel}, news(test.news))
			b.Passing, b.Flags = test.passing, " --data-dir /d"
			assert.Equal(t, terminal.QuietError(terminal.ExitFailed), b.Follow(ctx, "b"))
			assert.Len(t, client.called, 3, "the last look is at how it stands now")
			for _, part := range test.says {
				assert.Contains(t, sys.errs.String(), part)
			}
			assert.NotContains(t, sys.errs.String(), test.not)
			assert.Empty(t, sys.out.String())
		})
	}
}

func someOrder() batch.Order {
	return batch.Order{Tool: "create_videos", Noun: "video", Source: "people.csv", Fields: map[string]any{"script": "Hello"}}
}

const checkedTwo = `{"status":"dry_run","total_items":2,"warnings":["No {{field}} uses 1 column of the rows: note."],
	"estimate":{"usd":{"min":1,"max":2.5},"seconds":{"min":10,"max":75},"rate_card":"2026-09-16"}}`

// TestBatchIsChecked prices first, and sends the same but for dry_run.
func TestBatchIsChecked(t *testing.T) {
	t.Parallel()
	create := func(result any) answer { return answer{tool: "create_videos", result: result} }
	b, client, sys := batchOn(t, create(checkedTwo), create(`{"batch_id":"b","status":"planned","total_items":2}`))
	id, err := b.Create(t.Context(), someOrder(), false)
	require.NoError(t, err)
	assert.Equal(t, "b", id)
	assert.Equal(t, []string{`{"dry_run":true,"script":"Hello"}`, `{"dry_run":false,"script":"Hello"}`}, client.called)
	assert.Equal(t, "2 videos of people.csv; estimated at $1.00 to 2.50 by the prices of 2026-09-16, 1m15s of video at most\n"+
		"warning: No {{field}} uses 1 column of the rows: note.\nbatch b\n", sys.errs.String())

	b, client, sys = batchOn(t, create(checkedTwo))
	b.Json = true
	id, err = b.Create(t.Context(), someOrder(), true)
	require.NoError(t, err)
	assert.Empty(t, id)
	assert.Len(t, client.called, 1)
	assert.Contains(t, sys.out.String(), `"rate_card":"2026-09-16"`)

	b, _, sys = batchOn(t, create(`{"total_items":1}`), create(`{"batch_id":"b","repeated":true}`))
	_, err = b.Create(t.Context(), someOrder(), false)
	require.NoError(t, err)
	assert.Contains(t, sys.errs.String(), "1 video of people.csv; the price is not known")
	assert.Contains(t, sys.errs.String(), "nothing more is paid. --allow-duplicate makes another")
}

// TestBatchIsRefused tells rows as people count them, and sends nothing.
func TestBatchIsRefused(t *testing.T) {
	t.Parallel()
	refusal := &fault.Error{
		Code: "invalid_parameter", Field: "rows[1].name", Hint: "Fill the cell.",
		Message: "rows[1].name is empty; the script uses {{name}}; also: rows[4].name is empty; the script uses {{name}}; rows[6]: the script is too long; rows[7].name, rows[11].name",
	}
	b, _, sys := batchOn(t, answer{tool: "create_videos", result: refusal})
	_, err := b.Create(t.Context(), someOrder(), false)
	assert.Equal(t, terminal.QuietError(terminal.ExitFailed), err)
	assert.Equal(t, "Nothing was sent. Of people.csv, where row 1 is below the header:\n"+
		"  row 2: name is empty; the script uses {{name}}\n  row 5: name is empty; the script uses {{name}}\n  row 7: the script is too long\n  also rows 8, 12\nFill the cell.\n", sys.errs.String())

	b, _, sys = batchOn(t, answer{tool: "create_videos", result: refusal})
	b.Json = true
	_, err = b.Create(t.Context(), someOrder(), false)
	assert.Equal(t, terminal.QuietError(terminal.ExitFailed), err)
	assert.True(t, json.Valid(sys.errs.Bytes()), "%s", sys.errs)

	b, _, sys = batchOn(t, answer{tool: "create_videos", result: &fault.Error{Code: "invalid_parameter", Field: "avatar_id", Message: "avatar_id is missing", Hint: "Choose one."}})
	_, err = b.Create(t.Context(), someOrder(), false)
	assert.Equal(t, terminal.QuietError(terminal.ExitFailed), err)
	assert.Equal(t, "invalid_parameter: avatar_id is missing\nChoose one.\n", sys.errs.String())
}

// TestBatchIsInterruptedEarly says what is known of a batch that may be there.
func TestBatchIsInterruptedEarly(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	b, _, sys := batchOn(t, answer{tool: "create_videos", result: checkedTwo}, answer{tool: "create_videos", before: cancel})
	_, err := b.Create(ctx, someOrder(), false)
	assert.Equal(t, terminal.QuietError(terminal.ExitFailed), err)
	assert.Contains(t, sys.errs.String(), "jobs list --state planned` tells whether it is")
	b, _, sys = batchOn(t, answer{tool: "create_videos"})
	_, err = b.Create(ctx, someOrder(), false)
	assert.Equal(t, terminal.QuietError(terminal.ExitFailed), err)
	assert.Equal(t, "Interrupted; nothing was sent.\n", sys.errs.String())
}

// TestBatchSavesFiles waits for files as long as some come.
func TestBatchSavesFiles(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b, _, sys := batchOn(t, news(allDone), news(allDone))
		left := []int{3, 3, 1, 0}
		b.Unsaved = func(_ context.Context, id string) (n int, err error) {
			assert.Equal(t, "b", id)
			n, left = left[0], left[1:]
			return n, nil
		}
		require.NoError(t, b.Follow(t.Context(), "b"))
		assert.Empty(t, left)
		assert.Contains(t, sys.errs.String(), "3 of 3 done: 3 completed, 3 files to save\n3 of 3 done: 3 completed, 1 file to save\n3 of 3 completed after 0s.\n")

		b, _, sys = batchOn(t, news(allDone), news(allDone))
		b.Unsaved = func(context.Context, string) (int, error) { return 2, nil }
		assert.Equal(t, terminal.QuietError(terminal.ExitFailed), b.Follow(t.Context(), "b"), "not all is as it was asked for")
		assert.Contains(t, sys.errs.String(), "Of 2 finished items the files could not be saved: `heygen-mcp call download_video batch_id=b`")
		assert.Equal(t, 1, strings.Count(sys.out.String(), "\n"), "the rows are told nevertheless")
	})
}

func TestBatchIsCancelled(t *testing.T) {
	t.Parallel()
	b, client, sys := batchOn(t, answer{tool: "cancel_batch", result: `{"batch_id":"b","cancelled":1,"sent":100}`})
	require.NoError(t, b.Cancel(t.Context(), "b"))
	assert.Equal(t, []string{`{"batch_id":"b"}`}, client.called)
	assert.Equal(t, "Cancelled 1 row that had not been sent; 100 had been, and are not stopped.\n", sys.errs.String())

	b, _, sys = batchOn(t, answer{tool: "cancel_batch", result: `{"batch_id":"b","cancelled":1,"sent":100}`})
	b.Json = true
	require.NoError(t, b.Cancel(t.Context(), "b"))
	assert.JSONEq(t, `{"batch_id":"b","cancelled":1,"sent":100}`, sys.out.String())
}

// TestAwaitGivesUp does not wait for what cannot be interrupted.
func TestAwaitGivesUp(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	release := make(chan struct{})
	defer close(release)
	_, err := terminal.Await(ctx, func() (int, error) {
		cancel()
		<-release
		return 1, nil
	})
	require.ErrorIs(t, err, context.Canceled)
	_, err = terminal.Await(t.Context(), func() (int, error) { return 0, errors.ErrUnsupported })
	require.ErrorIs(t, err, errors.ErrUnsupported)
}
