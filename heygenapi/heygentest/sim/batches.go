package sim

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"heygen-mcp/heygenapi/heygentest/rest"
)

// Batch is many jobs started at once.
type Batch struct {
	// Kind is the group of operations that it belongs to, such as videos.
	Kind, ID, Title string
	Items           []BatchItem
	Callback

	created time.Time
	// late counts the looks in which some items have no id yet.
	late int
}

// BatchItem is a job of a batch, or why there is none.
type BatchItem struct {
	ID     string
	Failed *rest.Failure
}

// MaxBatchItems is how many items a batch takes.
const MaxBatchItems = 100

// lateLooks is how often a look at a batch shows some items without their ids.
const lateLooks = 2

// KeepBatch gives a batch its id.
func (a *Account) KeepBatch(b *Batch) {
	b.ID, b.created = a.NewID("batch_"), a.Now()
	a.Batches.Put(b.ID, b)
}

// CreateBatch starts a batch whose items stand under member; kind is the group
// of operations. Each item stands or falls by itself, unless whole is true: then
// one that is wrong refuses all. The jobs wait for a free place, and only then have
// ids that are told.
func (k *Jobs[T]) CreateBatch(kind, member string, whole bool, read func(item *rest.Body) []T) rest.Handler {
	type order struct {
		batch *Batch
		items []*rest.Body
	}
	readOrder := func(b *rest.Body) order {
		o := order{batch: &Batch{Kind: kind, Title: b.Text("title", 1000), Callback: ReadCallback(b)}, items: b.List(member, 1, MaxBatchItems)}
		if whole {
			for _, item := range o.items {
				read(item)
			}
		}
		return o
	}
	return rest.Reading(readOrder, func(r *rest.Request, o order) (any, error) {
		if err := k.account.Solvent(); err != nil {
			return nil, err
		}
		k.account.KeepBatch(o.batch)
		for i, item := range o.items {
			if r.Fault == rest.FaultBusyItems && i%2 == 1 {
				busy := rest.Fail(http.StatusTooManyRequests, "rate_limit_exceeded", "", "the service is busy")
				o.batch.Items = append(o.batch.Items, BatchItem{Failed: busy})
				continue
			}
			o.batch.Items = append(o.batch.Items, k.startItem(item.Item(), read)...)
		}
		if r.Fault == rest.FaultBusyItems {
			o.batch.late = lateLooks
		}
		return rest.Object{"batch_id": o.batch.ID}, nil
	})
}

func (k *Jobs[T]) startItem(item *rest.Body, read func(item *rest.Body) []T) []BatchItem {
	jobs := read(item)
	if failed := item.Failure(); failed != nil {
		return []BatchItem{{Failed: failed}}
	}
	var items []BatchItem
	for _, job := range jobs {
		j, words := job.AsJob(), job.AsJob().Title
		if k.Words != nil {
			words = k.Words(job)
		}
		j.Status, j.Fault = queued, rest.JobFaultIn(words)
		k.Launch(job)
		items = append(items, BatchItem{ID: j.ID})
	}
	return items
}

func (a *Account) stateOf(it BatchItem) State {
	if it.Failed != nil {
		return State{Status: Failed, Error: rest.Object{"code": it.Failed.Code, "message": it.Failed.Message}}
	}
	for _, k := range a.kinds {
		if k.State == nil {
			continue
		}
		if state, ok := k.State(it.ID); ok {
			return state
		}
	}
	return State{Status: Failed, Error: rest.Object{"code": "not_found", "message": "the item was deleted"}}
}

func (a *Account) showBatch(b *Batch, items []BatchItem, first int) rest.Object {
	counts := rest.Object{}
	over, failed := 0, 0
	for _, it := range b.Items {
		status := a.stateOf(it).Status
		n, _ := counts[status].(int)
		counts[status] = n + 1
		if status == Completed || status == Failed {
			over++
		}
		if status == Failed {
			failed++
		}
	}
	status := "processing"
	switch {
	case failed == len(b.Items):
		status = Failed
	case over == len(b.Items):
		status = Completed
	}
	shown := make([]rest.Object, 0, len(items))
	for i, it := range items {
		state := a.stateOf(it)
		if b.late > 0 && (first+i)%4 == 2 {
			state.Status = queued
		}
		if state.Status == queued {
			it.ID = ""
		}
		o := rest.Object{"item_index": first + i, "status": state.Status, "video_id": rest.OrNull(it.ID), "error": nil}
		if state.Error != nil {
			o["error"] = state.Error
		}
		shown = append(shown, o)
	}
	return rest.Object{
		"batch_id": b.ID, "title": rest.OrNull(b.Title), "status": status, "total_items": len(b.Items), "counts_by_status": counts,
		"created_at": b.created.Unix(), "items": shown, "has_more": false, "next_token": nil,
	}
}

// GetBatch answers a look at a batch of one kind.
func (a *Account) GetBatch(kind string) rest.Handler {
	return func(r *rest.Request) (any, error) {
		b, err := a.Batches.Find(r)
		if err == nil && b.Kind != kind {
			err = rest.NotFound("not_found", "batch "+b.ID)
		}
		if err != nil {
			return nil, err
		}
		indexes := make([]int, len(b.Items))
		for i := range indexes {
			indexes[i] = i
		}
		page, p, err := rest.Page(r, indexes, 100, 100)
		if err != nil {
			return nil, err
		}
		first := 0
		if len(page) > 0 {
			first = page[0]
		}
		o := a.showBatch(b, b.Items[first:first+len(page)], first)
		b.late--
		if p.More {
			o["has_more"], o["next_token"] = true, p.Token
		}
		return o, nil
	}
}

// Statuses answers the bulk look at one kind of resources, whose ids stand in
// param.
func (a *Account) Statuses(param string, state func(id string) (State, bool)) rest.Handler {
	return func(r *rest.Request) (any, error) {
		ids, err := idsIn(r.URL.Query(), param)
		if err != nil {
			return nil, err
		}
		batchIDs, err := idsIn(r.URL.Query(), "batch_ids")
		if err != nil {
			return nil, err
		}
		entries := []rest.Object{}
		for _, id := range ids {
			o := rest.Object{"video_id": id, "batch_id": nil, "item_index": nil, "status": "not_found", "error": nil}
			if found, ok := state(id); ok {
				found.fill(o)
			}
			entries = append(entries, o)
		}
		for _, id := range batchIDs {
			b, ok := a.Batches.ByID(id)
			if !ok {
				entries = append(entries, rest.Object{"video_id": nil, "batch_id": id, "item_index": nil, "status": "not_found", "error": nil})
				continue
			}
			for i, it := range b.Items {
				o := rest.Object{"video_id": rest.OrNull(it.ID), "batch_id": id, "item_index": i, "error": nil}
				state := a.stateOf(it)
				if state.Status == queued {
					o["video_id"] = nil
				}
				state.fill(o)
				entries = append(entries, o)
			}
		}
		if len(ids)+len(batchIDs) == 0 {
			return nil, rest.Invalid(param, "give %s or batch_ids", param)
		}
		return rest.List{Items: entries}, nil
	}
}

// fill writes the state into an entry of a bulk look.
func (s State) fill(entry rest.Object) {
	entry["status"] = s.Status
	if s.Error != nil {
		entry["error"] = s.Error
	}
}

func idsIn(q url.Values, param string) ([]string, error) {
	raw := q.Get(param)
	if raw == "" {
		return nil, nil
	}
	ids := strings.Split(raw, ",")
	if len(ids) > MaxBatchItems {
		return nil, rest.Invalid(param, "has %d ids; at most 100 are allowed", len(ids))
	}
	return ids, nil
}

// publishBatches tells of every batch whose items are all over.
func (a *Account) publishBatches() {
	for _, b := range a.Batches.All() {
		if !b.ending(a.batchOver(b)) {
			continue
		}
		whole := a.showBatch(b, nil, 0)
		o := rest.Object{"callback_id": rest.OrNull(b.CallbackID)}
		for _, field := range []string{"batch_id", "title", "status", "total_items", "counts_by_status"} {
			o[field] = whole[field]
		}
		a.Events.Publish("batch.finished", o, b.CallbackURL)
	}
}

func (a *Account) batchOver(b *Batch) bool {
	for _, it := range b.Items {
		if status := a.stateOf(it).Status; status != Completed && status != Failed {
			return false
		}
	}
	return true
}
