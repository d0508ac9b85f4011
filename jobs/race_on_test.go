//go:build race

package jobs_test

const (
	// tellEach is which of the stories of faults are told: the race detector watches a
	// third of them, which pass the same code.
	tellEach = 3
	// slowdown is how much longer things take than without the race detector.
	slowdown = 4
)
