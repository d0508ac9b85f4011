package batch

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"heygen-mcp/cli/terminal"
	"heygen-mcp/internal/pause"
	"heygen-mcp/tools/fault"
)

const (
	// terminalWait and plainWait are how many seconds one look at a batch may
	// take where nothing happens.
	terminalWait = 2
	plainWait    = 15
	// batchPage is the most items that get_batch gives at once.
	batchPage = 100
	// mostFailedLooks is how many looks in a row may fail before the following
	// is given up.
	mostFailedLooks = 5
	// lookPause is before another look.
	lookPause = 2 * time.Second
	// mostFileLooks is how many looks may pass in which no file is saved.
	mostFileLooks = 60
)

// follow shows a batch until it is over, and then what became of it.
func (b *runner) follow(ctx context.Context, id string) error {
	unsaved, err := b.watch(ctx, id)
	var final batchState
	if err == nil {
		final, err = b.outcome(ctx, id)
	}
	switch {
	case err != nil && ctx.Err() != nil:
		return b.left(ctx, id)
	case err != nil:
		return b.failed(err)
	}
	final.unsaved = unsaved
	return b.report(final)
}

// watch asks until the batch is over, and gives how many files are missing then.
func (b *runner) watch(ctx context.Context, id string) (unsaved int, err error) {
	stop := b.view.tick()
	defer stop()
	wait, failures := 0, 0
	for {
		now, err := b.look(ctx, id, wait)
		switch failure, ok := errors.AsType[*fault.Error](err); {
		case err == nil:
			failures = 0
			b.view.show(now)
		case ok && failure.Retryable && failures < mostFailedLooks:
			failures++
			if err := pause.For(ctx, lookPause); err != nil {
				return 0, err
			}
			continue
		default:
			return 0, err
		}
		if now.over() {
			return b.awaitFiles(ctx, now)
		}
		if wait = plainWait; b.view.columns != nil {
			wait = terminalWait
		}
	}
}

// look asks how the batch stands, and waits so many seconds for its end.
func (b *runner) look(ctx context.Context, id string, wait int) (s batchState, err error) {
	err = b.call(ctx, "get_batch", map[string]any{"batch_id": id, "limit": 1, "wait_seconds": wait}, &s)
	return s, err
}

// awaitFiles waits until the files are saved that are to be, as long as some
// come, and gives how many are missing.
func (b *runner) awaitFiles(ctx context.Context, s batchState) (missing int, err error) {
	if b.unsaved == nil {
		return 0, nil
	}
	for patience, before := mostFileLooks, 0; ; patience-- {
		if missing, err = b.unsaved(ctx, s.BatchID); err != nil || missing == 0 || patience == 0 {
			return missing, err
		}
		if missing != before {
			patience, before, s.unsaved = mostFileLooks, missing, missing
			b.view.show(s)
		}
		if err := pause.For(ctx, lookPause); err != nil {
			return missing, err
		}
	}
}

// outcome reads the batch with all its items.
func (b *runner) outcome(ctx context.Context, id string) (batchState, error) {
	var whole batchState
	cursor := ""
	for {
		ask := map[string]any{"batch_id": id, "limit": batchPage}
		if cursor != "" {
			ask["cursor"] = cursor
		}
		var page batchState
		if err := b.call(ctx, "get_batch", ask, &page); err != nil {
			return whole, err
		}
		page.Items = slices.Concat(whole.Items, page.Items)
		whole = page
		if page.NextCursor == "" {
			return whole, nil
		}
		cursor = page.NextCursor
	}
}

// report tells what became of a batch: the sum to people, the rows to whom
// reads stdout.
func (b *runner) report(s batchState) error {
	if b.json {
		items := s.Items
		if items == nil {
			items = []json.RawMessage{}
		}
		err := terminal.PrintValue(b.sys, struct {
			BatchID  string            `json:"batch_id"`
			Kind     string            `json:"kind,omitempty"`
			Title    string            `json:"title,omitempty"`
			Status   string            `json:"status"`
			Total    int               `json:"total"`
			Counts   map[string]int    `json:"counts"`
			Failures []batchFailure    `json:"failures,omitempty"`
			Items    []json.RawMessage `json:"items"`
		}{s.BatchID, s.Kind, s.Title, s.Status, s.Total, s.Counts, s.Failures, items})
		if err != nil {
			return err
		}
	} else if err := b.lines(s); err != nil {
		return err
	}
	terminal.Tell(b.sys.Stderr, "%d of %d completed after %s", s.Counts["completed"], s.Total, duration(b.sys.Now().Sub(b.view.begun)))
	if s.Counts["completed"] == s.Total && s.unsaved == 0 {
		terminal.Tell(b.sys.Stderr, ".\n")
		return nil
	}
	terminal.Tell(b.sys.Stderr, ": %s.\n", s.counted())
	for _, f := range s.Failures {
		terminal.Tell(b.sys.Stderr, "  %s\n", f.text())
	}
	if s.unsaved > 0 {
		terminal.Tell(b.sys.Stderr, "Of %s the files could not be saved: `heygen-mcp call download_video batch_id=%s` tells why, and goes on.\n", counted(s.unsaved, "finished item"), s.BatchID)
	}
	return terminal.QuietError(terminal.ExitFailed)
}

// lines writes a line for each row: row, id, status, title, file or link.
func (b *runner) lines(s batchState) error {
	out := bufio.NewWriter(b.sys.Stdout)
	for _, raw := range s.Items {
		var item batchItem
		if err := json.Unmarshal(raw, &item); err != nil {
			return fmt.Errorf("reading an item of the batch: %w", err)
		}
		where := item.File
		if where == "" {
			where = item.VideoURL
		}
		_, _ = out.WriteString(strings.Join(terminal.Plain([]string{strconv.Itoa(item.Index + 1), item.ID, item.Status, item.Title, where}), "\t") + "\n")
	}
	return out.Flush()
}

// lastLook bounds the look that is taken when the command is told to end.
const lastLook = 2 * time.Second

// left tells how a batch stands that is not followed any more.
func (b *runner) left(ctx context.Context, id string) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastLook)
	defer cancel()
	terminal.Tell(b.sys.Stderr, "\nNo longer followed: batch %s", id)
	s, err := b.look(ctx, id, 0)
	if err == nil {
		terminal.Tell(b.sys.Stderr, ", %d of %d done: %s", s.done(), s.Total, s.counted())
	}
	terminal.Tell(b.sys.Stderr, ".\n")
	if b.passing {
		terminal.Tell(b.sys.Stderr, "It was simulated, and ends with this command's sandbox; --data-dir would keep it.\n")
		return terminal.QuietError(terminal.ExitFailed)
	}
	if err != nil || s.unsent() > 0 {
		terminal.Tell(b.sys.Stderr, "What is planned is not sent while neither a server nor `batch --follow` runs with this key; what was sent goes on at HeyGen.\n")
	} else {
		terminal.Tell(b.sys.Stderr, "All was sent, and goes on at HeyGen.\n")
	}
	terminal.Tell(b.sys.Stderr, "  heygen-mcp batch --follow %[1]s%[2]s   takes it up\n  heygen-mcp batch --cancel %[1]s%[2]s   cancels what is not sent\n", id, b.flags)
	return terminal.QuietError(terminal.ExitFailed)
}

// Cancel ends what is not sent yet.
func (b *runner) cancel(ctx context.Context, id string) error {
	var raw json.RawMessage
	if err := b.call(ctx, "cancel_batch", map[string]any{"batch_id": id}, &raw); err != nil {
		return b.failed(err)
	}
	if b.json {
		return terminal.PrintJSON(b.sys.Stdout, raw)
	}
	var done struct {
		Cancelled int `json:"cancelled"`
		Sent      int `json:"sent"`
	}
	if err := json.Unmarshal(raw, &done); err != nil {
		return fmt.Errorf("reading the result of cancel_batch: %w", err)
	}
	terminal.Tell(b.sys.Stderr, "Cancelled %s that had not been sent; %d had been, and are not stopped.\n", counted(done.Cancelled, "row"), done.Sent)
	return nil
}

// failed tells a tool's failure, as JSON where that was asked for.
func (b *runner) failed(err error) error {
	failure, ok := errors.AsType[*fault.Error](err)
	if !ok {
		return err
	}
	if b.json {
		raw, err := json.Marshal(failure)
		if err != nil {
			return fmt.Errorf("writing the failure: %w", err)
		}
		terminal.Tell(b.sys.Stderr, "%s\n", raw)
	} else {
		terminal.Tell(b.sys.Stderr, "%s\n", terminal.DescribeFailure(*failure))
	}
	return terminal.QuietError(terminal.FailureExit(failure.Code))
}
