//go:build !race

package tools_test

// tellEach is which of the stories are told: all.
const tellEach = 1
