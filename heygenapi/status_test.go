package heygenapi_test

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi"
	"heygen-mcp/internal/contract"
)

var (
	going  = []heygenapi.Status{heygenapi.StatusWaiting, heygenapi.StatusQueued, heygenapi.StatusPending, heygenapi.StatusProcessing, heygenapi.StatusRunning, heygenapi.StatusThinking, heygenapi.StatusWaitingForInput, heygenapi.StatusReviewing, heygenapi.StatusGenerating, heygenapi.StatusPendingConsent, "invented_later"}
	over   = []heygenapi.Status{heygenapi.StatusCompleted, heygenapi.StatusComplete, "success"}
	failed = []heygenapi.Status{heygenapi.StatusFailed, "error", "cancelled"}
)

func TestStatus(t *testing.T) {
	t.Parallel()
	for _, s := range going {
		assert.False(t, s.Final() || s.Succeeded() || s.Failed(), s)
	}
	for _, s := range over {
		assert.True(t, s.Final() && s.Succeeded() && !s.Failed(), s)
	}
	for _, s := range failed {
		assert.True(t, s.Final() && !s.Succeeded() && s.Failed(), s)
	}
	assert.True(t, heygenapi.StatusNotFound.Final())
	assert.False(t, heygenapi.StatusNotFound.Failed())
}

// TestEveryStatusOfTheReferenceIsKnown looks at each enum named status.
func TestEveryStatusOfTheReferenceIsKnown(t *testing.T) {
	t.Parallel()
	known := map[string]bool{"not_found": true}
	for _, list := range [][]heygenapi.Status{going, over, failed} {
		for _, s := range list {
			known[string(s)] = true
		}
	}
	found := 0
	for _, op := range contract.Load(t).Operations {
		if !covered(op) {
			continue
		}
		for _, value := range enums(op.Response, "status") {
			found++
			assert.True(t, known[value], "%s has the status %s", op.Name(), value)
		}
	}
	assert.Greater(t, found, 10)
}

// enums gives the values of every property of a name.
func enums(v any, name string) []string {
	var out []string
	switch v := v.(type) {
	case []any:
		for _, item := range v {
			out = append(out, enums(item, name)...)
		}
	case map[string]any:
		for key, item := range v {
			out = append(out, enums(item, name)...)
			if field, ok := item.(map[string]any); ok && key == name {
				values, _ := field["enum"].([]any)
				for _, value := range values {
					out = append(out, value.(string))
				}
			}
		}
	}
	return out
}

// TestStatusesAskAHundredAtATime counts the requests of a bulk look.
func TestStatusesAskAHundredAtATime(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var asked [][]string
	client := scripted(t, func(w http.ResponseWriter, r *http.Request) {
		ids := strings.Split(r.URL.Query().Get("video_ids"), ",")
		mu.Lock()
		asked = append(asked, ids)
		mu.Unlock()
		states := make([]heygenapi.JobStatus, len(ids))
		for i, id := range ids {
			states[i] = heygenapi.JobStatus{ID: id, Status: heygenapi.StatusProcessing}
		}
		assert.NoError(t, json.NewEncoder(w).Encode(map[string]any{"data": states}))
	})
	ids := make([]string, 250)
	for i := range ids {
		ids[i] = "v" + strconv.Itoa(i)
	}
	states, err := client.VideoStatuses(t.Context(), heygenapi.StatusQuery{IDs: ids})
	require.NoError(t, err)
	require.Len(t, states, 250)
	assert.Equal(t, "v249", states[249].ID)
	mu.Lock()
	defer mu.Unlock()
	require.Len(t, asked, 3)
	assert.Len(t, asked[0], 100)
	assert.Len(t, asked[2], 50)
}
