//go:build race

package tools_test

// tellEach is which of the stories are told: the race detector, which slows
// SQLite thirtyfold, watches a few.
const tellEach = 60
