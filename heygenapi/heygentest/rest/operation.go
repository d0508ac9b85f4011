package rest

import (
	"net/http"

	"heygen-mcp/heygenapi/heygentest/schema"
)

// Operation is one operation of the API, declared in one place: its method and
// path, what is special about it, and its handler, which [Reading] and its like
// put together from the reading of the body and the work itself.
type Operation struct {
	// Pattern is the method and path, as [http.ServeMux] takes them.
	Pattern string
	// Keyed is true where the Idempotency-Key header counts.
	Keyed bool
	// Status is that of success; 200 where it is 0.
	Status int
	// Query and Body are the rules of the request's parameters and JSON, where it has
	// some.
	Query, Body *schema.Schema
	// Multipart is true where the body is a form and no JSON.
	Multipart bool
	// Before runs ahead of the handler, while other requests go on: it is for
	// what has to wait for a third party.
	Before func(*Request)
	Handle Handler
}

// Handler does an operation's work and gives the data of its answer: any value
// that has a JSON form, or a [List]. Handlers run one at a time, so that they
// may read and write the state of the account. A [Failure] refuses the request.
type Handler func(*Request) (any, error)

// Request is one request as the handlers see it.
type Request struct {
	*http.Request
	// Raw is the whole body, and Fields the same where it is a JSON object.
	Raw    []byte
	Fields map[string]any
	// Base is where the client reaches this server.
	Base string
	// Fault is the one that the job which the request starts is to have.
	Fault FaultKind
	// File is what Before fetched, and FileError why it could not.
	File      []byte
	FileError error
}

// Reading reads the body, and works on it where nothing is wrong with it.
func Reading[T any](read func(*Body) T, work func(*Request, T) (any, error)) Handler {
	return func(r *Request) (any, error) {
		return reading(r, read, work)
	}
}

// Found works on the resource that the path names.
func Found[R any](find func(*Request) (R, error), work func(*Request, R) (any, error)) Handler {
	return func(r *Request) (any, error) {
		resource, err := find(r)
		if err != nil {
			return nil, err
		}
		return work(r, resource)
	}
}

// FoundReading finds the resource that the path names, reads the body, and works
// on both.
func FoundReading[R, T any](find func(*Request) (R, error), read func(*Body) T, work func(*Request, R, T) (any, error)) Handler {
	return Found(find, func(r *Request, resource R) (any, error) {
		return reading(r, read, func(r *Request, value T) (any, error) { return work(r, resource, value) })
	})
}

func reading[T any](r *Request, read func(*Body) T, work func(*Request, T) (any, error)) (any, error) {
	b := r.Body()
	value := read(b)
	if err := b.Err(); err != nil {
		return nil, err
	}
	return work(r, value)
}
