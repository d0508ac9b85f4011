//go:build race

package tools_test

// tellEach is which of the stories are told: the race detector, which slows
// everything, watches some.
const tellEach = 7
