package tools_test

import (
	"context"
	"encoding/json"
	"regexp"
	"strings"
	"time"

	"github.com/stretchr/testify/assert"

	"heygen-mcp/tools/fault"
)

// assistant makes a thing and brings the file home, as an assistant would: it
// does what errors say, and repeats a call whose answer it has lost.
type assistant struct {
	*bench
	tool string
	args map[string]any
	// job is the ledger's id, where HeyGen's is not known; id is HeyGen's.
	job, id string
	// looks counts the looks at what HeyGen has taken.
	looks int
	// told is why HeyGen made nothing.
	told string
	// errors are the codes that the assistant has seen.
	errors []string
}

const (
	// patience is how long a host waits for a tool.
	patience = 4 * time.Second
	// mostSteps is how many calls an assistant makes, and mostLooks how many
	// looks at a render that makes no progress.
	mostSteps = 1000
	mostLooks = 25
)

// ending is how a story ended.
type ending string

const (
	saved    ending = "saved"
	failed   ending = "failed"
	underWay ending = "under way"
	gaveUp   ending = "given up"
)

// play goes on until the file is there, or HeyGen says that there will be none.
func (a *assistant) play() ending {
	a.t.Helper()
	pause := time.NewTicker(20 * time.Millisecond)
	defer pause.Stop()
	for range mostSteps {
		if a.id == "" && a.job == "" {
			a.create()
		}
		switch done := a.look(); {
		case a.told != "":
			return failed
		case done && a.save():
			return saved
		case a.looks > mostLooks:
			return underWay
		}
		<-pause.C
	}
	return gaveUp
}

// create asks for the thing, with the same arguments each time.
func (a *assistant) create() {
	a.t.Helper()
	var made struct {
		JobID        string   `json:"ledger_job_id"`
		VideoID      string   `json:"video_id"`
		SessionID    string   `json:"session_id"`
		Translations []string `json:"video_translation_ids"`
	}
	failure, ok := a.try(a.tool, a.args, &made)
	switch {
	case failure != nil:
		if failure.Code == "outcome_unknown" || failure.Code == "request_in_progress" {
			a.job = jobIn.FindString(failure.Message)
			assert.NotEmpty(a.t, a.job, "%+v", failure)
			assert.Contains(a.t, failure.Hint, "get_video_status")
		}
	case ok:
		a.id = made.VideoID + made.SessionID + strings.Join(made.Translations, "")
		assert.NotEmpty(a.t, a.id)
		assert.NotEmpty(a.t, made.JobID)
	}
}

var jobIn = regexp.MustCompile(`job_[A-Z0-9]+`)

// look asks how it stands, and is true when there is something to save.
func (a *assistant) look() bool {
	a.t.Helper()
	id := a.id
	if id == "" {
		id = a.job
	}
	if id == "" {
		return false
	}
	var s statusAnswer
	if failure, ok := a.try("get_video_status", map[string]any{"ids": []string{id}, "wait_seconds": 1}, &s); failure != nil || !ok {
		return false
	}
	if !assert.Len(a.t, s.Items, 1) {
		return false
	}
	item := s.Items[0]
	switch {
	case item.ID != a.job:
		a.id = item.ID
	case item.Status == "refused":
		// Nothing was started: the user still wants it.
		a.job = ""
		return false
	default:
		return false
	}
	a.looks++
	if item.Done && item.FailureMessage != "" {
		a.told = item.FailureMessage
	}
	return item.Done && a.told == "" && item.Kind != "unknown"
}

// save brings the files home.
func (a *assistant) save() bool {
	a.t.Helper()
	var got struct {
		Items []struct {
			Problem string
			Video   *struct{ Path string }
		}
	}
	if failure, ok := a.try("download_video", map[string]any{"ids": []string{a.id}}, &got); failure != nil || !ok {
		return false
	}
	if !assert.Len(a.t, got.Items, 1) {
		return false
	}
	a.clean("download_video", got.Items[0].Problem)
	return got.Items[0].Problem == "" && got.Items[0].Video != nil && got.Items[0].Video.Path != ""
}

// try calls a tool as a host does, which waits so long and no longer. It is
// false where there is no answer.
func (a *assistant) try(tool string, args, into any) (*fault.Error, bool) {
	a.t.Helper()
	ctx, cancel := context.WithTimeout(a.context(), patience)
	defer cancel()
	result, err := a.client.CallTool(ctx, tool, args)
	if err != nil {
		assert.Error(a.t, ctx.Err(), "%s fails as a tool does: %v", tool, err)
		a.errors = append(a.errors, "lost")
		return nil, false
	}
	if !result.IsError {
		assert.NoError(a.t, json.Unmarshal(result.JSON, into))
		return nil, true
	}
	var failure fault.Error
	assert.NoError(a.t, json.Unmarshal(result.JSON, &failure), "%s", result.JSON)
	a.errors = append(a.errors, failure.Code)
	assert.NotEmpty(a.t, failure.Code, "%s", result.JSON)
	assert.NotEmpty(a.t, failure.Message, "%s", result.JSON)
	assert.NotEmpty(a.t, failure.Hint, "%s", result.JSON)
	assert.NotContains(a.t, failure.Message, "the server failed", "%s", result.JSON)
	a.clean(tool, string(result.JSON))
	return &failure, true
}

// clean fails where a text tells what it must not: the key, the script, or what
// makes a link work.
func (a *assistant) clean(where, text string) {
	a.t.Helper()
	for _, secret := range []string{key, scriptOfStory, "signature=", "expires=", "/_media/"} {
		assert.NotContains(a.t, text, secret, where)
	}
}
