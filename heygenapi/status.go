package heygenapi

import (
	"encoding/json"
)

// Status is the state of a job. Values that this package does not know are
// kept as they are, and count as not final.
type Status string

// The states of the jobs; each resource has some of them.
const (
	StatusWaiting         Status = "waiting"
	StatusQueued          Status = "queued"
	StatusPending         Status = "pending"
	StatusProcessing      Status = "processing"
	StatusRunning         Status = "running"
	StatusThinking        Status = "thinking"
	StatusWaitingForInput Status = "waiting_for_input"
	StatusReviewing       Status = "reviewing"
	StatusGenerating      Status = "generating"
	StatusPendingConsent  Status = "pending_consent"
	StatusComplete        Status = "complete"
	StatusCompleted       Status = "completed"
	StatusFailed          Status = "failed"
	StatusCancelled       Status = "cancelled"
	StatusDeleted         Status = "deleted"
	StatusStreaming       Status = "streaming"
	StatusReady           Status = "ready"
	StatusLoading         Status = "loading"
	StatusRendering       Status = "rendering"
	StatusPendingUpload   Status = "pending_upload"
	StatusError           Status = "error"
	StatusNotFound        Status = "not_found"
)

// Succeeded is true for completed, and for the words that HeyGen has used for it.
func (s Status) Succeeded() bool {
	switch s {
	case StatusCompleted, StatusComplete, "success", "succeeded", "done":
		return true
	default:
		return false
	}
}

// Failed is true where there will be no result.
func (s Status) Failed() bool {
	switch s {
	case StatusFailed, StatusCancelled, StatusError, "canceled":
		return true
	default:
		return false
	}
}

// Final is true where the state will not change any more.
func (s Status) Final() bool {
	return s.Succeeded() || s.Failed() || s == StatusDeleted || s == StatusNotFound
}

// Unfinished is true where there is a state and it will still change. What is
// public has none.
func (s Status) Unfinished() bool { return s != "" && !s.Final() }

// ItemError says why one item of a list, a batch or a group failed.
type ItemError struct {
	Code    string                     `json:"code"`
	Message string                     `json:"message"`
	Extra   map[string]json.RawMessage `json:"-"`
}

// StatusQuery names the jobs of a bulk look at their states.
type StatusQuery struct {
	// IDs are jobs of the call's kind, in any number: 100 go into a request.
	IDs []string
	// BatchIDs are batches of the call's kind.
	BatchIDs []string
}

// JobStatus is how one job stands.
type JobStatus struct {
	// ID is the job's id, which HeyGen answers as video_id for every kind.
	ID        string     `json:"video_id"`
	BatchID   string     `json:"batch_id"`
	ItemIndex *int       `json:"item_index"`
	Status    Status     `json:"status"`
	Error     *ItemError `json:"error"`

	Extra map[string]json.RawMessage `json:"-"`
}

// CreatedBatch is HeyGen's answer to a batch: look at the batch for its items.
type CreatedBatch struct {
	BatchID string `json:"batch_id"`

	Extra map[string]json.RawMessage `json:"-"`
}

// Batch is how a batch stands, with one page of its items.
type Batch struct {
	BatchID        string         `json:"batch_id"`
	Title          string         `json:"title"`
	Status         Status         `json:"status"`
	TotalItems     int            `json:"total_items"`
	CountsByStatus map[Status]int `json:"counts_by_status"`
	CreatedAt      Time           `json:"created_at"`
	Items          []BatchItem    `json:"items"`
	HasMore        bool           `json:"has_more"`
	NextToken      string         `json:"next_token"`

	Extra map[string]json.RawMessage `json:"-"`
}

// BatchItem is one item of a batch.
type BatchItem struct {
	// ItemIndex is the item's place in the request, from 0.
	ItemIndex int `json:"item_index"`
	// ID is the job's id, which HeyGen answers as video_id for every kind;
	// empty until it has one.
	ID     string     `json:"video_id"`
	Status Status     `json:"status"`
	Error  *ItemError `json:"error"`

	Extra map[string]json.RawMessage `json:"-"`
}
