// Package schema says what a JSON value has to look like, in Go: fields, types,
// lengths, bounds. It tells all that is wrong with a value, in words and with the
// path to it. It knows nothing of requests.
package schema
