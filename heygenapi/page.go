package heygenapi

import (
	"context"
	"iter"
	"net/url"
	"strconv"
)

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

// drain fetches page after page as they are used up. A token that comes a
// second time ends the list: it would never end otherwise.
func drain[T any](options PageOptions, next func(PageOptions) (Page[T], error)) iter.Seq2[T, error] {
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
