package catalog

import (
	"encoding/base64"
	"fmt"
	"hash/fnv"
	"strconv"
	"strings"
)

// defaultLimit is a page's length where none is asked for.
const defaultLimit = 20

// cut takes one page of the places found. The cursor is bound to the query, so
// that it cannot go on in another search.
func cut[T any](all []T, found []int, query fmt.Stringer, limit int, cursor string) (Result[T], error) {
	start, err := readCursor(cursor, query)
	if err != nil {
		return Result[T]{}, err
	}
	if limit <= 0 {
		limit = defaultLimit
	}
	start = min(start, len(found))
	end := min(start+limit, len(found))
	out := Result[T]{Items: make([]T, 0, end-start), Total: len(found)}
	for _, i := range found[start:end] {
		out.Items = append(out.Items, all[i])
	}
	if end < len(found) {
		out.NextCursor = writeCursor(end, query)
	}
	return out, nil
}

func digest(query fmt.Stringer) string {
	h := fnv.New32a()
	_, _ = h.Write([]byte(query.String()))
	return strconv.FormatUint(uint64(h.Sum32()), 36)
}

func writeCursor(at int, query fmt.Stringer) string {
	return base64.RawURLEncoding.EncodeToString([]byte(strconv.Itoa(at) + "." + digest(query)))
}

func readCursor(cursor string, query fmt.Stringer) (int, error) {
	if cursor == "" {
		return 0, nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil {
		return 0, &CursorError{}
	}
	number, bound, ok := strings.Cut(string(raw), ".")
	at, err := strconv.Atoi(number)
	if !ok || err != nil || at < 0 || bound != digest(query) {
		return 0, &CursorError{}
	}
	return at, nil
}
