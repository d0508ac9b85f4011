package rest

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"heygen-mcp/heygenapi/heygentest/schema"
)

// Object is a JSON object of an answer.
type Object map[string]any

// Map makes a list of JSON from a list of things.
func Map[T any](items []T, f func(T) Object) []Object {
	out := make([]Object, 0, len(items))
	for _, item := range items {
		out = append(out, f(item))
	}
	return out
}

// OrNull is null for what is empty.
func OrNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// Failure is an answer that refuses a request.
type Failure struct {
	Status               int
	Code, Message, Param string
	// RetryAfter is seconds; 0 asks for none.
	RetryAfter int
	// All are the faults of a request that has more than one.
	All []*Failure
}

// Error implements error.
func (f *Failure) Error() string { return f.Code + ": " + f.Message }

// Fail refuses a request; param is the field at fault, where there is one.
func Fail(status int, code, param, format string, args ...any) *Failure {
	return &Failure{Status: status, Code: code, Param: param, Message: fmt.Sprintf(format, args...)}
}

// Invalid refuses a field's value.
func Invalid(param, format string, args ...any) *Failure {
	return Fail(http.StatusBadRequest, "invalid_parameter", param, format, args...)
}

// NotFound refuses what does not exist.
func NotFound(code, what string) *Failure {
	return Fail(http.StatusNotFound, code, "", "%s does not exist", what)
}

// Forbidden refuses what the account may not do.
func Forbidden(param, why string) *Failure {
	return Fail(http.StatusForbidden, "forbidden", param, "%s", why)
}

// FailureOf is the failure that an error is, and a 500 for any other error.
func FailureOf(err error) *Failure {
	if f, ok := errors.AsType[*Failure](err); ok {
		return f
	}
	return Fail(http.StatusInternalServerError, "internal_error", "", "%v", err)
}

// Answer is an answer before it is written, so that it can be replayed.
type Answer struct {
	Status     int
	Body       []byte
	RetryAfter int
}

// Write writes the answer.
func (a Answer) Write(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/json")
	if a.RetryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(a.RetryAfter))
	}
	w.WriteHeader(a.Status)
	_, _ = w.Write(a.Body)
}

// Answer words the failure as HeyGen does.
func (f *Failure) Answer() Answer {
	e := Object{"code": f.Code, "message": f.Message}
	if f.Param != "" {
		e["param"] = f.Param
	}
	e["doc_url"] = "https://developers.heygen.com/docs/error-codes#" + strings.ReplaceAll(f.Code, "_", "-")
	if len(f.All) > 0 {
		e["errors"] = Map(f.All, func(f *Failure) Object { return Object{"code": f.Code, "message": f.Message, "param": OrNull(f.Param)} })
	}
	return Answer{Status: f.Status, Body: Encode(Object{"error": e}), RetryAfter: f.RetryAfter}
}

// Success words what a handler gave as HeyGen does; status 0 is 200.
func Success(status int, value any) Answer {
	out := Object{"data": value}
	if l, ok := value.(List); ok {
		out = Object{"data": l.Items, "has_more": l.More, "next_token": OrNull(l.Token)}
	}
	return Answer{Status: cmp.Or(status, http.StatusOK), Body: Encode(out)}
}

// Encode writes JSON without a line's end.
func Encode(v any) []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		// Answers are made of plain values.
		panic("heygentest: " + err.Error())
	}
	return bytes.TrimRight(b.Bytes(), "\n")
}

// Refusal is the failure that tells of all faults, of which there is one at least.
func Refusal(faults []schema.Fault) *Failure {
	all := make([]*Failure, 0, len(faults))
	for _, f := range faults {
		all = append(all, Invalid(f.Path, "%s", f.Problem))
	}
	first := *all[0]
	if len(all) > 1 {
		first.Message = fmt.Sprintf("%s: %s, and %d more faults", first.Param, first.Message, len(all)-1)
		first.All = all
	}
	return &first
}
