//go:build !race

package jobs_test

// tellEach is which of the stories of faults are told: all.
const tellEach = 1
