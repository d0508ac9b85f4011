package rest

import (
	"encoding/base64"
	"slices"
	"strconv"
	"strings"
)

// List is a page of a list, or all of it.
type List struct {
	Items any
	More  bool
	// Token leads to the next page, where there is more.
	Token string
}

// Page takes the page that limit and token ask for; usual is its length where
// they do not say, and most bounds it.
func Page[T any](r *Request, all []T, usual, most int) ([]T, List, error) {
	q := r.URL.Query()
	limit := usual
	if raw := q.Get("limit"); raw != "" {
		n, err := strconv.Atoi(raw)
		if err != nil || n < 1 || n > most {
			return nil, List{}, Invalid("limit", "must be between 1 and %d", most)
		}
		limit = n
	}
	start := 0
	if token := q.Get("token"); token != "" {
		raw, err := base64.RawURLEncoding.DecodeString(token)
		n, err2 := strconv.Atoi(strings.TrimPrefix(string(raw), "page:"))
		if err != nil || err2 != nil || n < 0 {
			return nil, List{}, Invalid("token", "is not a token that a list gave")
		}
		start = min(n, len(all))
	}
	end := min(start+limit, len(all))
	page := List{More: end < len(all)}
	if page.More {
		page.Token = base64.RawURLEncoding.EncodeToString([]byte("page:" + strconv.Itoa(end)))
	}
	return all[start:end], page, nil
}

// PageOf is [Page] with its items shown as JSON.
func PageOf[T any](r *Request, all []T, usual, most int, show func(T) Object) (any, error) {
	items, page, err := Page(r, all, usual, most)
	if err != nil {
		return nil, err
	}
	page.Items = Map(items, show)
	return page, nil
}

// Choice reads a query parameter that is one of some values, or empty.
func Choice(r *Request, param string, values ...string) (string, error) {
	v := r.URL.Query().Get(param)
	if v != "" && !ContainsFold(values, v) {
		return "", Invalid(param, "must be one of %s", strings.Join(values, ", "))
	}
	return v, nil
}

// ContainsFold is true where a value is among others, in any case.
func ContainsFold(values []string, wanted string) bool {
	return slices.ContainsFunc(values, func(v string) bool { return strings.EqualFold(v, wanted) })
}
