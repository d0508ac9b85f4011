// Package rest is how the simulated HeyGen speaks: what an operation is, how a
// request's body is read and refused, how a list is paged, and what an answer
// or a failure looks like in JSON. It knows no resource, no state and no clock.
package rest
