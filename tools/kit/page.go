package kit

import (
	"context"
	"encoding/base64"
	"strings"
	"time"

	"heygen-mcp/account"
	"heygen-mcp/heygenapi"
	"heygen-mcp/tools/fault"
)

// NoArgs are the arguments of a tool that takes none.
type NoArgs struct{}

// NextDeleted is what comes after a deletion.
const NextDeleted = "It is gone for good."

const defaultRows = 10

// PageSize is a page's length where none was asked for.
func PageSize(limit int) int {
	if limit == 0 {
		return defaultRows
	}
	return limit
}

// Page gives the account and the page of HeyGen's that the arguments mean.
func (c *Call) Page(ctx context.Context, limit int, cursor string) (*account.Account, heygenapi.PageOptions, error) {
	token, err := ReadCursor(cursor)
	if err != nil {
		return nil, heygenapi.PageOptions{}, err
	}
	acct, err := c.Account(ctx)
	return acct, heygenapi.PageOptions{Limit: PageSize(limit), Token: token}, err
}

// Rows is what a tool answers of one of HeyGen's lists.
type Rows[R any] struct {
	Items      []R    `json:"items"`
	NextCursor string `json:"next_cursor,omitempty"`
}

// RowsOf shows a page of a list of HeyGen's, a row an item.
func RowsOf[T, R any](page heygenapi.Page[T], row func(T) R) Rows[R] {
	rows := Rows[R]{Items: make([]R, 0, len(page.Items)), NextCursor: WriteCursor(page.NextToken)}
	for _, item := range page.Items {
		rows.Items = append(rows.Items, row(item))
	}
	return rows
}

// PageError gives HeyGen's refusal of a page the argument's own name.
func PageError(err error) error { return fault.Named(err, map[string]string{"token": "cursor"}) }

// cursorMark tells our cursors from made-up ones, before HeyGen has to.
const cursorMark = "page:"

// WriteCursor wraps HeyGen's page token; the last page has none.
func WriteCursor(token string) string {
	if token == "" {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString([]byte(cursorMark + token))
}

// ReadCursor unwraps a cursor that [WriteCursor] made.
func ReadCursor(cursor string) (token string, err error) {
	if cursor == "" {
		return "", nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(cursor)
	token, ok := strings.CutPrefix(string(raw), cursorMark)
	if err != nil || !ok {
		return "", BadCursor()
	}
	return token, nil
}

// BadCursor is the failure of a cursor that is not of the search.
func BadCursor() *fault.Error {
	return fault.Invalid("cursor", "is not one that this search gave", "Repeat the search without cursor, then use its next_cursor with the same filters.")
}

// Timestamp writes a time as RFC 3339 in UTC; the zero time is left out.
func Timestamp(t heygenapi.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// PageArgs are the arguments of a list without filters.
type PageArgs struct {
	Limit  int    `json:"limit,omitempty" jsonschema:"minimum=1,maximum=100" jsonschema_description:"Default 10."`
	Cursor string `json:"cursor,omitempty"`
}
