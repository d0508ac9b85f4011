package liveavatar

import (
	"context"
	"encoding/json"
	"net/url"
	"strconv"
)

// Avatar is an avatar that can talk. Its ids are not those of HeyGen's looks.
type Avatar struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	// Type is such as VIDEO, Status such as ACTIVE.
	Type    string `json:"type"`
	Status  string `json:"status"`
	Expired bool   `json:"is_expired"`
	// PreviewURL is a picture. It may expire.
	PreviewURL   string `json:"preview_url"`
	DefaultVoice *Voice `json:"default_voice"`
}

// Voice is a voice for an avatar. Its ids are not those of HeyGen's voices.
type Voice struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Language string `json:"language"`
	Gender   string `json:"gender"`
}

// PageOptions choose a page of a list.
type PageOptions struct {
	// Page counts from 1, which is meant by 0.
	Page int
	// Size is the page's length, 100 at most; 0 leaves it to LiveAvatar.
	Size int
}

func (o PageOptions) values() url.Values {
	q := url.Values{}
	if o.Page > 0 {
		q.Set("page", strconv.Itoa(o.Page))
	}
	if o.Size > 0 {
		q.Set("page_size", strconv.Itoa(o.Size))
	}
	return q
}

// Page is one page of a list.
type Page[T any] struct {
	Items []T
	// Total is how many there are on all pages.
	Total int
	// More is true where there is a next page.
	More bool
}

// UnmarshalJSON reads a page, or a bare list of everything: sources differ.
func (p *Page[T]) UnmarshalJSON(raw []byte) error {
	if json.Unmarshal(raw, &p.Items) == nil {
		p.Total = len(p.Items)
		return nil
	}
	var page struct {
		Count   int    `json:"count"`
		Next    string `json:"next"`
		Results []T    `json:"results"`
	}
	if err := json.Unmarshal(raw, &page); err != nil {
		return err
	}
	p.Items, p.Total, p.More = page.Results, max(page.Count, len(page.Results)), page.Next != ""
	return nil
}

func list[T any](ctx context.Context, c *Client, op string, o PageOptions, path ...string) (Page[T], error) {
	return do[Page[T]](ctx, c, call{op: op, method: "GET", path: path, query: o.values()})
}

// ListAvatars gives a page of the account's own avatars (GET /v1/avatars).
func (c *Client) ListAvatars(ctx context.Context, o PageOptions) (Page[Avatar], error) {
	return list[Avatar](ctx, c, "list avatars", o, "avatars")
}

// ListPublicAvatars gives a page of the avatars that everybody may use
// (GET /v1/avatars/public).
func (c *Client) ListPublicAvatars(ctx context.Context, o PageOptions) (Page[Avatar], error) {
	return list[Avatar](ctx, c, "list public avatars", o, "avatars", "public")
}

// ListVoices gives a page of voices (GET /v1/voices).
func (c *Client) ListVoices(ctx context.Context, o PageOptions) (Page[Voice], error) {
	return list[Voice](ctx, c, "list voices", o, "voices")
}
