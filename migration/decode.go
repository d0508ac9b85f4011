package migration

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"

	"heygen-mcp/internal/lazyregexp"
)

// mostDepth is deeper than any request of HeyGen's is nested.
const mostDepth = 64

// decode reads one JSON value; objects are map[string]any, numbers json.Number.
// A name that comes twice in an object is refused: half of what was meant would
// be lost unsaid.
func decode(raw []byte) (any, error) {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	value, err := decodeValue(decoder, "", 0)
	if err != nil {
		if own, ok := errors.AsType[*Error](err); ok {
			return nil, own
		}
		return nil, notJSON(err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, &Error{Reason: "has something behind its JSON", Mend: "Give one JSON object a request; several go into an array, or one a line"}
	}
	return value, nil
}

func notJSON(err error) *Error {
	reason := "is not JSON"
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		reason = fmt.Sprintf("is not JSON: at byte %d, %s", syntax.Offset, Redact(syntax.Error()))
	} else if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		reason = "is not JSON: it ends too early"
	}
	return &Error{Reason: reason, Mend: "Give the old request's JSON body, or {\"method\", \"path\", \"body\"}; command lines and form data are not read"}
}

func decodeValue(decoder *json.Decoder, path string, depth int) (any, error) {
	if depth > mostDepth {
		return nil, &Error{Field: cut(path), Reason: fmt.Sprintf("is nested deeper than %d levels", mostDepth), Mend: "Give the body as HeyGen's reference shows it"}
	}
	token, err := decoder.Token()
	if err != nil {
		return nil, err
	}
	switch token {
	case json.Delim('{'):
		return decodeObject(decoder, path, depth)
	case json.Delim('['):
		items := []any{}
		for decoder.More() {
			item, err := decodeValue(decoder, path+"["+strconv.Itoa(len(items))+"]", depth+1)
			if err != nil {
				return nil, err
			}
			items = append(items, item)
		}
		_, err := decoder.Token()
		return items, err
	default:
		return token, nil
	}
}

func decodeObject(decoder *json.Decoder, path string, depth int) (any, error) {
	fields := map[string]any{}
	for decoder.More() {
		token, err := decoder.Token()
		if err != nil {
			return nil, err
		}
		name, ok := token.(string)
		if !ok {
			return nil, notJSON(nil)
		}
		at := join(path, name)
		if _, twice := fields[name]; twice {
			return nil, &Error{Field: cut(Redact(at)), Reason: "comes twice in the same object", Mend: "Keep one of the two"}
		}
		if fields[name], err = decodeValue(decoder, at, depth+1); err != nil {
			return nil, err
		}
	}
	_, err := decoder.Token()
	return fields, err
}

var plainName = lazyregexp.New(`^[A-Za-z0-9_\-]+$`)

// join writes the path of a member; names that would read as a path are quoted.
func join(parent, name string) string {
	if !plainName().MatchString(name) {
		return parent + "[" + strconv.Quote(name) + "]"
	}
	if parent == "" {
		return name
	}
	return parent + "." + name
}
