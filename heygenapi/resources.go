package heygenapi

import (
	"context"
	"iter"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// resources are what most groups of operations have alike. T is one resource, by
// itself and in lists.
type resources[T any] struct {
	client *Client
	// noun is one of them, for errors.
	noun string
	// path is where they live.
	path []string
}

// under is a path below that of the resources.
func (r resources[T]) under(rest ...string) []string { return slices.Concat(r.path, rest) }

func (r resources[T]) get(ctx context.Context, id string) (T, error) {
	return data[T](ctx, r.client, call{op: "get " + r.noun, method: "GET", path: r.under(id)})
}

func (r resources[T]) list(ctx context.Context, query url.Values) (Page[T], error) {
	return page[T](ctx, r.client, call{op: "list " + r.plural(), method: "GET", path: r.path, query: query})
}

// all iterates over lists that take no more than a page's options.
func (r resources[T]) all(ctx context.Context, o PageOptions) iter.Seq2[T, error] {
	return iterate(o, func(p PageOptions) (Page[T], error) { return r.list(ctx, p.values()) })
}

func (r resources[T]) plural() string {
	if stem, ok := strings.CutSuffix(r.noun, "y"); ok {
		return stem + "ies"
	}
	return r.noun + "s"
}

func (r resources[T]) rename(ctx context.Context, id, title string) (T, error) {
	body := struct {
		Title string `json:"title"`
	}{title}
	return data[T](ctx, r.client, call{op: "rename " + r.noun, kind: idempotent, method: "PATCH", path: r.under(id), body: body})
}

func (r resources[T]) update(ctx context.Context, id string, change any) (T, error) {
	return data[T](ctx, r.client, call{op: "update " + r.noun, kind: idempotent, method: "PATCH", path: r.under(id), body: change})
}

func (r resources[T]) delete(ctx context.Context, id string) error {
	return done(ctx, r.client, call{op: "delete " + r.noun, kind: idempotent, method: "DELETE", path: r.under(id)})
}

// createBatch starts many at once.
func (r resources[T]) createBatch(ctx context.Context, batch any, options []CallOption) (CreatedBatch, error) {
	return data[CreatedBatch](ctx, r.client, call{op: "create " + r.noun + " batch", kind: keyed, method: "POST", path: r.under("batches"), body: batch, opts: options})
}

func (r resources[T]) getBatch(ctx context.Context, id string, o PageOptions) (Batch, error) {
	return data[Batch](ctx, r.client, call{op: "get " + r.noun + " batch", method: "GET", path: r.under("batches", id), query: o.values()})
}

// batchItems iterates over the items of a batch, whose paging is inside its data.
func (r resources[T]) batchItems(ctx context.Context, id string) iter.Seq2[BatchItem, error] {
	return iterate(PageOptions{}, func(o PageOptions) (Page[BatchItem], error) {
		b, err := r.getBatch(ctx, id, o)
		return Page[BatchItem]{Items: b.Items, NextToken: b.NextToken, HasMore: b.HasMore}, err
	})
}

// statusesPerRequest is how many ids HeyGen takes in one request.
const statusesPerRequest = 100

// statuses asks for all jobs, 100 a request.
func (r resources[T]) statuses(ctx context.Context, idsParam string, q StatusQuery) ([]JobStatus, error) {
	var all []JobStatus
	ask := func(param string, ids []string) error {
		for chunk := range slices.Chunk(ids, statusesPerRequest) {
			query := url.Values{param: {strings.Join(chunk, ",")}}
			for item, err := range iterate(PageOptions{}, func(o PageOptions) (Page[JobStatus], error) {
				setNonEmpty(query, "token", o.Token)
				return page[JobStatus](ctx, r.client, call{op: r.noun + " statuses", method: "GET", path: r.under("statuses"), query: query})
			}) {
				if err != nil {
					return err
				}
				all = append(all, item)
			}
		}
		return nil
	}
	if err := ask(idsParam, q.IDs); err != nil {
		return nil, err
	}
	return all, ask("batch_ids", q.BatchIDs)
}

// PageOptions choose a page of a list.
type PageOptions struct {
	// Limit is the page's length; zero leaves it to HeyGen. Each list has its
	// own most.
	Limit int
	// Token is the NextToken of the page before; empty for the first.
	Token string
}

func (o PageOptions) values() url.Values {
	q := url.Values{}
	if o.Limit > 0 {
		q.Set("limit", strconv.Itoa(o.Limit))
	}
	setNonEmpty(q, "token", o.Token)
	return q
}

func setNonEmpty(q url.Values, name, value string) {
	if value != "" {
		q.Set(name, value)
	}
}

// Page is one page of a list.
type Page[T any] struct {
	// Items are the page's items, in HeyGen's order.
	Items []T
	// NextToken is the Token of the next page; empty on the last.
	NextToken string
	// HasMore is true where there is a next page.
	HasMore bool
}

func page[T any](ctx context.Context, c *Client, op call) (Page[T], error) {
	out, err := do[[]T](ctx, c, op)
	if err != nil {
		return Page[T]{}, err
	}
	return Page[T]{Items: out.Data, NextToken: out.NextToken, HasMore: out.HasMore || out.NextToken != ""}, nil
}

// iterate fetches page after page as they are used up. A token that comes a
// second time ends the list: it would never end otherwise.
func iterate[T any](options PageOptions, next func(PageOptions) (Page[T], error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		o := options
		seen := map[string]bool{o.Token: true}
		for {
			p, err := next(o)
			if err != nil {
				var zero T
				yield(zero, err)
				return
			}
			for _, item := range p.Items {
				if !yield(item, nil) {
					return
				}
			}
			if p.NextToken == "" || seen[p.NextToken] {
				return
			}
			seen[p.NextToken] = true
			o.Token = p.NextToken
		}
	}
}
