package batch

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"heygen-mcp/cli/terminal"
)

// batchState is what get_batch tells of a batch, as far as people want to know.
type batchState struct {
	BatchID    string         `json:"batch_id"`
	Kind       string         `json:"kind"`
	Title      string         `json:"title"`
	Status     string         `json:"status"`
	Total      int            `json:"total"`
	Counts     map[string]int `json:"counts"`
	Failures   []batchFailure `json:"failures"`
	ETA        time.Time      `json:"eta"`
	NextCursor string         `json:"next_cursor"`
	// unsaved counts files that are to come yet.
	unsaved int
	// Items are kept as they came: --json hands them on.
	Items []json.RawMessage `json:"items"`
}

// batchFailure is a reason for which items failed. Items count from 0.
type batchFailure struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Count   int    `json:"count"`
	Items   []int  `json:"items"`
}

// batchItem is one item's outcome.
type batchItem struct {
	Index    int    `json:"index"`
	ID       string `json:"id"`
	Status   string `json:"status"`
	Title    string `json:"title"`
	VideoURL string `json:"video_url"`
	File     string `json:"file"`
}

// batchWords are the states of a batch's items in the order in which they are
// told, with the words for them.
var batchWords = []struct{ state, word string }{
	{"completed", "completed"}, {"accepted", "rendering"}, {"processing", "rendering"}, {"pending", "waiting"},
	{"sending", "being sent"}, {"planned", "planned"},
	{"uncertain", "uncertain"}, {"failed", "failed"}, {"refused", "refused"}, {"cancelled", "cancelled"},
}

func (s batchState) over() bool { return s.Status != "processing" && s.Status != "pending" }

// done counts the items of which nothing more will happen.
func (s batchState) done() int {
	return s.Counts["completed"] + s.unsuccessful()
}

func (s batchState) unsuccessful() int {
	return s.Counts["failed"] + s.Counts["refused"] + s.Counts["cancelled"]
}

// unsent counts the items that HeyGen may know nothing of.
func (s batchState) unsent() int { return s.Counts["planned"] + s.Counts["sending"] }

// counted writes the counts: 400 completed, 88 rendering, 500 planned.
func (s batchState) counted() string {
	var parts []string
	for _, w := range batchWords {
		if n := s.Counts[w.state]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, w.word))
		}
	}
	if s.unsaved > 0 {
		parts = append(parts, counted(s.unsaved, "file")+" to save")
	}
	if len(parts) == 0 {
		return "nothing yet"
	}
	return strings.Join(parts, ", ")
}

// text writes a reason with its items, which count from 1 for people.
func (f batchFailure) text() string {
	items := make([]string, len(f.Items))
	for i, index := range f.Items {
		items[i] = strconv.Itoa(index + 1)
	}
	where := "no. " + someOf(items, f.Count)
	reason := terminal.PlainText(f.Message)
	if f.Code != "" {
		reason = terminal.PlainText(f.Code) + ": " + reason
	}
	return fmt.Sprintf("%d × %s (%s)", f.Count, reason, where)
}
