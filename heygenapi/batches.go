package heygenapi

import (
	"context"
	"encoding/json"
	"iter"
)

// CreatedBatch is HeyGen's answer to a batch. Its reference leaves the answer's
// shape open: what is not here is in Extra.
type CreatedBatch struct {
	BatchID    string      `json:"batch_id"`
	Status     Status      `json:"status"`
	TotalItems int         `json:"total_items"`
	Items      []BatchItem `json:"items"`

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

func (c *Client) getBatch(ctx context.Context, op, group, id string, o PageOptions) (Batch, error) {
	return data[Batch](ctx, c, call{op: op, method: "GET", path: []string{group, "batches", id}, query: o.values()})
}

// batchItems drains the items of a batch, whose paging is inside its data.
func (c *Client) batchItems(ctx context.Context, op, group, id string) iter.Seq2[BatchItem, error] {
	return drain(PageOptions{}, func(o PageOptions) (Page[BatchItem], error) {
		b, err := c.getBatch(ctx, op, group, id, o)
		return Page[BatchItem]{Items: b.Items, NextToken: b.NextToken, HasMore: b.HasMore}, err
	})
}
