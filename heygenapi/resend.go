package heygenapi

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
)

// Resend sends a request again that [BeforeSending] told of, under the
// idempotency key that it had, and gives the answer's data: HeyGen replays its
// first answer for 24 hours. It is for POST requests with a JSON body on which
// HeyGen honours the key, and for background removals, whose body carries it.
func (c *Client) Resend(ctx context.Context, r SentRequest, key string) (json.RawMessage, error) {
	path, ok := strings.CutPrefix(r.Path, "/v3/")
	if r.Method != "POST" || !ok || path == "" || len(r.Body) == 0 {
		return nil, fmt.Errorf("resend: %s %s cannot be sent again", r.Method, r.Path)
	}
	elements := strings.Split(path, "/")
	for i, element := range elements {
		plain, err := url.PathUnescape(element)
		if err != nil {
			return nil, fmt.Errorf("resend: the path cannot be read: %w", err)
		}
		elements[i] = plain
	}
	return data[json.RawMessage](ctx, c, call{op: "resend", kind: keyed, method: r.Method, path: elements, body: r.Body, opts: []CallOption{IdempotencyKey(key)}})
}
