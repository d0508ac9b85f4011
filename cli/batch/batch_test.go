package batch

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/cli/internal/clitest"
	"heygen-mcp/cli/terminal"
	"heygen-mcp/server"
	"heygen-mcp/tools/fault"
	"heygen-mcp/tools/tables"
)

func TestBatchArguments(t *testing.T) {
	t.Parallel()
	people := clitest.Table(t, "name;language\nAda;en\n")
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
				"captions": "burned", "voice_speed": 1.2, "background_color": "#00ff00", "callback_id": "{{name}}", "download": true, "allow_duplicate": true, "rows": rows}},
		{[]string{"--image-url", "https://example.com/{{name}}.png", "--audio-url=https://example.com/a.mp3"}, "create_videos",
			map[string]any{"image_url": "https://example.com/{{name}}.png", "audio_url": "https://example.com/a.mp3", "rows": rows}},
		{[]string{"--template=t", "--var", "who={{name}}", "--var", "says=a=b, c; d"}, "create_videos",
			map[string]any{"template_id": "t", "variables": map[string]string{"who": "{{name}}", "says": "a=b, c; d"}, "rows": rows}},
		{[]string{"--translate", "--languages", "es, {{language|fr, de}},Chinese (Mandarin, Simplified)", "--video-url={{url}}", "--mode=precision"}, "translate_videos",
			map[string]any{"output_languages": []string{"es", "{{language|fr, de}}", "Chinese (Mandarin, Simplified)"}, "video_url": "{{url}}", "mode": "precision", "rows": rows}},
	}
	for _, test := range tests {
		sys := clitest.NewSystem(t, nil)
		var command Command
		clitest.Parse(t, &command, sys, append([]string{people}, test.args...)...)
		require.NoError(t, command.check())
		order, err := command.order(t.Context(), sys.System)
		require.NoError(t, err)
		assert.Equal(t, test.tool, order.tool)
		assert.Equal(t, test.want, order.fields)
		assert.Equal(t, true, order.arguments(true)["dry_run"])
		assert.Equal(t, false, order.arguments(false)["dry_run"])
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
func batchOn(t *testing.T, answers ...answer) (*runner, *scripted, clitest.System) {
	t.Helper()
	sys := clitest.NewSystem(t, nil)
	sys.Now = clitest.At(time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC))
	client := &scripted{t: t, answers: answers}
	return &runner{sys: sys.System, tools: client, view: newBatchView(sys.Errs, sys.Now)}, client, sys
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
	require.NoError(t, b.follow(t.Context(), "b"))
	assert.Equal(t, "0 of 3 done: 3 planned\n1 of 3 done: 1 completed, 1 rendering, 1 planned\n3 of 3 done: 3 completed\n3 of 3 completed after 0s.\n", sys.Errs.String())
	assert.Equal(t, "1\tv1\tcompleted\tFor Ada [31m\thttps://files.example/1.mp4\n2\tv2\tcompleted\tFor Bob\t/home/me/bob.mp4\n3\tv3\tcompleted\t\t\n", sys.Out.String())
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
	assert.Equal(t, terminal.QuietError(terminal.ExitFailed), b.follow(t.Context(), "b"))
	assert.Contains(t, sys.Errs.String(), "5 of 30 completed after 0s: 5 completed, 24 failed, 1 refused.\n"+
		"  24 × moderation: not allowed (no. 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23 and 4 more)\n"+
		"  1 × no such voice (no. 1)\n")
	assert.Equal(t, "1\t\trefused\t\t\n", sys.Out.String())

	b, _, sys = batchOn(t, news(someFailed), news(someFailed))
	b.json = true
	assert.Equal(t, terminal.QuietError(terminal.ExitFailed), b.follow(t.Context(), "b"))
	assert.Equal(t, 1, strings.Count(sys.Out.String(), "\n"))
	var whole batchState
	require.NoError(t, json.Unmarshal(sys.Out.Bytes(), &whole))
	assert.Equal(t, 24, whole.Failures[0].Count)
	require.Len(t, whole.Items, 1)
	assert.JSONEq(t, `{"index":0,"status":"refused","failure":{"message":"no such voice"}}`, string(whole.Items[0]), "items are as the tool gives them")
}

// TestBatchGivesUpLooking goes on after failures that may pass, not after others
// nor for ever.
func TestBatchGivesUpLooking(t *testing.T) {
	t.Parallel()
	b, _, sys := batchOn(t, news(&fault.Error{Code: "invalid_parameter", Message: "batch_id is unknown", Hint: "Look."}))
	assert.Equal(t, terminal.QuietError(terminal.ExitFailed), b.follow(t.Context(), "b"))
	assert.Equal(t, "invalid_parameter: batch_id is unknown\nLook.\n", sys.Errs.String())

	b, _, sys = batchOn(t, news(&fault.Error{Code: "unauthorized", Message: "no", Hint: "Key."}))
	b.json = true
	assert.Equal(t, terminal.QuietError(terminal.ExitCredentials), b.follow(t.Context(), "b"))
	assert.True(t, json.Valid(sys.Errs.Bytes()), "%s", sys.Errs)

	away := news(&fault.Error{Code: "heygen_unavailable", Message: "HeyGen cannot be reached", Hint: "Later.", Retryable: true})
	synctest.Test(t, func(t *testing.T) {
		b, _, sys := batchOn(t, away, away, news(halfway), away, away, away, away, away, news(allDone), news(allDone))
		require.NoError(t, b.follow(t.Context(), "b"))
		assert.NotContains(t, sys.Errs.String(), "cannot be reached")
		b, _, sys = batchOn(t, away, away, away, away, away, away)
		assert.Equal(t, terminal.QuietError(terminal.ExitFailed), b.follow(t.Context(), "b"))
		assert.Contains(t, sys.Errs.String(), "cannot be reached")
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
			b.passing, b.flags = test.passing, " --data-dir /d"
			assert.Equal(t, terminal.QuietError(terminal.ExitFailed), b.follow(ctx, "b"))
			assert.Len(t, client.called, 3, "the last look is at how it stands now")
			for _, part := range test.says {
				assert.Contains(t, sys.Errs.String(), part)
			}
			assert.NotContains(t, sys.Errs.String(), test.not)
			assert.Empty(t, sys.Out.String())
		})
	}
}

func someOrder() batchOrder {
	return batchOrder{tool: "create_videos", noun: "video", source: "people.csv", fields: map[string]any{"script": "Hello"}}
}

const checkedTwo = `{"status":"dry_run","total_items":2,"warnings":["No {{field}} uses 1 column of the rows: note."],
	"estimate":{"usd":{"min":1,"max":2.5},"seconds":{"min":10,"max":75},"rate_card":"2026-09-16"}}`

// TestBatchIsChecked prices first, and sends the same but for dry_run.
func TestBatchIsChecked(t *testing.T) {
	t.Parallel()
	create := func(result any) answer { return answer{tool: "create_videos", result: result} }
	b, client, sys := batchOn(t, create(checkedTwo), create(`{"batch_id":"b","status":"planned","total_items":2}`))
	id, err := b.create(t.Context(), someOrder(), false)
	require.NoError(t, err)
	assert.Equal(t, "b", id)
	assert.Equal(t, []string{`{"dry_run":true,"script":"Hello"}`, `{"dry_run":false,"script":"Hello"}`}, client.called)
	assert.Equal(t, "2 videos of people.csv; estimated at $1.00 to 2.50 by the prices of 2026-09-16, 1m15s of video at most\n"+
		"warning: No {{field}} uses 1 column of the rows: note.\nbatch b\n", sys.Errs.String())

	b, client, sys = batchOn(t, create(checkedTwo))
	b.json = true
	id, err = b.create(t.Context(), someOrder(), true)
	require.NoError(t, err)
	assert.Empty(t, id)
	assert.Len(t, client.called, 1)
	assert.Contains(t, sys.Out.String(), `"rate_card":"2026-09-16"`)

	b, _, sys = batchOn(t, create(`{"total_items":1}`), create(`{"batch_id":"b","repeated":true}`))
	_, err = b.create(t.Context(), someOrder(), false)
	require.NoError(t, err)
	assert.Contains(t, sys.Errs.String(), "1 video of people.csv; the price is not known")
	assert.Contains(t, sys.Errs.String(), "nothing more is paid. --allow-duplicate makes another")
}

// TestBatchIsRefused tells rows as people count them, and sends nothing.
func TestBatchIsRefused(t *testing.T) {
	t.Parallel()
	refusal := &fault.Error{
		Code: "invalid_parameter", Field: "rows[1].name", Hint: "Fill the cell.",
		Message: "rows[1].name is empty; the script uses {{name}}; also: rows[4].name is empty; the script uses {{name}}; rows[6]: the script is too long; rows[7].name, rows[11].name",
	}
	b, _, sys := batchOn(t, answer{tool: "create_videos", result: refusal})
	_, err := b.create(t.Context(), someOrder(), false)
	assert.Equal(t, terminal.QuietError(terminal.ExitFailed), err)
	assert.Equal(t, "Nothing was sent. Of people.csv, where row 1 is below the header:\n"+
		"  row 2: name is empty; the script uses {{name}}\n  row 5: name is empty; the script uses {{name}}\n  row 7: the script is too long\n  also rows 8, 12\nFill the cell.\n", sys.Errs.String())

	b, _, sys = batchOn(t, answer{tool: "create_videos", result: refusal})
	b.json = true
	_, err = b.create(t.Context(), someOrder(), false)
	assert.Equal(t, terminal.QuietError(terminal.ExitFailed), err)
	assert.True(t, json.Valid(sys.Errs.Bytes()), "%s", sys.Errs)

	b, _, sys = batchOn(t, answer{tool: "create_videos", result: &fault.Error{Code: "invalid_parameter", Field: "avatar_id", Message: "avatar_id is missing", Hint: "Choose one."}})
	_, err = b.create(t.Context(), someOrder(), false)
	assert.Equal(t, terminal.QuietError(terminal.ExitFailed), err)
	assert.Equal(t, "invalid_parameter: avatar_id is missing\nChoose one.\n", sys.Errs.String())
}

// TestBatchIsInterruptedEarly says what is known of a batch that may be there.
func TestBatchIsInterruptedEarly(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	b, _, sys := batchOn(t, answer{tool: "create_videos", result: checkedTwo}, answer{tool: "create_videos", before: cancel})
	_, err := b.create(ctx, someOrder(), false)
	assert.Equal(t, terminal.QuietError(terminal.ExitFailed), err)
	assert.Contains(t, sys.Errs.String(), "jobs list --state planned` tells whether it is")
	b, _, sys = batchOn(t, answer{tool: "create_videos"})
	_, err = b.create(ctx, someOrder(), false)
	assert.Equal(t, terminal.QuietError(terminal.ExitFailed), err)
	assert.Equal(t, "Interrupted; nothing was sent.\n", sys.Errs.String())
}

// TestBatchSavesFiles waits for files as long as some come.
func TestBatchSavesFiles(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b, _, sys := batchOn(t, news(allDone), news(allDone))
		left := []int{3, 3, 1, 0}
		b.unsaved = func(_ context.Context, id string) (n int, err error) {
			assert.Equal(t, "b", id)
			n, left = left[0], left[1:]
			return n, nil
		}
		require.NoError(t, b.follow(t.Context(), "b"))
		assert.Empty(t, left)
		assert.Contains(t, sys.Errs.String(), "3 of 3 done: 3 completed, 3 files to save\n3 of 3 done: 3 completed, 1 file to save\n3 of 3 completed after 0s.\n")

		b, _, sys = batchOn(t, news(allDone), news(allDone))
		b.unsaved = func(context.Context, string) (int, error) { return 2, nil }
		assert.Equal(t, terminal.QuietError(terminal.ExitFailed), b.follow(t.Context(), "b"), "not all is as it was asked for")
		assert.Contains(t, sys.Errs.String(), "Of 2 finished items the files could not be saved: `heygen-mcp call download_video batch_id=b`")
		assert.Equal(t, 1, strings.Count(sys.Out.String(), "\n"), "the rows are told nevertheless")
	})
}

func TestBatchIsCancelled(t *testing.T) {
	t.Parallel()
	b, client, sys := batchOn(t, answer{tool: "cancel_batch", result: `{"batch_id":"b","cancelled":1,"sent":100}`})
	require.NoError(t, b.cancel(t.Context(), "b"))
	assert.Equal(t, []string{`{"batch_id":"b"}`}, client.called)
	assert.Equal(t, "Cancelled 1 row that had not been sent; 100 had been, and are not stopped.\n", sys.Errs.String())

	b, _, sys = batchOn(t, answer{tool: "cancel_batch", result: `{"batch_id":"b","cancelled":1,"sent":100}`})
	b.json = true
	require.NoError(t, b.cancel(t.Context(), "b"))
	assert.JSONEq(t, `{"batch_id":"b","cancelled":1,"sent":100}`, sys.Out.String())
}
