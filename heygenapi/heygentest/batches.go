package heygentest

import (
	"net/http"
	"net/url"
	"strings"
	"time"
)

// HeyGen's reference leaves the answer to a batch's creation open. This one
// answers what a look at the batch answers, without its paging.

// batch is many jobs started at once.
type batch struct {
	// kind is the group of operations that it belongs to, such as videos.
	kind, id, title string
	created         time.Time
	items           []batchItem
	// late counts the looks in which some items have no id yet.
	late int
	callback
}

type batchItem struct {
	id     string
	failed *failure
}

// mostInBatch is how many items a batch takes.
const mostInBatch = 100

// createBatch starts a batch whose items stand under member. Each stands or
// falls by itself: read checks one and gives what starts its jobs, which wait
// for a free place, and tells their ids.
func createBatch(kind, member string, read func(s *Server, item *body) (start func() []string)) handler {
	return func(s *Server, r *request) (any, error) {
		b, problem := r.read()
		title := b.text("title", 1000)
		told := b.callback()
		requests := b.list(member, 1, mostInBatch)
		if err := problem.err(); err != nil {
			return nil, err
		}
		if err := s.solvent(); err != nil {
			return nil, err
		}
		made := &batch{kind: kind, id: s.id("batch_"), title: title, created: s.now(), callback: told}
		for i, item := range requests {
			if r.fault == FaultBusyItems && i%2 == 1 {
				made.items = append(made.items, batchItem{failed: fail(http.StatusTooManyRequests, "rate_limit_exceeded", "", "the service is busy")})
				continue
			}
			var first *failure
			item.first = &first
			start := read(s, item)
			if first != nil {
				made.items = append(made.items, batchItem{failed: first})
				continue
			}
			for _, id := range start() {
				made.items = append(made.items, batchItem{id: id})
			}
		}
		if r.fault == FaultBusyItems {
			made.late = lateLooks
		}
		s.batches.put(made.id, made)
		s.settle()
		return s.batchObject(made, made.items, 0), nil
	}
}

func readVideoItem(s *Server, item *body) func() []string {
	v := s.readVideo(item)
	return func() []string {
		v.status, v.fault = queued, jobFault(v.script+v.title)
		s.startVideo(v)
		return []string{v.id}
	}
}

func (s *Server) stateOf(it batchItem) (state string, err object) {
	if it.failed != nil {
		return "failed", object{"code": it.failed.code, "message": it.failed.message}
	}
	for _, look := range []func(string) (string, object, bool){s.videoState, s.translationState, s.lipsyncState, s.assetState} {
		if state, err, ok := look(it.id); ok {
			return state, err
		}
	}
	return "failed", object{"code": "not_found", "message": "the item was deleted"}
}

func (s *Server) batchObject(made *batch, items []batchItem, first int) object {
	counts := object{}
	over, failed := 0, 0
	for _, it := range made.items {
		state, _ := s.stateOf(it)
		n, _ := counts[state].(int)
		counts[state] = n + 1
		if state == "completed" || state == "failed" {
			over++
		}
		if state == "failed" {
			failed++
		}
	}
	status := "processing"
	switch {
	case failed == len(made.items):
		status = "failed"
	case over == len(made.items):
		status = "completed"
	}
	shown := make([]object, 0, len(items))
	for i, it := range items {
		state, problem := s.stateOf(it)
		if made.late > 0 && (first+i)%4 == 2 {
			it.id, state = "", queued
		}
		o := object{"item_index": first + i, "status": state, "video_id": orNull(it.id), "error": nil}
		if problem != nil {
			o["error"] = problem
		}
		shown = append(shown, o)
	}
	return object{
		"batch_id": made.id, "title": orNull(made.title), "status": status, "total_items": len(made.items), "counts_by_status": counts,
		"created_at": made.created.Unix(), "items": shown, "has_more": false, "next_token": nil,
	}
}

// getBatchOf answers a look at a batch of one kind.
func getBatchOf(kind string) handler {
	return func(s *Server, r *request) (any, error) { return getBatch(s, r, kind) }
}

func getBatch(s *Server, r *request, kind string) (any, error) {
	made, ok := s.batches.get(r.PathValue("id"))
	if !ok || made.kind != kind {
		return nil, notFound("resource_not_found", "batch "+r.PathValue("id"))
	}
	type numbered struct {
		batchItem
		index int
	}
	all := make([]numbered, len(made.items))
	for i, it := range made.items {
		all[i] = numbered{it, i}
	}
	page, p, err := pageOf(r, all, 100, 100)
	if err != nil {
		return nil, err
	}
	items, first := make([]batchItem, len(page)), 0
	for i, it := range page {
		items[i] = it.batchItem
	}
	if len(page) > 0 {
		first = page[0].index
	}
	o := s.batchObject(made, items, first)
	made.late--
	if p.more {
		o["has_more"], o["next_token"] = true, p.token
	}
	return o, nil
}

// statusesOf answers the bulk look of one kind of jobs.
func statusesOf(param string, look func(*Server, string) (string, object, bool)) handler {
	return func(s *Server, r *request) (any, error) {
		ids, err := idsIn(r.URL.Query(), param)
		if err != nil {
			return nil, err
		}
		entries := []object{}
		for _, id := range ids {
			o := object{"video_id": id, "batch_id": nil, "item_index": nil, "status": "not_found", "error": nil}
			if state, problem, ok := look(s, id); ok {
				o["status"] = state
				if problem != nil {
					o["error"] = problem
				}
			}
			entries = append(entries, o)
		}
		batchIDs, err := idsIn(r.URL.Query(), "batch_ids")
		if err != nil {
			return nil, err
		}
		for _, id := range batchIDs {
			made, ok := s.batches.get(id)
			if !ok {
				entries = append(entries, object{"video_id": nil, "batch_id": id, "item_index": nil, "status": "not_found", "error": nil})
				continue
			}
			for i, it := range made.items {
				state, problem := s.stateOf(it)
				o := object{"video_id": orNull(it.id), "batch_id": id, "item_index": i, "status": state, "error": nil}
				if problem != nil {
					o["error"] = problem
				}
				entries = append(entries, o)
			}
		}
		if len(ids)+len(batchIDs) == 0 {
			return nil, invalid(param, "give %s or batch_ids", param)
		}
		return paged{data: entries}, nil
	}
}

func idsIn(q url.Values, param string) ([]string, error) {
	raw := q.Get(param)
	if raw == "" {
		return nil, nil
	}
	ids := strings.Split(raw, ",")
	if len(ids) > mostInBatch {
		return nil, invalid(param, "has %d ids; at most 100 are allowed", len(ids))
	}
	return ids, nil
}

// inBulk is a state as the bulk looks word it.
func inBulk(status string) string {
	switch status {
	case queued, "completed", "failed":
		return status
	default:
		return "processing"
	}
}

func (s *Server) videoState(id string) (string, object, bool) {
	v, ok := s.videos.get(id)
	if !ok {
		return "", nil, false
	}
	if v.status == "failed" {
		return "failed", object{"code": v.failCode, "message": v.failText}, true
	}
	return inBulk(v.status), nil, true
}
