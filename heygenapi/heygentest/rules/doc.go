// Package rules says what requests to HeyGen's API have to look like: which fields
// a body and a query have, of which type, how long, how large, and which of them
// have to be there. It knows no resource, no state, and no rule between fields,
// which are those of the packages of resources.
package rules
