// Package lookup finds in the account what arguments name: looks, voices,
// languages, videos to work on. What is not there, or not ready, is the failure
// of the argument that named it. It changes nothing and pays nothing.
package lookup
