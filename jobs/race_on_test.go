//go:build race

package jobs_test

// tellEach is which of the stories of faults are told: the race detector, which
// slows SQLite thirtyfold, watches a third of them.
const tellEach = 3
